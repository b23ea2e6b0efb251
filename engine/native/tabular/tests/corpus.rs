//! Every file of test/fixtures/tables is read as its entry in expected.json says: its cells, or its failure word for word.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::PathBuf;
use tabular::{ColumnType, NoticeLine, ReadOptions, Table, TableNotice, TableProfile};

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
enum Expected {
    Table {
        names: Vec<String>,
        types: Vec<String>,
        cells: Vec<Vec<String>>,
        rejected: Vec<String>,
        notices: Vec<String>,
    },
    Failure {
        code: String,
        message: String,
    },
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../test/fixtures/tables")
}

/// A notice by its code, column and lines.
fn told(notice: &TableNotice) -> String {
    let code = serde_json::to_value(notice.code).unwrap();
    let mut told = code.as_str().unwrap().to_owned();
    if let Some(column) = &notice.column {
        told.push_str(&format!(" of {column}"));
    }
    for NoticeLine { line, text } in &notice.lines {
        told.push_str(&format!(" | {line}: {text}"));
    }
    told
}

fn type_name(column_type: ColumnType) -> String {
    serde_json::to_value(column_type).unwrap().as_str().unwrap().to_owned()
}

fn outcome(path: &std::path::Path) -> Expected {
    let table = match Table::open(path, &ReadOptions::default()) {
        Ok(table) => table,
        Err(failure) => {
            return Expected::Failure { code: failure.code.as_str().to_owned(), message: failure.to_string() };
        }
    };
    let profile = TableProfile::of(&table, "");
    assert_eq!(profile.rejected_rows as usize, profile.rejected_examples.len());
    assert_eq!(profile.rows, profile.preview.len());
    Expected::Table {
        names: profile.columns.iter().map(|column| column.name.clone()).collect(),
        types: profile.columns.iter().map(|column| type_name(column.column_type)).collect(),
        cells: profile.preview,
        rejected: profile.rejected_examples,
        notices: profile.notices.iter().map(told).collect(),
    }
}

#[test]
fn every_table_is_read_as_expected() {
    let expected: BTreeMap<String, Expected> =
        serde_json::from_str(&std::fs::read_to_string(folder().join("expected.json")).unwrap()).unwrap();
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(folder()).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if name != "expected.json" {
            found.insert(name, outcome(&path));
        }
    }
    assert!(found.len() > 30, "the corpus is there");
    if std::env::var_os("PRINT_OUTCOMES").is_some() {
        println!("{}", serde_json::to_string_pretty(&found).unwrap());
    }
    assert_eq!(found, expected);
}
