//! A feature's values as the target's means over the training rows that have them (Micci-Barreca, "A preprocessing scheme for
//! high-cardinality categorical attributes", 2001), as scikit-learn's `TargetEncoder` has it.

use crate::coded::coded;
use crate::used_columns::UsedTarget;
use tabular::ColumnEncoding;

/// The numbers whose means stand for a feature's values, by the table's row.
pub(crate) struct TargetNumbers {
    /// Of a number itself; of two classes whether it is the second; of more whether it is each.
    pub lists: Vec<Vec<f64>>,
    /// Each row's class; none of a number.
    pub classes: Option<Vec<u32>>,
}

impl TargetNumbers {
    pub fn of((column, encoding): UsedTarget) -> Self {
        if let (ColumnEncoding::Number, Some(numbers)) = (encoding, column.numbers()) {
            return Self { lists: vec![numbers.into_owned()], classes: None };
        }
        let coded = coded(column);
        let is_class = |class: u32| coded.codes.iter().map(|code| f64::from(u8::from(*code == class))).collect();
        Self {
            lists: told_classes(coded.labels.len()).map(is_class).collect(),
            classes: Some(coded.codes.into_owned()),
        }
    }
}

/// The classes, of so many, that have a column: of two the second says all.
pub(crate) fn told_classes(count: usize) -> std::ops::Range<u32> {
    if count <= 2 { 1..2 } else { 0..count as u32 }
}

/// Of each place among `count` the mean of the numbers of those `rows` that have it, drawn towards the mean of all rows; then
/// that mean, for places that no row has.
///
/// With `smoothing` m the mean of all counts as m further rows. Without, λ·mean + (1 − λ)·mean of all, where
/// λ = n·σ² / (n·σ² + σₚ²), σ² is the variance of all n rows and σₚ² that of the place's own (empirical Bayes).
pub(crate) fn means(places: &[u32], count: usize, numbers: &[f64], rows: &[u32], smoothing: Option<f64>) -> Vec<f64> {
    let all = rows.len().max(1) as f64;
    let of_rows = || rows.iter().map(|row| (places[*row as usize] as usize, numbers[*row as usize]));
    let mean = of_rows().map(|(_, number)| number).sum::<f64>() / all;
    let variance = of_rows().map(|(_, number)| (number - mean).powi(2)).sum::<f64>() / all;
    let (mut counts, mut sums) = (vec![0.0; count], vec![0.0; count]);
    for (place, number) in of_rows().filter(|(place, _)| *place < count) {
        counts[place] += 1.0;
        sums[place] += number;
    }
    let mut squares = vec![0.0; count];
    for (place, number) in of_rows().filter(|(place, _)| *place < count) {
        squares[place] += (number - sums[place] / counts[place]).powi(2);
    }
    let of_place = |place: usize| {
        let (rows, sum): (f64, f64) = (counts[place], sums[place]);
        if let Some(smoothing) = smoothing {
            return if rows + smoothing > 0.0 { (sum + smoothing * mean) / (rows + smoothing) } else { mean };
        }
        let share = variance * rows / (variance * rows + squares[place] / rows);
        // No row has the place, or all rows are alike.
        if share.is_nan() { mean } else { share * sum / rows + (1.0 - share) * mean }
    };
    (0..count).map(of_place).chain([mean]).collect()
}
