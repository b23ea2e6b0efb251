//! The training section: numbers within their ranges, optimizer, schedule, clipping, stopping.

use super::in_range;
use crate::failure::{FailureCode, failure};
use crate::ir::{EarlyStopping, Fold, Ir, Optimizer, Schedule, SplitMethod, Training};
use crate::thread_budget::MOST_THREADS;
use failures::Failure;

/// Most epochs, most rows of a batch.
const MOST_EPOCHS: u32 = 1_000_000;
const MOST_BATCH_ROWS: u32 = 1 << 20;
/// Most parts of a cross-validation.
const MOST_FOLDS: u32 = 1000;
/// Most of a rate, a bound or a penalty.
const MOST: f64 = 1e6;
/// The least number above 0 and the greatest below 1: the ends of open ranges. Kernels compute in float32, where
/// anything less is 0.
const ABOVE_0: f64 = f32::MIN_POSITIVE as f64;
const BELOW_1: f64 = 1.0_f64.next_down();

/// What is named, its value, and its least and most.
type Range = (&'static str, f64, f64, f64);

pub(super) fn training(ir: &Ir) -> Result<(), Failure> {
    let training = &ir.training;
    all(FailureCode::Optimizer, optimizer(&training.optimizer))?;
    all(FailureCode::Training, schedule(&training.schedule))?;
    all(FailureCode::Training, clipping(training))?;
    for (what, found, most) in [
        ("epochs", training.epochs, MOST_EPOCHS),
        ("rows a batch", training.batch_size, MOST_BATCH_ROWS),
        ("threads", training.threads, MOST_THREADS),
    ] {
        whole(what, found, 1, most)?;
    }
    if let Some(EarlyStopping { patience, minimum_delta, .. }) = training.early_stopping {
        whole("epochs of patience", patience, 0, MOST_EPOCHS)?;
        all(FailureCode::Training, vec![("improvement that early stopping waits for", minimum_delta, 0.0, MOST)])?;
    }
    if let Schedule::Step { epochs, .. } = training.schedule {
        whole("epochs a step", epochs, 1, MOST_EPOCHS)?;
    }
    if let Schedule::ReduceOnPlateau { patience, .. } = training.schedule {
        whole("epochs of patience", patience, 0, MOST_EPOCHS)?;
    }
    let shares = [("validation split", training.validation_split), ("test split", training.test_split)];
    all(FailureCode::Training, shares.map(|(what, share)| (what, share, 0.0, BELOW_1)).to_vec())?;
    if let Some(Fold { index, count }) = training.fold {
        whole("folds", count, 2, MOST_FOLDS)?;
        whole("as the number of a fold, from 0,", index, 0, count - 1)?;
        if matches!(training.split, SplitMethod::Time | SplitMethod::Column) {
            let found = "folds of rows that a column of times or words parts";
            let help = "Choose a shuffled, stratified or group split, or no folds.";
            return Err(failure(FailureCode::Training, found, "a split that can be cut into equal parts", help));
        }
    }
    split(ir)
}

/// A stratified split needs classes.
fn split(ir: &Ir) -> Result<(), Failure> {
    if ir.training.split != SplitMethod::Stratified || ir.targets.first().is_some_and(|target| target.classes > 1) {
        return Ok(());
    }
    Err(failure(
        FailureCode::Training,
        "a stratified split by a first target without classes",
        "a first target with at least two classes",
        "Choose a shuffled split, or a target with classes.",
    ))
}

fn whole(what: &str, found: u32, least: u32, most: u32) -> Result<(), Failure> {
    if (least..=most).contains(&found) {
        return Ok(());
    }
    Err(failure(
        FailureCode::Training,
        format!("{found} {what}"),
        format!("{least} to {most}"),
        "Correct it in the training panel.",
    ))
}

fn all(code: FailureCode, ranges: Vec<Range>) -> Result<(), Failure> {
    ranges.into_iter().try_for_each(|(what, value, low, high)| {
        in_range(what, value, low, high).map_err(|failure| Failure {
            code,
            help: "Correct it in the training panel.".to_owned(),
            ..failure
        })
    })
}

fn optimizer(optimizer: &Optimizer) -> Vec<Range> {
    let rate = |learning_rate| ("learning rate", learning_rate, 0.0, MOST);
    let small = |epsilon| ("epsilon", epsilon, ABOVE_0, 1.0);
    // At 1 the bias corrections divide by 0.
    let moments = |beta_1, beta_2| [("beta_1", beta_1, 0.0, BELOW_1), ("beta_2", beta_2, 0.0, BELOW_1)];
    match *optimizer {
        Optimizer::Sgd { learning_rate, decay, momentum, nesterov: _ } => {
            vec![rate(learning_rate), ("decay", decay, 0.0, MOST), ("momentum", momentum, 0.0, 1.0)]
        }
        Optimizer::Adam { learning_rate, beta_1, beta_2, epsilon } => {
            let [first, second] = moments(beta_1, beta_2);
            vec![rate(learning_rate), first, second, small(epsilon)]
        }
        Optimizer::AdamW { learning_rate, beta_1, beta_2, epsilon, weight_decay } => {
            let [first, second] = moments(beta_1, beta_2);
            vec![rate(learning_rate), first, second, small(epsilon), ("weight decay", weight_decay, 0.0, MOST)]
        }
        Optimizer::Nadam { learning_rate, beta_1, beta_2, epsilon, momentum_decay } => {
            let [first, second] = moments(beta_1, beta_2);
            vec![rate(learning_rate), first, second, small(epsilon), ("momentum decay", momentum_decay, 0.0, MOST)]
        }
        Optimizer::RmsProp { learning_rate, rho, epsilon, momentum, centered: _ } => {
            vec![rate(learning_rate), ("rho", rho, 0.0, BELOW_1), small(epsilon), ("momentum", momentum, 0.0, 1.0)]
        }
        Optimizer::Adagrad { learning_rate, learning_rate_decay, initial_accumulator_value, epsilon } => vec![
            rate(learning_rate),
            ("learning rate decay", learning_rate_decay, 0.0, MOST),
            ("initial accumulator value", initial_accumulator_value, 0.0, MOST),
            small(epsilon),
        ],
    }
}

fn schedule(schedule: &Schedule) -> Vec<Range> {
    // A factor above 1 would let the learning rate grow without bound.
    let falling = |factor| ("factor of the schedule", factor, ABOVE_0, 1.0);
    match *schedule {
        Schedule::Constant => Vec::new(),
        Schedule::InverseTime { rate } => vec![("rate of the schedule", rate, 0.0, MOST)],
        Schedule::Step { factor, epochs: _ } | Schedule::Exponential { factor } => vec![falling(factor)],
        Schedule::Cosine { warmup_epochs, final_fraction } => vec![
            ("epochs of warm-up", warmup_epochs, 0.0, MOST),
            ("final fraction of the learning rate", final_fraction, 0.0, 1.0),
        ],
        Schedule::OneCycle { rising_share, initial_divisor, final_divisor } => vec![
            ("rising share", rising_share, 0.0, 1.0),
            ("initial divisor", initial_divisor, 1.0, MOST),
            ("final divisor", final_divisor, 1.0, 1e12),
        ],
        Schedule::ReduceOnPlateau { factor, minimum_delta, minimum_learning_rate, patience: _ } => vec![
            ("factor of the schedule", factor, ABOVE_0, BELOW_1),
            ("improvement that the schedule waits for", minimum_delta, 0.0, MOST),
            ("least learning rate", minimum_learning_rate, 0.0, MOST),
        ],
    }
}

fn clipping(training: &Training) -> Vec<Range> {
    // Squares of anything less than 1e-12 get lost in float32.
    let bounds = [("clip value", training.clip_value), ("clip norm", training.clip_norm)];
    bounds.into_iter().filter_map(|(what, bound)| bound.map(|bound| (what, bound, 1e-12, MOST))).collect()
}
