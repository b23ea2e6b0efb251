//! A text table as it is cut into cells, before any is taken for a number: what a person previews while choosing how a file
//! is read.

use crate::cells::{CellFault, Cells, End};
use crate::dialect::line_ends;
use crate::file_bytes::FileBytes;
use crate::guess::Guess;
use crate::layout::Layout;
use crate::limits::ReadLimits;
use crate::notice::{NoticeLine, TableNotice};
use crate::options::ReadOptions;
use crate::recover::{Recovered, recover, swallows};
use crate::shown::shown_line;
use crate::sources::{read_stored, unpacked};
use crate::text::decode;
use crate::wide_marks::{as_given, narrowed};
use failures::Failure;
use serde::Serialize;
use std::path::Path;
use ts_rs::TS;

/// Cells as texts.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct RawTable {
    /// The header's cells as they stand; empty without a header.
    pub header: Vec<String>,
    /// What the columns are called.
    pub names: Vec<String>,
    pub rows: Vec<Vec<String>>,
    /// Lines that are no rows, among those looked at, each cut where it is long.
    pub rejected: Vec<NoticeLine>,
    pub guesses: Vec<Guess>,
    /// What was found above the rows.
    pub notices: Vec<TableNotice>,
}

impl RawTable {
    /// Reads rows from the top of a file until there are `most_rows` of them, or `most_rejected` lines that are none.
    ///
    /// # Errors
    /// As `Table::open`, but for a table without rows.
    pub fn open(path: &Path, reading: &ReadOptions, most_rows: usize, most_rejected: usize) -> Result<Self, Failure> {
        let limits = ReadLimits::default();
        let (text, encoding) = text_of_file(path, reading, &limits)?;
        let (text, narrow) = narrowed(&text, reading);
        let mut layout = Layout::told(&text, &narrow, &limits)?;
        as_given(&mut layout.guesses, &mut layout.notices, reading);
        let mut notices: Vec<TableNotice> = encoding.notice().into_iter().collect();
        let mut guesses = vec![encoding];
        guesses.append(&mut layout.guesses);
        notices.append(&mut layout.notices);
        let (mut rows, mut rejected) = (Vec::new(), Vec::new());
        each_record(&text, &layout, |line, record, row| {
            match row {
                Some(row) => rows.push(row),
                None => rejected.push(NoticeLine { line, text: shown_line(record) }),
            }
            rows.len() < most_rows && rejected.len() < most_rejected
        });
        Ok(Self { header: layout.header, names: layout.names, rows, rejected, guesses, notices })
    }
}

/// The text of a file, taken for delimited text whatever it is, and how its encoding was told.
fn text_of_file(path: &Path, reading: &ReadOptions, limits: &ReadLimits) -> Result<(FileBytes, Guess), Failure> {
    decode(unpacked(read_stored(path, limits)?, limits)?, reading.encoding.as_deref())
}

/// Tells of each record its line, its text and, where it is a row, its cells, until it is answered false.
pub(crate) fn each_record(text: &[u8], layout: &Layout, mut tell: impl FnMut(u64, &[u8], Option<Vec<String>>) -> bool) {
    let longest = ReadLimits::default().cell_bytes;
    let (dialect, width) = (layout.dialect, layout.width);
    let text = &text[layout.body_start..];
    let mut cells = Cells::new(text, layout.body_line, dialect, longest).with_comment(&layout.comment);
    let text_of = |cell: &[u8]| String::from_utf8_lossy(cell).into_owned();
    let mut goes_on = true;
    while goes_on && cells.next_row() {
        let (line, start) = (cells.line, cells.position());
        let mut row = Vec::new();
        let length = loop {
            match cells.next_cell() {
                Ok(end) => {
                    row.push(text_of(cells.cell()));
                    if end == End::Line {
                        break Some(cells.position() - start);
                    }
                }
                Err(CellFault::OpenQuote | CellFault::TooLarge { .. }) => break None,
            }
        };
        let record = &text[start..];
        let spans = |length: &usize| {
            cells.line > line + 1 && swallows(&record[..*length], cells.strays != 0, width, dialect, longest)
        };
        let length = length.filter(|length| !spans(length));
        goes_on = match length {
            Some(length) if width.fits(row.len(), row.last().is_some_and(String::is_empty)) => {
                row.truncate(width.cells);
                tell(line, &record[..length], Some(row))
            }
            _ => {
                let Recovered { length, cells: recovered } = recover(record, length, width, dialect, longest);
                let record = &record[..length];
                cells.go_to(start + length, line + line_ends(record));
                tell(line, record, recovered.map(|cells| cells.iter().map(|cell| text_of(cell)).collect()))
            }
        };
    }
}
