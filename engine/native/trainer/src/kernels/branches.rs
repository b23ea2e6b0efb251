//! Several values made one, and the way back: sums and products element by element, and columns side by side.

use super::epilogue::PARALLEL_ELEMENTS;
use super::matrix::Matrix;
use super::pool::Pool;
use super::simd::{Isa, LANES, Simd, dispatch};
use crate::ir::MOST_BRANCHES;

/// Rows of one parallel task.
const TASK_ROWS: usize = 16;

/// What joins elements.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Joining {
    Sum,
    Product,
}

struct Pass {
    /// A Multiply's gradient is the product of one more than its branches.
    inputs: [*const f32; MOST_BRANCHES + 1],
    count: usize,
    output: *mut f32,
    stride: usize,
    vectors: usize,
    joining: Joining,
    accumulate: bool,
}

/// output (+)= Σ or Π of the inputs, of its shape and at most 65, over the first `rows` rows.
///
/// Forward an Add or Multiply; back a copy of the gradient, or its product with all other factors.
pub fn join<'a>(
    isa: Isa,
    pool: &Pool,
    rows: usize,
    joining: Joining,
    inputs: impl Iterator<Item = &'a Matrix>,
    output: &mut Matrix,
    accumulate: bool,
) {
    assert!(rows <= output.rows());
    let mut pass = Pass {
        inputs: [std::ptr::null(); MOST_BRANCHES + 1],
        count: 0,
        output: output.pointer_mut(0),
        stride: output.stride(),
        vectors: output.columns().div_ceil(LANES),
        joining,
        accumulate,
    };
    for input in inputs {
        assert!(rows <= input.rows() && input.columns() == output.columns());
        pass.inputs[pass.count] = input.pointer(0);
        pass.count += 1;
    }
    assert!(pass.count > 0);
    over_rows(pool, rows, output.stride(), pass, |pass, first, rows| {
        // SAFETY: every matrix has these rows and this stride; tasks write disjoint rows.
        unsafe { join_rows(isa, pass, first, rows) };
    });
}

/// Calls `work(pass, first row, rows)` for all rows: at once for small matrices, else shared out over the pool.
pub(super) fn over_rows<P>(pool: &Pool, rows: usize, width: usize, pass: P, work: impl Fn(&P, usize, usize) + Sync) {
    pool.over_parts(rows * width >= PARALLEL_ELEMENTS, rows, TASK_ROWS, pass, work);
}

#[inline(always)]
unsafe fn join_each<S: Simd>(pass: &Pass, first: usize, rows: usize) {
    for row in first..first + rows {
        for vector in 0..pass.vectors {
            let at = row * pass.stride + vector * LANES;
            // SAFETY: the caller promises the rows; whole vectors of a row include its padding.
            unsafe {
                let mut joined = S::load(pass.inputs[0].add(at));
                for input in &pass.inputs[1..pass.count] {
                    let input = S::load(input.add(at));
                    joined = match pass.joining {
                        Joining::Sum => S::add(joined, input),
                        Joining::Product => S::mul(joined, input),
                    };
                }
                let output = pass.output.add(at);
                if pass.accumulate {
                    joined = S::add(joined, S::load(output));
                }
                S::store(output, joined);
            }
        }
    }
}

dispatch! { fn join_rows(pass: &Pass, first: usize, rows: usize) = join_each }

/// Columns `offset`, … of the first `rows` rows of `output` become those of `input`.
pub fn place_columns(rows: usize, input: &Matrix, offset: usize, output: &mut Matrix) {
    for row in 0..rows {
        output.row_mut(row)[offset..][..input.columns()].copy_from_slice(input.row(row));
    }
}

/// output (+)= as many columns of the first `rows` rows of `input` as it has, from `offset` on.
pub fn take_columns(rows: usize, input: &Matrix, offset: usize, output: &mut Matrix, accumulate: bool) {
    for row in 0..rows {
        let columns = output.columns();
        let input = &input.row(row)[offset..][..columns];
        let output = output.row_mut(row);
        if accumulate {
            output.iter_mut().zip(input).for_each(|(output, input)| *output += input);
        } else {
            output.copy_from_slice(input);
        }
    }
}

/// output = input + noise, which is tight, over the first `rows` rows.
pub fn add_noise(rows: usize, input: &Matrix, noise: &[f32], output: &mut Matrix) {
    for (row, noise) in noise.chunks_exact(input.columns().max(1)).take(rows).enumerate() {
        for ((output, input), noise) in output.row_mut(row).iter_mut().zip(input.row(row)).zip(noise) {
            *output = input + noise;
        }
    }
}
