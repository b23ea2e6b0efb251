//! Which rows of a table train, which validate and which test: cut by their order, at random, or by the columns whose roles
//! are for that. Whatever is fitted before a run is fitted on the training rows of here.

mod grouped;
mod timed;
mod words;

use crate::coded::coded;
use crate::split_words::SplitWord;
use crate::used_columns::UsedColumns;
use failures::{Failure, FailureCode};
use serde::{Deserialize, Serialize};
use tabular::{Column, ColumnEncoding, DataSetup, Table};
use trainer::ir::{Fold, SplitMethod, Training};
use trainer::split::{Draw, SPLIT_STREAM, Split};
use ts_rs::TS;
use words::Named;

/// Stream of the draw that keeps test rows aside.
const TEST_STREAM: &str = "test_split";

/// What of a run's settings decides which rows train.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SplitSetup {
    pub split: SplitMethod,
    /// Share of the rows that validate, of those that do not test, in [0, 1).
    pub validation_split: f64,
    /// Share of the rows that are kept for a test, in [0, 1).
    pub test_split: f64,
    /// One of several equal parts that validates, in place of the share.
    #[serde(default)]
    #[ts(optional)]
    pub fold: Option<Fold>,
    pub seed: u32,
}

impl SplitSetup {
    /// That of a run.
    pub fn of(training: &Training) -> SplitSetup {
        let Training { split, validation_split, test_split, fold, seed, .. } = *training;
        SplitSetup { split, validation_split, test_split, fold, seed }
    }
}

/// Rows of a table, counted from 0, by what they are for: each list ascending, no row in two of them, and every row without a
/// missing cell in a used column in one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Partition {
    pub training: Vec<u32>,
    pub validation: Vec<u32>,
    /// Nothing is fitted on them, and no run sees them.
    pub test: Vec<u32>,
}

/// How many rows a partition has of each.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, TS)]
pub struct PartitionCounts {
    pub training: usize,
    pub validation: usize,
    pub test: usize,
}

impl Partition {
    /// Parts the rows of a table under a setup. A stratified split goes by the classes of the column `stratified_by`, and
    /// without one by the first target that has classes.
    ///
    /// First test rows are kept aside, then validation rows of the others: by `group` whole groups drawn by the seed until
    /// their rows are as near to the share as groups come, by `time` the latest, ties whole; by `column` those that it names,
    /// and where it names none the share, drawn by the seed. Of a part that the setup gives a file of its own no row is kept
    /// aside here.
    ///
    /// # Errors
    /// When the setup does not fit the table, no column has the role that the split goes by, or no row is left to train on
    /// where columns decide; or when rows are to be kept aside for a part that has a file, by words or by folds.
    pub fn of(
        table: &Table,
        setup: &DataSetup,
        split: SplitSetup,
        stratified_by: Option<&str>,
    ) -> Result<Partition, Failure> {
        let used = UsedColumns::find(table, setup)?;
        Partition::of_rows(&used, used.whole_rows(table), split, stratified_by)
    }

    /// As `of`, of the rows `rows`, ascending, in which no used cell is missing.
    pub(crate) fn of_rows(
        used: &UsedColumns,
        rows: Vec<u32>,
        split: SplitSetup,
        stratified_by: Option<&str>,
    ) -> Result<Partition, Failure> {
        let by = By::of(used, split.split, stratified_by)?;
        let (rest, test) = if used.has_test_file {
            by.refuse_words(&rows, Part::Test)?;
            (rows, Vec::new())
        } else {
            by.cut(rows, split.test_split, Part::Test, split.seed)?
        };
        let (training, validation) = match (used.has_validation_file, split.fold) {
            (true, Some(_)) => return Err(folds_beside_file()),
            (true, None) => {
                by.refuse_words(&rest, Part::Validation)?;
                (rest, Vec::new())
            }
            (false, Some(fold)) => by.fold(rest, fold, split.seed)?,
            (false, None) => by.cut(rest, split.validation_split, Part::Validation, split.seed)?,
        };
        used.needed().for_each(Column::forget);
        Ok(Partition { training, validation, test })
    }

    /// Rows that train or validate, ascending: those of a run's dataset.
    pub fn seen(&self) -> Vec<u32> {
        let mut seen = [self.training.as_slice(), &self.validation].concat();
        seen.sort_unstable();
        seen
    }

    /// Training and validation rows as places among the ascending rows `rows`, which have them all.
    pub fn among(&self, rows: &[u32]) -> Split {
        let places = |wanted: &[u32]| {
            wanted.iter().filter_map(|row| rows.binary_search(row).ok()).map(|place| place as u32).collect()
        };
        Split { training: places(&self.training), validation: places(&self.validation) }
    }

    pub fn counts(&self) -> PartitionCounts {
        let Partition { training, validation, test } = self;
        PartitionCounts { training: training.len(), validation: validation.len(), test: test.len() }
    }
}

/// Rows that are kept aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Validation,
    Test,
}

