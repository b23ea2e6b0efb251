//! A training run on its own thread: start, pause, resume, stop, and what it learnt.

use crate::dataset::Dataset;
use crate::events::{EventBatch, Probe, RunFailure, RunState};
use crate::ir::Ir;

/// Receives every batch of events, in order, on the reporter thread. Must not block; a batch it cannot take
/// now is handed back as `Err` and comes again merged with the next.
pub type EventSink = Box<dyn FnMut(EventBatch) -> Result<(), EventBatch> + Send>;

/// A trained, tracked or fitted tensor by its IR name, row-major.
#[derive(Debug, Clone, PartialEq)]
pub struct NamedTensor {
    pub name: String,
    pub shape: Vec<usize>,
    pub values: Vec<f32>,
}

/// One training run. Dropping it closes it.
pub struct Session {}

impl Session {
    /// Validates IR and dataset, estimates memory, and allocates everything the run needs. Nothing trains until `start`.
    pub fn new(ir: Ir, dataset: Dataset) -> Result<Session, RunFailure> {
        let _ = (ir, dataset);
        todo!()
    }

    /// Places of the network that layer records speak of; `EventBatch::layer_probes` indexes them.
    pub fn probes(&self) -> &[Probe] {
        todo!()
    }

    pub fn steps_per_epoch(&self) -> usize {
        todo!()
    }

    pub fn training_rows(&self) -> usize {
        todo!()
    }

    pub fn validation_rows(&self) -> usize {
        todo!()
    }

    /// Number of trainable scalars.
    pub fn parameter_count(&self) -> usize {
        todo!()
    }

    /// Printed plan: one line an executed kernel.
    pub fn plan_text(&self) -> &str {
        todo!()
    }

    /// Starts the training thread and the reporter that feeds `sink` until the final state was delivered. Once only.
    pub fn start(&mut self, sink: EventSink) -> Result<(), RunFailure> {
        let _ = sink;
        todo!()
    }

    /// Takes effect within one training batch.
    pub fn pause(&self) {
        todo!()
    }

    pub fn resume(&self) {
        todo!()
    }

    /// Takes effect within one training batch; what was learnt is kept.
    pub fn stop(&self) {
        todo!()
    }

    /// `None` before `start`.
    pub fn state(&self) -> Option<RunState> {
        todo!()
    }

    /// Waits until the run ended and every event was delivered.
    pub fn wait(&mut self) {
        todo!()
    }

    /// Trained, running and fitted parameters. An error while the run is running (pause it first).
    pub fn parameters(&self) -> Result<Vec<NamedTensor>, RunFailure> {
        todo!()
    }

    /// Replaces parameters by name before the start or while paused.
    pub fn set_parameters(&mut self, parameters: &[NamedTensor]) -> Result<(), RunFailure> {
        let _ = parameters;
        todo!()
    }

    /// Stops, joins every thread and frees the sink. Idempotent.
    pub fn close(&mut self) {
        todo!()
    }
}
