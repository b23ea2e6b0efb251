//! Large products, block by block: the block of b that many rows of a meet lies packed in the second-level cache, the
//! rows of a that meet it lie in the first, and what memory pages the operands are spread over no longer matters.

use super::tile::{Finish, Gradient, Product, after_tile, after_tiles, before_tile, evenly, tile_of};
use super::transpose::transpose_blocks;
use crate::kernels::pool::SCRATCH;
use crate::kernels::simd::{LANES, Simd, dispatch};

/// Most of the depth of a block.
const DEPTH: usize = 256;
/// Most vectors of columns of a block.
pub(super) const VECTORS: usize = 16;
/// Tallest tile there is.
const TILE: usize = 16;
/// Most rows and vectors of a part whose c is written transposed.
pub(super) const TRANSPOSED_ROWS: usize = 384;
pub(super) const TRANSPOSED_VECTORS: usize = 4;

/// Where in the scratch memory lies what.
const PACKED_A: usize = DEPTH * VECTORS * LANES;
const TRANSPOSED_C: usize = PACKED_A + TILE * DEPTH;
const _: () = assert!(TRANSPOSED_C + TRANSPOSED_ROWS * TRANSPOSED_VECTORS * LANES <= SCRATCH);

/// How the operands lie.
#[derive(Clone, Copy)]
pub(super) enum Layout {
    /// As `Product` says.
    Plain,
    /// b is `[columns × depth]`, of which `columns` exist, and c becomes `[columns × rows]` (or is added to).
    Transposed { columns: usize, accumulate: bool },
}

/// One part of a product: at most `VECTORS` vectors wide, and with a transposed layout at most `TRANSPOSED_ROWS` ×
/// `TRANSPOSED_VECTORS`. `scratch` has `SCRATCH` floats.
#[inline(always)]
unsafe fn block<S: Simd>(product: &Product, layout: Layout, scratch: *mut f32) {
    // SAFETY: the scratch memory has room for each part, see its constants; the rest lies within the product.
    unsafe {
        let (packed_a, transposed_c) = (scratch.add(PACKED_A), scratch.add(TRANSPOSED_C));
        let (mut c, mut c_row) = (product.c, product.c_row);
        if let Layout::Transposed { .. } = layout {
            (c, c_row) = (transposed_c, product.vectors * LANES);
        }
        let panel = S::TILE_VECTORS.min(2);
        let (mut gradient, mut sum) = (Gradient::EMPTY, S::splat(0.0));
        // In whole vectors, since a transposed b is read so.
        for (start, length) in evenly(product.depth.div_ceil(LANES), DEPTH / LANES) {
            let start = start * LANES;
            let depth = (length * LANES).min(product.depth - start);
            pack_columns::<S>(product, layout, panel, start, depth, scratch);
            for (row, rows) in evenly(product.rows, S::TILE_ROWS[panel]) {
                let mut a = product.a.add(row * product.a_row + start * product.a_column);
                let (mut a_row, mut a_column) = (product.a_row, product.a_column);
                if a_column > 1 {
                    pack_rows::<S>(a, a_column, rows, depth, packed_a);
                    (a, a_row, a_column) = (packed_a, 1, TILE);
                }
                let mut vector = 0;
                while vector < product.vectors {
                    let vectors = panel.min(product.vectors - vector);
                    let is_last = start + depth == product.depth;
                    let part = Product {
                        rows,
                        vectors,
                        depth,
                        a,
                        a_row,
                        a_column,
                        b: scratch.add(vector * LANES * depth),
                        b_row: vectors * LANES,
                        c: c.add(row * c_row + vector * LANES),
                        c_row,
                        accumulate: start > 0,
                        finish: if is_last { product.finish.at(row * c_row, vector * LANES) } else { Finish::Store },
                    };
                    let computed = before_tile::<S>(&part, &mut gradient);
                    tile_of!(S, rows, vectors, &computed;
                        1: 1 2 3 4 5 6 7 8 9 10 11 12;
                        2: 1 2 3 4 5 6 7 8 9 10 11 12;
                    );
                    sum = after_tile::<S>(&part, &computed, sum);
                    vector += vectors;
                }
            }
        }
        after_tiles::<S>(product, sum);
        if let Layout::Transposed { columns, accumulate } = layout {
            transpose_blocks::<S>(product.rows, columns, c, c_row, product.c, product.c_row, accumulate);
        }
    }
}

/// Packs rows `start..start + depth` of b into panels of `panel` vectors (the last may be narrower), one after another.
#[inline(always)]
unsafe fn pack_columns<S: Simd>(
    product: &Product,
    layout: Layout,
    panel: usize,
    start: usize,
    depth: usize,
    mut to: *mut f32,
) {
    let mut vector = 0;
    while vector < product.vectors {
        let vectors = panel.min(product.vectors - vector);
        let width = vectors * LANES;
        // SAFETY: reads whole vectors of b's rows, or the columns that exist of a transposed b; `to` has room.
        unsafe {
            match layout {
                Layout::Plain => {
                    let mut from = product.b.add(start * product.b_row + vector * LANES);
                    for k in 0..depth {
                        for v in 0..vectors {
                            S::store(to.add(k * width + v * LANES), S::load(from.add(v * LANES)));
                        }
                        from = from.wrapping_add(product.b_row);
                    }
                }
                Layout::Transposed { columns, .. } => {
                    for v in 0..vectors {
                        let column = (vector + v) * LANES;
                        let from = product.b.add(column * product.b_row + start);
                        let existing = LANES.min(columns - column);
                        transpose_blocks::<S>(existing, depth, from, product.b_row, to.add(v * LANES), width, false);
                    }
                }
            }
            to = to.add(width * depth);
        }
        vector += vectors;
    }
}

/// Packs `rows` rows of a, which lie side by side, so that those of one k lie together.
#[inline(always)]
unsafe fn pack_rows<S: Simd>(mut a: *const f32, a_column: usize, rows: usize, depth: usize, to: *mut f32) {
    for k in 0..depth {
        // SAFETY: of each k only the rows that exist are read.
        unsafe { S::store(to.add(k * TILE), S::load_first(a, rows)) };
        a = a.wrapping_add(a_column);
    }
}

dispatch! { pub(super) fn block_of(product: &Product, layout: Layout, scratch: *mut f32) = block }
