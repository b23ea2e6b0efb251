//! The order of rows in an epoch.

use super::philox::{key_of, stream_of};
use super::wide::fill_words;

/// Words drawn at a time; a multiple of four, so that every draw begins at a block.
const DRAW: usize = 1024;

/// Writes the order of rows of an epoch (counted from 0): 0, 1, …, n−1 permuted by stream `shuffle` at step `epoch`.
pub fn shuffle(seed: u32, epoch: u32, order: &mut [u32]) {
    for (index, place) in (0_u32..).zip(order.iter_mut()) {
        *place = index;
    }
    permute(seed, "shuffle", epoch, order);
}

/// Fisher–Yates from the end, where place `i` changes with place `(word(i)·(i+1)) >> 32` and word(i) is element `i` of
/// the stream at the step.
pub fn permute(seed: u32, stream: &str, step: u32, order: &mut [u32]) {
    let key = key_of(seed);
    let stream = stream_of(stream);
    let mut words = [0_u32; DRAW];
    let mut end = order.len();
    while end > 0 {
        let start = (end - 1) / DRAW * DRAW;
        fill_words(key, stream, step, (start / 4) as u32, &mut words[..end - start]);
        for i in (start..end).rev() {
            let j = (u64::from(words[i - start]) * (i as u64 + 1)) >> 32;
            order.swap(i, j as usize);
        }
        end = start;
    }
}
