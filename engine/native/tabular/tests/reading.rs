//! Properties of reading: what is written is read back, however large, and random bytes never do harm.

use proptest::prelude::*;
use std::borrow::Cow;
use std::io::Write;
use tabular::{CellPlace, ReadOptions, Table};
use tempfile::NamedTempFile;

fn open(bytes: &[u8]) -> Result<Table, tabular::Failure> {
    let mut file = NamedTempFile::new().unwrap();
    file.write_all(bytes).unwrap();
    Table::open(file.path(), &ReadOptions::default())
}

fn numbers(table: &Table, column: usize) -> Cow<'_, [f64]> {
    table.columns[column].numbers().unwrap()
}

fn texts(table: &Table, column: usize) -> Vec<&str> {
    let column = &table.columns[column];
    column.codes().unwrap().iter().map(|code| column.category_of(*code)).collect()
}

/// Large enough to be read in several parts.
fn large_table(rows: usize) -> String {
    let mut text = String::from("index,square,city,late\n");
    for row in 0..rows {
        let late = if row == rows - 2 { "text" } else { "7" };
        text.push_str(&format!("{row},{},{},{late}\n", row as f64 * 0.25, ["Oslo", "Bergen", "Å"][row % 3]));
        if row % 1000 == 999 {
            text.push_str("too,short\n");
        }
    }
    text
}

#[test]
fn parts_join_in_order_and_a_late_text_makes_a_category() {
    let rows = 200_000;
    let table = open(large_table(rows).as_bytes()).unwrap();
    assert_eq!(table.rows, rows);
    assert_eq!(table.rejected_rows, 200);
    assert_eq!(table.rejected_examples[0], "line 1002: 2 cells, expected 4");
    assert!(numbers(&table, 0).iter().enumerate().all(|(row, value)| *value == row as f64));
    assert!(numbers(&table, 1).iter().enumerate().all(|(row, value)| *value == row as f64 * 0.25));
    let cities = texts(&table, 2);
    assert!((0..rows).all(|row| cities[row] == ["Oslo", "Bergen", "Å"][row % 3]));
    let first_text = table.columns[3].first_text().unwrap();
    // Header, the rows before it, and the short rows between them.
    assert_eq!((first_text.place, first_text.text.as_str()), (CellPlace::Line(rows as u64 + 199), "text"));
    assert_eq!(texts(&table, 3)[rows - 3..], ["7", "text", "7"]);
}

#[test]
fn quotes_or_other_line_ends_change_nothing() {
    let text = large_table(60_000);
    let plain = open(text.as_bytes()).unwrap();
    let quoted = open(text.replace("Oslo", "\"Oslo\"").as_bytes()).unwrap();
    assert_eq!(plain.columns, quoted.columns);
    for line_end in ["\r", "\r\n"] {
        assert_eq!(plain.columns, open(text.replace('\n', line_end).as_bytes()).unwrap().columns);
    }
}

#[test]
fn text_in_a_rejected_row_leaves_a_column_numeric() {
    let table = open(b"a,b,c\n1,2,3\nx,y\n4,z,6,7\n8,9,10\n").unwrap();
    assert_eq!(*numbers(&table, 1), [2.0, 9.0]);
    assert_eq!(table.rejected_rows, 2);
}

#[test]
fn the_preview_shows_missing_cells_empty() {
    let marks = ["NA", "NaN", "nan", "null", "NULL", "inf", "-Infinity", ""];
    for mark in marks {
        for cell in [mark.to_owned(), quoted(mark)] {
            let table = open(format!("a,b\n{cell},1\n7,2\n").as_bytes()).unwrap();
            assert_eq!(table.preview, [["", "1"], ["7", "2"]], "{cell}");
            assert!(numbers(&table, 0)[0].is_nan());
        }
    }
    // Among texts an infinity is a text like any other.
    let table = open(b"a,b\ninf,1\nNA,2\nx,3\n").unwrap();
    assert_eq!(table.preview, [["inf", "1"], ["", "2"], ["x", "3"]]);
}

fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-zA-Zéß中 ,;\"\r\n\t.|-]{0,12}",
        "-?[0-9]{1,9}(\\.[0-9]{1,6})?",
        prop::sample::select(vec!["NA", "NaN", "nan", "null", "NULL", "inf"]).prop_map(str::to_owned),
    ]
}

/// Cells the preview may show empty: marks of a missing value, and among numbers those that are not finite.
fn may_be_missing(cell: &str) -> bool {
    matches!(cell, "" | "NA" | "null" | "NULL") || cell.parse().is_ok_and(|value: f64| !value.is_finite())
}

fn quoted(cell: &str) -> String {
    format!("\"{}\"", cell.replace('"', "\"\""))
}

proptest! {
    #[test]
    fn written_cells_are_read_back(rows in prop::collection::vec(prop::collection::vec(cell(), 3), 1..20)) {
        let mut text = String::from("\"first\",\"second\",\"third\"\n");
        for row in &rows {
            text.push_str(&row.iter().map(|cell| quoted(cell)).collect::<Vec<_>>().join(","));
            text.push('\n');
        }
        let table = open(text.as_bytes()).unwrap();
        prop_assert_eq!(table.rows, rows.len());
        for (written, read) in rows.iter().zip(&table.preview) {
            for (written, read) in written.iter().zip(read) {
                prop_assert!(written == read || read.is_empty() && may_be_missing(written), "{written:?} {read:?}");
            }
        }
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(
        prop_oneof![Just(b','), Just(b'"'), Just(b'\n'), Just(b'\r'), Just(b';'), Just(b'1'), Just(b'x'), any::<u8>()], 0..200,
    )) {
        if let Err(failure) = open(&bytes) {
            prop_assert!(!failure.to_string().is_empty());
            prop_assert!(!failure.help.is_empty());
        }
    }
}
