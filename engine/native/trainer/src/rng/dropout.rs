//! Which elements a Dropout keeps.

use super::philox::{key_of, stream_of, word_at};
use super::wide::fill_words;
use crate::vectorized::vectorized;

/// Words drawn at a time; a multiple of four, so that every draw begins at a block.
const DRAW: usize = 1024;

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
        let Ok(threshold) = u32::try_from(self.threshold) else {
            mask.fill(0.0);
            return;
        };
        let mut words = [0_u32; DRAW];
        let mut block = first_block;
        for chunk in mask.chunks_mut(DRAW) {
            let words = &mut words[..chunk.len()];
            fill_words(self.key, self.stream, step, block, words);
            choose(words, threshold, self.scale, chunk);
            block = block.wrapping_add((DRAW / 4) as u32);
        }
    }
}

vectorized! {
    fn choose(words: &[u32], threshold: u32, scale: f32, mask: &mut [f32]) {
        for (factor, &word) in mask.iter_mut().zip(words) {
            *factor = if word >= threshold { scale } else { 0.0 };
        }
    }
}
