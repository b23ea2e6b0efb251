//! How cells became a network's numbers, learnt from the table it was trained on and applied to others: the part of a
//! model that is not its weights.

use crate::coded::coded;
use crate::encoder::{Encoder, fill, wide};
use crate::limits::{check_elements, check_width};
use crate::unread_cells::{UnreadCells, UnreadReason};
use crate::used_columns::{UsedColumns, whole_rows};
use failures::{Failure, FailureCode, shortened};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};
use tabular::{Column, ColumnEncoding, ColumnType, DataSetup, MISSING_CODE, Table, boolean_of_word, positive_zero};
use ts_rs::TS;

/// What is done with a row in which a used cell is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum MissingCells {
    /// The row is left out of training; a row to predict gets no prediction.
    LeaveOutRow,
}

/// A column as it was encoded in training.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct PreparedColumn {
    pub name: String,
    /// What the cells were.
    pub column_type: ColumnType,
    /// `number`: the value itself; `code`: its place in `values`; `one_hot`: one 0/1 column each of `values`.
    pub encoding: ColumnEncoding,
    /// The distinct values in the order of their codes; empty for `number`.
    pub values: Vec<String>,
}

/// Everything that turns a table's cells into a network's unscaled inputs, and its outputs into a target's words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Preparation {
    /// In the order of the network's inputs.
    pub features: Vec<PreparedColumn>,
    pub targets: Vec<PreparedColumn>,
    /// The column that weighed the rows.
    pub weight: Option<String>,
    pub missing_cells: MissingCells,
}

/// The feature columns of a table as a network reads them.
#[derive(Debug, Clone, PartialEq)]
pub struct EncodedFeatures {
    /// Rows of the table whose every feature can be encoded, ascending; those that are.
    pub rows: Vec<u32>,
    /// What the other rows lack, by column: missing cells first, then values that training did not know.
    pub unread: Vec<UnreadCells>,
    /// Rows left out for a missing cell; the others left out hold an unknown value.
    pub missing_rows: usize,
    pub features: usize,
    /// `[rows, features]`, row-major, unscaled.
    pub matrix: Vec<f32>,
    /// As typed, the cells of those columns of the matrix that float32 rounds, by column.
    pub wide: BTreeMap<u32, Vec<f64>>,
}

impl PreparedColumn {
    fn of(column: &Column, encoding: ColumnEncoding) -> PreparedColumn {
        PreparedColumn {
            name: column.name.clone(),
            column_type: column.column_type(),
            encoding,
            values: if encoding == ColumnEncoding::Number { Vec::new() } else { coded(column).labels },
        }
    }

    /// Columns it is encoded to.
    pub fn width(&self) -> usize {
        if self.encoding == ColumnEncoding::OneHot { self.values.len() } else { 1 }
    }

    fn check(&self) -> Result<(), Failure> {
        let fault = |found: String, expected: &str| {
            Err(Failure::new(FailureCode::ModelPreparation, found, expected, "save the model again")
                .in_column(&self.name))
        };
        let is_number = self.encoding == ColumnEncoding::Number;
        if is_number && (self.column_type == ColumnType::Category || !self.values.is_empty()) {
            return fault("a text, or values, of a column encoded as a number".to_owned(), "numbers");
        }
        if !is_number && self.values.is_empty() {
            return fault("no value".to_owned(), "the values that were encoded");
        }
        let mut seen = HashSet::new();
        match self.values.iter().find(|value| !seen.insert(value.as_str())) {
            Some(value) => fault(format!("the value \"{}\" twice", shortened(value)), "every value once"),
            None => Ok(()),
        }
    }

    fn refused(&self, code: FailureCode, found: String, expected: String, help: &str) -> Failure {
        Failure::new(code, found, expected, help).in_column(&self.name)
    }

