//! Saturation and dead units of an activation.

use super::series::{Statistic, Unit};
use crate::ir::ActivationFunction;
use crate::vectorized::{LANES, groups, vectorized};

/// Share of elements whose activation derivative is under 5 % of its maximum (activations only).
pub(super) const STATISTICS: [Statistic; 1] = [Statistic::node("saturation", Unit::Share)];

/// Derivatives below this share of the function's greatest count as saturated.
const SATURATED_BELOW: f32 = 0.05;

/// Share of elements where the activation's derivative is under 5 % of its maximum, NaN left out; NaN for linear, whose
/// derivative is constant, and for no elements.
///
/// Computed from the output a where it tells: tanh′ = 1 − a² (|z| > 2.18), sigmoid′ = a(1 − a) with maximum ¼
/// (|z| > 4.36), relu′ = 0 where a = 0 (z ≤ 0), softsign′ = (1 − |a|)² (|z| > 3.47), and for softmax the diagonal of its
/// Jacobian, a(1 − a): a unit that is all but certain, either way, no longer learns from its own logit. For the other
/// functions from the input, by where their derivative is flat.
pub(super) fn saturated_share(function: ActivationFunction, alpha: f32, input: &[f32], output: &[f32]) -> f64 {
    match function {
        ActivationFunction::Linear => f64::NAN,
        ActivationFunction::Tanh => tanh_share(output),
        ActivationFunction::Sigmoid | ActivationFunction::Softmax => sigmoid_share(output),
        ActivationFunction::Relu => relu_share(output),
        ActivationFunction::Softsign => softsign_share(output),
        ActivationFunction::LeakyRelu => flat_share(input, Flat::of_leaky_relu(alpha)),
        ActivationFunction::Elu => flat_share(input, Flat::of_elu(alpha)),
        ActivationFunction::Selu => flat_share(input, Flat::below(LN_SATURATED)),
        ActivationFunction::Gelu => {
            flat_share(input, Flat { below: -2.278_560_7, trough: [-0.903_261_3, -0.633_456_65], above: f32::INFINITY })
        }
        ActivationFunction::GeluTanh => {
            flat_share(input, Flat { below: -2.285_7, trough: [-0.904_391_95, -0.633_856_4], above: f32::INFINITY })
        }
        ActivationFunction::Swish => {
            flat_share(input, Flat { below: -3.929_897_3, trough: [-1.595_073_5, -1.059_120_2], above: f32::INFINITY })
        }
        // 1/(1 + e⁻ᶻ) < 0.05.
        ActivationFunction::Softplus => flat_share(input, Flat::below(-2.944_439)),
        ActivationFunction::HardSigmoid => flat_share(input, Flat { above: 3.0_f32.next_down(), ..Flat::below(-3.0) }),
    }
}

/// Whether saturation is computed from the activation's input.
pub(crate) fn is_by_input(function: ActivationFunction) -> bool {
    use ActivationFunction::{Elu, Gelu, GeluTanh, HardSigmoid, LeakyRelu, Selu, Softplus, Swish};
    matches!(function, LeakyRelu | Elu | Selu | Gelu | GeluTanh | Swish | Softplus | HardSigmoid)
}

/// ln 0.05: where eᶻ is under 5 % of its maximum, 1 at z = 0.
const LN_SATURATED: f32 = -2.995_732_3;

/// The inputs at which |f′| is under 5 % of its maximum: up to and with `below`, beyond `above`, and around the trough of
/// gelu and swish, whose derivative changes sign there.
#[derive(Clone, Copy)]
struct Flat {
    below: f32,
    trough: [f32; 2],
    above: f32,
}

impl Flat {
    fn below(below: f32) -> Flat {
        Flat { below, trough: [0.0, 0.0], above: f32::INFINITY }
    }

    /// Slopes 1 above 0 and α below: the lesser counts if it is under 5 % of the greater.
    fn of_leaky_relu(alpha: f32) -> Flat {
        let below = if alpha < SATURATED_BELOW { 0.0 } else { f32::NEG_INFINITY };
        Flat { above: above_zero(alpha), ..Flat::below(below) }
    }

    /// Slopes 1 above 0 and α·eᶻ below.
    fn of_elu(alpha: f32) -> Flat {
        let below = LN_SATURATED + (alpha.max(1.0) / alpha).ln();
        Flat { above: above_zero(alpha), ..Flat::below(below.min(0.0)) }
    }
}

/// Where a slope of 1 above 0 is flat against one of α below.
fn above_zero(alpha: f32) -> f32 {
    if 1.0 < SATURATED_BELOW * alpha { 0.0 } else { f32::INFINITY }
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

vectorized! {
    fn flat_share(input: &[f32], flat: Flat) -> f64 {
        let [from, to] = flat.trough;
        share(input, |z| (z <= flat.below) | ((z > from) & (z < to)) | (z > flat.above))
    }
}
