//! Transposing between matrices, sixteen by sixteen in registers.

use crate::kernels::simd::{LANES, Simd};

/// to[c][r] (+)= from[r][c] for r < `rows`, c < `columns`; nothing else of `to` is read or written, except that
/// columns of `to` up to the next whole vector of rows become 0, or stay as they are with `accumulate`. Rows of `from`
/// are read, and those of `to` written, in whole vectors.
#[inline(always)]
pub(super) unsafe fn transpose_blocks<S: Simd>(
    rows: usize,
    columns: usize,
    from: *const f32,
    from_stride: usize,
    to: *mut f32,
    to_stride: usize,
    accumulate: bool,
) {
    // SAFETY: rows are padded to whole vectors on both sides, so whole-vector accesses stay within them.
    unsafe {
        for row in (0..rows).step_by(LANES) {
            let height = LANES.min(rows - row);
            for column in (0..columns).step_by(LANES) {
                let width = LANES.min(columns - column);
                let mut block = [S::splat(0.0); LANES];
                for (r, vector) in block.iter_mut().enumerate().take(height) {
                    *vector = S::load(from.add((row + r) * from_stride + column));
                }
                S::transpose(&mut block);
                for (c, vector) in block.into_iter().enumerate().take(width) {
                    let to = to.add((column + c) * to_stride + row);
                    S::store(to, if accumulate { S::add(S::load(to), vector) } else { vector });
                }
            }
        }
    }
}
