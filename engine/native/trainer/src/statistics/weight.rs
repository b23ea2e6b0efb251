//! Norm, moments and relative update of a trainable weight.

use super::moments::{Moments, moments, squared_deviations};
use super::series::{Statistic, Unit};
use crate::vectorized::{LANES, vectorized};

/// Of the trainable weight of a node (Dense weight, BatchNorm γ); `update_ratio` is log10(mean|Δw| / mean|w|), Δw as applied at this step.
pub(super) const STATISTICS: [Statistic; 4] = [
    Statistic::parameter("weight_norm", Unit::Parameter),
    Statistic::parameter("weight_mean", Unit::Parameter),
    Statistic::parameter("weight_standard_deviation", Unit::Parameter),
    Statistic::parameter("update_ratio", Unit::Log10),
];

/// L2 norm, mean and population standard deviation; NaN for no elements.
pub(super) fn weight_statistics(weight: &[f32]) -> [f64; 3] {
    let Moments { mean, standard_deviation } = moments(weight);
    let norm = if weight.is_empty() { f64::NAN } else { squared_deviations(weight, 0.0).sqrt() };
    [norm, mean, standard_deviation]
}

/// log10(mean|after − before| / mean|before|); NaN where either mean is zero and the ratio therefore says nothing.
pub(super) fn update_ratio(before: &[f32], after: &[f32]) -> f64 {
    let change = sum_of_changes(before, after);
    let size = sum_of_magnitudes(before);
    if change == 0.0 || size == 0.0 { f64::NAN } else { (change / size).log10() }
}

vectorized! {
    fn sum_of_changes(before: &[f32], after: &[f32]) -> f64 {
        let (before, before_rest) = before.as_chunks::<LANES>();
        let (after, after_rest) = after.as_chunks::<LANES>();
        let mut sum = [0.0_f64; LANES];
        for (before, after) in before.iter().zip(after) {
            for lane in 0..LANES {
                sum[lane] += f64::from((after[lane] - before[lane]).abs());
            }
        }
        let rest: f64 = before_rest.iter().zip(after_rest).map(|(b, a)| f64::from((a - b).abs())).sum();
        sum.iter().sum::<f64>() + rest
    }
}

vectorized! {
    fn sum_of_magnitudes(values: &[f32]) -> f64 {
        let (whole, rest) = values.as_chunks::<LANES>();
        let mut sum = [0.0_f64; LANES];
        for group in whole {
            for lane in 0..LANES {
                sum[lane] += f64::from(group[lane].abs());
            }
        }
        sum.iter().sum::<f64>() + rest.iter().map(|value| f64::from(value.abs())).sum::<f64>()
    }
}
