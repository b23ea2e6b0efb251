//! What follows a Dense, in one visit of its output: batch normalisation, activation, dropout, forward and backward.
//!
//! Columns are independent, so they are cut into chunks of a few vectors that stay in cache through every pass, and
//! chunks of large matrices are shared out over the pool.

use super::functions::{sigmoid, tanh};
use super::matrix::Matrix;
use super::pool::{Pool, Shared};
use super::simd::{Isa, LANES, Simd, dispatch};
use crate::ir::ActivationFunction;

/// Matrices below this many elements stay on the calling thread.
const PARALLEL_ELEMENTS: usize = 64 * 1024;
/// Vectors of columns of one parallel task.
const TASK_VECTORS: usize = 4;

/// An activation that works element by element. The derivative is taken from the activation's own output.
trait Elementwise<S: Simd> {
    unsafe fn apply(x: S::V) -> S::V;
    /// gradient · f′, where `a` = f(x).
    unsafe fn backward(gradient: S::V, a: S::V) -> S::V;
}

struct Linear;
struct Tanh;
struct Sigmoid;
struct Relu;

impl<S: Simd> Elementwise<S> for Linear {
    #[inline(always)]
    unsafe fn apply(x: S::V) -> S::V {
        x
    }
    #[inline(always)]
    unsafe fn backward(gradient: S::V, _: S::V) -> S::V {
        gradient
    }
}

impl<S: Simd> Elementwise<S> for Tanh {
    #[inline(always)]
    unsafe fn apply(x: S::V) -> S::V {
        // SAFETY: arithmetic only.
        unsafe { tanh::<S>(x) }
    }
    #[inline(always)]
    unsafe fn backward(gradient: S::V, a: S::V) -> S::V {
        // SAFETY: arithmetic only. g·(1 − a²).
        unsafe { S::negative_fma(S::mul(gradient, a), a, gradient) }
    }
}

impl<S: Simd> Elementwise<S> for Sigmoid {
    #[inline(always)]
    unsafe fn apply(x: S::V) -> S::V {
        // SAFETY: arithmetic only.
        unsafe { sigmoid::<S>(x) }
    }
    #[inline(always)]
    unsafe fn backward(gradient: S::V, a: S::V) -> S::V {
        // SAFETY: arithmetic only. g·a·(1 − a).
        unsafe { S::mul(gradient, S::negative_fma(a, a, a)) }
    }
}

impl<S: Simd> Elementwise<S> for Relu {
    #[inline(always)]
    unsafe fn apply(x: S::V) -> S::V {
        // SAFETY: arithmetic only. NaN stays NaN.
        unsafe { S::max(S::splat(0.0), x) }
    }
    #[inline(always)]
    unsafe fn backward(gradient: S::V, a: S::V) -> S::V {
        // SAFETY: arithmetic only.
        unsafe { S::keep(S::greater(a, S::splat(0.0)), gradient) }
    }
}

/// Per-feature figures of one BatchNorm at one batch, a row each.
#[derive(Debug, Clone)]
pub struct NormFigures(Matrix);

const MEAN: usize = 0;
const VARIANCE: usize = 1;
/// 1/√(σ² + ε).
const INVERSE: usize = 2;
/// Σ over the batch of the gradient of the output: dβ.
const GRADIENT_SUM: usize = 3;
/// Σ over the batch of gradient · x̂: dγ.
const GRADIENT_PRODUCT: usize = 4;
const FIGURES: usize = 5;

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
pub struct Normalization<'a> {
    pub gamma: Option<&'a Matrix>,
    pub beta: Option<&'a Matrix>,
    pub epsilon: f32,
}

/// Running statistics as the training pass updates them: R ← ρR + (1−ρ)·batch.
pub struct Running<'a> {
    pub mean: &'a mut Matrix,
    pub variance: &'a mut Matrix,
    pub momentum: f32,
    /// Whether the variance is tracked as Σ(z−μ)²/(n−1).
    pub unbiased: bool,
}

/// Keep bits of a dropout over a tight `[rows, features]` batch, and what kept values are multiplied by.
#[derive(Clone, Copy)]
pub struct Dropped<'a> {
    pub bits: &'a KeepBits,
    pub scale: f32,
}

