//! One batch forward, its losses, and back.

use super::{BatchFigures, Mode, Network, StageMemory, Weighing, Work};
use crate::kernels::Matrix;
use crate::kernels::epilogue::{
    Backward, Dropped, Forward, Function, Normalization, Normalize, Running, add_rows, backward, forward, track,
};
use crate::kernels::losses::{GradientOf, LossWork, loss};
use crate::kernels::product::{dense, dense_input_gradient, dense_weight_gradient};
use crate::kernels::rows::{column_sums, softmax, softmax_backward};
use crate::plan::{DenseStage, EpilogueStage, GradientWrite, SoftmaxStage, Stage};
use std::mem::take;
use std::sync::atomic::Ordering;

impl Network {
    pub(super) fn forward(&mut self, rows: usize, mode: Mode) {
        self.forward_before(self.plan.stages.len(), rows, mode);
    }

    /// The stages before number `end`.
    pub(super) fn forward_before(&mut self, end: usize, rows: usize, mode: Mode) {
        for index in 0..end {
            self.work.set(Work::forward(&self.plan.stages[index]));
            match self.plan.stages[index] {
                Stage::Dense(stage) => self.dense_forward(rows, stage),
                Stage::LayerNorm(stage) => self.layer_norm_forward(rows, index, &stage),
                Stage::Noise(stage) => self.noise_forward(rows, mode, index, &stage),
                Stage::Merge(stage) => self.merge_forward(rows, &stage),
                Stage::Epilogue(stage) => self.epilogue_forward(rows, mode, index, &stage),
                Stage::Softmax(SoftmaxStage { operation, input, .. }) => {
                    self.current.store(operation, Ordering::Relaxed);
                    let mut output = take(&mut self.values[operation]);
                    softmax(self.isa, rows, &self.values[input], &mut output);
                    self.values[operation] = output;
                }
            }
        }
    }

    fn dense_forward(&mut self, rows: usize, stage: DenseStage) {
        self.current.store(stage.operation, Ordering::Relaxed);
        let mut z = take(&mut self.values[stage.operation]);
        let bias = stage.bias.map(|bias| &self.parameters[bias]);
        dense(self.isa, &self.pool, rows, &self.values[stage.input], &self.parameters[stage.weight], bias, &mut z);
        self.values[stage.operation] = z;
    }

    fn epilogue_forward(&mut self, rows: usize, mode: Mode, index: usize, stage: &EpilogueStage) {
        self.current.store(stage.output, Ordering::Relaxed);
        let mut output = take(&mut self.values[stage.output]);
        let mut inner = self.inner(stage, mode.keeps_inner(), false);
        let StageMemory { figures, dropping, .. } = &mut self.stage_memory[index];
        let dropout = match mode {
            Mode::Train { step, .. } => dropping.as_mut().map(|dropping| {
                let elements = rows * self.plan.values[stage.output].features;
                dropping.stream.fill(self.isa, step, elements, &mut dropping.bits);
                Dropped { bits: &dropping.bits, scale: dropping.scale }
            }),
            Mode::Undisturbed | Mode::Infer => None,
        };
        let normalize = stage.norm.zip(figures.as_mut()).map(|(norm, figures)| {
            let parameters = Normalization {
                gamma: norm.gamma.map(|gamma| &self.parameters[gamma]),
                beta: norm.beta.map(|beta| &self.parameters[beta]),
                epsilon: norm.epsilon,
            };
            let normalize = match mode {
                Mode::Train { .. } | Mode::Undisturbed => Normalize::Batch(parameters),
                Mode::Infer => Normalize::Running {
                    parameters,
                    mean: &self.parameters[norm.mean],
                    variance: &self.parameters[norm.variance],
                },
            };
            (normalize, figures)
        });
        let [normalized, activated] = &mut inner;
        let work = Forward {
            rows,
            input: &self.values[stage.input],
            normalize,
            function: stage.activation.map_or(Function::LINEAR, |(_, function)| function),
            dropout,
            normalized: normalized.as_mut().map(|(_, matrix)| matrix),
            activated: activated.as_mut().map(|(_, matrix)| matrix),
            output: &mut output,
        };
        forward(self.isa, &self.pool, work);
        for (operation, matrix) in inner.into_iter().flatten() {
            self.values[operation] = matrix;
        }
        self.values[stage.output] = output;
    }

