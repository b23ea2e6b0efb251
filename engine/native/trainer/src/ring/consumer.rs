//! The reporter's end: empties the rings into a columnar batch.

use super::{CONTROL_CAPACITY, ControlEvent, ProbeRecord, Shared, StepRecord, is_final};
use crate::events::{EventBatch, RunOutcome, RunState};
use rtrb::Consumer;
use std::collections::VecDeque;
use std::sync::Arc;
use std::thread;

/// Takes a run's events out, oldest first.
pub struct EventConsumer {
    steps: Consumer<StepRecord>,
    layers: Consumer<ProbeRecord>,
    shared: Arc<Shared>,
    /// Changes place with the control queue at every look, so that neither allocates anew.
    control: Vec<ControlEvent>,
    /// Records that were merged when the state changed and go out in their place among those of the rings.
    merged_steps: VecDeque<StepRecord>,
    merged_layers: VecDeque<ProbeRecord>,
    /// The final state, kept back until everything before it has gone out.
    final_state: Option<RunState>,
    /// Kept back likewise.
    outcome: Option<Box<RunOutcome>>,
}

/// How many records a batch may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct BatchLimit {
    pub steps: usize,
    pub layers: usize,
}

impl EventConsumer {
    pub(super) fn new(steps: Consumer<StepRecord>, layers: Consumer<ProbeRecord>, shared: Arc<Shared>) -> Self {
        Self {
            steps,
            layers,
            shared,
            control: Vec::with_capacity(CONTROL_CAPACITY),
            merged_steps: VecDeque::new(),
            merged_layers: VecDeque::new(),
            final_state: None,
            outcome: None,
        }
    }

    /// Names the calling thread as the one to wake when something must not wait.
    pub(crate) fn wake_this_thread(&self) {
        self.shared.waiter.get_or_init(thread::current);
    }

    /// Appends what is waiting to `batch`, as far as `limit` allows; the rest stays in the rings. Says whether anything
    /// was added. A final state comes only with the last records.
    pub(crate) fn drain_into(&mut self, batch: &mut EventBatch, limit: BatchLimit) -> bool {
        // Control first: whatever preceded a control event is then already visible in the rings.
        std::mem::swap(&mut *self.shared.control(), &mut self.control);
        let mut is_changed = !self.control.is_empty();
        for event in self.control.drain(..) {
            match event {
                ControlEvent::State(state) if is_final(state) => self.final_state = Some(state),
                ControlEvent::State(state) => batch.states.push(state),
                ControlEvent::Epoch(summary) => batch.epochs.push(summary),
                // The first failure is the cause; what follows are its consequences.
                ControlEvent::Failure(failure) => {
                    batch.failure.get_or_insert(failure);
                }
                ControlEvent::Outcome(outcome) => self.outcome = Some(Box::new(outcome)),
                ControlEvent::Checkpoint(checkpoint) => batch.checkpoints.push(checkpoint),
                ControlEvent::Warning(warning) => batch.warnings.push(warning),
                ControlEvent::Step(record) => self.merged_steps.push_back(record),
                ControlEvent::Layer(record) => self.merged_layers.push_back(*record),
            }
        }
        is_changed |= self.drain_steps(batch, limit.steps);
        is_changed |= self.drain_layers(batch, limit.layers);
        if !self.has_records()
            && let Some(state) = self.final_state.take()
        {
            batch.states.push(state);
            batch.outcome = self.outcome.take();
            is_changed = true;
        }
        let progress = self.shared.progress();
        batch.epoch = progress.epoch;
        batch.step = progress.step;
        batch.rows_per_second = progress.rows_per_second;
        is_changed
    }

    /// Whether records are still waiting after a drain that met its limit.
    pub(crate) fn has_records(&self) -> bool {
        let is_empty = self.steps.is_empty()
            && self.layers.is_empty()
            && self.merged_steps.is_empty()
            && self.merged_layers.is_empty();
        !is_empty
    }

    fn drain_steps(&mut self, batch: &mut EventBatch, limit: usize) -> bool {
        let before = batch.step_steps.len();
        while batch.step_steps.len() < limit {
            let Ok(record) = self.steps.pop() else {
                self.merged_steps.drain(..).for_each(|merged| append_step(batch, &merged));
                break;
            };
            while self.merged_steps.front().is_some_and(|merged| merged.step < record.step) {
                self.merged_steps.pop_front().iter().for_each(|merged| append_step(batch, merged));
            }
            append_step(batch, &record);
        }
        batch.step_steps.len() > before
    }

    fn drain_layers(&mut self, batch: &mut EventBatch, limit: usize) -> bool {
        let before = batch.layer_steps.len();
        while batch.layer_steps.len() < limit {
            let Ok(record) = self.layers.pop() else {
                self.merged_layers.drain(..).for_each(|merged| append_layer(batch, &merged));
                break;
            };
            while self.merged_layers.front().is_some_and(|merged| merged.step < record.step) {
                self.merged_layers.pop_front().iter().for_each(|merged| append_layer(batch, merged));
            }
            append_layer(batch, &record);
        }
        batch.layer_steps.len() > before
    }
}

fn append_step(batch: &mut EventBatch, record: &StepRecord) {
    batch.step_steps.push(record.step as f64);
    batch.step_losses.push(record.loss);
    batch.step_accuracies.push(record.accuracy);
    batch.step_merged.push(record.merged);
}

fn append_layer(batch: &mut EventBatch, record: &ProbeRecord) {
    batch.layer_steps.push(record.step as f64);
    batch.layer_probes.push(record.probe);
    batch.layer_merged.push(record.merged);
    batch.layer_values.extend_from_slice(&record.record.values);
    batch.layer_histograms.extend_from_slice(&record.record.histogram);
    batch.layer_gradient_histograms.extend_from_slice(&record.record.gradient_histogram);
}
