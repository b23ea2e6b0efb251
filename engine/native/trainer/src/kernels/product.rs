//! Matrix products straight from their operands into register tiles.
//!
//! Every element of a product is one sum over k in ascending order in one accumulator, whatever the tile shape, the
//! blocking or the number of threads: that is what makes results bit-equal across all of them.

use super::matrix::Matrix;
use super::pool::{Pool, Shared};
use super::simd::{Isa, LANES, Simd, dispatch};

/// Products below this many floating-point operations stay on the calling thread: waking another costs more.
const PARALLEL_FLOPS: usize = 6_000_000;
/// Rows and vectors of one parallel task's part of c.
const TASK_ROWS: usize = 48;
const TASK_VECTORS: usize = 4;

/// What is done with a finished sum before it is stored at c.
#[derive(Clone, Copy)]
enum Finish {
    Store,
    /// c = sum + bias, one bias a column.
    Bias(*const f32),
}

/// c[rows × columns] = a[rows × depth] · b[depth × columns], all strided; columns counted in whole vectors.
#[derive(Clone, Copy)]
struct Product {
    rows: usize,
    vectors: usize,
    depth: usize,
    a: *const f32,
    /// Floats between elements of a one row, and one column, apart.
    a_row: usize,
    a_column: usize,
    b: *const f32,
    b_row: usize,
    c: *mut f32,
    c_row: usize,
    finish: Finish,
}

impl Product {
    /// The part of c starting at (`row`, `vector`).
    unsafe fn part(self, row: usize, rows: usize, vector: usize, vectors: usize) -> Product {
        let column = vector * LANES;
        // SAFETY: the part lies within the whole.
        unsafe {
            Product {
                rows,
                vectors,
                a: self.a.add(row * self.a_row),
                b: self.b.add(column),
                c: self.c.add(row * self.c_row + column),
                finish: match self.finish {
                    Finish::Bias(bias) => Finish::Bias(bias.add(column)),
                    other => other,
                },
                ..self
            }
        }
    }
}

/// One register tile of `ROWS` × `VECTORS` sums.
#[inline(always)]
unsafe fn tile<S: Simd, const ROWS: usize, const VECTORS: usize>(product: &Product) {
    // SAFETY: all accesses stay within the operands the product was made from.
    unsafe {
        let mut sums = [[S::splat(0.0); VECTORS]; ROWS];
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
        match product.finish {
            Finish::Store => {
                for (row, sums) in sums.iter().enumerate() {
                    for (v, sum) in sums.iter().enumerate() {
                        S::store(product.c.add(row * product.c_row + v * LANES), *sum);
                    }
                }
            }
            Finish::Bias(bias) => {
                for v in 0..VECTORS {
                    let bias = S::load(bias.add(v * LANES));
                    for (row, sums) in sums.iter().enumerate() {
                        S::store(product.c.add(row * product.c_row + v * LANES), S::add(sums[v], bias));
                    }
                }
            }
        }
    }
}

/// Calls the tile of this many rows and vectors; shapes beyond the registers of the instruction set are not compiled.
macro_rules! tile_of {
    ($simd:ident, $rows:expr, $vectors:expr, $product:expr; $($width:literal: $($height:literal)*;)*) => {
        match $vectors {
            $($width if const { $width <= $simd::TILE_VECTORS } => match $rows {
                $($height if const { $height <= $simd::TILE_ROWS[$width] } => tile::<$simd, $height, $width>($product),)*
                _ => unreachable!("a tile taller than the registers hold"),
            },)*
            _ => unreachable!("a tile wider than the registers hold"),
        }
    };
}

/// Cuts c into tiles as tall as the registers hold, evenly, column group by column group so that b's part stays close.
#[inline(always)]
unsafe fn tiles<S: Simd>(product: &Product) {
    let mut vector = 0;
    while vector < product.vectors {
        let left = product.vectors - vector;
        // 5 is cut as 3 + 2 and 6 as 3 + 3, rather than 4 and a thin rest.
        let vectors = if left > S::TILE_VECTORS && left < 2 * S::TILE_VECTORS {
            left.div_ceil(2)
        } else {
            left.min(S::TILE_VECTORS)
        };
        let count = product.rows.div_ceil(S::TILE_ROWS[vectors]);
        let (height, taller) = (product.rows / count.max(1), product.rows % count.max(1));
        let mut row = 0;
        for index in 0..count {
            let rows = height + usize::from(index < taller);
            // SAFETY: rows and vectors were cut from the product's own.
            unsafe {
                let part = product.part(row, rows, vector, vectors);
                tile_of!(S, rows, vectors, &part;
                    1: 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16;
                    2: 1 2 3 4 5 6 7 8 9 10 11 12;
                    3: 1 2 3 4 5 6 7 8;
                    4: 1 2 3 4 5 6;
                );
            }
            row += rows;
        }
        vector += vectors;
    }
}

dispatch! { fn tiles_of(product: &Product) = tiles }

/// Runs a product, over the pool when it is large enough to pay.
fn run(isa: Isa, pool: &Pool, product: Product) {
    let flops = 2 * product.rows * product.vectors * LANES * product.depth;
    if flops < PARALLEL_FLOPS {
        // SAFETY: the callers below build products from matrices whose sizes they checked.
        unsafe { tiles_of(isa, &product) };
        return;
    }
    let row_tasks = product.rows.div_ceil(TASK_ROWS);
    let column_tasks = product.vectors.div_ceil(TASK_VECTORS);
    let shared = Shared(product);
    pool.run(row_tasks * column_tasks, &|task| {
        let (row, vector) = (task % row_tasks * TASK_ROWS, task / row_tasks * TASK_VECTORS);
        let product = shared.get();
        let rows = TASK_ROWS.min(product.rows - row);
        let vectors = TASK_VECTORS.min(product.vectors - vector);
        // SAFETY: tasks write disjoint parts of c and only read a, b and the bias.
        unsafe { tiles_of(isa, &product.part(row, rows, vector, vectors)) };
    });
}

