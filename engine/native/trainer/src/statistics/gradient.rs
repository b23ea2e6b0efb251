//! Norm, mean magnitude and share of zeros of a gradient.

use crate::vectorized::vectorized;

const LANES: usize = 16;

vectorized! {
    /// L2 norm, mean|g| and the share of elements that are exactly zero; NaN for an empty gradient.
    pub(super) fn gradient_statistics(gradient: &[f32]) -> [f64; 3] {
        let mut squares = [0.0_f64; LANES];
        let mut magnitudes = [0.0_f64; LANES];
        let mut zeros = [0_u32; LANES];
        for group in gradient.chunks(LANES) {
            for (lane, &element) in group.iter().enumerate() {
                let wide = f64::from(element);
                squares[lane] += wide * wide;
                magnitudes[lane] += wide.abs();
                zeros[lane] += u32::from(element == 0.0);
            }
        }
        let count = gradient.len() as f64;
        let zeros: f64 = zeros.iter().map(|&zeros| f64::from(zeros)).sum();
        let norm = squares.iter().sum::<f64>().sqrt();
        [if gradient.is_empty() { f64::NAN } else { norm }, magnitudes.iter().sum::<f64>() / count, zeros / count]
    }
}
