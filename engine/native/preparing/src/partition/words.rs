//! Rows that a column names for a part.

use super::{Part, not_parted};
use crate::coded::coded;
use crate::split_words::SplitWord;
use failures::Failure;
use tabular::{Column, SplitPart};

/// `rows` without those that the column names for a part, and those; where it names none, those named for training and the
/// others.
pub(super) enum Named {
    Rows(Vec<u32>, Vec<u32>),
    None { training: Vec<u32>, others: Vec<u32> },
}

/// Looks for the rows that the column names for a part; `words`: the meaning of each of its codes.
pub(super) fn cut(column: &Column, words: &[SplitWord], rows: Vec<u32>, part: Part) -> Result<Named, Failure> {
    let codes = coded(column).codes;
    let part = if part == Part::Test { SplitPart::Test } else { SplitPart::Validation };
    let is_of = |row: &u32, part: SplitPart| words[codes[*row as usize] as usize].part == part;
    if !rows.is_empty() && !rows.iter().any(|row| is_of(row, SplitPart::Training)) {
        let found = format!("no row of {} that is named for training", rows.len());
        return Err(not_parted(column, "column", found, "rows with a word such as train, or 0"));
    }
    if rows.iter().any(|row| is_of(row, part)) {
        let (rest, named) = rows.into_iter().partition(|row| !is_of(row, part));
        return Ok(Named::Rows(rest, named));
    }
    let (training, others) = rows.into_iter().partition(|row| is_of(row, SplitPart::Training));
    Ok(Named::None { training, others })
}