/// z = xW + b over the first `rows` rows; the bias is one row.
pub fn dense(isa: Isa, pool: &Pool, rows: usize, x: &Matrix, weight: &Matrix, bias: Option<&Matrix>, z: &mut Matrix) {
    assert!(rows <= x.rows() && rows <= z.rows() && x.columns() == weight.rows() && z.columns() == weight.columns());
    assert!(bias.is_none_or(|bias| bias.rows() == 1 && bias.columns() == z.columns()));
    run(
        isa,
        pool,
        Product {
            rows,
            vectors: z.columns().div_ceil(LANES),
            depth: x.columns(),
            a: x.pointer(0),
            a_row: x.stride(),
            a_column: 1,
            b: weight.pointer(0),
            b_row: weight.stride(),
            c: z.pointer_mut(0),
            c_row: z.stride(),
            finish: bias.map_or(Finish::Store, |bias| Finish::Bias(bias.pointer(0))),
        },
    );
}

/// dW = xᵀ·dz over the first `rows` rows.
pub fn dense_weight_gradient(isa: Isa, pool: &Pool, rows: usize, x: &Matrix, dz: &Matrix, dw: &mut Matrix) {
    assert!(rows <= x.rows() && rows <= dz.rows() && dw.rows() == x.columns() && dw.columns() == dz.columns());
    run(
        isa,
        pool,
        Product {
            rows: x.columns(),
            vectors: dz.columns().div_ceil(LANES),
            depth: rows,
            a: x.pointer(0),
            a_row: 1,
            a_column: x.stride(),
            b: dz.pointer(0),
            b_row: dz.stride(),
            c: dw.pointer_mut(0),
            c_row: dw.stride(),
            finish: Finish::Store,
        },
    );
}

/// Room for a batch's transposed gradients.
#[derive(Debug, Default)]
pub struct TransposedGradients {
    /// `[out, batch]`.
    dz: Matrix,
    /// `[in, batch]`.
    dx: Matrix,
}

impl TransposedGradients {
    /// For Denses of up to `inputs` inputs and `outputs` outputs.
    pub fn new(inputs: usize, outputs: usize, batch: usize) -> TransposedGradients {
        TransposedGradients { dz: Matrix::zeros(outputs, batch), dx: Matrix::zeros(inputs, batch) }
    }

    pub fn bytes(inputs: u64, outputs: u64, batch: u64) -> u64 {
        Matrix::bytes(inputs, batch).saturating_add(Matrix::bytes(outputs, batch))
    }
}

/// dx = dz·Wᵀ (or dx += …) over the first `rows` rows, as (W·dzᵀ)ᵀ: W is read along its rows and only the small
/// gradients are transposed.
#[allow(clippy::too_many_arguments, reason = "one matrix each, passed once")]
pub fn dense_input_gradient(
    isa: Isa,
    pool: &Pool,
    rows: usize,
    dz: &Matrix,
    weight: &Matrix,
    transposed: &mut TransposedGradients,
    dx: &mut Matrix,
    accumulate: bool,
) {
    assert!(
        rows <= dz.rows() && rows <= dx.rows() && dz.columns() == weight.columns() && dx.columns() == weight.rows()
    );
    assert!(transposed.dz.rows() >= dz.columns() && transposed.dx.rows() >= dx.columns());
    assert!(transposed.dz.columns() >= rows && transposed.dx.columns() >= rows);
    let (inputs, outputs) = (weight.rows(), weight.columns());
    // SAFETY: sizes were checked above; both sides have whole vectors of rows or room for them.
    unsafe {
        transpose_into(
            isa,
            rows,
            outputs,
            dz.pointer(0),
            dz.stride(),
            transposed.dz.pointer_mut(0),
            transposed.dz.stride(),
            false,
        )
    };
    run(
        isa,
        pool,
        Product {
            rows: inputs,
            vectors: rows.div_ceil(LANES),
            depth: outputs,
            a: weight.pointer(0),
            a_row: weight.stride(),
            a_column: 1,
            b: transposed.dz.pointer(0),
            b_row: transposed.dz.stride(),
            c: transposed.dx.pointer_mut(0),
            c_row: transposed.dx.stride(),
            finish: Finish::Store,
        },
    );
    // SAFETY: as above.
    unsafe {
        transpose_into(
            isa,
            inputs,
            rows,
            transposed.dx.pointer(0),
            transposed.dx.stride(),
            dx.pointer_mut(0),
            dx.stride(),
            accumulate,
        )
    };
}

/// to[c][r] (+)= from[r][c] for r < `rows`, c < `columns`; nothing else of `to` is read or written, except that
/// without `accumulate` columns of `to` up to the next whole vector of rows become 0.
#[allow(clippy::too_many_arguments, reason = "pointers with their strides, passed once")]
#[inline(always)]
unsafe fn transpose_blocks<S: Simd>(
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

dispatch! {
    #[allow(clippy::too_many_arguments, reason = "pointers with their strides, passed once")]
    fn transpose_into(rows: usize, columns: usize, from: *const f32, from_stride: usize, to: *mut f32, to_stride: usize, accumulate: bool) = transpose_blocks
}
