//! Activations and their derivatives, from the input.

use super::Real;
use crate::ir::ActivationFunction;

/// Klambauer et al. 2017: the fixed point at mean 0 and variance 1.
const SELU_ALPHA: f64 = 1.673_263_242_354_377_2;
const SELU_SCALE: f64 = 1.050_700_987_355_480_5;

/// φ(x), the density of N(0, 1).
fn normal_density<R: Real>(x: R) -> R {
    R::of(1.0 / (2.0 * std::f64::consts::PI).sqrt()) * (-(x * x) / R::of(2.0)).exp()
}

/// Φ(x), the distribution function of N(0, 1): Marsaglia's series ½ + φ(x)·(x + x³/3 + x⁵/(3·5) + …) around 0, Laplace's
/// continued fraction 1 − φ(x)/(x + 1/(x + 2/(x + …))) further out.
fn normal_distribution<R: Real>(x: R) -> R {
    let (zero, one) = (R::of(0.0), R::of(1.0));
    let size = if x < zero { -x } else { x };
    if size < R::of(3.0) {
        let (mut term, mut sum) = (x, x);
        for k in 1..60 {
            term = term * x * x / R::of(f64::from(2 * k + 1));
            sum += term;
        }
        return R::of(0.5) + normal_density(x) * sum;
    }
    let fraction = (1..=200).rev().fold(size, |below, k| size + R::of(f64::from(k)) / below);
    let tail = normal_density(x) / fraction;
    if x < zero { tail } else { one - tail }
}

fn sigmoid<R: Real>(x: R) -> R {
    R::of(1.0) / (R::of(1.0) + (-x).exp())
}

/// ½(1 + tanh u) with u = √(2/π)(x + 0.044715x³), as 1/(1 + e^−2u), which keeps its digits where tanh u is near −1; and 2u′.
fn gelu_tanh_share<R: Real>(x: R) -> (R, R) {
    let (factor, cubic) = (R::of(2.0 * (2.0 / std::f64::consts::PI).sqrt()), R::of(0.044_715));
    let slope = factor * (R::of(1.0) + R::of(3.0) * cubic * x * x);
    (sigmoid(factor * (x + cubic * x * x * x)), slope)
}

/// f(x) of one element; softmax needs its row.
fn element<R: Real>(function: ActivationFunction, alpha: R, x: R) -> R {
    let (zero, one) = (R::of(0.0), R::of(1.0));
    match function {
        ActivationFunction::Linear | ActivationFunction::Softmax => x,
        ActivationFunction::Tanh => x.tanh(),
        ActivationFunction::Sigmoid => sigmoid(x),
        ActivationFunction::Relu => {
            if x > zero {
                x
            } else {
                zero
            }
        }
        ActivationFunction::LeakyRelu => {
            if x > zero {
                x
            } else {
                alpha * x
            }
        }
        ActivationFunction::Elu => {
            if x > zero {
                x
            } else {
                alpha * x.exp_m1()
            }
        }
        ActivationFunction::Selu => R::of(SELU_SCALE) * if x > zero { x } else { R::of(SELU_ALPHA) * x.exp_m1() },
        ActivationFunction::Gelu => x * normal_distribution(x),
        ActivationFunction::GeluTanh => x * gelu_tanh_share(x).0,
        ActivationFunction::Swish => x * sigmoid(x),
        ActivationFunction::Softplus => {
            let (most, size) = if x > zero { (x, x) } else { (zero, -x) };
            most + (-size).exp().ln_1p()
        }
        ActivationFunction::Softsign => {
            if x > zero {
                x / (one + x)
            } else {
                x / (one - x)
            }
        }
        ActivationFunction::HardSigmoid => {
            let raised = x + R::of(3.0);
            let most = R::of(6.0);
            (if raised < zero {
                zero
            } else if raised > most {
                most
            } else {
                raised
            }) / most
        }
    }
}

/// f′(x) of one element, at corners as PyTorch has it.
pub fn derivative<R: Real>(function: ActivationFunction, alpha: R, x: R) -> R {
    let (zero, one) = (R::of(0.0), R::of(1.0));
    match function {
        ActivationFunction::Linear | ActivationFunction::Softmax => one,
        ActivationFunction::Tanh => one - x.tanh() * x.tanh(),
        ActivationFunction::Sigmoid => sigmoid(x) * (one - sigmoid(x)),
        ActivationFunction::Relu => {
            if x > zero {
                one
            } else {
                zero
            }
        }
        ActivationFunction::LeakyRelu => {
            if x > zero {
                one
            } else {
                alpha
            }
        }
        ActivationFunction::Elu => {
            if x > zero {
                one
            } else {
                alpha * x.exp()
            }
        }
        ActivationFunction::Selu => R::of(SELU_SCALE) * if x > zero { one } else { R::of(SELU_ALPHA) * x.exp() },
        ActivationFunction::Gelu => normal_distribution(x) + x * normal_density(x),
        ActivationFunction::GeluTanh => {
            let (share, slope) = gelu_tanh_share(x);
            share + x * share * (one - share) * slope
        }
        ActivationFunction::Swish => sigmoid(x) * (one + x * (one - sigmoid(x))),
        ActivationFunction::Softplus => sigmoid(x),
        ActivationFunction::Softsign => {
            let size = if x > zero { x } else { -x };
            one / ((one + size) * (one + size))
        }
        ActivationFunction::HardSigmoid => {
            if x > R::of(-3.0) && x < R::of(3.0) {
                one / R::of(6.0)
            } else {
                zero
            }
        }
    }
}

/// The given α, or 0 where the function has none.
fn alpha_of<R: Real>(alpha: Option<f64>) -> R {
    R::of(alpha.unwrap_or(0.0))
}

/// a = f(x); softmax over each row of `columns`.
pub fn activation<R: Real>(function: ActivationFunction, alpha: Option<f64>, columns: usize, x: &[R]) -> Vec<R> {
    if function != ActivationFunction::Softmax {
        return x.iter().map(|x| element(function, alpha_of(alpha), *x)).collect();
    }
    x.chunks(columns)
        .flat_map(|row| {
            let greatest = row.iter().fold(row[0], |most, x| if *x > most { *x } else { most });
            let powers: Vec<R> = row.iter().map(|x| (*x - greatest).exp()).collect();
            let sum = powers.iter().fold(R::of(0.0), |sum, power| sum + *power);
            powers.into_iter().map(move |power| power / sum)
        })
        .collect()
}

/// dx = da·f′(x); of softmax a·(da − Σ da·a) over each row of `columns`.
pub fn activation_backward<R: Real>(
    function: ActivationFunction,
    alpha: Option<f64>,
    columns: usize,
    x: &[R],
    da: &[R],
) -> Vec<R> {
    if function != ActivationFunction::Softmax {
        return x.iter().zip(da).map(|(x, da)| *da * derivative(function, alpha_of(alpha), *x)).collect();
    }
    let a = activation(function, alpha, columns, x);
    a.chunks(columns)
        .zip(da.chunks(columns))
        .flat_map(|(a, da)| {
            let mean = a.iter().zip(da).fold(R::of(0.0), |sum, (a, da)| sum + *a * *da);
            a.iter().zip(da).map(move |(a, da)| *a * (*da - mean))
        })
        .collect()
}
