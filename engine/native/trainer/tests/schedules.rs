//! Learning rates of every schedule against their definitions, each written as the framework that defines it writes it.

use crate::support::session_run::train;
use crate::support::{dataset_of, reference_network};
use std::f64::consts::PI;
use trainer::ir::{Optimizer, Schedule, Training};
use trainer::schedule::{Scheduler, SchedulerState};

const SGD: Optimizer = Optimizer::Sgd { learning_rate: 0.2, decay: 0.0, momentum: 0.9, nesterov: false };
const STEPS: u32 = 7;

fn scheduler(schedule: Schedule, epochs: u32) -> Scheduler {
    Scheduler::new(&Training { schedule, epochs, ..Training::new(SGD) }, STEPS)
}

#[track_caller]
fn assert_follows(schedule: Schedule, epochs: u32, expected: impl Fn(u32) -> f64) {
    let scheduler = scheduler(schedule, epochs);
    for step in 0..STEPS * epochs {
        let (found, expected) = (scheduler.learning_rate(step), expected(step));
        assert!(
            (found - expected).abs() <= 1e-15 + 1e-12 * expected,
            "{schedule:?} {step}: {found}, expected {expected}"
        );
    }
}

#[test]
fn schedules_without_memory_follow_their_definitions() {
    assert_follows(Schedule::Constant, 3, |_| 0.2);
    assert_follows(Schedule::InverseTime { rate: 0.3 }, 3, |t| 0.2 / (1.0 + 0.3 * f64::from(t)));
    // PyTorch's chainable forms: multiply once every so many epochs.
    let chained = |every: u32, factor: f64| {
        move |t: u32| (1..=t / STEPS).fold(0.2, |rate, epoch| if epoch % every == 0 { rate * factor } else { rate })
    };
    assert_follows(Schedule::Step { epochs: 3, factor: 0.1 }, 10, chained(3, 0.1));
    assert_follows(Schedule::Exponential { factor: 0.9 }, 10, chained(1, 0.9));
}

#[test]
fn cosine_warms_up_and_anneals() {
    // Keras' CosineDecay(0, decay_steps, alpha, warmup_target, warmup_steps), as its source computes it.
    let keras = |warmup: f64, alpha: f64, epochs: u32| {
        move |t: u32| {
            let (t, steps) = (f64::from(t), f64::from(STEPS * epochs));
            if t < warmup {
                return 0.2 * (t / warmup);
            }
            let completed = (t - warmup) / (steps - warmup);
            0.2 * ((1.0 - alpha) * (0.5 * (1.0 + (PI * completed).cos())) + alpha)
        }
    };
    assert_follows(Schedule::Cosine { warmup_epochs: 0.0, final_fraction: 0.0 }, 4, keras(0.0, 0.0, 4));
    assert_follows(Schedule::Cosine { warmup_epochs: 1.5, final_fraction: 0.1 }, 4, keras(10.5, 0.1, 4));
    assert_follows(Schedule::Cosine { warmup_epochs: 9.0, final_fraction: 0.1 }, 4, keras(63.0, 0.1, 4));
    assert_follows(Schedule::Cosine { warmup_epochs: 0.0, final_fraction: 1.0 }, 4, |_| 0.2);
}

#[test]
fn one_cycle_rises_and_falls_as_pytorch_does() {
    // OneCycleLR.get_lr over its two phases.
    let pytorch = |pct_start: f64, div_factor: f64, final_div_factor: f64, epochs: u32| {
        move |t: u32| {
            let total = f64::from(STEPS * epochs);
            let (max, initial) = (0.2, 0.2 / div_factor);
            let phases = [(pct_start * total - 1.0, initial, max), (total - 1.0, max, initial / final_div_factor)];
            let mut start = 0.0;
            for (index, (end, from, to)) in phases.into_iter().enumerate() {
                if f64::from(t) <= end || index == 1 {
                    let share = (f64::from(t) - start) / (end - start);
                    return to + (from - to) / 2.0 * ((PI * share).cos() + 1.0);
                }
                start = end;
            }
            unreachable!("the last phase answers")
        }
    };
    for (rising_share, epochs) in [(0.3, 5), (0.01, 5), (0.0, 2), (0.9, 3), (1.0, 3)] {
        let schedule = Schedule::OneCycle { rising_share, initial_divisor: 25.0, final_divisor: 1e4 };
        assert_follows(schedule, epochs, pytorch(rising_share, 25.0, 1e4, epochs));
    }
    // Where PyTorch divides 0 by 0 or has a single step, there still is a rate.
    let edge = |rising_share, steps| {
        let schedule = Schedule::OneCycle { rising_share, initial_divisor: 10.0, final_divisor: 10.0 };
        let scheduler = Scheduler::new(&Training { schedule, epochs: 1, ..Training::new(SGD) }, steps);
        (0..steps).map(|step| scheduler.learning_rate(step)).collect::<Vec<f64>>()
    };
    assert_eq!((edge(0.5, 2)[0], edge(1.0, 1)[0]), (0.2, 0.2));
    assert!((edge(0.5, 2)[1] - 0.002).abs() < 1e-15 && (edge(0.3, 1)[0] - 0.002).abs() < 1e-15);
}

