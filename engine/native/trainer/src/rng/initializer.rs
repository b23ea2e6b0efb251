//! Initial values of parameters.

use super::philox::{key_of, stream_of};
use super::wide::fill_words;
use crate::ir::Initializer;

/// 2⁻²⁴: a uniform draw has 24 bits, as many as a float32 below 1 can hold evenly spaced.
const UNIFORM_UNIT: f64 = 1.0 / 16_777_216.0;
/// 2⁻³².
const WORD_UNIT: f64 = 1.0 / 4_294_967_296.0;
/// Words drawn at a time; a multiple of four, so that every draw begins at a block.
const DRAW: usize = 1024;

/// A distribution with its numbers filled in.
enum Draw {
    Constant(f64),
    Uniform { low: f64, high: f64 },
    Normal { mean: f64, standard_deviation: f64 },
}

/// Fills `values` (row-major, of `shape`) as the initializer says, drawing from the stream named after the parameter.
///
/// Fans as in Keras and PyTorch for a weight `[in, out]`; a vector `[n]` counts as `[n, n]`, as Keras does.
/// Glorot: Glorot & Bengio 2010; He: He et al. 2015; LeCun: LeCun et al. 1998.
pub fn fill_initial(initializer: &Initializer, seed: u32, name: &str, shape: &[u32], values: &mut [f32]) {
    match draw_of(initializer, shape) {
        Draw::Constant(value) => values.fill(value as f32),
        Draw::Uniform { low, high } => fill_uniform(seed, stream_of(name), low, high, values),
        Draw::Normal { mean, standard_deviation } => {
            fill_normal(seed, stream_of(name), mean, standard_deviation, values);
        }
    }
}

fn draw_of(initializer: &Initializer, shape: &[u32]) -> Draw {
    let fan_in = f64::from(shape.first().copied().unwrap_or(1)).max(1.0);
    let fan_out = f64::from(shape.last().copied().unwrap_or(1)).max(1.0);
    let within = |limit: f64| Draw::Uniform { low: -limit, high: limit };
    let around_zero = |variance: f64| Draw::Normal { mean: 0.0, standard_deviation: variance.sqrt() };
    match *initializer {
        Initializer::Zeros => Draw::Constant(0.0),
        Initializer::Ones => Draw::Constant(1.0),
        Initializer::Constant { value } => Draw::Constant(value),
        Initializer::Uniform { low, high } => Draw::Uniform { low, high },
        Initializer::Normal { mean, standard_deviation } => Draw::Normal { mean, standard_deviation },
        Initializer::GlorotUniform => within((6.0 / (fan_in + fan_out)).sqrt()),
        Initializer::GlorotNormal => around_zero(2.0 / (fan_in + fan_out)),
        Initializer::HeUniform => within((6.0 / fan_in).sqrt()),
        Initializer::HeNormal => around_zero(2.0 / fan_in),
        Initializer::LecunNormal => around_zero(1.0 / fan_in),
    }
}

/// Element `e` is low + (high − low)·u with u = (word e >> 8)·2⁻²⁴.
fn fill_uniform(seed: u32, stream: u64, low: f64, high: f64, values: &mut [f32]) {
    let mut words = [0_u32; DRAW];
    for (index, chunk) in values.chunks_mut(DRAW).enumerate() {
        fill_words(key_of(seed), stream, 0, (index * DRAW / 4) as u32, &mut words[..chunk.len()]);
        for (value, word) in chunk.iter_mut().zip(words) {
            let u = f64::from(word >> 8) * UNIFORM_UNIT;
            *value = (low + (high - low) * u) as f32;
        }
    }
}

/// Box & Muller 1958, cosine branch: element `e` takes words 2e and 2e+1, the first shifted off zero.
fn fill_normal(seed: u32, stream: u64, mean: f64, standard_deviation: f64, values: &mut [f32]) {
    let mut words = [0_u32; DRAW];
    for (index, chunk) in values.chunks_mut(DRAW / 2).enumerate() {
        fill_words(key_of(seed), stream, 0, (index * DRAW / 4) as u32, &mut words[..chunk.len() * 2]);
        for (value, pair) in chunk.iter_mut().zip(words.chunks_exact(2)) {
            let u1 = (f64::from(pair[0]) + 1.0) * WORD_UNIT;
            let u2 = f64::from(pair[1]) * WORD_UNIT;
            let z = (-2.0 * u1.ln()).sqrt() * (std::f64::consts::TAU * u2).cos();
            *value = (mean + standard_deviation * z) as f32;
        }
    }
}
