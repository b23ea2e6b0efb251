//! What stands in place of a feature's missing cells, fitted on training rows only.

use crate::coded::coded;
use crate::constant::{constant_number, constant_text};
use crate::encoder::Encoder;
use crate::used_columns::UsedFeature;
use failures::{Failure, FailureCode};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use tabular::{Column, ColumnEncoding, Impute, ImputeStrategy, MISSING_CODE};
use ts_rs::TS;

/// What stands in place of a feature's missing cells.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct FittedImpute {
    pub strategy: ImputeStrategy,
    /// Of a column encoded as `number`.
    pub number: Option<f64>,
    /// Of any other, one of its values; none where missing cells are a category of their own.
    pub value: Option<String>,
    /// Whether one more 0/1 column says where a cell was missing.
    pub indicator: bool,
}

impl FittedImpute {
    /// Fits what stands in for missing cells on the rows `training` of the table that the column is of.
    ///
    /// # Errors
    /// When no such row has a value, or the constant is none of the column.
    pub(crate) fn fit(feature: UsedFeature, impute: &Impute, training: &[u32]) -> Result<Self, Failure> {
        let UsedFeature { column, encoding, .. } = feature;
        let Impute { strategy, value, .. } = impute;
        let mut fitted = Self { strategy: *strategy, number: None, value: None, indicator: feature.has_indicator() };
        if encoding == ColumnEncoding::Number {
            fitted.number = Some(match value {
                Some(text) => constant_number(column, text)?,
                None => fitted_number(column, *strategy, training).ok_or_else(|| nothing_to_fit(column))?,
            });
        } else if let Some(text) = value {
            fitted.value = Some(constant_text(column, text));
        } else if *strategy != ImputeStrategy::Category {
            fitted.value = Some(most_frequent(column, training).ok_or_else(|| nothing_to_fit(column))?);
        }
        Ok(fitted)
    }

    /// Whether it can have been fitted for a column of these values.
    pub(crate) fn fits(&self, is_number: bool, values: &[String]) -> bool {
        let is_category = self.strategy == ImputeStrategy::Category;
        match (self.number, &self.value) {
            (Some(number), None) => is_number && number.is_finite() && !is_category,
            (None, Some(value)) => !is_number && !is_category && values.contains(value),
            (None, None) => !is_number && is_category,
            (Some(_), Some(_)) => false,
        }
    }

    /// Codes that cells of a column of these values have: missing ones have one where they are a category of their own.
    pub(crate) fn codes_known(&self, values: &[String]) -> usize {
        values.len() + usize::from(self.strategy == ImputeStrategy::Category)
    }

    /// The encoded cells of a column of these values with its missing ones filled, and the column that says where they are.
    pub(crate) fn fill<'table>(
        &self,
        encoder: Encoder<'table>,
        column: &'table Column,
        values: &[String],
    ) -> Vec<Encoder<'table>> {
        let encoder = match encoder {
            Encoder::Number(cells) => Encoder::Number(cells.filled(column, self.number.unwrap_or(f64::NAN))),
            Encoder::Code(codes) => Encoder::Code(replaced(codes, column, self.code(values))),
            Encoder::OneHot(codes, _) => {
                Encoder::OneHot(replaced(codes, column, self.code(values)), self.codes_known(values))
            }
            Encoder::Missing(_) => encoder,
        };
        if self.indicator { vec![encoder, Encoder::Missing(column)] } else { vec![encoder] }
    }

    /// Code of a missing cell.
    fn code(&self, values: &[String]) -> u32 {
        let place = match &self.value {
            Some(value) => values.iter().position(|known| known == value),
            None => Some(values.len()),
        };
        place.map_or(MISSING_CODE, |place| place as u32)
    }
}

