//! The step of every trained parameter. And where it leaves a number that is not finite, the first parameter it does so to.

use super::{Network, ProbeSet, Work};
use crate::failure::{FailureCode, at_operation, failure};
use crate::kernels::Matrix;
use crate::kernels::gradients::{is_finite, limit_column_norms};
use crate::optimizers::{OptimizerStep, decayed};
use crate::plan::{EpilogueStage, Stage};
use failures::Failure;

/// The operation of a stage that has parameters, and their indices in `Ir::parameters`.
fn parameters(stage: &Stage) -> Option<(usize, [Option<usize>; 4])> {
    match stage {
        Stage::Dense(dense) => Some((dense.operation, [Some(dense.weight), dense.bias, None, None])),
        Stage::Epilogue(EpilogueStage { norm: Some(norm), .. }) => {
            Some((norm.operation, [norm.gamma, norm.beta, Some(norm.mean), Some(norm.variance)]))
        }
        Stage::LayerNorm(norm) => Some((norm.operation, [norm.gamma, norm.beta, None, None])),
        Stage::Epilogue(_) | Stage::Softmax(_) | Stage::Noise(_) | Stage::Merge(_) => None,
    }
}

impl Network {
    /// Moves every trained parameter; with `descends`, those that may take their step while their gradient is made do so.
    /// Answers whether they, and what the optimizer remembers of them, stayed finite.
    pub(super) fn update(&mut self, rows: usize, step: u32, descends: bool, mut probes: Option<&mut ProbeSet>) -> bool {
        let optimizer = self.ir.training.optimizer;
        let update = OptimizerStep::new(&optimizer, self.learning_rate, step, &mut self.momentum_product);
        let mut is_finite = true;
        if let (OptimizerStep::Sgd(update), true) = (update, descends) {
            is_finite &= self.descend(rows, update);
        }
        for ((index, descended), state) in self.trained.iter().zip(&self.descent.descends).zip(&mut self.states) {
            if descends && *descended {
                continue;
            }
            let parameter = &mut self.parameters[*index];
            if let Some(probes) = &mut probes {
                self.work.set(Work::Statistics);
                probes.before_update(*index, parameter, decayed(&optimizer, self.learning_rate, step));
            }
            self.work.set(Work::Update);
            is_finite &= state.update(self.isa, &self.pool, update, parameter, &self.parameter_gradients[*index]);
            if let Some(most) = self.ir.parameters[*index].max_norm {
                is_finite &= limit_column_norms(self.isa, &self.pool, most as f32, parameter);
            }
            if let Some(probes) = &mut probes {
                self.work.set(Work::Statistics);
                probes.after_update(*index, parameter);
            }
        }
        is_finite
    }

    /// The failure of an update that left a number which is not finite, at the first operation of the plan whose parameters
    /// have one, or what the optimizer remembers of them.
    pub(super) fn update_not_finite(&self, step: u32) -> Failure {
        let (operation, what) =
            self.first_spoiled().unwrap_or_else(|| (self.plan.losses[0].value, "a parameter".to_owned()));
        let failure = failure(
            FailureCode::NotFinite,
            format!("{what} that is not finite after the update of step {step}"),
            "finite parameters and optimizer states after every step",
            self.advice("Lower the learning rate, clip the gradients"),
        )
        .case("update")
        .number("step", f64::from(step));
        at_operation(&self.ir, operation, failure)
    }

    fn first_spoiled(&self) -> Option<(usize, String)> {
        let is_spoiled = |matrix: &Matrix| !is_finite(self.isa, &self.pool, matrix);
        let spoiled_of = |index: usize| {
            let name = &self.ir.parameters[index].name;
            if is_spoiled(&self.parameters[index]) {
                return Some(name.clone());
            }
            let state = &self.states[self.trained.iter().position(|trained| *trained == index)?];
            let (what, _) = state.matrices().find(|(_, matrix)| is_spoiled(matrix))?;
            Some(format!("the {} of {name}", what.replace('_', " ")))
        };
        self.plan.stages.iter().filter_map(parameters).find_map(|(operation, indices)| {
            let what = indices.into_iter().flatten().find_map(spoiled_of)?;
            Some((operation, what))
        })
    }
}
