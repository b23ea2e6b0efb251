//! What happens to a parameter's gradient between the way back and the update, and to a weight after it: penalties, the
//! check that every number is finite, clipping, and bounded column norms.

use super::matrix::Matrix;
use super::pool::Pool;
use super::simd::{Isa, LANES, Simd, dispatch};
use crate::vectorized::vectorized;

/// Floats of one task; sums are taken task by task, so that they do not depend on the number of threads.
const TASK: usize = 16 * 1024;
/// Vectors summed in float32 before the sum goes on in float64.
const BLOCK: usize = 16 * LANES;
/// Vectors of columns whose norms are taken together.
const WIDTH: usize = 4;
/// What Keras adds to a norm before it divides by it.
const NORM_MARGIN: f32 = 1e-7;

/// What is done to a gradient g of a parameter w.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settling {
    /// g ← g + l1·sign(w) + 2·l2·w.
    pub l1: f32,
    pub l2: f32,
    /// Then g is held within ± this; infinite for no bound.
    pub bound: f32,
    /// Whether Σg² of the result is wanted.
    pub wants_squares: bool,
}

/// Sums over a gradient and its parameter.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GradientSums {
    /// Whether every element was finite before it was bounded.
    pub is_finite: bool,
    /// Σg² after bounding, if wanted.
    pub squares: f64,
    /// l1·Σ|w| + l2·Σw².
    pub penalty: f64,
}

impl Default for GradientSums {
    fn default() -> GradientSums {
        GradientSums { is_finite: true, squares: 0.0, penalty: 0.0 }
    }
}

impl GradientSums {
    /// Tasks of a gradient of this many floats, padding included: the least length of `settle`'s `parts`.
    pub fn parts(floats: usize) -> usize {
        floats.div_ceil(TASK)
    }

    pub fn add(&mut self, other: GradientSums) {
        self.is_finite &= other.is_finite;
        self.squares += other.squares;
        self.penalty += other.penalty;
    }
}

/// Whether every element is finite.
pub fn is_finite(isa: Isa, pool: &Pool, matrix: &Matrix) -> bool {
    let values = matrix.padded();
    pool.all_parts(values.len() > 2 * TASK, values.len(), TASK, values, |values, start, floats| {
        // SAFETY: whole vectors of a matrix.
        unsafe { zero_times(isa, values[start..].as_ptr(), floats) == 0.0 }
    })
}

/// Whether every element of the first `rows` rows, their padding included, is a number of at most this size.
pub fn lies_within(bound: f32, rows: usize, matrix: &Matrix) -> bool {
    greatest_bits(&matrix.padded()[..rows * matrix.stride()]) <= bound.to_bits()
}

vectorized! {
    /// The bits of the greatest |x|; those of NaN and infinity are greater than any number's.
    fn greatest_bits(values: &[f32]) -> u32 {
        values.iter().map(|value| value.to_bits() & 0x7FFF_FFFF).fold(0, u32::max)
    }
}

/// Σ 0·g, which is 0 unless an element is infinite or not a number.
#[inline(always)]
unsafe fn zero_times_each<S: Simd>(gradient: *const f32, floats: usize) -> f32 {
    // SAFETY: the caller's promise: `floats` valid floats, a multiple of LANES.
    unsafe {
        let zero = S::splat(0.0);
        let mut sums = [zero; 4];
        let mut at = 0;
        while at + 4 * LANES <= floats {
            for (vector, sum) in sums.iter_mut().enumerate() {
                *sum = S::fma(S::load(gradient.add(at + vector * LANES)), zero, *sum);
            }
            at += 4 * LANES;
        }
        while at < floats {
            sums[0] = S::fma(S::load(gradient.add(at)), zero, sums[0]);
            at += LANES;
        }
        S::sum(S::add(S::add(sums[0], sums[1]), S::add(sums[2], sums[3])))
    }
}

