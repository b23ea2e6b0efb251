//! What stands in a column: its distinct values, their codes, and a number as text.

use crate::column::{Column, ColumnValues, MISSING_CODE};
use std::borrow::Cow;

/// A column as indices into its sorted distinct values.
pub(crate) struct Coded<'table> {
    /// `MISSING_CODE` = missing.
    pub codes: Cow<'table, [u32]>,
    pub labels: Vec<String>,
}

/// Codes of a column: categories sort by their bytes, numbers by size.
pub(crate) fn coded(column: &Column) -> Coded<'_> {
    match &column.values {
        ColumnValues::Category { codes, categories, .. } => {
            Coded { codes: Cow::Borrowed(codes), labels: categories.clone() }
        }
        ColumnValues::Number(values) => {
            let distinct = distinct_numbers(values);
            let code = |value: &f64| {
                distinct
                    .binary_search_by(|known| known.total_cmp(&positive_zero(*value)))
                    .map_or(MISSING_CODE, |code| code as u32)
            };
            let labels = distinct.iter().map(|value| number_text(*value)).collect();
            Coded { codes: values.iter().map(code).collect(), labels }
        }
    }
}

/// Distinct values in ascending order, missing ones left out, −0 taken as 0.
pub(crate) fn distinct_numbers(values: &[f64]) -> Vec<f64> {
    let mut distinct: Vec<f64> = Vec::new();
    let mut seen = rustc_hash::FxHashSet::default();
    for value in values.iter().filter(|value| !value.is_nan()) {
        let value = positive_zero(*value);
        if seen.insert(value.to_bits()) {
            distinct.push(value);
        }
    }
    distinct.sort_unstable_by(f64::total_cmp);
    distinct
}

pub(crate) fn positive_zero(value: f64) -> f64 {
    if value == 0.0 { 0.0 } else { value }
}

/// Shortest text that reads back as the number; an exponent beyond the range people write out.
pub(crate) fn number_text(value: f64) -> String {
    let magnitude = value.abs();
    if magnitude != 0.0 && !(1e-6..1e16).contains(&magnitude) { format!("{value:e}") } else { format!("{value}") }
}
