//! What every fast kernel computes, in plain loops over tight row-major slices, for f32 and f64 alike.
//! Tests compare the fast kernels with these, and these with central differences.

mod losses;
mod optimizers;

pub use losses::{loss, loss_gradient, row_losses};
pub use optimizers::{States, first_states, optimize};

use crate::ir::ActivationFunction;
use std::fmt::Debug;
use std::ops::{Add, AddAssign, Div, Mul, Neg, Sub};

/// The two float types the reference is written for.
pub trait Real:
    Copy
    + Debug
    + PartialOrd
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + Neg<Output = Self>
    + AddAssign
{
    fn of(value: f64) -> Self;
    fn exp(self) -> Self;
    fn ln(self) -> Self;
    fn tanh(self) -> Self;
    fn sqrt(self) -> Self;
}

macro_rules! real {
    ($kind:ident) => {
        impl Real for $kind {
            fn of(value: f64) -> Self {
                value as $kind
            }
            fn exp(self) -> Self {
                self.exp()
            }
            fn ln(self) -> Self {
                self.ln()
            }
            fn tanh(self) -> Self {
                self.tanh()
            }
            fn sqrt(self) -> Self {
                self.sqrt()
            }
        }
    };
}

real!(f32);
real!(f64);

/// c[m×n] = a[m×k]·b[k×n].
pub fn product<R: Real>(m: usize, k: usize, n: usize, a: &[R], b: &[R]) -> Vec<R> {
    let mut c = vec![R::of(0.0); m * n];
    for row in 0..m {
        for column in 0..n {
            for i in 0..k {
                c[row * n + column] += a[row * k + i] * b[i * n + column];
            }
        }
    }
    c
}

/// The transpose of a[rows×columns].
pub fn transposed<R: Real>(rows: usize, columns: usize, a: &[R]) -> Vec<R> {
    (0..rows * columns).map(|index| a[index % rows * columns + index / rows]).collect()
}

/// z = xW + b.
pub fn dense<R: Real>(rows: usize, x: &[R], weight: &[R], bias: Option<&[R]>, outputs: usize) -> Vec<R> {
    let mut z = product(rows, x.len() / rows, outputs, x, weight);
    if let Some(bias) = bias {
        for (index, z) in z.iter_mut().enumerate() {
            *z += bias[index % outputs];
        }
    }
    z
}

/// Gradients of a Dense.
pub struct DenseGradients<R> {
    pub input: Vec<R>,
    pub weight: Vec<R>,
    pub bias: Vec<R>,
}

/// dx = dz·Wᵀ, dW = xᵀ·dz, db = Σ dz.
pub fn dense_backward<R: Real>(rows: usize, x: &[R], weight: &[R], dz: &[R]) -> DenseGradients<R> {
    let (inputs, outputs) = (x.len() / rows, dz.len() / rows);
    DenseGradients {
        input: product(rows, outputs, inputs, dz, &transposed(inputs, outputs, weight)),
        weight: product(inputs, rows, outputs, &transposed(rows, inputs, x), dz),
        bias: column_sums(outputs, dz),
    }
}

/// Σ over the rows.
pub fn column_sums<R: Real>(columns: usize, x: &[R]) -> Vec<R> {
    let mut sums = vec![R::of(0.0); columns];
    for (index, x) in x.iter().enumerate() {
        sums[index % columns] += *x;
    }
    sums
}

/// What a BatchNorm computes in training.
pub struct BatchNorm<R> {
    pub output: Vec<R>,
    pub mean: Vec<R>,
    /// Biased.
    pub variance: Vec<R>,
}

/// γ(z−μ)/√(σ²+ε)+β with the batch's moments.
pub fn batch_norm<R: Real>(rows: usize, z: &[R], gamma: &[R], beta: &[R], epsilon: R) -> BatchNorm<R> {
    let features = z.len() / rows;
    let n = R::of(rows as f64);
    let mean: Vec<R> = column_sums(features, z).into_iter().map(|sum| sum / n).collect();
    let squares: Vec<R> =
        z.iter().enumerate().map(|(index, z)| (*z - mean[index % features]) * (*z - mean[index % features])).collect();
    let variance: Vec<R> = column_sums(features, &squares).into_iter().map(|sum| sum / n).collect();
    let output = affine_norm(z, gamma, beta, &mean, &variance, epsilon);
    BatchNorm { output, mean, variance }
}

/// γ(z−mean)/√(variance+ε)+β with given moments: inference.
pub fn affine_norm<R: Real>(z: &[R], gamma: &[R], beta: &[R], mean: &[R], variance: &[R], epsilon: R) -> Vec<R> {
    let features = mean.len();
    z.iter()
        .enumerate()
        .map(|(index, z)| {
            let feature = index % features;
            gamma[feature] * (*z - mean[feature]) / (variance[feature] + epsilon).sqrt() + beta[feature]
        })
        .collect()
}