    /// The column's cells encoded as they were in training, for the rows `rows` in which it is not missing. Cells of
    /// values that training did not know go to `unknown`.
    pub(crate) fn encoder<'table>(
        &self,
        column: &'table Column,
        rows: &[u32],
        unknown: &mut UnreadCells,
    ) -> Result<Encoder<'table>, Failure> {
        if self.encoding != ColumnEncoding::Number {
            let codes = Cow::Owned(self.codes(column, rows, unknown));
            let is_one_hot = self.encoding == ColumnEncoding::OneHot;
            return Ok(if is_one_hot { Encoder::OneHot(codes, self.values.len()) } else { Encoder::Code(codes) });
        }
        if let Some(numbers) = column.numbers() {
            return Ok(Encoder::Number(numbers));
        }
        if let Some(numbers) = self.booleans(column, rows, unknown) {
            return Ok(Encoder::Number(Cow::Owned(numbers)));
        }
        let text = shortened(column.first_text().map_or("", |first_text| &first_text.text));
        let found = format!("the text \"{text}\"");
        let help = "correct the cell: the model was trained on numbers here";
        let refused = self.refused(FailureCode::ColumnNotNumeric, found, "numbers".to_owned(), help).text("text", text);
        Err(match column.first_text() {
            Some(first_text) => refused.at_cell(first_text.place),
            None => refused,
        })
    }

    /// Words for no and yes as 0 and 1, where training saw such: of a few rows that say one of them alone, the table cannot
    /// tell. `None` where all words are others.
    fn booleans(&self, column: &Column, rows: &[u32], unknown: &mut UnreadCells) -> Option<Vec<f64>> {
        if self.column_type != ColumnType::Boolean {
            return None;
        }
        let words: Vec<Option<bool>> = column.categories().map(boolean_of_word).collect();
        words.iter().flatten().next()?;
        let codes = column.codes()?;
        let number =
            |code: &u32| words.get(*code as usize).copied().flatten().map_or(f64::NAN, |yes| f64::from(u8::from(yes)));
        let numbers: Vec<f64> = codes.iter().map(number).collect();
        for row in rows.iter().filter(|row| numbers[**row as usize].is_nan()) {
            unknown.add(*row, column.category_of(codes[*row as usize]));
        }
        Some(numbers)
    }

    /// Each cell's place in `values`.
    fn codes(&self, column: &Column, rows: &[u32], unknown: &mut UnreadCells) -> Vec<u32> {
        let by_text: HashMap<&str, u32> = self.values.iter().map(String::as_str).zip(0..).collect();
        // Texts such as 1 and 01 are one number: then the first stands for it.
        let by_number: HashMap<u64, u32> = (self.values.iter().enumerate().rev())
            .filter_map(|(code, text)| Some((bits(text.parse().ok()?), code as u32)))
            .collect();
        // Yes and no may be written another way than in training.
        let of_boolean = |wanted: bool| {
            let is_wanted = |text: &&String| boolean_of_word(text) == Some(wanted);
            let is_boolean = self.column_type == ColumnType::Boolean;
            self.values.iter().find(is_wanted).filter(|_| is_boolean).and_then(|text| by_text.get(text.as_str()))
        };
        let of_text = |text: &str| {
            let number = || if self.column_type == ColumnType::Number { text.parse().ok() } else { None };
            let known = by_text.get(text).or_else(|| of_boolean(boolean_of_word(text)?));
            known.or_else(|| by_number.get(&bits(number()?))).copied()
        };
        let of_number = |value: f64| {
            let known = by_text.get(column.number_text(value).as_str()).or_else(|| of_boolean(value != 0.0));
            known.or_else(|| by_number.get(&bits(value)))
        };
        let mut codes = vec![MISSING_CODE; rows.last().map_or(0, |row| *row as usize + 1)];
        if let Some(found) = column.codes() {
            let translated: Vec<Option<u32>> = column.categories().map(of_text).collect();
            for row in rows {
                let category = found[*row as usize];
                match translated[category as usize] {
                    Some(code) => codes[*row as usize] = code,
                    None => unknown.add(*row, column.category_of(category)),
                }
            }
        } else if let Some(values) = column.numbers() {
            for row in rows {
                let value = values[*row as usize];
                match of_number(value) {
                    Some(code) => codes[*row as usize] = *code,
                    None => unknown.add(*row, &column.number_text(value)),
                }
            }
        }
        codes
    }

    fn some_values(&self) -> String {
        const MOST_NAMED: usize = 5;
        let mut named: Vec<String> = self.values.iter().take(MOST_NAMED).map(|value| shortened(value)).collect();
        if self.values.len() > MOST_NAMED {
            named.push("…".to_owned());
        }
        named.join(", ")
    }
}

/// A number's bits, −0 taken as 0.
fn bits(value: f64) -> u64 {
    positive_zero(value).to_bits()
}

