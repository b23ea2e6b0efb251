//! How the learning rate changes over a run.

use crate::exact;
use crate::ir::{Schedule, Training};
use crate::optimizers::base_learning_rate;
use serde::{Deserialize, Serialize};
use std::f64::consts::PI;

/// All that a schedule remembers; only `reduce_on_plateau` does. The rest follows from the step.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SchedulerState {
    /// The last loss that was an improvement; infinite before the first.
    #[serde(with = "exact")]
    pub best: f64,
    /// Epochs since it, or since the last reduction.
    pub waited: u32,
    /// Times the learning rate was reduced.
    pub reductions: u32,
}

impl Default for SchedulerState {
    fn default() -> SchedulerState {
        SchedulerState { best: f64::INFINITY, waited: 0, reductions: 0 }
    }
}

/// Learning rates of a run step by step.
#[derive(Debug, Clone, PartialEq)]
pub struct Scheduler {
    schedule: Schedule,
    /// The optimizer's own.
    base: f64,
    steps_per_epoch: u32,
    /// All steps of the run.
    steps: f64,
    state: SchedulerState,
    /// Of a plateau schedule, after its reductions.
    reduced: f64,
}

impl Scheduler {
    pub fn new(training: &Training, steps_per_epoch: u32) -> Scheduler {
        let base = base_learning_rate(&training.optimizer);
        Scheduler {
            schedule: training.schedule,
            base,
            steps_per_epoch: steps_per_epoch.max(1),
            steps: f64::from(steps_per_epoch) * f64::from(training.epochs),
            state: SchedulerState::default(),
            reduced: base,
        }
    }

    /// The learning rate of step `step` of the run, counted from 0, before the optimizer's own decay.
    pub fn learning_rate(&self, step: u32) -> f64 {
        let (base, t) = (self.base, f64::from(step));
        let epoch = step / self.steps_per_epoch;
        match self.schedule {
            Schedule::Constant => base,
            Schedule::InverseTime { rate } => base / (1.0 + rate * t),
            Schedule::Step { epochs, factor } => base * factor.powf(f64::from(epoch / epochs)),
            Schedule::Exponential { factor } => base * factor.powf(f64::from(epoch)),
            Schedule::Cosine { warmup_epochs, final_fraction } => {
                let warmup = warmup_epochs * f64::from(self.steps_per_epoch);
                if t < warmup {
                    base * t / warmup
                } else {
                    half_cosine(base, base * final_fraction, ((t - warmup) / (self.steps - warmup)).min(1.0))
                }
            }
            Schedule::OneCycle { rising_share, initial_divisor, final_divisor } => {
                let first = base / initial_divisor;
                let (peak, last) = (rising_share * self.steps - 1.0, self.steps - 1.0);
                if t < peak {
                    half_cosine(first, base, t / peak)
                } else if last > peak {
                    half_cosine(base, first / final_divisor, ((t - peak) / (last - peak)).min(1.0))
                } else {
                    base
                }
            }
            Schedule::ReduceOnPlateau { .. } => self.reduced,
        }
    }

    /// Tells the loss that is watched, after each epoch: the validation loss, or the training loss where no rows
    /// validate. One that is not finite is no improvement.
    pub fn end_epoch(&mut self, loss: f64) {
        let Schedule::ReduceOnPlateau { patience, minimum_delta, .. } = self.schedule else { return };
        let SchedulerState { best, waited, reductions } = &mut self.state;
        if loss < *best - minimum_delta {
            (*best, *waited) = (loss, 0);
            return;
        }
        *waited += 1;
        if *waited >= patience {
            *waited = 0;
            *reductions += 1;
            self.reduced = self.reduce(self.reduced);
        }
    }

    fn reduce(&self, learning_rate: f64) -> f64 {
        match self.schedule {
            Schedule::ReduceOnPlateau { factor, minimum_learning_rate, .. }
                if learning_rate > minimum_learning_rate =>
            {
                (learning_rate * factor).max(minimum_learning_rate)
            }
            _ => learning_rate,
        }
    }

    pub fn state(&self) -> SchedulerState {
        self.state
    }

    /// Goes on from a state of a scheduler of the same training.
    pub fn continued(training: &Training, steps_per_epoch: u32, state: SchedulerState) -> Scheduler {
        let mut scheduler = Scheduler { state, ..Scheduler::new(training, steps_per_epoch) };
        for _ in 0..state.reductions {
            let next = scheduler.reduce(scheduler.reduced);
            if next == std::mem::replace(&mut scheduler.reduced, next) {
                break;
            }
        }
        scheduler
    }
}

/// From `from` at 0 to `to` at 1 along half a cosine.
fn half_cosine(from: f64, to: f64, share: f64) -> f64 {
    to + (from - to) * 0.5 * (1.0 + (PI * share).cos())
}
