//! The texts of a column that say something, and what of them is out of place.

use crate::cell_rules::CellRules;
use crate::dictionary::Dictionary;
use crate::words::is_missing_among_values;
use rustc_hash::FxHashSet;

/// Different numbers from which on a column is no list of a few codes.
pub(crate) const MANY_NUMBERS: usize = 20;

/// One different text of a column.
#[derive(Debug, Clone, Copy)]
pub(crate) struct DistinctText<'column> {
    pub code: u32,
    pub text: &'column str,
    /// Cells that hold it.
    pub cells: u64,
}

/// The numbers of a column of which texts are not kept.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct PlainNumbers {
    pub cells: u64,
    pub has_decimals: bool,
    pub has_negatives: bool,
    /// Whether more than `MANY_NUMBERS` of them differ.
    pub is_many: bool,
}

/// What the texts of a column are as values of one type.
pub(crate) struct Values<T> {
    /// By the index of the text.
    pub values: Vec<Option<T>>,
    /// Cells that are values.
    pub cells: u64,
    pub strays: Strays,
}

/// Texts that are no values of a column's type, beside words for missing ones.
#[derive(Default)]
pub(crate) struct Strays {
    pub cells: u64,
    /// Indices of the texts.
    pub texts: Vec<usize>,
}

/// The texts of a column, those of missing cells left out.
pub(crate) struct PresentTexts<'column> {
    pub dictionary: &'column Dictionary,
    pub texts: Vec<DistinctText<'column>>,
    pub rules: &'column CellRules<'column>,
}

impl PlainNumbers {
    /// Facts of numbers of which the missing are NaN.
    pub fn of(values: &[f64]) -> Self {
        let mut plain = Self::default();
        let mut distinct = FxHashSet::default();
        for value in values.iter().filter(|value| !value.is_nan()) {
            plain.cells += 1;
            plain.has_decimals |= value.fract() != 0.0;
            plain.has_negatives |= *value < 0.0;
            if !plain.is_many {
                distinct.insert(value.to_bits());
                plain.is_many = distinct.len() > MANY_NUMBERS;
            }
        }
        plain
    }
}

impl PresentTexts<'_> {
    /// Whether a text, which is no value, says that one is missing.
    pub fn is_missing_word(&self, text: &str) -> bool {
        self.rules.has_known_words() && is_missing_among_values(text.trim())
    }
}

impl Strays {
    /// Texts that are neither values nor words for a missing one.
    pub fn of(present: &PresentTexts, is_value: impl Fn(&usize) -> bool) -> Self {
        let mut strays = Self::default();
        for (index, distinct) in present.texts.iter().enumerate() {
            if !is_value(&index) && !present.is_missing_word(distinct.text) {
                strays.cells += distinct.cells;
                strays.texts.push(index);
            }
        }
        strays
    }
}
