//! Losses of a batch with their gradients, and how many rows are predicted right.

mod binary_softmax;

use super::functions::{absolute, ln};
use super::matrix::Matrix;
use super::rows::within;
use super::simd::{Isa, LANES, Simd, dispatch};
use crate::ir::LossFunction;

/// Probabilities are held this far from 0 and 1 before their logarithm is taken.
pub const PROBABILITY_MARGIN: f32 = 1e-7;

/// With respect to what a loss gives its gradient.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GradientOf {
    /// The value itself.
    Value,
    /// The input of the softmax that made the value, for one class a row: (p − y), the two derivatives fused. So for
    /// binary cross-entropy on two units, where it equals the categorical one; on more units `binary_softmax` has its form.
    Softmax,
    /// The input of the sigmoid that made the value: (p − y) over the units.
    Sigmoid,
}

/// One loss over a batch.
pub struct LossWork<'a> {
    pub kind: LossFunction,
    pub rows: usize,
    /// `[batch, width]`: probabilities or predictions.
    pub value: &'a Matrix,
    /// `[batch, width]`, or `[batch, 1]` of class indices below `width` for sparse cross-entropy.
    pub target: &'a Matrix,
    /// What multiplies loss and gradient of each row; `None` for 1.
    pub row_weights: Option<&'a [f32]>,
    /// Weight of the loss among all, divided by the rows.
    pub scale: f32,
    /// Where the gradient goes, whether added, and with respect to what.
    pub gradient: Option<(&'a mut Matrix, bool, GradientOf)>,
}

/// Σ over the rows of the row's weight times its loss.
///
/// Binary cross-entropy: mean over units of −[y ln p + (1−y) ln(1−p)]; categorical: −Σ y ln p, sparse the same of a class
/// index; all with p held within [1e-7, 1 − 1e-7] in value and gradient. Mean over units of the squared error e² with
/// e = v − y, of the absolute error |e|, or of Huber's ½e² within ±δ and δ(|e| − ½δ) beyond.
pub fn loss(isa: Isa, work: LossWork<'_>) -> f64 {
    let mut work = work;
    let written = work.gradient.take();
    let LossWork { kind, rows, value, target, row_weights, scale, .. } = work;
    let columns = value.columns();
    let is_sparse = kind == LossFunction::SparseCategoricalCrossEntropy;
    let is_mean = !matches!(kind, LossFunction::CategoricalCrossEntropy | LossFunction::SparseCategoricalCrossEntropy);
    assert!(rows <= value.rows() && rows <= target.rows() && columns > 0);
    assert!(target.columns() == if is_sparse { 1 } else { columns });
    assert!(row_weights.is_none_or(|weights| rows <= weights.len()));
    let mut pass = LossPass {
        rows,
        columns,
        stride: value.stride(),
        value: value.pointer(0),
        target: target.pointer(0),
        target_stride: target.stride(),
        row_weights: row_weights.map_or(std::ptr::null(), <[f32]>::as_ptr),
        gradient: std::ptr::null_mut(),
        accumulate: false,
        of: GradientOf::Value,
        scale,
        delta: if let LossFunction::Huber { delta } = kind { delta as f32 } else { 0.0 },
    };
    if let Some((gradient, accumulate, of)) = written {
        let is_by_unit = of != GradientOf::Softmax || columns > 2;
        if is_mean && is_by_unit {
            pass.scale /= columns as f32;
        }
        assert!(rows <= gradient.rows() && gradient.columns() == columns);
        if kind == LossFunction::BinaryCrossEntropy && of == GradientOf::Softmax && is_by_unit {
            binary_softmax::write_gradient(&work, pass.scale, gradient, accumulate);
        } else {
            pass.gradient = gradient.pointer_mut(0);
            pass.accumulate = accumulate;
            pass.of = of;
        }
    }
    // SAFETY: value and gradient have these rows and columns, hence this stride; so has the target, or it has one column
    // and the stride of its own; there is a weight for each row, or none at all.
    let sum = unsafe {
        match kind {
            LossFunction::BinaryCrossEntropy => binary_cross_entropy(isa, &pass),
            LossFunction::CategoricalCrossEntropy => categorical_cross_entropy(isa, &pass),
            LossFunction::SparseCategoricalCrossEntropy => sparse_categorical_cross_entropy(isa, &pass),
            LossFunction::MeanSquaredError => mean_squared_error(isa, &pass),
            LossFunction::MeanAbsoluteError => mean_absolute_error(isa, &pass),
            LossFunction::Huber { .. } => huber(isa, &pass),
        }
    };
    if is_mean { sum / columns as f64 } else { sum }
}

