//! What a person should know of how a column's cells were read.

use crate::column::ColumnType;
use crate::notice::{NOTICE_LINES, NoticeCode, NoticeFix, NoticeLine, TableNotice};
use crate::number_marks::Marks;
use crate::number_texts::NumberTexts;
use crate::present_texts::{PresentTexts, Strays, Values};
use crate::time_texts::TimeTexts;
use crate::times::{DateOrder, time_text};
use crate::values::number_text;
use crate::variants::Variants;
use failures::{CellPlace, FailureValue, shortened};

/// Different words that are named, and that a fix lists.
const MOST_NAMED: usize = 5;
const MOST_LISTED: usize = 50;

/// Cells that are no values of the column's type and are taken for missing, until a person says otherwise.
pub(crate) fn strays(present: &PresentTexts, strays: &Strays, of: ColumnType) -> Option<TableNotice> {
    if strays.texts.is_empty() {
        return None;
    }
    let words = quoted(present, &strays.texts);
    let (count, name) = (strays.cells, present.rules.name);
    let what = match of {
        ColumnType::Boolean => "yes or no",
        ColumnType::Time => "dates or times",
        ColumnType::Number | ColumnType::Category => "numbers",
    };
    let text = if count == 1 {
        format!("1 cell of \"{name}\" among {what} is {words}: taken as missing")
    } else {
        format!("{count} cells of \"{name}\" among {what} are {words}: taken as missing")
    };
    let notice = told(present, NoticeCode::StrayCells, count, text)
        .value("words", FailureValue::Text(words))
        .at_lines(lines(present, &strays.texts));
    if strays.texts.len() > MOST_LISTED {
        return Some(notice);
    }
    let known = present.texts.iter().map(|distinct| distinct.text.trim()).filter(|text| present.is_missing_word(text));
    let listed: Vec<String> =
        strays.texts.iter().map(|index| present.texts[*index].text.trim()).chain(known).map(str::to_owned).collect();
    let reading = present.rules.with_column(|column| {
        let missing = column.missing.get_or_insert_default();
        missing.extend(listed);
        missing.dedup();
    });
    Some(notice.mended_by(NoticeFix::Reading { reading }))
}

/// Words that say among values that one is missing, as in `-` or `#DIV/0!`.
pub(crate) fn missing_words<T>(present: &PresentTexts, values: &[Option<T>], strays: &Strays) -> Option<TableNotice> {
    let is_stray = |index: &usize| strays.texts.binary_search(index).is_ok();
    let missing: Vec<usize> =
        (0..present.texts.len()).filter(|index| values[*index].is_none() && !is_stray(index)).collect();
    if missing.is_empty() {
        return None;
    }
    let count = missing.iter().map(|index| present.texts[*index].cells).sum();
    let words = quoted(present, &missing);
    let text = format!("{} of \"{}\" taken as missing: {words}", cells(count), present.rules.name);
    let notice = told(present, NoticeCode::MissingWords, count, text).value("words", FailureValue::Text(words));
    Some(notice.at_lines(lines(present, &missing)))
}

/// Signs and blanks that are no part of numbers.
pub(crate) fn marks(present: &PresentTexts, numbers: &NumberTexts) -> Option<TableNotice> {
    let mut count = 0;
    let mut shown = Marks::default();
    let mut examples = Vec::new();
    for (index, distinct) in present.texts.iter().enumerate() {
        let (marks, Some(value)) = (numbers.marks[index], numbers.values.values[index]) else { continue };
        if marks.is_empty() {
            continue;
        }
        count += distinct.cells;
        if !marks.without(shown).is_empty() && examples.len() < MOST_NAMED {
            shown = shown.with(marks);
            examples.push(format!("\"{}\" = {}", shortened(distinct.text), number_text(value)));
        }
    }
    if count == 0 {
        return None;
    }
    let examples = examples.join(", ");
    let text =
        format!("{} of \"{}\" read as numbers without their marks: {examples}", cells(count), present.rules.name);
    Some(told(present, NoticeCode::MarksTakenOff, count, text).value("examples", FailureValue::Text(examples)))
}

pub(crate) fn booleans(present: &PresentTexts, [no, yes]: &[String; 2]) -> TableNotice {
    let count = present.texts.iter().map(|distinct| distinct.cells).sum();
    let text =
        format!("\"{}\" says \"{}\" and \"{}\": read as 0 and 1", present.rules.name, shortened(no), shortened(yes));
    told(present, NoticeCode::BooleanWords, count, text)
        .value("no", FailureValue::Text(shortened(no)))
        .value("yes", FailureValue::Text(shortened(yes)))
        .mended_by(as_type(present, ColumnType::Category))
}

pub(crate) fn times(present: &PresentTexts, times: &TimeTexts) -> Option<TableNotice> {
    let index = times.values.values.iter().position(Option::is_some)?;
    let (example, value) = (shortened(present.texts[index].text), time_text(times.values.values[index]?));
    let text =
        format!("\"{}\" holds times: \"{example}\" read as {value}, a number of days since 1970", present.rules.name);
    Some(
        told(present, NoticeCode::TimesRead, times.values.cells, text)
            .value("example", FailureValue::Text(example))
            .value("value", FailureValue::Text(value))
            .mended_by(as_type(present, ColumnType::Category)),
    )
}

