//! Elementary functions on sixteen lanes, within a few units in the last place, NaN kept NaN.
//!
//! Every `unsafe` block here is arithmetic of `Simd` on values; none touches memory.

use super::simd::Simd;

/// x held within [low, high]; NaN stays NaN.
#[inline(always)]
unsafe fn clamp<S: Simd>(x: S::V, low: f32, high: f32) -> S::V {
    unsafe { S::min(S::splat(high), S::max(S::splat(low), x)) }
}

/// The polynomial with these coefficients, highest power first.
#[inline(always)]
unsafe fn polynomial<S: Simd, const N: usize>(x: S::V, coefficients: [f32; N]) -> S::V {
    unsafe {
        let mut sum = S::splat(coefficients[0]);
        for coefficient in &coefficients[1..] {
            sum = S::fma(sum, x, S::splat(*coefficient));
        }
        sum
    }
}

/// eˣ = 2ⁿ·eʳ with |r| ≤ ln 2 / 2 and Cephes' polynomial for eʳ; saturates at e^±87.3.
#[inline(always)]
pub(super) unsafe fn exp<S: Simd>(x: S::V) -> S::V {
    unsafe {
        let x = clamp::<S>(x, -87.3, 88.0);
        let n = S::round(S::mul(x, S::splat(std::f32::consts::LOG2_E)));
        // ln 2 in two parts, so that n·ln 2 is subtracted exactly.
        let r = S::negative_fma(n, S::splat(0.693_359_4), x);
        let r = S::negative_fma(n, S::splat(-2.121_944_4e-4), r);
        let tail =
            polynomial::<S, 6>(r, [1.987_569_1e-4, 1.398_199_9e-3, 8.333_452e-3, 4.166_579_6e-2, 1.666_666_5e-1, 0.5]);
        let power = S::add(S::fma(tail, S::mul(r, r), r), S::splat(1.0));
        S::scale_by_power_of_two(power, n)
    }
}

/// Natural logarithm of a positive normal float: Cephes' polynomial around 1.
#[inline(always)]
pub(super) unsafe fn ln<S: Simd>(x: S::V) -> S::V {
    unsafe {
        let (mantissa, exponent) = S::split_exponent(x);
        // Mantissas below √½ are doubled, so that m − 1 lies around 0.
        let small = S::greater(S::splat(std::f32::consts::FRAC_1_SQRT_2), mantissa);
        let exponent = S::sub(exponent, S::keep(small, S::splat(1.0)));
        let m = S::sub(S::add(mantissa, S::keep(small, mantissa)), S::splat(1.0));
        let square = S::mul(m, m);
        let tail = polynomial::<S, 9>(
            m,
            [
                7.037_683_6e-2,
                -1.151_461e-1,
                1.167_699_9e-1,
                -1.242_014_1e-1,
                1.424_932_3e-1,
                -1.666_805_8e-1,
                2.000_071_5e-1,
                -2.499_999_4e-1,
                3.333_333e-1,
            ],
        );
        let y = S::mul(S::mul(tail, m), square);
        let y = S::fma(exponent, S::splat(-2.121_944_4e-4), y);
        let y = S::negative_fma(square, S::splat(0.5), y);
        S::fma(exponent, S::splat(0.693_359_4), S::add(m, y))
    }
}

/// tanh as an odd-over-even rational function (Eigen's minimax coefficients), 1 beyond |x| = 7.9.
#[inline(always)]
pub(super) unsafe fn tanh<S: Simd>(x: S::V) -> S::V {
    unsafe {
        let x = clamp::<S>(x, -7.905_311, 7.905_311);
        let square = S::mul(x, x);
        let odd = polynomial::<S, 7>(
            square,
            [
                -2.760_768_5e-16,
                2.000_188e-13,
                -8.604_672e-11,
                5.122_297e-8,
                1.485_722_4e-5,
                6.372_619_3e-4,
                4.893_524_6e-3,
            ],
        );
        let even = polynomial::<S, 4>(square, [1.198_258_4e-6, 1.185_347_1e-4, 2.268_434_6e-3, 4.893_525e-3]);
        S::div(S::mul(x, odd), even)
    }
}

/// |x|; NaN stays NaN.
#[inline(always)]
pub(super) unsafe fn absolute<S: Simd>(x: S::V) -> S::V {
    unsafe { S::max(S::sub(S::splat(0.0), x), x) }
}

/// x/(1 + |x|).
#[inline(always)]
pub(super) unsafe fn softsign<S: Simd>(x: S::V) -> S::V {
    unsafe { S::div(x, S::add(S::splat(1.0), absolute::<S>(x))) }
}

/// 1/(1 + e⁻ˣ).
#[inline(always)]
pub(super) unsafe fn sigmoid<S: Simd>(x: S::V) -> S::V {
    unsafe {
        let one = S::splat(1.0);
        S::div(one, S::add(one, exp::<S>(S::sub(S::splat(0.0), x))))
    }
}
