//! How the rows of a file lie: its dialect, what stands above the first row, the names of the columns, and where the rows of
//! values begin. What the options do not say is told from the first rows.

use crate::above::{comment_of, commented_header, head_comments, is_title, named_delimiter, skipped_notice};
use crate::dialect::{Dialect, number_guesses, number_marks};
use crate::guess::{Evidence, EvidenceCode, Guess, OptionValue, ReadOption};
use crate::header::{self, is_header, names_numbers, rows_of_units};
use crate::limits::ReadLimits;
use crate::names::{Trailing, names_for};
use crate::notice::{NoticeCode, NoticeFix, NoticeLine, TableNotice};
use crate::options::{Delimiter, Mark, ReadOptions};
use crate::recover::{Recovered, Width, line_length, recover};
use crate::sample::{SampleCell, SampleRow, sample_rows};
use crate::shown::line_text;
use crate::sniff::{Sniffed, sniff, usual_width};
use failures::{Failure, FailureCode};

pub(crate) struct Layout {
    pub dialect: Dialect,
    /// What begins a comment; empty where there are none.
    pub comment: Vec<u8>,
    pub names: Vec<String>,
    pub width: Width,
    /// Offset and line (from 1) of the first row of values.
    pub body_start: usize,
    pub body_line: u64,
    pub guesses: Vec<Guess>,
    pub notices: Vec<TableNotice>,
    /// The header's cells as they stand; empty without one.
    pub header: Vec<String>,
    /// The line they stand in, where no row of values can be like it.
    pub header_line: Vec<u8>,
}

