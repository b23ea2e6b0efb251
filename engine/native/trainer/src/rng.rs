//! Random numbers that are a function of (seed, stream, step, element), so that nothing depends on the order of drawing
//! or on the number of threads.

mod dropout;
mod initializer;
mod noise;
mod philox;
mod shuffle;
mod wide;

pub use dropout::DropoutMask;
pub use initializer::fill_initial;
pub use noise::NoiseDraws;
pub use philox::{key_of, philox_4x32_10, stream_of, word_at};
pub use shuffle::{permute, shuffle};
pub use wide::fill_words;
