//! The three matrix products of a Dense layer.
//!
//! Every element of a product is one sum over k in ascending order in one accumulator, or the sum of two such over the
//! halves of a deep product, the bias added to the first. Which it is depends on the product's size alone, the batch's
//! rows included, never on the tile shape, the blocking or the number of threads: that is what makes results bit-equal
//! across all of them.

mod blocked;
mod tile;
mod transpose;

use super::gradients::is_finite;
use super::matrix::Matrix;
use super::pool::{Pool, SCRATCH, Shared};
use super::simd::{Isa, LANES, Simd, dispatch};
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
/// Depth from which a product of few rows is computed in halves (see `in_halves`).
pub(super) const DEEP: usize = 512;

fn is_parallel(product: &Product) -> bool {
    2 * product.rows * product.vectors * LANES * product.depth >= PARALLEL_FLOPS
}

fn is_packed(product: &Product) -> bool {
    let largest = product.depth * product.rows.max(product.vectors * LANES);
    largest >= PACKED_FLOATS && product.rows >= PACKED_ROWS && product.vectors > 1
}

/// Computes a product straight or in blocks, and over the pool when it is large enough to pay.
fn run(isa: Isa, pool: &Pool, product: Product) {
    let is_packed = is_packed(&product);
    let (most_rows, most_vectors) = match (is_packed, is_parallel(&product)) {
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
/// memory. Parts of the same rows follow each other, so that a thread's share of c is a stretch of memory of its own.
fn over_parts(
    pool: &Pool,
    product: Product,
    most_rows: usize,
    most_vectors: usize,
    compute: &(dyn Fn(&Product, *mut f32) + Sync),
) {
    let tasks = product.rows.div_ceil(most_rows) * product.vectors.div_ceil(most_vectors);
    let shared = Shared(product);
    pool.run_with_scratch(tasks, &|task, scratch| {
        // SAFETY: there are as many parts as tasks.
        compute(&unsafe { nth_part(shared.get(), most_rows, most_vectors, task) }, scratch);
    });
}

unsafe fn nth_part(product: &Product, most_rows: usize, most_vectors: usize, part: usize) -> Product {
    let column_parts = product.vectors.div_ceil(most_vectors);
    let vector = part % column_parts * most_vectors;
    let vectors = most_vectors.min(product.vectors - vector);
    let (row, rows) = evenly(product.rows, most_rows).nth(part / column_parts).unwrap_or((0, 0));
    // SAFETY: parts lie within the product.
    unsafe { product.part(row, rows, vector, vectors) }
}

/// Computes the two halves of a product's depth as products of their own, and adds them. Each of two threads then reads
/// only its half of a and b: of a weight, the half that it also writes in `dense_descent`, so that the weight need not go
/// from one core's cache to the other's and back at every step. One thread, or many, pay the addition for equal bits.
fn in_halves(isa: Isa, pool: &Pool, product: Product) {
    let parts = product.rows.div_ceil(PART_ROWS) * product.vectors.div_ceil(PART_VECTORS);
    let half = half_of(product.depth);
    let spare = pool.spare();
    let second = Product {
        depth: product.depth - half,
        a: product.a.wrapping_add(half * product.a_column),
        b: product.b.wrapping_add(half * product.b_row),
        c: spare,
        finish: Finish::Store,
        ..product
    };
    let halves = Shared([Product { depth: half, ..product }, second]);
    pool.run(2 * parts, &|task| {
        let half = &halves.get()[task / parts];
        // SAFETY: tasks write disjoint parts of c and of the spare memory, which the caller saw to be large enough.
        unsafe { tiles_of(isa, &nth_part(half, PART_ROWS, PART_VECTORS, task % parts)) };
    });
    // SAFETY: both halves are written.
    unsafe { add_to(isa, &product, spare) };
}

/// Where the second half of a long row begins.
pub(super) fn half_of(columns: usize) -> usize {
    columns.div_ceil(2).next_multiple_of(LANES)
}

/// c += more, laid out as c.
#[inline(always)]
unsafe fn add_each<S: Simd>(product: &Product, more: *const f32) {
    for row in 0..product.rows {
        for vector in 0..product.vectors {
            let place = row * product.c_row + vector * LANES;
            // SAFETY: places of c, which the caller promises behind `more` too.
            unsafe {
                let c = product.c.add(place);
                S::store(c, S::add(S::load(c), S::load(more.add(place))));
            }
        }
    }
}

dispatch! { fn add_to(product: &Product, more: *const f32) = add_each }

/// z = xW + b over the first `rows` rows; the bias is one row.
pub fn dense(isa: Isa, pool: &Pool, rows: usize, x: &Matrix, weight: &Matrix, bias: Option<&Matrix>, z: &mut Matrix) {
    assert!(rows <= x.rows() && rows <= z.rows() && x.columns() == weight.rows() && z.columns() == weight.columns());
    assert!(bias.is_none_or(|bias| bias.rows() == 1 && bias.columns() == z.columns()));
    let product = Product {
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
        accumulate: false,
        finish: bias.map_or(Finish::Store, |bias| Finish::Bias(bias.pointer(0))),
    };
    let is_deep = product.depth >= DEEP && is_parallel(&product) && !is_packed(&product);
    if is_deep && rows * z.stride() <= SCRATCH {
        in_halves(isa, pool, product);
    } else {
        run(isa, pool, product);
    }
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
        accumulate: false,
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
                    accumulate: false,
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
