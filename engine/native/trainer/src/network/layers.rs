//! LayerNorm, GaussianNoise and merges of a batch, forward and back.

use super::{Mode, Network};
use crate::kernels::branches::{Joining, add_noise, join, place_columns, take_columns};
use crate::kernels::layer_norm::{Affine, Gradients, layer_norm, layer_norm_backward};
use crate::plan::{GradientWrite, LayerNormStage, Merge, MergeStage, NoiseStage};
use std::mem::take;
use std::sync::atomic::Ordering;

impl Network {
    pub(super) fn layer_norm_forward(&mut self, rows: usize, index: usize, stage: &LayerNormStage) {
        self.current.store(stage.operation, Ordering::Relaxed);
        let mut output = take(&mut self.values[stage.operation]);
        if let Some(figures) = &mut self.stage_memory[index].row_figures {
            let [gamma, beta] = [stage.gamma, stage.beta].map(|parameter| parameter.map(|of| &self.parameters[of]));
            let (isa, pool, x) = (self.isa, &self.pool, &self.values[stage.input]);
            layer_norm(isa, pool, rows, x, Affine { gamma, beta }, stage.epsilon, figures, &mut output);
        }
        self.values[stage.operation] = output;
    }

    pub(super) fn layer_norm_backward(&mut self, rows: usize, index: usize, stage: &LayerNormStage) {
        if !self.plan.values[stage.operation].has_gradient {
            return;
        }
        self.current.store(stage.operation, Ordering::Relaxed);
        let parameters = [stage.gamma, stage.beta];
        let mut trained = parameters.map(|parameter| parameter.map(|of| take(&mut self.parameter_gradients[of])));
        let mut dx = take(&mut self.gradients[stage.input]);
        if let Some(figures) = &mut self.stage_memory[index].row_figures {
            let [gamma, beta] = trained.each_mut().map(Option::as_mut);
            let is_added = stage.input_gradient == GradientWrite::Add;
            let input = (stage.input_gradient != GradientWrite::Skip).then_some((&mut dx, is_added));
            layer_norm_backward(
                self.isa,
                &self.pool,
                rows,
                &self.values[stage.input],
                stage.gamma.map(|gamma| &self.parameters[gamma]),
                figures,
                &self.gradients[stage.operation],
                Gradients { gamma, beta, input },
            );
        }
        self.gradients[stage.input] = dx;
        for (parameter, gradient) in parameters.into_iter().zip(trained) {
            if let (Some(parameter), Some(gradient)) = (parameter, gradient) {
                self.parameter_gradients[parameter] = gradient;
            }
        }
    }

    pub(super) fn noise_forward(&mut self, rows: usize, mode: Mode, index: usize, stage: &NoiseStage) {
        self.current.store(stage.operation, Ordering::Relaxed);
        let mut output = take(&mut self.values[stage.operation]);
        let input = &self.values[stage.input];
        match (mode, &mut self.stage_memory[index].noise) {
            (Mode::Train { step, .. }, Some(noise)) => {
                let values = &mut noise.values[..rows * input.columns()];
                noise.draws.fill(step, stage.standard_deviation, values);
                add_noise(rows, input, values, &mut output);
            }
            _ => join(self.isa, &self.pool, rows, Joining::Sum, std::iter::once(input), &mut output, false),
        }
        self.values[stage.operation] = output;
    }

    pub(super) fn noise_backward(&mut self, rows: usize, stage: &NoiseStage) {
        self.current.store(stage.operation, Ordering::Relaxed);
        self.pass_back(rows, stage.operation, stage.input, stage.input_gradient);
    }

    /// The gradient of a value becomes that of its input, unchanged.
    fn pass_back(&mut self, rows: usize, operation: usize, input: usize, write: GradientWrite) {
        if write == GradientWrite::Skip {
            return;
        }
        let mut dx = take(&mut self.gradients[input]);
        let dy = std::iter::once(&self.gradients[operation]);
        join(self.isa, &self.pool, rows, Joining::Sum, dy, &mut dx, write == GradientWrite::Add);
        self.gradients[input] = dx;
    }

    pub(super) fn merge_forward(&mut self, rows: usize, stage: &MergeStage) {
        self.current.store(stage.operation, Ordering::Relaxed);
        let mut output = take(&mut self.values[stage.operation]);
        let inputs = self.plan.branches_of(stage).iter().map(|branch| &self.values[branch.input]);
        match stage.merge {
            Merge::Add => join(self.isa, &self.pool, rows, Joining::Sum, inputs, &mut output, false),
            Merge::Multiply => join(self.isa, &self.pool, rows, Joining::Product, inputs, &mut output, false),
            Merge::Concat => {
                let mut offset = 0;
                for input in inputs {
                    place_columns(rows, input, offset, &mut output);
                    offset += input.columns();
                }
            }
        }
        self.values[stage.operation] = output;
    }

    pub(super) fn merge_backward(&mut self, rows: usize, stage: &MergeStage) {
        self.current.store(stage.operation, Ordering::Relaxed);
        let mut offset = 0;
        for index in 0..stage.count {
            let branch = self.plan.branches_of(stage)[index];
            let is_added = branch.input_gradient == GradientWrite::Add;
            match stage.merge {
                _ if branch.input_gradient == GradientWrite::Skip => {}
                Merge::Add => self.pass_back(rows, stage.operation, branch.input, branch.input_gradient),
                Merge::Multiply => {
                    let mut dx = take(&mut self.gradients[branch.input]);
                    let branches = self.plan.branches_of(stage).iter().enumerate();
                    let others =
                        branches.filter(|(other, _)| *other != index).map(|(_, other)| &self.values[other.input]);
                    let factors = std::iter::once(&self.gradients[stage.operation]).chain(others);
                    join(self.isa, &self.pool, rows, Joining::Product, factors, &mut dx, is_added);
                    self.gradients[branch.input] = dx;
                }
                Merge::Concat => {
                    let mut dx = take(&mut self.gradients[branch.input]);
                    take_columns(rows, &self.gradients[stage.operation], offset, &mut dx, is_added);
                    self.gradients[branch.input] = dx;
                }
            }
            offset += self.plan.values[branch.input].features;
        }
    }
}
