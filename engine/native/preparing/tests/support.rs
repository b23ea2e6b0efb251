//! Tables, setups and targets written out for a test.

use std::io::Write;
use tabular::{ColumnEncoding, ColumnRole, ColumnSetup, DataSetup, ReadOptions, Table};
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
            .map(|(name, role, encoding)| ColumnSetup { name: (*name).to_owned(), role: *role, encoding: *encoding })
            .collect(),
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