struct LossPass {
    rows: usize,
    columns: usize,
    stride: usize,
    value: *const f32,
    target: *const f32,
    target_stride: usize,
    /// Null where every row weighs 1.
    row_weights: *const f32,
    gradient: *mut f32,
    accumulate: bool,
    of: GradientOf,
    scale: f32,
    delta: f32,
}

/// A loss that works unit by unit. A trait rather than a closure, which would not be inlined into the function that has
/// the instruction set's features, and call every intrinsic.
trait UnitLoss<S: Simd> {
    /// Loss and derivative of each lane.
    unsafe fn at(pass: &LossPass, value: S::V, y: S::V) -> (S::V, S::V);
}

/// Visits every vector of value and target.
#[inline(always)]
unsafe fn each_vector<S: Simd, L: UnitLoss<S>>(pass: &LossPass) -> f64 {
    // SAFETY: passed on.
    unsafe {
        if pass.row_weights.is_null() {
            each_vector_of::<S, L, false>(pass)
        } else {
            each_vector_of::<S, L, true>(pass)
        }
    }
}

#[inline(always)]
unsafe fn each_vector_of<S: Simd, L: UnitLoss<S>, const WEIGHTED: bool>(pass: &LossPass) -> f64 {
    // SAFETY: whole vectors of a row include its padding; padding lanes are dropped from sum and gradient.
    unsafe {
        let mut sum = S::splat(0.0);
        let mut scale = S::splat(pass.scale);
        for row in 0..pass.rows {
            let weight = S::splat(if WEIGHTED { *pass.row_weights.add(row) } else { 1.0 });
            if WEIGHTED {
                scale = S::mul(S::splat(pass.scale), weight);
            }
            for vector in 0..pass.columns.div_ceil(LANES) {
                let at = row * pass.stride + vector * LANES;
                let lanes = within(pass.columns, vector);
                let (loss, derivative) = L::at(pass, S::load(pass.value.add(at)), S::load(pass.target.add(at)));
                let loss = S::keep(lanes, loss);
                sum = if WEIGHTED { S::fma(loss, weight, sum) } else { S::add(sum, loss) };
                if !pass.gradient.is_null() {
                    write_gradient::<S>(pass, at, S::keep(lanes, S::mul(derivative, scale)));
                }
            }
        }
        f64::from(S::sum(sum))
    }
}

/// Stores or adds one vector of the gradient.
#[inline(always)]
unsafe fn write_gradient<S: Simd>(pass: &LossPass, at: usize, gradient: S::V) {
    // SAFETY: the caller names a whole vector of a row of a gradient that is not null.
    unsafe {
        let to = pass.gradient.add(at);
        S::store(to, if pass.accumulate { S::add(gradient, S::load(to)) } else { gradient });
    }
}

/// p held away from 0 and 1; NaN stays NaN.
#[inline(always)]
unsafe fn held<S: Simd>(p: S::V) -> S::V {
    // SAFETY: arithmetic only.
    unsafe { S::min(S::splat(1.0 - PROBABILITY_MARGIN), S::max(S::splat(PROBABILITY_MARGIN), p)) }
}

struct BinaryCrossEntropy;