fn plateau(patience: u32) -> Schedule {
    Schedule::ReduceOnPlateau { factor: 0.1, patience, minimum_delta: 0.01, minimum_learning_rate: 1e-3 }
}

#[test]
fn a_plateau_lowers_the_rate_as_keras_does() {
    let losses = [1.0, 0.5, 0.495, 0.6, 0.4, f64::NAN, 0.4, 0.4, 0.4, 0.4, 0.4, 0.4];
    let rates = |patience| -> Vec<f64> {
        let mut scheduler = scheduler(plateau(patience), 20);
        losses
            .iter()
            .map(|loss| {
                scheduler.end_epoch(*loss);
                scheduler.learning_rate(0)
            })
            .collect()
    };
    let close = |found: Vec<f64>, expected: &[f64]| {
        assert!(found.iter().zip(expected).all(|(found, expected)| (found - expected).abs() < 1e-15), "{found:?}");
    };
    // Patience 2: after 0.495 (no improvement of more than 0.01) and 0.6; again two after 0.4; then held at the minimum.
    close(rates(2), &[0.2, 0.2, 0.2, 0.02, 0.02, 0.02, 0.002, 0.002, 1e-3, 1e-3, 1e-3, 1e-3]);
    close(rates(1), &[0.2, 0.2, 0.02, 0.002, 0.002, 1e-3, 1e-3, 1e-3, 1e-3, 1e-3, 1e-3, 1e-3]);
    close(rates(0), &rates(1));
}

#[test]
fn a_plateau_goes_on_from_its_state() {
    let training = Training { schedule: plateau(3), epochs: 40, ..Training::new(SGD) };
    let continued = |state: SchedulerState| Scheduler::continued(&training, STEPS, state);
    let losses: Vec<f64> = (0..40).map(|epoch| 1.0 / f64::from(1 + epoch) + f64::from(epoch % 5) * 0.05).collect();
    for cut in 0..losses.len() {
        let mut whole = scheduler(plateau(3), 40);
        let mut first = scheduler(plateau(3), 40);
        losses.iter().for_each(|loss| whole.end_epoch(*loss));
        losses[..cut].iter().for_each(|loss| first.end_epoch(*loss));
        let text = serde_json::to_string(&first.state()).expect("plain data");
        let mut second = continued(serde_json::from_str(&text).expect("what was written"));
        losses[cut..].iter().for_each(|loss| second.end_epoch(*loss));
        assert_eq!(whole, second, "cut after {cut}");
    }
    let many = continued(SchedulerState { reductions: u32::MAX, ..SchedulerState::default() });
    assert_eq!(many.learning_rate(0), 1e-3);
}

#[test]
fn an_epoch_tells_the_rate_of_its_last_step_after_decay() {
    let mut ir = reference_network(4, 5, 3);
    let training = &mut ir.training;
    training.optimizer = Optimizer::Sgd { learning_rate: 0.2, decay: 0.01, momentum: 0.9, nesterov: true };
    (training.schedule, training.epochs) = (Schedule::Exponential { factor: 0.5 }, 3);
    let rates = |batches: Vec<trainer::events::EventBatch>| -> Vec<f64> {
        batches.iter().flat_map(|batch| batch.epochs.iter().map(|epoch| epoch.learning_rate)).collect()
    };
    let dataset = dataset_of(&ir, 30, 2);
    // Two batches an epoch: the last steps are 1, 3 and 5.
    let expected: Vec<f64> =
        [(1.0, 1.0), (0.5, 3.0), (0.25, 5.0)].map(|(factor, t)| 0.2 * factor / (1.0 + 0.01 * t)).to_vec();
    assert_eq!(rates(train(&ir, &dataset).1), expected);
    // A rate too low to learn at: the training loss stays, and after an epoch of patience the rate falls.
    ir.training.optimizer = Optimizer::Adam { learning_rate: 1e-12, beta_1: 0.9, beta_2: 0.999, epsilon: 1e-8 };
    ir.training.schedule =
        Schedule::ReduceOnPlateau { factor: 0.5, patience: 1, minimum_delta: 10.0, minimum_learning_rate: 0.0 };
    assert_eq!(rates(train(&ir, &dataset).1), [1e-12, 1e-12, 5e-13]);
}
