//! What stands in place of a feature's missing cells, fitted on training rows only.

use crate::buckets::{bucket, hashed_text};
use crate::coded::coded;
use crate::column_values::{OTHER_CODE, lengths, part_columns};
use crate::constant::{constant_length, constant_number, constant_text};
use crate::encoder::Encoder;
use crate::target_mean::told_classes;
use crate::used_columns::UsedFeature;
use failures::{Failure, FailureCode};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use tabular::{Column, ColumnEncoding, ColumnType, EncodingOptions, Impute, ImputeStrategy};
use ts_rs::TS;

/// What stands in place of a feature's missing cells.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct FittedImpute {
    pub strategy: ImputeStrategy,
    /// Of a column encoded as `number`, `date_parts` or, its characters, `text_length`.
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
        if encoding.is_of_numbers() {
            let is_text = encoding == ColumnEncoding::TextLength;
            fitted.number = Some(match value {
                Some(text) if is_text => constant_length(column, text)?,
                Some(text) => constant_number(column, text)?,
                None => {
                    let numbers = if is_text { Some(lengths(column).into()) } else { column.numbers() };
                    let fitted = numbers.and_then(|numbers| fitted_number(&numbers, *strategy, training));
                    fitted.ok_or_else(|| nothing_to_fit(column))?
                }
            });
        } else if let Some(text) = value {
            fitted.value = Some(constant_text(column, text));
        } else if *strategy != ImputeStrategy::Category {
            fitted.value = Some(most_frequent(column, training).ok_or_else(|| nothing_to_fit(column))?);
        }
        Ok(fitted)
    }

    /// Whether it can have been fitted for a column of these values.
    pub(crate) fn fits(&self, encoding: ColumnEncoding, values: &[String]) -> bool {
        let is_number = encoding.is_of_numbers();
        let is_free = !matches!(encoding, ColumnEncoding::Code | ColumnEncoding::OneHot);
        let is_category = self.strategy == ImputeStrategy::Category;
        match (self.number, &self.value) {
            (Some(number), None) => is_number && number.is_finite() && !is_category,
            (None, Some(value)) => !is_number && !is_category && (is_free || values.contains(value)),
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
        column_type: ColumnType,
        values: &[String],
    ) -> Vec<Encoder<'table>> {
        let encoder = match encoder {
            Encoder::Number(cells) => Encoder::Number(cells.filled(column, self.number.unwrap_or(f64::NAN))),
            Encoder::Code(codes) => Encoder::Code(replaced(codes, column, self.code(values))),
            Encoder::OneHot(codes, _) => {
                Encoder::OneHot(replaced(codes, column, self.code(values)), self.codes_known(values))
            }
            Encoder::Hashed(buckets, width) => {
                // Missing cells that are a category of their own are as the empty text, which no cell is.
                let text = self.value.as_deref().map_or_else(Cow::default, |value| hashed_text(column_type, value));
                Encoder::Hashed(replaced(buckets, column, bucket(&text, width as u32)), width)
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
        place.map_or(OTHER_CODE, |place| place as u32)
    }
}

impl UsedFeature<'_> {
    /// What the columns it is encoded to are called.
    pub fn names(&self) -> Vec<String> {
        let name = &self.column.name;
        let options = self.definite_options();
        let mut names: Vec<String> = match self.encoding {
            ColumnEncoding::OneHot => self.values().iter().map(|value| format!("{name}={value}")).collect(),
            ColumnEncoding::Number | ColumnEncoding::Code => vec![name.clone()],
            ColumnEncoding::TopK => (1..=options.k.unwrap_or(EncodingOptions::K))
                .map(|rank| format!("{name} top {rank}"))
                .chain([format!("{name} other")])
                .collect(),
            ColumnEncoding::Frequency => vec![format!("{name} frequency")],
            ColumnEncoding::Hashed => (0..options.buckets.unwrap_or(EncodingOptions::BUCKETS))
                .map(|bucket| format!("{name} hash {bucket}"))
                .collect(),
            ColumnEncoding::TargetMean => self.target_names(),
            ColumnEncoding::DateParts => (options.parts.iter().flatten())
                .flat_map(|part| part_columns(*part, options.cyclic == Some(true)))
                .map(|column| format!("{name} {}", column.name()))
                .collect(),
            ColumnEncoding::TextLength => vec![format!("{name} length")],
        };
        if self.has_missing_column() || self.has_indicator() {
            names.push(format!("{name} is missing"));
        }
        names
    }

    /// Whether missing cells have a one-hot column of their own.
    fn has_missing_column(&self) -> bool {
        let is_category = self.impute.is_some_and(|impute| impute.strategy == ImputeStrategy::Category);
        is_category && matches!(self.encoding, ColumnEncoding::OneHot | ColumnEncoding::TopK)
    }

    /// What a target's means are called: of classes one each.
    fn target_names(&self) -> Vec<String> {
        let Some((target, encoding)) = self.target else { return Vec::new() };
        let mean = format!("{} mean of {}", self.column.name, target.name);
        if encoding == ColumnEncoding::Number {
            return vec![mean];
        }
        let labels = coded(target).labels;
        let label = |class: u32| labels.get(class as usize).map_or(String::new(), |label| format!("={label}"));
        told_classes(labels.len()).map(|class| format!("{mean}{}", label(class))).collect()
    }

    /// What is said of its encoding, and what is usual where nothing is; empty of those that models wrote before.
    pub fn definite_options(&self) -> EncodingOptions {
        let said = self.options.clone();
        let none = EncodingOptions::default();
        match self.encoding {
            ColumnEncoding::Number
            | ColumnEncoding::Code
            | ColumnEncoding::OneHot
            | ColumnEncoding::Frequency
            | ColumnEncoding::TextLength => none,
            ColumnEncoding::TopK => {
                let distinct = u32::try_from(self.values().len()).unwrap_or(u32::MAX).max(1);
                EncodingOptions { k: Some(said.k.unwrap_or(EncodingOptions::K).min(distinct)), ..none }
            }
            ColumnEncoding::Hashed => {
                EncodingOptions { buckets: said.buckets.or(Some(EncodingOptions::BUCKETS)), ..none }
            }
            ColumnEncoding::TargetMean => EncodingOptions {
                smoothing: said.smoothing,
                folds: said.folds.or(Some(EncodingOptions::FOLDS)),
                seed: said.seed.or(Some(0)),
                ..none
            },
            ColumnEncoding::DateParts => EncodingOptions {
                parts: said.parts.or(Some(EncodingOptions::PARTS.to_vec())),
                cyclic: said.cyclic.or(Some(false)),
                ..none
            },
        }
    }

    /// Whether one more 0/1 column says where a cell was missing: one column does, where a one-hot one would say the same.
    fn has_indicator(&self) -> bool {
        self.impute.is_some_and(|impute| impute.indicator) && !self.has_missing_column()
    }

    /// Distinct values in the order of their codes, a constant that fills missing cells among them; none of encodings that
    /// need no list of them.
    pub fn values(&self) -> Vec<String> {
        if self.encoding.is_of_numbers() || self.encoding == ColumnEncoding::Hashed {
            return Vec::new();
        }
        let mut values = self.options.order.clone().unwrap_or_else(|| coded(self.column).labels);
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
fn fitted_number(numbers: &[f64], strategy: ImputeStrategy, training: &[u32]) -> Option<f64> {
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
