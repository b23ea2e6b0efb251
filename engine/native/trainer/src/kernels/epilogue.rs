//! What follows a Dense, in one visit of its output: batch normalisation, activation, dropout, forward and backward.
//!
//! Columns are independent, so they are cut into chunks of a few vectors that stay in cache through every pass, and
//! chunks of large matrices are shared out over the pool.

mod chunks;
mod curves;
mod elementwise;
mod running;

use super::keep_bits::KeepBits;
use super::matrix::Matrix;
use super::pool::Pool;
use super::simd::{Isa, LANES};
use crate::ir::ActivationFunction;
use chunks::{
    FIGURES, GRADIENT_PRODUCT, GRADIENT_SUM, INVERSE, MEAN, Pass, VARIANCE, backward_columns, forward_columns,
};
use curves::{is_rare, rare_backward, rare_forward};
pub use running::{Running, track};

/// Matrices below this many elements stay on the calling thread.
pub(super) const PARALLEL_ELEMENTS: usize = 4 * 1024;
/// Vectors of columns of one parallel task.
pub(super) const TASK_VECTORS: usize = 4;

/// Per-feature figures of one BatchNorm at one batch, a row each.
#[derive(Debug, Clone)]
pub struct NormFigures(Matrix);

impl NormFigures {
    pub fn new(features: usize) -> NormFigures {
        NormFigures(Matrix::zeros(FIGURES, features))
    }

    pub fn bytes(features: u64) -> u64 {
        Matrix::bytes(FIGURES as u64, features)
    }

    pub fn mean(&self) -> &[f32] {
        self.0.row(MEAN)
    }

    /// Biased variance of the batch.
    pub fn variance(&self) -> &[f32] {
        self.0.row(VARIANCE)
    }

    /// Gradient of β, written by `backward`.
    pub fn beta_gradient(&self) -> &[f32] {
        self.0.row(GRADIENT_SUM)
    }

    /// Gradient of γ, written by `backward`.
    pub fn gamma_gradient(&self) -> &[f32] {
        self.0.row(GRADIENT_PRODUCT)
    }
}

/// A BatchNorm's parameters (one row each) and settings.
#[derive(Clone, Copy)]
pub struct Normalization<'a> {
    pub gamma: Option<&'a Matrix>,
    pub beta: Option<&'a Matrix>,
    pub epsilon: f32,
}

/// Keep bits of a dropout over a tight `[rows, features]` batch, and what kept values are multiplied by.
#[derive(Clone, Copy)]
pub struct Dropped<'a> {
    pub bits: &'a KeepBits,
    pub scale: f32,
}

/// An activation and its setting.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Function {
    /// Not softmax.
    pub function: ActivationFunction,
    /// 0 for functions without one.
    pub alpha: f32,
}

impl Function {
    pub const LINEAR: Function = Function { function: ActivationFunction::Linear, alpha: 0.0 };
}

type Columns = unsafe fn(Isa, &Pass, usize, usize, ActivationFunction);

fn over_columns(isa: Isa, pool: &Pool, pass: Pass, function: ActivationFunction, columns: Columns) {
    let is_shared = pass.rows * pass.vectors * LANES >= PARALLEL_ELEMENTS;
    pool.over_parts(is_shared, pass.vectors, TASK_VECTORS, pass, |pass, first, vectors| {
        // SAFETY: the callers below checked the sizes of every matrix of the pass; tasks touch disjoint columns.
        unsafe { columns(isa, pass, first, vectors, function) };
    });
}

fn pointer(matrix: Option<&Matrix>) -> *const f32 {
    matrix.map_or(std::ptr::null(), |matrix| matrix.pointer(0))
}

fn pointer_mut(matrix: Option<&mut Matrix>) -> *mut f32 {
    matrix.map_or(std::ptr::null_mut(), |matrix| matrix.pointer_mut(0))
}

fn same_shape(a: &Matrix, b: &Matrix) -> bool {
    (a.rows(), a.columns()) == (b.rows(), b.columns())
}

/// How a forward pass normalises.
pub enum Normalize<'a> {
    /// With the batch's own moments, which `track` may then move the running statistics towards.
    Batch(Normalization<'a>),
    /// With running mean and variance.
    Running { parameters: Normalization<'a>, mean: &'a Matrix, variance: &'a Matrix },
}

/// What one fused forward pass computes, in this order; absent parts are identities.
pub struct Forward<'a> {
    pub rows: usize,
    pub input: &'a Matrix,
    pub normalize: Option<(Normalize<'a>, &'a mut NormFigures)>,
    pub function: Function,
    pub dropout: Option<Dropped<'a>>,
    /// At a probed step: where the normalised and the activated values are kept (if not themselves the output).
    pub normalized: Option<&'a mut Matrix>,
    pub activated: Option<&'a mut Matrix>,
    pub output: &'a mut Matrix,
}

