//! The columns' names out of a header that may have one too few or too many, or a name twice; and delimiters at the end of
//! lines, which make no column.

use crate::above::is_title;
use crate::header::{default_name, distinct_names};
use crate::notice::{NoticeCode, TableNotice};
use crate::sample::SampleRow;
use failures::FailureValue;

/// Whether rows end with a delimiter behind which nothing stands.
pub(crate) struct Trailing {
    /// Every row of the usual width does: there is a column less.
    pub is_every_row: bool,
    pub may_trail: bool,
}

impl Trailing {
    pub fn of(rows: &[SampleRow], width: usize) -> Self {
        let ends_empty =
            |row: &&SampleRow| row.cells.last().is_some_and(|cell| cell.text.is_empty() && !cell.is_quoted);
        let mut usual = rows.iter().filter(|row| row.cells.len() == width);
        let top = rows.iter().find(|row| row.cells.len() + 1 >= width && !is_title(row));
        let is_shorter =
            |row: &SampleRow| row.cells.len() + 1 == width && row.cells.iter().all(|cell| !cell.text.is_empty());
        let may_be_without = top.is_some_and(|row| row.cells.len() == width || is_shorter(row));
        let has_trailing_header = width > 2 && may_be_without && usual.all(|row| ends_empty(&row));
        let longer = rows
            .iter()
            .any(|row| row.cells.len() == width + 1 && row.cells.last().is_some_and(|cell| cell.text.is_empty()));
        Self {
            is_every_row: has_trailing_header,
            may_trail: has_trailing_header || longer && rows[0].cells.len() == width + 1,
        }
    }
}

/// The names of the columns, one each, and how many columns there are.
pub(crate) fn names_for(
    mut names: Vec<String>,
    width: usize,
    is_named: bool,
    trailing: &mut Trailing,
    notices: &mut Vec<TableNotice>,
    line: u64,
) -> (Vec<String>, usize) {
    if !is_named {
        if trailing.is_every_row {
            notices.push(trailing_notice(width));
        }
        return ((0..width).map(default_name).collect(), width);
    }
    let found = names.len();
    if trailing.is_every_row {
        notices.push(trailing_notice(width));
        if found == width + 1 && names.last().is_some_and(String::is_empty) {
            names.pop();
        }
    } else if found == width + 1 {
        let empty = names.iter().rposition(String::is_empty).unwrap_or(width);
        names.remove(empty);
        notices.push(header_notice(found, width, line));
    }
    if names.len() + 1 == width {
        names.insert(0, String::new());
        notices.push(header_notice(found, width, line));
    }
    while names.len() < width {
        names.push(String::new());
    }
    names.truncate(width);
    let names = names
        .into_iter()
        .enumerate()
        .map(|(index, name)| if name.is_empty() { default_name(index) } else { name })
        .collect();
    let (names, changed) = distinct_names(names);
    for (before, after) in changed {
        notices.push(
            TableNotice::new(
                NoticeCode::NameDoubled,
                1,
                format!("another column is called {before:?}: this one is {after:?}"),
            )
            .value("name", FailureValue::Text(before))
            .in_column(&after),
        );
    }
    (names, width)
}

fn trailing_notice(width: usize) -> TableNotice {
    let text = "lines end with a delimiter behind which nothing stands: it makes no column";
    TableNotice::new(NoticeCode::TrailingDelimiter, 1, text).value("columns", FailureValue::Number(width as f64))
}

fn header_notice(found: usize, width: usize, line: u64) -> TableNotice {
    TableNotice::new(
        NoticeCode::HeaderWidth,
        1,
        format!("line {line} names {found} columns, but rows have {width} cells"),
    )
    .value("found", FailureValue::Number(found as f64))
    .value("cells", FailureValue::Number(width as f64))
    .value("line", FailureValue::Number(line as f64))
}