dispatch! { fn zero_times(gradient: *const f32, floats: usize) -> f32 = zero_times_each }

struct Part {
    settling: Settling,
    parameter: *const f32,
    gradient: *mut f32,
    floats: usize,
}

/// Settles a gradient in one visit. `parts` is room for one sum a task.
pub fn settle(
    isa: Isa,
    pool: &Pool,
    settling: Settling,
    parameter: &Matrix,
    gradient: &mut Matrix,
    parts: &mut [GradientSums],
) -> GradientSums {
    assert!((parameter.rows(), parameter.columns()) == (gradient.rows(), gradient.columns()));
    let floats = gradient.padded().len();
    let parts = &mut parts[..GradientSums::parts(floats)];
    let arrays = (parameter.pointer(0), gradient.pointer_mut(0), parts.as_mut_ptr());
    pool.over_parts(true, floats, TASK, arrays, |(parameter, gradient, sums), start, floats| {
        // SAFETY: tasks have disjoint parts of the matrices, and one sum each.
        unsafe {
            let (parameter, gradient) = (parameter.add(start), gradient.add(start));
            *sums.add(start / TASK) = settle_part(isa, &Part { settling, parameter, gradient, floats });
        }
    });
    let mut total = GradientSums::default();
    parts.iter().for_each(|part| total.add(*part));
    total
}

#[inline(always)]
unsafe fn settle_each<S: Simd>(part: &Part) -> GradientSums {
    let Settling { l1, l2, bound, wants_squares } = part.settling;
    let (is_penalized, is_bounded) = (l1 != 0.0 || l2 != 0.0, bound.is_finite());
    let mut total = GradientSums::default();
    // SAFETY: both arrays have this many floats, a multiple of LANES.
    unsafe {
        let (zero, one) = (S::splat(0.0), S::splat(1.0));
        let (l1_v, twice_l2) = (S::splat(l1), S::splat(2.0 * l2));
        let (least, most) = (S::splat(-bound), S::splat(bound));
        let mut check = zero;
        for block in (0..part.floats).step_by(BLOCK) {
            let [mut absolute, mut weight_squares, mut squares] = [zero; 3];
            for at in (block..part.floats.min(block + BLOCK)).step_by(LANES) {
                let mut g = S::load(part.gradient.add(at));
                if is_penalized {
                    let w = S::load(part.parameter.add(at));
                    let negated = S::sub(zero, w);
                    let sign = S::sub(S::keep(S::greater(w, zero), one), S::keep(S::greater(negated, zero), one));
                    g = S::fma(l1_v, sign, S::fma(twice_l2, w, g));
                    absolute = S::add(absolute, S::max(w, negated));
                    weight_squares = S::fma(w, w, weight_squares);
                }
                check = S::fma(g, zero, check);
                if is_bounded {
                    g = S::min(S::max(g, least), most);
                }
                if is_penalized || is_bounded {
                    S::store(part.gradient.add(at), g);
                }
                if wants_squares {
                    squares = S::fma(g, g, squares);
                }
            }
            if is_penalized {
                total.penalty += f64::from(l1) * f64::from(S::sum(absolute));
                total.penalty += f64::from(l2) * f64::from(S::sum(weight_squares));
            }
            total.squares += f64::from(S::sum(squares));
        }
        total.is_finite = S::sum(check) == 0.0;
    }
    total
}

dispatch! { fn settle_part(part: &Part) -> GradientSums = settle_each }

/// l1·Σ|w| + l2·Σw².
pub fn penalty(isa: Isa, l1: f32, l2: f32, parameter: &Matrix) -> f64 {
    let parameter = parameter.padded();
    // SAFETY: whole vectors of a matrix.
    unsafe { penalty_of(isa, l1, l2, parameter.as_ptr(), parameter.len()) }
}

