//! What an analysis answers. Losses are means over rows in units of the run's loss, penalties included; a loss or gradient
//! that overflows is told as infinite or not a number.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What was asked for of a network as it stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct Analysis {
    /// Training steps the run has taken.
    pub steps: u32,
    /// One for each activation that the network computes, in the order of the IR; empty if not asked for.
    pub effective_ranks: Vec<EffectiveRank>,
    pub along_gradient: Option<AlongGradient>,
    pub plane: Option<LossPlane>,
}

/// How many directions the output of an activation really uses.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct EffectiveRank {
    /// Value `%operation` of the IR.
    pub operation: u32,
    pub node: String,
    pub features: u32,
    /// Rows of the matrix.
    pub rows: u32,
    /// exp(−Σ pᵢ ln pᵢ) with pᵢ = σᵢ/Σσ of the matrix `[rows, features]` (Roy & Vetterli 2007): from 1 to the smaller side;
    /// 0 where every output is zero. Null where an output is not finite, and above 4096 features.
    pub rank: Option<f64>,
}

/// The loss of one batch, and its gradient g by every trained parameter, at x − ηg (Santurkar et al. 2018, "How does batch
/// normalization help optimization?", section 3.2). Arrays are parallel, one element a step size.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct AlongGradient {
    /// Of the batch.
    pub rows: u32,
    /// Of the last step taken, by the schedule and after the optimizer's own decay; before the first step, the one it is to
    /// have.
    pub learning_rate: f64,
    /// At x.
    pub loss: f64,
    /// ‖g‖₂, penalties included, neither bounded nor clipped.
    pub gradient_norm: f64,
    /// η: the learning rate times 0.5 to 4, evenly.
    pub step_sizes: Vec<f64>,
    pub losses: Vec<f64>,
    /// Of `losses`; those that are not numbers left out.
    pub minimum: f64,
    pub maximum: f64,
    /// ‖g − ∇L(x − ηg)‖₂, the gradient's predictiveness: the smaller, the longer the gradient stays what it is.
    pub gradient_distances: Vec<f64>,
    /// The greatest ‖g − ∇L(x − ηg)‖₂/‖ηg‖₂, a bound of the gradient's Lipschitz constant from below. Null where nothing
    /// moves: a learning rate or gradient of 0.
    pub effective_beta: Option<f64>,
}

/// The loss at x + αd₁ + βd₂ with two random directions in which each unit of a Dense has as long a vector of incoming
/// weights as in x (Li et al. 2018, "Visualizing the loss landscape of neural nets", section 4). Biases, γ and β stay.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct LossPlane {
    /// Over which each loss is a mean.
    pub rows: u32,
    /// Of α and of β alike: −1 to 1, evenly.
    pub coordinates: Vec<f64>,
    /// Loss at (`coordinates[i]`, `coordinates[j]`) is element `i · coordinates.length + j`.
    pub losses: Vec<f64>,
    /// In the centre: of the parameters as they are.
    pub loss: f64,
    /// Of `losses`; those that are not numbers left out.
    pub minimum: f64,
    pub maximum: f64,
}

/// Least and greatest of some losses.
pub(super) fn extremes(losses: &[f64]) -> (f64, f64) {
    let numbers = || losses.iter().copied();
    (numbers().fold(f64::NAN, f64::min), numbers().fold(f64::NAN, f64::max))
}
