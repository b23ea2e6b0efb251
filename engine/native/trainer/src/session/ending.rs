//! What a run does once it has ended short of a failure: the best parameters, BatchNorm's statistics, a last validation.

use crate::events::{EndReason, FinalValidation, RunOutcome};
use crate::ir::{BatchNormStatistics, Training};
use crate::metrics::Evaluation;
use crate::network::Network;
use crate::split::Split;
use crate::training_state::{Sums, TrainingState};
use std::ops::ControlFlow;

/// The parameters of the best epoch so far, running statistics included; empty where nobody asks for them.
pub(super) struct BestParameters {
    pub floats: Vec<f32>,
}

impl BestParameters {
    pub fn are_kept(training: &Training) -> bool {
        training.keep_best || training.early_stopping.is_some_and(|early| early.restore_best)
    }

    pub fn new(training: &Training, parameter_floats: usize) -> BestParameters {
        BestParameters { floats: if Self::are_kept(training) { vec![0.0; parameter_floats] } else { Vec::new() } }
    }

    /// Takes the network's parameters for the best.
    pub fn take(&mut self, network: &Network) {
        if !self.floats.is_empty() {
            network.write_parameters(&mut self.floats);
        }
    }
}

/// Leaves the network as the run is to end. `attend` is asked before each batch of rows; it breaks off when nobody waits
/// for the result.
pub(super) fn end(
    training: &Training,
    network: &mut Network,
    evaluation: &mut Evaluation,
    split: &Split,
    (reason, state, best): (EndReason, &TrainingState, &BestParameters),
    attend: &dyn Fn() -> ControlFlow<()>,
) -> RunOutcome {
    let restored_best = state.watch.best.is_some() && BestParameters::are_kept(training);
    if restored_best {
        network.read_parameters(&best.floats);
    }
    let population_statistics = training.batch_norm_statistics == BatchNormStatistics::Population
        && network.plan().has_batch_norm()
        && network.recompute_population(&split.training, attend);
    let is_changed = restored_best || population_statistics;
    RunOutcome {
        reason,
        best_epoch: state.watch.best.map(|best| best.epoch),
        restored_best,
        population_statistics,
        validation: if is_changed { validate(network, evaluation, &split.validation, attend) } else { None },
    }
}

/// The rows' figures in inference mode; `None` without rows, or if broken off.
fn validate(
    network: &mut Network,
    evaluation: &mut Evaluation,
    rows: &[u32],
    attend: &dyn Fn() -> ControlFlow<()>,
) -> Option<FinalValidation> {
    evaluation.clear();
    let mut sums = Sums::default();
    for batch in rows.chunks(network.batch().max(1)) {
        if attend().is_break() {
            return None;
        }
        sums.add(network.evaluate_batch(batch));
        evaluation.add(network, batch.len());
    }
    let accuracy = sums.accuracy(network.has_accuracy());
    (sums.rows > 0).then(|| FinalValidation { loss: sums.loss(), accuracy, metrics: evaluation.metrics() })
}
