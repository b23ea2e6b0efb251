//! The engine IR: one JSON document in static single assignment, written by the compiler and owned here.
//!
//! Its TypeScript types are generated from these structs. Values have shape `[batch, features]`, float32, row-major;
//! operation `i` defines value `%i`, so `operations[i].inputs` may only name values below `i`.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Version of the document this trainer reads.
pub const IR_VERSION: u32 = 1;

/// A whole compiled network with everything a run needs except the rows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Ir {
    pub version: u32,
    /// Matrices of the dataset the graph reads, in the order the dataset supplies them.
    pub inputs: Vec<Input>,
    /// Targets of the dataset, in the order the dataset supplies them.
    pub targets: Vec<Target>,
    pub parameters: Vec<Parameter>,
    pub operations: Vec<Operation>,
    pub losses: Vec<Loss>,
    pub training: Training,
}

/// One input matrix `[rows, features]`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Input {
    pub name: String,
    pub features: u32,
    pub node: String,
}

/// One target column set. `classes` is 0 for numeric targets.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Target {
    pub name: String,
    /// Columns after encoding: 1 for a numeric or 0/1 target, the number of classes for a one-hot one.
    pub width: u32,
    pub classes: u32,
    pub encoding: TargetEncoding,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum TargetEncoding {
    /// The number itself, or the class index 0/1, in one column.
    Value,
    /// One column a class, 1 in the row's class.
    OneHot,
}

/// A named tensor the network owns: trained, tracked while training, or fitted on the training rows beforehand.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Parameter {
    /// Unique, `node.role`, such as `dense_1.weight`; also the name of its random stream.
    pub name: String,
    /// `[in, out]` of a weight, `[features]` of a vector.
    pub shape: Vec<u32>,
    pub role: ParameterRole,
    pub initializer: Initializer,
    pub node: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ParameterRole {
    /// Updated by the optimizer.
    Trainable,
    /// Updated by its operation while training (BatchNorm's running mean and variance).
    Running,
    /// Given with the dataset, fitted on the training rows, never updated (Scale's offset and factor).
    Fitted,
}

/// How a parameter starts. Random ones draw from the stream named after the parameter.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Initializer {
    Zeros,
    Ones,
    Constant {
        value: f64,
    },
    /// U(low, high).
    Uniform {
        low: f64,
        high: f64,
    },
    /// N(mean, standard_deviation²).
    Normal {
        mean: f64,
        standard_deviation: f64,
    },
    /// U(±√(6/(in+out))).
    GlorotUniform,
    /// N(0, 2/(in+out)).
    GlorotNormal,
    /// U(±√(6/in)).
    HeUniform,
    /// N(0, 2/in).
    HeNormal,
    /// N(0, 1/in).
    LecunNormal,
}

/// One operation; its position in `Ir::operations` is the number of the value it defines.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Operation {
    pub kind: OperationKind,
    /// Values read, each below this operation's own number.
    pub inputs: Vec<u32>,
    /// Features of the value defined.
    pub features: u32,
    /// Node it was drawn as, so that a failure lights the right card.
    pub node: String,
}

/// What an operation computes. Parameters are named by `Parameter::name`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "op", rename_all = "snake_case", deny_unknown_fields)]
pub enum OperationKind {
    /// Row gather of `Ir::inputs[index]`.
    Input {
        index: u32,
    },
    /// (x − offset) · factor, per feature.
    Scale {
        offset: String,
        factor: String,
        method: ScaleMethod,
    },
    /// xW + b.
    Dense {
        weight: String,
        bias: Option<String>,
    },
    /// γ(z−μ)/√(σ²+ε)+β over the batch; running statistics R ← ρR+(1−ρ)μ with ρ = `momentum`.
    BatchNorm {
        gamma: Option<String>,
        beta: Option<String>,
        mean: String,
        variance: String,
        epsilon: f64,
        momentum: f64,
        running_variance: RunningVariance,
    },
    Activation {
        function: ActivationFunction,
    },
    /// x·Bernoulli(1−p)/(1−p) in training, identity in inference. The stream is named after the node.
    Dropout {
        rate: f64,
    },
}

/// How a Scale's constants were fitted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ScaleMethod {
    /// offset = mean, factor = 1/σ (1 where σ = 0).
    Standardize,
    /// offset = min, factor = 1/(max − min) (1 where max = min).
    MinMax,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum RunningVariance {
    Biased,
    Unbiased,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ActivationFunction {
    Linear,
    Tanh,
    Sigmoid,
    Relu,
    /// z/(1 + |z|).
    Softsign,
    Softmax,
}

/// A weighted loss on one value against one target.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Loss {
    pub kind: LossKind,
    pub value: u32,
    pub target: u32,
    pub weight: f64,
    pub node: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum LossKind {
    BinaryCrossEntropy,
    CategoricalCrossEntropy,
    MeanSquaredError,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Training {
    pub optimizer: Optimizer,
    pub epochs: u32,
    pub batch_size: u32,
    /// Share of rows, cut from the end before shuffling, kept for validation.
    pub validation_split: f64,
    pub seed: u32,
    pub shuffle: bool,
    pub threads: u32,
    /// Whether per-layer statistics are taken.
    pub statistics: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Optimizer {
    /// lr_t = lr/(1+decay·t); v ← μv − lr_t·g; Nesterov: p ← p + μv − lr_t·g, else p ← p + v.
    Sgd { learning_rate: f64, decay: f64, momentum: f64, nesterov: bool },
    /// Kingma & Ba 2015, bias-corrected, as in PyTorch's documentation.
    Adam { learning_rate: f64, beta_1: f64, beta_2: f64, epsilon: f64 },
}
