//! A table read whole: typed columns, the first rows as text, and what was rejected on the way.

use crate::cell_rules::{CellRules, ColumnKind};
use crate::column::Column;
use crate::file_bytes::{FileBytes, Look};
use crate::guess::{Guess, ReadOption};
use crate::header::one_column;
use crate::layout::Layout;
use crate::limits::ReadLimits;
use crate::notice::{NoticeCode, NoticeLine, TableNotice};
use crate::options::{ReadOptions, TableFormat};
use crate::recover::line_length;
use crate::rows::{Body, Rows, preview_rows};
use crate::shown::line_text;
use crate::source::hex;
use crate::sources::{
    self, Opened, SheetText, SourceRows, TableSource, Watch, preview, read_all, read_stored, sheet_reading, unpacked,
};
use crate::text::decode;
use crate::wide_marks::{as_given, narrowed};
use failures::{Failure, FailureCode, FailureValue};
use sha2::{Digest, Sha256};
use std::path::Path;

/// Rows read to guess each column's kind before the whole file is read.
const KIND_SAMPLE_ROWS: usize = 500;

/// Every row of a file that has the right number of cells.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// SHA-256 of the file's bytes, lower-case hex.
    pub sha256: String,
    pub format: TableFormat,
    pub rows: usize,
    pub columns: Vec<Column>,
    /// First rows as text in column order; missing cells are empty.
    pub preview: Vec<Vec<String>>,
    /// Rows left out because of their number of cells.
    pub rejected_rows: u64,
    /// The first few of them: `line 12: 14 cells, expected 15`.
    pub rejected_examples: Vec<String>,
    /// How the file was to be read.
    pub reading: ReadOptions,
    /// How it was read, an option each.
    pub guesses: Vec<Guess>,
    /// What a person should know of it.
    pub notices: Vec<TableNotice>,
}

impl Table {
    /// Reads a file of any format, plain or packed, as the options say; what they do not say is guessed.
    ///
    /// # Errors
    /// A `Failure` naming line and column when the file is not a table.
    pub fn open(path: &Path, reading: &ReadOptions) -> Result<Self, Failure> {
        Self::open_within(path, reading, &ReadLimits::default())
    }

    /// As `open`, with other bounds on what is accepted.
    ///
    /// # Errors
    /// As `open`, and when a bound is exceeded.
    pub fn open_within(path: &Path, reading: &ReadOptions, limits: &ReadLimits) -> Result<Self, Failure> {
        let bytes = read_stored(path, limits)?;
        Self::of_stored(bytes, Some(path), reading, limits, &Watch::default())
    }

    /// Reads the bytes of a file, while someone waits. `path` is where the file lies; what lies beside it may belong to it.
    ///
    /// # Errors
    /// As `open_within`, and when reading is called off.
    pub fn of_bytes(
        bytes: Vec<u8>,
        path: Option<&Path>,
        reading: &ReadOptions,
        limits: &ReadLimits,
        watch: &Watch,
    ) -> Result<Self, Failure> {
        Self::of_stored(FileBytes::from(bytes), path, reading, limits, watch)
    }

    fn of_stored(
        bytes: FileBytes,
        path: Option<&Path>,
        reading: &ReadOptions,
        limits: &ReadLimits,
        watch: &Watch,
    ) -> Result<Self, Failure> {
        let mut hasher = Sha256::new();
        bytes.look::<()>(|_, block| {
            hasher.update(block);
            Look::Taken(block.len())
        });
        let sha256 = hex(&hasher.finalize());
        let limits = &limits.of_file(bytes.len() as u64);
        let table = match sources::open(unpacked(bytes, limits)?, path, reading, limits, watch)? {
            Opened::Text(bytes) => {
                let (text, encoding) = decode(bytes, reading.encoding.as_deref())?;
                let mut table = Self::of_text(&text, reading, limits)?;
                table.notices.splice(..0, encoding.notice());
                table.guesses.insert(0, encoding);
                table
            }
            Opened::Sheet(sheet) => Self::of_sheet(sheet, reading, limits)?,
            Opened::Rows(mut source) => Self::of_source(source.as_mut(), reading, limits, watch)?,
        };
        Ok(Self { sha256, reading: reading.clone(), ..table })
    }