    /// Moves running statistics towards the moments the forward pass took of its `rows` rows; whether they stayed finite.
    pub(super) fn track_moments(&mut self, rows: usize) -> bool {
        let mut is_finite = true;
        for (stage, memory) in self.plan.stages.iter().zip(&self.stage_memory) {
            if let (Stage::Epilogue(EpilogueStage { norm: Some(norm), .. }), Some(figures)) = (stage, &memory.figures) {
                self.current.store(norm.operation, Ordering::Relaxed);
                let [mut mean, mut variance] =
                    [norm.mean, norm.variance].map(|place| take(&mut self.parameters[place]));
                let (momentum, unbiased) = (norm.momentum, norm.unbiased);
                let running = Running { mean: &mut mean, variance: &mut variance, momentum, unbiased };
                is_finite &= track(self.isa, rows, figures, running);
                self.parameters[norm.mean] = mean;
                self.parameters[norm.variance] = variance;
            }
        }
        is_finite
    }

    /// Losses of the batch, with their gradients if it is to be trained on.
    pub(super) fn losses(&mut self, rows: usize, weighing: Weighing) -> BatchFigures {
        self.work.set(Work::Loss);
        let by_class = weighing != Weighing::Evaluate;
        let mut total = 0.0;
        for index in 0..self.plan.losses.len() {
            let stage = self.plan.losses[index];
            self.current.store(stage.value, Ordering::Relaxed);
            let mut gradient = take(&mut self.gradients[stage.gradient]);
            let wanted = weighing == Weighing::Train && stage.write != GradientWrite::Skip;
            if by_class {
                let target = &self.target_batches[stage.target];
                self.row_weights.weigh_classes(index, rows, self.plan.values[stage.value].features, target);
            }
            let written = wanted.then_some((&mut gradient, stage.write == GradientWrite::Add, stage.gradient_of));
            let sum = loss(self.isa, self.loss_work(index, rows, by_class, written));
            self.gradients[stage.gradient] = gradient;
            self.loss_sums[index] = sum;
            total += f64::from(stage.weight) * sum;
        }
        self.figures(rows, total)
    }

    /// Gradients of the batch that went forward in `mode`. With `defers`, all but those of weights that may descend.
    pub(super) fn backward(&mut self, rows: usize, mode: Mode, defers: bool) {
        for index in (0..self.plan.stages.len()).rev() {
            self.work.set(Work::backward(&self.plan.stages[index]));
            self.stage_backward(rows, mode, index, defers);
        }
    }

    /// One stage's part of the way back. With `defers`, weights that may descend wait for `descend`.
    pub(super) fn stage_backward(&mut self, rows: usize, mode: Mode, index: usize, defers: bool) {
        match self.plan.stages[index] {
            Stage::Dense(stage) => self.dense_backward(rows, stage, defers),
            Stage::Epilogue(stage) => self.epilogue_backward(rows, mode, index, &stage),
            Stage::Softmax(stage) => self.softmax_backward(rows, stage),
            Stage::LayerNorm(stage) => self.layer_norm_backward(rows, index, &stage),
            Stage::Noise(stage) => self.noise_backward(rows, &stage),
            Stage::Merge(stage) => self.merge_backward(rows, &stage),
        }
    }

    fn dense_backward(&mut self, rows: usize, stage: DenseStage, defers: bool) {
        self.current.store(stage.operation, Ordering::Relaxed);
        let (isa, dz) = (self.isa, &self.gradients[stage.operation]);
        if let Some(bias) = stage.bias {
            column_sums(isa, rows, dz, &mut self.parameter_gradients[bias]);
        }
        if stage.input_gradient != GradientWrite::Skip {
            let mut dx = take(&mut self.gradients[stage.input]);
            let accumulate = stage.input_gradient == GradientWrite::Add;
            let (dz, weight) = (&self.gradients[stage.operation], &self.parameters[stage.weight]);
            dense_input_gradient(isa, &self.pool, rows, dz, weight, &mut dx, accumulate);
            self.gradients[stage.input] = dx;
        }
        if !(defers && stage.descends) {
            self.work.set(Work::DenseWeightGradient);
            self.weight_gradient(rows, stage);
        }
    }

    pub(super) fn weight_gradient(&mut self, rows: usize, stage: DenseStage) {
        let (x, dz) = (&self.values[stage.input], &self.gradients[stage.operation]);
        dense_weight_gradient(self.isa, &self.pool, rows, x, dz, &mut self.parameter_gradients[stage.weight]);
    }

