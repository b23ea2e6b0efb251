//! A setup's columns found in a table, and whether they can be used as it says.

use crate::column_scaling::check_logarithms;
use crate::constant::{constant_length, constant_number};
use crate::encoding_checks::{about, check_encoding, check_target_means};
use crate::split_words::{SplitWord, words_of};
use failures::{Failure, FailureCode, shortened};
use tabular::{
    Column, ColumnEncoding, ColumnRole, ColumnScaling, ColumnSetup, DataSetup, EncodingOptions, Impute, ImputeStrategy,
    Table, number_text,
};

/// A feature column, and how it is to be encoded.
#[derive(Clone, Copy)]
pub(crate) struct UsedFeature<'table> {
    pub column: &'table Column,
    pub encoding: ColumnEncoding,
    pub options: &'table EncodingOptions,
    /// The one target, where its means stand for the column's values.
    pub target: Option<UsedTarget<'table>>,
    /// What is done with its missing cells, unless their rows are left out.
    pub impute: Option<&'table Impute>,
    /// Its own scaling, if it has one.
    pub scaling: Option<ColumnScaling>,
}

/// A target column, and how it is encoded.
pub(crate) type UsedTarget<'table> = (&'table Column, ColumnEncoding);

/// A setup's columns found in a table.
#[derive(Default)]
pub(crate) struct UsedColumns<'table> {
    pub features: Vec<UsedFeature<'table>>,
    pub targets: Vec<UsedTarget<'table>>,
    pub weight: Option<&'table Column>,
    pub group: Option<&'table Column>,
    pub time: Option<&'table Column>,
    pub split: Option<&'table Column>,
    /// What each of the split column's distinct values means, in their order; empty without one.
    pub split_words: Vec<SplitWord>,
    /// Whether the rows that validate, and those that test, have a file of their own.
    pub has_validation_file: bool,
    pub has_test_file: bool,
}

impl<'table> UsedColumns<'table> {
    /// Finds every column that a setup uses.
    ///
    /// # Errors
    /// When one is absent, named twice, in a role that another has, a text used as a number, a weight that weighs nothing or
    /// less, a word of a split column that says nothing, or an encoding, a way to fill missing cells or to scale that does not
    /// suit the column.
    pub fn find(table: &'table Table, setup: &'table DataSetup) -> Result<Self, Failure> {
        let mut used = Self {
            has_validation_file: setup.validation.is_some(),
            has_test_file: setup.test.is_some(),
            ..Self::default()
        };
        for (index, column_setup) in setup.columns.iter().enumerate() {
            if setup.columns[..index].iter().any(|earlier| earlier.name == column_setup.name) {
                return Err(about(
                    column_setup,
                    FailureCode::TableSetup,
                    "the column twice in the setup",
                    "each column once",
                )
                .with_help("remove one of the two"));
            }
            if column_setup.role == ColumnRole::Ignore {
                continue;
            }
            let Some(column) = table.column(&column_setup.name) else {
                return Err(about(
                    column_setup,
                    FailureCode::ColumnMissing,
                    "no column of this name in the file",
                    "every used column",
                )
                .with_help("choose the columns again, or the file this project was made with"));
            };
            check_encoding(column, column_setup)?;
            check_impute(column, column_setup)?;
            check_scaling(column, column_setup)?;
            match column_setup.role {
                ColumnRole::Target => used.targets.push((column, column_setup.encoding)),
                ColumnRole::Weight => only(&mut used.weight, column, column_setup, "weight")?,
                ColumnRole::Group => only(&mut used.group, column, column_setup, "group")?,
                ColumnRole::Time => only(&mut used.time, column, column_setup, "time")?,
                ColumnRole::Split => only(&mut used.split, column, column_setup, "split")?,
                ColumnRole::Feature => {
                    let impute = column_setup.impute.as_ref();
                    let ColumnSetup { encoding, ref options, scaling, .. } = *column_setup;
                    used.features.push(UsedFeature { column, encoding, options, target: None, impute, scaling });
                }
                ColumnRole::Ignore => {}
            }
        }
        let of_target = used.features.iter().find(|feature| feature.encoding == ColumnEncoding::TargetMean);
        check_target_means(of_target.map(|feature| feature.column), used.targets.len())?;
        for feature in &mut used.features {
            let is_of_target = feature.encoding == ColumnEncoding::TargetMean;
            feature.target = used.targets.first().copied().filter(|_| is_of_target);
        }
        if let Some(column) = used.weight {
            check_weights(column, &used.whole_rows(table))?;
        }
        for feature in used.features.iter().filter(|feature| feature.scaling == Some(ColumnScaling::Log1p)) {
            if let Some(numbers) = feature.column.numbers() {
                check_logarithms(feature.column, &numbers, &used.whole_rows(table))?;
            }
        }
        if let Some(column) = used.split {
            used.split_words = words_of(column)?;
        }
        used.needed().for_each(Column::forget);
        Ok(used)
    }

    /// Every column a missing cell of which leaves its row out.
    pub fn needed(&self) -> impl Iterator<Item = &'table Column> {
        let features = self.features.iter().filter(|feature| feature.impute.is_none()).map(|feature| feature.column);
        let of_rows = [self.weight, self.group, self.time, self.split];
        features.chain(self.targets.iter().map(|(column, _)| *column)).chain(of_rows.into_iter().flatten())
    }

    /// Rows in which no needed cell is missing.
    pub fn whole_rows(&self, table: &Table) -> Vec<u32> {
        whole_rows(self.needed(), table.rows)
    }
}

