//! The wide kernels for x86-64. Each 64-bit lane holds one block's word in its low half, as the widening multiplication
//! wants it; high halves are left dirty until the words are woven together.

use super::super::philox::MULTIPLIERS;
use super::{FillPasses, PASS_WORDS};
use crate::processor::{uses_avx2, uses_avx512};
use std::arch::x86_64::*;

/// Defines one kernel and the function that offers it where the machine can run it.
macro_rules! kernel {
    (
        $(#[$meta:meta])* $offer:ident, $kernel:ident, feature $feature:tt if $is_in_use:ident, blocks $blocks:literal,
        lanes $lanes:expr, broadcast $broadcast:ident, add $add:ident, multiply $multiply:ident,
        shift_right $shift_right:ident, shift_left $shift_left:ident, xor $xor:expr, weave $weave:expr,
        low $low:ident, high $high:ident, store $store:expr $(,)?
    ) => {
        $(#[$meta])*
        pub(super) fn $offer() -> Option<FillPasses> {
            #[target_feature(enable = $feature)]
            fn $kernel(round_keys: &[[u32; 2]; 10], counter: [u32; 4], passes: &mut [[u32; PASS_WORDS]]) {
                /// Vectors a pass keeps in flight for each word of the counter.
                const VECTORS: usize = PASS_WORDS / 4 / $blocks;
                let [mut block, step, stream_low, stream_high] = counter;
                let multiplier_0 = $broadcast(i64::from(MULTIPLIERS[0]));
                let multiplier_1 = $broadcast(i64::from(MULTIPLIERS[1]));
                for pass in passes {
                    let mut c0 = [$broadcast(0); VECTORS];
                    for (index, vector) in (0_u32..).zip(&mut c0) {
                        *vector = $add($broadcast(i64::from(block.wrapping_add(index * $blocks))), $lanes);
                    }
                    let mut c1 = [$broadcast(i64::from(step)); VECTORS];
                    let mut c2 = [$broadcast(i64::from(stream_low)); VECTORS];
                    let mut c3 = [$broadcast(i64::from(stream_high)); VECTORS];
                    for &[k0, k1] in round_keys {
                        let k0 = $broadcast(i64::from(k0));
                        let k1 = $broadcast(i64::from(k1));
                        for v in 0..VECTORS {
                            let product_0 = $multiply(c0[v], multiplier_0);
                            let product_1 = $multiply(c2[v], multiplier_1);
                            c0[v] = $xor($shift_right::<32>(product_1), c1[v], k0);
                            c2[v] = $xor($shift_right::<32>(product_0), c3[v], k1);
                            c1[v] = product_1;
                            c3[v] = product_0;
                        }
                    }
                    let (vectors, _) = pass.as_chunks_mut::<{ $blocks * 4 }>();
                    for (v, words) in vectors.iter_mut().enumerate() {
                        let first_pair = $weave(c0[v], $shift_left::<32>(c1[v]));
                        let second_pair = $weave(c2[v], $shift_left::<32>(c3[v]));
                        let (low, high) = words.split_at_mut($blocks * 2);
                        $store(low, $low(first_pair, second_pair));
                        $store(high, $high(first_pair, second_pair));
                    }
                    block = block.wrapping_add((PASS_WORDS / 4) as u32);
                }
            }

            fn checked(round_keys: &[[u32; 2]; 10], counter: [u32; 4], passes: &mut [[u32; PASS_WORDS]]) {
                // SAFETY: only handed out below, once the machine was found to have the feature.
                unsafe { $kernel(round_keys, counter, passes) }
            }

            $is_in_use().then_some(checked as FillPasses)
        }
    };
}

kernel! {
    /// Four blocks a vector. Lanes hold blocks 0, 2, 1, 3, so that weaving within 128-bit halves puts them in order.
    fill_passes_avx2, fill_avx2, feature "avx2" if uses_avx2, blocks 4,
    lanes _mm256_setr_epi64x(0, 2, 1, 3), broadcast _mm256_set1_epi64x, add _mm256_add_epi32,
    multiply _mm256_mul_epu32, shift_right _mm256_srli_epi64, shift_left _mm256_slli_epi64,
    xor |a, b, c| _mm256_xor_si256(_mm256_xor_si256(a, b), c),
    weave |low, high| _mm256_blend_epi32::<0b1010_1010>(low, high),
    low _mm256_unpacklo_epi64, high _mm256_unpackhi_epi64,
    // SAFETY: half of a vector's words is eight words, 256 bits.
    store |words: &mut [u32], vector| unsafe { _mm256_storeu_si256(words.as_mut_ptr().cast(), vector) },
}

kernel! {
    /// Eight blocks a vector. Lanes hold blocks 0, 4, 1, 5, 2, 6, 3, 7, so that weaving within 128-bit quarters puts them
    /// in order.
    fill_passes_avx512, fill_avx512, feature "avx512f" if uses_avx512, blocks 8,
    lanes _mm512_setr_epi64(0, 4, 1, 5, 2, 6, 3, 7), broadcast _mm512_set1_epi64, add _mm512_add_epi32,
    multiply _mm512_mul_epu32, shift_right _mm512_srli_epi64, shift_left _mm512_slli_epi64,
    xor |a, b, c| _mm512_ternarylogic_epi64::<0b1001_0110>(a, b, c),
    weave |low, high| _mm512_mask_blend_epi32(0b1010_1010_1010_1010, low, high),
    low _mm512_unpacklo_epi64, high _mm512_unpackhi_epi64,
    // SAFETY: half of a vector's words is sixteen words, 512 bits.
    store |words: &mut [u32], vector| unsafe { _mm512_storeu_si512(words.as_mut_ptr().cast(), vector) },
}
