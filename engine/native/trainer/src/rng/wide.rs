//! Philox over many blocks at once, side by side in 64-bit lanes, with the widest instructions the machine has.
//! Bit-equal to `philox_4x32_10` block by block.

#[cfg(target_arch = "x86_64")]
#[expect(unsafe_code, reason = "stores whole vectors, and calls code compiled for a feature that was just detected")]
mod x86;

use super::philox::{counter_of, philox_4x32_10, round_keys};

const WORDS_PER_BLOCK: usize = 4;
/// Words made by one pass of a wide kernel: thirty-two blocks, enough in flight to hide the multiplications.
const PASS_WORDS: usize = 32 * WORDS_PER_BLOCK;

/// Fills whole passes with the words of consecutive blocks, from the counter of the first, under the keys of the rounds.
type FillPasses = fn(&[[u32; 2]; 10], [u32; 4], &mut [[u32; PASS_WORDS]]);

/// Fills `words` with consecutive words of a stream at a step, beginning with word 0 of `first_block`.
pub fn fill_words(key: [u32; 2], stream: u64, step: u32, first_block: u32, words: &mut [u32]) {
    fill_words_with(fastest(), key, counter_of(stream, step, first_block), words);
}

fn fill_words_with(fill_passes: FillPasses, key: [u32; 2], counter: [u32; 4], words: &mut [u32]) {
    let [first_block, step, stream_low, stream_high] = counter;
    let (passes, rest) = words.as_chunks_mut::<PASS_WORDS>();
    let wide_blocks = (passes.len() * PASS_WORDS / WORDS_PER_BLOCK) as u32;
    fill_passes(&round_keys(key), counter, passes);
    let mut block = first_block.wrapping_add(wide_blocks);
    for chunk in rest.chunks_mut(WORDS_PER_BLOCK) {
        let four = philox_4x32_10([block, step, stream_low, stream_high], key);
        chunk.copy_from_slice(&four[..chunk.len()]);
        block = block.wrapping_add(1);
    }
}

/// The widest kernel this machine runs.
fn fastest() -> FillPasses {
    #[cfg(target_arch = "x86_64")]
    {
        if let Some(fill_passes) = x86::fill_passes_avx512().or_else(x86::fill_passes_avx2) {
            return fill_passes;
        }
    }
    fill_passes_portable
}

fn fill_passes_portable(round_keys: &[[u32; 2]; 10], counter: [u32; 4], passes: &mut [[u32; PASS_WORDS]]) {
    let [mut block, step, stream_low, stream_high] = counter;
    for pass in passes {
        let (blocks, _) = pass.as_chunks_mut::<WORDS_PER_BLOCK>();
        for words in blocks {
            *words = philox_4x32_10([block, step, stream_low, stream_high], round_keys[0]);
            block = block.wrapping_add(1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::philox::word_at;
    use super::*;
    use proptest::prelude::*;

    fn kernels() -> Vec<FillPasses> {
        #[cfg(target_arch = "x86_64")]
        let wider = [x86::fill_passes_avx2(), x86::fill_passes_avx512()];
        #[cfg(not(target_arch = "x86_64"))]
        let wider: [Option<FillPasses>; 0] = [];
        std::iter::once(fill_passes_portable as FillPasses).chain(wider.into_iter().flatten()).collect()
    }

    proptest! {
        #[test]
        fn every_kernel_gives_the_words_of_the_scalar_one(
            key: [u32; 2],
            counter: [u32; 4],
            length in 0_usize..400,
            is_near_wrap: bool,
        ) {
            let [block, step, low, high] = counter;
            // Near the end of the counter the block number wraps; element numbers then do as well.
            let block = if is_near_wrap { u32::MAX - block % 64 } else { block };
            let stream = u64::from(low) | u64::from(high) << 32;
            let expected: Vec<u32> = (0..length as u64)
                .map(|word| word_at(key, stream, step, u64::from(block) * 4 + word))
                .collect();
            for kernel in kernels() {
                let mut words = vec![0; length];
                fill_words_with(kernel, key, [block, step, low, high], &mut words);
                prop_assert_eq!(&words, &expected);
            }
        }
    }
}
