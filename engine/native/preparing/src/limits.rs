//! How large a table may become by encoding before it is refused rather than encoded.

use failures::{Failure, FailureCode};

/// Most features or classes a table may be encoded to.
const MOST_ENCODED_COLUMNS: usize = 65_536;
/// Float32 elements a table may be encoded to: 8 GiB.
const MOST_ELEMENTS: usize = 1 << 31;

/// Whether features, or the classes of a target, are few enough after encoding; `name` is the column that goes too far.
pub(crate) fn check_width(columns: usize, name: &str) -> Result<(), Failure> {
    if columns <= MOST_ENCODED_COLUMNS {
        return Ok(());
    }
    Err(Failure::new(
        FailureCode::TableTooWide,
        format!("more than {MOST_ENCODED_COLUMNS} columns after encoding"),
        format!("at most {MOST_ENCODED_COLUMNS}"),
        "encode the column as number or code, or ignore it",
    )
    .number("limit", MOST_ENCODED_COLUMNS as f64)
    .in_column(name))
}

/// Whether rows of `width` numbers fit into what may be encoded.
pub(crate) fn check_elements(rows: usize, width: usize) -> Result<(), Failure> {
    if rows.checked_mul(width).is_some_and(|elements| elements <= MOST_ELEMENTS) {
        return Ok(());
    }
    Err(Failure::new(
        FailureCode::TableTooLarge,
        format!("{rows} rows of {width} encoded columns"),
        format!("at most {MOST_ELEMENTS} numbers"),
        "encode wide columns as number or code, or ignore them",
    )
    .number("limit", MOST_ELEMENTS as f64)
    .text("unit", "numbers"))
}
