//! The training thread: epochs, shuffling, batches, validation, and what it tells about them.

use super::control::{Control, Wish};
use crate::events::{EpochSummary, RunFailure, RunState};
use crate::failure::{FailureCode, at_operation, failure};
use crate::ir::Ir;
use crate::network::{BatchFigures, Network, ProbeSet};
use crate::optimizers::{base_learning_rate, decayed};
use crate::ring::{EventProducer, Progress};
use crate::rng::shuffle;
use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Most steps between two probed ones: about this many times a step's cost is what probing one may cost to stay in its
/// share.
const LONGEST_PROBE_INTERVAL: u32 = 256;
/// Steps between two looks at the clock, and the time after which the speed is told anew.
const STEPS_A_LOOK: u32 = 16;
const SPEED_PERIOD: Duration = Duration::from_millis(100);

/// Steps from a probed step to the next: a quarter of the steps so far, rounded down to a power of two, so that the
/// start is seen step by step and the rest at a steady cost. A function of the step alone.
pub(super) fn probe_interval(step: u32) -> u32 {
    let quarter = step / 4;
    if quarter == 0 { 1 } else { (1 << quarter.ilog2()).min(LONGEST_PROBE_INTERVAL) }
}

/// How a run ended short of a failure.
enum End {
    Finished,
    Stopped,
}

/// Everything the thread owns.
pub(super) struct Trainer {
    pub ir: Arc<Ir>,
    pub network: Arc<Mutex<Network>>,
    pub control: Arc<Control>,
    pub probe_set: ProbeSet,
    pub events: EventProducer,
    pub training_rows: u32,
    pub validation_rows: u32,
}

/// Rows a second, told anew every period; pauses do not count.
struct Speed {
    since: Instant,
    rows: u64,
    rows_per_second: f64,
}

impl Speed {
    fn new() -> Speed {
        Speed { since: Instant::now(), rows: 0, rows_per_second: 0.0 }
    }

    fn look(&mut self) {
        let elapsed = self.since.elapsed();
        if elapsed >= SPEED_PERIOD {
            *self = Speed { rows_per_second: self.rows as f64 / elapsed.as_secs_f64(), ..Speed::new() };
        }
    }

    fn restart(&mut self) {
        self.since = Instant::now();
        self.rows = 0;
    }
}

/// Sums of an epoch's batches.
#[derive(Default)]
struct Sums {
    rows: usize,
    loss: f64,
    correct: usize,
}

impl Sums {
    fn add(&mut self, figures: BatchFigures) {
        self.rows += figures.rows;
        self.loss += figures.loss;
        self.correct += figures.correct;
    }

    fn loss(&self) -> f64 {
        self.loss / self.rows as f64
    }

    fn accuracy(&self, has_accuracy: bool) -> Option<f64> {
        has_accuracy.then(|| self.correct as f64 / self.rows as f64)
    }
}

/// What the thread holds between two pauses.
struct Held<'a> {
    network: MutexGuard<'a, Network>,
    speed: Speed,
    /// Time paused in this epoch.
    paused: Duration,
}

impl Trainer {
    /// The whole run; whatever happens in it ends as a final state.
    pub(super) fn run(mut self) {
        let network = Arc::clone(&self.network);
        let current = lock(&network).current_operation();
        self.events.push_state(RunState::Running);
        let result = catch_unwind(AssertUnwindSafe(|| self.train(&network)));
        let (state, failure) = match result {
            Ok(Ok(End::Finished)) => (RunState::Finished, None),
            Ok(Ok(End::Stopped)) => (RunState::Stopped, None),
            Ok(Err(failure)) => (RunState::Failed, Some(failure)),
            Err(panic) => {
                let operation = current.load(Ordering::Relaxed);
                (RunState::Failed, Some(at_operation(&self.ir, operation, panic_failure(panic.as_ref()))))
            }
        };
        if let Some(failure) = failure {
            self.events.push_failure(failure);
        }
        self.control.set_state(state);
        self.events.push_state(state);
    }