#[inline(always)]
unsafe fn penalty_each<S: Simd>(l1: f32, l2: f32, parameter: *const f32, floats: usize) -> f64 {
    let mut total = 0.0;
    // SAFETY: the caller's promise: `floats` valid floats, a multiple of LANES.
    unsafe {
        let zero = S::splat(0.0);
        for block in (0..floats).step_by(BLOCK) {
            let (mut absolute, mut squares) = (zero, zero);
            for at in (block..floats.min(block + BLOCK)).step_by(LANES) {
                let w = S::load(parameter.add(at));
                absolute = S::add(absolute, S::max(w, S::sub(zero, w)));
                squares = S::fma(w, w, squares);
            }
            total += f64::from(l1) * f64::from(S::sum(absolute)) + f64::from(l2) * f64::from(S::sum(squares));
        }
    }
    total
}

dispatch! { fn penalty_of(l1: f32, l2: f32, parameter: *const f32, floats: usize) -> f64 = penalty_each }

/// g ← factor·g.
pub fn scale(isa: Isa, pool: &Pool, factor: f32, gradient: &mut Matrix) {
    pool.over_parts(true, gradient.padded().len(), TASK, gradient.pointer_mut(0), |gradient, start, floats| {
        // SAFETY: tasks have disjoint parts of the matrix.
        unsafe { scale_part(isa, factor, gradient.add(start), floats) };
    });
}

#[inline(always)]
unsafe fn scale_each<S: Simd>(factor: f32, gradient: *mut f32, floats: usize) {
    // SAFETY: the caller's promise: `floats` valid floats, a multiple of LANES.
    unsafe {
        let factor = S::splat(factor);
        for at in (0..floats).step_by(LANES) {
            let gradient = gradient.add(at);
            S::store(gradient, S::mul(factor, S::load(gradient)));
        }
    }
}

dispatch! { fn scale_part(factor: f32, gradient: *mut f32, floats: usize) = scale_each }

/// Keras' MaxNorm(axis = 0): each column w ← w · min(‖w‖, most)/(‖w‖ + 1e-7). Answers whether every norm was finite; a
/// column whose norm is not becomes NaN, where it would else be all 0.
pub fn limit_column_norms(isa: Isa, pool: &Pool, most: f32, weight: &mut Matrix) -> bool {
    let (rows, stride, vectors) = (weight.rows(), weight.stride(), weight.columns().div_ceil(LANES));
    pool.all_parts(true, vectors, WIDTH, weight.pointer_mut(0), |weight, first, vectors| {
        // SAFETY: tasks have disjoint columns of the matrix, whole vectors of them.
        unsafe { limit_columns(isa, most, weight.add(first * LANES), rows, stride, vectors) }
    })
}

#[inline(always)]
unsafe fn limit_columns_each<S: Simd>(most: f32, weight: *mut f32, rows: usize, stride: usize, vectors: usize) -> bool {
    // SAFETY: the caller's promise: `vectors` ≤ WIDTH whole vectors of columns in every row.
    unsafe {
        let zero = S::splat(0.0);
        let (mut factors, mut check) = ([zero; WIDTH], zero);
        for row in 0..rows {
            for (vector, squares) in factors.iter_mut().enumerate().take(vectors) {
                let w = S::load(weight.add(row * stride + vector * LANES));
                *squares = S::fma(w, w, *squares);
            }
        }
        for factor in &mut factors {
            let norm = S::sqrt(*factor);
            let share = S::div(S::min(norm, S::splat(most)), S::add(norm, S::splat(NORM_MARGIN)));
            *factor = S::fma(norm, zero, share);
            check = S::fma(norm, zero, check);
        }
        for row in 0..rows {
            for (vector, factor) in factors.iter().enumerate().take(vectors) {
                let w = weight.add(row * stride + vector * LANES);
                S::store(w, S::mul(S::load(w), *factor));
            }
        }
        S::sum(check) == 0.0
    }
}

dispatch! {
    fn limit_columns(most: f32, weight: *mut f32, rows: usize, stride: usize, vectors: usize) -> bool = limit_columns_each
}