/// One bit an element, element `e` in bit `e % 8` of byte `e / 8`, with room for whole-word reads past the end.
#[derive(Debug, Clone, Default)]
pub struct KeepBits {
    pub(super) bytes: Vec<u8>,
}

impl KeepBits {
    pub fn new(elements: usize) -> KeepBits {
        KeepBits { bytes: vec![0; elements.div_ceil(32) * 4 + 4] }
    }

    pub fn keeps(&self, element: usize) -> bool {
        self.bytes[element / 8] >> (element % 8) & 1 == 1
    }

    fn elements(&self) -> usize {
        (self.bytes.len() - 4) * 8
    }
}

/// Raw view of everything one pass needs; null where a part is absent.
#[derive(Clone, Copy)]
struct Pass {
    rows: usize,
    columns: usize,
    vectors: usize,
    input: *const f32,
    input_stride: usize,
    output: *mut f32,
    output_stride: usize,
    /// Whether figures of this batch are to be taken (training) or were set from running statistics.
    take_moments: bool,
    figures: *mut f32,
    figures_stride: usize,
    gamma: *const f32,
    beta: *const f32,
    epsilon: f32,
    running_mean: *mut f32,
    running_variance: *mut f32,
    momentum: f32,
    /// n/(n−1) where the unbiased variance is tracked, else 1.
    tracked_variance: f32,
    bits: *const u8,
    keep_scale: f32,
    /// Where the values between the fused parts go at a probed step.
    normalized: *mut f32,
    activated: *mut f32,
    /// Backward only.
    gradient: *const f32,
    gradient_stride: usize,
    /// Where the gradient of the normalised value is kept between the two passes.
    held: *mut f32,
    held_stride: usize,
    accumulate: bool,
}

/// Sixteen keep bits from element `element` on.
#[inline(always)]
unsafe fn sixteen_bits(bits: *const u8, element: usize) -> u16 {
    // SAFETY: `KeepBits` has four bytes beyond its last element.
    unsafe { (bits.add(element / 8).cast::<u32>().read_unaligned().to_le() >> (element % 8)) as u16 }
}

#[inline(always)]
unsafe fn vectors_at<S: Simd, const N: usize>(from: *const f32) -> [S::V; N] {
    // SAFETY: the caller promises N whole vectors.
    unsafe {
        let mut vectors = [S::splat(0.0); N];
        for (v, vector) in vectors.iter_mut().enumerate() {
            *vector = S::load(from.add(v * LANES));
        }
        vectors
    }
}

/// μ, σ² and 1/√(σ²+ε) of one chunk, and the running statistics moved towards them.
#[inline(always)]
unsafe fn moments<S: Simd, const N: usize>(pass: &Pass, column: usize) {
    // SAFETY: the chunk lies within the matrices the pass was made from.
    unsafe {
        let share = S::splat(1.0 / pass.rows as f32);
        let input = pass.input.add(column);
        let mut mean = [S::splat(0.0); N];
        for row in 0..pass.rows {
            for (v, mean) in mean.iter_mut().enumerate() {
                *mean = S::add(*mean, S::load(input.add(row * pass.input_stride + v * LANES)));
            }
        }
        for mean in &mut mean {
            *mean = S::mul(*mean, share);
        }
        let mut variance = [S::splat(0.0); N];
        for row in 0..pass.rows {
            for v in 0..N {
                let centred = S::sub(S::load(input.add(row * pass.input_stride + v * LANES)), mean[v]);
                variance[v] = S::fma(centred, centred, variance[v]);
            }
        }
        for v in 0..N {
            let column = column + v * LANES;
            let variance = S::mul(variance[v], share);
            let inverse = S::div(S::splat(1.0), S::sqrt(S::add(variance, S::splat(pass.epsilon))));
            S::store(pass.figures.add(MEAN * pass.figures_stride + column), mean[v]);
            S::store(pass.figures.add(VARIANCE * pass.figures_stride + column), variance);
            S::store(pass.figures.add(INVERSE * pass.figures_stride + column), inverse);
            let (old, new) = (S::splat(pass.momentum), S::splat(1.0 - pass.momentum));
            let running_mean = pass.running_mean.add(column);
            S::store(running_mean, S::fma(new, mean[v], S::mul(old, S::load(running_mean))));
            let running_variance = pass.running_variance.add(column);
            let tracked = S::mul(variance, S::splat(pass.tracked_variance));
            S::store(running_variance, S::fma(new, tracked, S::mul(old, S::load(running_variance))));
        }
    }
}

