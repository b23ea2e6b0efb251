//! Whether columns can be encoded as their setup says.

use crate::coded::coded;
use crate::constant::constant_text;
use failures::{Failure, FailureCode, shortened};
use std::collections::HashSet;
use tabular::{Column, ColumnEncoding, ColumnRole, ColumnSetup, ColumnType};

/// Whether a column's cells, type and role allow its encoding, and the encoding what is said of it.
pub(crate) fn check_encoding(column: &Column, setup: &ColumnSetup) -> Result<(), Failure> {
    let is_number = matches!(setup.role, ColumnRole::Weight | ColumnRole::Time);
    let help = if is_number {
        "correct the cell, or give the column another role"
    } else {
        "encode the column as code or one-hot, correct the cell, or ignore the column"
    };
    match column.first_text() {
        // Groups and words are taken as they stand, however they would be encoded.
        Some(_) if matches!(setup.role, ColumnRole::Group | ColumnRole::Split) => Ok(()),
        Some(first_text) if is_number || setup.encoding == ColumnEncoding::Number => {
            let found = format!("the text \"{}\"", shortened(&first_text.text));
            Err(about(setup, FailureCode::ColumnNotNumeric, &found, "numbers")
                .text("text", shortened(&first_text.text))
                .at_cell(first_text.place)
                .with_help(help))
        }
        _ if is_number || matches!(setup.role, ColumnRole::Group | ColumnRole::Split) => Ok(()),
        _ => check_kind(column, setup),
    }
}

fn check_kind(column: &Column, setup: &ColumnSetup) -> Result<(), Failure> {
    let ColumnSetup { encoding, options, .. } = setup;
    let refused = |case, found: &str, expected: &str, help: &str| {
        about(setup, FailureCode::Encoding, found, expected).with_help(help).case(case)
    };
    if setup.role != ColumnRole::Feature && (encoding.is_of_features() || !options.is_empty()) {
        let found = "a target that is encoded as features alone are";
        return Err(refused("role", found, "number or code", "encode it as a number or as classes"));
    }
    if *encoding == ColumnEncoding::DateParts && column.column_type() != ColumnType::Time {
        let help = "read the column as times, or encode it in another way";
        return Err(refused("time", "parts of a date of what are no times", "a column of dates or times", help));
    }
    if *encoding == ColumnEncoding::TextLength && column.column_type() != ColumnType::Category {
        let help = "read the column as texts, or encode it in another way";
        return Err(refused("length", "the length of what are no texts", "a column of texts", help));
    }
    if let Some((option, expected)) = options.fault(*encoding) {
        let found = format!("the option {option} as it is");
        return Err(refused("option", &found, &expected, "correct the option, or leave it out").text("option", option));
    }
    match &options.order {
        Some(order) => check_order(column, setup, order),
        None => Ok(()),
    }
}

/// Whether every value of a column, and the constant that fills its missing cells, stands in the order of its codes.
fn check_order(column: &Column, setup: &ColumnSetup, order: &[String]) -> Result<(), Failure> {
    let known: HashSet<&str> = order.iter().map(String::as_str).collect();
    let labels = coded(column).labels;
    let constant = setup.impute.as_ref().and_then(|impute| impute.value.as_deref());
    let constant = constant.map(|text| constant_text(column, text));
    let Some(value) = labels.iter().chain(&constant).find(|value| !known.contains(value.as_str())) else {
        return Ok(());
    };
    let found = format!("the value \"{}\", which the order of its codes has not", shortened(value));
    let code = labels.iter().position(|label| label == value);
    let failure = about(setup, FailureCode::Encoding, &found, "every value in the order")
        .with_help("add the value to the order, correct the cell, or leave the order out")
        .case("order")
        .text("text", shortened(value));
    Err(match code.and_then(|code| column.place_of(code as u32)) {
        Some(place) => failure.at_cell(place),
        None => failure,
    })
}

/// Whether the means of a target can stand for the values of a feature, if one is to be encoded by them: there is one target.
pub(crate) fn check_target_means(feature: Option<&Column>, targets: usize) -> Result<(), Failure> {
    let Some(feature) = feature.filter(|_| targets != 1) else { return Ok(()) };
    let found = match targets {
        0 => "means of a target, and no target".to_owned(),
        count => format!("means of a target, and {count} targets"),
    };
    let help = "encode the column in another way, or keep one target";
    Err(Failure::new(FailureCode::Encoding, found, "one target", help)
        .in_column(&feature.name)
        .case("target")
        .number("count", targets as f64))
}

pub(crate) fn about(column: &ColumnSetup, code: FailureCode, found: &str, expected: &str) -> Failure {
    Failure::new(code, found, expected, "").in_column(&column.name)
}
