//! Where the network is measured at a probed step, and the records made of it.

use super::Network;
use super::probe_sizes::{ProbeSizes, measured_weight, probed};
use crate::events::Probe;
use crate::ir::{Ir, OperationKind};
use crate::kernels::Matrix;
use crate::kernels::epilogue::Function;
use crate::kernels::losses::GradientOf;
use crate::plan::{NormStage, Plan, Stage};
use crate::statistics::{ActivationView, BatchNormView, LayerRecord, Scratch, is_by_input};

/// The gradient of the loss with respect to a probed value.
enum ProbeGradient {
    /// Nothing trainable lies before the value.
    None,
    /// In the value's own place.
    Own,
    /// These losses went straight to the logit, so the value's gradient is computed for the probe alone, in a place of
    /// its own; what other readers wrote, if there are any, is part of it.
    OfLosses { losses: Vec<usize>, has_others: bool, sum: Box<Matrix> },
}

/// One probed operation.
struct ProbePlace {
    operation: usize,
    activation: Option<Function>,
    /// The activation's input, if it is measured by that.
    input: Option<usize>,
    /// Stage and figures of a BatchNorm.
    norm: Option<(usize, NormStage)>,
    gradient: ProbeGradient,
}

/// The places of a network that are measured, and the memory to measure in.
pub struct ProbeSet {
    probes: Vec<Probe>,
    places: Vec<ProbePlace>,
    records: Vec<LayerRecord>,
    scratch: Scratch,
    /// A padded value or an updated weight without its padding.
    tight: Vec<f32>,
    /// The padded input of an activation without its padding.
    inputs: Vec<f32>,
    /// A weight before its update.
    before: Vec<f32>,
    /// The probe whose weight a parameter is, by its index in `Ir::parameters`.
    probe_of_weight: Vec<Option<usize>>,
    /// Whether a parameter is the weight of a Dense that only a BatchNorm reads.
    is_normalized: Vec<bool>,
}

impl ProbeSet {
    /// Probes of every value the plan computes, for batches of up to `batch` rows; with memory only if they are wanted.
    pub fn new(ir: &Ir, plan: &Plan, batch: usize) -> ProbeSet {
        let probed: Vec<usize> = probed(ir, plan).collect();
        let probes = probed.iter().map(|operation| probe(ir, *operation)).collect();
        let places: Vec<ProbePlace> = probed.iter().map(|operation| place(ir, plan, *operation, batch)).collect();
        let mut probe_of_weight = vec![None; ir.parameters.len()];
        let mut is_normalized = vec![false; ir.parameters.len()];
        let normalized = |operation: usize| {
            plan.values[operation].readers == 1
                && plan.stages.iter().any(|stage| {
                    matches!(stage, Stage::Epilogue(epilogue) if epilogue.input == operation && epilogue.norm.is_some())
                })
        };
        for stage in &plan.stages {
            let operation = match stage {
                Stage::Dense(dense) => {
                    is_normalized[dense.weight] = normalized(dense.operation);
                    dense.operation
                }
                Stage::Epilogue(epilogue) => epilogue.norm.map_or(epilogue.output, |norm| norm.operation),
                Stage::LayerNorm(norm) => norm.operation,
                Stage::Softmax(_) | Stage::Noise(_) | Stage::Merge(_) => continue,
            };
            if let Some(weight) = measured_weight(stage) {
                probe_of_weight[weight] = probed.iter().position(|probed| *probed == operation);
            }
        }
        let sizes = ProbeSizes::of(ir, plan, batch);
        ProbeSet {
            records: vec![LayerRecord::default(); places.len()],
            scratch: Scratch::new(sizes.elements, sizes.features),
            tight: vec![0.0; sizes.padded],
            inputs: vec![0.0; sizes.inputs],
            before: vec![0.0; sizes.heaviest],
            probes,
            places,
            probe_of_weight,
            is_normalized,
        }
    }

    pub fn probes(&self) -> &[Probe] {
        &self.probes
    }

    /// What was measured last, parallel to `probes`.
    pub fn records(&self) -> &[LayerRecord] {
        &self.records
    }

