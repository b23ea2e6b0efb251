//! Which elements a Dropout keeps.

use super::philox::{counter_of, key_of, philox_4x32_10, round_keys, stream_of, word_at};
use super::wide::{WIDE_WORDS, eight_blocks};
use crate::vectorized::vectorized;

/// The masks of one Dropout: element `row·features + column` of the batch at training step `step` (counted from 0 over
/// the whole run) is kept iff its word of stream `dropout/<node id>` is at least round(p·2³²); kept values are multiplied
/// by `scale()` = f32(1/(1−p)).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DropoutMask {
    key: [u32; 2],
    stream: u64,
    /// round(p·2³²), at most 2³².
    threshold: u64,
    scale: f32,
}

impl DropoutMask {
    /// Masks of the Dropout drawn as `node`, dropping a share `rate` in [0, 1).
    pub fn new(seed: u32, node: &str, rate: f64) -> Self {
        Self {
            key: key_of(seed),
            stream: stream_of(&format!("dropout/{node}")),
            threshold: (rate * 4_294_967_296.0).round() as u64,
            scale: (1.0 / (1.0 - rate)) as f32,
        }
    }

    /// What kept values are multiplied by: 1/(1−p).
    pub fn scale(&self) -> f32 {
        self.scale
    }

    /// Whether one element of a step is kept.
    pub fn keeps(&self, step: u32, element: u64) -> bool {
        u64::from(word_at(self.key, self.stream, step, element)) >= self.threshold
    }

    /// Fills `mask` with `scale()` where an element is kept and 0 where it is dropped, beginning with element
    /// `4 · first_block`.
    pub fn fill(&self, step: u32, first_block: u32, mask: &mut [f32]) {
        match u32::try_from(self.threshold) {
            Ok(threshold) => fill_mask(self, step, first_block, threshold, mask),
            Err(_) => mask.fill(0.0),
        }
    }
}

vectorized! {
    fn fill_mask(dropout: &DropoutMask, step: u32, first_block: u32, threshold: u32, mask: &mut [f32]) {
        let keys = round_keys(dropout.key);
        let factor = |word: u32| if word >= threshold { dropout.scale } else { 0.0 };
        let mut block = first_block;
        let mut wide = mask.chunks_exact_mut(WIDE_WORDS);
        for chunk in &mut wide {
            let words = eight_blocks(&keys, counter_of(dropout.stream, step, block));
            for (element, word) in chunk.iter_mut().zip(words) {
                *element = factor(word);
            }
            block = block.wrapping_add((WIDE_WORDS / 4) as u32);
        }
        for chunk in wide.into_remainder().chunks_mut(4) {
            let words = philox_4x32_10(counter_of(dropout.stream, step, block), dropout.key);
            for (element, word) in chunk.iter_mut().zip(words) {
                *element = factor(word);
            }
            block = block.wrapping_add(1);
        }
    }
}
