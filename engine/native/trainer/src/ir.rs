//! The engine IR: one JSON document in static single assignment, written by the compiler and owned here.
//!
//! Its TypeScript types are generated from these structs. Values have shape `[batch, features]`, float32, row-major;
//! operation `i` defines value `%i`, so `operations[i].inputs` may only name values below `i`.

mod names;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Version of the document this trainer reads.
pub const IR_VERSION: u32 = 2;
/// Most inputs of an Add, Multiply or Concat.
pub const MOST_BRANCHES: usize = 64;

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

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Training {
    pub optimizer: Optimizer,
    pub schedule: Schedule,
    /// Every element of every gradient is held within ± this.
    pub clip_value: Option<f64>,
    /// All gradients together are scaled down to this L2 norm (after `clip_value`).
    pub clip_norm: Option<f64>,
    pub epochs: u32,
    pub batch_size: u32,
    /// Whether a last batch of fewer rows than `batch_size` is left out.
    pub drop_last_batch: bool,
    /// Share of rows kept for validation.
    pub validation_split: f64,
    pub split: SplitMethod,
    pub seed: u32,
    pub shuffle: bool,
    pub early_stopping: Option<EarlyStopping>,
    /// Whether the run ends with the parameters of its best epoch rather than its last.
    pub keep_best: bool,
    /// What BatchNorm's inference statistics are once the run has ended.
    pub batch_norm_statistics: BatchNormStatistics,
    /// Whether each epoch ends with the training rows evaluated in inference mode too.
    pub evaluate_training: bool,
    pub threads: u32,
    /// Whether per-layer statistics are taken.
    pub statistics: bool,
}

impl Training {
    /// One epoch in batches of 16 with this optimizer, shuffled, on one thread, everything else off.
    pub fn new(optimizer: Optimizer) -> Training {
        Training {
            optimizer,
            schedule: Schedule::Constant,
            clip_value: None,
            clip_norm: None,
            epochs: 1,
            batch_size: 16,
            drop_last_batch: false,
            validation_split: 0.0,
            split: SplitMethod::Last,
            seed: 0,
            shuffle: true,
            early_stopping: None,
            keep_best: false,
            batch_norm_statistics: BatchNormStatistics::Moving,
            evaluate_training: false,
            threads: 1,
            statistics: false,
        }
    }
}

/// Which rows validate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SplitMethod {
    /// The last ones, before any shuffling.
    Last,
    /// A random choice, by seed.
    Shuffled,
    /// A random choice of the same share of every class of the first target, by seed.
    Stratified,
}

/// Ends the run after `patience` epochs without an improvement of more than `minimum_delta` over the best.
/// Watched is the validation loss, or the training loss where no rows validate.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct EarlyStopping {
    pub patience: u32,
    pub minimum_delta: f64,
    /// Whether the parameters of the best epoch are put back when it stops the run.
    pub restore_best: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum BatchNormStatistics {
    /// The running mean and variance as training left them.
    Moving,
    /// Mean and variance recomputed over the training rows with the final parameters.
    Population,
}

/// How the optimizer's learning rate changes; e counts epochs from 0, t batches from 0, T all batches of the run.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Schedule {
    Constant,
    /// lr/(1 + rate·t).
    InverseTime {
        rate: f64,
    },
    /// lr·factor^⌊e/epochs⌋ (PyTorch's StepLR).
    Step {
        epochs: u32,
        factor: f64,
    },
    /// lr·factor^e (PyTorch's ExponentialLR).
    Exponential {
        factor: f64,
    },
    /// Rises linearly over the first `warmup_epochs`, then falls along half a cosine to lr·final_fraction at T.
    Cosine {
        warmup_epochs: f64,
        final_fraction: f64,
    },
    /// PyTorch's OneCycleLR with lr as its peak: from lr/initial_divisor up over the first `rising_share` of T, then down to
    /// lr/(initial_divisor·final_divisor), both along half a cosine; momentum does not cycle.
    OneCycle {
        rising_share: f64,
        initial_divisor: f64,
        final_divisor: f64,
    },
    /// lr·factor, no lower than `minimum_learning_rate`, each time `patience` epochs passed without an improvement of more
    /// than `minimum_delta` of what `EarlyStopping` watches.
    ReduceOnPlateau {
        factor: f64,
        patience: u32,
        minimum_delta: f64,
        minimum_learning_rate: f64,
    },
}

/// How parameters move against their gradients g. t counts steps from 0, as in `Schedule`; where a bias correction needs
/// it, T = t + 1. lr is the learning rate of the schedule at t. Adam and all after it are as in PyTorch's documentation,
/// `torch.optim`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Optimizer {
    /// lr_t = lr/(1+decay·t); v ← μv − lr_t·g; Nesterov: p ← p + μv − lr_t·g, else p ← p + v.
    Sgd { learning_rate: f64, decay: f64, momentum: f64, nesterov: bool },
    /// Kingma & Ba 2015 (`torch.optim.Adam`): m ← β₁m + (1−β₁)g; v ← β₂v + (1−β₂)g²;
    /// p ← p − lr·m̂/(√v̂ + ε) with m̂ = m/(1−β₁ᵀ), v̂ = v/(1−β₂ᵀ).
    Adam { learning_rate: f64, beta_1: f64, beta_2: f64, epsilon: f64 },
    /// Loshchilov & Hutter 2019 (`torch.optim.AdamW`): p ← p − lr·λ·p, then Adam's step; λ is `weight_decay`.
    AdamW { learning_rate: f64, beta_1: f64, beta_2: f64, epsilon: f64, weight_decay: f64 },
    /// Dozat 2016 (`torch.optim.NAdam`): μ_T = β₁(1 − ½·0.96^(T·ψ)), ψ is `momentum_decay`; m and v as in Adam;
    /// p ← p − lr·(μ_{T+1}·m/(1 − ∏μ_{1…T+1}) + (1−μ_T)·g/(1 − ∏μ_{1…T}))/(√v̂ + ε).
    Nadam { learning_rate: f64, beta_1: f64, beta_2: f64, epsilon: f64, momentum_decay: f64 },
    /// Tieleman & Hinton 2012 (`torch.optim.RMSprop`, whose α is ρ): v ← ρv + (1−ρ)g²; centered: a ← ρa + (1−ρ)g, else
    /// a = 0; b ← μb + g/(√(v − a²) + ε); p ← p − lr·b.
    RmsProp { learning_rate: f64, rho: f64, epsilon: f64, momentum: f64, centered: bool },
    /// Duchi et al. 2011 (`torch.optim.Adagrad`): s starts at `initial_accumulator_value`; s ← s + g²;
    /// p ← p − lr/(1 + learning_rate_decay·t) · g/(√s + ε).
    Adagrad { learning_rate: f64, learning_rate_decay: f64, initial_accumulator_value: f64, epsilon: f64 },
}