impl Layout {
    /// Tells the layout of a text.
    ///
    /// # Errors
    /// When the text is empty, one column, or wider than allowed.
    pub fn told(text: &[u8], reading: &ReadOptions, limits: &ReadLimits) -> Result<Self, Failure> {
        let mut notices = Vec::new();
        let named = named_delimiter(text);
        let mut reading = reading.clone();
        let (mut given_delimiter, mut above) = (false, 0);
        if let Some(delimiter) = named {
            above = 1;
            if reading.delimiter.is_none() && reading.skip_lines.is_none() {
                given_delimiter = true;
                reading.delimiter = Some(Delimiter::Character(char::from(delimiter)));
            }
            let line = line_text(text, 0);
            notices.push(
                TableNotice::new(NoticeCode::SeparatorLine, 1, "the first line names the delimiter and is no row")
                    .at_lines([NoticeLine { line: 1, text: line }]),
            );
        }
        let first_line = reading.skip_lines.unwrap_or(above);
        let (comment, comment_guess) = comment_of(text, &reading);
        let Sniffed { mut dialect, mut guesses, is_parted, mut rows } = sniff(text, &reading, &comment, first_line);
        if given_delimiter && let Some(guess) = guesses.first_mut() {
            *guess = Guess::guessed(guess.option, guess.value.clone(), Evidence::new(EvidenceCode::NamedInFile, []));
        }
        if rows.is_empty() {
            return Err(empty());
        }
        // One column is a table where it is said what it holds.
        let is_said = |row: &SampleRow| row.texts().next().is_some_and(|name| reading.column(&text_of(name)).is_some());
        if !is_parted && rows.iter().all(|row| row.cells.len() < 2) && !rows.iter().any(is_said) {
            return Err(one_column(&rows[0]));
        }
        let (mut width, ..) = usual_width(&rows);
        notices.extend(mend_first_row(text, &mut rows, width, dialect, &comment));
        let mut trailing = Trailing::of(&rows, width);
        width -= usize::from(trailing.is_every_row);
        let fits = |row: &SampleRow| {
            Width { cells: width, may_trail: true }
                .fits(row.cells.len(), row.cells.last().is_some_and(|cell| cell.text.is_empty()))
        };
        let top = if reading.skip_lines.is_some() { 0 } else { top_row(&rows, width, &fits) };
        // A header that stands in the last comment: `#id,name`.
        let in_comment = head_comments(text).filter(|(mark, lines)| {
            reading.skip_lines.is_none()
                && reading.header != Some(false)
                && *mark == comment
                && commented_header(text, mark, *lines, dialect, width)
        });
        let mut header_cells: Option<Vec<String>> = None;
        let mut skipped_to = rows[top].start;
        let (is_named, header_evidence) = match (reading.header, in_comment) {
            (Some(is_named), _) => (is_named, EvidenceCode::NothingSpeaksAgainst),
            (None, Some(_)) if !is_header(&rows[top], &rows[top + 1..]).0 => (true, EvidenceCode::NamedInComment),
            _ => is_header(&rows[top], &fitting(&rows[top + 1..], &fits)),
        };
        let mut body = top;
        if let (Some((mark, lines)), EvidenceCode::NamedInComment) = (in_comment, header_evidence) {
            let start = (1..lines).fold(0, |start, _| start + line_length(&text[start..]));
            let line = &text[start + mark.len()..start + line_length(&text[start..])];
            let cells = sample_rows(line, dialect, b"", 0);
            header_cells = cells.first().map(|row| row.texts().map(text_of).collect());
            skipped_to = start;
        } else if is_named {
            header_cells = Some(rows[top].texts().map(text_of).collect());
            body = top + 1;
        }
        let head_end = if is_named && body > top { rows[top].end } else { rows[top].start };
        let units = match reading.skip_after_header {
            Some(lines) => Skipped::Lines(lines),
            None if is_named => Skipped::Rows(rows_of_units(&fitting_rows(&rows[body..], &fits))),
            None => Skipped::Rows(0),
        };
        let (body_start, body_line) = match units {
            Skipped::Lines(lines) => {
                let start = (0..lines).fold(head_end, |start, _| start + line_length(&text[start..]));
                (start, 1 + crate::dialect::line_ends(&text[..start]))
            }
            Skipped::Rows(count) => rows
                .get(body + count)
                .map_or_else(|| rows.last().map_or((0, 1), |row| (row.end, row.end_line)), |row| (row.start, row.line)),
        };
        let header_line = if is_named && body > top { header_line(text, &rows[top..]) } else { Vec::new() };
        let names = header_cells.clone().unwrap_or_default();
        let (names, width) = names_for(names, width, is_named, &mut trailing, &mut notices, rows[top].line);
        if width > limits.columns {
            return Err(too_wide(limits, rows[top].line));
        }
        if width < 2 && names.iter().all(|name| reading.column(name).is_none()) {
            return Err(one_column(&rows[top]));
        }
        let values = rows.split_off(body.min(rows.len()));
        let marks = number_marks(values.iter().flat_map(SampleRow::texts));
        dialect.decimal = reading.decimal.filter(char::is_ascii).map_or(marks.decimal, |mark| mark as u8);
        dialect.thousands = match reading.thousands {
            Some(Mark::Character(mark)) => Some(mark),
            Some(Mark::None) => None,
            None => marks.thousands.filter(|mark| *mark as u32 != u32::from(dialect.decimal)),
        };
        guesses.extend(number_guesses(&reading, dialect, marks.cells));
        let lines_above = u32::try_from(crate::dialect::line_ends(&text[..skipped_to])).unwrap_or(u32::MAX);
        guesses.push(told(reading.header.is_some(), ReadOption::Header, OptionValue::Flag(is_named), header_evidence));
        if let Some(guess) = guesses.last_mut().filter(|guess| !guess.given) {
            guess.alternatives = vec![OptionValue::Flag(!is_named)];
        }
        let skip_code =
            if lines_above == 0 { EvidenceCode::NothingSpeaksAgainst } else { EvidenceCode::RowsBeginThere };
        guesses.push(told(
            reading.skip_lines.is_some(),
            ReadOption::SkipLines,
            OptionValue::Lines(reading.skip_lines.unwrap_or(lines_above)),
            skip_code,
        ));
        let (below, below_code) = match units {
            Skipped::Lines(lines) => (lines, EvidenceCode::NothingSpeaksAgainst),
            Skipped::Rows(0) => (0, EvidenceCode::NothingSpeaksAgainst),
            Skipped::Rows(count) => (count as u32, EvidenceCode::TextsAboveNumbers),
        };
        guesses.push(told(
            reading.skip_after_header.is_some(),
            ReadOption::SkipAfterHeader,
            OptionValue::Lines(below),
            below_code,
        ));
        guesses.push(comment_guess);
        notices.extend(skipped_notice(text, &reading, above, skipped_to, &comment));
        if let Skipped::Rows(count) = units
            && count > 0
        {
            let lines =
                values.iter().take(count).map(|row| NoticeLine { line: row.line, text: line_text(text, row.start) });
            let text = if count == 1 {
                "a line below the header is no row: no number stands where numbers follow"
            } else {
                "lines below the header are no rows: no number stands where numbers follow"
            };
            let undo = ReadOptions { skip_after_header: Some(0), ..reading_given(&reading, given_delimiter) };
            notices.push(
                TableNotice::new(NoticeCode::UnitsLines, count as u64, text)
                    .at_lines(lines)
                    .mended_by(NoticeFix::Reading { reading: undo }),
            );
        }
        if header_evidence == EvidenceCode::NumbersInOrder && reading.header.is_none() {
            let undo = ReadOptions { header: Some(false), ..reading_given(&reading, given_delimiter) };
            notices.push(
                TableNotice::new(NoticeCode::NumbersAsNames, 1, "the numbers of the first row are taken as names")
                    .at_lines([NoticeLine {
                        line: rows.last().map_or(1, |row| row.line),
                        text: line_text(text, skipped_to),
                    }])
                    .mended_by(NoticeFix::Reading { reading: undo }),
            );
        }
        Ok(Self {
            dialect,
            comment,
            names,
            width: Width { cells: width, may_trail: trailing.may_trail },
            body_start,
            body_line,
            guesses,
            notices,
            header: header_cells.unwrap_or_default(),
            header_line,
        })
    }
}