impl<S: Simd> UnitLoss<S> for BinaryCrossEntropy {
    #[inline(always)]
    unsafe fn at(pass: &LossPass, value: S::V, y: S::V) -> (S::V, S::V) {
        // SAFETY: arithmetic only.
        unsafe {
            let one = S::splat(1.0);
            let p = held::<S>(value);
            let q = S::sub(one, p);
            let loss = S::fma(y, ln::<S>(p), S::mul(S::sub(one, y), ln::<S>(q)));
            let derivative = match pass.of {
                GradientOf::Softmax | GradientOf::Sigmoid => S::sub(value, y),
                GradientOf::Value => S::div(S::sub(p, y), S::mul(p, q)),
            };
            (S::sub(S::splat(0.0), loss), derivative)
        }
    }
}

#[inline(always)]
unsafe fn binary_cross_entropy_each<S: Simd>(pass: &LossPass) -> f64 {
    // SAFETY: passed on.
    unsafe { each_vector::<S, BinaryCrossEntropy>(pass) }
}

struct CategoricalCrossEntropy;

impl<S: Simd> UnitLoss<S> for CategoricalCrossEntropy {
    #[inline(always)]
    unsafe fn at(pass: &LossPass, value: S::V, y: S::V) -> (S::V, S::V) {
        // SAFETY: arithmetic only.
        unsafe { cross_entropy::<S>(pass.of, value, y) }
    }
}

#[inline(always)]
unsafe fn categorical_cross_entropy_each<S: Simd>(pass: &LossPass) -> f64 {
    // SAFETY: passed on.
    unsafe { each_vector::<S, CategoricalCrossEntropy>(pass) }
}

/// −y ln p and its derivative by p, or by the logit where softmax made p and the ys of a row sum to 1.
#[inline(always)]
unsafe fn cross_entropy<S: Simd>(of: GradientOf, value: S::V, y: S::V) -> (S::V, S::V) {
    // SAFETY: arithmetic only.
    unsafe {
        let zero = S::splat(0.0);
        let p = held::<S>(value);
        let loss = S::sub(zero, S::mul(y, ln::<S>(p)));
        let derivative = match of {
            GradientOf::Softmax | GradientOf::Sigmoid => S::sub(value, y),
            GradientOf::Value => S::sub(zero, S::div(y, p)),
        };
        (loss, derivative)
    }
}

/// As the categorical one of the one-hot row that the class index stands for, bit for bit, but only the class' own
/// vector takes a logarithm.
#[inline(always)]
unsafe fn sparse_categorical_cross_entropy_each<S: Simd>(pass: &LossPass) -> f64 {
    // SAFETY: whole vectors of a row include its padding; an index beyond the columns meets no lane of any vector.
    unsafe {
        let (zero, one) = (S::splat(0.0), S::splat(1.0));
        let mut sum = zero;
        for row in 0..pass.rows {
            let class = *pass.target.add(row * pass.target_stride) as usize;
            let weight = S::splat(if pass.row_weights.is_null() { 1.0 } else { *pass.row_weights.add(row) });
            let scale = S::mul(S::splat(pass.scale), weight);
            for vector in 0..pass.columns.div_ceil(LANES) {
                let at = row * pass.stride + vector * LANES;
                let value = S::load(pass.value.add(at));
                let derivative = if class / LANES == vector {
                    let y = S::keep(1 << (class % LANES), one);
                    let (loss, derivative) = cross_entropy::<S>(pass.of, value, y);
                    sum = S::fma(S::keep(within(pass.columns, vector), loss), weight, sum);
                    derivative
                } else if pass.of == GradientOf::Value {
                    zero
                } else {
                    value
                };
                if !pass.gradient.is_null() {
                    let gradient = S::keep(within(pass.columns, vector), S::mul(derivative, scale));
                    write_gradient::<S>(pass, at, gradient);
                }
            }
        }
        f64::from(S::sum(sum))
    }
}

struct SquaredError;

