//! What becomes of single units (columns): dead and dormant ones, and the norms of their incoming weights.

use super::scratch::Scratch;
use super::series::{Statistic, Unit};
use crate::vectorized::vectorized;

/// Shares of dead (ReLU family) and dormant units (activations; Sokar et al. 2023); and learning rate over the squared L2 norm of a unit's
/// incoming weights, median over units (Dense that only a BatchNorm reads: its scale does not matter there, so this is how fast
/// its direction turns; van Laarhoven 2017).
pub(super) const STATISTICS: [Statistic; 3] = [
    Statistic::node("dead", Unit::Share),
    Statistic::node("dormant", Unit::Share),
    Statistic::parameter("effective_learning_rate", Unit::LearningRate),
];

/// Units whose mean |a| is at most this share of the layer's mean |a| count as dormant.
const DORMANT_BELOW: f64 = 0.025;

/// Share of the units (columns of `[rows, features]`) whose output is exactly 0 on every row; NaN without rows.
pub(super) fn dead_share(output: &[f32], features: usize) -> f64 {
    if features == 0 || output.len() < features {
        return f64::NAN;
    }
    let mut dead = 0;
    // A column is left at its first element that lives, so a healthy layer costs about one look a unit.
    for unit in 0..features {
        let is_dead = output[unit..].iter().step_by(features).all(|&element| element == 0.0);
        dead += usize::from(is_dead);
    }
    dead as f64 / features as f64
}

/// Share of the units whose mean |a| over the rows is at most 0.025 of the mean over all units (Sokar et al. 2023, "The
/// dormant neuron phenomenon"); NaN without rows, or when the layer holds a value that is not finite.
pub(super) fn dormant_share(output: &[f32], features: usize, scratch: &mut Scratch) -> f64 {
    if features == 0 || output.len() < features {
        return f64::NAN;
    }
    let sums = &mut scratch.units[..features];
    sums.fill(0.0);
    for row in output.chunks_exact(features) {
        add_magnitudes(row, sums);
    }
    let bound = DORMANT_BELOW * (sums.iter().sum::<f64>() / features as f64);
    if !bound.is_finite() {
        return f64::NAN;
    }
    sums.iter().filter(|sum| **sum <= bound).count() as f64 / features as f64
}

/// ‖w‖² of every unit of a Dense's weight `[in, units]`, into the first `units` of `norms`.
pub(super) fn unit_norms_squared<'a>(weight: &[f32], units: usize, norms: &'a mut [f64]) -> &'a [f64] {
    let norms = &mut norms[..units];
    norms.fill(0.0);
    for row in weight.chunks_exact(units.max(1)) {
        add_squares(row, norms);
    }
    norms
}

vectorized! {
    fn add_magnitudes(row: &[f32], sums: &mut [f64]) {
        for (sum, value) in sums.iter_mut().zip(row) {
            *sum += f64::from(value.abs());
        }
    }
}

vectorized! {
    fn add_squares(row: &[f32], sums: &mut [f64]) {
        for (sum, value) in sums.iter_mut().zip(row) {
            *sum += f64::from(*value) * f64::from(*value);
        }
    }
}
