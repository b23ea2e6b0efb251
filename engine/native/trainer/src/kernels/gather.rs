//! Gathering the rows of a batch from the data, which lie anywhere in memory.
//!
//! Rows are asked of memory ahead of the one being copied. Asking for the next batch's while products run shortens the
//! gathering, and lengthens the products by as much: they wait for the same loads.

use super::matrix::Matrix;
use super::pool::{Pool, Shared};
use super::product::{DEEP, half_of};
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
    if order.len() * columns < PARALLEL_FLOATS {
        // SAFETY: every row named lies within the source, and `to` has a row for each.
        unsafe { gather_rows(isa, source.as_ptr(), order, columns, columns, to.pointer_mut(0), stride) };
        return;
    }
    // A half of the products' depth lies in the cache of the thread that will multiply it.
    let half = if columns < DEEP { columns } else { half_of(columns) };
    let row_tasks = order.len().div_ceil(TASK_ROWS);
    let shared = Shared((source.as_ptr(), to.pointer_mut(0)));
    pool.run(columns.div_ceil(half) * row_tasks, &|task| {
        let (column, row) = (task / row_tasks * half, task % row_tasks * TASK_ROWS);
        let order = &order[row..order.len().min(row + TASK_ROWS)];
        let length = half.min(columns - column);
        let (source, to) = shared.get();
        // SAFETY: as above, and tasks write disjoint places.
        unsafe { gather_rows(isa, source.add(column), order, columns, length, to.add(row * stride + column), stride) };
    });
}

/// Copies `columns` floats of each row of a source whose rows are `source_row` floats.
#[inline(always)]
unsafe fn gather_each<S: Simd>(
    source: *const f32,
    order: &[u32],
    source_row: usize,
    columns: usize,
    to: *mut f32,
    stride: usize,
) {
    let (whole, rest) = (columns / LANES, columns % LANES);
    let ahead = (FLOATS_AHEAD / columns.max(1)).clamp(1, LANES);
    let ask_for = |row: usize| {
        if let Some(row) = order.get(row) {
            let row = source.wrapping_add(*row as usize * source_row);
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
            let from = source.add(*from as usize * source_row);
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

dispatch! { fn gather_rows(source: *const f32, order: &[u32], source_row: usize, columns: usize, to: *mut f32, stride: usize) = gather_each }
