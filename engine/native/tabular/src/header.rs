//! The first row: names of the columns, or, in a file without header, already data.

use crate::cells::{CellFault, Cells, End};
use crate::dialect::Dialect;
use crate::guess::{Evidence, EvidenceCode, Guess, OptionValue, ReadOption};
use crate::limits::ReadLimits;
use crate::number::{Cell, parse_cell};
use crate::options::ReadOptions;
use failures::{Failure, FailureCode, shortened};
use std::collections::HashMap;

pub(crate) struct Header {
    pub names: Vec<String>,
    /// Offset and line (from 1) of the first data row.
    pub body_start: usize,
    pub body_line: u64,
    is_named: bool,
}

impl Header {
    /// Names the columns. A first row of nothing but numbers (and missing cells) is data: names are `column_1`, ….
    pub fn read(text: &[u8], dialect: Dialect, reading: &ReadOptions, limits: &ReadLimits) -> Result<Self, Failure> {
        let mut cells = Cells::new(text, 1, dialect, limits.cell_bytes);
        cells.skip_lines(reading.skip_lines.unwrap_or(0));
        if !cells.next_row() {
            return Err(Failure::new(
                FailureCode::TableEmpty,
                "an empty file",
                "a row of column names and rows of values",
                "choose another file",
            ));
        }
        let (row_start, row_line) = (cells.position(), cells.line);
        let mut names: Vec<String> = Vec::new();
        let (mut numbers, mut texts) = (0_usize, 0_usize);
        loop {
            let end = cells.next_cell().map_err(|fault| cell_failure(fault, names.len() + 1, None, limits))?;
            match parse_cell(cells.cell(), dialect.decimal) {
                Cell::Number(_) => numbers += 1,
                Cell::Missing => {}
                Cell::Unknown | Cell::Text => texts += 1,
            }
            let name = String::from_utf8_lossy(cells.cell());
            let name = name.trim();
            names.push(if name.is_empty() { default_name(names.len()) } else { name.to_owned() });
            if names.len() > limits.columns {
                return Err(Failure::new(
                    FailureCode::TableTooWide,
                    format!("more than {} columns", limits.columns),
                    format!("at most {} columns", limits.columns),
                    "keep the columns you need, or transpose the table if its rows are columns",
                )
                .number("limit", limits.columns as f64)
                .at_line(row_line));
            }
            if end == End::Line {
                break;
            }
        }
        if names.len() < 2 {
            return Err(one_column(&names[0]).at_line(row_line));
        }
        if !reading.header.unwrap_or(numbers == 0 || texts > 0) {
            let names = (0..names.len()).map(default_name).collect();
            return Ok(Self { names, body_start: row_start, body_line: row_line, is_named: false });
        }
        refuse_duplicates(&names, row_line)?;
        Ok(Self { names, body_start: cells.position(), body_line: cells.line, is_named: true })
    }

    /// How it was told whether there is a header.
    pub fn guess(&self, reading: &ReadOptions) -> Guess {
        let value = OptionValue::Flag(self.is_named);
        if reading.header.is_some() {
            return Guess::given(ReadOption::Header, value);
        }
        let code = if self.is_named { EvidenceCode::FirstRowIsText } else { EvidenceCode::FirstRowIsNumbers };
        Guess::guessed(ReadOption::Header, value, Evidence::new(code, []))
    }
}

/// A table that cannot have both a feature and a target.
pub(crate) fn one_column(name: &str) -> Failure {
    Failure::new(
        FailureCode::TableOneColumn,
        format!("one column, \"{}\"", shortened(name)),
        "at least a feature and a target, separated by comma, semicolon, tab or vertical bar",
        "export the table as CSV again",
    )
    .text("name", shortened(name))
}

fn default_name(index: usize) -> String {
    format!("column_{}", index + 1)
}

fn refuse_duplicates(names: &[String], line: u64) -> Result<(), Failure> {
    let mut seen = HashMap::with_capacity(names.len());
    for (index, name) in names.iter().enumerate() {
        if let Some(first) = seen.insert(name.as_str(), index) {
            return Err(Failure::new(
                FailureCode::TableDuplicateColumn,
                format!("the name of column {} again", first + 1),
                "a different name for every column",
                "rename one of the two in the file's first line",
            )
            .number("first", (first + 1) as f64)
            .at_line(line)
            .at_column(index + 1, Some(name)));
        }
    }
    Ok(())
}

/// A fault of one cell in words; `column` counts from 1.
pub(crate) fn cell_failure(fault: CellFault, column: usize, name: Option<&str>, limits: &ReadLimits) -> Failure {
    let (line, failure) = match fault {
        CellFault::OpenQuote { line } => (
            line,
            Failure::new(
                FailureCode::TableOpenQuote,
                "a quote that is opened here and never closed",
                "a closing quote before the end of the file",
                "close the quote, or remove it; a quote inside a quoted cell is written twice",
            ),
        ),
        CellFault::TooLarge { line, bytes } => (
            line,
            Failure::new(
                FailureCode::TableCellTooLarge,
                format!("a cell of {bytes} bytes"),
                format!("at most {} bytes a cell", limits.cell_bytes),
                "look for a missing delimiter or closing quote, or remove the column",
            )
            .number("bytes", bytes as f64)
            .number("limit", limits.cell_bytes as f64),
        ),
    };
    failure.at_line(line).at_column(column, name)
}
