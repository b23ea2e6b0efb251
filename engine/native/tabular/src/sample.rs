//! The first rows of a file as texts, from which its dialect and its layout are told.

use crate::cells::{Cells, Closing, End, QuoteRule};
use crate::dialect::Dialect;
use crate::recover::{all_cells, line_length};

/// Bytes and rows looked at.
const SAMPLE_BYTES: usize = 1 << 18;
const SAMPLE_ROWS: usize = 300;
/// Lines looked at in any case.
const WHOLE_LINES: usize = 3;

/// A row of a sample.
#[derive(Debug, Clone)]
pub(crate) struct SampleRow {
    /// From 1.
    pub line: u64,
    /// Where it begins in the text.
    pub start: usize,
    /// Where the next line begins, and its number.
    pub end: usize,
    pub end_line: u64,
    pub cells: Vec<SampleCell>,
}

#[derive(Debug, Clone)]
pub(crate) struct SampleCell {
    pub text: Vec<u8>,
    pub is_quoted: bool,
}

impl SampleRow {
    pub fn texts(&self) -> impl Iterator<Item = &[u8]> {
        self.cells.iter().map(|cell| cell.text.as_slice())
    }
}

/// Bytes of some whole lines, which may be longer than a sample.
fn first_lines(text: &[u8]) -> usize {
    memchr::memchr2_iter(b'\n', b'\r', text).nth(WHOLE_LINES * 2).map_or(text.len(), |end| end + 1)
}

/// The first whole rows below `first_line` lines. A quote that is not closed within some lines is taken as a letter.
pub(crate) fn sample_rows(text: &[u8], dialect: Dialect, comment: &[u8], first_line: u32) -> Vec<SampleRow> {
    let sample = &text[..text.len().min(first_lines(text).max(SAMPLE_BYTES))];
    let is_cut = sample.len() < text.len();
    let mut cells = Cells::new(sample, 1, dialect, SAMPLE_BYTES / 8).with_comment(comment);
    cells.skip_lines(first_line);
    let mut rows = Vec::new();
    while rows.len() <= SAMPLE_ROWS && cells.next_row() {
        let (line, start) = (cells.line, cells.position());
        let mut found = Vec::new();
        let is_open = loop {
            match cells.next_cell() {
                Ok(end) => {
                    found.push(SampleCell { text: cells.cell().to_vec(), is_quoted: cells.is_quoted() });
                    if end == End::Line {
                        break false;
                    }
                }
                Err(_) => break true,
            }
        };
        if is_open {
            let length = line_length(&sample[start..]);
            let rule = QuoteRule { closing: Closing::First, literal: 0 };
            let row = &sample[start..start + length];
            let unquoted = Dialect { quote: None, ..dialect };
            let texts = all_cells(row, dialect, rule, SAMPLE_BYTES)
                .or_else(|_| all_cells(row, unquoted, QuoteRule::USUAL, SAMPLE_BYTES))
                .unwrap_or_default();
            found = texts.into_iter().map(|text| SampleCell { text, is_quoted: false }).collect();
            cells.go_to(start + length, line + 1);
        }
        rows.push(SampleRow { line, start, end: cells.position(), end_line: cells.line, cells: found });
    }
    if (is_cut || rows.len() > SAMPLE_ROWS) && rows.len() > 1 {
        rows.pop();
    }
    rows
}
