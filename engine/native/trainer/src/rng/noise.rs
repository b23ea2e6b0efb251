//! What a GaussianNoise adds.

use super::philox::{key_of, stream_of, word_at};
use super::wide::fill_words;
use crate::vectorized::vectorized;

/// Words drawn at a time; a multiple of four, so that every draw begins at a block.
const DRAW: usize = 1024;
/// 2⁻³².
const WORD_UNIT: f64 = 1.0 / 4_294_967_296.0;
/// 2⁵²: a double of at least this size holds an integer in its low bits.
const INTEGER: f64 = 4_503_599_627_370_496.0;

/// The draws of one GaussianNoise: element `row·features + column` of the batch at training step `step` (counted from 0
/// over the whole run) is N(0, 1) by Box & Muller's cosine branch of words 2e and 2e+1 of stream `noise/<node id>`, the
/// first shifted off zero, as initial weights are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoiseDraws {
    key: [u32; 2],
    stream: u64,
}

impl NoiseDraws {
    /// The draws of the GaussianNoise drawn as `node`.
    pub fn new(seed: u32, node: &str) -> Self {
        Self { key: key_of(seed), stream: stream_of(&format!("noise/{node}")) }
    }

    /// One element's draw of N(0, 1).
    pub fn draw(&self, step: u32, element: u64) -> f64 {
        let [first, second] = [0, 1].map(|word| word_at(self.key, self.stream, step, 2 * element + word));
        let u1 = (f64::from(first) + 1.0) * WORD_UNIT;
        let u2 = f64::from(second) * WORD_UNIT;
        (-2.0 * u1.ln()).sqrt() * (std::f64::consts::TAU * u2).cos()
    }

    /// Fills `noise` with `standard_deviation` times the draws of the elements from 0 on, computed in f64 by the same
    /// operations on every machine.
    pub fn fill(&self, step: u32, standard_deviation: f64, noise: &mut [f32]) {
        let mut words = [0_u32; DRAW];
        for (index, chunk) in noise.chunks_mut(DRAW / 2).enumerate() {
            let words = &mut words[..chunk.len() * 2];
            fill_words(self.key, self.stream, step, (index * DRAW / 4) as u32, words);
            normals(words.as_chunks().0, standard_deviation, chunk);
        }
    }
}

vectorized! {
    fn normals(words: &[[u32; 2]], standard_deviation: f64, noise: &mut [f32]) {
        for (noise, [first, second]) in noise.iter_mut().zip(words) {
            let radius = (-2.0 * logarithm((number(*first) + 1.0) * WORD_UNIT)).sqrt();
            *noise = (standard_deviation * (radius * cosine(number(*second) * WORD_UNIT))) as f32;
        }
    }
}

/// A word as a double, by its bits alone, which vector units do without a conversion.
#[inline(always)]
fn number(word: u32) -> f64 {
    f64::from_bits(INTEGER.to_bits() | u64::from(word)) - INTEGER
}

/// ln u for u in [2⁻³², 1]: e·ln 2 + ln m with m in [√½, √2), the latter 2·artanh((m−1)/(m+1)) by its series to the
/// seventeenth power, right to 10⁻¹⁵ of itself.
#[inline(always)]
fn logarithm(u: f64) -> f64 {
    let bits = u.to_bits();
    let exponent = f64::from_bits(INTEGER.to_bits() | (bits >> 52)) - INTEGER - 1023.0;
    let mantissa = f64::from_bits(bits & 0x000F_FFFF_FFFF_FFFF | 0x3FF0_0000_0000_0000);
    let is_large = mantissa >= std::f64::consts::SQRT_2;
    let mantissa = if is_large { 0.5 * mantissa } else { mantissa };
    let exponent = if is_large { exponent + 1.0 } else { exponent };
    let s = (mantissa - 1.0) / (mantissa + 1.0);
    let square = s * s;
    let mut sum = 1.0 / 17.0;
    for power in [15.0, 13.0, 11.0, 9.0, 7.0, 5.0, 3.0, 1.0] {
        sum = sum * square + 1.0 / power;
    }
    exponent * std::f64::consts::LN_2 + 2.0 * s * sum
}

/// cos 2πu for u in [0, 1): sin 2πq with q = |u − ½| − ¼ in [−¼, ¼], by its series to the twenty-first power, right to
/// 10⁻¹⁵.
#[inline(always)]
fn cosine(u: f64) -> f64 {
    let x = std::f64::consts::TAU * ((u - 0.5).abs() - 0.25);
    let square = x * x;
    let mut sum = 1.0;
    for power in [20.0, 18.0, 16.0, 14.0, 12.0, 10.0, 8.0, 6.0, 4.0, 2.0] {
        sum = 1.0 - sum * (square * (1.0 / (power * (power + 1.0))));
    }
    x * sum
}
