//! Saturation and dead units of an activation.

use crate::ir::ActivationFunction;
use crate::vectorized::{LANES, groups, vectorized};

/// Derivatives below this share of the function's greatest count as saturated.
const SATURATED_BELOW: f32 = 0.05;

/// Share of elements where the activation's derivative is under 5 % of its maximum, NaN left out; NaN for linear, whose
/// derivative is constant, and for no elements.
///
/// Computed from the output a: tanh′ = 1 − a² (|z| > 2.18), sigmoid′ = a(1 − a) with maximum ¼ (|z| > 4.36),
/// relu′ = 0 where a = 0 (z ≤ 0), softsign′ = (1 − |a|)² (|z| > 3.47), and for softmax the diagonal of its Jacobian, a(1 − a): a unit that is all but certain,
/// either way, no longer learns from its own logit.
pub(super) fn saturated_share(function: ActivationFunction, output: &[f32]) -> f64 {
    match function {
        ActivationFunction::Linear => f64::NAN,
        ActivationFunction::Tanh => tanh_share(output),
        ActivationFunction::Sigmoid | ActivationFunction::Softmax => sigmoid_share(output),
        ActivationFunction::Relu => relu_share(output),
        ActivationFunction::Softsign => softsign_share(output),
        _ => f64::NAN,
    }
}

/// Share of the numbers among some elements that a rule counts.
#[inline(always)]
fn share(output: &[f32], is_counted: impl Fn(f32) -> bool) -> f64 {
    let mut counted = [0_u32; LANES];
    let mut numbers = [0_u32; LANES];
    for part in groups(output, f32::NAN, &mut [0.0; LANES]) {
        for group in part {
            for lane in 0..LANES {
                counted[lane] += u32::from(is_counted(group[lane]));
                numbers[lane] += u32::from(!group[lane].is_nan());
            }
        }
    }
    let total = |lanes: [u32; LANES]| -> f64 { lanes.iter().map(|&count| f64::from(count)).sum() };
    total(counted) / total(numbers)
}

vectorized! {
    fn tanh_share(output: &[f32]) -> f64 {
        share(output, |a| 1.0 - a * a < SATURATED_BELOW)
    }
}

vectorized! {
    fn sigmoid_share(output: &[f32]) -> f64 {
        share(output, |a| 4.0 * a * (1.0 - a) < SATURATED_BELOW)
    }
}

vectorized! {
    fn relu_share(output: &[f32]) -> f64 {
        share(output, |a| a <= 0.0)
    }
}

vectorized! {
    fn softsign_share(output: &[f32]) -> f64 {
        share(output, |a| (1.0 - a.abs()) * (1.0 - a.abs()) < SATURATED_BELOW)
    }
}

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
