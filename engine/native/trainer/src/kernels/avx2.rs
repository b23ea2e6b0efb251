//! Sixteen lanes in two AVX2 registers, with FMA.

#![expect(
    unsafe_op_in_unsafe_fn,
    reason = "intrinsics of avx2 and fma, which the contract of Simd says are present; memory is touched as it states"
)]

use super::simd::{LANES, Simd};
use std::arch::x86_64::*;

#[derive(Clone, Copy)]
pub struct Avx2;

type Pair = (__m256, __m256);

macro_rules! lanewise {
    ($($name:ident($($argument:ident),+) = $intrinsic:ident;)*) => {
        $(#[inline(always)]
        unsafe fn $name($($argument: Pair),+) -> Pair {
            ($intrinsic($($argument.0),+), $intrinsic($($argument.1),+))
        })*
    };
}

/// All ones in lane i of a half where bit i of its eight bits is set.
#[inline(always)]
unsafe fn half_mask(bits: u16) -> __m256i {
    let each = _mm256_setr_epi32(1, 2, 4, 8, 16, 32, 64, 128);
    _mm256_cmpeq_epi32(_mm256_and_si256(_mm256_set1_epi32(i32::from(bits)), each), each)
}

#[inline(always)]
unsafe fn masks(bits: u16) -> (__m256i, __m256i) {
    (half_mask(bits & 0xFF), half_mask(bits >> 8))
}

#[inline(always)]
fn first(count: usize) -> u16 {
    ((1_u32 << count) - 1) as u16
}

/// Mantissas in [0.5, 1) and exponents of eight lanes.
#[inline(always)]
unsafe fn split_8(a: __m256) -> (__m256, __m256) {
    let bits = _mm256_castps_si256(a);
    let mantissa =
        _mm256_or_si256(_mm256_and_si256(bits, _mm256_set1_epi32(0x007F_FFFF)), _mm256_set1_epi32(0x3F00_0000));
    let exponent = _mm256_sub_epi32(_mm256_srli_epi32::<23>(bits), _mm256_set1_epi32(126));
    // a − a is 0, or NaN where a is not finite, which must not vanish.
    let mantissa = _mm256_add_ps(_mm256_castsi256_ps(mantissa), _mm256_sub_ps(a, a));
    (mantissa, _mm256_cvtepi32_ps(exponent))
}

/// Transposes eight rows of eight.
#[inline(always)]
unsafe fn transpose_8(r: [__m256; 8]) -> [__m256; 8] {
    let mut t = r;
    for i in 0..4 {
        t[2 * i] = _mm256_unpacklo_ps(r[2 * i], r[2 * i + 1]);
        t[2 * i + 1] = _mm256_unpackhi_ps(r[2 * i], r[2 * i + 1]);
    }
    let mut u = t;
    for i in 0..2 {
        u[4 * i] = _mm256_shuffle_ps::<0x44>(t[4 * i], t[4 * i + 2]);
        u[4 * i + 1] = _mm256_shuffle_ps::<0xEE>(t[4 * i], t[4 * i + 2]);
        u[4 * i + 2] = _mm256_shuffle_ps::<0x44>(t[4 * i + 1], t[4 * i + 3]);
        u[4 * i + 3] = _mm256_shuffle_ps::<0xEE>(t[4 * i + 1], t[4 * i + 3]);
    }
    let mut answer = u;
    for i in 0..4 {
        answer[i] = _mm256_permute2f128_ps::<0x20>(u[i], u[4 + i]);
        answer[4 + i] = _mm256_permute2f128_ps::<0x31>(u[i], u[4 + i]);
    }
    answer
}

// SAFETY: each function is a few intrinsics of avx, avx2 and fma, which the trait's contract says are present; loads
// and stores are unaligned or masked, touching exactly the lanes the trait states.
unsafe impl Simd for Avx2 {
    type V = Pair;

    // 16 registers: two for each accumulator, two for a row of b, one broadcast of a.
    const TILE_ROWS: [usize; 5] = [0, 6, 3, 1, 1];
    const TILE_VECTORS: usize = 1;
    const CHUNK_VECTORS: usize = 2;

    lanewise! {
        add(a, b) = _mm256_add_ps;
        sub(a, b) = _mm256_sub_ps;
        mul(a, b) = _mm256_mul_ps;
        div(a, b) = _mm256_div_ps;
        fma(a, b, c) = _mm256_fmadd_ps;
        negative_fma(a, b, c) = _mm256_fnmadd_ps;
        max(a, b) = _mm256_max_ps;
        min(a, b) = _mm256_min_ps;
        sqrt(a) = _mm256_sqrt_ps;
    }

