//! What every fast kernel computes, in plain loops over tight row-major slices, for f32 and f64 alike.
//! Tests compare the fast kernels with these, and these with central differences.

mod activations;
mod layers;
mod losses;
mod optimizers;

pub use activations::{activation, activation_backward, derivative};
pub use layers::{
    BatchNorm, BatchNormGradients, DenseGradients, add, affine_norm, batch_norm, batch_norm_backward, column_sums,
    concat, concat_backward, dense, dense_backward, dropout, layer_norm, layer_norm_backward, multiply,
    multiply_backward, noise, product, running, scale, scaled, transposed,
};

pub use losses::{loss, loss_gradient, row_losses};
pub use optimizers::{States, first_states, optimize};

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
    fn exp_m1(self) -> Self;
    fn ln(self) -> Self;
    fn ln_1p(self) -> Self;
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
            fn exp_m1(self) -> Self {
                self.exp_m1()
            }
            fn ln(self) -> Self {
                self.ln()
            }
            fn ln_1p(self) -> Self {
                self.ln_1p()
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
