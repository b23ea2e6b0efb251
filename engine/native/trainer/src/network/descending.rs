//! Weights that take their step while their gradient is made, so that the gradient never goes through memory. They wait
//! until the whole way back is known to be finite.

use super::{Network, Work};
use crate::ir::{ActivationFunction, Ir, OperationKind};
use crate::kernels::gradients::lies_within;
use crate::kernels::product::{Descending, dense_descent};
use crate::kernels::update::SgdStep;
use crate::plan::{EpilogueStage, Plan, Stage};
use scratch::Stored;

/// Factors of at most this size make a sum of up to a million products that is finite: 1e15² · 1e6 < 3e38.
const SAFE_FACTOR: f32 = 1e15;

/// What may take its step while its gradient is made, and what need not be looked at to know that gradients are finite.
pub(super) struct Descent {
    /// Of each trained parameter, whether it is a weight that may descend.
    pub descends: Vec<bool>,
    /// Of each trained parameter, whether its gradient is finite if the output gradients of the Denses that descend are:
    /// it is their sum over the rows (a bias), or they were made from it (γ and β of a BatchNorm right behind).
    pub is_implied: Vec<bool>,
    /// Of each stage, whether it is a Dense whose inputs cannot exceed `SAFE_FACTOR`.
    has_safe_input: Vec<bool>,
}

impl Descent {
    /// `dataset` are the dataset's values by operation.
    pub fn new(ir: &Ir, plan: &Plan, dataset: &[Stored<f32>]) -> Descent {
        let denses = || {
            plan.stages.iter().filter_map(|stage| match stage {
                Stage::Dense(dense) if dense.descends => Some(dense),
                _ => None,
            })
        };
        let is_behind = |stage: &Stage, index: usize| match stage {
            Stage::Epilogue(EpilogueStage { norm: Some(norm), input, .. }) => {
                [norm.gamma, norm.beta].contains(&Some(index)) && denses().any(|dense| dense.operation == *input)
            }
            _ => false,
        };
        let is_implied = |index: &usize| {
            denses().any(|dense| dense.bias == Some(*index)) || plan.stages.iter().any(|stage| is_behind(stage, *index))
        };
        let has_safe_input = |stage: &Stage| match stage {
            Stage::Dense(dense) => {
                largest_magnitude(ir, dense.input, dataset).is_some_and(|largest| largest <= f64::from(SAFE_FACTOR))
            }
            _ => false,
        };
        let trained = plan.trained();
        Descent {
            descends: trained.iter().map(|index| plan.descends(*index)).collect(),
            is_implied: trained.iter().map(is_implied).collect(),
            has_safe_input: plan.stages.iter().map(has_safe_input).collect(),
        }
    }
}

/// Values looked at between giving back the pages of a scratch file.
const BLOCK: usize = 1 << 16;

/// The largest magnitude of values of the dataset.
pub(super) fn largest(values: &Stored<f32>) -> f32 {
    values.blocks(BLOCK).fold(0.0, |most, (_, block)| block.iter().fold(most, |most: f32, x| x.abs().max(most)))
}

/// The largest magnitude a value can have, where that is known before training.
fn largest_magnitude(ir: &Ir, value: usize, dataset: &[Stored<f32>]) -> Option<f64> {
    if !dataset[value].is_empty() {
        return Some(f64::from(largest(&dataset[value])));
    }
    let operation = &ir.operations[value];
    match &operation.kind {
        OperationKind::Activation {
            function:
                ActivationFunction::Tanh
                | ActivationFunction::Sigmoid
                | ActivationFunction::HardSigmoid
                | ActivationFunction::Softsign
                | ActivationFunction::Softmax,
            ..
        } => Some(1.0),
        OperationKind::Dropout { rate } => {
            largest_magnitude(ir, *operation.inputs.first()? as usize, dataset).map(|largest| largest / (1.0 - rate))
        }
        _ => None,
    }
}

impl Network {
    /// Whether no weight gradient left to be made can be infinite.
    pub(super) fn can_descend(&self, rows: usize) -> bool {
        self.plan.stages.iter().zip(&self.descent.has_safe_input).all(|(stage, has_safe_input)| match stage {
            Stage::Dense(stage) if stage.descends => {
                lies_within(SAFE_FACTOR, rows, &self.gradients[stage.operation])
                    && (*has_safe_input || lies_within(SAFE_FACTOR, rows, &self.values[stage.input]))
            }
            _ => true,
        })
    }

    /// Makes the weight gradients that were deferred, after all.
    pub(super) fn deferred_gradients(&mut self, rows: usize) {
        for index in 0..self.plan.stages.len() {
            if let Stage::Dense(stage) = self.plan.stages[index]
                && stage.descends
            {
                self.weight_gradient(rows, stage);
            }
        }
    }

    /// Moves the weights that wait; whether they stayed finite.
    pub(super) fn descend(&mut self, rows: usize, step: SgdStep) -> bool {
        self.work.set(Work::DenseWeightGradient);
        let mut is_finite = true;
        for index in 0..self.plan.stages.len() {
            let Stage::Dense(stage) = self.plan.stages[index] else { continue };
            let Some(state) =
                self.trained.iter().position(|trained| *trained == stage.weight).filter(|_| stage.descends)
            else {
                continue;
            };
            let (x, dz) = (&self.values[stage.input], &self.gradients[stage.operation]);
            let (weight, velocity) = (&mut self.parameters[stage.weight], self.states[state].velocity_mut());
            let gradient = &mut self.parameter_gradients[stage.weight];
            let to = Descending { weight, velocity, step };
            is_finite &= dense_descent(self.isa, &self.pool, rows, x, dz, to, gradient);
        }
        is_finite
    }
}
