//! Body text to column builders, on as many threads as help.

use crate::cell_rules::{CellRules, ColumnKind};
use crate::cells::{CellFault, Cells, End, QuoteRule};
use crate::column_builder::ColumnBuilder;
use crate::dialect::{is_line_end, line_ends};
use crate::file_bytes::FileBytes;
use crate::found_lines::FoundLines;
use crate::layout::Layout;
use crate::limits::ReadLimits;
use crate::notice::{NOTICE_LINES, NoticeCode, NoticeLine, TableNotice};
use crate::parts::{block_end, parts};
use crate::recover::{Recovered, all_cells, line_length, recover, swallows};
use crate::shown::{shown_cell, shown_line};
use failures::{CellPlace, Failure, FailureCode, FailureValue};
use std::ops::Range;
use std::thread;

/// Rows kept as text for the preview, and the most cells they may have in all.
const PREVIEW_ROWS: usize = 100;
const PREVIEW_CELLS: usize = 200_000;
/// Blocks of a large text that would fill the memory it may take: one is read at a time, and its cells are as large.
const BLOCKS_IN_MEMORY: u64 = 8;

/// The body of a file, or its first rows, or one part of it.
pub(crate) struct Rows {
    pub builders: Vec<ColumnBuilder>,
    pub count: usize,
    pub rejected: u64,
    pub rejected_examples: Vec<String>,
    /// First rows as text; rejected rows are not among them.
    pub preview: Vec<Vec<String>>,
    rejected_lines: Vec<NoticeLine>,
    stray: FoundLines,
    repeated: FoundLines,
    comments: u64,
    bytes_read: usize,
    /// Whether the text ends within a quoted cell.
    is_open: bool,
}

/// Where reading ends at the latest: behind so many rows, or at the first record that begins so far on; and how many of the
/// first rows are kept as text.
#[derive(Clone, Copy)]
struct Bounds {
    rows: usize,
    bytes: usize,
    previewed: usize,
}

/// What reading needs to know of a body.
pub(crate) struct Body<'file> {
    /// Where the text lies, unless it was changed.
    pub bytes: &'file FileBytes,
    pub text: &'file [u8],
    pub layout: &'file Layout,
    /// How each column is to be read.
    pub rules: &'file [CellRules<'file>],
    pub limits: &'file ReadLimits,
}

