//! What each optimizer remembers of a parameter, and the settings of each of its steps.

use crate::ir::Optimizer;
use crate::kernels::update::{AdagradStep, AdamStep, RmsPropStep, SgdStep, adagrad, adam, rms_prop, sgd};
use crate::kernels::{Isa, Matrix, Pool};

/// The settings of one step, its decay and bias corrections computed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum OptimizerStep {
    Sgd(SgdStep),
    /// Adam, AdamW and Nadam.
    Adam(AdamStep),
    RmsProp(RmsPropStep),
    Adagrad(AdagradStep),
}

/// The learning rate an optimizer is declared with.
pub fn base_learning_rate(optimizer: &Optimizer) -> f64 {
    match *optimizer {
        Optimizer::Sgd { learning_rate, .. }
        | Optimizer::Adam { learning_rate, .. }
        | Optimizer::AdamW { learning_rate, .. }
        | Optimizer::Nadam { learning_rate, .. }
        | Optimizer::RmsProp { learning_rate, .. }
        | Optimizer::Adagrad { learning_rate, .. } => learning_rate,
    }
}

/// The learning rate of step `step` of the run, counted from 0: the schedule's, after the optimizer's own decay.
pub fn decayed(optimizer: &Optimizer, learning_rate: f64, step: u32) -> f64 {
    match *optimizer {
        Optimizer::Sgd { decay, .. } | Optimizer::Adagrad { learning_rate_decay: decay, .. } => {
            learning_rate / (1.0 + decay * f64::from(step))
        }
        _ => learning_rate,
    }
}

/// Nadam's ∏μ, followed from step to step; a function of the step alone.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MomentumProduct {
    /// Factors multiplied.
    steps: u64,
    product: f64,
}

/// Products below this change nothing in 1 − ∏μ.
const LEAST_PRODUCT: f64 = 1e-30;

impl MomentumProduct {
    fn at(&mut self, steps: u64, factor: impl Fn(u64) -> f64) -> f64 {
        if steps < self.steps {
            *self = MomentumProduct::default();
        }
        while self.steps < steps && self.product > LEAST_PRODUCT {
            self.steps += 1;
            self.product *= factor(self.steps);
        }
        if self.product > LEAST_PRODUCT { self.product } else { 0.0 }
    }
}

impl Default for MomentumProduct {
    fn default() -> MomentumProduct {
        MomentumProduct { steps: 0, product: 1.0 }
    }
}

impl OptimizerStep {
    /// Step `step` of the run, counted from 0, at the learning rate of its schedule. `product` is kept by the caller
    /// from step to step, to save Nadam from multiplying anew.
    pub fn new(optimizer: &Optimizer, learning_rate: f64, step: u32, product: &mut MomentumProduct) -> OptimizerStep {
        let rate = decayed(optimizer, learning_rate, step);
        let count = u64::from(step) + 1;
        match *optimizer {
            Optimizer::Sgd { momentum, nesterov, .. } => {
                OptimizerStep::Sgd(SgdStep { learning_rate: rate as f32, momentum: momentum as f32, nesterov })
            }
            Optimizer::Adam { beta_1, beta_2, epsilon, .. } => {
                let moment_rate = rate / (1.0 - beta_1.powf(count as f64));
                adam_step([beta_1, beta_2, epsilon], count, [1.0, moment_rate, 0.0])
            }
            Optimizer::AdamW { beta_1, beta_2, epsilon, weight_decay, .. } => {
                let moment_rate = rate / (1.0 - beta_1.powf(count as f64));
                adam_step([beta_1, beta_2, epsilon], count, [1.0 - rate * weight_decay, moment_rate, 0.0])
            }
            Optimizer::Nadam { beta_1, beta_2, epsilon, momentum_decay, .. } => {
                let momentum = |count: u64| beta_1 * (1.0 - 0.5 * 0.96_f64.powf(count as f64 * momentum_decay));
                let (mu, next) = (momentum(count), momentum(count + 1));
                let product = product.at(count, momentum);
                let moment_rate = rate * next / (1.0 - product * next);
                let gradient_rate = rate * (1.0 - mu) / (1.0 - product);
                adam_step([beta_1, beta_2, epsilon], count, [1.0, moment_rate, gradient_rate])
            }
            Optimizer::RmsProp { rho, epsilon, momentum, .. } => OptimizerStep::RmsProp(RmsPropStep {
                learning_rate: rate as f32,
                rho: rho as f32,
                one_minus_rho: (1.0 - rho) as f32,
                epsilon: epsilon as f32,
                momentum: momentum as f32,
            }),
            Optimizer::Adagrad { epsilon, .. } => {
                OptimizerStep::Adagrad(AdagradStep { learning_rate: rate as f32, epsilon: epsilon as f32 })
            }
        }
    }
}

