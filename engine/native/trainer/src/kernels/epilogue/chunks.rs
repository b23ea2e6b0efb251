//! The passes over one chunk of columns, forward and back, for every combination of fused parts.

use super::elementwise::{Elementwise, Linear, Relu, Sigmoid, Softsign, Tanh};
use crate::ir::ActivationFunction;
use crate::kernels::simd::{LANES, Simd, dispatch};

/// Rows of `NormFigures`.
pub(super) const MEAN: usize = 0;
pub(super) const VARIANCE: usize = 1;
/// 1/√(σ² + ε).
pub(super) const INVERSE: usize = 2;
/// Σ over the batch of the gradient of the output: dβ.
pub(super) const GRADIENT_SUM: usize = 3;
/// Σ over the batch of gradient · x̂: dγ.
pub(super) const GRADIENT_PRODUCT: usize = 4;
pub(super) const FIGURES: usize = 5;

/// Raw view of everything one pass needs; null where a part is absent.
#[derive(Clone, Copy)]
pub(super) struct Pass {
    pub rows: usize,
    pub columns: usize,
    pub vectors: usize,
    pub input: *const f32,
    pub input_stride: usize,
    pub output: *mut f32,
    pub output_stride: usize,
    /// Whether figures of this batch are to be taken (training) or were set from running statistics.
    pub take_moments: bool,
    pub figures: *mut f32,
    pub figures_stride: usize,
    pub gamma: *const f32,
    pub beta: *const f32,
    pub epsilon: f32,
    /// Setting of the function, where it has one.
    pub alpha: f32,
    pub bits: *const u8,
    pub keep_scale: f32,
    /// Where the values between the fused parts go at a probed step.
    pub normalized: *mut f32,
    pub activated: *mut f32,
    /// Backward only.
    pub gradient: *const f32,
    pub gradient_stride: usize,
    /// Where the gradient of the normalised value is kept between the two passes.
    pub held: *mut f32,
    pub held_stride: usize,
    pub accumulate: bool,
}

/// Sixteen keep bits from element `element` on.
#[inline(always)]
pub(super) unsafe fn sixteen_bits(bits: *const u8, element: usize) -> u16 {
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

/// μ, σ² and 1/√(σ²+ε) of one chunk.
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
                        ActivationFunction::Softsign => all!(Softsign, $norm, $drop),
                        // Rare functions come here without; softmax works on rows and is never fused.
                        _ => all!(Linear, $norm, $drop),
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
        dispatch! { pub(super) fn $name(pass: &Pass, first: usize, vectors: usize, function: ActivationFunction) = $entry }
    };
}

chunked!(forward_columns, forward_entry, forward_chunk);
chunked!(backward_columns, backward_entry, backward_chunk);

impl Pass {
    /// A pass without any part.
    pub const EMPTY: Pass = Pass {
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
        alpha: 0.0,
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
