//! Cells as one of a fixed number of columns, by their hash, so that no list of values is kept (Weinberger et al., "Feature
//! hashing for large scale multitask learning", 2009).

use crate::coded::coded;
use crate::murmur3::murmur3_32;
use std::borrow::Cow;
use tabular::{Column, ColumnType, MISSING_CODE, boolean_of_word, number_text};

/// A hashed cell: twice its column, and one more where −1 stands there instead of 1.
pub(crate) type Bucket = u32;

/// The bucket of a value among `buckets`, as scikit-learn's `FeatureHasher` has that of a text: |hash| modulo their number, and
/// the hash's sign.
pub(crate) fn bucket(text: &str, buckets: u32) -> Bucket {
    let hash = murmur3_32(text.as_bytes(), 0) as i32;
    (hash.unsigned_abs() % buckets) * 2 + u32::from(hash < 0)
}

/// Each cell's bucket; `MISSING_CODE` of missing ones.
pub(crate) fn buckets_of(column: &Column, column_type: ColumnType, buckets: u32) -> Vec<Bucket> {
    let coded = coded(column);
    let of_code: Vec<Bucket> =
        coded.labels.iter().map(|label| bucket(&hashed_text(column_type, label), buckets)).collect();
    let of_cell = |code: &u32| of_code.get(*code as usize).copied().unwrap_or(MISSING_CODE);
    coded.codes.iter().map(of_cell).collect()
}

/// What of a value is hashed: numbers and yes and no may be written in another way in another table.
pub(crate) fn hashed_text(column_type: ColumnType, text: &str) -> Cow<'_, str> {
    match column_type {
        ColumnType::Boolean => match boolean_of_word(text) {
            Some(yes) => Cow::Borrowed(if yes { "1" } else { "0" }),
            None => Cow::Borrowed(text),
        },
        ColumnType::Number => text.parse().map_or(Cow::Borrowed(text), |number| Cow::Owned(number_text(number))),
        ColumnType::Time | ColumnType::Category => Cow::Borrowed(text),
    }
}
