//! The three matrix products of a Dense layer.
//!
//! Every element of a product is one sum over k in ascending order in one accumulator, whatever the tile shape, the
//! blocking or the number of threads: that is what makes results bit-equal across all of them.

mod blocked;
mod tile;
mod transpose;

use super::gradients::is_finite;
use super::matrix::Matrix;
use super::pool::{Pool, Shared};
use super::simd::{Isa, LANES};
use super::update::SgdStep;
use blocked::{Layout, block_of};
use std::sync::atomic::AtomicBool;
use tile::{Finish, Product, evenly, tiles_of};

/// Products below this many floating-point operations stay on the calling thread: handing parts over costs more.
const PARALLEL_FLOPS: usize = 600_000;
/// Most rows and vectors of one parallel part of c that is computed straight from its operands.
const PART_ROWS: usize = 36;
const PART_VECTORS: usize = 2;
/// Operands of fewer floats than this are read where they lie; packing them costs more than it saves.
const PACKED_FLOATS: usize = 128 * 1024;
/// Rows that must meet a packed b to make up for the packing.
const PACKED_ROWS: usize = 48;
/// Most rows and vectors of one part of c that is computed block by block: a row of a is packed once for each part.
const BLOCK_ROWS: usize = 384;
const BLOCK_VECTORS: [usize; 2] = [8, blocked::VECTORS];

/// Computes a product straight or in blocks, and over the pool when it is large enough to pay.
fn run(isa: Isa, pool: &Pool, product: Product) {
    let is_parallel = 2 * product.rows * product.vectors * LANES * product.depth >= PARALLEL_FLOPS;
    let largest = product.depth * product.rows.max(product.vectors * LANES);
    let is_packed = largest >= PACKED_FLOATS && product.rows >= PACKED_ROWS && product.vectors > 1;
    let (most_rows, most_vectors) = match (is_packed, is_parallel) {
        (true, _) => (BLOCK_ROWS, BLOCK_VECTORS[usize::from(product.a_column > 1)]),
        (false, true) => (PART_ROWS, PART_VECTORS),
        // SAFETY: the callers below build products from matrices whose sizes they checked.
        (false, false) => return unsafe { tiles_of(isa, &product) },
    };
    over_parts(pool, product, most_rows, most_vectors, &|part, scratch| {
        // SAFETY: parts write disjoint places of c and only read a, b and the bias; the scratch memory is the thread's.
        unsafe { if is_packed { block_of(isa, part, Layout::Plain, scratch) } else { tiles_of(isa, part) } }
    });
}

/// Cuts c into parts of at most `most_rows` × `most_vectors`, even in rows, and calls `compute` for each with scratch
/// memory.
fn over_parts(
    pool: &Pool,
    product: Product,
    most_rows: usize,
    most_vectors: usize,
    compute: &(dyn Fn(&Product, *mut f32) + Sync),
) {
    let row_parts = product.rows.div_ceil(most_rows);
    let column_parts = product.vectors.div_ceil(most_vectors);
    let shared = Shared(product);
    pool.run_with_scratch(row_parts * column_parts, &|task, scratch| {
        let product = shared.get();
        let vector = task / row_parts * most_vectors;
        let vectors = most_vectors.min(product.vectors - vector);
        if let Some((row, rows)) = evenly(product.rows, most_rows).nth(task % row_parts) {
            // SAFETY: parts lie within the product.
            compute(&unsafe { product.part(row, rows, vector, vectors) }, scratch);
        }
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
            resume: false,
            finish: bias.map_or(Finish::Store, |bias| Finish::Bias(bias.pointer(0))),
        },
    );
}

fn weight_gradient(rows: usize, x: &Matrix, dz: &Matrix, dw: &mut Matrix) -> Product {
    assert!(rows <= x.rows() && rows <= dz.rows() && dw.rows() == x.columns() && dw.columns() == dz.columns());
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
        resume: false,
        finish: Finish::Store,
    }
}

