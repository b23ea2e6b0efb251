//! How a table's file is to be read, as far as a person said so; what is absent is guessed from the file.

use crate::column::ColumnType;
use crate::times::DateOrder;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What is known of a file beforehand. Every option that is absent is guessed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default, deny_unknown_fields)]
#[ts(optional_fields)]
pub struct ReadOptions {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub format: Option<TableFormat>,
    /// Sheet of a workbook, or array of an archive.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// A label of the WHATWG Encoding Standard: `utf-8`, `gb18030`, `windows-1252`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub encoding: Option<String>,
    /// One character, or `blanks` for runs of spaces and tabs.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(as = "Option<String>")]
    pub delimiter: Option<Delimiter>,
    /// The character around cells that hold delimiters, or `none`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(as = "Option<String>")]
    pub quote: Option<Mark>,
    /// The character before a quote that is part of a cell, or `none` where such a quote is doubled.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(as = "Option<String>")]
    pub escape: Option<Mark>,
    /// The character before decimals.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(as = "Option<String>")]
    pub decimal: Option<char>,
    /// The character between thousands, or `none`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(as = "Option<String>")]
    pub thousands: Option<Mark>,
    /// Whether the first row names the columns.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub header: Option<bool>,
    /// Lines above the first row.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub skip_lines: Option<u32>,
    /// Lines between the header and the first row of values, such as units.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub skip_after_header: Option<u32>,
    /// What begins a line that is a comment, or `none`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// Words that stand for a missing cell, in every column.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub missing: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub columns: Option<Vec<ColumnReading>>,
}

/// How one column is to be read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(optional_fields)]
pub struct ColumnReading {
    pub name: String,
    #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
    pub column_type: Option<ColumnType>,
    /// Words that stand for a missing cell in this column, beside those of every column. Words that usually do, as `NA`, do so
    /// here only when they are among them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub missing: Option<Vec<String>>,
    /// Which comes first in dates such as 3/4/2024.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date_order: Option<DateOrder>,
    /// Whether categories that differ only in upper and lower case or blanks are one, written as it is most often.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub merge_variants: Option<bool>,
}

/// What kind of file a table is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum TableFormat {
    /// Rows of delimited cells: CSV and its kin.
    Text,
    Parquet,
    /// Arrow IPC, file or stream; Feather 2.
    Arrow,
    /// An object a row: JSON lines, or one array of objects.
    Json,
    Npy,
    Npz,
    Idx,
    /// Workbooks of Excel.
    Xlsx,
    Arff,
    /// libsvm and svmlight.
    Libsvm,
}

impl TableFormat {
    /// As failures call it, in any language.
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "CSV",
            Self::Parquet => "Parquet",
            Self::Arrow => "Arrow",
            Self::Json => "JSON",
            Self::Npy => "NPY",
            Self::Npz => "NPZ",
            Self::Idx => "IDX",
            Self::Xlsx => "xlsx",
            Self::Arff => "ARFF",
            Self::Libsvm => "libsvm",
        }
    }
}

/// What stands between the cells of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Delimiter {
    Character(char),
    /// Any number of spaces and tabs.
    Blanks,
}

/// A character with a meaning, or that there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Mark {
    Character(char),
    None,
}

const BLANKS: &str = "blanks";
const NONE: &str = "none";

/// The one character of a text that may be a mark; a line end is none.
fn character(text: &str) -> Option<char> {
    let mut characters = text.chars();
    let first = characters.next().filter(|first| !matches!(first, '\0' | '\n' | '\r'))?;
    characters.next().is_none().then_some(first)
}

impl TryFrom<String> for Delimiter {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        if text == BLANKS {
            return Ok(Self::Blanks);
        }
        character(&text)
            .filter(|mark| *mark != '"')
            .map(Self::Character)
            .ok_or_else(|| format!("delimiter {text:?}; expected one character or {BLANKS:?}"))
    }
}

impl From<Delimiter> for String {
    fn from(delimiter: Delimiter) -> Self {
        match delimiter {
            Delimiter::Character(mark) => mark.to_string(),
            Delimiter::Blanks => BLANKS.to_owned(),
        }
    }
}

impl TryFrom<String> for Mark {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        if text == NONE {
            return Ok(Self::None);
        }
        character(&text).map(Self::Character).ok_or_else(|| format!("{text:?}; expected one character or {NONE:?}"))
    }
}

impl From<Mark> for String {
    fn from(mark: Mark) -> Self {
        match mark {
            Mark::Character(mark) => mark.to_string(),
            Mark::None => NONE.to_owned(),
        }
    }
}

impl ReadOptions {
    /// Whether everything is guessed.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// What is said of a column, by its name.
    pub fn column(&self, name: &str) -> Option<&ColumnReading> {
        self.columns.iter().flatten().find(|column| column.name == name)
    }
}
