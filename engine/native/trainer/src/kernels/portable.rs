//! Sixteen lanes as a plain array: any machine; the compiler vectorises what it can (SSE2, NEON).

use super::simd::{LANES, Simd};

#[derive(Clone, Copy)]
pub struct Portable;

#[inline(always)]
fn each(f: impl Fn(usize) -> f32) -> [f32; LANES] {
    let mut lanes = [0.0; LANES];
    for (lane, value) in lanes.iter_mut().enumerate() {
        *value = f(lane);
    }
    lanes
}

#[inline(always)]
fn bit(bits: u16, lane: usize) -> bool {
    bits >> lane & 1 == 1
}

#[inline(always)]
fn bits_where(f: impl Fn(usize) -> bool) -> u16 {
    (0..LANES).fold(0, |bits, lane| bits | u16::from(f(lane)) << lane)
}

// SAFETY: plain arithmetic needs no instruction set; loads and stores touch exactly the lanes the trait states.
unsafe impl Simd for Portable {
    type V = [f32; LANES];

    const TILE_ROWS: [usize; 5] = [0, 3, 1, 1, 1];
    const TILE_VECTORS: usize = 1;
    const CHUNK_VECTORS: usize = 1;

    #[inline(always)]
    unsafe fn splat(value: f32) -> Self::V {
        [value; LANES]
    }
    #[inline(always)]
    unsafe fn load(from: *const f32) -> Self::V {
        // SAFETY: the caller promises LANES readable floats.
        unsafe { from.cast::<Self::V>().read_unaligned() }
    }
    #[inline(always)]
    unsafe fn store(to: *mut f32, value: Self::V) {
        // SAFETY: the caller promises LANES writable floats.
        unsafe { to.cast::<Self::V>().write_unaligned(value) }
    }
    #[inline(always)]
    unsafe fn load_first(from: *const f32, count: usize) -> Self::V {
        // SAFETY: the caller promises `count` readable floats.
        each(|lane| if lane < count { unsafe { *from.add(lane) } } else { 0.0 })
    }
    #[inline(always)]
    unsafe fn prefetch(_: *const f32) {}
    #[inline(always)]
    unsafe fn add(a: Self::V, b: Self::V) -> Self::V {
        each(|i| a[i] + b[i])
    }
    #[inline(always)]
    unsafe fn sub(a: Self::V, b: Self::V) -> Self::V {
        each(|i| a[i] - b[i])
    }
    #[inline(always)]
    unsafe fn mul(a: Self::V, b: Self::V) -> Self::V {
        each(|i| a[i] * b[i])
    }
    #[inline(always)]
    unsafe fn div(a: Self::V, b: Self::V) -> Self::V {
        each(|i| a[i] / b[i])
    }
    #[inline(always)]
    unsafe fn fma(a: Self::V, b: Self::V, c: Self::V) -> Self::V {
        each(|i| a[i] * b[i] + c[i])
    }
    #[inline(always)]
    unsafe fn negative_fma(a: Self::V, b: Self::V, c: Self::V) -> Self::V {
        each(|i| c[i] - a[i] * b[i])
    }
    #[inline(always)]
    unsafe fn max(a: Self::V, b: Self::V) -> Self::V {
        each(|i| if a[i] > b[i] { a[i] } else { b[i] })
    }
    #[inline(always)]
    unsafe fn min(a: Self::V, b: Self::V) -> Self::V {
        each(|i| if a[i] < b[i] { a[i] } else { b[i] })
    }
    #[inline(always)]
    unsafe fn sqrt(a: Self::V) -> Self::V {
        each(|i| a[i].sqrt())
    }
    #[inline(always)]
    unsafe fn round(a: Self::V) -> Self::V {
        each(|i| a[i].round_ties_even())
    }
    #[inline(always)]
    unsafe fn scale_by_power_of_two(a: Self::V, n: Self::V) -> Self::V {
        each(|i| a[i] * f32::from_bits(((n[i] as i32 + 127) as u32) << 23))
    }
    #[inline(always)]
    unsafe fn split_exponent(a: Self::V) -> (Self::V, Self::V) {
        // a·0 is 0, or NaN where a is not finite, which must not vanish.
        let mantissa = each(|i| f32::from_bits(a[i].to_bits() & 0x007F_FFFF | 0x3F00_0000) + a[i] * 0.0);
        (mantissa, each(|i| ((a[i].to_bits() >> 23) as i32 - 126) as f32))
    }
    #[inline(always)]
    unsafe fn keep(bits: u16, a: Self::V) -> Self::V {
        each(|i| if bit(bits, i) { a[i] } else { 0.0 })
    }
    #[inline(always)]
    unsafe fn choose(bits: u16, a: Self::V, b: Self::V) -> Self::V {
        each(|i| if bit(bits, i) { a[i] } else { b[i] })
    }
    #[inline(always)]
    unsafe fn greater(a: Self::V, b: Self::V) -> u16 {
        bits_where(|i| a[i] > b[i])
    }
    #[inline(always)]
    unsafe fn sum(a: Self::V) -> f32 {
        let mut lanes = a;
        let mut width = LANES / 2;
        while width > 0 {
            for lane in 0..width {
                lanes[lane] += lanes[lane + width];
            }
            width /= 2;
        }
        lanes[0]
    }
    #[inline(always)]
    unsafe fn maximum(a: Self::V) -> f32 {
        a.into_iter().fold(f32::NEG_INFINITY, |most, value| if value > most { value } else { most })
    }
    #[inline(always)]
    unsafe fn transpose(rows: &mut [Self::V; LANES]) {
        let from = *rows;
        for (column, row) in rows.iter_mut().enumerate() {
            *row = each(|i| from[i][column]);
        }
    }
}
