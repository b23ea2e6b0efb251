//! Body text to column builders, on as many threads as help.

use crate::cell_rules::{CellRules, ColumnKind};
use crate::cells::{Cells, End};
use crate::column_builder::ColumnBuilder;
use crate::dialect::{Dialect, line_ends};
use crate::header::{Header, cell_failure};
use crate::limits::ReadLimits;
use crate::notice::{NoticeCode, NoticeLine, TableNotice};
use failures::{CellPlace, Failure, FailureCode, FailureValue};
use std::thread;

/// Rows kept as text for the preview, and the most cells they may have in all.
const PREVIEW_ROWS: usize = 100;
const PREVIEW_CELLS: usize = 200_000;
const PREVIEW_CELL_BYTES: usize = 200;
const REJECTED_EXAMPLES: usize = 5;
/// Text below this size is read on one thread.
const SMALLEST_PART_BYTES: usize = 1 << 20;

/// The body of a file, or its first rows, or one part of it.
pub(crate) struct Rows {
    pub builders: Vec<ColumnBuilder>,
    pub count: usize,
    pub rejected: u64,
    pub rejected_examples: Vec<String>,
    rejected_lines: Vec<NoticeLine>,
    /// First rows as text; rejected rows are not among them.
    pub preview: Vec<Vec<String>>,
    bytes_read: usize,
}

/// What reading needs to know of a body.
pub(crate) struct Body<'file> {
    pub text: &'file [u8],
    pub header: &'file Header,
    pub dialect: Dialect,
    /// How each column is to be read.
    pub rules: &'file [CellRules<'file>],
    pub limits: &'file ReadLimits,
}

impl Body<'_> {
    /// Reads the first `most_rows` rows.
    pub fn read_first(&self, kinds: &[ColumnKind], most_rows: usize) -> Result<Rows, Failure> {
        self.read_part(self.text, self.header.body_line, kinds, most_rows, 0)
    }

    /// Reads every row. `sample` tells how long a row is, so that memory is taken once.
    pub fn read_all(&self, kinds: &[ColumnKind], sample: &Rows) -> Result<Rows, Failure> {
        let row_bytes = (sample.bytes_read / (sample.count + sample.rejected as usize).max(1)).max(1);
        let mut line = self.header.body_line;
        let parts: Vec<(&[u8], u64)> = self
            .split()
            .into_iter()
            .map(|text| {
                let first_line = line;
                line += line_ends(text);
                (text, first_line)
            })
            .collect();
        let read = |(text, first_line): (&[u8], u64)| {
            self.read_part(
                text,
                first_line,
                kinds,
                self.limits.rows,
                text.len() / row_bytes + text.len() / row_bytes / 8,
            )
        };
        let mut results = thread::scope(|scope| {
            let others: Vec<_> = parts[1..].iter().map(|part| scope.spawn(move || read(*part))).collect();
            let mut results = vec![read(parts[0])];
            for other in others {
                results.push(other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
            }
            results
        })
        .into_iter();
        let mut all = results.next().unwrap_or_else(|| self.read_first(kinds, 0))?;
        for next in results {
            all.append(next?);
        }
        if all.count > self.limits.rows {
            return Err(Failure::new(
                FailureCode::TableTooLarge,
                format!("more than {} rows", self.limits.rows),
                format!("at most {} rows", self.limits.rows),
                "keep fewer rows",
            )
            .number("limit", self.limits.rows as f64)
            .text("unit", "rows"));
        }
        Ok(all)
    }

    /// Parts that end at line ends, one a core but at least two, so that one core reads as many do. With quotes a line end may stand inside a cell: then one part.
    fn split(&self) -> Vec<&[u8]> {
        let threads = thread::available_parallelism().map_or(2, usize::from).max(2);
        let count = threads.min(self.text.len() / SMALLEST_PART_BYTES);
        if count < 2 || memchr::memchr(b'"', self.text).is_some() {
            return vec![self.text];
        }
        let line_end = if memchr::memchr(b'\n', self.text).is_some() { b'\n' } else { b'\r' };
        let mut parts = Vec::with_capacity(count);
        let mut start = 0;
        for index in 1..count {
            let middle = (self.text.len() / count * index).max(start);
            let Some(length) = memchr::memchr(line_end, &self.text[middle..]) else { break };
            let end = middle + length + 1;
            parts.push(&self.text[start..end]);
            start = end;
        }
        parts.push(&self.text[start..]);
        parts
    }

    fn read_part(
        &self,
        text: &[u8],
        first_line: u64,
        kinds: &[ColumnKind],
        most_rows: usize,
        likely_rows: usize,
    ) -> Result<Rows, Failure> {
        let width = kinds.len();
        let preview_rows = if first_line == self.header.body_line { preview_rows(width) } else { 0 };
        let mut rows = Rows {
            builders: kinds.iter().map(|kind| ColumnBuilder::new(*kind, likely_rows)).collect(),
            count: 0,
            rejected: 0,
            rejected_examples: Vec::new(),
            rejected_lines: Vec::new(),
            preview: Vec::new(),
            bytes_read: 0,
        };
        let mut cells = Cells::new(text, first_line, self.dialect, self.limits.cell_bytes);
        while cells.next_row() {
            if rows.count > most_rows {
                break;
            }
            let (line, start) = (cells.line, cells.position());
            let mut preview = (rows.count < preview_rows).then(|| Vec::with_capacity(width));
            let mut found = 0;
            loop {
                let mut builder = rows.builders.get_mut(found);
                let number = match &builder {
                    Some(ColumnBuilder::Number(_)) if preview.is_none() => cells.next_number(),
                    _ => None,
                };
                let end = if let (Some((value, end)), Some(builder)) = (number, &mut builder) {
                    builder.push_number(value);
                    end
                } else {
                    let name = self.header.names.get(found).map(String::as_str);
                    let end = cells.next_cell().map_err(|fault| cell_failure(fault, found + 1, name, self.limits))?;
                    if let Some(builder) = builder {
                        builder.push(cells.cell(), &self.rules[found], CellPlace::Line(line));
                    }
                    if let Some(preview) = &mut preview {
                        preview.push(preview_text(cells.cell()));
                    }
                    end
                };
                found += 1;
                if end == End::Line {
                    break;
                }
            }
            if found == width {
                rows.count += 1;
                rows.preview.extend(preview);
            } else {
                rows.reject(line, found, width, &text[start..cells.position()]);
            }
        }
        rows.bytes_read = cells.position();
        Ok(rows)
    }
}

