//! Optimizer updates, one visit of parameter, state and gradient.

use super::matrix::Matrix;
use super::pool::{Pool, Shared};
use super::simd::{Isa, LANES, Simd, dispatch};

/// Floats of one parallel task.
const TASK: usize = 16 * 1024;

/// One step of stochastic gradient descent with momentum.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SgdStep {
    /// lr_t, after decay.
    pub learning_rate: f32,
    pub momentum: f32,
    pub nesterov: bool,
}

/// One step of Adam; the bias corrections of this step are folded in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AdamStep {
    /// lr/(1 − β₁ᵗ).
    pub learning_rate: f32,
    pub beta_1: f32,
    /// 1 − β₁, which float32 could not take from a rounded β₁ near 1.
    pub one_minus_beta_1: f32,
    pub beta_2: f32,
    pub one_minus_beta_2: f32,
    /// 1/√(1 − β₂ᵗ).
    pub second_correction: f32,
    pub epsilon: f32,
}

#[derive(Clone, Copy)]
struct Arrays {
    parameter: *mut f32,
    gradient: *const f32,
    first: *mut f32,
    second: *mut f32,
    floats: usize,
}

impl Arrays {
    unsafe fn part(self, start: usize, floats: usize) -> Arrays {
        // SAFETY: the caller cuts parts from the whole; `second` may be null and is then not used.
        unsafe {
            Arrays {
                parameter: self.parameter.add(start),
                gradient: self.gradient.add(start),
                first: self.first.add(start),
                second: self.second.wrapping_add(start),
                floats,
            }
        }
    }
}

fn over_parts(pool: &Pool, arrays: Arrays, update: impl Fn(&Arrays) + Sync) {
    if arrays.floats <= 2 * TASK {
        update(&arrays);
        return;
    }
    let shared = Shared(arrays);
    pool.run(arrays.floats.div_ceil(TASK), &|task| {
        let arrays = shared.get();
        let start = task * TASK;
        // SAFETY: parts are disjoint and lie within the arrays.
        update(&unsafe { arrays.part(start, TASK.min(arrays.floats - start)) });
    });
}

fn same_size(a: &Matrix, b: &Matrix) -> bool {
    (a.rows(), a.columns()) == (b.rows(), b.columns())
}

/// v ← μv − lr·g; Nesterov: p ← p + μv − lr·g, else p ← p + v.
pub fn sgd(isa: Isa, pool: &Pool, step: SgdStep, parameter: &mut Matrix, velocity: &mut Matrix, gradient: &Matrix) {
    assert!(same_size(parameter, velocity) && same_size(parameter, gradient));
    let arrays = Arrays {
        floats: gradient.padded().len(),
        parameter: parameter.pointer_mut(0),
        gradient: gradient.pointer(0),
        first: velocity.pointer_mut(0),
        second: std::ptr::null_mut(),
    };
    // SAFETY: the three matrices are of one size, padding included.
    over_parts(pool, arrays, |arrays| unsafe { sgd_update(isa, &step, arrays) });
}

#[inline(always)]
unsafe fn sgd_each<S: Simd>(step: &SgdStep, arrays: &Arrays) {
    // SAFETY: every array has this many floats, a multiple of LANES.
    unsafe {
        let (rate, momentum) = (S::splat(step.learning_rate), S::splat(step.momentum));
        for at in (0..arrays.floats).step_by(LANES) {
            let change = S::mul(rate, S::load(arrays.gradient.add(at)));
            let velocity = arrays.first.add(at);
            let new = S::sub(S::mul(momentum, S::load(velocity)), change);
            S::store(velocity, new);
            let move_by = if step.nesterov { S::sub(S::mul(momentum, new), change) } else { new };
            let parameter = arrays.parameter.add(at);
            S::store(parameter, S::add(S::load(parameter), move_by));
        }
    }
}

dispatch! { fn sgd_update(step: &SgdStep, arrays: &Arrays) = sgd_each }

/// m ← β₁m + (1−β₁)g, v ← β₂v + (1−β₂)g², p ← p − lr/(1−β₁ᵗ) · m/(√v/√(1−β₂ᵗ) + ε).
pub fn adam(
    isa: Isa,
    pool: &Pool,
    step: AdamStep,
    parameter: &mut Matrix,
    [first, second]: [&mut Matrix; 2],
    gradient: &Matrix,
) {
    assert!(same_size(parameter, first) && same_size(parameter, second) && same_size(parameter, gradient));
    let arrays = Arrays {
        floats: gradient.padded().len(),
        parameter: parameter.pointer_mut(0),
        gradient: gradient.pointer(0),
        first: first.pointer_mut(0),
        second: second.pointer_mut(0),
    };
    // SAFETY: the four matrices are of one size, padding included.
    over_parts(pool, arrays, |arrays| unsafe { adam_update(isa, &step, arrays) });
}

#[inline(always)]
unsafe fn adam_each<S: Simd>(step: &AdamStep, arrays: &Arrays) {
    // SAFETY: every array has this many floats, a multiple of LANES.
    unsafe {
        let (beta_1, rest_1) = (S::splat(step.beta_1), S::splat(step.one_minus_beta_1));
        let (beta_2, rest_2) = (S::splat(step.beta_2), S::splat(step.one_minus_beta_2));
        let (rate, correction) = (S::splat(step.learning_rate), S::splat(step.second_correction));
        let epsilon = S::splat(step.epsilon);
        for at in (0..arrays.floats).step_by(LANES) {
            let gradient = S::load(arrays.gradient.add(at));
            let first = S::fma(beta_1, S::load(arrays.first.add(at)), S::mul(rest_1, gradient));
            let square = S::mul(gradient, gradient);
            let second = S::fma(beta_2, S::load(arrays.second.add(at)), S::mul(rest_2, square));
            S::store(arrays.first.add(at), first);
            S::store(arrays.second.add(at), second);
            let scale = S::fma(S::sqrt(second), correction, epsilon);
            let parameter = arrays.parameter.add(at);
            S::store(parameter, S::sub(S::load(parameter), S::div(S::mul(rate, first), scale)));
        }
    }
}

dispatch! { fn adam_update(step: &AdamStep, arrays: &Arrays) = adam_each }
