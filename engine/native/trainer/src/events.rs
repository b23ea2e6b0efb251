//! What a session tells the outside while it trains: epochs, states, and columnar statistics.

use failures::Failure;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Where a run stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum RunState {
    Running,
    Paused,
    /// Every epoch was trained.
    Finished,
    /// Stopped on request; what was learnt is kept.
    Stopped,
    /// Ended by a fault named in the failure.
    Failed,
}

/// Figures of one whole epoch. Training figures are Σ(value·rows)/Σrows of the batches as they were before each update.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct EpochSummary {
    /// Counts from 1.
    pub epoch: u32,
    pub loss: f64,
    /// `None` for regression.
    pub accuracy: Option<f64>,
    pub validation_loss: Option<f64>,
    pub validation_accuracy: Option<f64>,
    pub rows_per_second: f64,
    /// Training steps taken since the run began.
    pub steps: u32,
    /// Learning rate of the epoch's last step.
    pub learning_rate: f64,
    /// Of the validation rows in inference mode, one for each loss; empty without validation rows.
    pub validation_metrics: Vec<OutputMetrics>,
    /// The same of the training rows with the epoch's final parameters; empty unless asked for.
    pub training_metrics: Vec<OutputMetrics>,
}

/// Metrics of one output over a set of rows in inference mode. `None` where a figure is not defined for the output's target.
/// The weight column weighs `loss` alone and class weights weigh none of them, as Keras' `evaluate` and `metrics` have it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct OutputMetrics {
    /// The Output node.
    pub node: String,
    /// Mean of the output's own loss, unweighted by the output's weight and without penalties.
    pub loss: f64,
    pub accuracy: Option<f64>,
    /// Of class 1 with two classes; with more unweighted means over the classes that are true or predicted of some row
    /// (scikit-learn's macro). 0 where nothing was to be found.
    pub precision: Option<f64>,
    pub recall: Option<f64>,
    pub f1: Option<f64>,
    /// Area under the ROC curve, exact by rank; with more than two classes the mean of one-against-rest over the classes
    /// that have rows. `None` if no class has, and above 64 classes.
    pub auc: Option<f64>,
    /// `[classes, classes]` row-major: rows are true classes, columns predicted ones. Empty for regression and above 64 classes.
    pub confusion: Vec<u32>,
    /// 1 − Σ(p−y)²/Σ(y−ȳ)².
    pub r_squared: Option<f64>,
    /// In the target's unit, as is the mean absolute error.
    pub root_mean_squared_error: Option<f64>,
    pub mean_absolute_error: Option<f64>,
    /// What a target's numbers, less an offset, were divided by before the loss compared them, in the target's unit; absent
    /// where they were not scaled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub scaled_by: Option<f64>,
}

/// Why and how a run ended short of a failure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct RunOutcome {
    pub reason: EndReason,
    /// Epoch with the best watched loss, counted from 1; `None` if no epoch was finished.
    pub best_epoch: Option<u32>,
    /// Whether the parameters are those of `best_epoch`.
    pub restored_best: bool,
    /// Whether BatchNorm's inference statistics were recomputed over the training rows.
    pub population_statistics: bool,
    /// The validation rows under the parameters the run ends with, where those are not what its last epoch was validated
    /// with (the best were put back, statistics were recomputed); `None` where they are, or where no rows validate.
    pub validation: Option<FinalValidation>,
}

/// Figures of the validation rows in inference mode under the parameters a run ended with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct FinalValidation {
    pub loss: f64,
    /// `None` for regression.
    pub accuracy: Option<f64>,
    /// One for each loss, as in `EpochSummary::validation_metrics`.
    pub metrics: Vec<OutputMetrics>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum EndReason {
    EveryEpoch,
    EarlyStopping,
    Stopped,
}

/// One checkpoint on disk.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct CheckpointInfo {
    /// Name of its file in the run's folder.
    pub name: String,
    /// Epoch it stands in, from 0, and batches of that epoch already trained.
    pub epoch: u32,
    pub batch: u32,
    /// Training steps taken.
    pub step: u32,
    pub bytes: f64,
    /// Milliseconds since 1970 when it was written.
    pub saved_at_unix_millis: f64,
}

/// Which place of the network a layer record speaks of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct Probe {
    /// Value `%operation` of the IR.
    pub operation: u32,
    pub node: String,
    /// `dense`, `batch_norm`, `activation`, `dropout`, `scale`: the IR's `op` name.
    pub op: String,
    pub features: u32,
}

/// One columnar batch of everything due since the last, as the reporter thread hands it over.
/// Arrays are parallel: record `i` of the layer arrays is `[layer_steps[i], layer_probes[i], …]`; its values are
/// `layer_values[i * STATISTICS.len() ..]`, its histogram `layer_histograms[i * HISTOGRAM_CELLS ..]`, and that of its gradient
/// likewise.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct EventBatch {
    /// Number of this batch in its run, from 0, without gaps.
    pub sequence: u64,
    /// State changes in order, if any.
    pub states: Vec<RunState>,
    pub epochs: Vec<EpochSummary>,
    pub failure: Option<Failure>,
    /// Comes with the final state of a run that did not fail.
    pub outcome: Option<Box<RunOutcome>>,
    /// Checkpoints written since the last batch, oldest first.
    pub checkpoints: Vec<CheckpointInfo>,
    /// What went wrong beside the training, which goes on: a checkpoint that could not be written.
    pub warnings: Vec<Failure>,
    /// Progress at the time of the batch.
    pub epoch: u32,
    pub step: u64,
    pub rows_per_second: f64,
    /// A training step (count from 0) and the mean loss and accuracy of the batches it stands for.
    pub step_steps: Vec<f64>,
    pub step_losses: Vec<f32>,
    /// NaN for regression.
    pub step_accuracies: Vec<f32>,
    /// How many batches each step record merges (1 = none lost).
    pub step_merged: Vec<u32>,
    pub layer_steps: Vec<f64>,
    /// Index into the session's probes.
    pub layer_probes: Vec<u32>,
    /// How many due records this one stands for because the ring was full (1 = none).
    pub layer_merged: Vec<u32>,
    pub layer_values: Vec<f32>,
    pub layer_histograms: Vec<u32>,
    /// All 0 where there is no gradient.
    pub layer_gradient_histograms: Vec<u32>,
}

/// Histogram layout of a record: underflow, `HISTOGRAM_BINS` bins on fixed, symmetric edges, overflow, NaN.
pub const HISTOGRAM_BINS: usize = 64;
/// Underflow + bins + overflow + NaN count.
pub const HISTOGRAM_CELLS: usize = HISTOGRAM_BINS + 3;
/// Histograms of gradients lie on the same edges divided by this.
pub const GRADIENT_MAGNIFICATION: u32 = 1024;