    fn train(&mut self, network: &Mutex<Network>) -> Result<End, RunFailure> {
        let training = self.ir.training.clone();
        let mut order: Vec<u32> = (0..self.training_rows).collect();
        let validation: Vec<u32> = (self.training_rows..self.training_rows + self.validation_rows).collect();
        let mut held = Held { network: lock(network), speed: Speed::new(), paused: Duration::ZERO };
        let has_accuracy = held.network.has_accuracy();
        let (mut step, mut next_probe) = (0, if training.statistics { 0 } else { u32::MAX });
        for epoch in 0..training.epochs {
            let start = Instant::now();
            held.paused = Duration::ZERO;
            if training.shuffle {
                shuffle(training.seed, epoch, &mut order);
            }
            let mut sums = Sums::default();
            for rows in order.chunks(training.batch_size as usize) {
                let Some(still_held) = self.attend(network, held) else { return Ok(End::Stopped) };
                held = still_held;
                let is_probed = step == next_probe;
                let figures = held.network.train_batch(rows, step, is_probed.then_some(&mut self.probe_set))?;
                self.tell_batch(step, figures, has_accuracy, is_probed);
                if is_probed {
                    next_probe = step + probe_interval(step);
                }
                sums.add(figures);
                step += 1;
                held.speed.rows += rows.len() as u64;
                if step % STEPS_A_LOOK == 0 {
                    held.speed.look();
                }
                let rows_per_second = held.speed.rows_per_second;
                self.events.set_progress(Progress { epoch: epoch + 1, step: u64::from(step), rows_per_second });
            }
            let spent = start.elapsed().saturating_sub(held.paused);
            let mut validated = Sums::default();
            for rows in validation.chunks(training.batch_size as usize) {
                let Some(still_held) = self.attend(network, held) else { return Ok(End::Stopped) };
                held = still_held;
                validated.add(held.network.evaluate_batch(rows));
            }
            held.speed.restart();
            let has_validation = validated.rows > 0;
            self.events.push_epoch(EpochSummary {
                epoch: epoch + 1,
                loss: sums.loss(),
                accuracy: sums.accuracy(has_accuracy),
                validation_loss: has_validation.then(|| validated.loss()),
                validation_accuracy: validated.accuracy(has_validation && has_accuracy),
                rows_per_second: sums.rows as f64 / spent.as_secs_f64(),
                steps: step,
                learning_rate: decayed(&training.optimizer, base_learning_rate(&training.optimizer), step - 1),
                validation_metrics: Vec::new(),
                training_metrics: Vec::new(),
            });
        }
        Ok(End::Finished)
    }

    /// Does what the owner asked since the last batch: sleeps while paused, with the network free for others to read;
    /// `None` if the run is to stop.
    fn attend<'a>(&mut self, network: &'a Mutex<Network>, held: Held<'a>) -> Option<Held<'a>> {
        match self.control.wish() {
            Wish::Train => Some(held),
            Wish::Stop => None,
            Wish::Pause => {
                let start = Instant::now();
                let Held { network: guard, mut speed, paused } = held;
                drop(guard);
                self.control.set_state(RunState::Paused);
                self.events.push_state(RunState::Paused);
                self.control.wait_while_paused();
                if self.control.wish() == Wish::Stop {
                    return None;
                }
                self.control.set_state(RunState::Running);
                self.events.push_state(RunState::Running);
                speed.restart();
                Some(Held { network: lock(network), speed, paused: paused + start.elapsed() })
            }
        }
    }

    fn tell_batch(&mut self, step: u32, figures: BatchFigures, has_accuracy: bool, is_probed: bool) {
        let rows = figures.rows as f64;
        let accuracy = if has_accuracy { figures.correct as f64 / rows } else { f64::NAN };
        self.events.push_step(u64::from(step), (figures.loss / rows) as f32, accuracy as f32);
        if is_probed {
            for (probe, record) in (0..).zip(self.probe_set.records()) {
                self.events.push_layer(u64::from(step), probe, record);
            }
        }
    }
}

fn lock(network: &Mutex<Network>) -> MutexGuard<'_, Network> {
    // Whoever read parameters cannot have left them half written.
    network.lock().unwrap_or_else(PoisonError::into_inner)
}

fn panic_failure(panic: &(dyn Any + Send)) -> RunFailure {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    let text = text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "a panic".to_owned());
    failure(
        FailureCode::Panic,
        text,
        "a step without faults",
        "Run it again; if it happens again, report it with the project file.",
    )
}
