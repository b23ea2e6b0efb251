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

/// Which of `count` codes some rows have.
pub(crate) fn codes_of_rows(codes: &[u32], count: usize, rows: impl IntoIterator<Item = u32>) -> Vec<bool> {
    let mut has = vec![false; count];
    for row in rows {
        if let Some(has) = has.get_mut(codes[row as usize] as usize) {
            *has = true;
        }
    }
    has
}

/// How many distinct values a column has, missing ones left out.
pub(crate) fn distinct(column: &Column) -> usize {
    column.numbers().map_or_else(|| column.categories().len(), |numbers| distinct_numbers(&numbers).len())
}

/// Whether a column has at most so many distinct values, looking no further once it has more.
pub(crate) fn has_at_most(column: &Column, most: usize) -> bool {
    let Some(numbers) = column.numbers() else { return column.categories().len() <= most };
    let mut seen = rustc_hash::FxHashSet::default();
    numbers.iter().filter(|value| !value.is_nan()).all(|value| {
        seen.insert(positive_zero(*value).to_bits());
        seen.len() <= most
    })
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
