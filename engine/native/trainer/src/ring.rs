//! The way out of the training thread: fixed-size records into bounded rings that never block and never allocate on the
//! producer's side. A record that finds its ring full is merged with the next of its kind, and the count travels along.
//!
//! State changes, epoch summaries and failures are rare and never merged: they go through a small queue of their own.

mod consumer;
mod notices;
mod producer;

pub(crate) use consumer::BatchLimit;
pub use consumer::EventConsumer;
use failures::Failure;
pub use notices::Notices;
pub use producer::EventProducer;

use crate::events::{CheckpointInfo, EpochSummary, RunOutcome, RunState};
use crate::statistics::LayerRecord;
use rtrb::RingBuffer;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread::Thread;

/// Control events the queue holds before it grows.
const CONTROL_CAPACITY: usize = 64;

/// Whether nothing follows this state.
pub(crate) fn is_final(state: RunState) -> bool {
    matches!(state, RunState::Finished | RunState::Stopped | RunState::Failed)
}

/// How many records wait for the reporter at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RingCapacity {
    pub steps: usize,
    pub layers: usize,
}

impl Default for RingCapacity {
    /// A display frame of the fastest steps, and of ten thousand layer records a second: about half a megabyte.
    fn default() -> Self {
        Self { steps: 4096, layers: 1024 }
    }
}

/// The mean loss and accuracy of `merged` batches, the newest of which was `step`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StepRecord {
    pub step: u64,
    pub loss: f32,
    /// NaN for regression.
    pub accuracy: f32,
    pub merged: u32,
}

/// The newest of `merged` due records of one probe.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ProbeRecord {
    pub step: u64,
    pub probe: u32,
    pub merged: u32,
    pub record: LayerRecord,
}

/// What is never merged and never dropped.
#[derive(Debug, Clone, PartialEq)]
enum ControlEvent {
    State(RunState),
    Epoch(EpochSummary),
    Failure(Failure),
    Outcome(RunOutcome),
    Checkpoint(CheckpointInfo),
    Warning(Failure),
    /// Merged records for which the rings had no room when the state changed.
    Step(StepRecord),
    Layer(Box<ProbeRecord>),
}

/// Where the run stands, for whoever looks.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Progress {
    /// Counts from 1; 0 before the first.
    pub epoch: u32,
    /// Training steps taken.
    pub step: u64,
    pub rows_per_second: f64,
}

/// What producer and consumer share besides the rings.
#[derive(Debug, Default)]
struct Shared {
    control: Mutex<Vec<ControlEvent>>,
    epoch: AtomicU32,
    step: AtomicU64,
    rows_per_second_bits: AtomicU64,
    /// The reporter thread, to be woken by what must not wait for the next display frame.
    waiter: OnceLock<Thread>,
}

impl Shared {
    fn control(&self) -> MutexGuard<'_, Vec<ControlEvent>> {
        self.control.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wake(&self) {
        if let Some(waiter) = self.waiter.get() {
            waiter.unpark();
        }
    }

    fn set_progress(&self, progress: Progress) {
        self.epoch.store(progress.epoch, Ordering::Relaxed);
        self.step.store(progress.step, Ordering::Relaxed);
        self.rows_per_second_bits.store(progress.rows_per_second.to_bits(), Ordering::Relaxed);
    }

    fn progress(&self) -> Progress {
        Progress {
            epoch: self.epoch.load(Ordering::Relaxed),
            step: self.step.load(Ordering::Relaxed),
            rows_per_second: f64::from_bits(self.rows_per_second_bits.load(Ordering::Relaxed)),
        }
    }
}

/// A ring for a session with `probe_count` probes. The producer belongs to the training thread, the consumer to the
/// reporter.
pub fn ring(probe_count: usize, capacity: RingCapacity) -> (EventProducer, EventConsumer) {
    let shared = Arc::new(Shared::default());
    shared.control().reserve(CONTROL_CAPACITY);
    let (steps_in, steps_out) = RingBuffer::new(capacity.steps);
    let (layers_in, layers_out) = RingBuffer::new(capacity.layers);
    (
        EventProducer::new(probe_count, steps_in, layers_in, Arc::clone(&shared)),
        EventConsumer::new(steps_out, layers_out, shared),
    )
}