impl Body<'_> {
    /// Reads the first `most_rows` rows.
    pub fn read_first(&self, kinds: &[ColumnKind], most_rows: usize) -> Result<Rows, Failure> {
        let bounds = Bounds { rows: most_rows, bytes: usize::MAX, previewed: preview_rows(self.layout.width.cells) };
        self.read_part(self.text, self.layout.body_line, kinds, bounds, 0)
    }

    /// Reads every row: a large text block by block, whose cells are then set aside. `sample` tells how long a row is, so
    /// that memory is taken once.
    pub fn read_all(&self, kinds: &[ColumnKind], sample: &Rows) -> Result<Rows, Failure> {
        let row_bytes = (sample.bytes_read / (sample.count + sample.rejected as usize).max(1)).max(1);
        let is_large = self.text.len() as u64 > self.limits.memory_bytes;
        let block_bytes =
            if is_large { (self.limits.memory_bytes / BLOCKS_IN_MEMORY) as usize } else { self.text.len() };
        let (mut start, mut line) = (0, self.layout.body_line);
        let most_previewed = preview_rows(self.layout.width.cells);
        let mut all: Option<Rows> = None;
        loop {
            let end = start + block_end(&self.text[start..], self.layout.dialect.quote, block_bytes.max(1));
            let wanted = match &all {
                Some(all) if all.preview.len() < all.count => 0,
                Some(all) => most_previewed.saturating_sub(all.count),
                None => most_previewed,
            };
            let rows = self.read_block(start..end, line, kinds, row_bytes, wanted)?;
            let block = &self.text[start..start + rows.bytes_read];
            start += block.len();
            let is_last = start == self.text.len() || block.is_empty();
            // Nothing follows whose lines were to be numbered.
            if !is_last {
                line += line_ends(block);
            }
            self.bytes.forget(block);
            let mut read = match all.take() {
                Some(mut before) => {
                    before.append(rows);
                    before
                }
                None => rows,
            };
            if read.count > self.limits.rows {
                return Err(too_many_rows(self.limits.rows));
            }
            if is_large {
                read.builders.iter_mut().for_each(ColumnBuilder::set_aside);
            }
            if is_last {
                for builder in &mut read.builders {
                    builder.settle()?;
                }
                return Ok(read);
            }
            all = Some(read);
        }
    }

    /// Reads the rows of a range of the text, or of more where it ends within a record, on as many threads as help.
    fn read_block(
        &self,
        range: Range<usize>,
        mut line: u64,
        kinds: &[ColumnKind],
        row_bytes: usize,
        previewed: usize,
    ) -> Result<Rows, Failure> {
        let likely = |text: &[u8]| text.len() / row_bytes + text.len() / row_bytes / 8;
        let bounds = Bounds { rows: self.limits.rows, bytes: usize::MAX, previewed: 0 };
        let read = |(text, first_line): (&[u8], u64), previewed: usize| {
            self.read_part(text, first_line, kinds, Bounds { previewed, ..bounds }, likely(text))
        };
        let (first_line, block) = (line, &self.text[range.clone()]);
        let parts: Vec<(&[u8], u64)> = parts(block, self.layout.dialect.quote)
            .into_iter()
            .map(|text| {
                let first_line = line;
                line += line_ends(text);
                (text, first_line)
            })
            .collect();
        let mut results: Vec<_> = thread::scope(|scope| {
            let others: Vec<_> = parts[1..].iter().map(|part| scope.spawn(move || read(*part, 0))).collect();
            let mut results = vec![read(parts[0], previewed)];
            for other in others {
                results.push(other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
            }
            results
        });
        // Stray quotes made a part begin or end within a record: the text's last one may.
        let last = if range.end == self.text.len() { results.len() - 1 } else { results.len() };
        if results[..last].iter().any(|rows| rows.as_ref().is_ok_and(|rows| rows.is_open)) {
            let bounds = Bounds { bytes: block.len(), previewed, ..bounds };
            return self.read_part(&self.text[range.start..], first_line, kinds, bounds, likely(block));
        }
        let mut rows = results.remove(0)?;
        for next in results {
            rows.append(next?);
        }
        rows.bytes_read = block.len();
        Ok(rows)
    }

    fn read_part(
        &self,
        text: &[u8],
        first_line: u64,
        kinds: &[ColumnKind],
        bounds: Bounds,
        likely_rows: usize,
    ) -> Result<Rows, Failure> {
        let Layout { dialect, width, comment, .. } = self.layout;
        let (dialect, width) = (*dialect, *width);
        let mut rows = Rows::new(kinds, likely_rows);
        let mut cells = Cells::new(text, first_line, dialect, self.limits.cell_bytes).with_comment(comment);
        while cells.next_row() {
            if rows.count > bounds.rows || cells.position() >= bounds.bytes {
                break;
            }
            let (line, start) = (cells.line, cells.position());
            if let Some(length) = self.repeats_header(&text[start..]) {
                rows.repeated.add(line, &text[start..start + length]);
                cells.go_to(start + length, line + 1);
                continue;
            }
            let mut preview = (rows.count < bounds.previewed).then(|| Vec::with_capacity(width.cells));
            let mut found = 0;
            let is_open = loop {
                let mut builder = rows.builders.get_mut(found);
                let number = match &builder {
                    Some(ColumnBuilder::Number(_)) if preview.is_none() => cells.next_number(),
                    _ => None,
                };
                let end = if let (Some((value, end)), Some(builder)) = (number, &mut builder) {
                    builder.push_number(value);
                    end
                } else {
                    let end = match cells.next_cell() {
                        Ok(end) => end,
                        Err(CellFault::OpenQuote) => break true,
                        Err(CellFault::TooLarge { line, bytes }) => return Err(self.too_large(line, bytes, found)),
                    };
                    if let Some(builder) = builder {
                        builder.push(cells.cell(), &self.rules[found], CellPlace::Line(line));
                    }
                    if let Some(preview) = preview.as_mut().filter(|preview| preview.len() < width.cells) {
                        preview.push(shown_cell(cells.cell()));
                    }
                    end
                };
                found += 1;
                if end == End::Line {
                    break false;
                }
            };
            let is_row = !is_open && width.fits(found, cells.cell().is_empty());
            let is_swallowing = is_row && cells.line > line + 1 && {
                let record = &text[start..cells.position()];
                swallows(record, cells.strays != 0, width, dialect, self.limits.cell_bytes)
            };
            if is_row && !is_swallowing {
                rows.count += 1;
                rows.preview.extend(preview);
                continue;
            }
            rows.take_back();
            rows.is_open |= is_open;
            let length = (!is_open && !is_swallowing).then(|| cells.position() - start);
            if length.is_some() && cells.quoted == 0 {
                rows.reject(line, found, width.cells, &text[start..cells.position()]);
                continue;
            }
            let record = &text[start..];
            let Recovered { length, cells: recovered } =
                recover(record, length, width, dialect, self.limits.cell_bytes);
            let record = &record[..length];
            cells.go_to(start + length, line + line_ends(record));
            match recovered {
                Some(recovered) => rows.take(line, record, &recovered, self.rules, preview.is_some()),
                None => {
                    self.refuse_giant(line, record)?;
                    rows.reject(line, found, width.cells, record);
                }
            }
        }
        rows.comments = cells.comments;
        rows.bytes_read = cells.position();
        Ok(rows)
    }

    /// Bytes of the line that a text begins with, where it is the header once more, as in files written one behind another.
    #[inline]
    fn repeats_header(&self, text: &[u8]) -> Option<usize> {
        let header = self.layout.header_line.as_slice();
        let ends = || text.get(header.len()).is_none_or(|byte| is_line_end(*byte));
        (!header.is_empty() && text.starts_with(header) && ends()).then(|| line_length(text))
    }

    /// A record that is none because of one cell beyond all bounds.
    fn refuse_giant(&self, line: u64, record: &[u8]) -> Result<(), Failure> {
        let longest = self.limits.cell_bytes;
        if record.len() <= longest {
            return Ok(());
        }
        let cells = all_cells(record, self.layout.dialect, QuoteRule::USUAL, usize::MAX).unwrap_or_default();
        let giant = cells.iter().enumerate().find(|(_, cell)| cell.len() > longest);
        giant.map_or(Ok(()), |(column, cell)| Err(self.too_large(line, cell.len(), column)))
    }

    fn too_large(&self, line: u64, bytes: usize, column: usize) -> Failure {
        Failure::new(
            FailureCode::TableCellTooLarge,
            format!("a cell of {bytes} bytes"),
            format!("at most {} bytes a cell", self.limits.cell_bytes),
            "look for a missing delimiter or closing quote, or remove the column",
        )
        .number("bytes", bytes as f64)
        .number("limit", self.limits.cell_bytes as f64)
        .at_line(line)
        .at_column(column + 1, self.layout.names.get(column).map(String::as_str))
    }
}

