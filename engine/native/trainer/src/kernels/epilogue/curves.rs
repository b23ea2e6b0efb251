//! The rarer activations, in a visit of their own over the columns of a task, after (forward) or before (back) what else
//! is fused: two functions a curve and an instruction set instead of one for every combination of parts and widths.
//! Their derivatives are taken from the input, which is computed again where it was normalised.

use super::chunks::{INVERSE, MEAN, Pass, backward_columns, forward_columns, sixteen_bits};
use crate::ir::ActivationFunction;
use crate::kernels::functions::{clamp, exp, exp_m1, normal, sigmoid, softplus};
use crate::kernels::simd::{Isa, LANES, Simd, dispatch};

/// Klambauer et al. 2017.
const SELU_SCALE: f32 = 1.050_701;
const SELU_SCALED_ALPHA: f32 = 1.758_099_3;

/// Whether a function is computed here rather than in `chunks`.
pub(super) fn is_rare(function: ActivationFunction) -> bool {
    use ActivationFunction::{Elu, Gelu, GeluTanh, HardSigmoid, LeakyRelu, Linear, Relu, Selu, Sigmoid};
    use ActivationFunction::{Softmax, Softplus, Softsign, Swish, Tanh};
    match function {
        LeakyRelu | Elu | Selu | Gelu | GeluTanh | Swish | Softplus | HardSigmoid => true,
        Linear | Tanh | Sigmoid | Relu | Softsign | Softmax => false,
    }
}

/// One function of x, with a setting α that most ignore. Finite wherever x is.
trait Curve<S: Simd> {
    unsafe fn apply(x: S::V, alpha: S::V) -> S::V;
    unsafe fn derivative(x: S::V, alpha: S::V) -> S::V;
}

macro_rules! curve {
    ($name:ident, $simd:ident, |$x:ident, $alpha:ident| $value:block, $slope:block) => {
        struct $name;
        impl<$simd: Simd> Curve<$simd> for $name {
            #[inline(always)]
            unsafe fn apply($x: $simd::V, $alpha: $simd::V) -> $simd::V {
                // SAFETY: arithmetic only.
                unsafe { $value }
            }
            #[inline(always)]
            unsafe fn derivative($x: $simd::V, $alpha: $simd::V) -> $simd::V {
                // SAFETY: arithmetic only.
                unsafe { $slope }
            }
        }
    };
}

curve!(LeakyRelu, S, |x, alpha| { S::choose(S::greater(x, S::splat(0.0)), x, S::mul(alpha, x)) }, {
    S::choose(S::greater(x, S::splat(0.0)), S::splat(1.0), alpha)
});
curve!(Elu, S, |x, alpha| { S::choose(S::greater(x, S::splat(0.0)), x, S::mul(alpha, exp_m1::<S>(x))) }, {
    S::choose(S::greater(x, S::splat(0.0)), S::splat(1.0), S::mul(alpha, exp::<S>(x)))
});
curve!(
    Selu,
    S,
    |x, _alpha| {
        let below = S::mul(S::splat(SELU_SCALED_ALPHA), exp_m1::<S>(x));
        S::choose(S::greater(x, S::splat(0.0)), S::mul(S::splat(SELU_SCALE), x), below)
    },
    {
        let below = S::mul(S::splat(SELU_SCALED_ALPHA), exp::<S>(x));
        S::choose(S::greater(x, S::splat(0.0)), S::splat(SELU_SCALE), below)
    }
);
curve!(Gelu, S, |x, _alpha| { S::mul(x, normal::<S>(x).0) }, {
    let (distribution, density) = normal::<S>(x);
    S::fma(clamp::<S>(x, -13.0, 13.0), density, distribution)
});
curve!(GeluTanh, S, |x, _alpha| { S::mul(x, gelu_tanh::<S>(x).0) }, {
    // Beyond, the slope is 0 or 1 to the last digit.
    let x = clamp::<S>(x, -13.0, 13.0);
    let (share, slope) = gelu_tanh::<S>(x);
    S::fma(S::mul(x, slope), S::negative_fma(share, share, share), share)
});
curve!(Swish, S, |x, _alpha| { S::mul(x, sigmoid::<S>(x)) }, {
    let share = sigmoid::<S>(x);
    S::fma(S::mul(x, share), S::sub(S::splat(1.0), share), share)
});
curve!(Softplus, S, |x, _alpha| { softplus::<S>(x) }, { sigmoid::<S>(x) });
curve!(HardSigmoid, S, |x, _alpha| { S::mul(clamp::<S>(S::add(x, S::splat(3.0)), 0.0, 6.0), S::splat(1.0 / 6.0)) }, {
    let inside = S::greater(x, S::splat(-3.0)) & S::greater(S::splat(3.0), x);
    S::keep(inside, S::splat(1.0 / 6.0))
});

/// ½(1 + tanh u) = 1/(1 + e^−2u) with u = √(2/π)(x + 0.044715x³), and 2u′.
#[inline(always)]
unsafe fn gelu_tanh<S: Simd>(x: S::V) -> (S::V, S::V) {
    // SAFETY: arithmetic only.
    unsafe {
        // 2√(2/π) and its product with 0.044715.
        let (factor, cubic) = (S::splat(1.595_769), S::splat(0.071_354_814));
        let square = S::mul(x, x);
        let share = sigmoid::<S>(S::mul(x, S::fma(square, cubic, factor)));
        (share, S::fma(square, S::splat(3.0 * 0.071_354_814), factor))
    }
}

