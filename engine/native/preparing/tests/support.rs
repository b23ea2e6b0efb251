//! Tables, setups and targets written out for a test.

use preparing::Preparation;
use std::io::Write;
use tabular::{
    ColumnEncoding, ColumnRole, ColumnSetup, DataSetup, EncodingOptions, Failure, FailureCode, ReadOptions, Table,
};
use tempfile::NamedTempFile;
use trainer::ir::{Target, TargetEncoding};

pub fn table(text: &str) -> Table {
    let mut file = NamedTempFile::new().unwrap();
    file.write_all(text.as_bytes()).unwrap();
    Table::open(file.path(), &ReadOptions::default()).unwrap()
}

pub fn setup(columns: &[(&str, ColumnRole, ColumnEncoding)]) -> DataSetup {
    DataSetup {
        path: String::new(),
        sha256: String::new(),
        reading: ReadOptions::default(),
        columns: columns
            .iter()
            .map(|(name, role, encoding)| ColumnSetup {
                name: (*name).to_owned(),
                role: *role,
                encoding: *encoding,
                options: EncodingOptions::default(),
                impute: None,
                scaling: None,
            })
            .collect(),
        validation: None,
        test: None,
    }
}

/// A target in one column: a number where there are no classes, else the class's index.
pub fn number_or_code(name: &str, classes: u32) -> Target {
    Target { name: name.to_owned(), width: 1, classes, encoding: TargetEncoding::Value, scaling: None }
}

/// A target of one column a class.
pub fn one_hot(name: &str, classes: u32) -> Target {
    Target { name: name.to_owned(), width: classes, classes, encoding: TargetEncoding::OneHot, scaling: None }
}

/// What a table teaches of which all rows train.
pub fn learnt(table: &Table, setup: &DataSetup) -> Preparation {
    let all: Vec<u32> = (0..).take(table.rows).collect();
    Preparation::fit(table, setup, &all).unwrap()
}

/// The setup with missing cells of some columns filled: name, and the JSON of what is done.
pub fn imputed(mut setup: DataSetup, ways: &[(&str, &str)]) -> DataSetup {
    for (name, way) in ways {
        let column = setup.columns.iter_mut().find(|column| column.name == *name).unwrap();
        column.impute = Some(serde_json::from_str(way).unwrap());
    }
    setup
}

/// The setup with some columns scaled by themselves: name, and the method as a project writes it.
pub fn scaled(mut setup: DataSetup, ways: &[(&str, &str)]) -> DataSetup {
    for (name, way) in ways {
        let column = setup.columns.iter_mut().find(|column| column.name == *name).unwrap();
        column.scaling = Some(serde_json::from_value(serde_json::json!(way)).unwrap());
    }
    setup
}

/// The setup with options of a column's encoding, as a project writes them.
pub fn encoded_as(mut setup: DataSetup, name: &str, options: &serde_json::Value) -> DataSetup {
    let column = setup.columns.iter_mut().find(|column| column.name == name).unwrap();
    column.options = serde_json::from_value(options.clone()).unwrap();
    setup
}

/// A failure's code and case.
pub fn coded(failure: &Failure) -> (FailureCode, String) {
    let values = serde_json::to_value(&failure.values).unwrap();
    (failure.code, values["case"].as_str().unwrap_or_default().to_owned())
}
