//! The training thread's end: pushes, and merges what finds no room.

use super::{ControlEvent, Notices, ProbeRecord, Progress, Shared, StepRecord, is_final};
use crate::events::{EpochSummary, RunOutcome, RunState};
use crate::failure::{FailureCode, failure};
use crate::statistics::LayerRecord;
use failures::Failure;
use rtrb::Producer;
use std::sync::Arc;

/// Step records merged while their ring was full.
#[derive(Debug, Clone, Copy, Default)]
struct PendingSteps {
    newest: u64,
    loss_sum: f64,
    accuracy_sum: f64,
    merged: u32,
}

impl PendingSteps {
    fn add(&mut self, step: u64, loss: f32, accuracy: f32) {
        self.newest = step;
        self.loss_sum += f64::from(loss);
        self.accuracy_sum += f64::from(accuracy);
        self.merged += 1;
    }

    fn mean(&self) -> StepRecord {
        let count = f64::from(self.merged);
        StepRecord {
            step: self.newest,
            loss: (self.loss_sum / count) as f32,
            accuracy: (self.accuracy_sum / count) as f32,
            merged: self.merged,
        }
    }
}

/// Pushes a run's events. Steps and layers: no lock, no allocation, no wait.
///
/// Dropped before a final state was pushed, it reports a failed run, so that a panicking training thread still ends it.
pub struct EventProducer {
    steps: Producer<StepRecord>,
    layers: Producer<ProbeRecord>,
    shared: Arc<Shared>,
    pending_steps: PendingSteps,
    /// One slot a probe; `merged` is 0 in an empty one.
    pending_layers: Box<[ProbeRecord]>,
    /// How many slots of `pending_layers` hold something.
    pending_layer_count: usize,
    has_pushed_step: bool,
    has_ended: bool,
}

impl EventProducer {
    pub(super) fn new(
        probe_count: usize,
        steps: Producer<StepRecord>,
        layers: Producer<ProbeRecord>,
        shared: Arc<Shared>,
    ) -> Self {
        let empty = |probe| ProbeRecord { step: 0, probe, merged: 0, record: LayerRecord::default() };
        Self {
            steps,
            layers,
            shared,
            pending_steps: PendingSteps::default(),
            pending_layers: (0_u32..).take(probe_count).map(empty).collect(),
            pending_layer_count: 0,
            has_pushed_step: false,
            has_ended: false,
        }
    }

    /// Loss and accuracy of one batch; `step` counts from 0.
    pub fn push_step(&mut self, step: u64, loss: f32, accuracy: f32) {
        self.flush_steps();
        let record = StepRecord { step, loss, accuracy, merged: 1 };
        if self.pending_steps.merged > 0 || self.steps.push(record).is_err() {
            self.pending_steps.add(step, loss, accuracy);
        }
        if !self.has_pushed_step {
            self.has_pushed_step = true;
            self.shared.wake();
        }
    }

    /// What was measured at one probe (an index into the session's probes).
    pub fn push_layer(&mut self, step: u64, probe: u32, record: &LayerRecord) {
        self.flush_layers();
        let slot = &mut self.pending_layers[probe as usize];
        if slot.merged == 0 && self.layers.push(ProbeRecord { step, probe, merged: 1, record: *record }).is_ok() {
            return;
        }
        self.pending_layer_count += usize::from(slot.merged == 0);
        slot.step = step;
        slot.merged += 1;
        slot.record = *record;
    }

    /// Where the run stands. Cheap enough for every step.
    pub fn set_progress(&mut self, progress: Progress) {
        self.shared.set_progress(progress);
    }

    /// The figures of a finished epoch.
    pub fn push_epoch(&mut self, summary: EpochSummary) {
        self.shared.control().push(ControlEvent::Epoch(summary));
    }

    /// How the run ended short of a failure; push the final state after it.
    pub fn push_outcome(&mut self, outcome: RunOutcome) {
        self.shared.control().push(ControlEvent::Outcome(outcome));
    }

    /// A way to tell of what other threads of the run do.
    pub fn notices(&self) -> Notices {
        Notices::new(Arc::clone(&self.shared))
    }

    /// Why the run fails; push `RunState::Failed` after it.
    pub fn push_failure(&mut self, failure: Failure) {
        self.shared.control().push(ControlEvent::Failure(failure));
    }

    /// A change of state, after everything that happened before it.
    pub fn push_state(&mut self, state: RunState) {
        self.flush_steps();
        self.flush_layers();
        let mut control = self.shared.control();
        if self.pending_steps.merged > 0 {
            control.push(ControlEvent::Step(self.pending_steps.mean()));
            self.pending_steps = PendingSteps::default();
        }
        for slot in self.pending_layers.iter_mut().filter(|slot| slot.merged > 0) {
            control.push(ControlEvent::Layer(Box::new(*slot)));
            slot.merged = 0;
        }
        self.pending_layer_count = 0;
        control.push(ControlEvent::State(state));
        drop(control);
        self.has_ended |= is_final(state);
        self.shared.wake();
    }

    fn flush_steps(&mut self) {
        if self.pending_steps.merged > 0 && self.steps.push(self.pending_steps.mean()).is_ok() {
            self.pending_steps = PendingSteps::default();
        }
    }

    fn flush_layers(&mut self) {
        if self.pending_layer_count == 0 {
            return;
        }
        for slot in self.pending_layers.iter_mut().filter(|slot| slot.merged > 0) {
            if self.layers.push(*slot).is_err() {
                return;
            }
            slot.merged = 0;
            self.pending_layer_count -= 1;
        }
    }
}

impl Drop for EventProducer {
    fn drop(&mut self) {
        if !self.has_ended {
            self.push_failure(failure(
                FailureCode::Panic,
                "the training thread ended without saying how",
                "a run that finishes, stops or fails",
                "Run it again; if it happens again, report it with the project file.",
            ));
            self.push_state(RunState::Failed);
        }
    }
}
