//! Columns that name rows rather than measure something: on new rows they tell nothing.

use crate::column::{Column, ColumnType};
use serde::Serialize;
use ts_rs::TS;

/// Why a column looks like an identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum IdentifierKind {
    /// Every whole number from 0 or 1 on once, in any order.
    RunningNumber,
    /// A different whole number or text in every row, in a column that is called as identifiers are.
    Named,
    /// A different text in every row.
    UniqueText,
}

/// More rows than this have a column that is known by its cells alone.
const FEW_ROWS: usize = 20;
/// Whole names of identifiers, and ends of such names, without regard to upper and lower case.
const NAMES: &[&str] = &[
    "id",
    "ids",
    "index",
    "idx",
    "no",
    "no.",
    "nr",
    "nr.",
    "#",
    "key",
    "uid",
    "uuid",
    "guid",
    "row",
    "rowid",
    "rownum",
    "rownumber",
    "row number",
    "row_number",
    "record",
    "serial",
    "编号",
    "序号",
    "行号",
    "番号",
    "번호",
];
const LAST_WORDS: &[&str] = &["id", "ids", "uuid", "guid", "key", "index", "no", "nr"];
/// What `id` is written behind without a mark between.
const OWNERS: &[&str] = &[
    "passenger",
    "customer",
    "client",
    "user",
    "order",
    "product",
    "item",
    "session",
    "patient",
    "student",
    "employee",
    "person",
    "member",
    "device",
    "transaction",
    "record",
    "account",
    "case",
    "sample",
    "subject",
    "image",
    "row",
    "house",
    "loan",
    "invoice",
    "ticket",
    "event",
    "station",
    "sensor",
];

/// Whether and why a column of `distinct` values looks like an identifier. `numbers`: minimum, maximum, and whether all are
/// whole.
pub(crate) fn identifier_kind(
    column: &Column,
    distinct: usize,
    numbers: Option<(f64, f64, bool)>,
) -> Option<IdentifierKind> {
    let rows = column.cells();
    if distinct < rows || rows < 2 || !matches!(column.column_type(), ColumnType::Number | ColumnType::Category) {
        return None;
    }
    let is_many = rows > FEW_ROWS;
    match numbers {
        Some((_, _, false)) => None,
        Some((minimum, maximum, true)) => {
            let is_running = (minimum == 0.0 || minimum == 1.0) && maximum == minimum + (rows - 1) as f64;
            if is_named(&column.name) {
                Some(IdentifierKind::Named)
            } else {
                (is_running && is_many).then_some(IdentifierKind::RunningNumber)
            }
        }
        None if is_many => Some(IdentifierKind::UniqueText),
        None => is_named(&column.name).then_some(IdentifierKind::Named),
    }
}

/// Whether a column is called as identifiers are: `id`, `Unnamed: 0`, `customer_id`, `PassengerId`, `userID`.
fn is_named(name: &str) -> bool {
    let name = name.trim();
    let lower = name.to_lowercase();
    if NAMES.contains(&lower.as_str()) || lower.starts_with("unnamed") {
        return true;
    }
    let last = lower.rsplit([' ', '_', '-', '.', ':']).next().unwrap_or_default();
    if last.len() < lower.len() && LAST_WORDS.contains(&last) {
        return true;
    }
    let Some(owner) = lower.strip_suffix("id") else { return false };
    let letters: Vec<char> = name.chars().rev().take(3).collect();
    let is_camel = letters.len() == 3 && letters[1] == 'I' && letters[2].is_lowercase();
    is_camel || OWNERS.contains(&owner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_identifiers_are_known() {
        for name in [
            "id",
            "ID",
            "Id",
            "index",
            "Unnamed: 0",
            "customer_id",
            "PassengerId",
            "userID",
            "passengerid",
            "Row No",
            "编号",
        ] {
            assert!(is_named(name), "{name}");
        }
        for name in ["paid", "humid", "grid", "covid", "PAID", "x", "", "price", "ident", "area", "casino"] {
            assert!(!is_named(name), "{name}");
        }
    }

    fn kind(name: &str, values: &[f64]) -> Option<IdentifierKind> {
        let mut distinct: Vec<f64> = values.iter().copied().filter(|value| !value.is_nan()).collect();
        distinct.sort_by(f64::total_cmp);
        distinct.dedup();
        let facts = (distinct[0], distinct[distinct.len() - 1], distinct.iter().all(|value| value.fract() == 0.0));
        identifier_kind(&Column::of_numbers(name.to_owned(), values.to_vec()), distinct.len(), Some(facts))
    }

    #[test]
    fn running_numbers_and_named_wholes_are_identifiers_and_measurements_are_not() {
        let running: Vec<f64> = (0..30).map(f64::from).collect();
        let shuffled: Vec<f64> = (0..30).map(|row| f64::from(row * 7 % 30 + 1)).collect();
        assert_eq!(kind("x", &running), Some(IdentifierKind::RunningNumber));
        assert_eq!(kind("x", &shuffled), Some(IdentifierKind::RunningNumber));
        assert_eq!(kind("x", &running[..10]), None);
        assert_eq!(kind("id", &[7.0, 3.0, 9.0]), Some(IdentifierKind::Named));
        assert_eq!(kind("id", &[7.0, 3.0, 3.0]), None);
        assert_eq!(kind("id", &[7.0, 3.5, 9.0]), None);
        let spread: Vec<f64> = (0..30).map(|row| f64::from(row * row)).collect();
        assert_eq!(kind("price", &spread), None);
        let mut with_a_hole = running;
        with_a_hole[3] = f64::NAN;
        assert_eq!(kind("x", &with_a_hole), None);
    }
}
