//! Kernels that work row by row: softmax and its gradient, and sums over the batch.

use super::functions::exp;
use super::matrix::Matrix;
use super::simd::{Isa, LANES, Simd, dispatch};

/// Bits of the lanes of vector `vector` that lie within `columns`.
#[inline(always)]
pub(super) fn within(columns: usize, vector: usize) -> u16 {
    let left = columns - vector * LANES;
    if left >= LANES { u16::MAX } else { ((1_u32 << left) - 1) as u16 }
}

/// p = softmax(x) of each of the first `rows` rows, shifted by its maximum; padding becomes 0.
pub fn softmax(isa: Isa, rows: usize, x: &Matrix, p: &mut Matrix) {
    assert!(rows <= x.rows() && x.rows() == p.rows() && x.columns() == p.columns());
    // SAFETY: both matrices have these rows and columns.
    unsafe { softmax_rows(isa, rows, x.columns(), x.pointer(0), x.stride(), p.pointer_mut(0)) };
}

#[inline(always)]
unsafe fn softmax_each<S: Simd>(rows: usize, columns: usize, x: *const f32, stride: usize, p: *mut f32) {
    let vectors = columns.div_ceil(LANES);
    for row in 0..rows {
        // SAFETY: whole vectors of a row include its padding.
        unsafe {
            let (x, p) = (x.add(row * stride), p.add(row * stride));
            let mut greatest = S::splat(f32::NEG_INFINITY);
            for vector in 0..vectors {
                let value = S::load(x.add(vector * LANES));
                let value = S::choose(within(columns, vector), value, S::splat(f32::NEG_INFINITY));
                greatest = S::max(greatest, value);
            }
            let shift = S::splat(S::maximum(greatest));
            let mut sum = S::splat(0.0);
            for vector in 0..vectors {
                let power = exp::<S>(S::sub(S::load(x.add(vector * LANES)), shift));
                let power = S::keep(within(columns, vector), power);
                sum = S::add(sum, power);
                S::store(p.add(vector * LANES), power);
            }
            let share = S::splat(1.0 / S::sum(sum));
            for vector in 0..vectors {
                let p = p.add(vector * LANES);
                S::store(p, S::mul(S::load(p), share));
            }
        }
    }
}

dispatch! { fn softmax_rows(rows: usize, columns: usize, x: *const f32, stride: usize, p: *mut f32) = softmax_each }

/// dx (+)= p·(dp − Σ dp·p) of each of the first `rows` rows.
pub fn softmax_backward(isa: Isa, rows: usize, p: &Matrix, dp: &Matrix, dx: &mut Matrix, accumulate: bool) {
    assert!(rows <= p.rows() && p.rows() == dp.rows() && p.rows() == dx.rows());
    assert!(p.columns() == dp.columns() && p.columns() == dx.columns());
    // SAFETY: the three matrices have these rows and columns.
    unsafe {
        softmax_backward_rows(
            isa,
            rows,
            p.columns(),
            p.pointer(0),
            dp.pointer(0),
            dx.pointer_mut(0),
            p.stride(),
            accumulate,
        );
    }
}

#[allow(clippy::too_many_arguments, reason = "pointers with their strides, passed once")]
#[inline(always)]
unsafe fn softmax_backward_each<S: Simd>(
    rows: usize,
    columns: usize,
    p: *const f32,
    dp: *const f32,
    dx: *mut f32,
    stride: usize,
    accumulate: bool,
) {
    let vectors = columns.div_ceil(LANES);
    for row in 0..rows {
        // SAFETY: whole vectors of a row include its padding, where p is 0.
        unsafe {
            let (p, dp, dx) = (p.add(row * stride), dp.add(row * stride), dx.add(row * stride));
            let mut product = S::splat(0.0);
            for vector in 0..vectors {
                product = S::fma(S::load(p.add(vector * LANES)), S::load(dp.add(vector * LANES)), product);
            }
            let mean = S::splat(S::sum(product));
            for vector in 0..vectors {
                let at = vector * LANES;
                let mut gradient = S::mul(S::load(p.add(at)), S::sub(S::load(dp.add(at)), mean));
                if accumulate {
                    gradient = S::add(gradient, S::load(dx.add(at)));
                }
                S::store(dx.add(at), gradient);
            }
        }
    }
}

dispatch! {
    #[allow(clippy::too_many_arguments, reason = "pointers with their strides, passed once")]
    fn softmax_backward_rows(rows: usize, columns: usize, p: *const f32, dp: *const f32, dx: *mut f32, stride: usize, accumulate: bool) = softmax_backward_each
}

/// sums (one row) = Σ over the first `rows` rows of x.
pub fn column_sums(isa: Isa, rows: usize, x: &Matrix, sums: &mut Matrix) {
    assert!(rows <= x.rows() && sums.rows() == 1 && sums.columns() == x.columns());
    // SAFETY: x has these rows, and both have these columns with their padding.
    unsafe { column_sums_of(isa, rows, x.columns().div_ceil(LANES), x.pointer(0), x.stride(), sums.pointer_mut(0)) };
}

#[inline(always)]
unsafe fn column_sums_each<S: Simd>(rows: usize, vectors: usize, x: *const f32, stride: usize, sums: *mut f32) {
    // SAFETY: the caller promises rows and vectors.
    unsafe {
        let mut vector = 0;
        while vector < vectors {
            let wide = vectors - vector >= 4;
            let mut sum = [S::splat(0.0); 4];
            for row in 0..rows {
                let x = x.add(row * stride + vector * LANES);
                sum[0] = S::add(sum[0], S::load(x));
                if wide {
                    for (v, sum) in sum.iter_mut().enumerate().skip(1) {
                        *sum = S::add(*sum, S::load(x.add(v * LANES)));
                    }
                }
            }
            let width = if wide { 4 } else { 1 };
            for (v, sum) in sum.into_iter().enumerate().take(width) {
                S::store(sums.add((vector + v) * LANES), sum);
            }
            vector += width;
        }
    }
}

dispatch! { fn column_sums_of(rows: usize, vectors: usize, x: *const f32, stride: usize, sums: *mut f32) = column_sums_each }