    #[inline(always)]
    unsafe fn splat(value: f32) -> Pair {
        (_mm256_set1_ps(value), _mm256_set1_ps(value))
    }
    #[inline(always)]
    unsafe fn load(from: *const f32) -> Pair {
        (_mm256_loadu_ps(from), _mm256_loadu_ps(from.add(8)))
    }
    #[inline(always)]
    unsafe fn store(to: *mut f32, value: Pair) {
        _mm256_storeu_ps(to, value.0);
        _mm256_storeu_ps(to.add(8), value.1);
    }
    #[inline(always)]
    unsafe fn load_first(from: *const f32, count: usize) -> Pair {
        let (low, high) = masks(first(count));
        (_mm256_maskload_ps(from, low), _mm256_maskload_ps(from.wrapping_add(8), high))
    }
    #[inline(always)]
    unsafe fn prefetch(from: *const f32) {
        _mm_prefetch::<_MM_HINT_T0>(from.cast())
    }
    #[inline(always)]
    unsafe fn round(a: Pair) -> Pair {
        (
            _mm256_round_ps::<{ _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC }>(a.0),
            _mm256_round_ps::<{ _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC }>(a.1),
        )
    }
    #[inline(always)]
    unsafe fn scale_by_power_of_two(a: Pair, n: Pair) -> Pair {
        let half = |a: __m256, n: __m256| {
            let exponent = _mm256_add_epi32(_mm256_cvtps_epi32(n), _mm256_set1_epi32(127));
            _mm256_mul_ps(a, _mm256_castsi256_ps(_mm256_slli_epi32::<23>(exponent)))
        };
        (half(a.0, n.0), half(a.1, n.1))
    }
    #[inline(always)]
    unsafe fn split_exponent(a: Pair) -> (Pair, Pair) {
        let (low, high) = (split_8(a.0), split_8(a.1));
        ((low.0, high.0), (low.1, high.1))
    }
    #[inline(always)]
    unsafe fn keep(bits: u16, a: Pair) -> Pair {
        let (low, high) = masks(bits);
        (_mm256_and_ps(a.0, _mm256_castsi256_ps(low)), _mm256_and_ps(a.1, _mm256_castsi256_ps(high)))
    }
    #[inline(always)]
    unsafe fn choose(bits: u16, a: Pair, b: Pair) -> Pair {
        let (low, high) = masks(bits);
        (_mm256_blendv_ps(b.0, a.0, _mm256_castsi256_ps(low)), _mm256_blendv_ps(b.1, a.1, _mm256_castsi256_ps(high)))
    }
    #[inline(always)]
    unsafe fn greater(a: Pair, b: Pair) -> u16 {
        let low = _mm256_movemask_ps(_mm256_cmp_ps::<_CMP_GT_OQ>(a.0, b.0));
        let high = _mm256_movemask_ps(_mm256_cmp_ps::<_CMP_GT_OQ>(a.1, b.1));
        (low | high << 8) as u16
    }
    #[inline(always)]
    unsafe fn sum(a: Pair) -> f32 {
        let eight = _mm256_add_ps(a.0, a.1);
        let four = _mm_add_ps(_mm256_castps256_ps128(eight), _mm256_extractf128_ps::<1>(eight));
        let two = _mm_add_ps(four, _mm_movehl_ps(four, four));
        _mm_cvtss_f32(_mm_add_ss(two, _mm_shuffle_ps::<1>(two, two)))
    }
    #[inline(always)]
    unsafe fn maximum(a: Pair) -> f32 {
        let eight = _mm256_max_ps(a.0, a.1);
        let four = _mm_max_ps(_mm256_castps256_ps128(eight), _mm256_extractf128_ps::<1>(eight));
        let two = _mm_max_ps(four, _mm_movehl_ps(four, four));
        _mm_cvtss_f32(_mm_max_ss(two, _mm_shuffle_ps::<1>(two, two)))
    }
    /// Four 8×8 blocks.
    #[inline(always)]
    unsafe fn transpose(rows: &mut [Pair; LANES]) {
        let mut blocks = [[rows[0].0; 8]; 4];
        for i in 0..8 {
            blocks[0][i] = rows[i].0;
            blocks[1][i] = rows[i].1;
            blocks[2][i] = rows[8 + i].0;
            blocks[3][i] = rows[8 + i].1;
        }
        let [a, b, c, d] = blocks;
        let (a, b, c, d) = (transpose_8(a), transpose_8(b), transpose_8(c), transpose_8(d));
        for i in 0..8 {
            rows[i] = (a[i], c[i]);
            rows[8 + i] = (b[i], d[i]);
        }
    }
}