/// output = f(y) kept and scaled, y being the output so far where it was normalised, else the input.
#[inline(always)]
unsafe fn forward_each<S: Simd, C: Curve<S>>(pass: &Pass, first: usize, vectors: usize) {
    // SAFETY: the columns lie within the matrices the pass was made from.
    unsafe {
        let (alpha, keep_scale) = (S::splat(pass.alpha), S::splat(pass.keep_scale));
        let (source, stride) = if pass.figures.is_null() {
            (pass.input, pass.input_stride)
        } else {
            (pass.output.cast_const(), pass.output_stride)
        };
        for row in 0..pass.rows {
            for vector in first..first + vectors {
                let column = vector * LANES;
                let place = row * pass.output_stride + column;
                let mut value = C::apply(S::load(source.add(row * stride + column)), alpha);
                if !pass.bits.is_null() {
                    if !pass.activated.is_null() {
                        S::store(pass.activated.add(place), value);
                    }
                    let bits = sixteen_bits(pass.bits, row * pass.columns + column);
                    value = S::keep(bits, S::mul(value, keep_scale));
                }
                S::store(pass.output.add(place), value);
            }
        }
    }
}

/// held (+)= gradient kept and scaled · f′(y).
#[inline(always)]
unsafe fn backward_each<S: Simd, C: Curve<S>>(pass: &Pass, first: usize, vectors: usize) {
    // SAFETY: the columns lie within the matrices the pass was made from.
    unsafe {
        let (alpha, keep_scale) = (S::splat(pass.alpha), S::splat(pass.keep_scale));
        for vector in first..first + vectors {
            let column = vector * LANES;
            let (mut mean, mut scale, mut shift) = (S::splat(0.0), S::splat(1.0), S::splat(0.0));
            if !pass.figures.is_null() {
                mean = S::load(pass.figures.add(MEAN * pass.figures_stride + column));
                scale = S::load(pass.figures.add(INVERSE * pass.figures_stride + column));
                if !pass.gamma.is_null() {
                    scale = S::mul(scale, S::load(pass.gamma.add(column)));
                }
                if !pass.beta.is_null() {
                    shift = S::load(pass.beta.add(column));
                }
            }
            for row in 0..pass.rows {
                let mut g = S::load(pass.gradient.add(row * pass.gradient_stride + column));
                if !pass.bits.is_null() {
                    let bits = sixteen_bits(pass.bits, row * pass.columns + column);
                    g = S::keep(bits, S::mul(g, keep_scale));
                    if !pass.activated.is_null() {
                        S::store(pass.activated.add(row * pass.output_stride + column), g);
                    }
                }
                let mut y = S::load(pass.input.add(row * pass.input_stride + column));
                if !pass.figures.is_null() {
                    y = S::fma(S::sub(y, mean), scale, shift);
                }
                g = S::mul(g, C::derivative(y, alpha));
                let held = pass.held.add(row * pass.held_stride + column);
                if pass.accumulate {
                    g = S::add(g, S::load(held));
                }
                S::store(held, g);
            }
        }
    }
}

macro_rules! by_curve {
    ($name:ident, $entry:ident, $each:ident) => {
        #[inline(always)]
        unsafe fn $entry<S: Simd>(pass: &Pass, first: usize, vectors: usize, function: ActivationFunction) {
            // SAFETY: passed on.
            unsafe {
                match function {
                    ActivationFunction::LeakyRelu => $each::<S, LeakyRelu>(pass, first, vectors),
                    ActivationFunction::Elu => $each::<S, Elu>(pass, first, vectors),
                    ActivationFunction::Selu => $each::<S, Selu>(pass, first, vectors),
                    ActivationFunction::Gelu => $each::<S, Gelu>(pass, first, vectors),
                    ActivationFunction::GeluTanh => $each::<S, GeluTanh>(pass, first, vectors),
                    ActivationFunction::Swish => $each::<S, Swish>(pass, first, vectors),
                    ActivationFunction::Softplus => $each::<S, Softplus>(pass, first, vectors),
                    ActivationFunction::HardSigmoid => $each::<S, HardSigmoid>(pass, first, vectors),
                    function => unreachable!("{function:?} is not rare"),
                }
            }
        }
        dispatch! { fn $name(pass: &Pass, first: usize, vectors: usize, function: ActivationFunction) = $entry }
    };
}

by_curve!(curve_forward, curve_forward_entry, forward_each);
by_curve!(curve_backward, curve_backward_entry, backward_each);

/// `forward_columns` for a rare function: normalisation first, then the curve with the dropout.
pub(super) unsafe fn rare_forward(isa: Isa, pass: &Pass, first: usize, vectors: usize, function: ActivationFunction) {
    // SAFETY: passed on; both visits touch these columns alone.
    unsafe {
        if !pass.figures.is_null() {
            let norm = Pass { bits: std::ptr::null(), ..*pass };
            forward_columns(isa, &norm, first, vectors, ActivationFunction::Linear);
        }
        curve_forward(isa, pass, first, vectors, function);
    }
}

/// `backward_columns` for a rare function: dropout and curve first, then the normalisation in place.
pub(super) unsafe fn rare_backward(isa: Isa, pass: &Pass, first: usize, vectors: usize, function: ActivationFunction) {
    // SAFETY: passed on; both visits touch these columns alone, and the second reads each element before it writes it.
    unsafe {
        curve_backward(isa, pass, first, vectors, function);
        if !pass.figures.is_null() {
            let norm = Pass {
                bits: std::ptr::null(),
                gradient: pass.held.cast_const(),
                gradient_stride: pass.held_stride,
                ..*pass
            };
            backward_columns(isa, &norm, first, vectors, ActivationFunction::Linear);
        }
    }
}
