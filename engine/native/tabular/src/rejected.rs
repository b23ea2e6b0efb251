//! Lines of a file that are no rows of its table, and where in the table its other lines are.

use crate::cells::QuoteRule;
use crate::dialect::is_line_end;
use crate::file_bytes::FileBytes;
use crate::layout::Layout;
use crate::limits::ReadLimits;
use crate::options::ReadOptions;
use crate::raw::each_record;
use crate::recover::all_cells;
use crate::rejected_line::{RejectReason, RejectedLine};
use crate::sources::{Opened, Watch, open, read_stored, sheet_reading, unpacked};
use crate::text::decode;
use crate::wide_marks::narrowed;
use failures::Failure;
use std::path::Path;

/// The text of a file whose rows are lines.
struct Lines {
    text: FileBytes,
    reading: ReadOptions,
}

impl Lines {
    /// Tells each record as `each_record` does, until it is answered false.
    fn each(&self, tell: impl FnMut(&Layout, u64, &[u8], bool) -> bool) -> Result<(), Failure> {
        let (text, narrow) = narrowed(&self.text, &self.reading);
        let layout = Layout::told(&text, &narrow, &ReadLimits::default())?;
        let mut tell = tell;
        each_record(&text, &layout, |line, record, row| tell(&layout, line, record, row.is_some()));
        Ok(())
    }
}

/// A file's lines where they are delimited text, else what its format rejected.
fn lines_of_file(path: &Path, reading: &ReadOptions) -> Result<Result<Lines, Vec<RejectedLine>>, Failure> {
    let limits = ReadLimits::default();
    let bytes = unpacked(read_stored(path, &limits)?, &limits)?;
    Ok(match open(bytes, Some(path), reading, &limits, &Watch::default())? {
        Opened::Text(bytes) => {
            let (text, _) = decode(bytes, reading.encoding.as_deref())?;
            Ok(Lines { text, reading: reading.clone() })
        }
        Opened::Sheet(sheet) => Ok(Lines { text: sheet.text.into(), reading: sheet_reading(reading) }),
        Opened::Rows(source) => Err(source.rejected().to_vec()),
    })
}

/// Every line of a file that is no row of its table, from the top.
///
/// # Errors
/// As `Table::open`, but for a table without rows.
pub fn rejected_lines(path: &Path, reading: &ReadOptions) -> Result<Vec<RejectedLine>, Failure> {
    let lines = match lines_of_file(path, reading)? {
        Ok(lines) => lines,
        Err(rejected) => return Ok(rejected),
    };
    let mut rejected = Vec::new();
    lines.each(|layout, line, record, is_row| {
        if !is_row {
            let end = record.iter().rposition(|byte| !is_line_end(*byte)).map_or(0, |last| last + 1);
            let text = String::from_utf8_lossy(&record[..end]).into_owned();
            rejected.push(RejectedLine { line, reason: reason(record, layout), text });
        }
        true
    })?;
    Ok(rejected)
}

fn reason(record: &[u8], layout: &Layout) -> RejectReason {
    match all_cells(record, layout.dialect, QuoteRule::USUAL, usize::MAX) {
        Ok(cells) => RejectReason::CellCount { found: cells.len() as u32, expected: layout.width.cells as u32 },
        Err(_) => RejectReason::OpenQuote,
    }
}

/// The row, counted from 0, that stands at a line of a file as notices number it: a line of text, or the number of a row
/// in a format that has no lines. `None` where no row begins.
///
/// # Errors
/// As `rejected_lines`.
pub fn row_at_line(path: &Path, reading: &ReadOptions, line: u64) -> Result<Option<u64>, Failure> {
    let Ok(lines) = lines_of_file(path, reading)? else { return Ok(line.checked_sub(1)) };
    let (mut rows, mut found) = (0, None);
    lines.each(|_, at, _, is_row| {
        if at >= line {
            found = (at == line && is_row).then_some(rows);
            return false;
        }
        rows += u64::from(is_row);
        true
    })?;
    Ok(found)
}
