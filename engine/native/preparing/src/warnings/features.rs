//! Features that say nothing of other rows: row numbers, identifiers, and what is the same in every training row.

use super::{DataWarning, DataWarningCode, Judged};
use crate::coded::distinct;
use tabular::Column;

/// Fewer rows count themselves by chance.
const FEWEST_COUNTED: usize = 20;
/// Columns like row numbers and identifiers that are told, one by one.
const MOST_TOLD: usize = 8;

pub(super) fn warnings(judged: &Judged) -> Vec<DataWarning> {
    let columns = || judged.used.features.iter().map(|feature| feature.column);
    let forgetting = |column: &Column, told: Option<DataWarning>| {
        column.forget();
        told
    };
    let constant = columns().filter_map(|column| forgetting(column, constant(judged, column)));
    let identifying =
        columns().filter_map(|column| forgetting(column, index(judged, column).or_else(|| identifier(judged, column))));
    identifying.take(MOST_TOLD).chain(constant).collect()
}

/// A number that rises by 1 from row to row.
fn index(judged: &Judged, column: &Column) -> Option<DataWarning> {
    let numbers = column.numbers()?;
    let first = *numbers.first()?;
    let counts = numbers.len() >= FEWEST_COUNTED && numbers.windows(2).all(|pair| pair[1] - pair[0] == 1.0);
    // A time or a year rises by 1 too, and says something.
    let begins = first.abs() <= 1.0 || is_identifier_name(&column.name);
    (counts && begins && judged.table.rows == numbers.len())
        .then(|| DataWarning::new(DataWarningCode::IndexFeature, Some(column)).number("first", first))
}

/// Another text in every row; or another whole number, under a name that says it is no quantity.
fn identifier(judged: &Judged, column: &Column) -> Option<DataWarning> {
    let rows = column.cells() - column.missing();
    if rows < FEWEST_COUNTED {
        return None;
    }
    let is_text = column.codes().is_some();
    let is_whole = || column.numbers().is_some_and(|numbers| numbers.iter().all(|n| n.is_nan() || n.fract() == 0.0));
    let may_be = is_text || (is_identifier_name(&column.name) && is_whole());
    (may_be && distinct(column) == rows && judged.rows.len() >= FEWEST_COUNTED)
        .then(|| DataWarning::new(DataWarningCode::IdentifierFeature, Some(column)).number("rows", rows as f64))
}

/// Whether a name's last word is one of those that columns of identifiers have.
fn is_identifier_name(name: &str) -> bool {
    const WORDS: [&str; 11] = ["id", "uuid", "guid", "index", "idx", "key", "no", "nr", "number", "编号", "序号"];
    let lower = name.to_lowercase();
    let last = lower.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    WORDS.contains(&last) || name.ends_with("Id") || name.ends_with("ID") || name.ends_with("编号")
}

fn constant(judged: &Judged, column: &Column) -> Option<DataWarning> {
    let mut rows = judged.split.training.iter().map(|row| judged.rows[*row as usize] as usize);
    let first = rows.next()?;
    let is_constant = if let Some(codes) = column.codes() {
        rows.all(|row| codes[row] == codes[first])
    } else {
        let numbers = column.numbers()?;
        rows.all(|row| numbers[row] == numbers[first])
    };
    is_constant.then(|| {
        let value = column.text(first).unwrap_or_default();
        DataWarning::new(DataWarningCode::ConstantFeature, Some(column)).text("value", &value)
    })
}