    /// Reads lines of delimited text, which is UTF-8.
    fn of_text(bytes: &FileBytes, reading: &ReadOptions, limits: &ReadLimits) -> Result<Self, Failure> {
        let (text, narrow) = narrowed(bytes, reading);
        let mut layout = Layout::told(&text, &narrow, limits)?;
        as_given(&mut layout.guesses, &mut layout.notices, reading);
        let decimal = layout.dialect.decimal;
        let rules: Vec<CellRules> = layout.names.iter().map(|name| CellRules::new(name, decimal, reading)).collect();
        let body = Body { bytes, text: &text[layout.body_start..], layout: &layout, rules: &rules, limits };
        let mut rows = read_as_settled_kinds(&body)?;
        if rows.count == 0 {
            return Err(no_rows(&rows, &layout));
        }
        let mut notices = layout.notices.clone();
        notices.extend(comment_notice(&text[..layout.body_start], &layout, rows.comments()));
        notices.extend(rows.notices(&layout));
        let mut table = Self::assemble(rows, &rules)?;
        notices.append(&mut table.notices);
        notices.extend(table.leave_out_empty(&layout.header));
        Ok(Self { guesses: layout.guesses.clone(), notices, ..table })
    }

    /// Reads a workbook's sheet, whose text is written in one way alone.
    fn of_sheet(sheet: SheetText, reading: &ReadOptions, limits: &ReadLimits) -> Result<Self, Failure> {
        let mut table = Self::of_text(&FileBytes::from(sheet.text), &sheet_reading(reading), limits)?;
        table.format = TableFormat::Xlsx;
        table.guesses.retain(|guess| {
            matches!(guess.option, ReadOption::Header | ReadOption::SkipLines | ReadOption::SkipAfterHeader)
        });
        table.guesses.insert(0, sheet.sheet);
        Ok(table)
    }

    /// Reads the rows of a format that types them.
    fn of_source(
        source: &mut dyn TableSource,
        reading: &ReadOptions,
        limits: &ReadLimits,
        watch: &Watch,
    ) -> Result<Self, Failure> {
        let SourceRows { count: rows, columns, notices } = read_all(source, reading, limits, watch)?;
        if let [column] = &columns[..]
            && reading.column(&column.name).is_none()
        {
            return Err(one_column(&column.name));
        }
        if rows == 0 {
            return Err(empty_table());
        }
        Ok(Self {
            sha256: String::new(),
            format: source.format(),
            rows,
            preview: preview(&columns, rows.min(preview_rows(columns.len()))),
            columns,
            rejected_rows: 0,
            rejected_examples: Vec::new(),
            reading: ReadOptions::default(),
            guesses: source.guesses().to_vec(),
            notices,
        })
    }

    /// Column of a name.
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// Memory the columns hold, in bytes.
    pub fn bytes(&self) -> usize {
        self.columns.iter().map(Column::bytes).sum()
    }

    /// Leaves out columns without a name in the header and without a value, as between the marks of `1::2::3`.
    fn leave_out_empty(&mut self, header: &[String]) -> Option<TableNotice> {
        let is_empty = |(index, column): (usize, &Column)| {
            header.get(index).is_none_or(String::is_empty) && column.missing() == self.rows
        };
        let empty: Vec<bool> = self.columns.iter().enumerate().map(is_empty).collect();
        let count = empty.iter().filter(|is_empty| **is_empty).count();
        if count == 0 || empty.len() - count < 2 {
            return None;
        }
        let mut of_columns = empty.iter();
        self.columns.retain(|_| of_columns.next() == Some(&false));
        for cells in &mut self.preview {
            let mut of_cells = empty.iter();
            cells.retain(|_| of_cells.next() == Some(&false));
        }
        let columns = if count == 1 { "1 column has" } else { &format!("{count} columns have") };
        let text = format!("{columns} neither a name nor a value: left out");
        Some(TableNotice::new(NoticeCode::EmptyColumns, count as u64, text))
    }

