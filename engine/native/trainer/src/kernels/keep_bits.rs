//! A Dropout's keep bits for a whole batch: Philox words of its stream compared with its threshold.
//! Bit for bit what `rng::DropoutMask::keeps` says.

use super::simd::Isa;
use crate::rng::{fill_words, key_of, stream_of};

/// Words drawn at a time where there is no special kernel; a multiple of 32.
const DRAW: usize = 256;

/// One bit an element, element `e` in bit `e % 8` of byte `e / 8`, with room for whole-word reads past the end.
#[derive(Debug, Clone, Default)]
pub struct KeepBits {
    pub(super) bytes: Vec<u8>,
}

impl KeepBits {
    pub fn new(elements: usize) -> KeepBits {
        KeepBits { bytes: vec![0; elements.div_ceil(32) * 4 + 4] }
    }

    pub fn keeps(&self, element: usize) -> bool {
        self.bytes[element / 8] >> (element % 8) & 1 == 1
    }

    pub(super) fn elements(&self) -> usize {
        (self.bytes.len() - 4) * 8
    }
}

/// The random stream of one Dropout.
#[derive(Debug, Clone)]
pub struct KeepStream {
    key: [u32; 2],
    stream: u64,
    /// round(p·2³²); an element is kept iff its word is at least this.
    threshold: u64,
}

impl KeepStream {
    /// The stream of the Dropout drawn as `node`, dropping a share `rate` in [0, 1).
    pub fn new(seed: u32, node: &str, rate: f64) -> KeepStream {
        let threshold = (rate * 4_294_967_296.0).round() as u64;
        KeepStream { key: key_of(seed), stream: stream_of(&format!("dropout/{node}")), threshold }
    }

    /// Fills the bits of the first `elements` elements at a training step.
    pub fn fill(&self, isa: Isa, step: u32, elements: usize, keep: &mut KeepBits) {
        let bytes = &mut keep.bytes[..elements.div_ceil(32) * 4];
        let Ok(threshold) = u32::try_from(self.threshold) else {
            bytes.fill(0);
            return;
        };
        match isa.0 {
            #[cfg(target_arch = "x86_64")]
            // SAFETY: an `Isa` of this level exists only where these features were detected.
            super::simd::Level::Avx512 => unsafe { avx512::fill(self.key, self.stream, step, threshold, bytes) },
            _ => fill_by_words(self.key, self.stream, step, threshold, bytes),
        }
    }
}

fn fill_by_words(key: [u32; 2], stream: u64, step: u32, threshold: u32, bytes: &mut [u8]) {
    let mut words = [0_u32; DRAW];
    for (index, part) in bytes.chunks_mut(DRAW / 8).enumerate() {
        let words = &mut words[..part.len() * 8];
        fill_words(key, stream, step, (index * DRAW / 4) as u32, words);
        for (byte, words) in part.iter_mut().zip(words.chunks_exact(8)) {
            *byte = (0_u8..).zip(words).fold(0, |byte, (bit, word)| byte | u8::from(*word >= threshold) << bit);
        }
    }
}

#[cfg(target_arch = "x86_64")]
mod avx512 {
    use std::arch::x86_64::*;

    const MULTIPLIERS: [i64; 2] = [0xD251_1F53, 0xCD9E_8D57];
    const WEYL: [u32; 2] = [0x9E37_79B9, 0xBB67_AE85];

    /// Eight blocks side by side in 64-bit lanes, words in the low halves; high halves are dirty but never read, since
    /// the multiplication takes low halves only. 32 elements a turn.
    #[target_feature(enable = "avx512f,bmi2")]
    pub(super) fn fill(key: [u32; 2], stream: u64, step: u32, threshold: u32, bytes: &mut [u8]) {
        let mut keys = [[_mm512_setzero_si512(); 2]; 10];
        let mut round_key = key;
        for pair in &mut keys {
            *pair = round_key.map(|word| _mm512_set1_epi64(i64::from(word)));
            round_key = [round_key[0].wrapping_add(WEYL[0]), round_key[1].wrapping_add(WEYL[1])];
        }
        let multipliers = MULTIPLIERS.map(|word| _mm512_set1_epi64(word));
        let threshold = _mm512_set1_epi32(threshold.cast_signed());
        let mut blocks = _mm512_setr_epi64(0, 1, 2, 3, 4, 5, 6, 7);
        for word in bytes.as_chunks_mut::<4>().0 {
            let mut c0 = blocks;
            let mut c1 = _mm512_set1_epi64(i64::from(step));
            let mut c2 = _mm512_set1_epi64((stream & 0xFFFF_FFFF).cast_signed());
            let mut c3 = _mm512_set1_epi64((stream >> 32).cast_signed());
            for [k0, k1] in keys {
                let product_0 = _mm512_mul_epu32(c0, multipliers[0]);
                let product_1 = _mm512_mul_epu32(c2, multipliers[1]);
                // 0x96 is the truth table of a ⊕ b ⊕ c.
                c0 = _mm512_ternarylogic_epi64::<0x96>(_mm512_srli_epi64::<32>(product_1), c1, k0);
                c2 = _mm512_ternarylogic_epi64::<0x96>(_mm512_srli_epi64::<32>(product_0), c3, k1);
                c1 = product_1;
                c3 = product_0;
            }
            // Words 0 and 1 of each block side by side, and words 2 and 3; their bits are then dealt out in pairs.
            let low = _mm512_mask_mov_epi32(c0, 0xAAAA, _mm512_slli_epi64::<32>(c1));
            let high = _mm512_mask_mov_epi32(c2, 0xAAAA, _mm512_slli_epi64::<32>(c3));
            let low = u32::from(_mm512_cmpge_epu32_mask(low, threshold));
            let high = u32::from(_mm512_cmpge_epu32_mask(high, threshold));
            *word = (_pdep_u32(low, 0x3333_3333) | _pdep_u32(high, 0xCCCC_CCCC)).to_le_bytes();
            blocks = _mm512_add_epi64(blocks, _mm512_set1_epi64(8));
        }
    }
}
