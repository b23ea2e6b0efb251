//! Binary cross-entropy of a softmax of three or more units, back to the softmax's input.

use super::super::matrix::Matrix;
use super::{LossWork, greatest};

/// Writes or adds `scale` · the row's weight · dL/dz into the gradient's rows, with L = −Σ_j [y ln p + (1−y) ln(1−p)] and
/// p = softmax z.
///
/// With 1−p_j = Σ_{i≠j} p_i the derivative is n·p_k − y_k − p_k Σ_{j≠k} (1−y_j)/(1−p_j). One p at most is near 1: what is
/// left beside it is summed from the others, and its share of each unit taken by itself, so that nothing is divided by a
/// difference that rounded to 0. Where float32 left nothing beside it, that share counts as 0.
pub(super) fn write_gradient(work: &LossWork<'_>, scale: f32, gradient: &mut Matrix, accumulate: bool) {
    for row in 0..work.rows {
        let (p, y, to) = (work.value.row(row), work.target.row(row), gradient.row_mut(row));
        let scale = f64::from(scale * work.row_weights.map_or(1.0, |weights| weights[row]));
        let top = greatest(p);
        let (mut beside, mut sum) = (0.0, 0.0);
        for unit in (0..p.len()).filter(|unit| *unit != top) {
            beside += f64::from(p[unit]);
            sum += against(p[unit], y[unit]);
        }
        let top_share = (1.0 - f64::from(y[top])) / beside.max(f64::from(f32::MIN_POSITIVE));
        for unit in 0..p.len() {
            let of_others = if unit == top { sum } else { sum - against(p[unit], y[unit]) + top_share };
            let share = f64::from(p[unit]);
            let derivative = share * (p.len() as f64 - of_others) - f64::from(y[unit]);
            let written = (scale * derivative) as f32;
            to[unit] = if accumulate { to[unit] + written } else { written };
        }
    }
}

/// (1−y)/(1−p) of a unit that is not the row's greatest.
fn against(p: f32, y: f32) -> f64 {
    (1.0 - f64::from(y)) / (1.0 - f64::from(p))
}
