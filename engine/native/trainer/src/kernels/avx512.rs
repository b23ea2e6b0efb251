//! Sixteen lanes in one AVX-512 register.

#![expect(
    unsafe_op_in_unsafe_fn,
    reason = "intrinsics of avx512f/dq/bw/vl, which the contract of Simd says are present; memory is touched as it states"
)]

use super::simd::{LANES, Simd};
use std::arch::x86_64::*;

#[derive(Clone, Copy)]
pub struct Avx512;

#[inline(always)]
fn first(count: usize) -> __mmask16 {
    ((1_u32 << count) - 1) as u16
}

// SAFETY: each function is one or a few intrinsics of avx512f/dq/bw/vl, which the trait's contract says are present;
// loads and stores are unaligned or masked, touching exactly the lanes the trait states.
unsafe impl Simd for Avx512 {
    type V = __m512;

    // 32 registers: rows·vectors accumulators, the vectors of one row of b, one broadcast of a.
    const TILE_ROWS: [usize; 5] = [0, 16, 12, 8, 6];
    const TILE_VECTORS: usize = 4;
    const CHUNK_VECTORS: usize = 4;

    #[inline(always)]
    unsafe fn splat(value: f32) -> __m512 {
        _mm512_set1_ps(value)
    }
    #[inline(always)]
    unsafe fn load(from: *const f32) -> __m512 {
        _mm512_loadu_ps(from)
    }
    #[inline(always)]
    unsafe fn store(to: *mut f32, value: __m512) {
        _mm512_storeu_ps(to, value)
    }
    #[inline(always)]
    unsafe fn load_first(from: *const f32, count: usize) -> __m512 {
        _mm512_maskz_loadu_ps(first(count), from)
    }
    #[inline(always)]
    unsafe fn add(a: __m512, b: __m512) -> __m512 {
        _mm512_add_ps(a, b)
    }
    #[inline(always)]
    unsafe fn sub(a: __m512, b: __m512) -> __m512 {
        _mm512_sub_ps(a, b)
    }
    #[inline(always)]
    unsafe fn mul(a: __m512, b: __m512) -> __m512 {
        _mm512_mul_ps(a, b)
    }
    #[inline(always)]
    unsafe fn div(a: __m512, b: __m512) -> __m512 {
        _mm512_div_ps(a, b)
    }
    #[inline(always)]
    unsafe fn fma(a: __m512, b: __m512, c: __m512) -> __m512 {
        _mm512_fmadd_ps(a, b, c)
    }
    #[inline(always)]
    unsafe fn negative_fma(a: __m512, b: __m512, c: __m512) -> __m512 {
        _mm512_fnmadd_ps(a, b, c)
    }
    #[inline(always)]
    unsafe fn max(a: __m512, b: __m512) -> __m512 {
        _mm512_max_ps(a, b)
    }
    #[inline(always)]
    unsafe fn min(a: __m512, b: __m512) -> __m512 {
        _mm512_min_ps(a, b)
    }
    #[inline(always)]
    unsafe fn sqrt(a: __m512) -> __m512 {
        _mm512_sqrt_ps(a)
    }
    #[inline(always)]
    unsafe fn prefetch(from: *const f32) {
        _mm_prefetch::<_MM_HINT_T0>(from.cast())
    }
    #[inline(always)]
    unsafe fn round(a: __m512) -> __m512 {
        _mm512_roundscale_ps::<{ _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC }>(a)
    }
    #[inline(always)]
    unsafe fn scale_by_power_of_two(a: __m512, n: __m512) -> __m512 {
        _mm512_scalef_ps(a, n)
    }
    #[inline(always)]
    unsafe fn split_exponent(a: __m512) -> (__m512, __m512) {
        let mantissa = _mm512_getmant_ps::<_MM_MANT_NORM_P5_1, _MM_MANT_SIGN_SRC>(a);
        (mantissa, _mm512_add_ps(_mm512_getexp_ps(a), _mm512_set1_ps(1.0)))
    }
    #[inline(always)]
    unsafe fn keep(bits: u16, a: __m512) -> __m512 {
        _mm512_maskz_mov_ps(bits, a)
    }
    #[inline(always)]
    unsafe fn choose(bits: u16, a: __m512, b: __m512) -> __m512 {
        _mm512_mask_mov_ps(b, bits, a)
    }
    #[inline(always)]
    unsafe fn greater(a: __m512, b: __m512) -> u16 {
        _mm512_cmp_ps_mask::<_CMP_GT_OQ>(a, b)
    }
    #[inline(always)]
    unsafe fn sum(a: __m512) -> f32 {
        _mm512_reduce_add_ps(a)
    }
    #[inline(always)]
    unsafe fn maximum(a: __m512) -> f32 {
        _mm512_reduce_max_ps(a)
    }
    /// Pairs, then quadruples within 128-bit lanes, then the lanes themselves: 64 shuffles.
    #[inline(always)]
    unsafe fn transpose(rows: &mut [__m512; LANES]) {
        let mut t = *rows;
        for i in 0..8 {
            t[2 * i] = _mm512_unpacklo_ps(rows[2 * i], rows[2 * i + 1]);
            t[2 * i + 1] = _mm512_unpackhi_ps(rows[2 * i], rows[2 * i + 1]);
        }
        let mut u = t;
        for i in 0..4 {
            u[4 * i] = _mm512_shuffle_ps::<0x44>(t[4 * i], t[4 * i + 2]);
            u[4 * i + 1] = _mm512_shuffle_ps::<0xEE>(t[4 * i], t[4 * i + 2]);
            u[4 * i + 2] = _mm512_shuffle_ps::<0x44>(t[4 * i + 1], t[4 * i + 3]);
            u[4 * i + 3] = _mm512_shuffle_ps::<0xEE>(t[4 * i + 1], t[4 * i + 3]);
        }
        for i in 0..4 {
            let low = _mm512_shuffle_f32x4::<0x88>(u[i], u[4 + i]);
            let high = _mm512_shuffle_f32x4::<0xDD>(u[i], u[4 + i]);
            let low_2 = _mm512_shuffle_f32x4::<0x88>(u[8 + i], u[12 + i]);
            let high_2 = _mm512_shuffle_f32x4::<0xDD>(u[8 + i], u[12 + i]);
            rows[i] = _mm512_shuffle_f32x4::<0x88>(low, low_2);
            rows[8 + i] = _mm512_shuffle_f32x4::<0xDD>(low, low_2);
            rows[4 + i] = _mm512_shuffle_f32x4::<0x88>(high, high_2);
            rows[12 + i] = _mm512_shuffle_f32x4::<0xDD>(high, high_2);
        }
    }
}
