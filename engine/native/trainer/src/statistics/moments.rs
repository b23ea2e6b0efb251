//! Mean, standard deviation and extremes of the finite elements of an array.

use crate::vectorized::vectorized;

/// Independent partial sums, combined in one fixed order.
const LANES: usize = 16;

/// Moments of the finite elements; NaN where there are none.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct FiniteMoments {
    pub count: usize,
    pub mean: f64,
    /// Population: divided by the count.
    pub standard_deviation: f64,
    pub minimum: f32,
    pub maximum: f32,
}

/// Two passes in f64, so that a spread far smaller than the mean keeps its digits.
pub(super) fn finite_moments(value: &[f32]) -> FiniteMoments {
    let (sum, count, minimum, maximum) = sums(value);
    if count == 0 {
        return FiniteMoments {
            count,
            mean: f64::NAN,
            standard_deviation: f64::NAN,
            minimum: f32::NAN,
            maximum: f32::NAN,
        };
    }
    let mean = sum / count as f64;
    let variance = squared_deviations(value, mean) / count as f64;
    FiniteMoments { count, mean, standard_deviation: variance.sqrt(), minimum, maximum }
}

vectorized! {
    /// Sum, count, minimum and maximum of the finite elements.
    fn sums(value: &[f32]) -> (f64, usize, f32, f32) {
        let mut sum = [0.0_f64; LANES];
        let mut count = [0_u32; LANES];
        let mut minimum = [f32::INFINITY; LANES];
        let mut maximum = [f32::NEG_INFINITY; LANES];
        let mut take = |lane: usize, element: f32| {
            let finite = element.abs() < f32::INFINITY;
            sum[lane] += f64::from(if finite { element } else { 0.0 });
            count[lane] += u32::from(finite);
            let low = if finite { element } else { f32::INFINITY };
            let high = if finite { element } else { f32::NEG_INFINITY };
            minimum[lane] = if low < minimum[lane] { low } else { minimum[lane] };
            maximum[lane] = if high > maximum[lane] { high } else { maximum[lane] };
        };
        let mut groups = value.chunks_exact(LANES);
        for group in &mut groups {
            for (lane, &element) in group.iter().enumerate() {
                take(lane, element);
            }
        }
        for (lane, &element) in groups.remainder().iter().enumerate() {
            take(lane, element);
        }
        (
            sum.iter().sum(),
            count.iter().map(|&count| count as usize).sum(),
            minimum.into_iter().fold(f32::INFINITY, f32::min),
            maximum.into_iter().fold(f32::NEG_INFINITY, f32::max),
        )
    }
}

vectorized! {
    /// Σ(x − mean)² over the finite elements.
    fn squared_deviations(value: &[f32], mean: f64) -> f64 {
        let mut sum = [0.0_f64; LANES];
        let mut take = |lane: usize, element: f32| {
            let finite = element.abs() < f32::INFINITY;
            let deviation = f64::from(element) - mean;
            sum[lane] += if finite { deviation * deviation } else { 0.0 };
        };
        let mut groups = value.chunks_exact(LANES);
        for group in &mut groups {
            for (lane, &element) in group.iter().enumerate() {
                take(lane, element);
            }
        }
        for (lane, &element) in groups.remainder().iter().enumerate() {
            take(lane, element);
        }
        sum.iter().sum()
    }
}
