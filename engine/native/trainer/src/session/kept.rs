//! What a resting run would be kept as: its parameters, how far it was trained, and how good those parameters are.

use super::analyst::Analyst;
use super::state_failure;
use crate::events::{EndReason, OutputMetrics, RunOutcome, RunState};
use crate::ir::Ir;
use crate::metrics::Evaluation;
use crate::network::Network;
use crate::tensor::NamedTensor;
use crate::training_state::{Sums, TrainingState};
use failures::Failure;
use serde::{Deserialize, Serialize};
use std::sync::{Arc, Mutex, PoisonError};
use ts_rs::TS;

/// Where a run stands, for those who find it resting.
#[derive(Debug, Default)]
pub(super) struct Standing {
    pub state: TrainingState,
    pub outcome: Option<RunOutcome>,
}

impl Standing {
    /// Set by the training thread while it holds the network, so that whoever takes the network finds what it is.
    pub fn note(standing: &Mutex<Standing>, state: TrainingState, outcome: Option<&RunOutcome>) {
        *standing.lock().unwrap_or_else(PoisonError::into_inner) = Standing { state, outcome: outcome.cloned() };
    }
}

/// How good a network is on a set of rows, in inference mode.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct RowFigures {
    pub rows: usize,
    /// What training minimises, penalties included, without class weights.
    pub loss: f64,
    /// `None` for regression.
    pub accuracy: Option<f64>,
    /// One for each output.
    pub metrics: Vec<OutputMetrics>,
}

/// How a network was trained, and what came of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct TrainedFigures {
    /// `finished`, `stopped`, `paused`; `None` for a run that was not started.
    pub state: Option<RunState>,
    /// Why it ended; `None` while it is paused.
    pub reason: Option<EndReason>,
    /// Whole epochs trained.
    pub epochs: u32,
    /// Training steps taken.
    pub steps: u32,
    pub steps_per_epoch: u32,
    /// Epoch with the lowest watched loss, counted from 1.
    pub best_epoch: Option<u32>,
    /// The step after which the weights were as they are here: the last taken, or that of the best epoch put back.
    pub weights_step: u32,
    /// Whether the weights are those of `best_epoch`, put back at the end.
    pub restored_best: bool,
    /// Whether BatchNorm's inference statistics were recomputed over the training rows.
    pub population_statistics: bool,
    /// Of exactly these weights; `None` where the loss is not finite.
    pub training: Option<RowFigures>,
    /// `None` where no rows validate, too.
    pub validation: Option<RowFigures>,
}

/// A resting run as it would be kept.
#[derive(Debug, Clone, PartialEq)]
pub struct KeptNetwork {
    pub ir: Arc<Ir>,
    /// Every parameter of the IR, in its order.
    pub tensors: Vec<NamedTensor>,
    pub figures: TrainedFigures,
}

/// Every parameter of a network by name.
pub(super) fn tensors_of(ir: &Ir, network: &Network) -> Vec<NamedTensor> {
    let tensors = ir.parameters.iter().enumerate().map(|(index, parameter)| NamedTensor {
        name: parameter.name.clone(),
        shape: parameter.shape.iter().map(|side| *side as usize).collect(),
        values: network.parameter(index).to_tight(),
    });
    tensors.collect()
}

impl Analyst {
    /// The run as it stands, with figures of exactly its parameters over all rows. Takes as long as an epoch's validation
    /// would over all rows; breaks off as an analysis does.
    ///
    /// # Errors
    /// While the run is running, after it failed, or when a parameter is not finite.
    pub fn keep(&self) -> Result<KeptNetwork, Failure> {
        let mut network = self.resting_network()?;
        if self.control.state() == Some(RunState::Failed) {
            let help = "Train again, and save before the fault or after a run without one.";
            return Err(state_failure("a run that failed", "one that is paused or has ended", help));
        }
        network.require_finite_parameters()?;
        let (state, outcome) = {
            let standing = self.standing.lock().unwrap_or_else(PoisonError::into_inner);
            (standing.state, standing.outcome.clone())
        };
        let ir = network.shared_ir();
        let most = self.split.training.len().max(self.split.validation.len());
        let mut evaluation = Evaluation::new(&network, most);
        let steps_per_epoch = self.split.batches(&ir.training) as u32;
        let best_epoch = state.watch.best.map(|best| best.epoch);
        let restored = outcome.as_ref().filter(|outcome| outcome.restored_best).and(best_epoch);
        let figures = TrainedFigures {
            state: self.control.state(),
            reason: outcome.as_ref().map(|outcome| outcome.reason),
            epochs: state.position.epoch,
            steps: state.position.step,
            steps_per_epoch,
            best_epoch,
            weights_step: restored.map_or(state.position.step, |epoch| epoch * steps_per_epoch),
            restored_best: restored.is_some(),
            population_statistics: outcome.as_ref().is_some_and(|outcome| outcome.population_statistics),
            training: self.figures(&mut network, &mut evaluation, &self.split.training)?,
            validation: self.figures(&mut network, &mut evaluation, &self.split.validation)?,
        };
        Ok(KeptNetwork { tensors: tensors_of(&ir, &network), ir, figures })
    }

    fn figures(
        &self,
        network: &mut Network,
        evaluation: &mut Evaluation,
        rows: &[u32],
    ) -> Result<Option<RowFigures>, Failure> {
        evaluation.clear();
        let mut sums = Sums::default();
        for batch in rows.chunks(network.batch().max(1)) {
            self.require_resting()?;
            sums.add(network.evaluate_batch(batch));
            evaluation.add(network, batch.len());
        }
        if sums.rows == 0 || !sums.loss().is_finite() {
            return Ok(None);
        }
        let metrics = evaluation.metrics();
        let accuracy = sums.accuracy(network.has_accuracy());
        let is_finite = metrics.iter().all(|metrics| metrics.loss.is_finite());
        Ok(is_finite.then(|| RowFigures { rows: sums.rows, loss: sums.loss(), accuracy, metrics }))
    }
}
