//! Files that pyarrow, pandas, NumPy, openpyxl, XlsxWriter and scikit-learn wrote read as what was handed to them
//! (`test/reference/make_tables.py`).

use crate::support::{Cell, cells, fixtures};
use serde::Deserialize;
use std::collections::BTreeMap;
use tabular::{ColumnType, NOTICE_CODES, ReadOptions, Table, TableFormat};

#[derive(Deserialize)]
struct Expected {
    format: TableFormat,
    columns: Vec<ExpectedColumn>,
    notices: Vec<String>,
}

#[derive(Deserialize)]
struct ExpectedColumn {
    name: String,
    #[serde(rename = "type")]
    column_type: ColumnType,
    values: Vec<Cell>,
}

fn notice_codes(table: &Table) -> Vec<&'static str> {
    let named = |code| NOTICE_CODES.iter().find(|(known, ..)| *known == code).map(|(_, name, ..)| *name);
    let ours = ["column_left_out", "labels_joined", "rejected_objects"];
    table.notices.iter().filter_map(|notice| named(notice.code)).filter(|name| ours.contains(name)).collect()
}

#[test]
fn files_of_other_tools_hold_what_was_written() {
    let text = std::fs::read_to_string(fixtures().join("expected.json")).unwrap();
    let expected: BTreeMap<String, Expected> = serde_json::from_str(&text).unwrap();
    assert!(expected.len() > 60);
    for (file, expected) in expected {
        let table = Table::open(&fixtures().join(&file), &ReadOptions::default())
            .unwrap_or_else(|failure| panic!("{file}: {failure}"));
        assert_eq!(table.format, expected.format, "{file}");
        let names: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
        let expected_names: Vec<&str> = expected.columns.iter().map(|column| column.name.as_str()).collect();
        assert_eq!(names, expected_names, "{file}");
        for (column, expected) in table.columns.iter().zip(&expected.columns) {
            assert_eq!(column.column_type(), expected.column_type, "{file}: {}", column.name);
            assert_eq!(cells(column), expected.values, "{file}: {}", column.name);
        }
        assert_eq!(notice_codes(&table), expected.notices, "{file}");
        assert_eq!(table.rows, expected.columns[0].values.len(), "{file}");
        assert_eq!(table.preview.len(), table.rows.min(100), "{file}");
    }
}

/// The option for one of several tables is a guess with alternatives, and may be given.
#[test]
fn a_sheet_or_an_array_may_be_chosen() {
    let sheet = |name: &str| ReadOptions { sheet: Some(name.to_owned()), ..ReadOptions::default() };
    let open = |file: &str, options: &ReadOptions| Table::open(&fixtures().join(file), options);
    let table = open("openpyxl.xlsx", &ReadOptions::default()).unwrap();
    let guess = &table.guesses[0];
    assert!(!guess.given);
    assert_eq!(guess.alternatives.len(), 2);
    let failure = open("openpyxl.xlsx", &sheet("Nothing")).unwrap_err();
    assert_eq!(failure.code, "table_part");
    assert_eq!(failure.expected, "Empty, People, More");
    assert_eq!(open("digits.npz", &sheet("x_test")).unwrap().rows, 2);
    assert_eq!(open("digits.npz", &sheet("z")).unwrap_err().code, "table_part");
}

#[test]
fn packed_files_are_told_by_their_contents() {
    let folder = tempfile::tempdir().unwrap();
    for file in ["plain.parquet", "lines.jsonl", "plain.arff", "digits.npz", "from-0.svmlight", "records.npy"] {
        let bytes = std::fs::read(fixtures().join(file)).unwrap();
        let plain = Table::open(&fixtures().join(file), &ReadOptions::default()).unwrap();
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        std::io::Write::write_all(&mut gzip, &bytes).unwrap();
        for packed in [gzip.finish().unwrap(), zstd::encode_all(&bytes[..], 1).unwrap()] {
            let path = folder.path().join("packed");
            std::fs::write(&path, packed).unwrap();
            let table = Table::open(&path, &ReadOptions::default()).unwrap();
            assert_eq!(
                (table.format, table.rows, &table.columns),
                (plain.format, plain.rows, &plain.columns),
                "{file}"
            );
        }
    }
}
