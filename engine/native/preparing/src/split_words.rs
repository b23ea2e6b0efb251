//! A column that says of each row what it is for, and what each of its words means.

use crate::coded::coded;
use failures::{Failure, FailureCode, shortened};
use serde::Serialize;
use tabular::{Column, MISSING_CODE, SplitPart};
use ts_rs::TS;

/// A word of a split column: what it means, and how many rows have it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct SplitWord {
    pub word: String,
    pub part: SplitPart,
    pub rows: usize,
}

/// Every word of a split column with its meaning, in the order of its distinct values.
///
/// # Errors
/// A word that is none, with its first row.
pub(crate) fn words_of(column: &Column) -> Result<Vec<SplitWord>, Failure> {
    let coded = coded(column);
    let mut counts = vec![0_usize; coded.labels.len()];
    coded.codes.iter().filter(|code| **code != MISSING_CODE).for_each(|code| counts[*code as usize] += 1);
    let mut words = Vec::with_capacity(counts.len());
    for ((word, rows), code) in coded.labels.into_iter().zip(counts).zip(0_u32..) {
        let Some(part) = SplitPart::of_word(&word) else {
            let row = coded.codes.iter().position(|of_row| *of_row == code).map_or(0, |row| row + 1);
            let refusal = unknown(column, &word, row);
            return Err(match column.place_of(code) {
                Some(place) => refusal.at_cell(place),
                None => refusal,
            });
        };
        words.push(SplitWord { word, part, rows });
    }
    Ok(words)
}

fn unknown(column: &Column, word: &str, row: usize) -> Failure {
    let found = format!("the word \"{}\" in row {row}", shortened(word));
    let expected = "train, validation or test (also val, valid, dev, holdout), or 0 and 1 where 1 validates";
    let help = "correct the cells, or give the column another role";
    Failure::new(FailureCode::SplitWord, found, expected, help)
        .in_column(&column.name)
        .text("text", shortened(word))
        .number("row", row as f64)
}
