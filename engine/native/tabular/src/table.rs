//! A table read whole: typed columns, the first rows as text, and what was rejected on the way.

use crate::cell_rules::{CellRules, ColumnKind};
use crate::column::Column;
use crate::dialect::Dialect;
use crate::guess::Guess;
use crate::header::Header;
use crate::limits::ReadLimits;
use crate::notice::TableNotice;
use crate::options::ReadOptions;
use crate::rows::{Body, Rows};
use crate::source::Source;
use failures::{Failure, FailureCode};
use std::path::Path;

/// Rows read to guess each column's kind before the whole file is read.
const KIND_SAMPLE_ROWS: usize = 500;

/// Every row of a CSV file that has the right number of cells.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// SHA-256 of the file's bytes, lower-case hex.
    pub sha256: String,
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
    /// Reads a CSV file, plain or gzip-compressed, as the options say; what they do not say is guessed.
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
        let Source { text, sha256, encoding } = Source::open(path, reading, limits)?;
        let (dialect, mut guesses) = Dialect::told(&text, reading);
        guesses.insert(0, encoding);
        let header = Header::read(&text, dialect, reading, limits)?;
        guesses.push(header.guess(reading));
        let rules: Vec<CellRules> =
            header.names.iter().map(|name| CellRules::new(name, dialect.decimal, reading)).collect();
        let body = Body { text: &text[header.body_start..], header: &header, dialect, rules: &rules, limits };
        let rows = read_as_settled_kinds(&body)?;
        if rows.count == 0 {
            return Err(no_rows(&rows, &header, dialect));
        }
        let mut notices = rows.notices(header.names.len());
        let table = Self::assemble(rows, &rules, sha256);
        notices.extend(table.notices);
        Ok(Self { reading: reading.clone(), guesses, notices, ..table })
    }

    /// Column of a name.
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// Memory the columns hold, in bytes.
    pub fn bytes(&self) -> usize {
        self.columns.iter().map(Column::bytes).sum()
    }

    fn assemble(rows: Rows, rules: &[CellRules], sha256: String) -> Self {
        let mut notices = Vec::new();
        let mut columns = Vec::with_capacity(rules.len());
        for (builder, rules) in rows.builders.into_iter().zip(rules) {
            let (column, told) = builder.finish(rules);
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
        Self {
            sha256,
            rows: rows.count,
            columns,
            preview,
            rejected_rows: rows.rejected,
            rejected_examples: rows.rejected_examples,
            reading: ReadOptions::default(),
            guesses: Vec::new(),
            notices,
        }
    }
}

/// Reads the body until every column is of the kind it was read as: normally once, as the first rows tell the kinds.
fn read_as_settled_kinds(body: &Body) -> Result<Rows, Failure> {
    let first_kinds: Vec<ColumnKind> = body.rules.iter().map(CellRules::first_kind).collect();
    let sample = body.read_first(&first_kinds, KIND_SAMPLE_ROWS)?;
    let sampled = sample.builders.iter().zip(body.rules);
    let mut kinds: Vec<ColumnKind> = sampled.map(|(builder, rules)| builder.kind_of_all(rules)).collect();
    loop {
        let rows = body.read_all(&kinds, &sample)?;
        let mut settled = true;
        for ((kind, builder), rules) in kinds.iter_mut().zip(&rows.builders).zip(body.rules) {
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

fn no_rows(rows: &Rows, header: &Header, dialect: Dialect) -> Failure {
    if rows.rejected == 0 {
        return Failure::new(
            FailureCode::TableNoRows,
            "column names but no rows",
            "at least one row of values",
            "choose another file",
        );
    }
    Failure::new(
        FailureCode::TableNoRows,
        format!(
            "no row with as many cells as the {} columns named ({})",
            header.names.len(),
            rows.rejected_examples[0]
        ),
        format!("{} cells a row, separated by {}", header.names.len(), dialect.delimiter_name()),
        "name every column in the first line and use one delimiter throughout",
    )
    .at_line(header.body_line)
}
