//! Weights that take their step while their gradient is made, so that the gradient never goes through memory. They wait
//! until the whole way back is known to be finite.

use super::{Network, Work};
use crate::kernels::gradients::lies_within;
use crate::kernels::product::{Descending, dense_descent};
use crate::kernels::update::SgdStep;
use crate::plan::{DenseStage, Stage};

/// Factors of at most this size make a sum of up to a million products that is finite: 1e15² · 1e6 < 3e38.
const SAFE_FACTOR: f32 = 1e15;

impl Network {
    /// Whether no weight gradient left to be made can be infinite.
    pub(super) fn can_descend(&self, rows: usize) -> bool {
        self.descending().all(|stage| {
            lies_within(SAFE_FACTOR, rows, &self.gradients[stage.operation])
                && lies_within(SAFE_FACTOR, rows, &self.values[stage.input])
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

    /// Moves the weights that wait.
    pub(super) fn descend(&mut self, rows: usize, step: SgdStep) {
        self.work.set(Work::DenseWeightGradient);
        for index in 0..self.plan.stages.len() {
            let Stage::Dense(stage) = self.plan.stages[index] else { continue };
            let Some(state) = self.trained.iter().position(|place| *place == stage.weight).filter(|_| stage.descends)
            else {
                continue;
            };
            let (x, dz) = (&self.values[stage.input], &self.gradients[stage.operation]);
            let (weight, velocity) = (&mut self.parameters[stage.weight], self.states[state].velocity_mut());
            let gradient = &mut self.parameter_gradients[stage.weight];
            dense_descent(self.isa, &self.pool, rows, x, dz, Descending { weight, velocity, step }, gradient);
        }
    }

    fn descending(&self) -> impl Iterator<Item = &DenseStage> {
        self.plan.stages.iter().filter_map(|stage| match stage {
            Stage::Dense(stage) if stage.descends => Some(stage),
            _ => None,
        })
    }
}