/// The notice of a column of dates of digits alone.
pub(crate) fn compact_dates(rules: &crate::cell_rules::CellRules, cells: u64, first: i64) -> TableNotice {
    let value = time_text(first);
    let example = value.replace('-', "");
    let text = format!("\"{}\" holds times: \"{example}\" read as {value}, a number of days since 1970", rules.name);
    let reading = rules.with_column(|column| column.column_type = Some(ColumnType::Number));
    TableNotice::new(NoticeCode::TimesRead, cells, text)
        .in_column(rules.name)
        .value("example", FailureValue::Text(example))
        .value("value", FailureValue::Text(value))
        .mended_by(NoticeFix::Reading { reading })
}

/// Dates that are others when day and month are told apart the other way, with nothing to tell which is right.
pub(crate) fn date_order(present: &PresentTexts, times: &TimeTexts) -> Option<TableNotice> {
    let index = times.ambiguous?;
    let example = shortened(present.texts[index].text);
    let value = time_text(times.values.values[index]?);
    let (order, other) = match times.order {
        DateOrder::DayFirst => ("day", DateOrder::MonthFirst),
        DateOrder::MonthFirst => ("month", DateOrder::DayFirst),
    };
    let name = present.rules.name;
    let text =
        format!("dates of \"{name}\" may have day or month first: \"{example}\" read as {value}, the {order} first");
    let reading = present.rules.with_column(|column| column.date_order = Some(other));
    Some(
        told(present, NoticeCode::DateOrder, times.values.cells, text)
            .value("example", FailureValue::Text(example))
            .value("value", FailureValue::Text(value))
            .mended_by(NoticeFix::Reading { reading }),
    )
}

pub(crate) fn leading_zeros(present: &PresentTexts, index: usize) -> TableNotice {
    kept(present, NoticeCode::LeadingZeros, index, "keeps its leading zeros")
}

pub(crate) fn exact_wholes(present: &PresentTexts, index: usize) -> TableNotice {
    kept(present, NoticeCode::ExactWholes, index, "has whole numbers too large to be exact")
}

/// Numbers and other texts, in shares that tell neither for the exception.
pub(crate) fn mixed(present: &PresentTexts, numbers: &Values<f64>) -> TableNotice {
    let words = quoted(present, &numbers.strays.texts);
    let (count, name) = (numbers.strays.cells, present.rules.name);
    let text =
        format!("\"{name}\" is read as categories: {} numbers, but {} such as {words}", numbers.cells, cells(count));
    told(present, NoticeCode::MixedColumn, count, text)
        .value("numbers", FailureValue::Number(numbers.cells as f64))
        .value("words", FailureValue::Text(words))
        .at_lines(lines(present, &numbers.strays.texts))
        .mended_by(as_type(present, ColumnType::Number))
}

/// Categories that differ only in case or blanks.
pub(crate) fn variants(present: &PresentTexts, variants: &Variants) -> Option<TableNotice> {
    let unusual: Vec<(usize, usize)> = variants.unusual().collect();
    let (first, usual) = unusual.first()?;
    let (example, other) = (shortened(present.texts[*first].text), shortened(present.texts[*usual].text));
    let count = unusual.iter().map(|(index, _)| present.texts[*index].cells).sum();
    let name = present.rules.name;
    let text = format!(
        "{} of \"{name}\" differ from others only in case or blanks: \"{example}\" and \"{other}\"",
        cells(count)
    );
    let indices: Vec<usize> = unusual.iter().map(|(index, _)| *index).collect();
    let reading = present.rules.with_column(|column| column.merge_variants = Some(true));
    Some(
        told(present, NoticeCode::CategoryVariants, count, text)
            .value("example", FailureValue::Text(example))
            .value("other", FailureValue::Text(other))
            .at_lines(lines(present, &indices))
            .mended_by(NoticeFix::Reading { reading }),
    )
}

fn kept(present: &PresentTexts, code: NoticeCode, index: usize, why: &str) -> TableNotice {
    let example = shortened(present.texts[index].text);
    let count = present.texts.iter().map(|distinct| distinct.cells).sum();
    let text = format!("\"{}\" {why}, such as \"{example}\": read as categories", present.rules.name);
    told(present, code, count, text)
        .value("example", FailureValue::Text(example))
        .mended_by(as_type(present, ColumnType::Number))
}

fn as_type(present: &PresentTexts, column_type: ColumnType) -> NoticeFix {
    NoticeFix::Reading { reading: present.rules.with_column(|column| column.column_type = Some(column_type)) }
}

fn told(present: &PresentTexts, code: NoticeCode, count: u64, text: String) -> TableNotice {
    TableNotice::new(code, count, text).in_column(present.rules.name)
}

fn cells(count: u64) -> String {
    if count == 1 { "1 cell".to_owned() } else { format!("{count} cells") }
}

fn quoted(present: &PresentTexts, indices: &[usize]) -> String {
    let mut words: Vec<String> =
        indices.iter().take(MOST_NAMED).map(|index| format!("\"{}\"", shortened(present.texts[*index].text))).collect();
    if indices.len() > MOST_NAMED {
        words.push("…".to_owned());
    }
    words.join(", ")
}

/// Where the first of these texts stand.
fn lines(present: &PresentTexts, indices: &[usize]) -> Vec<NoticeLine> {
    let line = |index: &usize| {
        let distinct = &present.texts[*index];
        let (CellPlace::Line(line) | CellPlace::Row(line)) = present.dictionary.place(distinct.code);
        NoticeLine { line, text: shortened(distinct.text) }
    };
    indices.iter().take(NOTICE_LINES).map(line).collect()
}