    /// Measures values, gradients and normalisations of a batch that went forward and back with its inner values kept.
    /// `train_eval_gap` is the network's at this batch, in units of the loss.
    pub(super) fn measure(&mut self, network: &Network, rows: usize, train_eval_gap: Option<f64>) {
        for (place, record) in self.places.iter_mut().zip(&mut self.records) {
            record.clear();
            let value = &network.values[place.operation];
            let features = value.columns();
            let tight = without_padding(value, rows, &mut self.tight);
            record.write_value(tight, features, &mut self.scratch);
            if let Some(Function { function, alpha }) = place.activation {
                let input = place
                    .input
                    .map_or(&[][..], |input| without_padding(&network.values[input], rows, &mut self.inputs));
                record.write_activation(
                    &ActivationView { function, alpha, input, output: tight, features },
                    &mut self.scratch,
                );
            }
            let gradient = match &mut place.gradient {
                ProbeGradient::None => None,
                ProbeGradient::Own => Some(&network.gradients[place.operation]),
                ProbeGradient::OfLosses { losses, has_others, sum } => {
                    let elements = rows * sum.stride();
                    let start = &mut sum.padded_mut()[..elements];
                    if *has_others {
                        start.copy_from_slice(&network.gradients[place.operation].padded()[..elements]);
                    } else {
                        start.fill(0.0);
                    }
                    for loss in losses {
                        network.add_unfused_loss_gradient(*loss, rows, sum);
                    }
                    Some(&**sum)
                }
            };
            if let Some(gradient) = gradient {
                let tight = without_padding(gradient, rows, &mut self.tight);
                record.write_gradient(tight, features, &mut self.scratch);
            }
            if let Some((stage, norm)) = place.norm
                && let Some(figures) = &network.stage_memory[stage].figures
            {
                let vector = |index: usize| network.parameters[index].row(0);
                let view = BatchNormView {
                    batch_mean: figures.mean(),
                    batch_variance: figures.variance(),
                    running_mean: vector(norm.mean),
                    running_variance: vector(norm.variance),
                    gamma: norm.gamma.map(vector),
                    beta: norm.beta.map(vector),
                    epsilon: norm.epsilon,
                };
                record.write_batch_norm(&view, &mut self.scratch);
                record.write_train_eval_gap(train_eval_gap.unwrap_or(f64::NAN));
            }
        }
    }

    pub(super) fn before_update(&mut self, parameter: usize, weight: &Matrix, learning_rate: f64) {
        if let Some(probe) = self.probe_of_weight[parameter] {
            let before = &mut self.before[..weight.rows() * weight.columns()];
            weight.write_tight(weight.rows(), before);
            self.records[probe].write_weight(before);
            if self.is_normalized[parameter] {
                let (units, scratch) = (weight.columns(), &mut self.scratch);
                self.records[probe].write_effective_learning_rate(learning_rate, before, units, scratch);
            }
        }
    }

    pub(super) fn after_update(&mut self, parameter: usize, weight: &Matrix) {
        if let Some(probe) = self.probe_of_weight[parameter] {
            let after = without_padding(weight, weight.rows(), &mut self.tight);
            self.records[probe].write_update(&self.before[..after.len()], after);
        }
    }
}

fn probe(ir: &Ir, operation: usize) -> Probe {
    let described = &ir.operations[operation];
    Probe {
        operation: operation as u32,
        node: described.node.clone(),
        op: described.kind.name().to_owned(),
        features: described.features,
    }
}

fn place(ir: &Ir, plan: &Plan, operation: usize, batch: usize) -> ProbePlace {
    let norm = plan.stages.iter().enumerate().find_map(|(index, stage)| match stage {
        Stage::Epilogue(epilogue) => epilogue.norm.filter(|norm| norm.operation == operation).map(|norm| (index, norm)),
        _ => None,
    });
    let is_fused = |index: &usize| {
        let loss = &plan.losses[*index];
        loss.value == operation && loss.gradient_of != GradientOf::Value
    };
    let losses: Vec<usize> = (0..plan.losses.len()).filter(is_fused).collect();
    let value = &plan.values[operation];
    let gradient = if !value.has_gradient || !ir.training.statistics {
        ProbeGradient::None
    } else if losses.is_empty() {
        ProbeGradient::Own
    } else {
        let (has_others, sum) = (value.readers > losses.len(), Box::new(Matrix::zeros(batch, value.features)));
        ProbeGradient::OfLosses { losses, has_others, sum }
    };
    let described = &ir.operations[operation];
    let activation = match described.kind {
        OperationKind::Activation { function, alpha } => {
            Some(Function { function, alpha: alpha.map_or(0.0, |alpha| alpha as f32) })
        }
        _ => None,
    };
    let input = activation.filter(|activation| is_by_input(activation.function)).map(|_| described.inputs[0] as usize);
    ProbePlace { operation, activation, input, norm, gradient }
}

/// The first `rows` rows without padding: in place where there is none, else copied into `tight`.
fn without_padding<'a>(matrix: &'a Matrix, rows: usize, tight: &'a mut [f32]) -> &'a [f32] {
    let elements = rows * matrix.columns();
    if matrix.stride() == matrix.columns() {
        return &matrix.padded()[..elements];
    }
    let tight = &mut tight[..elements];
    matrix.write_tight(rows, tight);
    tight
}
