//! The training thread: epochs, shuffling, batches, validation, and what it tells about them.

use super::checkpoints::Checkpoints;
use super::control::{Command, Control};
use super::ending::{self, BestParameters};
use super::held_network::HeldNetwork;
use super::kept::Standing;
use crate::events::{CheckpointInfo, EndReason, EpochSummary, RunOutcome, RunState};
use crate::failure::{FailureCode, at_operation, failure};
use crate::ir::Ir;
use crate::metrics::Evaluation;
use crate::network::{BatchFigures, Network, ProbeSet};
use crate::optimizers::decayed;
use crate::ring::{EventProducer, Progress};
use crate::rng::permute;
use crate::schedule::Scheduler;
use crate::split::Split;
use crate::training_state::{Position, Sums, TrainingState};
use failures::Failure;
use std::any::Any;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// Steps between two looks at the clock, and the time after which the speed is told anew.
const STEPS_A_LOOK: u32 = 16;
const SPEED_PERIOD: Duration = Duration::from_millis(100);

/// Steps that are looked at closely, since a network changes most at its start.
const CLOSE_STEPS: u32 = 64;

/// Steps from a probed step to the next: at the start a quarter of the steps so far, rounded down to a power of two, later
/// a third, and at most `longest`, so that the rest has a steady cost.
pub(super) fn probe_interval(step: u32, longest: u32) -> u32 {
    let interval = if step < CLOSE_STEPS { 1 << (step / 4).max(1).ilog2() } else { step / 3 };
    interval.min(longest)
}

/// The first probed step that is not before `step`.
fn first_probe_from(step: u32, longest: u32) -> u32 {
    let mut probe = 0_u32;
    while probe < step {
        probe = probe.saturating_add(probe_interval(probe, longest));
    }
    probe
}

/// Why training does not go on.
pub(super) enum Interruption {
    Stop,
    Failure(Failure),
}

impl From<Failure> for Interruption {
    fn from(failure: Failure) -> Interruption {
        Interruption::Failure(failure)
    }
}

/// Everything the thread owns.
pub(super) struct Trainer {
    pub ir: Arc<Ir>,
    pub network: Arc<Mutex<Network>>,
    pub control: Arc<Control>,
    pub standing: Arc<Mutex<Standing>>,
    pub probe_set: ProbeSet,
    pub evaluation: Evaluation,
    pub events: EventProducer,
    pub split: Arc<Split>,
    pub scheduler: Scheduler,
    pub state: TrainingState,
    pub best: BestParameters,
    pub checkpoints: Option<Checkpoints>,
    /// The run stops before this step; `u32::MAX` for never.
    pub stop_before_step: u32,
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

/// What the thread holds between two pauses.
pub(super) struct Held<'a> {
    pub network: HeldNetwork<'a>,
    speed: Speed,
    /// Since when the epoch's time is not yet counted; `None` while it validates.
    since: Option<Instant>,
}

impl Trainer {
    /// The whole run; whatever happens in it ends as a final state.
    pub(super) fn run(mut self) {
        let network = Arc::clone(&self.network);
        let current = HeldNetwork::lock(&network).current_operation();
        self.events.push_state(RunState::Running);
        let result = catch_unwind(AssertUnwindSafe(|| self.train(&network)));
        let (state, failure) = match result {
            Ok(Ok(outcome)) => {
                let is_stopped = outcome.reason == EndReason::Stopped;
                self.events.push_outcome(outcome);
                (if is_stopped { RunState::Stopped } else { RunState::Finished }, None)
            }
            Ok(Err(failure)) => (RunState::Failed, Some(failure)),
            Err(panic) => {
                let operation = current.load(Ordering::Relaxed);
                (RunState::Failed, Some(at_operation(&self.ir, operation, panic_failure(panic.as_ref()))))
            }
        };
        // The checkpoint under way is told before the state after which nothing is.
        let newest = self.checkpoints.take().and_then(|checkpoints| checkpoints.wait());
        if let Some(mut failure) = failure {
            if let Some((CheckpointInfo { step, .. }, path)) = newest {
                let path = path.display();
                failure.help.push_str(&format!(" What was learnt up to step {step} is kept in {path}."));
            }
            self.events.push_failure(failure);
        }
        self.control.set_state(state);
        self.events.push_state(state);
    }