/// y = γ·(z−μ)/√(σ²+ε) + β, a = f(y), d = a kept and scaled.
#[inline(always)]
unsafe fn forward_chunk<S: Simd, A: Elementwise<S>, const NORM: bool, const DROP: bool, const N: usize>(
    pass: &Pass,
    column: usize,
) {
    // SAFETY: the chunk lies within the matrices the pass was made from.
    unsafe {
        let zero = [S::splat(0.0); N];
        let (mut mean, mut scale, mut shift) = (zero, zero, zero);
        if NORM {
            if pass.take_moments {
                moments::<S, N>(pass, column);
            }
            mean = vectors_at::<S, N>(pass.figures.add(MEAN * pass.figures_stride + column));
            scale = vectors_at::<S, N>(pass.figures.add(INVERSE * pass.figures_stride + column));
            if !pass.gamma.is_null() {
                let gamma = vectors_at::<S, N>(pass.gamma.add(column));
                for (scale, gamma) in scale.iter_mut().zip(gamma) {
                    *scale = S::mul(*scale, gamma);
                }
            }
            if !pass.beta.is_null() {
                shift = vectors_at::<S, N>(pass.beta.add(column));
            }
        }
        let keep_scale = S::splat(pass.keep_scale);
        for row in 0..pass.rows {
            let input = pass.input.add(row * pass.input_stride + column);
            let place = row * pass.output_stride + column;
            for v in 0..N {
                let mut value = S::load(input.add(v * LANES));
                if NORM {
                    value = S::fma(S::sub(value, mean[v]), scale[v], shift[v]);
                    if !pass.normalized.is_null() {
                        S::store(pass.normalized.add(place + v * LANES), value);
                    }
                }
                value = A::apply(value);
                if DROP {
                    if !pass.activated.is_null() {
                        S::store(pass.activated.add(place + v * LANES), value);
                    }
                    let bits = sixteen_bits(pass.bits, row * pass.columns + column + v * LANES);
                    value = S::keep(bits, S::mul(value, keep_scale));
                }
                S::store(pass.output.add(place + v * LANES), value);
            }
        }
    }
}

/// The way back: gradient of d → of a → of y → of z, with dγ and dβ as the sums the last step needs anyway.
/// dz = γ/√(σ²+ε) · (g − mean(g) − x̂·mean(g·x̂)).
#[inline(always)]
unsafe fn backward_chunk<S: Simd, A: Elementwise<S>, const NORM: bool, const DROP: bool, const N: usize>(
    pass: &Pass,
    column: usize,
) {
    // SAFETY: the chunk lies within the matrices the pass was made from.
    unsafe {
        let zero = [S::splat(0.0); N];
        let (mut mean, mut inverse) = (zero, zero);
        if NORM {
            mean = vectors_at::<S, N>(pass.figures.add(MEAN * pass.figures_stride + column));
            inverse = vectors_at::<S, N>(pass.figures.add(INVERSE * pass.figures_stride + column));
        }
        let (keep_scale, unscale) = (S::splat(pass.keep_scale), S::splat(1.0 / pass.keep_scale));
        let (mut sum, mut product) = (zero, zero);
        for row in 0..pass.rows {
            let gradient = pass.gradient.add(row * pass.gradient_stride + column);
            let place = row * pass.output_stride + column;
            for v in 0..N {
                let mut g = S::load(gradient.add(v * LANES));
                let mut a = S::load(pass.output.add(place + v * LANES));
                if DROP {
                    let bits = sixteen_bits(pass.bits, row * pass.columns + column + v * LANES);
                    g = S::keep(bits, S::mul(g, keep_scale));
                    // Where it was dropped the gradient is 0, whatever a is.
                    a = S::mul(a, unscale);
                    if !pass.activated.is_null() {
                        S::store(pass.activated.add(place + v * LANES), g);
                    }
                }
                g = A::backward(g, a);
                if NORM {
                    let z = S::load(pass.input.add(row * pass.input_stride + column + v * LANES));
                    let unit = S::mul(S::sub(z, mean[v]), inverse[v]);
                    sum[v] = S::add(sum[v], g);
                    product[v] = S::fma(g, unit, product[v]);
                    if !pass.normalized.is_null() {
                        S::store(pass.normalized.add(place + v * LANES), g);
                    }
                } else if pass.accumulate {
                    g = S::add(g, S::load(pass.held.add(row * pass.held_stride + column + v * LANES)));
                }
                S::store(pass.held.add(row * pass.held_stride + column + v * LANES), g);
            }
        }
        if NORM {
            let share = S::splat(1.0 / pass.rows as f32);
            let mut scale = inverse;
            for v in 0..N {
                let column = column + v * LANES;
                S::store(pass.figures.add(GRADIENT_SUM * pass.figures_stride + column), sum[v]);
                S::store(pass.figures.add(GRADIENT_PRODUCT * pass.figures_stride + column), product[v]);
                if !pass.gamma.is_null() {
                    scale[v] = S::mul(scale[v], S::load(pass.gamma.add(column)));
                }
                sum[v] = S::mul(sum[v], share);
                product[v] = S::mul(S::mul(product[v], share), inverse[v]);
            }
            backward_centre::<S, N>(pass, column, [mean, scale, sum, product]);
        }
    }
}

