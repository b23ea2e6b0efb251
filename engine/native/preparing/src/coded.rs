//! A column's distinct values, and its cells as indices into them.

use std::borrow::Cow;
use tabular::{Column, MISSING_CODE, positive_zero};

/// A column as indices into its sorted distinct values.
pub(crate) struct Coded<'table> {
    /// `MISSING_CODE` = missing.
    pub codes: Cow<'table, [u32]>,
    pub labels: Vec<String>,
}

/// Codes of a column: categories sort by their bytes, everything else by size.
pub(crate) fn coded(column: &Column) -> Coded<'_> {
    if let Some(codes) = column.codes() {
        return Coded { codes: Cow::Borrowed(codes), labels: column.categories().map(str::to_owned).collect() };
    }
    let values = column.numbers().unwrap_or_default();
    let distinct = distinct_numbers(&values);
    let code = |value: &f64| {
        distinct
            .binary_search_by(|known| known.total_cmp(&positive_zero(*value)))
            .map_or(MISSING_CODE, |code| code as u32)
    };
    let labels = distinct.iter().map(|value| column.number_text(*value)).collect();
    Coded { codes: values.iter().map(code).collect(), labels }
}

/// Distinct values in ascending order, missing ones left out, −0 taken as 0.
fn distinct_numbers(values: &[f64]) -> Vec<f64> {
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