    fn epilogue_backward(&mut self, rows: usize, mode: Mode, index: usize, stage: &EpilogueStage) {
        if stage.undone || !self.plan.values[stage.output].has_gradient {
            return;
        }
        self.current.store(stage.output, Ordering::Relaxed);
        let is_norm_aside = stage.norm.is_some() && stage.input_gradient != GradientWrite::Store;
        if stage.norm.is_none() && stage.input_gradient == GradientWrite::Skip {
            return;
        }
        let mut inner = self.inner(stage, mode.keeps_inner(), true);
        let mut input_gradient = if is_norm_aside {
            take(&mut self.stage_memory[index].spare)
        } else {
            take(&mut self.gradients[stage.input])
        };
        let StageMemory { figures, dropping, .. } = &mut self.stage_memory[index];
        let parameters = stage.norm.map(|norm| Normalization {
            gamma: norm.gamma.map(|gamma| &self.parameters[gamma]),
            beta: norm.beta.map(|beta| &self.parameters[beta]),
            epsilon: norm.epsilon,
        });
        let [normalized, activated] = &mut inner;
        let function = stage.activation.map_or(Function::LINEAR, |(_, function)| function);
        backward(
            self.isa,
            &self.pool,
            Backward {
                rows,
                input: &self.values[stage.input],
                output: &self.values[stage.output],
                normalize: parameters.zip(figures.as_mut()),
                function,
                dropout: dropping
                    .as_ref()
                    .filter(|_| mode.drops())
                    .map(|dropping| Dropped { bits: &dropping.bits, scale: dropping.scale }),
                gradient: &self.gradients[stage.output],
                normalized: normalized.as_mut().map(|(_, matrix)| matrix),
                activated: activated.as_mut().map(|(_, matrix)| matrix),
                input_gradient: &mut input_gradient,
                accumulate: !is_norm_aside && stage.input_gradient == GradientWrite::Add,
            },
        );
        for (operation, matrix) in inner.into_iter().flatten() {
            self.gradients[operation] = matrix;
        }
        if is_norm_aside {
            if stage.input_gradient == GradientWrite::Add {
                add_rows(rows, &input_gradient, &mut self.gradients[stage.input]);
            }
            self.stage_memory[index].spare = input_gradient;
        } else {
            self.gradients[stage.input] = input_gradient;
        }
        if let (Some(norm), Some(figures)) = (stage.norm, &self.stage_memory[index].figures) {
            if let Some(gamma) = norm.gamma {
                self.parameter_gradients[gamma].row_mut(0).copy_from_slice(figures.gamma_gradient());
            }
            if let Some(beta) = norm.beta {
                self.parameter_gradients[beta].row_mut(0).copy_from_slice(figures.beta_gradient());
            }
        }
    }

    fn softmax_backward(&mut self, rows: usize, stage: SoftmaxStage) {
        if stage.undone || stage.input_gradient == GradientWrite::Skip {
            return;
        }
        self.current.store(stage.operation, Ordering::Relaxed);
        let mut dx = take(&mut self.gradients[stage.input]);
        let accumulate = stage.input_gradient == GradientWrite::Add;
        let (p, dp) = (&self.values[stage.operation], &self.gradients[stage.operation]);
        softmax_backward(self.isa, rows, p, dp, &mut dx, accumulate);
        self.gradients[stage.input] = dx;
    }

    /// Takes out the places for the values (or gradients) between the parts of a fused visit: after the normalisation,
    /// and after the activation; each only if that part is not the last.
    fn inner(&mut self, stage: &EpilogueStage, wanted: bool, of_gradients: bool) -> [Option<(usize, Matrix)>; 2] {
        let parts = [stage.norm.map(|norm| norm.operation), stage.activation.map(|(operation, _)| operation)];
        let places = if of_gradients { &mut self.gradients } else { &mut self.values };
        parts
            .map(|part| part.filter(|part| wanted && *part != stage.output).map(|part| (part, take(&mut places[part]))))
    }

    /// Adds the gradient of a fused loss with respect to its value itself, for statistics only.
    pub(super) fn add_unfused_loss_gradient(&self, index: usize, rows: usize, gradient: &mut Matrix) {
        loss(self.isa, self.loss_work(index, rows, true, Some((gradient, true, GradientOf::Value))));
    }

    /// A loss of the batch, of rows as last weighed.
    fn loss_work<'a>(
        &'a self,
        index: usize,
        rows: usize,
        by_class: bool,
        gradient: Option<(&'a mut Matrix, bool, GradientOf)>,
    ) -> LossWork<'a> {
        let stage = self.plan.losses[index];
        LossWork {
            kind: stage.kind,
            rows,
            value: &self.values[stage.value],
            target: &self.target_batches[stage.target],
            row_weights: self.row_weights.of(index, by_class),
            scale: stage.weight / rows as f32,
            gradient,
        }
    }
}