impl Rows {
    fn new(kinds: &[ColumnKind], likely_rows: usize) -> Self {
        Self {
            builders: kinds.iter().map(|kind| ColumnBuilder::new(*kind, likely_rows)).collect(),
            count: 0,
            rejected: 0,
            rejected_examples: Vec::new(),
            preview: Vec::new(),
            rejected_lines: Vec::new(),
            stray: FoundLines::default(),
            repeated: FoundLines::default(),
            comments: 0,
            bytes_read: 0,
            is_open: false,
        }
    }

    /// Takes back the cells of a row that is none.
    fn take_back(&mut self) {
        for builder in &mut self.builders {
            builder.truncate(self.count);
        }
    }

    /// Adds a row whose quotes were taken as letters.
    fn take(&mut self, line: u64, record: &[u8], cells: &[Vec<u8>], rules: &[CellRules], is_previewed: bool) {
        for ((builder, cell), rules) in self.builders.iter_mut().zip(cells).zip(rules) {
            builder.push(cell, rules, CellPlace::Line(line));
        }
        if is_previewed {
            self.preview.push(cells.iter().map(|cell| shown_cell(cell)).collect());
        }
        self.count += 1;
        self.stray.add(line, record);
    }

    /// Counts a row that is none, whose cells were taken back.
    fn reject(&mut self, line: u64, found: usize, expected: usize, text: &[u8]) {
        self.rejected += 1;
        if self.rejected_examples.len() < NOTICE_LINES {
            let cells = if found == 1 { "cell" } else { "cells" };
            self.rejected_examples.push(format!("line {line}: {found} {cells}, expected {expected}"));
            self.rejected_lines.push(NoticeLine { line, text: shown_line(text) });
        }
    }

    fn append(&mut self, next: Self) {
        for (builder, more) in self.builders.iter_mut().zip(next.builders) {
            builder.append(more);
        }
        if self.preview.len() == self.count {
            self.preview.extend(next.preview);
        }
        self.count += next.count;
        self.bytes_read += next.bytes_read;
        self.rejected += next.rejected;
        self.rejected_examples.extend(next.rejected_examples);
        self.rejected_examples.truncate(NOTICE_LINES);
        self.rejected_lines.extend(next.rejected_lines);
        self.rejected_lines.truncate(NOTICE_LINES);
        self.stray.append(next.stray);
        self.repeated.append(next.repeated);
        self.comments += next.comments;
    }

    /// What a person should know of them.
    pub fn notices(&mut self, layout: &Layout) -> Vec<TableNotice> {
        let mut notices = Vec::new();
        let width = layout.width.cells;
        if self.rejected > 0 {
            let lines = if self.rejected == 1 { "line is no row" } else { "lines are no rows" };
            let text = format!("{} {lines}: another number of cells than the {width} columns", self.rejected);
            notices.push(
                TableNotice::new(NoticeCode::RejectedLines, self.rejected, text)
                    .value("cells", FailureValue::Number(width as f64))
                    .at_lines(std::mem::take(&mut self.rejected_lines)),
            );
        }
        notices.extend(self.stray.told(
            NoticeCode::StrayQuotes,
            "line has a quote that parts no cells: taken as a letter",
            "lines have quotes that part no cells: taken as a letter",
        ));
        notices.extend(self.repeated.told(
            NoticeCode::RepeatedHeader,
            "line repeats the header and is no row",
            "lines repeat the header and are no rows",
        ));
        notices
    }

    /// Lines passed over as comments.
    pub fn comments(&self) -> u64 {
        self.comments
    }
}

fn too_many_rows(most: usize) -> Failure {
    Failure::new(
        FailureCode::TableTooLarge,
        format!("more than {most} rows"),
        format!("at most {most} rows"),
        "keep fewer rows",
    )
    .number("limit", most as f64)
    .text("unit", "rows")
}

/// How many rows of so many columns are kept as text.
pub(crate) fn preview_rows(width: usize) -> usize {
    PREVIEW_ROWS.min(PREVIEW_CELLS / width).max(1)
}
