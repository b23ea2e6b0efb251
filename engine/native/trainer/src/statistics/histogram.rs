//! The histogram every place shares: 64 bins on fixed edges, symmetric about zero, whose widths are powers of two and
//! widen away from it: 1/16 up to 1, 1/4 up to 2, 1/2 up to 4, 1 up to 8, 4 up to 16, 8 up to 32.
//!
//! So the values of a tanh or sigmoid and of a BatchNorm fall into narrow bins, pre-activations up to ±32 still into some.
//! A bin holds its outer edge and not its inner one, so that a tanh saturated at exactly ±1 lies in the bins that end there;
//! both zeros lie in the first positive bin.
//!
//! Gradients are far smaller than values: theirs are counted magnified by `GRADIENT_MAGNIFICATION`, as on edges that much
//! nearer to zero.

use super::scratch::Scratch;
use crate::events::{HISTOGRAM_BINS, HISTOGRAM_CELLS};
use crate::vectorized::vectorized;

/// Bins on each side of zero.
const SIDE: usize = HISTOGRAM_BINS / 2;
/// (width of the bins, how many of them), outwards from zero.
const WIDTHS: [(f64, usize); 6] = [(1.0 / 16.0, 16), (0.25, 4), (0.5, 4), (1.0, 4), (4.0, 2), (8.0, 2)];
/// Sub-histograms that are counted side by side, so that equal neighbours do not wait for each other.
const WAYS: usize = 4;
/// Cells of a sub-histogram, rounded up to a power of two.
const PADDED_CELLS: usize = 128;
const NAN_CELL: i32 = HISTOGRAM_CELLS as i32 - 1;

/// The edges of the bins, ascending from −32 to 32: bin `i` lies between edges `i` and `i + 1`.
pub fn histogram_edges() -> [f64; HISTOGRAM_BINS + 1] {
    let mut edges = [0.0; HISTOGRAM_BINS + 1];
    let mut edge = 0.0;
    let mut index = 0;
    for (width, count) in WIDTHS {
        for _ in 0..count {
            edge += width;
            index += 1;
            edges[SIDE + index] = edge;
            edges[SIDE - index] = -edge;
        }
    }
    edges
}

/// Counts the elements of a value, times a power of two, into underflow, bins, overflow and NaN. Infinities under- and
/// overflow.
pub(super) fn count_cells(
    value: &[f32],
    magnification: f32,
    scratch: &mut Scratch,
    cells: &mut [u32; HISTOGRAM_CELLS],
) {
    let indices = &mut scratch.indices[..value.len()];
    find_cells(value, magnification, indices);
    let mut counts = [[0_u32; PADDED_CELLS]; WAYS];
    let mut groups = indices.chunks_exact(WAYS);
    for group in &mut groups {
        for (way, &index) in counts.iter_mut().zip(group) {
            way[usize::from(index) % PADDED_CELLS] += 1;
        }
    }
    for &index in groups.remainder() {
        counts[0][usize::from(index) % PADDED_CELLS] += 1;
    }
    for (cell, count) in cells.iter_mut().enumerate() {
        *count = counts.iter().map(|way| way[cell]).sum();
    }
}

vectorized! {
    fn find_cells(value: &[f32], magnification: f32, indices: &mut [u8]) {
        for (index, &element) in indices.iter_mut().zip(value) {
            *index = cell_of(element * magnification) as u8;
        }
    }
}

/// The cell of one element. With m the next magnitude towards zero (so that outer edges are held) and q = ⌊16m⌋, every
/// line `(q >> s) + offset` below counts the bins of one width, and the bin is the least of them since widths only grow.
#[inline(always)]
fn cell_of(element: f32) -> i32 {
    const INFINITE: u32 = 0x7F80_0000;
    let bits = element.to_bits();
    let magnitude = bits & 0x7FFF_FFFF;
    let inner = f32::from_bits(magnitude.saturating_sub(1));
    let inner = if inner < 33.0 { inner } else { 33.0 };
    // SAFETY: `inner` lies in [0, 33], NaN having been replaced by 33.
    let q: i32 = unsafe { (inner * 16.0).to_int_unchecked() };
    let bin = q.min((q >> 2) + 12).min((q >> 3) + 16).min((q >> 4) + 20).min((q >> 6) + 26).min((q >> 7) + 28);
    let below_zero = element < 0.0;
    let cell = if below_zero { SIDE as i32 - bin } else { SIDE as i32 + 1 + bin };
    if magnitude > INFINITE { NAN_CELL } else { cell }
}
