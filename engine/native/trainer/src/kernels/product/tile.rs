//! The register tile every product is made of, and the straight way to cover a small product with tiles.

use crate::kernels::simd::{LANES, Simd, dispatch};
use crate::kernels::update::{SgdConstants, SgdStep, sgd_vector};
use std::mem::MaybeUninit;
use std::sync::atomic::{AtomicBool, Ordering};

/// Vectors of the largest tile there is.
const TILE_VECTORS: usize = 24;

/// What is done with a finished sum.
#[derive(Clone, Copy)]
pub(super) enum Finish {
    /// c = sum.
    Store,
    /// c = sum + bias, one bias a column.
    Bias(*const f32),
    /// The sum is a parameter's gradient that nothing else needs: the parameter takes its step and c stays as it is.
    /// Parameter and velocity are laid out as c; `finite` becomes false where the parameter's sum is not.
    Descend { parameter: *mut f32, velocity: *mut f32, step: SgdStep, finite: *const AtomicBool },
}

impl Finish {
    /// For the part of c that starts `rows` floats of whole rows and `column` columns on.
    #[inline(always)]
    pub(super) unsafe fn at(self, rows: usize, column: usize) -> Finish {
        // SAFETY: the caller's part lies within the whole.
        unsafe {
            match self {
                Finish::Store => Finish::Store,
                Finish::Bias(bias) => Finish::Bias(bias.add(column)),
                Finish::Descend { parameter, velocity, step, finite } => Finish::Descend {
                    parameter: parameter.add(rows + column),
                    velocity: velocity.add(rows + column),
                    step,
                    finite,
                },
            }
        }
    }
}

/// c[rows × columns] = a[rows × depth] · b[depth × columns], all strided; columns counted in whole vectors.
#[derive(Clone, Copy)]
pub(super) struct Product {
    pub rows: usize,
    pub vectors: usize,
    pub depth: usize,
    pub a: *const f32,
    /// Floats between elements of a one row, and one column, apart.
    pub a_row: usize,
    pub a_column: usize,
    pub b: *const f32,
    pub b_row: usize,
    pub c: *mut f32,
    pub c_row: usize,
    /// Whether the sums go on from what an earlier part of the depth left at c.
    pub accumulate: bool,
    pub finish: Finish,
}

impl Product {
    /// The part of c starting at (`row`, `vector`).
    pub(super) unsafe fn part(self, row: usize, rows: usize, vector: usize, vectors: usize) -> Product {
        let column = vector * LANES;
        // SAFETY: the part lies within the whole.
        unsafe {
            Product {
                rows,
                vectors,
                a: self.a.add(row * self.a_row),
                b: self.b.add(column),
                c: self.c.add(row * self.c_row + column),
                finish: self.finish.at(row * self.c_row, column),
                ..self
            }
        }
    }
}

/// One register tile of `ROWS` × `VECTORS` sums.
#[inline(always)]
pub(super) unsafe fn tile<S: Simd, const ROWS: usize, const VECTORS: usize>(product: &Product) {
    // SAFETY: all accesses stay within the operands the product was made from.
    unsafe {
        let place = |row: usize, v: usize| row * product.c_row + v * LANES;
        let mut sums = [[S::splat(0.0); VECTORS]; ROWS];
        if product.accumulate {
            for (row, sums) in sums.iter_mut().enumerate() {
                for (v, sum) in sums.iter_mut().enumerate() {
                    *sum = S::load(product.c.add(place(row, v)));
                }
            }
        }
        let (mut a, mut b) = (product.a, product.b);
        for _ in 0..product.depth {
            let mut b_k = [S::splat(0.0); VECTORS];
            for (v, b_k) in b_k.iter_mut().enumerate() {
                *b_k = S::load(b.add(v * LANES));
            }
            for (row, sums) in sums.iter_mut().enumerate() {
                let a_k = S::splat(*a.add(row * product.a_row));
                for (sum, b_k) in sums.iter_mut().zip(b_k) {
                    *sum = S::fma(a_k, b_k, *sum);
                }
            }
            a = a.wrapping_add(product.a_column);
            b = b.wrapping_add(product.b_row);
        }
        if let Finish::Bias(bias) = product.finish {
            for v in 0..VECTORS {
                let bias = S::load(bias.add(v * LANES));
                for sums in &mut sums {
                    sums[v] = S::add(sums[v], bias);
                }
            }
        }
        for (row, sums) in sums.iter().enumerate() {
            for (v, sum) in sums.iter().enumerate() {
                S::store(product.c.add(place(row, v)), *sum);
            }
        }
    }
}

/// Room for the gradient of one tile.
#[repr(align(64))]
pub(super) struct Gradient([MaybeUninit<f32>; TILE_VECTORS * LANES]);

impl Gradient {
    pub(super) const EMPTY: Gradient = Gradient([MaybeUninit::uninit(); TILE_VECTORS * LANES]);
}

