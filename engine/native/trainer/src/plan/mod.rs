//! What a run executes: which values live where, which operations are fused into one visit, in which order gradients
//! flow and which of them add to what is there. Lowered from what `passes` answer about any valid IR; nothing assumes a
//! chain.

mod backward;
mod lower;
pub mod passes;
mod probing;
mod text;

use crate::ir::{Ir, LossFunction, OperationKind};
use crate::kernels::epilogue::Function;
use crate::kernels::losses::GradientOf;
use passes::Answers;

/// Where a value is while training.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// No loss depends on it; it is never computed.
    Unused,
    /// Depends on inputs and fitted constants only: computed once for the whole dataset.
    Dataset,
    /// In a buffer of its own, `[batch, features]`.
    Batch,
    /// Passed in registers inside a fused visit; kept only at probed steps.
    Inner,
}

/// One value of the IR.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Value {
    pub features: usize,
    pub place: Place,
    /// A dataset value of which every batch needs its rows.
    pub gathered: bool,
    /// Whether anything trainable lies before it.
    pub has_gradient: bool,
    /// How many live operations and losses read it.
    pub readers: usize,
}

impl Value {
    /// Whether every batch has its rows, in a buffer or inside a fused visit.
    pub(crate) fn is_of_batch(&self) -> bool {
        match self.place {
            Place::Unused => false,
            Place::Dataset => self.gathered,
            Place::Batch | Place::Inner => true,
        }
    }
}

/// What a stage does with the gradient of the value it read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GradientWrite {
    /// Nothing trainable lies before.
    Skip,
    /// It is the first contribution.
    Store,
    /// Others wrote before it.
    Add,
}

/// z = xW + b; parameters are indices into `Ir::parameters`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DenseStage {
    pub operation: usize,
    pub input: usize,
    pub weight: usize,
    pub bias: Option<usize>,
    pub input_gradient: GradientWrite,
    /// Whether the weight may take its plain step in the visit that makes its gradient, since nothing but a probe asks
    /// for the gradient.
    pub descends: bool,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NormStage {
    pub operation: usize,
    pub gamma: Option<usize>,
    pub beta: Option<usize>,
    pub mean: usize,
    pub variance: usize,
    pub epsilon: f32,
    pub momentum: f64,
    pub unbiased: bool,
}

/// BatchNorm, activation and dropout in one visit; each part may be absent.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EpilogueStage {
    pub input: usize,
    pub norm: Option<NormStage>,
    pub activation: Option<(usize, Function)>,
    /// Operation and rate.
    pub dropout: Option<(usize, f64)>,
    /// The last part's operation.
    pub output: usize,
    pub input_gradient: GradientWrite,
    /// Whether losses already went back through it, for all of its readers.
    pub undone: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SoftmaxStage {
    pub operation: usize,
    pub input: usize,
    pub input_gradient: GradientWrite,
    /// Whether losses already went back through it, for all of its readers.
    pub undone: bool,
}

/// γ(x−μ)/√(σ²+ε)+β of each row.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LayerNormStage {
    pub operation: usize,
    pub input: usize,
    pub gamma: Option<usize>,
    pub beta: Option<usize>,
    pub epsilon: f32,
    pub input_gradient: GradientWrite,
}

/// x + n in training.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NoiseStage {
    pub operation: usize,
    pub input: usize,
    pub standard_deviation: f64,
    pub input_gradient: GradientWrite,
}

/// How several values become one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Merge {
    Add,
    Multiply,
    Concat,
}

/// Several values become one; they are `count` of `Plan::branches` from `first` on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MergeStage {
    pub operation: usize,
    pub merge: Merge,
    pub first: usize,
    pub count: usize,
}

/// One value a `MergeStage` reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Branch {
    pub input: usize,
    pub input_gradient: GradientWrite,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Stage {
    Dense(DenseStage),
    Epilogue(EpilogueStage),
    Softmax(SoftmaxStage),
    LayerNorm(LayerNormStage),
    Noise(NoiseStage),
    Merge(MergeStage),
}

/// One loss and where its gradient goes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LossStage {
    pub kind: LossFunction,
    pub value: usize,
    pub target: usize,
    pub weight: f32,
    /// The value whose gradient it writes: its own, or the input of its softmax or sigmoid.
    pub gradient: usize,
    pub gradient_of: GradientOf,
    pub write: GradientWrite,
}

/// Everything executed, in order.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    pub values: Vec<Value>,
    /// Forward order; the way back takes them from the end.
    pub stages: Vec<Stage>,
    /// Inputs of the merge stages, in their order.
    pub branches: Vec<Branch>,
    pub losses: Vec<LossStage>,
}

