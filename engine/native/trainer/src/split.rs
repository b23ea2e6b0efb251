//! Which rows train and which validate.
//!
//! A pure function of IR and targets, or chosen by whoever knows the table's columns: whoever fits a Scale's constants
//! before there is a session fits them on exactly the rows the session will train on.

use crate::failure::{FailureCode, failure};
use crate::ir::{Fold, Ir, SplitMethod, Target, Training};
use crate::kernels::losses::true_class;
use crate::rng::permute;
use failures::Failure;

/// Rows of a dataset by what they are for, each list in ascending order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Split {
    pub training: Vec<u32>,
    pub validation: Vec<u32>,
}

/// Stream of a random split into training and validation rows.
pub const SPLIT_STREAM: &str = "split";

impl Split {
    /// A partition made elsewhere, for a valid IR and `rows` rows.
    ///
    /// # Errors
    /// As `Split::new`, and when it has not every row in one of the two, ascending.
    pub fn given(&self, ir: &Ir, rows: usize) -> Result<Split, Failure> {
        let mut all = [self.training.as_slice(), &self.validation].concat();
        all.sort_unstable();
        let is_ascending = |rows: &[u32]| rows.is_sorted_by(|a, b| a < b);
        let is_whole = is_ascending(&self.training) && is_ascending(&self.validation);
        if !is_whole || !all.into_iter().eq(0..rows as u32) {
            let found = "training and validation rows that are not every row once";
            return Err(failure(FailureCode::Dataset, found, "every row in one of the two", "Open the table again."));
        }
        self.check(&ir.training, rows)?;
        Ok(self.clone())
    }

    /// Splits `rows` rows for a valid IR: int(rows·(1−f)) train, as Keras cuts, the rest validate.
    ///
    /// # Errors
    /// When no row is left to train on, or its only batch would be dropped; or for a split by a table's columns.
    pub fn new(ir: &Ir, rows: usize, targets: &[Vec<f32>]) -> Result<Split, Failure> {
        let Training { validation_split, split, fold, seed, .. } = ir.training;
        if !split.is_of_rows() {
            let found = "a split by a column of the table, and no rows chosen by it";
            let help = "Open the table again.";
            return Err(failure(FailureCode::Dataset, found, "the rows that train and that validate", help));
        }
        let classes = ir.targets.first().zip(targets.first()).map(|(target, values)| classes_of(target, values));
        let stratified_by = classes.as_deref();
        let draw = Draw { seed, stream: SPLIT_STREAM };
        let split = match fold {
            Some(fold) => Split::fold(split, draw, fold, rows, stratified_by),
            None => Split::cut(split, draw, validation_split, rows, stratified_by),
        };
        split.check(&ir.training, rows)?;
        Ok(split)
    }

    /// Cuts `rows` rows in two, of which `share` validate, as a method that needs no column says.
    ///
    /// Last: the last rows validate. Shuffled: the last ones of all rows in a random order. Stratified: the last ones of
    /// each class in a random order, each class giving its share to within one row; `classes` has the class of each row,
    /// and without it, as with other methods, the last rows validate.
    pub fn cut(method: SplitMethod, draw: Draw, share: f64, rows: usize, classes: Option<&[u32]>) -> Split {
        let training_rows = kept_rows(rows, share);
        let mut order: Vec<u32> = (0..).take(rows).collect();
        match (method, classes) {
            (SplitMethod::Shuffled, _) => permute(draw.seed, draw.stream, 0, &mut order),
            (SplitMethod::Stratified, Some(classes)) => order = stratified(draw, rows - training_rows, classes),
            _ => {}
        }
        let mut validation = order.split_off(training_rows);
        order.sort_unstable();
        validation.sort_unstable();
        Split { training: order, validation }
    }

    /// Cuts `rows` rows into as many parts as a fold says, of which its own validates: parts differ by one row at most.
    ///
    /// Last: rows that follow each other. Shuffled: of all rows in a random order. Stratified: the rows of each class in a random
    /// order, dealt out one by one, so that the parts differ by one row at most in every class, too.
    pub fn fold(method: SplitMethod, draw: Draw, fold: Fold, rows: usize, classes: Option<&[u32]>) -> Split {
        let count = fold.count.max(1) as usize;
        let mut order: Vec<u32> = (0..).take(rows).collect();
        let mut part_of = vec![0_u32; rows];
        match (method, classes) {
            (SplitMethod::Stratified, Some(classes)) => {
                let by_class = by_class(draw, classes);
                for (place, row) in by_class.into_iter().flatten().enumerate() {
                    part_of[row as usize] = (place % count) as u32;
                }
            }
            _ => {
                if method == SplitMethod::Shuffled {
                    permute(draw.seed, draw.stream, 0, &mut order);
                }
                for (place, row) in order.iter().enumerate() {
                    part_of[*row as usize] = (place * count / rows) as u32;
                }
            }
        }
        let (validation, training) = (0..).take(rows).partition(|row| part_of[*row as usize] == fold.index);
        Split { training, validation }
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

/// What a random cut draws by. All rows are drawn at step 0 of the stream, those of class c at step 1 + c.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Draw {
    pub seed: u32,
    pub stream: &'static str,
}

/// int(rows·(1−f)): those that are left of `rows` when a share is kept aside, as Keras counts.
pub fn kept_rows(rows: usize, share: f64) -> usize {
    (rows as f64 * (1.0 - share)) as usize
}

/// The class of each row of a target.
fn classes_of(target: &Target, values: &[f32]) -> Vec<u32> {
    let classes = (target.classes as usize).max(1);
    // A dataset's check refuses other classes; no row is lost where it was not made.
    let class = |values: &[f32]| true_class(values, classes).min(classes - 1) as u32;
    values.chunks_exact(target.width as usize).map(class).collect()
}

/// All rows, of each class `validation_rows` shared out in proportion at the end and the others at the start.
fn stratified(draw: Draw, validation_rows: usize, classes: &[u32]) -> Vec<u32> {
    let by_class = by_class(draw, classes);
    let counts: Vec<usize> = by_class.iter().map(Vec::len).collect();
    let mut order = Vec::with_capacity(classes.len());
    let mut validation = Vec::with_capacity(validation_rows);
    for (mut class, taken) in by_class.into_iter().zip(shares(&counts, validation_rows)) {
        validation.extend(class.split_off(class.len() - taken));
        order.append(&mut class);
    }
    order.append(&mut validation);
    order
}

/// The rows of each class, in a random order.
fn by_class(Draw { seed, stream }: Draw, classes: &[u32]) -> Vec<Vec<u32>> {
    let count = classes.iter().max().map_or(0, |class| *class as usize + 1);
    let mut by_class: Vec<Vec<u32>> = vec![Vec::new(); count];
    for (row, class) in (0_u32..).zip(classes) {
        by_class[*class as usize].push(row);
    }
    for (step, class) in (1_u32..).zip(&mut by_class) {
        permute(seed, stream, step, class);
    }
    by_class
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
