//! A record that has another number of cells than the table: read with its quotes taken otherwise, or rejected, but never
//! so that lines which are rows by themselves vanish in a cell.

use crate::cells::{CellFault, Cells, Closing, End, QuoteRule};
use crate::dialect::Dialect;

/// Where a record ends, and its cells if it is a row after all.
pub(crate) struct Recovered {
    /// Bytes of the record with its line end.
    pub length: usize,
    pub cells: Option<Vec<Vec<u8>>>,
}

/// How many cells a row has.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Width {
    pub cells: usize,
    /// Whether one more may follow if it is empty.
    pub may_trail: bool,
}

impl Width {
    /// Whether a row of so many cells is one of the table's.
    pub fn fits(self, found: usize, is_last_empty: bool) -> bool {
        found == self.cells || self.may_trail && is_last_empty && found == self.cells + 1
    }
}

/// Whether a record of several lines that has the right number of cells holds others: its first line is a row if the quote
/// is a letter, and either a quote is stray in it or all its other lines, two at least, are rows, too, those between first and
/// last of filled cells without a quote.
pub(crate) fn swallows(record: &[u8], has_strays: bool, width: Width, dialect: Dialect, longest: usize) -> bool {
    let unquoted = Dialect { quote: None, ..dialect };
    let cells = |line: &[u8]| row(line, unquoted, QuoteRule::USUAL, width, longest);
    if cells(&record[..line_length(record)]).is_none() {
        return false;
    }
    let lines = lines(record);
    let [_, between @ .., last] = lines.as_slice() else { return has_strays };
    let is_plain = |cell: &Vec<u8>| !cell.is_empty() && !cell.iter().any(|byte| Some(*byte) == dialect.quote);
    let is_row_between = |line: &&[u8]| cells(line).is_some_and(|cells| cells.iter().all(is_plain));
    has_strays || !between.is_empty() && between.iter().all(is_row_between) && cells(last).is_some()
}

/// Deals with the record at the start of `text`. `length`: where it ends by the usual rule; `None` where a quote is not
/// closed.
pub(crate) fn recover(text: &[u8], length: Option<usize>, width: Width, dialect: Dialect, longest: usize) -> Recovered {
    let first = line_length(text);
    if let Some(length) = length.filter(|length| *length > first) {
        // The last line holds the closing quote and is part of the record in any case.
        let mut between = lines(&text[first..length]);
        between.pop();
        let rows = between.iter().filter(|line| row(line, dialect, QuoteRule::USUAL, width, longest).is_some()).count();
        if rows * 2 <= between.len() {
            return Recovered { length, cells: None };
        }
    }
    let line = &text[..first];
    Recovered { length: first, cells: by_other_quotes(line, length != Some(first), width, dialect, longest) }
}

/// The cells of a line some of whose quotes are letters. Only quotes are doubted that are not closed or within which others
/// stand: a cell that is well quoted stays one.
fn by_other_quotes(line: &[u8], is_cut: bool, width: Width, dialect: Dialect, longest: usize) -> Option<Vec<Vec<u8>>> {
    if is_cut && let Some(cells) = row(line, dialect, QuoteRule::USUAL, width, longest) {
        return Some(cells);
    }
    let mut doubted = strays(line, dialect, QuoteRule::USUAL, longest);
    if doubted == 0 {
        return None;
    }
    let even_doubled = QuoteRule { closing: Closing::EvenDoubled, literal: 0 };
    if let Some(cells) = row(line, dialect, even_doubled, width, longest) {
        return Some(cells);
    }
    let mut literal = 0;
    while doubted != 0 {
        literal |= doubted & doubted.wrapping_neg();
        let rule = QuoteRule { closing: Closing::BeforeDelimiter, literal };
        if let Some(cells) = row(line, dialect, rule, width, longest) {
            return Some(cells);
        }
        doubted = strays(line, dialect, rule, longest) & !literal;
    }
    let first = QuoteRule { closing: Closing::First, literal: 0 };
    row(line, dialect, first, width, longest)
}

/// The quotes of a line that are doubted under a rule, a bit each.
fn strays(line: &[u8], dialect: Dialect, rule: QuoteRule, longest: usize) -> u64 {
    let mut cells = Cells::new(line, 1, dialect, longest).with_rule(rule);
    if cells.next_row() {
        while cells.next_cell() == Ok(End::Cell) {}
    }
    cells.strays
}

/// The cells of a line under a rule, if they are a row.
fn row(line: &[u8], dialect: Dialect, rule: QuoteRule, width: Width, longest: usize) -> Option<Vec<Vec<u8>>> {
    let mut found = all_cells(line, dialect, rule, longest).ok()?;
    let is_last_empty = found.last().is_some_and(Vec::is_empty);
    let fits = width.fits(found.len(), is_last_empty);
    found.truncate(width.cells);
    fits.then_some(found)
}

/// Every cell of a line.
pub(crate) fn all_cells(
    line: &[u8],
    dialect: Dialect,
    rule: QuoteRule,
    longest: usize,
) -> Result<Vec<Vec<u8>>, CellFault> {
    let mut cells = Cells::new(line, 1, dialect, longest).with_rule(rule);
    let mut found = Vec::new();
    if cells.next_row() {
        loop {
            let end = cells.next_cell()?;
            found.push(cells.cell().to_vec());
            if end == End::Line {
                break;
            }
        }
    }
    Ok(found)
}

/// Bytes of the first line with its end.
pub(crate) fn line_length(text: &[u8]) -> usize {
    let Some(end) = memchr::memchr2(b'\n', b'\r', text) else { return text.len() };
    end + if text[end..].starts_with(b"\r\n") { 2 } else { 1 }
}

fn lines(mut text: &[u8]) -> Vec<&[u8]> {
    let mut lines = Vec::new();
    while !text.is_empty() {
        let (line, rest) = text.split_at(line_length(text));
        lines.push(line);
        text = rest;
    }
    lines
}
