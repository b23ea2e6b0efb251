//! SGD with momentum and Adam: their state, and the settings of each step.

use crate::ir::Optimizer;
use crate::kernels::update::{AdamStep, SgdStep, adam, sgd};
use crate::kernels::{Isa, Matrix, Pool};

/// The settings of one step, its decay and bias corrections computed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum OptimizerStep {
    Sgd(SgdStep),
    Adam(AdamStep),
}

/// The learning rate of step `step` of the run, counted from 0.
pub fn learning_rate(optimizer: &Optimizer, step: u32) -> f64 {
    match *optimizer {
        Optimizer::Sgd { learning_rate, decay, .. } => learning_rate / (1.0 + decay * f64::from(step)),
        Optimizer::Adam { learning_rate, .. } => learning_rate,
    }
}

impl OptimizerStep {
    /// Step `step` of the run, counted from 0.
    /// SGD: lr_t = lr/(1 + decay·t). Adam (t from 1): lr/(1 − β₁ᵗ) and 1/√(1 − β₂ᵗ).
    pub fn new(optimizer: &Optimizer, step: u32) -> OptimizerStep {
        match *optimizer {
            Optimizer::Sgd { momentum, nesterov, .. } => OptimizerStep::Sgd(SgdStep {
                learning_rate: learning_rate(optimizer, step) as f32,
                momentum: momentum as f32,
                nesterov,
            }),
            Optimizer::Adam { learning_rate, beta_1, beta_2, epsilon } => {
                let t = f64::from(step) + 1.0;
                OptimizerStep::Adam(AdamStep {
                    learning_rate: (learning_rate / (1.0 - beta_1.powf(t))) as f32,
                    beta_1: beta_1 as f32,
                    one_minus_beta_1: (1.0 - beta_1) as f32,
                    beta_2: beta_2 as f32,
                    one_minus_beta_2: (1.0 - beta_2) as f32,
                    second_correction: (1.0 / (1.0 - beta_2.powf(t)).sqrt()) as f32,
                    epsilon: epsilon as f32,
                })
            }
        }
    }
}

/// What an optimizer remembers of one parameter.
#[derive(Debug)]
pub struct OptimizerState {
    /// SGD's velocity or Adam's first moment.
    first: Matrix,
    /// Adam's second moment; empty for SGD.
    second: Matrix,
}

impl OptimizerState {
    pub fn new(optimizer: &Optimizer, parameter: &Matrix) -> OptimizerState {
        let zeros = || Matrix::zeros(parameter.rows(), parameter.columns());
        let second = match optimizer {
            Optimizer::Sgd { .. } => Matrix::default(),
            Optimizer::Adam { .. } => zeros(),
        };
        OptimizerState { first: zeros(), second }
    }

    /// Moves a parameter against its gradient.
    pub fn update(&mut self, isa: Isa, pool: &Pool, step: OptimizerStep, parameter: &mut Matrix, gradient: &Matrix) {
        match step {
            OptimizerStep::Sgd(step) => sgd(isa, pool, step, parameter, &mut self.first, gradient),
            OptimizerStep::Adam(step) => {
                adam(isa, pool, step, parameter, [&mut self.first, &mut self.second], gradient);
            }
        }
    }
}
