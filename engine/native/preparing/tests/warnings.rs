//! What a table is warned of before training, and what it is not.

use crate::support::{setup, table};
use preparing::{DataWarning, DataWarningCode, SplitSetup, data_warnings};
use serde_json::json;
use tabular::ColumnEncoding::{Code, Number, OneHot};
use tabular::ColumnRole::{Feature, Target};
use tabular::{ColumnEncoding, ColumnRole};
use trainer::ir::SplitMethod;

const LAST: SplitSetup =
    SplitSetup { split: SplitMethod::Last, validation_split: 0.2, test_split: 0.0, fold: None, seed: 1 };
const STRATIFIED: SplitSetup = SplitSetup { split: SplitMethod::Stratified, ..LAST };

fn warned(text: &str, columns: &[(&str, ColumnRole, ColumnEncoding)], split: SplitSetup) -> Vec<DataWarning> {
    data_warnings(&table(text), &setup(columns), split).unwrap_or_else(|failure| panic!("{failure}")).warnings
}

fn codes(warnings: &[DataWarning]) -> Vec<(DataWarningCode, Option<&str>)> {
    warnings.iter().map(|warning| (warning.code, warning.column.as_deref())).collect()
}

/// `rows` lines of a header's columns.
fn lines(header: &str, rows: usize, line: impl Fn(usize) -> String) -> String {
    (0..rows).fold(format!("{header}\n"), |text, row| format!("{text}{}\n", line(row)))
}

/// A number between 0 and 1 that follows no order.
fn chance(row: usize) -> f64 {
    ((row * 7919 + 13) % 997) as f64 / 997.0
}

#[test]
fn classes_in_order_are_told_where_the_last_rows_validate_and_nowhere_else() {
    let iris = lines("width,species", 150, |row| {
        format!("{},{}", chance(row), ["setosa", "versicolor", "virginica"][row / 50])
    });
    let columns = [("width", Feature, Number), ("species", Target, Code)];
    let warnings = warned(&iris, &columns, LAST);
    assert_eq!(codes(&warnings), [(DataWarningCode::SortedTarget, Some("species"))]);
    assert_eq!(json!(warnings[0].values), json!({"classes": 3.0}));
    assert_eq!(warned(&iris, &columns, STRATIFIED), []);
    assert_eq!(warned(&iris, &columns, SplitSetup { validation_split: 0.0, ..LAST }), []);
    let numbers = lines("x,y", 40, |row| format!("{},{}", chance(row), 9.5 - row as f64));
    let columns = [("x", Feature, Number), ("y", Target, Number)];
    assert_eq!(codes(&warned(&numbers, &columns, LAST)), [(DataWarningCode::SortedTarget, Some("y"))]);
}

#[test]
fn classes_that_a_split_leaves_out_are_named() {
    let mixed = lines("x,y", 100, |row| {
        let class = if row == 3 {
            "early"
        } else if row == 99 {
            "late"
        } else {
            ["a", "b"][row % 2]
        };
        format!("{},{class}", chance(row))
    });
    let columns = [("x", Feature, Number), ("y", Target, Code)];
    let warnings = warned(&mixed, &columns, LAST);
    let y = Some("y");
    assert_eq!(
        codes(&warnings),
        [
            (DataWarningCode::ClassNotTrained, y),
            (DataWarningCode::ClassNotValidated, y),
            (DataWarningCode::RareClass, y)
        ]
    );
    assert_eq!(json!(warnings[0].values), json!({"names": "late", "count": 1.0}));
    assert_eq!(json!(warnings[1].values), json!({"names": "early", "count": 1.0}));
    assert_eq!(json!(warnings[2].values), json!({"name": "early", "rows": 1.0, "most_name": "a", "most_rows": 40.0}));
}

#[test]
fn a_rare_class_is_told_from_one_row_in_eleven_on() {
    let columns = [("x", Feature, Number), ("y", Target, Code)];
    let of = |rare: usize| {
        lines("x,y", 220, |row| format!("{},{}", chance(row), i32::from(chance(row * 3) < rare as f64 / 220.0)))
    };
    assert_eq!(codes(&warned(&of(12), &columns, STRATIFIED)), [(DataWarningCode::RareClass, Some("y"))]);
    assert_eq!(warned(&of(60), &columns, STRATIFIED), []);
}

