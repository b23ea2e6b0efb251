//! What can go wrong with a table, said so that a person can fix it.

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};
use std::fmt;

/// Where a cell stands, counted from 1: in a file by its line, in memory by its row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CellPlace {
    Line(u64),
    Row(u64),
}

/// A cell's place in a table, every number counted from 1.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place {
    pub cell: Option<CellPlace>,
    pub column: Option<usize>,
    pub column_name: Option<String>,
}

/// A fault of a table or of a setup over it. `code` is stable; as JSON it is a `HostFailure`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableFailure {
    pub code: &'static str,
    pub place: Box<Place>,
    pub found: String,
    pub expected: String,
    pub help: String,
}

impl TableFailure {
    pub fn new(
        code: &'static str,
        found: impl Into<String>,
        expected: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        Self { code, place: Box::default(), found: found.into(), expected: expected.into(), help: help.into() }
    }

    pub(crate) fn with_help(mut self, help: &str) -> Self {
        help.clone_into(&mut self.help);
        self
    }

    /// Names the line, counted from 1.
    pub fn at_line(self, line: u64) -> Self {
        self.at_cell(CellPlace::Line(line))
    }

    /// Names the line or the row.
    pub(crate) fn at_cell(mut self, cell: CellPlace) -> Self {
        self.place.cell = Some(cell);
        self
    }

    /// Names the column where it has no number of its own.
    pub(crate) fn in_column(mut self, name: &str) -> Self {
        self.place.column_name = Some(name.to_owned());
        self
    }

    /// Names the column, counted from 1, and its header where known.
    pub fn at_column(mut self, column: usize, name: Option<&str>) -> Self {
        self.place.column = Some(column);
        self.place.column_name = name.map(str::to_owned);
        self
    }
}

impl fmt::Display for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts = Vec::new();
        match self.cell {
            Some(CellPlace::Line(line)) => parts.push(format!("line {line}")),
            Some(CellPlace::Row(row)) => parts.push(format!("row {row}")),
            None => {}
        }
        match (self.column, &self.column_name) {
            (Some(column), Some(name)) => parts.push(format!("column {column} \"{}\"", shortened(name))),
            (Some(column), None) => parts.push(format!("column {column}")),
            (None, Some(name)) => parts.push(format!("column \"{}\"", shortened(name))),
            (None, None) => {}
        }
        formatter.write_str(&parts.join(", "))
    }
}

impl fmt::Display for TableFailure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = self.place.to_string();
        if !place.is_empty() {
            write!(formatter, "{place}: ")?;
        }
        write!(formatter, "found {}; expected {}. Help: {}.", self.found, self.expected, self.help)
    }
}

impl std::error::Error for TableFailure {}

impl Serialize for TableFailure {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("HostFailure", 3)?;
        object.serialize_field("code", self.code)?;
        object.serialize_field("message", &self.to_string())?;
        object.serialize_field("column", &self.place.column_name)?;
        object.end()
    }
}

/// Text for a message: at most 60 characters, so that a giant cell cannot fill the screen.
pub(crate) fn shortened(text: &str) -> String {
    const LONGEST: usize = 60;
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    let mut short: String = text.chars().take(LONGEST - 1).collect();
    short.push('…');
    short
}
