//! What a failure is about.

use serde::{Deserialize, Serialize};
use std::fmt;
use ts_rs::TS;

/// What a failure is about, as nearly as is known.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Subject {
    /// What was asked for as a whole; the code says what that is.
    #[default]
    Whole,
    /// A file, and a place in it: lines, rows and columns are counted from 1, a row being one of a table in memory.
    File {
        path: Option<String>,
        #[ts(type = "number | null")]
        line: Option<u64>,
        #[ts(type = "number | null")]
        row: Option<u64>,
        column: Option<u32>,
        /// Name of the table's column.
        column_name: Option<String>,
    },
    /// A node of the drawing, by its id; one of its ports or parameters where it is about that.
    Node { node: String, port: Option<String>, parameter: Option<String> },
    /// Value `%index` of the IR, and the node it was drawn as.
    Operation { index: u32, node: String },
    /// An option, setting or argument by its name.
    Option { name: String },
    /// A place in a JSON document, such as `$.nodes[3].kind`.
    Place { path: String },
}

/// Where a cell stands, counted from 1: in a file by its line, in memory by its row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CellPlace {
    Line(u64),
    Row(u64),
}

impl Subject {
    fn no_file() -> Self {
        Self::File { path: None, line: None, row: None, column: None, column_name: None }
    }

    fn as_file(&mut self) -> &mut Self {
        if !matches!(self, Self::File { .. }) {
            *self = Self::no_file();
        }
        self
    }

    pub(crate) fn set_path(&mut self, name: &str) {
        if let Self::File { path, .. } = self.as_file() {
            *path = Some(name.to_owned());
        }
    }

    pub(crate) fn set_cell(&mut self, cell: CellPlace) {
        if let Self::File { line, row, .. } = self.as_file() {
            match cell {
                CellPlace::Line(number) => *line = Some(number),
                CellPlace::Row(number) => *row = Some(number),
            }
        }
    }

    pub(crate) fn set_column(&mut self, number: Option<u32>, name: Option<&str>) {
        if let Self::File { column, column_name, .. } = self.as_file() {
            *column = number;
            *column_name = name.map(str::to_owned);
        }
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Whole => Ok(()),
            Self::File { path, line, row, column, column_name } => {
                let mut parts = Vec::new();
                parts.extend(path.clone());
                parts.extend(line.map(|line| format!("line {line}")));
                parts.extend(row.map(|row| format!("row {row}")));
                parts.extend(match (column, column_name) {
                    (Some(column), Some(name)) => Some(format!("column {column} \"{}\"", shortened(name))),
                    (Some(column), None) => Some(format!("column {column}")),
                    (None, Some(name)) => Some(format!("column \"{}\"", shortened(name))),
                    (None, None) => None,
                });
                formatter.write_str(&parts.join(", "))
            }
            Self::Node { node, port, parameter } => {
                formatter.write_str(node)?;
                port.as_ref().or(parameter.as_ref()).map_or(Ok(()), |part| write!(formatter, ".{part}"))
            }
            Self::Operation { node, .. } => formatter.write_str(node),
            Self::Option { name } => write!(formatter, "option {name}"),
            Self::Place { path } => formatter.write_str(path),
        }
    }
}

/// Text for a message: at most 60 characters, so that a giant cell cannot fill the screen.
pub fn shortened(text: &str) -> String {
    const LONGEST: usize = 60;
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    let mut short: String = text.chars().take(LONGEST - 1).collect();
    short.push('…');
    short
}