impl<S: Simd> UnitLoss<S> for SquaredError {
    #[inline(always)]
    unsafe fn at(_: &LossPass, value: S::V, y: S::V) -> (S::V, S::V) {
        // SAFETY: arithmetic only.
        unsafe {
            let error = S::sub(value, y);
            (S::mul(error, error), S::add(error, error))
        }
    }
}

#[inline(always)]
unsafe fn mean_squared_error_each<S: Simd>(pass: &LossPass) -> f64 {
    // SAFETY: passed on.
    unsafe { each_vector::<S, SquaredError>(pass) }
}

struct AbsoluteError;

impl<S: Simd> UnitLoss<S> for AbsoluteError {
    #[inline(always)]
    unsafe fn at(_: &LossPass, value: S::V, y: S::V) -> (S::V, S::V) {
        // SAFETY: arithmetic only.
        unsafe {
            let (zero, one) = (S::splat(0.0), S::splat(1.0));
            let error = S::sub(value, y);
            let sign = S::sub(S::keep(S::greater(error, zero), one), S::keep(S::greater(zero, error), one));
            (absolute::<S>(error), sign)
        }
    }
}

#[inline(always)]
unsafe fn mean_absolute_error_each<S: Simd>(pass: &LossPass) -> f64 {
    // SAFETY: passed on.
    unsafe { each_vector::<S, AbsoluteError>(pass) }
}

/// With c = e held within ±δ both pieces of the loss are c·(e − ½c), and c is its derivative.
struct Huber;

impl<S: Simd> UnitLoss<S> for Huber {
    #[inline(always)]
    unsafe fn at(pass: &LossPass, value: S::V, y: S::V) -> (S::V, S::V) {
        // SAFETY: arithmetic only.
        unsafe {
            let error = S::sub(value, y);
            let held = S::min(S::splat(pass.delta), S::max(S::splat(-pass.delta), error));
            (S::mul(held, S::negative_fma(S::splat(0.5), held, error)), held)
        }
    }
}

#[inline(always)]
unsafe fn huber_each<S: Simd>(pass: &LossPass) -> f64 {
    // SAFETY: passed on.
    unsafe { each_vector::<S, Huber>(pass) }
}

dispatch! { fn binary_cross_entropy(pass: &LossPass) -> f64 = binary_cross_entropy_each }
dispatch! { fn categorical_cross_entropy(pass: &LossPass) -> f64 = categorical_cross_entropy_each }
dispatch! { fn sparse_categorical_cross_entropy(pass: &LossPass) -> f64 = sparse_categorical_cross_entropy_each }
dispatch! { fn mean_squared_error(pass: &LossPass) -> f64 = mean_squared_error_each }
dispatch! { fn mean_absolute_error(pass: &LossPass) -> f64 = mean_absolute_error_each }
dispatch! { fn huber(pass: &LossPass) -> f64 = huber_each }

/// Rows predicted right.
pub fn correct_rows(rows: usize, value: &Matrix, target: &Matrix) -> usize {
    (0..rows).filter(|row| predicted_class(value.row(*row)) == true_class(target.row(*row), value.columns())).count()
}

/// One unit: 1 for p ≥ 0.5; several: the greatest, the first of equals.
pub fn predicted_class<N: Copy + PartialOrd + From<f32>>(value: &[N]) -> usize {
    match value {
        [p] => usize::from(*p >= N::from(0.5)),
        p => greatest(p),
    }
}

/// The class of a target against `units` units: of 0/1 or a class index in one column, or of one column a class.
pub fn true_class(target: &[f32], units: usize) -> usize {
    match target {
        [y] if units == 1 => usize::from(*y >= 0.5),
        [class] => *class as usize,
        y => greatest(y),
    }
}

fn greatest<N: PartialOrd>(values: &[N]) -> usize {
    let mut best = 0;
    for (index, value) in values.iter().enumerate() {
        if *value > values[best] {
            best = index;
        }
    }
    best
}
