//! Normalisation of each row by its own moments, forward and back.

use super::branches::over_rows;
use super::epilogue::{PARALLEL_ELEMENTS, TASK_VECTORS};
use super::matrix::Matrix;
use super::pool::Pool;
use super::rows::within;
use super::simd::{Isa, LANES, Simd, dispatch};

/// Mean and 1/√(σ² + ε) of every row of one batch.
#[derive(Debug, Clone)]
pub struct RowFigures {
    mean: Vec<f32>,
    inverse: Vec<f32>,
}

impl RowFigures {
    pub fn new(rows: usize) -> RowFigures {
        RowFigures { mean: vec![0.0; rows], inverse: vec![0.0; rows] }
    }

    pub fn bytes(rows: u64) -> u64 {
        rows.saturating_mul(8)
    }
}

#[derive(Clone, Copy)]
struct Pass {
    columns: usize,
    stride: usize,
    input: *const f32,
    /// Null where there is none.
    gamma: *const f32,
    beta: *const f32,
    epsilon: f32,
    mean: *mut f32,
    inverse: *mut f32,
    /// Forward the output, back the gradient of the input.
    output: *mut f32,
    gradient: *const f32,
    accumulate: bool,
}

/// γ and β, one row each.
#[derive(Clone, Copy)]
pub struct Affine<'a> {
    pub gamma: Option<&'a Matrix>,
    pub beta: Option<&'a Matrix>,
}

fn pointer(matrix: Option<&Matrix>) -> *const f32 {
    matrix.map_or(std::ptr::null(), |matrix| matrix.pointer(0))
}

/// output = γ(x−μ)/√(σ²+ε)+β over the first `rows` rows, with the moments of each, which are kept for the way back.
#[allow(clippy::too_many_arguments, reason = "what the formula names, passed once")]
pub fn layer_norm(
    isa: Isa,
    pool: &Pool,
    rows: usize,
    x: &Matrix,
    affine: Affine<'_>,
    epsilon: f32,
    figures: &mut RowFigures,
    output: &mut Matrix,
) {
    let columns = x.columns();
    assert!(rows <= x.rows() && rows <= output.rows() && output.columns() == columns && columns > 0);
    assert!(rows <= figures.mean.len());
    assert!([affine.gamma, affine.beta].into_iter().flatten().all(|vector| vector.columns() == columns));
    let pass = Pass {
        columns,
        stride: x.stride(),
        input: x.pointer(0),
        gamma: pointer(affine.gamma),
        beta: pointer(affine.beta),
        epsilon,
        mean: figures.mean.as_mut_ptr(),
        inverse: figures.inverse.as_mut_ptr(),
        output: output.pointer_mut(0),
        gradient: std::ptr::null(),
        accumulate: false,
    };
    over_rows(pool, rows, x.stride(), pass, |pass, first, rows| {
        // SAFETY: the matrices have these rows and columns, hence this stride; tasks write disjoint rows.
        unsafe { forward_rows(isa, pass, first, rows) };
    });
}

#[inline(always)]
unsafe fn forward_each<S: Simd>(pass: &Pass, first: usize, rows: usize) {
    let vectors = pass.columns.div_ceil(LANES);
    let share = 1.0 / pass.columns as f32;
    for row in first..first + rows {
        // SAFETY: the caller promises the rows; whole vectors of a row include its padding, which is left out of sums.
        unsafe {
            let (input, output) = (pass.input.add(row * pass.stride), pass.output.add(row * pass.stride));
            let mut sum = S::splat(0.0);
            for vector in 0..vectors {
                sum = S::add(sum, S::keep(within(pass.columns, vector), S::load(input.add(vector * LANES))));
            }
            let mean = S::sum(sum) * share;
            let centre = S::splat(mean);
            let mut squares = S::splat(0.0);
            for vector in 0..vectors {
                let centred = S::sub(S::load(input.add(vector * LANES)), centre);
                let centred = S::keep(within(pass.columns, vector), centred);
                squares = S::fma(centred, centred, squares);
            }
            let inverse = 1.0 / (S::sum(squares) * share + pass.epsilon).sqrt();
            *pass.mean.add(row) = mean;
            *pass.inverse.add(row) = inverse;
            let scale = S::splat(inverse);
            for vector in 0..vectors {
                let at = vector * LANES;
                let mut value = S::mul(S::sub(S::load(input.add(at)), centre), scale);
                if !pass.gamma.is_null() {
                    value = S::mul(value, S::load(pass.gamma.add(at)));
                }
                if !pass.beta.is_null() {
                    value = S::add(value, S::load(pass.beta.add(at)));
                }
                S::store(output.add(at), S::keep(within(pass.columns, vector), value));
            }
        }
    }
}

dispatch! { fn forward_rows(pass: &Pass, first: usize, rows: usize) = forward_each }

/// Where the gradients of a LayerNorm go; none of a part nobody trains.
pub struct Gradients<'a> {
    pub gamma: Option<&'a mut Matrix>,
    pub beta: Option<&'a mut Matrix>,
    /// With whether it is added to what is there.
    pub input: Option<(&'a mut Matrix, bool)>,
}

