//! Sixteen lanes in four NEON registers.

#![expect(
    unsafe_op_in_unsafe_fn,
    reason = "intrinsics of neon, which the contract of Simd says is present; memory is touched as it states"
)]

use super::simd::{LANES, Simd};
use std::arch::aarch64::*;

#[derive(Clone, Copy)]
pub struct Neon;

type Quads = [float32x4_t; 4];

/// What each lane of a quad stands for in four bits.
const LANE_BITS: [u32; 4] = [1, 2, 4, 8];

#[inline(always)]
fn each(f: impl Fn(usize) -> float32x4_t) -> Quads {
    [f(0), f(1), f(2), f(3)]
}

/// All ones in lane i of the quad where bit i of its four bits is set.
#[inline(always)]
fn mask(bits: u16, quad: usize) -> uint32x4_t {
    // SAFETY: arithmetic, and a load of four words.
    unsafe { vtstq_u32(vdupq_n_u32(u32::from(bits >> (4 * quad))), vld1q_u32(LANE_BITS.as_ptr())) }
}

/// Transposes a 4×4 block.
#[inline(always)]
unsafe fn transpose_4(rows: Quads) -> Quads {
    let pair = |a, b| (vtrn1q_f32(a, b), vtrn2q_f32(a, b));
    let ((even_0, odd_0), (even_1, odd_1)) = (pair(rows[0], rows[1]), pair(rows[2], rows[3]));
    let halves = |a, b| {
        let (a, b) = (vreinterpretq_f64_f32(a), vreinterpretq_f64_f32(b));
        (vreinterpretq_f32_f64(vtrn1q_f64(a, b)), vreinterpretq_f32_f64(vtrn2q_f64(a, b)))
    };
    let ((first, third), (second, fourth)) = (halves(even_0, even_1), halves(odd_0, odd_1));
    [first, second, third, fourth]
}

/// Declares functions that do to each quad what one intrinsic does.
macro_rules! lanewise {
    ($($name:ident($($argument:ident),*) = $intrinsic:ident;)*) => {
        $(#[inline(always)]
        unsafe fn $name($($argument: Quads),*) -> Quads {
            each(|quad| $intrinsic($($argument[quad]),*))
        })*
    };
}

// SAFETY: each function is a few intrinsics of neon, which the trait's contract says is present; loads and
// stores touch exactly the lanes the trait states.
unsafe impl Simd for Neon {
    type V = Quads;

    // 32 registers: four for each accumulator, four for a row of b, one broadcast of a.
    const TILE_ROWS: [usize; 5] = [0, 6, 3, 1, 1];
    const TILE_VECTORS: usize = 1;
    const CHUNK_VECTORS: usize = 1;

    lanewise! {
        add(a, b) = vaddq_f32;
        sub(a, b) = vsubq_f32;
        mul(a, b) = vmulq_f32;
        div(a, b) = vdivq_f32;
        sqrt(a) = vsqrtq_f32;
        round(a) = vrndnq_f32;
    }