/// Runs one fused forward pass over the first `rows` rows.
pub fn forward(isa: Isa, pool: &Pool, work: Forward<'_>) {
    let Forward { rows, input, normalize, function, dropout, normalized, activated, output } = work;
    assert!(rows <= input.rows() && same_shape(input, output));
    assert!(
        normalized.as_ref().is_none_or(|m| same_shape(m, input))
            && activated.as_ref().is_none_or(|m| same_shape(m, input))
    );
    assert!(dropout.is_none_or(|dropped| dropped.bits.elements() >= rows * input.columns()));
    let mut pass = Pass {
        rows,
        columns: input.columns(),
        vectors: input.columns().div_ceil(LANES),
        input: input.pointer(0),
        input_stride: input.stride(),
        output: output.pointer_mut(0),
        output_stride: output.stride(),
        bits: dropout.map_or(std::ptr::null(), |dropped| dropped.bits.bytes.as_ptr()),
        keep_scale: dropout.map_or(1.0, |dropped| dropped.scale),
        normalized: pointer_mut(normalized),
        activated: pointer_mut(activated),
        ..Pass::EMPTY
    };
    if let Some((normalize, figures)) = normalize {
        assert_eq!(figures.0.columns(), input.columns());
        pass.figures_stride = figures.0.stride();
        let parameters = match normalize {
            Normalize::Batch(parameters) => {
                pass.take_moments = true;
                parameters
            }
            Normalize::Running { parameters, mean, variance } => {
                figures.0.row_mut(MEAN).copy_from_slice(mean.row(0));
                for (inverse, variance) in figures.0.row_mut(INVERSE).iter_mut().zip(variance.row(0)) {
                    *inverse = 1.0 / (variance + parameters.epsilon).sqrt();
                }
                parameters
            }
        };
        assert!(parameters.gamma.is_none_or(|m| m.columns() == input.columns()));
        assert!(parameters.beta.is_none_or(|m| m.columns() == input.columns()));
        pass.epsilon = parameters.epsilon;
        pass.gamma = pointer(parameters.gamma);
        pass.beta = pointer(parameters.beta);
        pass.figures = figures.0.pointer_mut(0);
    }
    pass.alpha = function.alpha;
    let columns = if is_rare(function.function) { rare_forward } else { forward_columns };
    over_columns(isa, pool, pass, function.function, columns);
}

/// What one fused backward pass computes.
pub struct Backward<'a> {
    pub rows: usize,
    /// Input and output of the forward pass.
    pub input: &'a Matrix,
    pub output: &'a Matrix,
    /// γ and β as the forward pass had them, and the figures of this batch.
    pub normalize: Option<(Normalization<'a>, &'a mut NormFigures)>,
    pub function: Function,
    pub dropout: Option<Dropped<'a>>,
    /// Gradient of the output.
    pub gradient: &'a Matrix,
    /// At a probed step: where the gradients of the normalised and the activated values are kept.
    pub normalized: Option<&'a mut Matrix>,
    pub activated: Option<&'a mut Matrix>,
    /// Becomes the gradient of the input.
    pub input_gradient: &'a mut Matrix,
    /// Adds to it instead (never with a normalisation, whose passes need the place).
    pub accumulate: bool,
}

/// Runs one fused backward pass over the first `rows` rows.
pub fn backward(isa: Isa, pool: &Pool, work: Backward<'_>) {
    let Backward {
        rows,
        input,
        output,
        normalize,
        function,
        dropout,
        gradient,
        normalized,
        activated,
        input_gradient,
        accumulate,
    } = work;
    assert!(
        rows <= input.rows()
            && same_shape(input, output)
            && same_shape(input, gradient)
            && same_shape(input, input_gradient)
    );
    assert!(
        normalized.as_ref().is_none_or(|m| same_shape(m, input))
            && activated.as_ref().is_none_or(|m| same_shape(m, input))
    );
    assert!(dropout.is_none_or(|dropped| dropped.bits.elements() >= rows * input.columns()));
    assert!(!(accumulate && normalize.is_some()));
    let mut pass = Pass {
        rows,
        columns: input.columns(),
        vectors: input.columns().div_ceil(LANES),
        input: input.pointer(0),
        input_stride: input.stride(),
        // Only read on the way back.
        output: output.pointer(0).cast_mut(),
        output_stride: output.stride(),
        bits: dropout.map_or(std::ptr::null(), |dropped| dropped.bits.bytes.as_ptr()),
        keep_scale: dropout.map_or(1.0, |dropped| dropped.scale),
        normalized: pointer_mut(normalized),
        activated: pointer_mut(activated),
        gradient: gradient.pointer(0),
        gradient_stride: gradient.stride(),
        held: input_gradient.pointer_mut(0),
        held_stride: input_gradient.stride(),
        accumulate,
        ..Pass::EMPTY
    };
    if let Some((Normalization { gamma, beta, epsilon }, figures)) = normalize {
        assert!(figures.0.columns() == input.columns());
        assert!(gamma.is_none_or(|m| m.columns() == input.columns()));
        assert!(beta.is_none_or(|m| m.columns() == input.columns()));
        pass.epsilon = epsilon;
        pass.gamma = pointer(gamma);
        pass.beta = pointer(beta);
        pass.figures_stride = figures.0.stride();
        pass.figures = figures.0.pointer_mut(0);
    }
    pass.alpha = function.alpha;
    let columns = if is_rare(function.function) { rare_backward } else { backward_columns };
    over_columns(isa, pool, pass, function.function, columns);
}

/// to += from over the first `rows` rows.
pub fn add_rows(rows: usize, from: &Matrix, to: &mut Matrix) {
    assert!(same_shape(from, to) && rows <= from.rows());
    for row in 0..rows {
        for (to, from) in to.row_mut(row).iter_mut().zip(from.row(row)) {
            *to += from;
        }
    }
}
