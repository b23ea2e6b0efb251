//! Activations that work element by element, with their derivatives.

use crate::kernels::functions::{absolute, sigmoid, softsign, tanh};
use crate::kernels::simd::Simd;

/// An activation that works element by element. The derivative is taken from the activation's own output.
pub(super) trait Elementwise<S: Simd> {
    unsafe fn apply(x: S::V) -> S::V;
    /// gradient · f′, where `a` = f(x).
    unsafe fn backward(gradient: S::V, a: S::V) -> S::V;
}

pub(super) struct Linear;
pub(super) struct Tanh;
pub(super) struct Sigmoid;
pub(super) struct Relu;
pub(super) struct Softsign;

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

impl<S: Simd> Elementwise<S> for Softsign {
    #[inline(always)]
    unsafe fn apply(x: S::V) -> S::V {
        // SAFETY: arithmetic only.
        unsafe { softsign::<S>(x) }
    }
    #[inline(always)]
    unsafe fn backward(gradient: S::V, a: S::V) -> S::V {
        // SAFETY: arithmetic only. f′ = 1/(1 + |x|)² = (1 − |a|)².
        unsafe {
            let slope = S::sub(S::splat(1.0), absolute::<S>(a));
            S::mul(gradient, S::mul(slope, slope))
        }
    }
}
