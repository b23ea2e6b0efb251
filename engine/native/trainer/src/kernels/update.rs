//! Optimizer updates, one visit of parameter, state and gradient.
//!
//! Each answers whether all it wrote is finite, given finite gradients. Most sum 0·x over what they write, which is 0 unless
//! an x is not finite; left out is what cannot be infinite without another.

use super::gradients::is_finite;
use super::matrix::Matrix;
use super::pool::Pool;
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

/// One step of Adam, AdamW or Nadam; the bias corrections of this step are folded in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AdamStep {
    /// What AdamW leaves of a parameter before it moves, 1 − lr·λ; 1 for the others.
    pub kept: f32,
    /// Factor of m: lr/(1 − β₁ᵀ), or Nadam's lr·μ_{T+1}/(1 − ∏μ).
    pub moment_rate: f32,
    /// Factor of g: Nadam's lr·(1 − μ_T)/(1 − ∏μ); 0 for the others.
    pub gradient_rate: f32,
    pub beta_1: f32,
    /// 1 − β₁, which float32 could not take from a rounded β₁ near 1.
    pub one_minus_beta_1: f32,
    pub beta_2: f32,
    pub one_minus_beta_2: f32,
    /// 1/√(1 − β₂ᵀ).
    pub second_correction: f32,
    pub epsilon: f32,
}

/// One step of RMSprop.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RmsPropStep {
    pub learning_rate: f32,
    pub rho: f32,
    pub one_minus_rho: f32,
    pub epsilon: f32,
    pub momentum: f32,
}

/// One step of Adagrad.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AdagradStep {
    /// After decay.
    pub learning_rate: f32,
    pub epsilon: f32,
}

/// Matrices of one size: parameter, gradient and up to three states, null where a step has fewer.
#[derive(Clone, Copy)]
struct Arrays {
    parameter: *mut f32,
    gradient: *const f32,
    states: [*mut f32; 3],
    floats: usize,
}

impl Arrays {
    fn new<const STATES: usize>(
        parameter: &mut Matrix,
        gradient: &Matrix,
        states: [Option<&mut Matrix>; STATES],
    ) -> Arrays {
        assert!(same_size(parameter, gradient));
        let mut pointers = [std::ptr::null_mut(); 3];
        for (pointer, state) in pointers.iter_mut().zip(states) {
            if let Some(state) = state {
                assert!(same_size(parameter, state));
                *pointer = state.pointer_mut(0);
            }
        }
        Arrays {
            floats: gradient.padded().len(),
            parameter: parameter.pointer_mut(0),
            gradient: gradient.pointer(0),
            states: pointers,
        }
    }

    unsafe fn part(self, start: usize, floats: usize) -> Arrays {
        // SAFETY: the caller cuts parts from the whole; a state may be null and is then not used.
        unsafe {
            Arrays {
                parameter: self.parameter.add(start),
                gradient: self.gradient.add(start),
                states: self.states.map(|state| state.wrapping_add(start)),
                floats,
            }
        }
    }
}

/// Whether `update` answered so of every part.
fn over_parts(pool: &Pool, arrays: Arrays, update: impl Fn(&Arrays) -> bool + Sync) -> bool {
    pool.all_parts(arrays.floats > 2 * TASK, arrays.floats, TASK, arrays, |arrays, start, floats| {
        // SAFETY: parts are disjoint and lie within the arrays.
        update(&unsafe { arrays.part(start, floats) })
    })
}

fn same_size(a: &Matrix, b: &Matrix) -> bool {
    (a.rows(), a.columns()) == (b.rows(), b.columns())
}

/// v ← μv − lr·g; Nesterov: p ← p + μv − lr·g, else p ← p + v.
pub fn sgd(
    isa: Isa,
    pool: &Pool,
    step: SgdStep,
    parameter: &mut Matrix,
    velocity: &mut Matrix,
    gradient: &Matrix,
) -> bool {
    let arrays = Arrays::new(parameter, gradient, [Some(velocity)]);
    // SAFETY: the three matrices are of one size, padding included.
    let is_sum_finite = over_parts(pool, arrays, |arrays| unsafe { sgd_update(isa, &step, arrays) });
    is_sum_finite || is_finite(isa, pool, parameter)
}

/// The settings of a step in every lane.
pub(super) struct SgdConstants<S: Simd> {
    rate: S::V,
    momentum: S::V,
    nesterov: bool,
}

impl<S: Simd> SgdConstants<S> {
    #[inline(always)]
    pub(super) unsafe fn of(step: &SgdStep) -> SgdConstants<S> {
        // SAFETY: passed on.
        unsafe {
            let (rate, momentum) = (S::splat(step.learning_rate), S::splat(step.momentum));
            SgdConstants { rate, momentum, nesterov: step.nesterov }
        }
    }
}