/// What rows are kept aside by.
enum By<'table> {
    /// Order or chance, and the class of each row of the table where classes count.
    Rows(SplitMethod, Option<Vec<u32>>),
    Group(&'table Column),
    Time(&'table Column),
    /// With the meaning of each of its codes.
    Column(&'table Column, &'table [SplitWord]),
}

impl<'table> By<'table> {
    fn of(
        used: &'table UsedColumns<'table>,
        method: SplitMethod,
        stratified_by: Option<&str>,
    ) -> Result<Self, Failure> {
        Ok(match method {
            SplitMethod::Group => Self::Group(used.group.ok_or_else(|| no_column("group"))?),
            SplitMethod::Time => Self::Time(used.time.ok_or_else(|| no_column("time"))?),
            SplitMethod::Column => Self::Column(used.split.ok_or_else(|| no_column("split"))?, &used.split_words),
            SplitMethod::Stratified => {
                let has_classes = |(column, encoding): &&(&Column, ColumnEncoding)| match stratified_by {
                    Some(name) => column.name == name,
                    None => *encoding != ColumnEncoding::Number,
                };
                let target = used.targets.iter().find(has_classes);
                Self::Rows(method, target.map(|(column, _)| coded(column).codes.into_owned()))
            }
            SplitMethod::Last | SplitMethod::Shuffled => Self::Rows(method, None),
        })
    }

    /// `rows` without those of the part that a fold validates, and those; both ascending.
    fn fold(&self, rows: Vec<u32>, fold: Fold, seed: u32) -> Result<(Vec<u32>, Vec<u32>), Failure> {
        let draw = Draw { seed, stream: SPLIT_STREAM };
        match self {
            Self::Rows(method, classes) => {
                if rows.len() < fold.count as usize {
                    return Err(few_for_folds(rows.len(), "rows", fold));
                }
                let classes: Option<Vec<u32>> =
                    classes.as_ref().map(|classes| rows.iter().map(|row| classes[*row as usize]).collect());
                let Split { training, validation } = Split::fold(*method, draw, fold, rows.len(), classes.as_deref());
                let of_places = |places: Vec<u32>| places.into_iter().map(|place| rows[place as usize]).collect();
                Ok((of_places(training), of_places(validation)))
            }
            Self::Group(column) => grouped::fold(column, rows, fold, draw),
            Self::Time(_) | Self::Column(..) => {
                let found = "folds of rows that a column of times or words parts";
                let help = "choose a shuffled, stratified or group split, or no folds";
                Err(Failure::new(FailureCode::SplitWhole, found, "a split that can be cut into equal parts", help)
                    .case("folds"))
            }
        }
    }

    /// Refuses rows that a column names for a part which has a file of its own: one of the two would be left out unsaid.
    fn refuse_words(&self, rows: &[u32], part: Part) -> Result<(), Failure> {
        let Self::Column(column, meanings) = self else { return Ok(()) };
        if let Named::Rows(_, named) = words::cut(column, meanings, rows.to_vec(), part)? {
            let (what, count) = (if part == Part::Test { "test" } else { "validation" }, named.len());
            let found = format!("{count} rows that are named for {what}, and a {what} file");
            let help = format!("remove the {what} file, or choose another split");
            let refused = Failure::new(FailureCode::SplitFile, found, "one of the two", help);
            return Err(refused.in_column(&column.name).case("column"));
        }
        Ok(())
    }

    /// `rows` without those that are kept aside, and those; both ascending.
    fn cut(&self, rows: Vec<u32>, share: f64, part: Part, seed: u32) -> Result<(Vec<u32>, Vec<u32>), Failure> {
        let draw = Draw { seed, stream: if part == Part::Test { TEST_STREAM } else { SPLIT_STREAM } };
        let drawn = |method: SplitMethod, classes: Option<&[u32]>, rows: &[u32]| {
            let Split { training, validation } = Split::cut(method, draw, share, rows.len(), classes);
            let of_places = |places: Vec<u32>| places.into_iter().map(|place| rows[place as usize]).collect();
            (of_places(training), of_places(validation))
        };
        match self {
            Self::Rows(method, classes) => {
                let classes: Option<Vec<u32>> =
                    classes.as_ref().map(|classes| rows.iter().map(|row| classes[*row as usize]).collect());
                Ok(drawn(*method, classes.as_deref(), &rows))
            }
            Self::Group(column) => grouped::cut(column, rows, share, draw),
            Self::Time(column) => timed::cut(column, rows, share),
            Self::Column(column, meanings) => {
                let (training, others) = match words::cut(column, meanings, rows, part)? {
                    Named::Rows(rest, named) => return Ok((rest, named)),
                    Named::None { training, others } => (training, others),
                };
                let (mut rest, aside) = drawn(SplitMethod::Shuffled, None, &training);
                rest.extend(others);
                rest.sort_unstable();
                Ok((rest, aside))
            }
        }
    }
}

fn folds_beside_file() -> Failure {
    let found = "folds of the table's rows, and a validation file";
    let help = "remove the validation file, or train without folds";
    Failure::new(FailureCode::SplitFile, found, "one of the two", help).case("folds")
}

fn no_column(case: &str) -> Failure {
    let found = format!("a split by {case}, and no column of this role");
    let help = "give a column this role in the Data panel, or choose another split";
    Failure::new(FailureCode::SplitColumn, found, "a column to split by", help).case(case)
}

/// The refusal of more folds than there is something to deal out.
fn few_for_folds(found: usize, what: &str, fold: Fold) -> Failure {
    let help = "choose fewer folds, or another split";
    let expected = format!("at least one for each of {} folds", fold.count);
    Failure::new(FailureCode::SplitWhole, format!("{found} {what}"), expected, help).case("folds")
}

/// The refusal of a column that leaves no row to train on, or none to keep aside.
fn not_parted(column: &Column, case: &str, found: String, expected: &str) -> Failure {
    Failure::new(FailureCode::SplitWhole, found, expected, "choose another column to split by, or another split")
        .in_column(&column.name)
        .case(case)
}