/// Adam's step `count`, counted from 1, with what it keeps of the parameter and its factors of m and g.
fn adam_step(
    [beta_1, beta_2, epsilon]: [f64; 3],
    count: u64,
    [kept, moment_rate, gradient_rate]: [f64; 3],
) -> OptimizerStep {
    OptimizerStep::Adam(AdamStep {
        kept: kept as f32,
        moment_rate: moment_rate as f32,
        gradient_rate: gradient_rate as f32,
        beta_1: beta_1 as f32,
        one_minus_beta_1: (1.0 - beta_1) as f32,
        beta_2: beta_2 as f32,
        one_minus_beta_2: (1.0 - beta_2) as f32,
        second_correction: (1.0 / (1.0 - beta_2.powf(count as f64)).sqrt()) as f32,
        epsilon: epsilon as f32,
    })
}

/// What an optimizer remembers of one parameter: up to three matrices of its size, empty where a slot has no name.
#[derive(Debug, Clone)]
pub struct OptimizerState {
    slots: [Matrix; 3],
    names: [Option<&'static str>; 3],
}

impl OptimizerState {
    /// Names of the matrices an optimizer keeps a parameter, by slot.
    pub fn slots(optimizer: &Optimizer) -> [Option<&'static str>; 3] {
        match *optimizer {
            Optimizer::Sgd { .. } => [Some("velocity"), None, None],
            Optimizer::Adam { .. } | Optimizer::AdamW { .. } | Optimizer::Nadam { .. } => {
                [Some("first_moment"), Some("second_moment"), None]
            }
            Optimizer::RmsProp { momentum, centered, .. } => [
                Some("square_average"),
                (momentum > 0.0).then_some("momentum_buffer"),
                centered.then_some("gradient_average"),
            ],
            Optimizer::Adagrad { .. } => [Some("square_sum"), None, None],
        }
    }

    pub fn new(optimizer: &Optimizer, parameter: &Matrix) -> OptimizerState {
        let names = OptimizerState::slots(optimizer);
        let zeros = || Matrix::zeros(parameter.rows(), parameter.columns());
        let mut slots = names.map(|name| name.map_or_else(Matrix::default, |_| zeros()));
        if let Optimizer::Adagrad { initial_accumulator_value, .. } = *optimizer {
            slots[0].padded_mut().fill(initial_accumulator_value as f32);
        }
        OptimizerState { slots, names }
    }

    /// Every matrix with its name, which is one of `slots`.
    pub fn matrices(&self) -> impl Iterator<Item = (&'static str, &Matrix)> {
        self.names.iter().zip(&self.slots).filter_map(|(name, matrix)| name.map(|name| (name, matrix)))
    }

    /// The same for setting them; together with the step they are all an optimizer remembers.
    pub fn matrices_mut(&mut self) -> impl Iterator<Item = (&'static str, &mut Matrix)> {
        self.names.iter().zip(&mut self.slots).filter_map(|(name, matrix)| name.map(|name| (name, matrix)))
    }

    /// The velocity of stochastic gradient descent, with momentum or without.
    pub fn velocity_mut(&mut self) -> &mut Matrix {
        &mut self.slots[0]
    }

    /// Moves a parameter against its gradient, which is finite. Answers whether the parameter, and what is remembered of
    /// it, stayed finite.
    pub fn update(
        &mut self,
        isa: Isa,
        pool: &Pool,
        step: OptimizerStep,
        parameter: &mut Matrix,
        gradient: &Matrix,
    ) -> bool {
        let [first, second, third] = &mut self.slots;
        match step {
            OptimizerStep::Sgd(step) => sgd(isa, pool, step, parameter, first, gradient),
            OptimizerStep::Adam(step) => adam(isa, pool, step, parameter, [first, second], gradient),
            OptimizerStep::RmsProp(step) => {
                let [_, has_momentum, is_centered] = self.names.map(|name| name.is_some());
                let slots = [Some(first), has_momentum.then_some(second), is_centered.then_some(third)];
                rms_prop(isa, pool, step, parameter, slots, gradient)
            }
            OptimizerStep::Adagrad(step) => adagrad(isa, pool, step, parameter, first, gradient),
        }
    }
}