/// The product a tile computes: of a descending one the gradient, at hand instead of in memory if it is complete.
#[inline(always)]
pub(super) unsafe fn before_tile<S: Simd>(part: &Product, gradient: &mut Gradient) -> Product {
    let Finish::Descend { parameter, velocity, .. } = part.finish else {
        return *part;
    };
    for row in 0..part.rows {
        for v in 0..part.vectors {
            let place = row * part.c_row + v * LANES;
            // SAFETY: prefetching touches nothing.
            unsafe {
                S::prefetch(parameter.wrapping_add(place));
                S::prefetch(velocity.wrapping_add(place));
            }
        }
    }
    let kept = Product { finish: Finish::Store, ..*part };
    if part.accumulate {
        return kept;
    }
    Product { c: gradient.0.as_mut_ptr().cast(), c_row: part.vectors * LANES, ..kept }
}

/// Takes the step of a descending tile, once `computed` (see `before_tile`) is; `sum` plus what the parameter becomes.
#[inline(always)]
pub(super) unsafe fn after_tile<S: Simd>(part: &Product, computed: &Product, mut sum: S::V) -> S::V {
    if let Finish::Descend { parameter, velocity, step, .. } = part.finish {
        // SAFETY: the tile lies within parameter and velocity, and its gradient was just computed.
        unsafe {
            let constants = SgdConstants::<S>::of(&step);
            for row in 0..part.rows {
                for v in 0..part.vectors {
                    let place = row * part.c_row + v * LANES;
                    let gradient = S::load(computed.c.add(row * computed.c_row + v * LANES));
                    sum = sgd_vector(&constants, parameter.add(place), velocity.add(place), gradient, sum);
                }
            }
        }
    }
    sum
}

/// Tells whether the sum that went through a product's descending tiles is finite.
#[inline(always)]
pub(super) unsafe fn after_tiles<S: Simd>(product: &Product, sum: S::V) {
    if let Finish::Descend { finite, .. } = product.finish {
        // SAFETY: whoever made the product keeps `finite` until it is computed.
        unsafe {
            if !S::sum(sum).is_finite() {
                (*finite).store(false, Ordering::Relaxed);
            }
        }
    }
}

/// Calls the tile of this many rows and vectors; shapes beyond the registers of the instruction set are not compiled.
macro_rules! tile_of {
    ($simd:ident, $rows:expr, $vectors:expr, $product:expr; $($width:literal: $($height:literal)*;)*) => {
        match $vectors {
            $($width if const { $width <= $simd::TILE_VECTORS } => match $rows {
                $($height if const { $height <= $simd::TILE_ROWS[$width] } => {
                    $crate::kernels::product::tile::tile::<$simd, $height, $width>($product)
                })*
                _ => unreachable!("a tile taller than the registers hold"),
            },)*
            _ => unreachable!("a tile wider than the registers hold"),
        }
    };
}

pub(super) use tile_of;

/// The parts of `evenly`.
pub(super) struct Parts {
    start: usize,
    length: usize,
    /// How many parts are one longer.
    longer: usize,
    total: usize,
}

/// `total` cut into parts of at most `most`, as even as they get: (start, length) of each.
#[inline(always)]
pub(super) fn evenly(total: usize, most: usize) -> Parts {
    let count = total.div_ceil(most).max(1);
    Parts { start: 0, length: total / count, longer: total % count, total }
}

impl Iterator for Parts {
    type Item = (usize, usize);

    #[inline(always)]
    fn next(&mut self) -> Option<(usize, usize)> {
        if self.start == self.total {
            return None;
        }
        let part = (self.start, self.length + usize::from(self.longer > 0));
        self.longer = self.longer.saturating_sub(1);
        self.start += part.1;
        Some(part)
    }
}

/// Cuts c into tiles as tall as the registers hold, evenly, column group by column group so that b's part stays close.
#[inline(always)]
unsafe fn tiles<S: Simd>(product: &Product) {
    let mut gradient = Gradient::EMPTY;
    // SAFETY: passed on.
    let mut sum = unsafe { S::splat(0.0) };
    let mut vector = 0;
    while vector < product.vectors {
        let left = product.vectors - vector;
        // 5 is cut as 3 + 2 and 6 as 3 + 3, rather than 4 and a thin rest.
        let vectors = if left > S::TILE_VECTORS && left < 2 * S::TILE_VECTORS {
            left.div_ceil(2)
        } else {
            left.min(S::TILE_VECTORS)
        };
        for (row, rows) in evenly(product.rows, S::TILE_ROWS[vectors]) {
            // SAFETY: rows and vectors are cut from the product's own.
            unsafe {
                let part = product.part(row, rows, vector, vectors);
                let computed = before_tile::<S>(&part, &mut gradient);
                tile_of!(S, rows, vectors, &computed;
                    1: 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16;
                    2: 1 2 3 4 5 6 7 8 9 10 11 12;
                    3: 1 2 3 4 5 6 7 8;
                    4: 1 2 3 4 5 6;
                );
                sum = after_tile::<S>(&part, &computed, sum);
            }
        }
        vector += vectors;
    }
    // SAFETY: passed on.
    unsafe { after_tiles::<S>(product, sum) };
}

dispatch! { pub(super) fn tiles_of(product: &Product) = tiles }