/// dx (+)= (h − mean(h) − x̂·mean(h·x̂))/√(σ²+ε) with h = γ·dy and means over the row; dγ = Σ dy·x̂, dβ = Σ dy over the
/// first `rows` rows, whose figures the forward pass kept.
#[allow(clippy::too_many_arguments, reason = "what the formula names, passed once")]
pub fn layer_norm_backward(
    isa: Isa,
    pool: &Pool,
    rows: usize,
    x: &Matrix,
    gamma: Option<&Matrix>,
    figures: &mut RowFigures,
    dy: &Matrix,
    gradients: Gradients<'_>,
) {
    let columns = x.columns();
    assert!(rows <= x.rows() && rows <= dy.rows() && dy.columns() == columns && rows <= figures.mean.len());
    assert!(gamma.is_none_or(|gamma| gamma.columns() == columns));
    let mut pass = Pass {
        columns,
        stride: x.stride(),
        input: x.pointer(0),
        gamma: pointer(gamma),
        beta: std::ptr::null(),
        epsilon: 0.0,
        mean: figures.mean.as_mut_ptr(),
        inverse: figures.inverse.as_mut_ptr(),
        output: std::ptr::null_mut(),
        gradient: dy.pointer(0),
        accumulate: false,
    };
    if let Some((dx, accumulate)) = gradients.input {
        assert!(rows <= dx.rows() && dx.columns() == columns);
        (pass.output, pass.accumulate) = (dx.pointer_mut(0), accumulate);
        over_rows(pool, rows, x.stride(), pass, |pass, first, rows| {
            // SAFETY: the matrices have these rows and columns, hence this stride; tasks write disjoint rows.
            unsafe { backward_rows(isa, pass, first, rows) };
        });
    }
    let vector = |matrix: Option<&mut Matrix>| {
        matrix.map_or(std::ptr::null_mut(), |matrix| {
            assert_eq!(matrix.columns(), columns);
            matrix.pointer_mut(0)
        })
    };
    let sums = [vector(gradients.gamma), vector(gradients.beta)];
    if sums.iter().all(|sums| sums.is_null()) {
        return;
    }
    let (is_shared, vectors) = (rows * x.stride() >= PARALLEL_ELEMENTS, columns.div_ceil(LANES));
    pool.over_parts(is_shared, vectors, TASK_VECTORS, (pass, sums), |(pass, sums), first, vectors| {
        // SAFETY: as above; the sums have as many columns, and tasks write disjoint ones.
        unsafe { sum_columns(isa, pass, rows, first, vectors, *sums) };
    });
}

/// γ·dy and the standardised input of one vector of the row that starts at `at_row`.
#[inline(always)]
unsafe fn part<S: Simd>(pass: &Pass, at_row: usize, vector: usize, [centre, inverse]: [S::V; 2]) -> (S::V, S::V) {
    // SAFETY: whole vectors of a row include its padding.
    unsafe {
        let at = vector * LANES;
        let unit = S::mul(S::sub(S::load(pass.input.add(at_row + at)), centre), inverse);
        let mut h = S::load(pass.gradient.add(at_row + at));
        if !pass.gamma.is_null() {
            h = S::mul(h, S::load(pass.gamma.add(at)));
        }
        (h, S::keep(within(pass.columns, vector), unit))
    }
}

#[inline(always)]
unsafe fn backward_each<S: Simd>(pass: &Pass, first: usize, rows: usize) {
    let vectors = pass.columns.div_ceil(LANES);
    let share = 1.0 / pass.columns as f32;
    for row in first..first + rows {
        // SAFETY: the caller promises the rows; whole vectors of a row include its padding, where gradients are 0.
        unsafe {
            let at_row = row * pass.stride;
            let output = pass.output.add(at_row);
            let (centre, inverse) = (S::splat(*pass.mean.add(row)), S::splat(*pass.inverse.add(row)));
            let (mut sum, mut product) = (S::splat(0.0), S::splat(0.0));
            for vector in 0..vectors {
                let (h, unit) = part::<S>(pass, at_row, vector, [centre, inverse]);
                sum = S::add(sum, h);
                product = S::fma(h, unit, product);
            }
            let (mean, slope) = (S::splat(S::sum(sum) * share), S::splat(S::sum(product) * share));
            for vector in 0..vectors {
                let (h, unit) = part::<S>(pass, at_row, vector, [centre, inverse]);
                let centred = S::negative_fma(unit, slope, S::sub(h, mean));
                let mut dx = S::keep(within(pass.columns, vector), S::mul(inverse, centred));
                let output = output.add(vector * LANES);
                if pass.accumulate {
                    dx = S::add(dx, S::load(output));
                }
                S::store(output, dx);
            }
        }
    }
}

dispatch! { fn backward_rows(pass: &Pass, first: usize, rows: usize) = backward_each }

#[inline(always)]
unsafe fn sum_each<S: Simd>(pass: &Pass, rows: usize, first: usize, vectors: usize, [gamma, beta]: [*mut f32; 2]) {
    for vector in first..first + vectors {
        let at = vector * LANES;
        // SAFETY: the caller promises rows and columns, and sums of as many columns where they are not null.
        unsafe {
            let (mut sum, mut product) = (S::splat(0.0), S::splat(0.0));
            for row in 0..rows {
                let place = row * pass.stride + at;
                let (centre, inverse) = (S::splat(*pass.mean.add(row)), S::splat(*pass.inverse.add(row)));
                let unit = S::mul(S::sub(S::load(pass.input.add(place)), centre), inverse);
                let g = S::load(pass.gradient.add(place));
                sum = S::add(sum, g);
                product = S::fma(g, S::keep(within(pass.columns, vector), unit), product);
            }
            if !gamma.is_null() {
                S::store(gamma.add(at), product);
            }
            if !beta.is_null() {
                S::store(beta.add(at), sum);
            }
        }
    }
}

dispatch! {
    fn sum_columns(pass: &Pass, rows: usize, first: usize, vectors: usize, sums: [*mut f32; 2]) = sum_each
}
