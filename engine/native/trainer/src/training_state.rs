//! Where a run stands between two batches: with the network's tensors, all that the rest of the run depends on.

mod watch;

use crate::exact;
use crate::failure::{FailureCode, failure};
use crate::network::BatchFigures;
use crate::schedule::SchedulerState;
use failures::Failure;
use serde::{Deserialize, Serialize};
use watch::Watch;

/// The state a run goes on from. Changes only between batches, and is what a checkpoint keeps beside tensors.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TrainingState {
    pub position: Position,
    /// Of the epoch's batches so far.
    pub sums: Sums,
    pub watch: Watch,
    pub scheduler: SchedulerState,
    /// Time trained in this epoch so far.
    pub epoch_nanos: u64,
}

/// The next batch to train on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Position {
    /// From 0; the number of epochs once all are trained.
    pub epoch: u32,
    /// Batches of this epoch already trained; all of them while the epoch still has to be validated.
    pub batch: u32,
    /// Training steps taken.
    pub step: u32,
}

impl Position {
    /// Whether a run of `epochs` epochs of `steps_per_epoch` batches can go on from here.
    pub fn check(&self, steps_per_epoch: u32, epochs: u32) -> Result<(), Failure> {
        let Position { epoch, batch, step } = *self;
        let steps = u64::from(epoch) * u64::from(steps_per_epoch) + u64::from(batch);
        if batch > steps_per_epoch || steps != u64::from(step) {
            return Err(failure(
                FailureCode::CheckpointUnreadable,
                format!("a checkpoint at batch {batch} of epoch {epoch} and step {step}"),
                format!("epochs of {steps_per_epoch} batches"),
                "Go on from another checkpoint, or train anew.",
            )
            .case("place")
            .number("epoch", f64::from(epoch))
            .number("batch", f64::from(batch))
            .number("step", f64::from(step)));
        }
        if epoch > epochs || (epoch == epochs && batch > 0) {
            return Err(failure(
                FailureCode::CheckpointMismatch,
                format!("a checkpoint in epoch {}", epoch + 1),
                format!("one within the run's {epochs} epochs"),
                "Train more epochs, or go on from an earlier checkpoint.",
            )
            .case("epochs")
            .number("epoch", f64::from(epoch) + 1.0)
            .number("epochs", f64::from(epochs)));
        }
        Ok(())
    }
}

/// Sums of an epoch's batches.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Sums {
    pub rows: usize,
    #[serde(with = "exact")]
    pub loss: f64,
    pub correct: usize,
}

impl Sums {
    pub fn add(&mut self, figures: BatchFigures) {
        self.rows += figures.rows;
        self.loss += figures.loss;
        self.correct += figures.correct;
    }

    pub fn loss(&self) -> f64 {
        self.loss / self.rows as f64
    }

    pub fn accuracy(&self, has_accuracy: bool) -> Option<f64> {
        has_accuracy.then(|| self.correct as f64 / self.rows as f64)
    }
}