/// The step of one vector of a parameter; `sum` plus what the parameter becomes. A sum is finite only if every p in it is;
/// one that is not says nothing, but adding p costs less beside a product than 0·p does. And v is finite if p is: with an
/// infinite v, −lr·g is finite or infinite of v's sign, so v and μv − lr·g are infinite (NaN at μ = 0), and p plus either
/// is not finite.
#[inline(always)]
pub(super) unsafe fn sgd_vector<S: Simd>(
    constants: &SgdConstants<S>,
    parameter: *mut f32,
    velocity: *mut f32,
    gradient: S::V,
    sum: S::V,
) -> S::V {
    // SAFETY: the caller promises a vector behind each pointer.
    unsafe {
        let change = S::mul(constants.rate, gradient);
        let new = S::sub(S::mul(constants.momentum, S::load(velocity)), change);
        S::store(velocity, new);
        let move_by = if constants.nesterov { S::sub(S::mul(constants.momentum, new), change) } else { new };
        let moved = S::add(S::load(parameter), move_by);
        S::store(parameter, moved);
        S::add(sum, moved)
    }
}

#[inline(always)]
unsafe fn sgd_each<S: Simd>(step: &SgdStep, arrays: &Arrays) -> bool {
    // SAFETY: every array has this many floats, a multiple of LANES.
    unsafe {
        let constants = SgdConstants::<S>::of(step);
        let mut sum = S::splat(0.0);
        for at in (0..arrays.floats).step_by(LANES) {
            let gradient = S::load(arrays.gradient.add(at));
            sum = sgd_vector(&constants, arrays.parameter.add(at), arrays.states[0].add(at), gradient, sum);
        }
        S::sum(sum).is_finite()
    }
}

dispatch! { fn sgd_update(step: &SgdStep, arrays: &Arrays) -> bool = sgd_each }

/// m ← β₁m + (1−β₁)g, v ← β₂v + (1−β₂)g², p ← kept·p − (gradient_rate·g + moment_rate·m)/(√v/√(1−β₂ᵀ) + ε).
pub fn adam(
    isa: Isa,
    pool: &Pool,
    step: AdamStep,
    parameter: &mut Matrix,
    [first, second]: [&mut Matrix; 2],
    gradient: &Matrix,
) -> bool {
    let arrays = Arrays::new(parameter, gradient, [Some(first), Some(second)]);
    // SAFETY: the four matrices are of one size, padding included.
    over_parts(pool, arrays, |arrays| unsafe { adam_update(isa, &step, arrays) })
}

#[inline(always)]
unsafe fn adam_each<S: Simd>(step: &AdamStep, arrays: &Arrays) -> bool {
    // SAFETY: every array has this many floats, a multiple of LANES.
    unsafe {
        let (beta_1, rest_1) = (S::splat(step.beta_1), S::splat(step.one_minus_beta_1));
        let (beta_2, rest_2) = (S::splat(step.beta_2), S::splat(step.one_minus_beta_2));
        let (moment_rate, gradient_rate) = (S::splat(step.moment_rate), S::splat(step.gradient_rate));
        let (correction, epsilon) = (S::splat(step.second_correction), S::splat(step.epsilon));
        let (kept, zero) = (S::splat(step.kept), S::splat(0.0));
        let [first, second, _] = arrays.states;
        let mut check = zero;
        for at in (0..arrays.floats).step_by(LANES) {
            let gradient = S::load(arrays.gradient.add(at));
            let m = S::fma(beta_1, S::load(first.add(at)), S::mul(rest_1, gradient));
            let square = S::mul(gradient, gradient);
            let v = S::fma(beta_2, S::load(second.add(at)), S::mul(rest_2, square));
            S::store(first.add(at), m);
            S::store(second.add(at), v);
            let scale = S::fma(S::sqrt(v), correction, epsilon);
            let move_by = S::div(S::fma(gradient_rate, gradient, S::mul(moment_rate, m)), scale);
            let parameter = arrays.parameter.add(at);
            let moved = S::sub(S::mul(kept, S::load(parameter)), move_by);
            S::store(parameter, moved);
            // An infinite v makes the step 0; an infinite m, whatever v is, infinite or NaN.
            check = S::fma(v, zero, S::fma(moved, zero, check));
        }
        S::sum(check) == 0.0
    }
}

dispatch! { fn adam_update(step: &AdamStep, arrays: &Arrays) -> bool = adam_each }

