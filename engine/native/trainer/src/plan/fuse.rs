//! Which operations are computed in one visit of their data.

use super::{
    Branch, DenseStage, EpilogueStage, GradientWrite, Joint, JointStage, LayerNormStage, NoiseStage, NormStage, Place,
    SoftmaxStage, Stage, Value,
};
use crate::ir::{ActivationFunction, Ir, OperationKind, Optimizer, Parameter, Regularizer, RunningVariance, Training};
use crate::kernels::epilogue::Function;
use std::collections::HashMap;

/// Whether a weight's gradient goes into nothing but a plain step of its own.
fn descends(ir: &Ir, weight: &Parameter) -> bool {
    let Training { optimizer, clip_value, clip_norm, .. } = &ir.training;
    matches!(optimizer, Optimizer::Sgd { .. })
        && clip_value.is_none()
        && clip_norm.is_none()
        && weight.regularizer == Regularizer::default()
        && weight.max_norm.is_none()
}

/// The stages of every live value that changes while training, and the branches of the joint ones; values inside a fused
/// visit become `Place::Inner`.
pub(super) fn stages(ir: &Ir, parameters: &HashMap<&str, usize>, values: &mut [Value]) -> (Vec<Stage>, Vec<Branch>) {
    let mut reader = vec![None; ir.operations.len()];
    for (index, operation) in ir.operations.iter().enumerate() {
        if values[index].place == Place::Batch {
            for input in &operation.inputs {
                reader[*input as usize] = Some(index);
            }
        }
    }
    let mut is_loss = vec![false; ir.operations.len()];
    for loss in &ir.losses {
        is_loss[loss.value as usize] = true;
    }
    let mut absorbed = vec![false; ir.operations.len()];
    let mut stages = Vec::new();
    let mut branches = Vec::new();
    let place = |name: &String| parameters[name.as_str()];
    let mut joint = |joint, operation: usize| {
        let first = branches.len();
        let inputs = &ir.operations[operation].inputs;
        branches
            .extend(inputs.iter().map(|input| Branch { input: *input as usize, input_gradient: GradientWrite::Skip }));
        Stage::Joint(JointStage { operation, joint, first, count: inputs.len() })
    };
    for (index, operation) in ir.operations.iter().enumerate() {
        if values[index].place != Place::Batch || absorbed[index] {
            continue;
        }
        let input = operation.inputs.first().map_or(0, |input| *input as usize);
        match &operation.kind {
            OperationKind::Dense { weight, bias } => stages.push(Stage::Dense(DenseStage {
                operation: index,
                input,
                weight: place(weight),
                bias: bias.as_ref().map(place),
                input_gradient: GradientWrite::Skip,
                descends: descends(ir, &ir.parameters[parameters[weight.as_str()]]),
            })),
            OperationKind::LayerNorm { gamma, beta, epsilon } => stages.push(Stage::LayerNorm(LayerNormStage {
                operation: index,
                input,
                gamma: gamma.as_ref().map(place),
                beta: beta.as_ref().map(place),
                epsilon: *epsilon as f32,
                input_gradient: GradientWrite::Skip,
            })),
            OperationKind::GaussianNoise { standard_deviation } => stages.push(Stage::Noise(NoiseStage {
                operation: index,
                input,
                standard_deviation: *standard_deviation,
                input_gradient: GradientWrite::Skip,
            })),
            OperationKind::Add {} => stages.push(joint(Joint::Add, index)),
            OperationKind::Multiply {} => stages.push(joint(Joint::Multiply, index)),
            OperationKind::Concat {} => stages.push(joint(Joint::Concat, index)),
            OperationKind::Activation { function: ActivationFunction::Softmax, .. } => {
                stages.push(Stage::Softmax(SoftmaxStage {
                    operation: index,
                    input,
                    input_gradient: GradientWrite::Skip,
                    undone: false,
                }));
            }
            _ => {
                let mut epilogue = EpilogueStage {
                    input,
                    norm: None,
                    activation: None,
                    dropout: None,
                    output: index,
                    input_gradient: GradientWrite::Skip,
                    activation_undone: false,
                };
                let mut next = Some(index);
                while let Some(part) = next.filter(|part| absorb(ir, parameters, *part, &mut epilogue)) {
                    absorbed[part] = true;
                    epilogue.output = part;
                    // The next part may join if it alone reads this one.
                    next = reader[part].filter(|_| values[part].readers == 1 && !is_loss[part]);
                }
                for inner in [epilogue.norm.map(|norm| norm.operation), epilogue.activation.map(|(part, _)| part)] {
                    if let Some(inner) = inner.filter(|inner| *inner != epilogue.output) {
                        values[inner].place = Place::Inner;
                    }
                }
                stages.push(Stage::Epilogue(epilogue));
            }
        }
    }
    (stages, branches)
}

/// Adds an operation to a visit if the visit computes it after what it has: normalisation, activation, dropout.
fn absorb(ir: &Ir, parameters: &HashMap<&str, usize>, part: usize, epilogue: &mut EpilogueStage) -> bool {
    let place = |name: &String| parameters[name.as_str()];
    match &ir.operations[part].kind {
        OperationKind::BatchNorm { gamma, beta, mean, variance, epsilon, momentum, running_variance }
            if epilogue.norm.is_none() && epilogue.activation.is_none() && epilogue.dropout.is_none() =>
        {
            epilogue.norm = Some(NormStage {
                operation: part,
                gamma: gamma.as_ref().map(place),
                beta: beta.as_ref().map(place),
                mean: place(mean),
                variance: place(variance),
                epsilon: *epsilon as f32,
                momentum: *momentum,
                unbiased: *running_variance == RunningVariance::Unbiased,
            });
            true
        }
        OperationKind::Activation { function, alpha }
            if *function != ActivationFunction::Softmax
                && epilogue.activation.is_none()
                && epilogue.dropout.is_none() =>
        {
            let alpha = alpha.map_or(0.0, |alpha| alpha as f32);
            epilogue.activation = Some((part, Function { function: *function, alpha }));
            true
        }
        OperationKind::Dropout { rate } if epilogue.dropout.is_none() => {
            epilogue.dropout = Some((part, *rate));
            true
        }
        _ => false,
    }
}