    fn assemble(rows: Rows, rules: &[CellRules]) -> Result<Self, Failure> {
        let mut notices = Vec::new();
        let mut columns = Vec::with_capacity(rules.len());
        for (builder, rules) in rows.builders.into_iter().zip(rules) {
            let (column, told) = builder.finish(rules)?;
            column.forget();
            columns.push(column);
            notices.extend(told);
        }
        let mut preview = rows.preview;
        for (row, cells) in preview.iter_mut().enumerate() {
            for (cell, column) in cells.iter_mut().zip(&columns) {
                if column.is_missing(row) {
                    cell.clear();
                }
            }
        }
        Ok(Self {
            sha256: String::new(),
            format: TableFormat::Text,
            rows: rows.count,
            columns,
            preview,
            rejected_rows: rows.rejected,
            rejected_examples: rows.rejected_examples,
            reading: ReadOptions::default(),
            guesses: Vec::new(),
            notices,
        })
    }
}

/// Reads the body until every column is of the kind it was read as: normally once, as the first rows tell the kinds.
fn read_as_settled_kinds(body: &Body) -> Result<Rows, Failure> {
    let first_kinds: Vec<ColumnKind> = body.rules.iter().map(CellRules::first_kind).collect();
    let mut sample = body.read_first(&first_kinds, KIND_SAMPLE_ROWS)?;
    let sampled = sample.builders.iter_mut().zip(body.rules);
    let mut kinds: Vec<ColumnKind> = sampled.map(|(builder, rules)| builder.kind_of_all(rules)).collect();
    loop {
        let mut rows = body.read_all(&kinds, &sample)?;
        let mut settled = true;
        for ((kind, builder), rules) in kinds.iter_mut().zip(&mut rows.builders).zip(body.rules) {
            if let Some(other) = builder.other_kind(rules) {
                *kind = other;
                settled = false;
            }
        }
        if settled {
            return Ok(rows);
        }
    }
}

fn no_rows(rows: &Rows, layout: &Layout) -> Failure {
    if rows.rejected == 0 {
        return empty_table();
    }
    let width = layout.width.cells;
    Failure::new(
        FailureCode::TableNoRows,
        format!("no row with as many cells as the {width} columns named ({})", rows.rejected_examples[0]),
        format!("{width} cells a row, separated by {}", layout.dialect.delimiter_name()),
        "name every column in the first line and use one delimiter throughout",
    )
    .at_line(layout.body_line)
}

/// What is said of comments, those above the rows among them.
fn comment_notice(above: &[u8], layout: &Layout, below: u64) -> Option<TableNotice> {
    let mark = &layout.comment;
    if mark.is_empty() {
        return None;
    }
    let mut lines = Vec::new();
    let (mut start, mut line) = (0, 1);
    while start < above.len() {
        if above[start..].starts_with(mark) {
            lines.push(NoticeLine { line, text: line_text(above, start) });
        }
        start += line_length(&above[start..]);
        line += 1;
    }
    let count = lines.len() as u64 + below;
    if count == 0 {
        return None;
    }
    let words = if count == 1 { "line is a comment" } else { "lines are comments" };
    let mark = String::from_utf8_lossy(mark).into_owned();
    Some(
        TableNotice::new(NoticeCode::CommentLines, count, format!("{count} {words}: beginning with {mark}"))
            .value("mark", FailureValue::Text(mark))
            .at_lines(lines),
    )
}

fn empty_table() -> Failure {
    Failure::new(
        FailureCode::TableNoRows,
        "column names but no rows",
        "at least one row of values",
        "choose another file",
    )
}