/// v ← ρv + (1−ρ)g²; with a gradient average a ← ρa + (1−ρ)g, else a = 0; d = g/(√(v − a²) + ε);
/// with a momentum buffer b ← μb + d, p ← p − lr·b, else p ← p − lr·d.
pub fn rms_prop(
    isa: Isa,
    pool: &Pool,
    step: RmsPropStep,
    parameter: &mut Matrix,
    [square_average, momentum_buffer, gradient_average]: [Option<&mut Matrix>; 3],
    gradient: &Matrix,
) -> bool {
    assert!(square_average.is_some(), "RMSprop has an average of squares");
    let arrays = Arrays::new(parameter, gradient, [square_average, momentum_buffer, gradient_average]);
    let has = [!arrays.states[1].is_null(), !arrays.states[2].is_null()];
    // SAFETY: the matrices are of one size, padding included; `has` tells which states there are.
    over_parts(pool, arrays, |arrays| unsafe { rms_prop_update(isa, &step, arrays, has) })
}

#[inline(always)]
unsafe fn rms_prop_each<S: Simd>(step: &RmsPropStep, arrays: &Arrays, has: [bool; 2]) -> bool {
    // SAFETY: every array there is has this many floats, a multiple of LANES.
    unsafe {
        let (rho, rest) = (S::splat(step.rho), S::splat(step.one_minus_rho));
        let (rate, momentum) = (S::splat(step.learning_rate), S::splat(step.momentum));
        let (epsilon, zero, largest) = (S::splat(step.epsilon), S::splat(0.0), S::splat(f32::MAX));
        let [square_average, momentum_buffer, gradient_average] = arrays.states;
        let [has_momentum, is_centered] = has;
        let mut check = zero;
        for at in (0..arrays.floats).step_by(LANES) {
            let gradient = S::load(arrays.gradient.add(at));
            let square_average = square_average.add(at);
            let mut spread = S::fma(rho, S::load(square_average), S::mul(rest, S::mul(gradient, gradient)));
            S::store(square_average, spread);
            // An infinite v makes the step 0, and so may an infinite a; an infinite b makes the parameter so.
            check = S::fma(spread, zero, check);
            if is_centered {
                let gradient_average = gradient_average.add(at);
                let average = S::fma(rho, S::load(gradient_average), S::mul(rest, gradient));
                S::store(gradient_average, average);
                check = S::fma(average, zero, check);
                // Never negative but by rounding, where the root would not be a number. An infinite v stays so, though a²
                // rounded by itself, as without fused products, may be infinite, too.
                let variance = S::max(S::negative_fma(average, average, spread), zero);
                spread = S::choose(S::greater(spread, largest), spread, variance);
            }
            let mut move_by = S::div(gradient, S::add(S::sqrt(spread), epsilon));
            if has_momentum {
                let momentum_buffer = momentum_buffer.add(at);
                move_by = S::fma(momentum, S::load(momentum_buffer), move_by);
                S::store(momentum_buffer, move_by);
            }
            let parameter = arrays.parameter.add(at);
            let moved = S::negative_fma(rate, move_by, S::load(parameter));
            S::store(parameter, moved);
            check = S::fma(moved, zero, check);
        }
        S::sum(check) == 0.0
    }
}

dispatch! { fn rms_prop_update(step: &RmsPropStep, arrays: &Arrays, has: [bool; 2]) -> bool = rms_prop_each }

/// s ← s + g², p ← p − lr·g/(√s + ε).
pub fn adagrad(
    isa: Isa,
    pool: &Pool,
    step: AdagradStep,
    parameter: &mut Matrix,
    square_sum: &mut Matrix,
    gradient: &Matrix,
) -> bool {
    let arrays = Arrays::new(parameter, gradient, [Some(square_sum)]);
    // SAFETY: the three matrices are of one size, padding included.
    over_parts(pool, arrays, |arrays| unsafe { adagrad_update(isa, &step, arrays) })
}

#[inline(always)]
unsafe fn adagrad_each<S: Simd>(step: &AdagradStep, arrays: &Arrays) -> bool {
    // SAFETY: every array has this many floats, a multiple of LANES.
    unsafe {
        let (rate, epsilon, zero) = (S::splat(step.learning_rate), S::splat(step.epsilon), S::splat(0.0));
        let mut check = zero;
        for at in (0..arrays.floats).step_by(LANES) {
            let gradient = S::load(arrays.gradient.add(at));
            let square_sum = arrays.states[0].add(at);
            let sum = S::fma(gradient, gradient, S::load(square_sum));
            S::store(square_sum, sum);
            let move_by = S::div(S::mul(rate, gradient), S::add(S::sqrt(sum), epsilon));
            let parameter = arrays.parameter.add(at);
            let moved = S::sub(S::load(parameter), move_by);
            S::store(parameter, moved);
            // An infinite s makes the step 0.
            check = S::fma(sum, zero, S::fma(moved, zero, check));
        }
        S::sum(check) == 0.0
    }
}

dispatch! { fn adagrad_update(step: &AdagradStep, arrays: &Arrays) -> bool = adagrad_each }
