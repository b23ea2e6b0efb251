//! What a constant that is given as text stands for in a column.

use failures::{Failure, FailureCode, shortened};
use tabular::{Column, ColumnType, boolean_of_word};

/// What a text stands for in a column of numbers, read as a cell of it is.
///
/// # Errors
/// When it is none that such a cell holds.
pub(crate) fn constant_number(column: &Column, text: &str) -> Result<f64, Failure> {
    let column_type = column.column_type();
    let number = if column_type == ColumnType::Boolean {
        boolean_of_word(text).map(|yes| f64::from(u8::from(yes))).or_else(|| text.trim().parse().ok())
    } else {
        let cell = Column::of_texts(String::new(), std::iter::once(Some(text)));
        if cell.column_type() == column_type { cell.numbers().map(|numbers| numbers[0]) } else { None }
    };
    number.filter(|number| number.is_finite()).ok_or_else(|| {
        let expected = match column_type {
            ColumnType::Number | ColumnType::Category => "a number",
            ColumnType::Boolean => "yes or no",
            ColumnType::Time => "a date or time, such as 2024-01-31",
        };
        let found = format!("\"{}\" to fill missing cells with", shortened(text));
        Failure::new(FailureCode::Impute, found, expected, "give another value, or fill the cells in another way")
            .in_column(&column.name)
            .case("value")
            .text("text", shortened(text))
    })
}

/// A number of characters that stands in for that of a missing text.
///
/// # Errors
/// When it is no number of 0 or more.
pub(crate) fn constant_length(column: &Column, text: &str) -> Result<f64, Failure> {
    text.trim().parse().ok().filter(|length| (0.0..=f64::MAX).contains(length)).ok_or_else(|| {
        let found = format!("\"{}\" to fill missing cells with", shortened(text));
        let help = "give another number, or fill the cells in another way";
        Failure::new(FailureCode::Impute, found, "a number of characters", help)
            .in_column(&column.name)
            .case("value")
            .text("text", shortened(text))
    })
}

/// A constant as the column's values are written.
pub(crate) fn constant_text(column: &Column, text: &str) -> String {
    match constant_number(column, text) {
        Ok(number) if column.column_type() != ColumnType::Category => column.number_text(number),
        _ => text.to_owned(),
    }
}
