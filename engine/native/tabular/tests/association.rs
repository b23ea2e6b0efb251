//! Figures of columns and their association against pandas, numpy and scikit-learn (test/reference/make_profile.py).

use serde::Deserialize;
use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;
use tabular::{ColumnType, ReadOptions, Table, TableAssociation, TableProfile};
use tempfile::NamedTempFile;

#[derive(Deserialize)]
struct Case {
    csv: String,
    columns: BTreeMap<String, Figures>,
    associations: BTreeMap<String, BTreeMap<String, f64>>,
    /// By `first, second`.
    correlations: BTreeMap<String, f64>,
}

#[derive(Deserialize)]
struct Figures {
    missing: usize,
    distinct: usize,
    mean: Option<f64>,
    standard_deviation: Option<f64>,
    minimum: Option<f64>,
    maximum: Option<f64>,
    #[serde(default)]
    quantiles: Vec<f64>,
    outliers: Option<usize>,
    balance: Option<f64>,
}

fn cases() -> Vec<Case> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../test/reference/profile.json");
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn table(text: &str) -> Table {
    let mut file = NamedTempFile::new().unwrap();
    file.write_all(text.as_bytes()).unwrap();
    Table::open(file.path(), &ReadOptions::default()).unwrap()
}

fn near(found: f64, expected: f64, what: &str) {
    assert!((found - expected).abs() <= 1e-12 * expected.abs().max(1.0), "{what}: {found} instead of {expected}");
}

#[test]
fn figures_are_those_of_pandas() {
    for case in cases() {
        let profile = TableProfile::of(&table(&case.csv), "");
        assert_eq!(profile.columns.len(), case.columns.len());
        for column in &profile.columns {
            let (name, expected) = (&column.name, &case.columns[&column.name]);
            assert_eq!((column.missing, column.distinct), (expected.missing, expected.distinct), "{name}");
            assert_eq!(column.outliers, expected.outliers, "{name}");
            assert_eq!(column.quantiles.len(), expected.quantiles.len(), "{name}");
            for (found, expected) in column.quantiles.iter().zip(&expected.quantiles) {
                near(*found, *expected, name);
            }
            let figures = [
                (column.mean, expected.mean),
                (column.standard_deviation, expected.standard_deviation),
                (column.minimum, expected.minimum),
                (column.maximum, expected.maximum),
            ];
            for (found, expected) in figures {
                near(found.unwrap_or(-1.0), expected.unwrap_or(-1.0), name);
            }
            if column.column_type == ColumnType::Category {
                near(column.balance.unwrap_or(-1.0), expected.balance.unwrap_or(-1.0), name);
            }
        }
    }
}

#[test]
fn associations_are_those_of_scikit_learn() {
    for case in cases() {
        let table = table(&case.csv);
        for (target, expected) in &case.associations {
            let found = TableAssociation::of(&table, target).unwrap();
            assert_eq!(found.columns.len(), expected.len());
            for column in &found.columns {
                near(column.association, expected[&column.name], &format!("{} of {target}", column.name));
            }
        }
    }
}

#[test]
fn correlations_are_those_of_pandas() {
    for case in cases() {
        let found = TableAssociation::of(&table(&case.csv), "amount").unwrap();
        assert_eq!(found.pairs.len(), case.correlations.len());
        for pair in &found.pairs {
            let names = [format!("{}, {}", pair.first, pair.second), format!("{}, {}", pair.second, pair.first)];
            let expected = names.iter().find_map(|names| case.correlations.get(names)).unwrap();
            near(pair.correlation, *expected, &names[0]);
        }
        assert!(found.pairs.is_sorted_by(|a, b| a.correlation.abs() >= b.correlation.abs()));
    }
}

#[test]
fn a_column_that_gives_the_target_away_is_told_and_others_are_not() {
    for case in cases() {
        let table = table(&case.csv);
        let leaks = |target: &str| -> Vec<String> {
            let found = TableAssociation::of(&table, target).unwrap();
            found.columns.into_iter().filter(|column| column.leak).map(|column| column.name).collect()
        };
        assert_eq!(leaks("label"), ["given", "holes"]);
        assert_eq!(leaks("few"), [] as [&str; 0]);
        assert_eq!(leaks("constant"), [] as [&str; 0]);
    }
    let rows: String =
        (0..500).map(|row| format!("{}.5,{},{}\n", row * 37 % 500, row % 7, u8::from(row * 37 % 500 > 111))).collect();
    let threshold = TableAssociation::of(&table(&format!("x,other,y\n{rows}")), "y").unwrap();
    assert_eq!(threshold.columns.iter().map(|column| column.leak).collect::<Vec<_>>(), [true, false]);
}

#[test]
fn long_tables_are_sampled_and_say_so_and_unknown_targets_are_refused() {
    let rows: String = (0..100_500).map(|row| format!("{},{}\n", row % 10, row % 2)).collect();
    let long = table(&format!("x,y\n{rows}"));
    let found = TableAssociation::of(&long, "y").unwrap();
    assert_eq!((found.rows, found.sampled, found.columns[0].association > 0.999), (100_000, true, true));
    assert_eq!(TableAssociation::of(&long, "z").unwrap_err().code, "column_missing");
}
