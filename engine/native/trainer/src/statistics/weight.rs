//! Norm, moments and relative update of a trainable weight.

use super::moments::{FiniteMoments, finite_moments};
use crate::vectorized::vectorized;

const LANES: usize = 16;

/// L2 norm, mean and population standard deviation; mean and deviation over the finite elements.
pub(super) fn weight_statistics(weight: &[f32]) -> [f64; 3] {
    let FiniteMoments { mean, standard_deviation, .. } = finite_moments(weight);
    let norm = if weight.is_empty() { f64::NAN } else { sum_of_squares(weight).sqrt() };
    [norm, mean, standard_deviation]
}

vectorized! {
    fn sum_of_squares(weight: &[f32]) -> f64 {
        let mut sum = [0.0_f64; LANES];
        for group in weight.chunks(LANES) {
            for (lane, &element) in group.iter().enumerate() {
                sum[lane] += f64::from(element) * f64::from(element);
            }
        }
        sum.iter().sum()
    }
}

/// log10(mean|after − before| / mean|before|); NaN where either mean is zero and the ratio therefore says nothing.
pub(super) fn update_ratio(before: &[f32], after: &[f32]) -> f64 {
    let (change, size) = change_and_size(before, after);
    if change == 0.0 || size == 0.0 { f64::NAN } else { (change / size).log10() }
}

vectorized! {
    /// Σ|after − before| and Σ|before|.
    fn change_and_size(before: &[f32], after: &[f32]) -> (f64, f64) {
        let mut change = [0.0_f64; LANES];
        let mut size = [0.0_f64; LANES];
        for (before, after) in before.chunks(LANES).zip(after.chunks(LANES)) {
            for (lane, (&before, &after)) in before.iter().zip(after).enumerate() {
                change[lane] += (f64::from(after) - f64::from(before)).abs();
                size[lane] += f64::from(before).abs();
            }
        }
        (change.iter().sum(), size.iter().sum())
    }
}