    /// Trains what is left, then leaves the network as the run is to end.
    fn train(&mut self, network: &Mutex<Network>) -> Result<RunOutcome, Failure> {
        let split = Arc::clone(&self.split);
        let reason = match self.train_epochs(network, &split) {
            Ok(reason) => reason,
            Err(Interruption::Stop) => EndReason::Stopped,
            Err(Interruption::Failure(failure)) => return Err(failure),
        };
        let mut network = HeldNetwork::lock(network);
        if let Some(checkpoints) = &mut self.checkpoints {
            checkpoints.finish(&network, &self.best, &self.state);
        }
        let attend = || if self.control.is_closing() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) };
        let end_of = (reason, &self.state, &self.best);
        let outcome = ending::end(&self.ir.training, &mut network, &mut self.evaluation, &split, end_of, &attend);
        // What was set by hand or recomputed at the end, no step has looked at.
        network.require_finite_parameters()?;
        Standing::note(&self.standing, self.state, Some(&outcome));
        Ok(outcome)
    }

    fn train_epochs(&mut self, network: &Mutex<Network>, split: &Split) -> Result<EndReason, Interruption> {
        let ir = Arc::clone(&self.ir);
        let mut order = split.training.clone();
        let rows_an_epoch = split.rows_an_epoch(&ir.training);
        let mut held = Held { network: HeldNetwork::lock(network), speed: Speed::new(), since: None };
        while self.state.position.epoch < ir.training.epochs {
            if self.state.watch.is_exhausted(ir.training.early_stopping) {
                return Ok(EndReason::EarlyStopping);
            }
            if ir.training.shuffle {
                order.copy_from_slice(&split.training);
                permute(ir.training.seed, "shuffle", self.state.position.epoch, &mut order);
            }
            held = self.train_batches(network, held, &order[..rows_an_epoch])?;
            held = self.end_epoch(network, held, split)?;
        }
        // Where patience ran out with the last epoch, both ended it; it counts as stopped early, as Keras counts it.
        let is_exhausted = self.state.watch.is_exhausted(ir.training.early_stopping);
        Ok(if is_exhausted { EndReason::EarlyStopping } else { EndReason::EveryEpoch })
    }

    /// The batches of the epoch that are still to be trained.
    fn train_batches<'a>(
        &mut self,
        network: &'a Mutex<Network>,
        mut held: Held<'a>,
        order: &[u32],
    ) -> Result<Held<'a>, Interruption> {
        let has_accuracy = held.network.has_accuracy();
        let statistics = self.ir.training.statistics;
        let longest = held.network.plan().longest_probe_interval(&self.ir, held.network.batch());
        let mut next_probe = if statistics { first_probe_from(self.state.position.step, longest) } else { u32::MAX };
        held.since = Some(Instant::now());
        let batches = order.chunks(self.ir.training.batch_size as usize).skip(self.state.position.batch as usize);
        for rows in batches {
            self.look_at_checkpoints(&mut held);
            held = self.attend(network, held)?;
            let step = self.state.position.step;
            if step >= self.stop_before_step {
                self.count_time(&mut held);
                return Err(Interruption::Stop);
            }
            let is_probed = step == next_probe;
            held.network.set_learning_rate(self.scheduler.learning_rate(step));
            let figures = held.network.train_batch(rows, step, is_probed.then_some(&mut self.probe_set))?;
            self.tell_batch(step, figures, has_accuracy, is_probed);
            if is_probed {
                next_probe = step + probe_interval(step, longest);
            }
            self.state.sums.add(figures);
            self.state.position.batch += 1;
            self.state.position.step += 1;
            held.speed.rows += rows.len() as u64;
            if (step + 1).is_multiple_of(STEPS_A_LOOK) {
                held.speed.look();
            }
            let rows_per_second = held.speed.rows_per_second;
            let epoch = self.state.position.epoch + 1;
            self.events.set_progress(Progress { epoch, step: u64::from(step) + 1, rows_per_second });
        }
        Ok(held)
    }

    /// Validates and tells the epoch whose last batch was trained, and begins the next.
    fn end_epoch<'a>(
        &mut self,
        network: &'a Mutex<Network>,
        mut held: Held<'a>,
        split: &Split,
    ) -> Result<Held<'a>, Interruption> {
        let training = &self.ir.training;
        let optimizer = training.optimizer;
        let evaluated = if training.evaluate_training { &split.training[..] } else { &[] };
        let minimum_delta = training.early_stopping.map_or(0.0, |early| early.minimum_delta);
        self.count_time(&mut held);
        held.since = None;
        let (held, validated, validation_metrics) = self.evaluate(network, held, &split.validation)?;
        let (mut held, _, training_metrics) = self.evaluate(network, held, evaluated)?;
        let has_accuracy = held.network.has_accuracy();
        let has_validation = validated.rows > 0;
        let TrainingState { position, sums, epoch_nanos, .. } = self.state;
        let epoch = position.epoch + 1;
        self.events.push_epoch(EpochSummary {
            epoch,
            loss: sums.loss(),
            accuracy: sums.accuracy(has_accuracy),
            validation_loss: has_validation.then(|| validated.loss()),
            validation_accuracy: validated.accuracy(has_validation && has_accuracy),
            rows_per_second: sums.rows as f64 / Duration::from_nanos(epoch_nanos).as_secs_f64(),
            steps: position.step,
            learning_rate: decayed(&optimizer, self.scheduler.learning_rate(position.step - 1), position.step - 1),
            validation_metrics,
            training_metrics,
        });
        let watched = if has_validation { validated.loss() } else { sums.loss() };
        self.scheduler.end_epoch(watched);
        self.state.scheduler = self.scheduler.state();
        if self.state.watch.note(epoch, watched, minimum_delta) {
            self.best.take(&held.network);
        }
        self.state.position = Position { epoch, batch: 0, step: position.step };
        (self.state.sums, self.state.epoch_nanos) = (Sums::default(), 0);
        held.speed.restart();
        if let Some(checkpoints) = &mut self.checkpoints {
            checkpoints.note_epoch();
        }
        Ok(held)
    }

    /// Adds the time since the last count to the epoch's.
    fn count_time(&mut self, held: &mut Held) {
        if let Some(since) = &mut held.since {
            let now = Instant::now();
            self.state.epoch_nanos += u64::try_from((now - *since).as_nanos()).unwrap_or(u64::MAX);
            *since = now;
        }
    }

    /// Takes a checkpoint if it is time for one. Looked at before each batch only: the end of an epoch is then validated,
    /// and that of the run is taken once, when it has ended.
    fn look_at_checkpoints(&mut self, held: &mut Held) {
        if self.checkpoints.as_ref().is_some_and(|checkpoints| checkpoints.are_due(&self.state)) {
            self.count_time(held);
            if let Some(checkpoints) = &mut self.checkpoints {
                checkpoints.take(&held.network, &self.best, &self.state);
            }
        }
    }

    /// Does what the owner asked since the last batch: sleeps while paused, with the network free for others to read.
    pub(super) fn attend<'a>(
        &mut self,
        network: &'a Mutex<Network>,
        mut held: Held<'a>,
    ) -> Result<Held<'a>, Interruption> {
        match self.control.command() {
            Command::Train => Ok(held),
            Command::Stop => {
                self.count_time(&mut held);
                Err(Interruption::Stop)
            }
            Command::Pause => {
                self.count_time(&mut held);
                Standing::note(&self.standing, self.state, None);
                let Held { network: resting, mut speed, since } = held;
                drop(resting);
                self.control.set_state(RunState::Paused);
                self.events.push_state(RunState::Paused);
                self.control.wait_while_paused();
                if let Some(checkpoints) = &mut self.checkpoints {
                    checkpoints.note_pause();
                }
                if self.control.command() == Command::Stop {
                    return Err(Interruption::Stop);
                }
                self.control.set_state(RunState::Running);
                self.events.push_state(RunState::Running);
                speed.restart();
                let since = since.map(|_| Instant::now());
                Ok(Held { network: HeldNetwork::lock(network), speed, since })
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

fn panic_failure(panic: &(dyn Any + Send)) -> Failure {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    let text = text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "a panic".to_owned());
    failure(
        FailureCode::Panic,
        text,
        "a step without faults",
        "Run it again; if it happens again, report it with the project file.",
    )
}