/// The second pass: dz (+)= scale·(g − mean(g) − (z−μ)·slope), slope = mean(g·x̂)/√(σ²+ε).
#[inline(always)]
unsafe fn backward_centre<S: Simd, const N: usize>(
    pass: &Pass,
    column: usize,
    [mean, scale, gradient_mean, slope]: [[S::V; N]; 4],
) {
    // SAFETY: the chunk lies within the matrices the pass was made from.
    unsafe {
        for row in 0..pass.rows {
            let input = pass.input.add(row * pass.input_stride + column);
            let held = pass.held.add(row * pass.held_stride + column);
            for v in 0..N {
                let centred = S::sub(S::load(input.add(v * LANES)), mean[v]);
                let g = S::sub(S::load(held.add(v * LANES)), gradient_mean[v]);
                let dz = S::mul(scale[v], S::negative_fma(centred, slope[v], g));
                S::store(held.add(v * LANES), dz);
            }
        }
    }
}

macro_rules! chunked {
    ($name:ident, $entry:ident, $chunk:ident) => {
        #[inline(always)]
        unsafe fn $entry<S: Simd>(pass: &Pass, first: usize, vectors: usize, function: ActivationFunction) {
            macro_rules! all {
                ($function:ident, $norm:literal, $drop:literal) => {{
                    let mut vector = first;
                    while vector < first + vectors {
                        // SAFETY: the caller promises that these vectors lie within the pass.
                        unsafe {
                            let left = first + vectors - vector;
                            if const { S::CHUNK_VECTORS == 4 } && left >= 4 {
                                $chunk::<S, $function, $norm, $drop, 4>(pass, vector * LANES);
                                vector += 4;
                            } else if const { S::CHUNK_VECTORS == 2 } && left >= 2 {
                                $chunk::<S, $function, $norm, $drop, 2>(pass, vector * LANES);
                                vector += 2;
                            } else {
                                $chunk::<S, $function, $norm, $drop, 1>(pass, vector * LANES);
                                vector += 1;
                            }
                        }
                    }
                }};
            }
            macro_rules! by_function {
                ($norm:literal, $drop:literal) => {
                    match function {
                        ActivationFunction::Tanh => all!(Tanh, $norm, $drop),
                        ActivationFunction::Sigmoid => all!(Sigmoid, $norm, $drop),
                        ActivationFunction::Relu => all!(Relu, $norm, $drop),
                        // Softmax works on rows and has its own kernel; plans never fuse it.
                        ActivationFunction::Linear | ActivationFunction::Softmax => all!(Linear, $norm, $drop),
                    }
                };
            }
            match (!pass.figures.is_null(), !pass.bits.is_null()) {
                (true, true) => by_function!(true, true),
                (true, false) => by_function!(true, false),
                (false, true) => by_function!(false, true),
                (false, false) => by_function!(false, false),
            }
        }
        dispatch! { fn $name(pass: &Pass, first: usize, vectors: usize, function: ActivationFunction) = $entry }
    };
}

