//! Gathering the rows of a batch from the data, which lie anywhere in memory.

use super::matrix::Matrix;
use super::pool::Pool;
use super::simd::{Isa, LANES, Simd, dispatch};

/// Batches of fewer floats are gathered by the calling thread alone.
const PARALLEL_FLOATS: usize = 16 * 1024;
/// Rows of one parallel task.
const TASK_ROWS: usize = 8;
/// Floats to ask memory for ahead of the row that is copied: as many lines as it answers side by side.
const FLOATS_AHEAD: usize = 64 * LANES;

/// Copies rows `order` of a tight `[_, columns]` source into the first rows of `to`, its padding 0.
pub fn gather(isa: Isa, pool: &Pool, source: &[f32], order: &[u32], to: &mut Matrix) {
    let columns = to.columns();
    let available = source.len() / columns.max(1);
    assert!(order.len() <= to.rows() && order.iter().all(|row| (*row as usize) < available));
    let stride = to.stride();
    let is_shared = order.len() * columns >= PARALLEL_FLOATS;
    pool.over_parts(is_shared, order.len(), TASK_ROWS, to.pointer_mut(0), |to, first, rows| {
        let order = &order[first..][..rows];
        // SAFETY: every row named lies within the source, `to` has a row for each, and tasks write disjoint ones.
        unsafe { gather_rows(isa, source.as_ptr(), order, columns, to.add(first * stride), stride) };
    });
}

#[inline(always)]
unsafe fn gather_each<S: Simd>(source: *const f32, order: &[u32], columns: usize, to: *mut f32, stride: usize) {
    let (whole, rest) = (columns / LANES, columns % LANES);
    let ahead = (FLOATS_AHEAD / columns.max(1)).clamp(1, LANES);
    let ask_for = |row: usize| {
        if let Some(row) = order.get(row) {
            let row = source.wrapping_add(*row as usize * columns);
            for float in (0..columns).step_by(LANES) {
                // SAFETY: prefetching touches nothing.
                unsafe { S::prefetch(row.wrapping_add(float)) };
            }
        }
    };
    (0..ahead).for_each(ask_for);
    for (row, from) in order.iter().enumerate() {
        ask_for(row + ahead);
        // SAFETY: the caller checked the rows; the rest of a row is loaded and stored by its own count of lanes.
        unsafe {
            let from = source.add(*from as usize * columns);
            let to = to.add(row * stride);
            for vector in 0..whole {
                S::store(to.add(vector * LANES), S::load(from.add(vector * LANES)));
            }
            if rest > 0 {
                S::store(to.add(whole * LANES), S::load_first(from.add(whole * LANES), rest));
            }
        }
    }
}

dispatch! { fn gather_rows(source: *const f32, order: &[u32], columns: usize, to: *mut f32, stride: usize) = gather_each }