impl Rows {
    fn reject(&mut self, line: u64, found: usize, expected: usize, text: &[u8]) {
        for builder in self.builders.iter_mut().take(found) {
            builder.truncate(self.count);
        }
        self.rejected += 1;
        if self.rejected_examples.len() < REJECTED_EXAMPLES {
            let cells = if found == 1 { "cell" } else { "cells" };
            self.rejected_examples.push(format!("line {line}: {found} {cells}, expected {expected}"));
            self.rejected_lines.push(NoticeLine { line, text: preview_text(text.trim_ascii_end()) });
        }
    }

    fn append(&mut self, next: Self) {
        for (builder, more) in self.builders.iter_mut().zip(next.builders) {
            builder.append(more);
        }
        self.count += next.count;
        self.rejected += next.rejected;
        self.rejected_examples.extend(next.rejected_examples);
        self.rejected_examples.truncate(REJECTED_EXAMPLES);
        self.rejected_lines.extend(next.rejected_lines);
        self.rejected_lines.truncate(REJECTED_EXAMPLES);
    }

    /// What a person should know of them; `width` is the number of columns.
    pub fn notices(&self, width: usize) -> Vec<TableNotice> {
        if self.rejected == 0 {
            return Vec::new();
        }
        let lines = if self.rejected == 1 { "line is no row" } else { "lines are no rows" };
        let text = format!("{} {lines}: another number of cells than the {width} columns", self.rejected);
        vec![
            TableNotice::new(NoticeCode::RejectedLines, self.rejected, text)
                .value("cells", FailureValue::Number(width as f64))
                .at_lines(self.rejected_lines.iter().cloned()),
        ]
    }
}

/// How many rows of so many columns are kept as text.
pub(crate) fn preview_rows(width: usize) -> usize {
    PREVIEW_ROWS.min(PREVIEW_CELLS / width).max(1)
}

/// A cell as the preview shows it: cut where it is long.
pub(crate) fn preview_text(cell: &[u8]) -> String {
    if cell.len() <= PREVIEW_CELL_BYTES {
        return String::from_utf8_lossy(cell).into_owned();
    }
    let mut text = String::from_utf8_lossy(&cell[..PREVIEW_CELL_BYTES]).into_owned();
    text.push('…');
    text
}