impl UsedFeature<'_> {
    /// What the columns it is encoded to are called.
    pub fn names(&self) -> Vec<String> {
        let name = &self.column.name;
        let mut names: Vec<String> = match self.encoding {
            ColumnEncoding::OneHot => self.values().iter().map(|value| format!("{name}={value}")).collect(),
            ColumnEncoding::Number | ColumnEncoding::Code => vec![name.clone()],
        };
        if self.has_missing_column() || self.has_indicator() {
            names.push(format!("{name} is missing"));
        }
        names
    }

    /// Whether missing cells have a one-hot column of their own.
    fn has_missing_column(&self) -> bool {
        let is_category = self.impute.is_some_and(|impute| impute.strategy == ImputeStrategy::Category);
        is_category && self.encoding == ColumnEncoding::OneHot
    }

    /// Whether one more 0/1 column says where a cell was missing: one column does, where a one-hot one would say the same.
    fn has_indicator(&self) -> bool {
        self.impute.is_some_and(|impute| impute.indicator) && !self.has_missing_column()
    }

    /// Distinct values in the order of their codes, a constant that fills missing cells among them; of any encoding but
    /// `number`.
    pub fn values(&self) -> Vec<String> {
        if self.encoding == ColumnEncoding::Number {
            return Vec::new();
        }
        let mut values = coded(self.column).labels;
        if let Some(constant) = self.impute.and_then(|impute| impute.value.as_deref()) {
            let constant = constant_text(self.column, constant);
            if !values.contains(&constant) {
                values.push(constant);
            }
        }
        values
    }
}

/// `cells` with `fill` wherever the column's cell of that row is missing.
fn replaced<'table>(cells: Cow<'table, [u32]>, column: &Column, fill: u32) -> Cow<'table, [u32]> {
    if column.missing() == 0 {
        return cells;
    }
    let mut cells = cells.into_owned();
    for (row, cell) in cells.iter_mut().enumerate() {
        if column.is_missing(row) {
            *cell = fill;
        }
    }
    Cow::Owned(cells)
}

/// Mean, median or most frequent of the numbers of some rows; `None` where all are missing. The median of an even count lies
/// halfway between the two in the middle; of equally frequent numbers the least is taken.
fn fitted_number(column: &Column, strategy: ImputeStrategy, training: &[u32]) -> Option<f64> {
    let numbers = column.numbers()?;
    let there = training.iter().map(|row| numbers[*row as usize]).filter(|number| !number.is_nan());
    let mut there: Vec<f64> = there.collect();
    if there.is_empty() {
        return None;
    }
    if strategy == ImputeStrategy::Mean {
        let mean = there.iter().sum::<f64>() / there.len() as f64;
        // A sum beyond f64: the same in parts.
        return Some(if mean.is_finite() { mean } else { there.iter().map(|x| x / there.len() as f64).sum() });
    }
    there.sort_unstable_by(f64::total_cmp);
    if strategy == ImputeStrategy::Median {
        return Some(f64::midpoint(there[(there.len() - 1) / 2], there[there.len() / 2]));
    }
    let runs = there.chunk_by(|a, b| a == b);
    runs.rev().max_by_key(|run| run.len()).map(|run| run[0])
}

/// The most frequent value of some rows, of equally frequent ones the first in order.
fn most_frequent(column: &Column, training: &[u32]) -> Option<String> {
    let coded = coded(column);
    let mut counts = vec![0_usize; coded.labels.len()];
    for row in training {
        if let Some(count) = counts.get_mut(coded.codes[*row as usize] as usize) {
            *count += 1;
        }
    }
    let most = (0..counts.len()).rev().max_by_key(|code| counts[*code])?;
    (counts[most] > 0).then(|| coded.labels[most].clone())
}

fn nothing_to_fit(column: &Column) -> Failure {
    let found = "no value in any training row";
    let help = "ignore the column, or fill its missing cells with a constant";
    Failure::new(FailureCode::Impute, found, "a value to fill missing cells with", help)
        .in_column(&column.name)
        .case("empty")
}