impl Plan {
    /// Plans a valid IR.
    pub fn new(ir: &Ir) -> Plan {
        Plan::lower(ir, &Answers::of(ir))
    }

    /// Plans a valid IR as the passes over it answered.
    pub fn lower(ir: &Ir, answers: &Answers) -> Plan {
        let mut values = values(ir, answers);
        let (mut stages, mut branches) = lower::stages(ir, answers);
        gather(&stages, &branches, ir, &mut values);
        let losses = backward::gradients(ir, &answers.losses, &values, &mut stages, &mut branches);
        Plan { values, stages, branches, losses }
    }

    /// Whether batches are normalised with moments of their own, which inference does not use.
    pub(crate) fn has_batch_norm(&self) -> bool {
        self.stages.iter().any(|stage| matches!(stage, Stage::Epilogue(epilogue) if epilogue.norm.is_some()))
    }

    /// Whether dropout or noise makes training another network than the one that predicts.
    pub(crate) fn is_disturbed(&self) -> bool {
        self.stages.iter().any(|stage| match stage {
            Stage::Epilogue(epilogue) => epilogue.dropout.is_some(),
            stage => matches!(stage, Stage::Noise(_)),
        })
    }

    /// Whether the parameter at `index` may take its step while its gradient is made.
    pub fn descends(&self, index: usize) -> bool {
        self.stages.iter().any(|stage| matches!(stage, Stage::Dense(dense) if dense.weight == index && dense.descends))
    }

    /// The values a merge stage reads, in their order.
    pub fn branches_of(&self, stage: &MergeStage) -> &[Branch] {
        &self.branches[stage.first..][..stage.count]
    }

    /// Indices in `Ir::parameters` that some executed stage trains.
    pub fn trained(&self) -> Vec<usize> {
        let mut trained = Vec::new();
        for stage in &self.stages {
            match stage {
                Stage::Dense(dense) => trained.extend([Some(dense.weight), dense.bias].into_iter().flatten()),
                Stage::Epilogue(EpilogueStage { norm: Some(norm), .. }) => {
                    trained.extend([norm.gamma, norm.beta].into_iter().flatten());
                }
                Stage::LayerNorm(norm) => trained.extend([norm.gamma, norm.beta].into_iter().flatten()),
                Stage::Epilogue(_) | Stage::Softmax(_) | Stage::Noise(_) | Stage::Merge(_) => {}
            }
        }
        trained
    }
}

/// Where every value is; what is gathered shows with the stages.
fn values(ir: &Ir, answers: &Answers) -> Vec<Value> {
    let mut values: Vec<Value> = (0..ir.operations.len())
        .map(|operation| Value {
            features: ir.operations[operation].features as usize,
            place: match (answers.readers[operation], answers.folded[operation]) {
                (0, _) => Place::Unused,
                (_, true) => Place::Dataset,
                (_, false) => Place::Batch,
            },
            gathered: false,
            has_gradient: answers.has_gradient[operation],
            readers: answers.readers[operation],
        })
        .collect();
    for (_, inner) in answers.visits.iter().filter_map(|visit| visit.split_last()) {
        for operation in inner {
            values[*operation].place = Place::Inner;
        }
    }
    values
}

/// Marks the dataset values that stages, losses or probes read.
fn gather(stages: &[Stage], branches: &[Branch], ir: &Ir, values: &mut [Value]) {
    let read_by_stages = stages.iter().filter_map(|stage| match stage {
        Stage::Dense(dense) => Some(dense.input),
        Stage::Epilogue(epilogue) => Some(epilogue.input),
        Stage::Softmax(softmax) => Some(softmax.input),
        Stage::LayerNorm(norm) => Some(norm.input),
        Stage::Noise(noise) => Some(noise.input),
        Stage::Merge(_) => None,
    });
    let read_by_joints = branches.iter().map(|branch| branch.input);
    let read_by_losses = ir.losses.iter().map(|loss| loss.value as usize);
    for operation in read_by_stages.chain(read_by_joints).chain(read_by_losses) {
        if values[operation].place == Place::Dataset {
            values[operation].gathered = true;
        }
    }
    if ir.training.statistics {
        // A static activation is measured by its input, which may be another.
        for (index, operation) in ir.operations.iter().enumerate().rev() {
            if values[index].gathered && matches!(operation.kind, OperationKind::Activation { .. }) {
                values[operation.inputs[0] as usize].gathered = true;
            }
        }
    }
}
