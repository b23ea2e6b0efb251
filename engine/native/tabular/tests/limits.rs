//! Tables too large to be right are refused with their place, before they fill the memory.

use crate::support::file;
use std::io::Write;
use tabular::{Failure, ReadLimits, ReadOptions, Table};

fn failure(bytes: &[u8], limits: &ReadLimits) -> Failure {
    Table::open_within(file(bytes).path(), &ReadOptions::default(), limits).unwrap_err()
}

#[test]
fn a_hundred_thousand_columns_are_refused() {
    let header: Vec<String> = (0..100_000).map(|column| format!("c{column}")).collect();
    let row = vec!["1"; 100_000].join(",");
    let failure = failure(format!("{}\n{row}\n", header.join(",")).as_bytes(), &ReadLimits::default());
    assert_eq!(failure.code, "table_too_wide");
    assert!(failure.to_string().starts_with("line 1: found more than 65536 columns; expected at most 65536 columns"));
}

#[test]
fn fifty_thousand_columns_are_read() {
    let header: Vec<String> = (0..50_000).map(|column| format!("c{column}")).collect();
    let row = vec!["1"; 50_000].join(",");
    let file = file(format!("{}\n{row}\n{row}\n", header.join(",")).as_bytes());
    let table = Table::open(file.path(), &ReadOptions::default()).unwrap();
    assert_eq!((table.rows, table.columns.len()), (2, 50_000));
}

#[test]
fn a_giant_cell_is_refused_with_its_place() {
    for cell in ["x".repeat(3 << 20), format!("\"{}\"", "x".repeat(3 << 20))] {
        let failure = failure(format!("a,b\n1,2\n3,{cell}\n").as_bytes(), &ReadLimits::default());
        assert_eq!(failure.code, "table_cell_too_large");
        assert_eq!(
            failure.to_string(),
            "line 3, column 2 \"b\": found a cell of 3145728 bytes; expected at most 1048576 bytes a cell. \
             Help: look for a missing delimiter or closing quote, or remove the column."
        );
    }
}

#[test]
fn a_small_archive_of_a_giant_table_is_refused() {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(b"a,b\n").unwrap();
    encoder.write_all(&b"1,2\n".repeat(1 << 20)).unwrap();
    let bytes = encoder.finish().unwrap();
    assert!(bytes.len() < 20_000);
    let limits = ReadLimits { text_bytes: 1 << 20, ..ReadLimits::default() };
    assert_eq!(failure(&bytes, &limits).code, "table_too_large");
    assert_eq!(Table::open(file(&bytes).path(), &ReadOptions::default()).unwrap().rows, 1 << 20);
}

#[test]
fn a_file_that_is_large_itself_may_hold_more() {
    let text = format!("a,b\n{}", "1,2\n".repeat(1 << 12));
    let limits = ReadLimits { text_bytes: 1 << 10, ..ReadLimits::default() };
    let rows = |bytes: &[u8]| Table::open_within(file(bytes).path(), &ReadOptions::default(), &limits).unwrap().rows;
    assert_eq!(rows(text.as_bytes()), 1 << 12);
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder
        .write_all((0..4000).map(|row| format!("{row},{}\n", row * 7919 % 4001)).collect::<String>().as_bytes())
        .unwrap();
    let packed = encoder.finish().unwrap();
    assert!(packed.len() > 1 << 10);
    assert_eq!(rows(&packed), 4000);
}

#[test]
fn more_rows_than_allowed_are_refused() {
    let text = format!("a,b\n{}", "1,2\n".repeat(1001));
    let limits = ReadLimits { rows: 1000, ..ReadLimits::default() };
    assert_eq!(failure(text.as_bytes(), &limits).code, "table_too_large");
    assert_eq!(
        Table::open_within(file(text.as_bytes()).path(), &ReadOptions::default(), &ReadLimits { rows: 1001, ..limits })
            .unwrap()
            .rows,
        1001
    );
}

#[test]
fn an_absent_file_and_a_folder_are_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(
        Table::open(&folder.path().join("gone.csv"), &ReadOptions::default()).unwrap_err().code,
        "table_missing"
    );
    assert_eq!(Table::open(folder.path(), &ReadOptions::default()).unwrap_err().code, "table_unreadable");
}
