//! The engine IR: one JSON document in static single assignment, written by the compiler and owned here.
//!
//! Its TypeScript types are generated from these structs. Values have shape `[batch, features]`, float32, row-major;
//! operation `i` defines value `%i`, so `operations[i].inputs` may only name values below `i`.

mod names;

mod training;

use serde::{Deserialize, Serialize};
pub use training::{BatchNormStatistics, EarlyStopping, Fold, Optimizer, Schedule, SplitMethod, Training};
use ts_rs::TS;

/// Version of the document this trainer reads.
pub const IR_VERSION: u32 = 2;
/// Most inputs of an Add, Multiply or Concat; the cards have as many ports, `a` to `p`.
pub const MOST_BRANCHES: usize = 16;

/// A whole compiled network with everything a run needs except the rows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Ir {
    pub version: u32,
    /// Matrices of the dataset the graph reads, in the order the dataset supplies them.
    pub inputs: Vec<Input>,
    /// Targets of the dataset, in the order the dataset supplies them.
    pub targets: Vec<Target>,
    /// Name of the column whose number multiplies each row's loss, if any; the dataset supplies it.
    pub sample_weight: Option<String>,
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

/// One target column set. `classes` is 0 for numeric targets, 2 for a 0/1 target in one column.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Target {
    pub name: String,
    /// Columns after encoding: 1 for a numeric, 0/1 or index target, the number of classes for a one-hot one.
    pub width: u32,
    pub classes: u32,
    pub encoding: TargetEncoding,
    /// How a number is scaled before a loss reads it; absent where it is not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub scaling: Option<TargetScaling>,
}

/// y ← (y − offset) · factor of a numeric target, in f64; predictions and metrics are told in the target's own unit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct TargetScaling {
    pub method: ScaleMethod,
    /// Fitted parameters of one element each.
    pub offset: String,
    pub factor: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum TargetEncoding {
    /// The number itself, or the class index 0/1, in one column.
    Value,
    /// One column a class, 1 in the row's class.
    OneHot,
    /// The class index 0, 1, … in one column.
    Index,
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
    pub regularizer: Regularizer,
    /// Most L2 norm of a unit's incoming weights (a column of `[in, out]`), held after each update; `None` for no bound.
    pub max_norm: Option<f64>,
    pub node: String,
}

/// Penalty added to the loss: l1·Σ|w| + l2·Σw² (Keras's; PyTorch's weight decay λ is l2 = λ/2). 0 for none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Regularizer {
    pub l1: f64,
    pub l2: f64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ParameterRole {
    /// Updated by the optimizer.
    Trainable,
    /// Updated by its operation while training (BatchNorm's running mean and variance).
    Running,
    /// Given with the dataset, fitted on the training rows, never updated (offset and factor of a Scale or a target).
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
    Input { index: u32 },
    /// (x − offset) · factor, per feature.
    Scale { offset: String, factor: String, method: ScaleMethod },
    /// xW + b.
    Dense { weight: String, bias: Option<String> },
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
    /// γ(x−μ)/√(σ²+ε)+β with mean and biased variance of each row, in training and inference alike.
    LayerNorm { gamma: Option<String>, beta: Option<String>, epsilon: f64 },
    Activation {
        function: ActivationFunction,
        /// Slope below 0 of leaky_relu, in [0, 1000]; α of elu, in (0, 1000]; `None` for every other function.
        alpha: Option<f64>,
    },
    /// x·Bernoulli(1−p)/(1−p) in training, identity in inference. The stream is named after the node.
    Dropout { rate: f64 },
    /// x + n, n drawn of N(0, standard_deviation²) in training; identity in inference. The stream is named after the node.
    GaussianNoise { standard_deviation: f64 },
    /// Σ of 2 to 64 inputs with the same features.
    Add {},
    /// Π, element by element, of 2 to 64 inputs with the same features.
    Multiply {},
    /// The features of 2 to 64 inputs side by side, in the order of the inputs.
    Concat {},
}

/// How the constants of a Scale, or of a target, were fitted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ScaleMethod {
    /// offset = mean, factor = 1/σ with the population σ (1 where σ = 0).
    Standardize,
    /// offset = minimum, factor = 1/(maximum − minimum) (1 where they are equal).
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
    /// 1/(1 + e⁻ᶻ).
    Sigmoid,
    /// max(0, z).
    Relu,
    /// z above 0, αz below.
    LeakyRelu,
    /// z above 0, α(eᶻ − 1) below.
    Elu,
    /// λz above 0, λα(eᶻ − 1) below, with λ = 1.0507… and α = 1.6732… (Klambauer et al. 2017).
    Selu,
    /// z·Φ(z), Φ the distribution function of N(0, 1): ½z(1 + erf(z/√2)).
    Gelu,
    /// ½z(1 + tanh(√(2/π)(z + 0.044715z³))).
    GeluTanh,
    /// z/(1 + e⁻ᶻ), also called SiLU.
    Swish,
    /// ln(1 + eᶻ).
    Softplus,
    /// z/(1 + |z|).
    Softsign,
    /// min(max(z + 3, 0), 6)/6, as in Keras 3 and PyTorch.
    HardSigmoid,
    /// eᶻ/Σeᶻ over the row.
    Softmax,
}

/// A weighted loss on one value against one target.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Loss {
    pub function: LossFunction,
    pub value: u32,
    pub target: u32,
    pub weight: f64,
    pub class_weights: ClassWeights,
    pub node: String,
}

impl Loss {
    /// Classes that its output tells apart: those of its target, 2 for one probability against a number; 0 for regression.
    pub fn classes(&self, ir: &Ir) -> usize {
        match ir.targets[self.target as usize].classes as usize {
            classes @ 2.. => classes,
            _ if self.function.is_of_probabilities() => 2,
            _ => 0,
        }
    }
}

impl LossFunction {
    /// Whether it reads its value as probabilities: the cross-entropies.
    pub fn is_of_probabilities(self) -> bool {
        match self {
            Self::BinaryCrossEntropy | Self::CategoricalCrossEntropy | Self::SparseCategoricalCrossEntropy => true,
            Self::MeanSquaredError | Self::MeanAbsoluteError | Self::Huber { .. } => false,
        }
    }
}

/// What a loss computes of a row; the batch's loss is the mean over its rows.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum LossFunction {
    /// Mean over units of −[y log p + (1−y) log(1−p)], p clipped to [1e-7, 1−1e-7].
    BinaryCrossEntropy,
    /// −Σ y log p.
    CategoricalCrossEntropy,
    /// −log p of the row's class, whose index the target holds in one column.
    SparseCategoricalCrossEntropy,
    /// Mean over units of (p − y)².
    MeanSquaredError,
    /// Mean over units of |p − y|.
    MeanAbsoluteError,
    /// Mean over units of ½e² for |e| ≤ `delta` and `delta`(|e| − ½`delta`) beyond, e = p − y.
    Huber { delta: f64 },
}

/// What multiplies a row's loss by its class while training, as Keras does: the weighted sum is still divided by the batch's
/// rows, and figures of inference mode are without class weights.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum ClassWeights {
    None,
    /// rows/(classes · rows of the class), over the training rows.
    Balanced,
    /// One weight a class.
    Given {
        weights: Vec<f64>,
    },
}
