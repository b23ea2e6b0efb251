//! How a run is trained: optimizer, schedule, batches, validation, stopping.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

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
    /// Share of rows kept for validation, of those that are not tested.
    pub validation_split: f64,
    /// Share of rows kept for a test: they are none of a dataset's.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub test_split: f64,
    pub split: SplitMethod,
    /// Which of several equal parts of the rows validates, in place of a share.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub fold: Option<Fold>,
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
            test_split: 0.0,
            split: SplitMethod::Last,
            fold: None,
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

/// Left out, as in what was written before there was such a share: of one hash with it.
#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
fn is_zero(share: &f64) -> bool {
    *share == 0.0
}

/// One of the runs of a k-fold cross-validation: rows that are not tested are cut into `count` parts, of which each validates in
/// one run and trains in the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Fold {
    /// The part that validates, from 0.
    pub index: u32,
    /// Parts, two or more.
    pub count: u32,
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
    /// Whole groups, by seed; whoever knows the table's columns chooses the rows (`Dataset::partition`).
    Group,
    /// The latest; as above.
    Time,
    /// As a column of the table says; as above.
    Column,
}

impl SplitMethod {
    /// Whether rows and targets alone say which rows validate, without columns beside them.
    pub fn is_of_rows(self) -> bool {
        matches!(self, SplitMethod::Last | SplitMethod::Shuffled | SplitMethod::Stratified)
    }
}

/// Ends the run after `patience` epochs without an improvement of more than `minimum_delta` over the best.
/// Watched is the validation loss, or the training loss where no rows validate.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct EarlyStopping {
    pub patience: u32,
    pub minimum_delta: f64,
    /// Whether the parameters of the best epoch are put back however the run ends: early, with its last epoch, or stopped.
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