impl Preparation {
    /// What encoding a table under a setup teaches.
    ///
    /// # Errors
    /// When the setup does not fit the table.
    pub fn of(table: &Table, setup: &DataSetup) -> Result<Preparation, Failure> {
        let used = UsedColumns::find(table, setup)?;
        let prepared = |(column, encoding): &(&Column, ColumnEncoding)| PreparedColumn::of(column, *encoding);
        Ok(Preparation {
            features: used.features.iter().map(prepared).collect(),
            targets: used.targets.iter().map(prepared).collect(),
            weight: used.weight.map(|column| column.name.clone()),
            missing_cells: MissingCells::LeaveOutRow,
        })
    }

    /// Whether it can have come of a table: names used once, values where they belong.
    ///
    /// # Errors
    /// A failure naming the column that cannot.
    pub fn check(&self) -> Result<(), Failure> {
        let mut names = HashSet::new();
        for column in self.features.iter().chain(&self.targets) {
            if !names.insert(column.name.as_str()) {
                let found = "the column twice".to_owned();
                return Err(column.refused(
                    FailureCode::ModelPreparation,
                    found,
                    "every column once".to_owned(),
                    "save it again",
                ));
            }
            column.check()?;
        }
        check_width(self.width(), self.features.last().map_or("", |column| &column.name))
    }

    /// Columns the features are encoded to.
    pub fn width(&self) -> usize {
        self.features.iter().map(PreparedColumn::width).sum()
    }

    /// Encodes features of `rows` rows as those of training were. Columns are found by name; others are not looked at.
    ///
    /// A row with a missing feature, or with a value that training did not know, is left out and told.
    ///
    /// # Errors
    /// A column that is not there or has another number of cells, a text among numbers; each by column and row.
    pub fn encode(&self, given: &[Column], rows: usize) -> Result<EncodedFeatures, Failure> {
        let mut columns = Vec::with_capacity(self.features.len());
        for prepared in &self.features {
            let column = given.iter().find(|column| column.name == prepared.name).ok_or_else(|| {
                prepared.refused(
                    FailureCode::ColumnMissing,
                    "no column of this name".to_owned(),
                    format!("the {} feature columns of the model", self.features.len()),
                    "add the column, or name it as in the table the model was trained on",
                )
            })?;
            if column.cells() != rows {
                let cells = column.cells();
                let (found, expected) = (format!("{cells} cells"), format!("{rows}"));
                return Err(prepared
                    .refused(FailureCode::ColumnLength, found, expected, "give it one cell for each row")
                    .number("cells", cells as f64)
                    .number("rows", rows as f64));
            }
            columns.push(column);
        }
        let mut whole = whole_rows(columns.iter().copied(), rows);
        let missing_rows = rows - whole.len();
        let mut unread = Vec::new();
        if missing_rows > 0 {
            let lacking = columns.iter().filter(|column| column.missing() > 0);
            unread.extend(lacking.map(|column| UnreadCells::missing(column, rows)));
        }
        let width = self.width();
        check_elements(whole.len(), width)?;
        let mut encoders = Vec::with_capacity(columns.len());
        for (prepared, column) in self.features.iter().zip(&columns) {
            let mut unknown = UnreadCells::none(&prepared.name, UnreadReason::UnknownValue);
            encoders.push(prepared.encoder(column, &whole, &mut unknown)?);
            unread.push(unknown);
        }
        unread.retain(|cells| cells.count > 0);
        if unread.iter().any(|cells| cells.reason == UnreadReason::UnknownValue) {
            whole.retain(|row| encoders.iter().all(|encoder| encoder.knows(*row)));
        }
        let (matrix, wide) = (fill(&whole, &encoders, width), wide(&whole, &encoders));
        Ok(EncodedFeatures { matrix, wide, features: width, rows: whole, unread, missing_rows })
    }

    /// The refusal of a table for its unknown values, where they are not to be left out.
    pub fn unknown_value(&self, cells: &UnreadCells) -> Option<Failure> {
        let prepared = self.features.iter().find(|prepared| prepared.name == cells.column)?;
        let (row, text) = (cells.first_rows.first()?, shortened(cells.values.first()?));
        let expected = format!(
            "one of the {} values the model was trained on ({})",
            prepared.values.len(),
            prepared.some_values()
        );
        let help = "correct the cell, leave the row out, or train on a table that has this value";
        let found = format!("the value \"{text}\" in row {row}");
        Some(
            prepared
                .refused(FailureCode::ValueUnknown, found, expected, help)
                .text("text", text)
                .number("row", f64::from(*row))
                .number("count", prepared.values.len() as f64),
        )
    }
}
