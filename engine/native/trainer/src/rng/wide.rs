//! Philox over many blocks at once: eight side by side in 64-bit lanes, compiled for wider instructions where the
//! machine has them. Bit-equal to `philox_4x32_10` a block.

use super::philox::{MULTIPLIERS, counter_of, philox_4x32_10, round_keys};
use crate::vectorized::vectorized;

const LANES: usize = 8;
const WORDS_PER_BLOCK: usize = 4;
/// Words made by one pass of eight blocks.
pub(super) const WIDE_WORDS: usize = LANES * WORDS_PER_BLOCK;
const LOW_HALF: u64 = 0xFFFF_FFFF;

/// Words of eight consecutive blocks. Lanes hold their word in the low half; the high half is left dirty.
#[inline(always)]
pub(super) fn eight_blocks(round_keys: &[[u32; 2]; 10], counter: [u32; 4]) -> [u32; WIDE_WORDS] {
    let [block, step, stream_low, stream_high] = counter;
    let mut c0 = [0_u64; LANES];
    for (lane, c) in (0_u32..).zip(&mut c0) {
        *c = u64::from(block.wrapping_add(lane));
    }
    let mut c1 = [u64::from(step); LANES];
    let mut c2 = [u64::from(stream_low); LANES];
    let mut c3 = [u64::from(stream_high); LANES];
    for &[k0, k1] in round_keys {
        for lane in 0..LANES {
            let product_0 = (c0[lane] & LOW_HALF) * u64::from(MULTIPLIERS[0]);
            let product_1 = (c2[lane] & LOW_HALF) * u64::from(MULTIPLIERS[1]);
            c0[lane] = (product_1 >> 32) ^ c1[lane] ^ u64::from(k0);
            c2[lane] = (product_0 >> 32) ^ c3[lane] ^ u64::from(k1);
            c1[lane] = product_1;
            c3[lane] = product_0;
        }
    }
    let mut words = [0; WIDE_WORDS];
    for (lane, block) in words.chunks_exact_mut(WORDS_PER_BLOCK).enumerate() {
        block[0] = c0[lane] as u32;
        block[1] = c1[lane] as u32;
        block[2] = c2[lane] as u32;
        block[3] = c3[lane] as u32;
    }
    words
}

vectorized! {
    /// Fills `words` with consecutive words of a stream at a step, beginning with word 0 of `first_block`.
    pub fn fill_words(key: [u32; 2], stream: u64, step: u32, first_block: u32, words: &mut [u32]) {
        let keys = round_keys(key);
        let mut block = first_block;
        let mut wide = words.chunks_exact_mut(WIDE_WORDS);
        for chunk in &mut wide {
            chunk.copy_from_slice(&eight_blocks(&keys, counter_of(stream, step, block)));
            block = block.wrapping_add(LANES as u32);
        }
        for chunk in wide.into_remainder().chunks_mut(WORDS_PER_BLOCK) {
            let four = philox_4x32_10(counter_of(stream, step, block), key);
            chunk.copy_from_slice(&four[..chunk.len()]);
            block = block.wrapping_add(1);
        }
    }
}
