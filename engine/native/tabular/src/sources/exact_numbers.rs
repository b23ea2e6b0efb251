//! Numbers as texts write them: doubles, or texts where a whole number is beyond what doubles tell apart.

use crate::values::number_text;
use arrow_array::{ArrayRef, Float64Array, LargeStringArray};
use std::sync::Arc;

/// Whole numbers up to here are exact in f64.
const MOST_EXACT_WHOLE: f64 = (1_u64 << 53) as f64;

/// The cells of one column.
#[derive(Default)]
pub(super) struct ExactNumbers {
    values: Vec<f64>,
    /// Whole numbers that `values` would merge, by row.
    long: Vec<(usize, String)>,
}

impl ExactNumbers {
    /// Adds a number; false, and nothing added, where it is none.
    pub fn push(&mut self, text: &str) -> bool {
        let Ok(value) = text.parse::<f64>() else { return false };
        if value.abs() > MOST_EXACT_WHOLE && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-') {
            self.long.push((self.values.len(), text.to_owned()));
        }
        self.values.push(value);
        true
    }

    pub fn push_missing(&mut self) {
        self.values.push(f64::NAN);
    }

    pub fn finish(self) -> ArrayRef {
        if self.long.is_empty() {
            return Arc::new(
                self.values.into_iter().map(|value| (!value.is_nan()).then_some(value)).collect::<Float64Array>(),
            );
        }
        let mut texts: Vec<Option<String>> =
            self.values.iter().map(|value| (!value.is_nan()).then(|| number_text(*value))).collect();
        for (row, text) in self.long {
            texts[row] = Some(text);
        }
        Arc::new(LargeStringArray::from(texts))
    }
}
