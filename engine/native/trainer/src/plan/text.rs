//! The plan as text: one line an executed visit, forward; the way back is the same list from its end.

use super::{EpilogueStage, GradientWrite, LossStage, Place, Plan, Stage};
use crate::ir::{Ir, OperationKind, Optimizer};
use crate::kernels::losses::GradientOf;
use std::fmt::Write;

impl Plan {
    /// Prints the plan of `ir` as it runs on kernels for `isa` with `threads` threads.
    pub fn text(&self, ir: &Ir, isa: &str, threads: usize) -> String {
        let mut lines = vec![format!("kernels {isa}, {threads} threads, batches of {}", ir.training.batch_size)];
        for (operation, value) in self.values.iter().enumerate() {
            let name = self.operation(ir, operation);
            match value.place {
                Place::Dataset if value.gathered => {
                    lines.push(format!("once   %{operation} = {name}"));
                    lines.push(format!("batch  gather %{operation} : [B,{}]", value.features));
                }
                Place::Dataset => lines.push(format!("once   %{operation} = {name}")),
                Place::Unused => lines.push(format!("never  %{operation} = {name}: no loss depends on it")),
                Place::Batch | Place::Inner => {}
            }
        }
        lines.extend(self.stages.iter().map(|stage| self.stage(ir, stage)));
        lines.extend(self.losses.iter().map(loss_line));
        lines.push(self.update(ir));
        let mut text = lines.join("\n");
        text.push('\n');
        text
    }

    fn operation(&self, ir: &Ir, operation: usize) -> String {
        let operation = &ir.operations[operation];
        let name = match &operation.kind {
            OperationKind::Activation { function, .. } => function.name(),
            kind => kind.name(),
        };
        operation.inputs.iter().fold(name.to_owned(), |text, input| format!("{text} %{input}"))
    }

    fn stage(&self, ir: &Ir, stage: &Stage) -> String {
        let parameter = |index: usize| format!("@{}", ir.parameters[index].name);
        match stage {
            Stage::Dense(dense) => {
                let bias = dense.bias.map_or(String::new(), |bias| format!(" + {}", parameter(bias)));
                format!(
                    "step   %{} = dense %{} {}{bias} : [B,{}]; back {}{}",
                    dense.operation,
                    dense.input,
                    parameter(dense.weight),
                    self.values[dense.operation].features,
                    back(dense.input, dense.input_gradient),
                    if dense.descends { ", descending" } else { "" },
                )
            }
            Stage::Epilogue(epilogue) => format!(
                "step   %{} = {} %{} : [B,{}]; back {}",
                epilogue.output,
                parts(epilogue),
                epilogue.input,
                self.values[epilogue.output].features,
                by_loss_or(epilogue.undone, back(epilogue.input, epilogue.input_gradient)),
            ),
            Stage::Softmax(softmax) => format!(
                "step   %{} = softmax %{} : [B,{}]; back {}",
                softmax.operation,
                softmax.input,
                self.values[softmax.operation].features,
                by_loss_or(softmax.undone, back(softmax.input, softmax.input_gradient)),
            ),
            Stage::LayerNorm(norm) => self.simple(ir, norm.operation, &back(norm.input, norm.input_gradient)),
            Stage::Noise(noise) => self.simple(ir, noise.operation, &back(noise.input, noise.input_gradient)),
            Stage::Merge(merge) => {
                let branches = self.branches_of(merge).iter();
                let back: Vec<String> = branches
                    .filter(|branch| branch.input_gradient != GradientWrite::Skip)
                    .map(|branch| back(branch.input, branch.input_gradient))
                    .collect();
                self.simple(ir, merge.operation, &if back.is_empty() { "nowhere".to_owned() } else { back.join(", ") })
            }
        }
    }

    fn simple(&self, ir: &Ir, operation: usize, back: &str) -> String {
        let (name, features) = (self.operation(ir, operation), self.values[operation].features);
        format!("step   %{operation} = {name} : [B,{features}]; back {back}")
    }

    fn update(&self, ir: &Ir) -> String {
        let trained = self.trained();
        let values: u64 = trained
            .iter()
            .map(|index| ir.parameters[*index].shape.iter().map(|side| u64::from(*side)).product::<u64>())
            .sum();
        let optimizer = match ir.training.optimizer {
            Optimizer::Sgd { .. } => "sgd",
            Optimizer::Adam { .. } => "adam",
            Optimizer::AdamW { .. } => "adam_w",
            Optimizer::Nadam { .. } => "nadam",
            Optimizer::RmsProp { .. } => "rms_prop",
            Optimizer::Adagrad { .. } => "adagrad",
        };
        format!("update {optimizer} {} parameters, {values} values", trained.len())
    }
}

/// `batch_norm %3 > tanh %4 > dropout %5`: the fused parts with the value each defines.
fn parts(epilogue: &EpilogueStage) -> String {
    let norm = epilogue.norm.map(|norm| ("batch_norm", norm.operation));
    let activation = epilogue.activation.map(|(operation, function)| (function.function.name(), operation));
    let dropout = epilogue.dropout.map(|(operation, _)| ("dropout", operation));
    let mut text = String::new();
    for (name, operation) in [norm, activation, dropout].into_iter().flatten() {
        let separator = if text.is_empty() { "" } else { " > " };
        // Writing to a String cannot fail.
        let _ = write!(text, "{separator}{name}");
        if operation != epilogue.output {
            let _ = write!(text, " %{operation}");
        }
    }
    text
}

fn by_loss_or(undone: bool, back: String) -> String {
    if undone { "by its loss".to_owned() } else { back }
}

fn back(input: usize, write: GradientWrite) -> String {
    match write {
        GradientWrite::Skip => "to parameters only".to_owned(),
        GradientWrite::Store => format!("to %{input}"),
        GradientWrite::Add => format!("added to %{input}"),
    }
}

fn loss_line(loss: &LossStage) -> String {
    let through = match loss.gradient_of {
        GradientOf::Value => "",
        GradientOf::Softmax => ", through softmax",
        GradientOf::Sigmoid => ", through sigmoid",
    };
    format!(
        "loss   {} %{} against target {} x{}; back {}{through}",
        loss.kind.name(),
        loss.value,
        loss.target,
        loss.weight,
        back(loss.gradient, loss.write)
    )
}
