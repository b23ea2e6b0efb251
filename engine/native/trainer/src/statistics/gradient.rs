//! Norm, mean magnitude and share of zeros of a gradient.

use super::series::{Statistic, Unit};
use crate::vectorized::{LANES, groups, vectorized};

/// Of the gradient of the loss with respect to a value.
pub(super) const STATISTICS: [Statistic; 3] = [
    Statistic::node("gradient_norm", Unit::Gradient),
    Statistic::node("gradient_mean_absolute", Unit::Gradient),
    Statistic::node("gradient_zero", Unit::Share),
];

vectorized! {
    /// L2 norm, mean|g| and the share of elements that are exactly zero; NaN for an empty gradient.
    pub(super) fn gradient_statistics(gradient: &[f32]) -> [f64; 3] {
        let mut squares = [0.0_f64; LANES];
        let mut magnitudes = [0.0_f64; LANES];
        let mut others = [0_u32; LANES];
        for part in groups(gradient, 0.0, &mut [0.0; LANES]) {
            for group in part {
            for lane in 0..LANES {
                let element = f64::from(group[lane]);
                squares[lane] += element * element;
                magnitudes[lane] += element.abs();
                others[lane] += u32::from(group[lane] != 0.0);
            }
        }
        }
        let count = gradient.len() as f64;
        let others: f64 = others.iter().map(|&others| f64::from(others)).sum();
        let norm = squares.iter().sum::<f64>().sqrt();
        let magnitude: f64 = magnitudes.iter().sum();
        [if gradient.is_empty() { f64::NAN } else { norm }, magnitude / count, (count - others) / count]
    }
}