    #[inline(always)]
    unsafe fn splat(value: f32) -> Quads {
        [vdupq_n_f32(value); 4]
    }
    #[inline(always)]
    unsafe fn load(from: *const f32) -> Quads {
        each(|quad| vld1q_f32(from.add(4 * quad)))
    }
    #[inline(always)]
    unsafe fn store(to: *mut f32, value: Quads) {
        for (quad, value) in value.into_iter().enumerate() {
            vst1q_f32(to.add(4 * quad), value);
        }
    }
    #[inline(always)]
    unsafe fn load_first(from: *const f32, count: usize) -> Quads {
        let mut lanes = [0.0; LANES];
        std::ptr::copy_nonoverlapping(from, lanes.as_mut_ptr(), count);
        Neon::load(lanes.as_ptr())
    }
    #[inline(always)]
    unsafe fn prefetch(from: *const f32) {
        std::arch::asm!("prfm pldl1keep, [{}]", in(reg) from, options(nostack, readonly, preserves_flags));
    }
    #[inline(always)]
    unsafe fn fma(a: Quads, b: Quads, c: Quads) -> Quads {
        each(|quad| vfmaq_f32(c[quad], a[quad], b[quad]))
    }
    #[inline(always)]
    unsafe fn negative_fma(a: Quads, b: Quads, c: Quads) -> Quads {
        each(|quad| vfmsq_f32(c[quad], a[quad], b[quad]))
    }
    #[inline(always)]
    unsafe fn max(a: Quads, b: Quads) -> Quads {
        each(|quad| vbslq_f32(vcgtq_f32(a[quad], b[quad]), a[quad], b[quad]))
    }
    #[inline(always)]
    unsafe fn min(a: Quads, b: Quads) -> Quads {
        each(|quad| vbslq_f32(vcltq_f32(a[quad], b[quad]), a[quad], b[quad]))
    }
    #[inline(always)]
    unsafe fn scale_by_power_of_two(a: Quads, n: Quads) -> Quads {
        each(|quad| {
            let exponent = vaddq_s32(vcvtq_s32_f32(n[quad]), vdupq_n_s32(127));
            vmulq_f32(a[quad], vreinterpretq_f32_s32(vshlq_n_s32::<23>(exponent)))
        })
    }
    #[inline(always)]
    unsafe fn split_exponent(a: Quads) -> (Quads, Quads) {
        let mantissa = each(|quad| {
            let bits = vandq_u32(vreinterpretq_u32_f32(a[quad]), vdupq_n_u32(0x007F_FFFF));
            let mantissa = vreinterpretq_f32_u32(vorrq_u32(bits, vdupq_n_u32(0x3F00_0000)));
            // a − a is 0, or NaN where a is not finite, which must not vanish.
            vaddq_f32(mantissa, vsubq_f32(a[quad], a[quad]))
        });
        let exponent = each(|quad| {
            let biased = vshrq_n_u32::<23>(vreinterpretq_u32_f32(a[quad]));
            vcvtq_f32_s32(vsubq_s32(vreinterpretq_s32_u32(biased), vdupq_n_s32(126)))
        });
        (mantissa, exponent)
    }
    #[inline(always)]
    unsafe fn keep(bits: u16, a: Quads) -> Quads {
        each(|quad| vreinterpretq_f32_u32(vandq_u32(vreinterpretq_u32_f32(a[quad]), mask(bits, quad))))
    }
    #[inline(always)]
    unsafe fn choose(bits: u16, a: Quads, b: Quads) -> Quads {
        each(|quad| vbslq_f32(mask(bits, quad), a[quad], b[quad]))
    }
    #[inline(always)]
    unsafe fn greater(a: Quads, b: Quads) -> u16 {
        (0..4).fold(0, |bits, quad| {
            let lane_bits = vandq_u32(vcgtq_f32(a[quad], b[quad]), vld1q_u32(LANE_BITS.as_ptr()));
            bits | (vaddvq_u32(lane_bits) as u16) << (4 * quad)
        })
    }
    #[inline(always)]
    unsafe fn sum(a: Quads) -> f32 {
        let four = vaddq_f32(vaddq_f32(a[0], a[2]), vaddq_f32(a[1], a[3]));
        let two = vadd_f32(vget_low_f32(four), vget_high_f32(four));
        vget_lane_f32::<0>(two) + vget_lane_f32::<1>(two)
    }
    #[inline(always)]
    unsafe fn maximum(a: Quads) -> f32 {
        vmaxnmvq_f32(vmaxnmq_f32(vmaxnmq_f32(a[0], a[1]), vmaxnmq_f32(a[2], a[3])))
    }
    /// Sixteen 4×4 blocks.
    #[inline(always)]
    unsafe fn transpose(rows: &mut [Quads; LANES]) {
        let from = *rows;
        for block in 0..4 {
            let quads = [0, 4, 8, 12].map(|row| {
                transpose_4([from[row][block], from[row + 1][block], from[row + 2][block], from[row + 3][block]])
            });
            for lane in 0..4 {
                rows[4 * block + lane] = quads.map(|quad| quad[lane]);
            }
        }
    }
}