#[test]
fn row_numbers_and_identifiers_among_the_features_are_told() {
    let columns = |first| [(first, Feature, Number), ("x", Feature, Number), ("y", Target, Number)];
    let numbered = |name: &str, from: usize, step: usize| {
        lines(&format!("{name},x,y"), 60, |row| {
            format!("{},{},{}", from + row * step, chance(row), chance(row * 5 + 1))
        })
    };
    let code_of = |name: &'static str, from, step| {
        codes(&warned(&numbered(name, from, step), &columns(name), LAST)).first().map(|(code, _)| *code)
    };
    assert_eq!(code_of("n", 0, 1), Some(DataWarningCode::IndexFeature));
    assert_eq!(code_of("n", 1, 1), Some(DataWarningCode::IndexFeature));
    assert_eq!(code_of("PassengerId", 892, 1), Some(DataWarningCode::IndexFeature));
    assert_eq!(code_of("order_id", 5000, 7), Some(DataWarningCode::IdentifierFeature));
    assert_eq!((code_of("area", 50, 3), code_of("year", 1950, 1)), (None, None));
    let tickets = lines("ticket,x,y", 60, |row| format!("T{row},{},{}", chance(row), chance(row * 5 + 1)));
    let columns = [("ticket", Feature, Code), ("x", Feature, Number), ("y", Target, Number)];
    assert_eq!(codes(&warned(&tickets, &columns, LAST)), [(DataWarningCode::IdentifierFeature, Some("ticket"))]);
}

#[test]
fn a_feature_that_alone_tells_the_target_is_told() {
    let table = lines("x,copy,sum,cut,y,z", 80, |row| {
        let (x, y) = (chance(row), chance(row * 3 + 1));
        let class = if y > 0.4 { "high" } else { "low" };
        format!("{x},{}-,{},{y},{class},{y}", class, 3.0 * y - 7.0)
    });
    let classes = [("x", Feature, Number), ("copy", Feature, OneHot), ("cut", Feature, Number), ("y", Target, Code)];
    let warnings = warned(&table, &classes, STRATIFIED);
    let leaks = DataWarningCode::LeakingFeature;
    assert_eq!(codes(&warnings), [(leaks, Some("copy")), (leaks, Some("cut"))]);
    assert_eq!(json!(warnings[0].values), json!({"target": "y", "percent": 100.0}));
    let numbers = [("x", Feature, Number), ("sum", Feature, Number), ("z", Target, Number)];
    assert_eq!(codes(&warned(&table, &numbers, LAST)), [(leaks, Some("sum"))]);
}

#[test]
fn features_the_training_rows_do_not_vary_and_too_few_or_missing_rows_are_told() {
    let table = lines("x,late,y", 50, |row| {
        let x = if row % 8 == 0 { String::new() } else { chance(row).to_string() };
        format!("{x},{},{}", i32::from(row >= 45), chance(row * 3 + 1))
    });
    let columns = [("x", Feature, Number), ("late", Feature, Number), ("y", Target, Number)];
    let warnings = warned(&table, &columns, LAST);
    assert_eq!(
        codes(&warnings),
        [(DataWarningCode::ConstantFeature, Some("late")), (DataWarningCode::MissingRows, Some("x"))]
    );
    assert_eq!(json!(warnings[0].values), json!({"value": "0"}));
    assert_eq!(json!(warnings[1].values), json!({"count": 7.0, "rows": 50.0, "missing": 7.0}));

    // However many they are: they are told together.
    let names = (0..30).map(|place| format!("dark{place}")).collect::<Vec<_>>();
    let dark = lines(&format!("x,{},y", names.join(",")), 60, |row| {
        format!("{},{}{}", chance(row), "0,".repeat(30), chance(row * 3 + 1))
    });
    let pixels = names.iter().map(|name| (name.as_str(), Feature, Number));
    let columns = [("x", Feature, Number)].into_iter().chain(pixels).chain([("y", Target, Number)]);
    let warnings = warned(&dark, &columns.collect::<Vec<_>>(), LAST);
    let constant = warnings.iter().filter(|warning| warning.code == DataWarningCode::ConstantFeature);
    assert_eq!(constant.count(), 30);

    let wide = lines("word,y", 12, |row| format!("w{},{}", row % 11, chance(row)));
    let warnings = warned(&wide, &[("word", Feature, OneHot), ("y", Target, Number)], LAST);
    assert_eq!(codes(&warnings), [(DataWarningCode::UntrainedValues, Some("word")), (DataWarningCode::FewRows, None)]);
    assert_eq!(json!(warnings[1].values), json!({"features": 11.0, "rows": 9.0}));
}