/// Gradients of a BatchNorm.
pub struct BatchNormGradients<R> {
    pub input: Vec<R>,
    pub gamma: Vec<R>,
    pub beta: Vec<R>,
}

/// dz = γ/√(σ²+ε) · (dy − mean(dy) − x̂·mean(dy·x̂)), dγ = Σ dy·x̂, dβ = Σ dy.
pub fn batch_norm_backward<R: Real>(rows: usize, z: &[R], gamma: &[R], epsilon: R, dy: &[R]) -> BatchNormGradients<R> {
    let features = z.len() / rows;
    let n = R::of(rows as f64);
    let BatchNorm { mean, variance, .. } = batch_norm(rows, z, gamma, gamma, epsilon);
    let unit: Vec<R> = z
        .iter()
        .enumerate()
        .map(|(index, z)| (*z - mean[index % features]) / (variance[index % features] + epsilon).sqrt())
        .collect();
    let products: Vec<R> = dy.iter().zip(&unit).map(|(dy, unit)| *dy * *unit).collect();
    let (beta_gradient, gamma_gradient) = (column_sums(features, dy), column_sums(features, &products));
    let input = (0..z.len())
        .map(|index| {
            let feature = index % features;
            let centred = dy[index] - beta_gradient[feature] / n - unit[index] * gamma_gradient[feature] / n;
            gamma[feature] / (variance[feature] + epsilon).sqrt() * centred
        })
        .collect();
    BatchNormGradients { input, gamma: gamma_gradient, beta: beta_gradient }
}

/// R ← ρR + (1−ρ)·batch.
pub fn running<R: Real>(running: &[R], batch: &[R], momentum: R) -> Vec<R> {
    running.iter().zip(batch).map(|(r, batch)| momentum * *r + (R::of(1.0) - momentum) * *batch).collect()
}

/// a = f(y); softmax over each row of `columns`.
pub fn activation<R: Real>(function: ActivationFunction, columns: usize, y: &[R]) -> Vec<R> {
    let (zero, one) = (R::of(0.0), R::of(1.0));
    let each = |f: fn(R) -> R| y.iter().map(|y| f(*y)).collect();
    match function {
        ActivationFunction::Linear => y.to_vec(),
        ActivationFunction::Tanh => each(R::tanh),
        ActivationFunction::Sigmoid => y.iter().map(|y| one / (one + (-*y).exp())).collect(),
        ActivationFunction::Relu => y.iter().map(|y| if *y > zero { *y } else { zero }).collect(),
        ActivationFunction::Softsign => {
            y.iter().map(|y| if *y > zero { *y / (one + *y) } else { *y / (one - *y) }).collect()
        }
        ActivationFunction::Softmax => y
            .chunks(columns)
            .flat_map(|row| {
                let greatest = row.iter().fold(row[0], |most, y| if *y > most { *y } else { most });
                let powers: Vec<R> = row.iter().map(|y| (*y - greatest).exp()).collect();
                let sum = powers.iter().fold(zero, |sum, power| sum + *power);
                powers.into_iter().map(move |power| power / sum)
            })
            .collect(),
    }
}

/// dy from da, given a = f(y).
pub fn activation_backward<R: Real>(function: ActivationFunction, columns: usize, a: &[R], da: &[R]) -> Vec<R> {
    let (zero, one) = (R::of(0.0), R::of(1.0));
    let pairs = a.iter().zip(da);
    match function {
        ActivationFunction::Linear => da.to_vec(),
        ActivationFunction::Tanh => pairs.map(|(a, da)| *da * (one - *a * *a)).collect(),
        ActivationFunction::Sigmoid => pairs.map(|(a, da)| *da * *a * (one - *a)).collect(),
        ActivationFunction::Relu => pairs.map(|(a, da)| if *a > zero { *da } else { zero }).collect(),
        ActivationFunction::Softsign => pairs
            .map(|(a, da)| {
                let slope = if *a > zero { one - *a } else { one + *a };
                *da * slope * slope
            })
            .collect(),
        ActivationFunction::Softmax => a
            .chunks(columns)
            .zip(da.chunks(columns))
            .flat_map(|(a, da)| {
                let mean = a.iter().zip(da).fold(zero, |sum, (a, da)| sum + *a * *da);
                a.iter().zip(da).map(move |(a, da)| *a * (*da - mean))
            })
            .collect(),
    }
}

/// x·keep/(1−p): forward on values, backward on gradients.
pub fn dropout<R: Real>(x: &[R], keep: &[bool], rate: R) -> Vec<R> {
    let scale = R::of(1.0) / (R::of(1.0) - rate);
    x.iter().zip(keep).map(|(x, keep)| if *keep { *x * scale } else { R::of(0.0) }).collect()
}

/// (x − offset)·factor, per feature.
pub fn scale<R: Real>(x: &[R], offset: &[R], factor: &[R]) -> Vec<R> {
    let features = offset.len();
    x.iter().enumerate().map(|(index, x)| (*x - offset[index % features]) * factor[index % features]).collect()
}