/// dW = xᵀ·dz over the first `rows` rows.
pub fn dense_weight_gradient(isa: Isa, pool: &Pool, rows: usize, x: &Matrix, dz: &Matrix, dw: &mut Matrix) {
    run(isa, pool, weight_gradient(rows, x, dz, dw));
}

/// A weight and the velocity of its stochastic gradient descent.
pub struct Descending<'a> {
    pub weight: &'a mut Matrix,
    pub velocity: &'a mut Matrix,
    pub step: SgdStep,
}

/// Takes the step along xᵀ·dz, to the same bits as `dense_weight_gradient` and then `sgd`, without the gradient's way
/// through memory: `spare`, of the weight's size, is left holding anything. Answers as `sgd` does.
pub fn dense_descent(
    isa: Isa,
    pool: &Pool,
    rows: usize,
    x: &Matrix,
    dz: &Matrix,
    to: Descending<'_>,
    spare: &mut Matrix,
) -> bool {
    let Descending { weight, velocity, step } = to;
    assert!(weight.rows() == spare.rows() && weight.columns() == spare.columns());
    assert!(velocity.rows() == spare.rows() && velocity.columns() == spare.columns());
    let finite = AtomicBool::new(true);
    let (parameter, velocity) = (weight.pointer_mut(0), velocity.pointer_mut(0));
    let finish = Finish::Descend { parameter, velocity, step, finite: &raw const finite };
    run(isa, pool, Product { finish, ..weight_gradient(rows, x, dz, spare) });
    finite.into_inner() || is_finite(isa, pool, weight)
}

/// dx = dz·Wᵀ (or dx += …) over the first `rows` rows, as (W·dzᵀ)ᵀ: W is read along its rows and only the small
/// gradients are transposed, part by part.
pub fn dense_input_gradient(
    isa: Isa,
    pool: &Pool,
    rows: usize,
    dz: &Matrix,
    weight: &Matrix,
    dx: &mut Matrix,
    accumulate: bool,
) {
    assert!(
        rows <= dz.rows() && rows <= dx.rows() && dz.columns() == weight.columns() && dx.columns() == weight.rows()
    );
    let (inputs, outputs) = (weight.rows(), weight.columns());
    let most_vectors = if rows > 4 * LANES { blocked::TRANSPOSED_VECTORS } else { blocked::TRANSPOSED_VECTORS / 2 };
    let batch_parts = rows.div_ceil(most_vectors * LANES);
    // Parts are transposed in whole vectors of inputs.
    let input_parts = inputs.div_ceil(blocked::TRANSPOSED_ROWS);
    let shared = Shared((weight.pointer(0), dz.pointer(0), dx.pointer_mut(0)));
    let (weight_row, dz_row, dx_row) = (weight.stride(), dz.stride(), dx.stride());
    let compute = |task: usize, scratch: *mut f32| {
        let (weight, dz, dx) = *shared.get();
        let first = task / input_parts * most_vectors * LANES;
        let columns = (most_vectors * LANES).min(rows - first);
        let vectors_of_inputs = evenly(inputs.div_ceil(LANES), blocked::TRANSPOSED_ROWS / LANES);
        for (input, length) in vectors_of_inputs.skip(task % input_parts).take(1) {
            let input = input * LANES;
            // SAFETY: the part lies within the matrices, whose sizes were checked; tasks write disjoint parts of dx.
            unsafe {
                let part = Product {
                    rows: (length * LANES).min(inputs - input),
                    vectors: columns.div_ceil(LANES),
                    depth: outputs,
                    a: weight.add(input * weight_row),
                    a_row: weight_row,
                    a_column: 1,
                    b: dz.add(first * dz_row),
                    b_row: dz_row,
                    c: dx.add(first * dx_row + input),
                    c_row: dx_row,
                    resume: false,
                    finish: Finish::Store,
                };
                block_of(isa, &part, Layout::Transposed { columns, accumulate }, scratch);
            }
        }
    };
    let tasks = batch_parts * input_parts;
    if 2 * rows.next_multiple_of(LANES) * inputs * outputs < PARALLEL_FLOPS {
        pool.run_alone(tasks, compute);
    } else {
        pool.run_with_scratch(tasks, &compute);
    }
}