chunked!(forward_columns, forward_entry, forward_chunk);
chunked!(backward_columns, backward_entry, backward_chunk);

type Columns = unsafe fn(Isa, &Pass, usize, usize, ActivationFunction);

fn over_columns(isa: Isa, pool: &Pool, pass: Pass, function: ActivationFunction, columns: Columns) {
    if pass.rows * pass.vectors * LANES < PARALLEL_ELEMENTS {
        // SAFETY: the callers below checked the sizes of every matrix of the pass.
        unsafe { columns(isa, &pass, 0, pass.vectors, function) };
        return;
    }
    let shared = Shared(pass);
    pool.run(pass.vectors.div_ceil(TASK_VECTORS), &|task| {
        let pass = shared.get();
        let first = task * TASK_VECTORS;
        // SAFETY: tasks touch disjoint columns.
        unsafe { columns(isa, pass, first, TASK_VECTORS.min(pass.vectors - first), function) };
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
    /// With the batch's own moments, tracking them.
    Batch(Normalization<'a>, Running<'a>),
    /// With running mean and variance.
    Running { parameters: Normalization<'a>, mean: &'a Matrix, variance: &'a Matrix },
}

/// What one fused forward pass computes, in this order; absent parts are identities.
pub struct Forward<'a> {
    pub rows: usize,
    pub input: &'a Matrix,
    pub normalize: Option<(Normalize<'a>, &'a mut NormFigures)>,
    /// Not softmax.
    pub function: ActivationFunction,
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
            Normalize::Batch(parameters, running) => {
                assert!(running.mean.columns() == input.columns() && running.variance.columns() == input.columns());
                pass.take_moments = true;
                pass.running_mean = running.mean.pointer_mut(0);
                pass.running_variance = running.variance.pointer_mut(0);
                pass.momentum = running.momentum;
                // One row has no unbiased variance; its biased one, 0, is tracked.
                pass.tracked_variance =
                    if running.unbiased && rows > 1 { rows as f32 / (rows - 1) as f32 } else { 1.0 };
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
    over_columns(isa, pool, pass, function, forward_columns);
}

/// What one fused backward pass computes.
pub struct Backward<'a> {
    pub rows: usize,
    /// Input and output of the forward pass.
    pub input: &'a Matrix,
    pub output: &'a Matrix,
    /// γ and the figures of this batch.
    pub normalize: Option<(Option<&'a Matrix>, &'a mut NormFigures)>,
    pub function: ActivationFunction,
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
    if let Some((gamma, figures)) = normalize {
        assert!(figures.0.columns() == input.columns() && gamma.is_none_or(|m| m.columns() == input.columns()));
        pass.gamma = pointer(gamma);
        pass.figures_stride = figures.0.stride();
        pass.figures = figures.0.pointer_mut(0);
    }
    over_columns(isa, pool, pass, function, backward_columns);
}

impl Pass {
    const EMPTY: Pass = Pass {
        rows: 0,
        columns: 0,
        vectors: 0,
        input: std::ptr::null(),
        input_stride: 0,
        output: std::ptr::null_mut(),
        output_stride: 0,
        take_moments: false,
        figures: std::ptr::null_mut(),
        figures_stride: 0,
        gamma: std::ptr::null(),
        beta: std::ptr::null(),
        epsilon: 0.0,
        running_mean: std::ptr::null_mut(),
        running_variance: std::ptr::null_mut(),
        momentum: 0.0,
        tracked_variance: 1.0,
        bits: std::ptr::null(),
        keep_scale: 1.0,
        normalized: std::ptr::null_mut(),
        activated: std::ptr::null_mut(),
        gradient: std::ptr::null(),
        gradient_stride: 0,
        held: std::ptr::null_mut(),
        held_stride: 0,
        accumulate: false,
    };
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
