//! Which rows train and which validate.
//!
//! A pure function of IR and targets: whoever fits a Scale's constants before there is a session fits them on exactly
//! the rows the session will train on.

use crate::failure::{FailureCode, failure};
use crate::ir::{Ir, SplitMethod, Target, Training};
use crate::kernels::losses::true_class;
use crate::rng::permute;
use failures::Failure;

/// Rows of a dataset by what they are for, each list in ascending order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Split {
    pub training: Vec<u32>,
    pub validation: Vec<u32>,
}

/// Stream of a random split. Shuffled rows are drawn at step 0, those of class c at step 1 + c.
const STREAM: &str = "split";

impl Split {
    /// Splits `rows` rows for a valid IR: int(rows·(1−f)) train, as Keras cuts, the rest validate.
    ///
    /// Last: the last rows validate. Shuffled: the last ones of all rows in a random order. Stratified: the last ones of
    /// each class of the first target in a random order, each class giving its share to within one row.
    ///
    /// # Errors
    /// When no row is left to train on, or its only batch would be dropped.
    pub fn new(ir: &Ir, rows: usize, targets: &[Vec<f32>]) -> Result<Split, Failure> {
        let Training { validation_split, split, seed, .. } = ir.training;
        let first = ir.targets.first().zip(targets.first()).map(|(target, values)| (target, values.as_slice()));
        let split = Split::of(split, validation_split, seed, rows, first);
        split.check(&ir.training, rows)?;
        Ok(split)
    }

    /// The same of settings alone; `first` is the first target and its values, by whose classes a stratified split goes.
    pub fn of(
        method: SplitMethod,
        validation_split: f64,
        seed: u32,
        rows: usize,
        first: Option<(&Target, &[f32])>,
    ) -> Split {
        let training_rows = (rows as f64 * (1.0 - validation_split)) as usize;
        let mut order: Vec<u32> = (0..).take(rows).collect();
        match method {
            SplitMethod::Last => {}
            SplitMethod::Shuffled => permute(seed, STREAM, 0, &mut order),
            SplitMethod::Stratified => {
                if let Some((target, values)) = first {
                    order = stratified(seed, rows - training_rows, target, values, rows);
                }
            }
        }
        let mut validation = order.split_off(training_rows);
        order.sort_unstable();
        validation.sort_unstable();
        Split { training: order, validation }
    }

    fn check(&self, training: &Training, rows: usize) -> Result<(), Failure> {
        if self.training.is_empty() {
            return Err(failure(
                FailureCode::NoRows,
                format!("no training row of {rows} after a validation split of {}", training.validation_split),
                "at least one",
                "Lower the validation split or add rows.",
            )
            .case("split")
            .number("rows", rows as f64)
            .number("percent", (training.validation_split * 100.0).round()));
        }
        if self.batches(training) == 0 {
            return Err(failure(
                FailureCode::NoRows,
                format!(
                    "{} training rows, less than the {} of a batch, and a last partial batch is left out",
                    self.training.len(),
                    training.batch_size
                ),
                "at least one whole batch",
                "Choose a smaller batch, or keep the last partial batch.",
            )
            .case("batch")
            .number("rows", self.training.len() as f64)
            .number("batch", f64::from(training.batch_size)));
        }
        Ok(())
    }

    /// Batches of an epoch.
    pub fn batches(&self, training: &Training) -> usize {
        let batch_size = training.batch_size as usize;
        let rows = self.training.len();
        if training.drop_last_batch { rows / batch_size } else { rows.div_ceil(batch_size) }
    }

    /// Rows an epoch trains on: all but those of a partial batch that is left out.
    pub fn rows_an_epoch(&self, training: &Training) -> usize {
        self.training.len().min(self.batches(training).saturating_mul(training.batch_size as usize))
    }
}

/// All rows, of each class `validation_rows` shared out in proportion at the end and the others at the start.
fn stratified(seed: u32, validation_rows: usize, target: &Target, values: &[f32], rows: usize) -> Vec<u32> {
    let mut by_class: Vec<Vec<u32>> = vec![Vec::new(); target.classes as usize];
    for (row, values) in (0_u32..).zip(values.chunks_exact(target.width as usize)) {
        // A dataset's check refuses other classes; no row is lost where it was not made.
        let class = true_class(values, by_class.len()).min(by_class.len() - 1);
        by_class[class].push(row);
    }
    let counts: Vec<usize> = by_class.iter().map(Vec::len).collect();
    let mut order = Vec::with_capacity(rows);
    let mut validation = Vec::with_capacity(validation_rows);
    for ((step, mut class), taken) in (1_u32..).zip(by_class).zip(shares(&counts, validation_rows)) {
        permute(seed, STREAM, step, &mut class);
        validation.extend(class.split_off(class.len() - taken));
        order.append(&mut class);
    }
    order.append(&mut validation);
    order
}

/// `total` shared out in proportion to `counts`: each rounded down, then one more for the largest remainders, of equal
/// ones the first.
fn shares(counts: &[usize], total: usize) -> Vec<usize> {
    let sum = counts.iter().sum::<usize>().max(1) as u128;
    let exact = |count: usize| count as u128 * total as u128;
    let mut shares: Vec<usize> = counts.iter().map(|count| (exact(*count) / sum) as usize).collect();
    let mut by_remainder: Vec<usize> = (0..counts.len()).collect();
    by_remainder.sort_by_key(|class| std::cmp::Reverse(exact(counts[*class]) % sum));
    let left = total - shares.iter().sum::<usize>();
    for class in by_remainder.into_iter().take(left) {
        shares[class] += 1;
    }
    shares
}
