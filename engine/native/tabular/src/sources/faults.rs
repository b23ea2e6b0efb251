//! What is said of a file that is damaged, too large, or that has not what was asked for.

use crate::limits::ReadLimits;
use crate::options::TableFormat;
use failures::{Failure, FailureCode, shortened};

const COPY_AGAIN: &str = "copy, download or export the file again";

/// A file that ends before what it announces.
pub(super) fn cut_short(format: TableFormat) -> Failure {
    corrupt(format, "a file that ends too early", "the whole file").case("cut_short")
}

/// A file whose counts and lengths contradict each other or its size.
pub(super) fn impossible_sizes(format: TableFormat) -> Failure {
    corrupt(format, "counts and lengths that contradict each other", "those of one table").case("sizes")
}

/// A file with some other contradiction, in the words of who found it.
pub(super) fn damaged(format: TableFormat, reason: impl std::fmt::Display) -> Failure {
    let reason = reason.to_string();
    corrupt(format, format!("contents that cannot be read ({reason})"), "a whole file")
        .case("contents")
        .text("reason", reason)
}

fn corrupt(format: TableFormat, found: impl Into<String>, expected: &str) -> Failure {
    Failure::new(FailureCode::TableCorrupt, found, format!("{expected} ({})", format.name()), COPY_AGAIN)
        .text("format", format.name())
}

/// A line of a text format that the format does not allow.
pub(super) fn wrong_line(format: TableFormat, line: u64, found: impl Into<String>, expected: &str) -> Failure {
    let found = found.into();
    Failure::new(FailureCode::TableLine, found.clone(), expected, "correct the line, or export the file again")
        .text("format", format.name())
        .text("found", found)
        .text("expected", expected)
        .at_line(line)
}

/// A sheet or an array of a name that the file does not have.
pub(super) fn no_such_part(name: &str, names: &[String]) -> Failure {
    let names = names.join(", ");
    Failure::new(FailureCode::TablePart, format!("no \"{}\"", shortened(name)), names.clone(), "choose one of them")
        .text("name", shortened(name))
        .text("names", names)
}

/// A file without a column that a table can have.
pub(super) fn no_column(format: TableFormat) -> Failure {
    Failure::new(
        FailureCode::TableNoColumn,
        format!("no column of numbers, texts, dates or truth values ({})", format.name()),
        "a column of them",
        "export the table with plain columns",
    )
    .text("format", format.name())
}

/// Refuses rows and columns beyond the limits before memory is taken for them.
pub(super) fn check_size(rows: usize, columns: usize, limits: &ReadLimits) -> Result<(), Failure> {
    if columns > limits.columns {
        return Err(Failure::new(
            FailureCode::TableTooWide,
            format!("{columns} columns"),
            format!("at most {} columns", limits.columns),
            "keep the columns you need",
        )
        .number("limit", limits.columns as f64));
    }
    if rows > limits.rows {
        return Err(too_large(limits.rows as u64, "rows"));
    }
    let cell_bytes = (rows as u64).checked_mul(columns as u64).and_then(|cells| cells.checked_mul(8));
    if cell_bytes.is_none_or(|bytes| bytes > limits.text_bytes) {
        return Err(too_large(limits.text_bytes, "bytes"));
    }
    Ok(())
}

/// More of something than the limits allow.
pub(super) fn too_large(limit: u64, unit: &str) -> Failure {
    Failure::new(
        FailureCode::TableTooLarge,
        format!("more than {limit} {unit}"),
        format!("at most {limit} {unit}"),
        "keep fewer rows or columns",
    )
    .number("limit", limit as f64)
    .text("unit", unit)
}

/// A piece of a file as messages show it.
pub(super) fn quoted(text: &str) -> String {
    format!("\"{}\"", shortened(text))
}
