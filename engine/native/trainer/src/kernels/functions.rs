//! Elementary functions on sixteen lanes, within a few units in the last place, NaN kept NaN.

#![expect(unsafe_op_in_unsafe_fn, reason = "arithmetic of Simd on values; nothing touches memory")]

use super::simd::Simd;

/// x held within [low, high]; NaN stays NaN.
#[inline(always)]
pub(super) unsafe fn clamp<S: Simd>(x: S::V, low: f32, high: f32) -> S::V {
    S::min(S::splat(high), S::max(S::splat(low), x))
}

/// The polynomial with these coefficients, highest power first.
#[inline(always)]
unsafe fn polynomial<S: Simd, const N: usize>(x: S::V, coefficients: [f32; N]) -> S::V {
    let mut sum = S::splat(coefficients[0]);
    for coefficient in &coefficients[1..] {
        sum = S::fma(sum, x, S::splat(*coefficient));
    }
    sum
}

/// n and eʳ − 1 of eˣ = 2ⁿ·eʳ with |r| ≤ ln 2 / 2 and Cephes' polynomial for eʳ; x is held within e^±87.3.
#[inline(always)]
unsafe fn exp_parts<S: Simd>(x: S::V) -> (S::V, S::V) {
    let x = clamp::<S>(x, -87.3, 88.0);
    let n = S::round(S::mul(x, S::splat(std::f32::consts::LOG2_E)));
    // ln 2 in two parts, so that n·ln 2 is subtracted exactly.
    let r = S::negative_fma(n, S::splat(0.693_359_4), x);
    let r = S::negative_fma(n, S::splat(-2.121_944_4e-4), r);
    let tail =
        polynomial::<S, 6>(r, [1.987_569_1e-4, 1.398_199_9e-3, 8.333_452e-3, 4.166_579_6e-2, 1.666_666_5e-1, 0.5]);
    (n, S::fma(tail, S::mul(r, r), r))
}

/// eˣ; saturates at e^±87.3.
#[inline(always)]
pub(super) unsafe fn exp<S: Simd>(x: S::V) -> S::V {
    let (n, fraction) = exp_parts::<S>(x);
    S::scale_by_power_of_two(S::add(fraction, S::splat(1.0)), n)
}

/// Natural logarithm of a positive normal float: Cephes' polynomial around 1.
#[inline(always)]
pub(super) unsafe fn ln<S: Simd>(x: S::V) -> S::V {
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

/// tanh as an odd-over-even rational function (Eigen's minimax coefficients), 1 beyond |x| = 7.9.
#[inline(always)]
pub(super) unsafe fn tanh<S: Simd>(x: S::V) -> S::V {
    let x = clamp::<S>(x, -7.905_311, 7.905_311);
    let square = S::mul(x, x);
    let odd = polynomial::<S, 7>(
        square,
        [-2.760_768_5e-16, 2.000_188e-13, -8.604_672e-11, 5.122_297e-8, 1.485_722_4e-5, 6.372_619_3e-4, 4.893_524_6e-3],
    );
    let even = polynomial::<S, 4>(square, [1.198_258_4e-6, 1.185_347_1e-4, 2.268_434_6e-3, 4.893_525e-3]);
    S::div(S::mul(x, odd), even)
}

/// |x|; NaN stays NaN.
#[inline(always)]
pub(super) unsafe fn absolute<S: Simd>(x: S::V) -> S::V {
    S::max(S::sub(S::splat(0.0), x), x)
}

/// x/(1 + |x|).
#[inline(always)]
pub(super) unsafe fn softsign<S: Simd>(x: S::V) -> S::V {
    S::div(x, S::add(S::splat(1.0), absolute::<S>(x)))
}

/// 1/(1 + e⁻ˣ).
#[inline(always)]
pub(super) unsafe fn sigmoid<S: Simd>(x: S::V) -> S::V {
    let one = S::splat(1.0);
    S::div(one, S::add(one, exp::<S>(S::sub(S::splat(0.0), x))))
}

/// eˣ − 1 for x ≤ 0, right relative to itself near 0 as well: 2ⁿ(eʳ − 1) + (2ⁿ − 1).
#[inline(always)]
pub(super) unsafe fn exp_m1<S: Simd>(x: S::V) -> S::V {
    let one = S::splat(1.0);
    let (n, fraction) = exp_parts::<S>(S::min(S::splat(0.0), x));
    let power = S::scale_by_power_of_two(one, n);
    S::fma(fraction, power, S::sub(power, one))
}

/// ln(1 + eˣ) = max(0, x) + ln(1 + t) with t = e^−|x|; ln(1 + t) = t·ln(u)/(u − 1) with u = 1 + t rounded, so that a small t
/// keeps its digits (Kahan).
#[inline(always)]
pub(super) unsafe fn softplus<S: Simd>(x: S::V) -> S::V {
    let (zero, one) = (S::splat(0.0), S::splat(1.0));
    let t = exp::<S>(S::sub(zero, absolute::<S>(x)));
    let u = S::add(one, t);
    let difference = S::sub(u, one);
    let is_larger = S::greater(difference, zero);
    let quotient = S::div(S::mul(t, ln::<S>(u)), S::choose(is_larger, difference, one));
    S::add(S::max(zero, x), S::choose(is_larger, quotient, t))
}

/// Φ(x) and φ(x) of N(0, 1). The tail beyond |x| is ½·erfc(|x|/√2) by the Chebyshev fit of Numerical Recipes' `erfcc`,
/// right to 1.2e-7 of itself.
#[inline(always)]
pub(super) unsafe fn normal<S: Simd>(x: S::V) -> (S::V, S::V) {
    let one = S::splat(1.0);
    // Beyond, both are 0 or 1 to the last digit.
    let x = clamp::<S>(x, -13.0, 13.0);
    let size = absolute::<S>(x);
    let t = S::div(one, S::fma(size, S::splat(0.5 * std::f32::consts::FRAC_1_SQRT_2), one));
    let fit = polynomial::<S, 10>(
        t,
        [
            0.170_872_77,
            -0.822_152_23,
            1.488_515_9,
            -1.135_204,
            0.278_868_07,
            -0.186_288_06,
            0.096_784_18,
            0.374_091_96,
            1.000_023_7,
            -1.265_512_2,
        ],
    );
    let half = S::mul(S::mul(x, x), S::splat(-0.5));
    let tail = S::mul(S::mul(t, S::splat(0.5)), exp::<S>(S::add(half, fit)));
    let distribution = S::choose(S::greater(x, S::splat(0.0)), S::sub(one, tail), tail);
    // A NaN compares with nothing, and stays one in the tail.
    (distribution, S::mul(S::splat(0.398_942_3), exp::<S>(half)))
}
