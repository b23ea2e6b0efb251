//! The one type of a failure: a stable code, what it is about, what was found and expected, and what helps.

mod code;
mod kind;
mod subject;

pub use code::{FAILURE_CODES, FailureCode};
pub use kind::FailureKind;
pub use subject::{CellPlace, Subject, shortened};

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;
use ts_rs::TS;

/// A named value that a failure's texts are filled with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(untagged)]
pub enum FailureValue {
    Number(f64),
    Text(String),
}

/// Why something asked for was not done. It crosses every border as it is: `code` and `values` make its text in any
/// language, `found`, `expected` and `help` are the engine's own English.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct Failure {
    pub code: FailureCode,
    /// What it is about.
    #[ts(as = "Subject")]
    pub subject: Box<Subject>,
    pub found: String,
    pub expected: String,
    /// What to do about it.
    pub help: String,
    /// The code's values (`FAILURE_CODES` names them), and as `case` which of its cases it is, where it has any.
    pub values: BTreeMap<String, FailureValue>,
}

impl Failure {
    /// A failure of what was asked for as a whole.
    pub fn new(
        code: FailureCode,
        found: impl Into<String>,
        expected: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        let (found, expected, help) = (found.into(), expected.into(), help.into());
        Self { code, subject: Box::default(), found, expected, help, values: BTreeMap::new() }
    }

    /// The same with another help.
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = help.into();
        self
    }

    /// A named text that the failure's texts are filled with.
    pub fn text(self, name: &str, text: impl Into<String>) -> Self {
        self.value(name, FailureValue::Text(text.into()))
    }

    /// A named number that the failure's texts are filled with.
    pub fn number(self, name: &str, number: f64) -> Self {
        self.value(name, FailureValue::Number(number))
    }

    /// Which of its code's cases it is; the values named after it may be that case's.
    pub fn case(mut self, name: &str) -> Self {
        debug_assert!(self.code.cases().iter().any(|(case, _)| *case == name), "{} has no case {name}", self.code);
        self.values.insert("case".to_owned(), FailureValue::Text(name.to_owned()));
        self
    }

    fn values_of_case(&self) -> &'static [&'static str] {
        let Some(FailureValue::Text(case)) = self.values.get("case") else { return &[] };
        self.code.cases().iter().find(|(name, _)| name == case).map_or(&[], |(_, values)| values)
    }

    fn value(mut self, name: &str, value: FailureValue) -> Self {
        let is_known = self.code.values().contains(&name) || self.values_of_case().contains(&name);
        debug_assert!(is_known, "{} has no value {name}", self.code);
        self.values.insert(name.to_owned(), value);
        self
    }

    /// Ties it to a node of the drawing.
    pub fn at_node(mut self, node: &str) -> Self {
        *self.subject = Subject::Node { node: node.to_owned(), port: None, parameter: None };
        self
    }

    /// Ties it to operation `%index` of the IR and the node it was drawn as.
    pub fn at_operation(mut self, index: u32, node: &str) -> Self {
        *self.subject = Subject::Operation { index, node: node.to_owned() };
        self
    }

    /// Names the file, unless it is tied to something of the network's.
    pub fn in_file(mut self, path: &str) -> Self {
        if matches!(*self.subject, Subject::Whole | Subject::File { .. }) {
            self.subject.set_path(path);
        }
        self
    }

    /// Names the line of a file, counted from 1.
    pub fn at_line(self, line: u64) -> Self {
        self.at_cell(CellPlace::Line(line))
    }

    /// Names the line of a file, or the row of a table in memory.
    pub fn at_cell(mut self, cell: CellPlace) -> Self {
        self.subject.set_cell(cell);
        self
    }

    /// Names a table's column where it has no number of its own.
    pub fn in_column(mut self, name: &str) -> Self {
        self.subject.set_column(None, Some(name));
        self
    }

    /// Names a table's column, counted from 1, and its header where known.
    pub fn at_column(mut self, column: usize, name: Option<&str>) -> Self {
        self.subject.set_column(u32::try_from(column).ok(), name);
        self
    }

    /// Id of the node it is about.
    pub fn node(&self) -> Option<&str> {
        match &*self.subject {
            Subject::Operation { node, .. } | Subject::Node { node, .. } => Some(node),
            _ => None,
        }
    }

    /// The operation of the IR that it is about.
    pub fn operation(&self) -> Option<u32> {
        match &*self.subject {
            Subject::Operation { index, .. } => Some(*index),
            _ => None,
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let subject = self.subject.to_string();
        if !subject.is_empty() {
            write!(formatter, "{subject}: ")?;
        }
        let help = self.help.trim_end_matches('.');
        write!(formatter, "found {}; expected {}. Help: {help}.", self.found, self.expected)
    }
}

impl std::error::Error for Failure {}
