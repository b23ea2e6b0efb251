//! Mean, standard deviation and extremes of an array.

use super::series::{Statistic, Unit};
use crate::vectorized::{LANES, groups, vectorized};

/// Moments and extremes of a value, and of the gradient of the loss with respect to it.
pub(super) const STATISTICS: [Statistic; 8] = [
    Statistic::node("mean", Unit::Value),
    Statistic::node("standard_deviation", Unit::Value),
    Statistic::node("minimum", Unit::Value),
    Statistic::node("maximum", Unit::Value),
    Statistic::node("gradient_mean", Unit::Gradient),
    Statistic::node("gradient_standard_deviation", Unit::Gradient),
    Statistic::node("gradient_minimum", Unit::Gradient),
    Statistic::node("gradient_maximum", Unit::Gradient),
];

/// NaN where there are no elements; one element that is not finite makes mean and deviation so, too.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Moments {
    pub mean: f64,
    /// Population: divided by the count.
    pub standard_deviation: f64,
}

/// Two passes in f64, so that a spread far smaller than the mean keeps its digits.
pub(super) fn moments(values: &[f32]) -> Moments {
    let count = values.len() as f64;
    let mean = sum(values) / count;
    Moments { mean, standard_deviation: (squared_deviations(values, mean) / count).sqrt() }
}

vectorized! {
    fn sum(values: &[f32]) -> f64 {
        let mut sum = [0.0_f64; LANES];
        for part in groups(values, 0.0, &mut [0.0; LANES]) {
            for group in part {
                for lane in 0..LANES {
                    sum[lane] += f64::from(group[lane]);
                }
            }
        }
        sum.iter().sum()
    }
}

vectorized! {
    /// Σ(x − center)².
    pub(super) fn squared_deviations(values: &[f32], center: f64) -> f64 {
        let (whole, rest) = values.as_chunks::<LANES>();
        let mut sum = [0.0_f64; LANES];
        for group in whole {
            for lane in 0..LANES {
                let deviation = f64::from(group[lane]) - center;
                sum[lane] += deviation * deviation;
            }
        }
        let rest: f64 = rest.iter().map(|&value| (f64::from(value) - center).powi(2)).sum();
        sum.iter().sum::<f64>() + rest
    }
}

vectorized! {
    /// Whether no element is NaN or infinite.
    pub(super) fn is_all_finite(values: &[f32]) -> bool {
        let largest = values.iter().map(|value| value.to_bits() & 0x7FFF_FFFF).fold(0, u32::max);
        largest < f32::INFINITY.to_bits()
    }
}

vectorized! {
    /// Least and greatest of finite elements; NaN if there are none. Compared as integers of the same order, which any
    /// number of lanes may reduce.
    pub(super) fn extremes(values: &[f32]) -> (f32, f32) {
        if values.is_empty() {
            return (f32::NAN, f32::NAN);
        }
        let mut least = i32::MAX;
        let mut greatest = i32::MIN;
        for &value in values {
            let key = ordered_key(value.to_bits() as i32);
            least = least.min(key);
            greatest = greatest.max(key);
        }
        // The mapping is its own inverse.
        (f32::from_bits(ordered_key(least) as u32), f32::from_bits(ordered_key(greatest) as u32))
    }
}

/// Turns a float's bits into an integer of the same order, by reversing the negative ones; −0 comes before +0.
#[inline(always)]
fn ordered_key(bits: i32) -> i32 {
    bits ^ ((bits >> 31) & i32::MAX)
}