/// Rows of `rows` in which no cell of the columns is missing, ascending.
pub(crate) fn whole_rows<'table>(columns: impl Iterator<Item = &'table Column>, rows: usize) -> Vec<u32> {
    let mut whole = vec![true; rows];
    columns.for_each(|column| column.mark_missing(&mut whole));
    (0..).zip(whole).filter(|(_, whole)| *whole).map(|(row, _)| row).collect()
}

/// Gives a column a role that at most one has.
fn only<'table>(
    place: &mut Option<&'table Column>,
    column: &'table Column,
    setup: &ColumnSetup,
    role: &str,
) -> Result<(), Failure> {
    if let Some(first) = place.replace(column) {
        let (found, expected) =
            (format!("a second {role} beside \"{}\"", first.name), format!("one column of role {role}"));
        return Err(about(setup, FailureCode::TableSetup, &found, &expected)
            .with_help("make one of the two a feature, or ignore it"));
    }
    Ok(())
}

/// Whether a column's role and encoding allow what is to be done with its missing cells.
fn check_impute(column: &Column, setup: &ColumnSetup) -> Result<(), Failure> {
    let Some(impute) = &setup.impute else { return Ok(()) };
    if setup.role != ColumnRole::Feature {
        let found = "missing cells to fill in a column that is no feature";
        return Err(about(setup, FailureCode::TableSetup, found, "features alone filled")
            .with_help("make the column a feature, or leave out its rows"));
    }
    let is_of_numbers = matches!(impute.strategy, ImputeStrategy::Mean | ImputeStrategy::Median);
    let is_of_categories = impute.strategy == ImputeStrategy::Category;
    let is_number = setup.encoding.is_of_numbers();
    if (is_of_numbers && !is_number) || (is_of_categories && is_number) {
        let strategy = strategy_name(impute.strategy);
        let encoding = if is_number { "numbers" } else { "categories" };
        let found = format!("missing cells of {encoding} to be filled by {strategy}");
        let expected =
            if is_number { "mean, median, most_frequent or constant" } else { "most_frequent, constant or category" };
        return Err(about(setup, FailureCode::Impute, &found, expected)
            .with_help("choose another way to fill them, or another encoding")
            .case("strategy")
            .text("strategy", strategy));
    }
    let is_constant = impute.strategy == ImputeStrategy::Constant;
    if is_constant != impute.value.is_some() {
        let found = if is_constant { "no value to fill missing cells with" } else { "a value that fills no cell" };
        return Err(about(setup, FailureCode::Impute, found, "a value with constant, and with nothing else")
            .with_help("give the value, or choose another way to fill missing cells")
            .case("value")
            .text("text", shortened(impute.value.as_deref().unwrap_or_default())));
    }
    match &impute.value {
        Some(text) if setup.encoding == ColumnEncoding::TextLength => constant_length(column, text).map(|_| ()),
        Some(text) if is_number => constant_number(column, text).map(|_| ()),
        _ => Ok(()),
    }
}

/// Whether a column's role, encoding and filled cells allow its own scaling.
fn check_scaling(column: &Column, setup: &ColumnSetup) -> Result<(), Failure> {
    let Some(scaling) = setup.scaling else { return Ok(()) };
    if setup.role != ColumnRole::Feature {
        let found = "a scaling of a column that is no feature";
        return Err(about(setup, FailureCode::TableSetup, found, "features alone scaled")
            .with_help("make the column a feature, or take its scaling away"));
    }
    if setup.encoding != ColumnEncoding::Number {
        let found = "a scaling of what is not encoded as a number";
        return Err(about(setup, FailureCode::Scaling, found, "numbers scaled")
            .with_help("encode the column as a number, or take its scaling away")
            .case("encoding"));
    }
    let constant = setup.impute.as_ref().and_then(|impute| impute.value.as_deref());
    if let (ColumnScaling::Log1p, Some(text)) = (scaling, constant)
        && constant_number(column, text)? <= -1.0
    {
        let found = format!("\"{}\" to fill missing cells with, which log1p scales", shortened(text));
        return Err(about(setup, FailureCode::Scaling, &found, "a constant above −1")
            .with_help("give another constant, or scale the column in another way")
            .case("fill")
            .text("text", shortened(text)));
    }
    Ok(())
}

fn strategy_name(strategy: ImputeStrategy) -> &'static str {
    match strategy {
        ImputeStrategy::Mean => "mean",
        ImputeStrategy::Median => "median",
        ImputeStrategy::MostFrequent => "most_frequent",
        ImputeStrategy::Constant => "constant",
        ImputeStrategy::Category => "category",
    }
}

/// Weights are numbers from 0 up, not all 0: with none, every loss would be 0 and nothing would be learned.
pub(crate) fn check_weights(column: &Column, rows: &[u32]) -> Result<(), Failure> {
    let Some(values) = column.numbers() else { return Ok(()) };
    let refused = |code: FailureCode, found: String, expected: &str| {
        let help = "correct the cells, or give the column another role";
        Failure::new(code, found, expected, help).in_column(&column.name)
    };
    if let Some(row) = rows.iter().find(|row| values[**row as usize] < 0.0) {
        let weight = values[*row as usize];
        let found = format!("the weight {} in row {}", number_text(weight), row + 1);
        return Err(refused(FailureCode::WeightNegative, found, "weights of 0 or more")
            .number("weight", weight)
            .number("row", f64::from(row + 1)));
    }
    if !rows.is_empty() && rows.iter().all(|row| values[*row as usize] as f32 == 0.0) {
        let found = "the weight 0 in every row".to_owned();
        return Err(refused(FailureCode::WeightsAllZero, found, "a weight above 0 in some row"));
    }
    Ok(())
}