/// The line of a header above numbers, which no row of values is like.
fn header_line(text: &[u8], rows: &[SampleRow]) -> Vec<u8> {
    let [header, body @ ..] = rows else { return Vec::new() };
    let line = text[header.start..header.end].trim_ascii_end();
    let is_one_line = !line.iter().any(|byte| crate::dialect::is_line_end(*byte));
    if is_one_line && names_numbers(header, body) { line.to_vec() } else { Vec::new() }
}

/// A first row whose stray quote swallowed others, or its own cells, is read with that quote as a letter.
fn mend_first_row(
    text: &[u8],
    rows: &mut Vec<SampleRow>,
    width: usize,
    dialect: Dialect,
    comment: &[u8],
) -> Option<TableNotice> {
    let first = rows.first().filter(|row| row.cells.len() != width)?;
    let (line, start, end_line) = (first.line, first.start, first.end_line);
    let asked = Width { cells: width, may_trail: false };
    let Recovered { length, cells } = recover(&text[start..], None, asked, dialect, text.len());
    let cells = cells?.into_iter().map(|text| SampleCell { text, is_quoted: false }).collect();
    let mended = SampleRow { line, start, end: start + length, end_line: line + 1, cells };
    if end_line > line + 1 {
        *rows = sample_rows(text, dialect, comment, u32::try_from(line).ok()?);
        rows.insert(0, mended);
    } else {
        rows[0] = mended;
    }
    let notice =
        TableNotice::new(NoticeCode::StrayQuotes, 1, "a quote in the first line parts no cells: taken as a letter");
    Some(notice.at_lines([NoticeLine { line, text: line_text(text, start) }]))
}

enum Skipped {
    /// Lines a person asked to pass over.
    Lines(u32),
    /// Rows found to be none.
    Rows(usize),
}

/// The options as a person gave them.
fn reading_given(reading: &ReadOptions, is_delimiter_guessed: bool) -> ReadOptions {
    let mut given = reading.clone();
    if is_delimiter_guessed {
        given.delimiter = None;
    }
    given
}

fn fitting(rows: &[SampleRow], fits: &impl Fn(&SampleRow) -> bool) -> Vec<SampleRow> {
    rows.iter().filter(|row| fits(row)).cloned().collect()
}

/// Rows up to the first that does not fit.
fn fitting_rows(rows: &[SampleRow], fits: &impl Fn(&SampleRow) -> bool) -> Vec<SampleRow> {
    rows.iter().take_while(|row| fits(row)).cloned().collect()
}

/// Place of the first row of the table: what stands above it has another number of cells, or is a title.
fn top_row(rows: &[SampleRow], width: usize, fits: &impl Fn(&SampleRow) -> bool) -> usize {
    let has_more = |row: &SampleRow| !is_title(row);
    let top = rows.iter().position(|row| fits(row) && has_more(row)).unwrap_or(0);
    // A header with one name too few or too many stands right above rows of values.
    let is_near_header = |row: &SampleRow| {
        let count = row.cells.len();
        count > 1
            && count.abs_diff(width) == 1
            && row.cells.iter().all(|cell| !crate::dialect::is_number_like(&cell.text))
            && row.cells.iter().filter(|cell| cell.text.is_empty()).count() <= 1
    };
    match top {
        0 => 0,
        _ if is_near_header(&rows[top - 1]) && !is_header(&rows[top], &rows[top + 1..]).0 => top - 1,
        _ => top,
    }
}

fn told(is_given: bool, option: ReadOption, value: OptionValue, code: EvidenceCode) -> Guess {
    if is_given { Guess::given(option, value) } else { Guess::guessed(option, value, Evidence::new(code, [])) }
}

fn text_of(cell: &[u8]) -> String {
    String::from_utf8_lossy(cell).trim().to_owned()
}

fn empty() -> Failure {
    Failure::new(
        FailureCode::TableEmpty,
        "an empty file",
        "a row of column names and rows of values",
        "choose another file",
    )
}

fn one_column(row: &SampleRow) -> Failure {
    let name = row.texts().next().map(text_of).unwrap_or_default();
    header::one_column(&name).at_line(row.line)
}

fn too_wide(limits: &ReadLimits, line: u64) -> Failure {
    Failure::new(
        FailureCode::TableTooWide,
        format!("more than {} columns", limits.columns),
        format!("at most {} columns", limits.columns),
        "keep the columns you need, or transpose the table if its rows are columns",
    )
    .number("limit", limits.columns as f64)
    .at_line(line)
}
