//! Properties of reading: what is written is read back, however large, and random bytes never do harm.

use proptest::prelude::*;
use std::borrow::Cow;
use std::io::Write;
use tabular::{NoticeCode, ReadOptions, RejectReason, Table, rejected_lines, row_at_line};
use tempfile::NamedTempFile;

fn open(bytes: &[u8]) -> Result<Table, tabular::Failure> {
    open_as(bytes, &ReadOptions::default())
}

fn open_as(bytes: &[u8], reading: &ReadOptions) -> Result<Table, tabular::Failure> {
    let mut file = NamedTempFile::new().unwrap();
    file.write_all(bytes).unwrap();
    Table::open(file.path(), reading)
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
fn parts_join_in_order_and_a_late_text_is_a_stray() {
    let rows = 200_000;
    let table = open(large_table(rows).as_bytes()).unwrap();
    assert_eq!(table.rows, rows);
    assert_eq!(table.rejected_rows, 200);
    assert_eq!(table.rejected_examples[0], "line 1002: 2 cells, expected 4");
    assert!(numbers(&table, 0).iter().enumerate().all(|(row, value)| *value == row as f64));
    assert!(numbers(&table, 1).iter().enumerate().all(|(row, value)| *value == row as f64 * 0.25));
    let cities = texts(&table, 2);
    assert!((0..rows).all(|row| cities[row] == ["Oslo", "Bergen", "Å"][row % 3]));
    assert_eq!((table.columns[3].missing(), table.columns[3].is_missing(rows - 2)), (1, true));
    let stray = table.notices.iter().find(|notice| notice.code == NoticeCode::StrayCells).unwrap();
    // Header, the rows before it, and the short rows between them.
    assert_eq!((stray.lines[0].line, stray.lines[0].text.as_str()), (rows as u64 + 199, "text"));
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
fn a_quoted_table_is_read_in_parts_as_it_is_in_one() {
    let record = "1,\"two\nlines, \"\"quoted\"\"\",x\n";
    let mut text = format!("a,b,c\n{}", record.repeat(100_000));
    let table = open(text.as_bytes()).unwrap();
    assert_eq!((table.rows, table.rejected_rows), (100_000, 0));
    assert!(texts(&table, 1).iter().all(|cell| *cell == "two\nlines, \"quoted\""));
    // One stray quote turns inside and outside about for whoever counts quotes.
    text.insert_str("a,b,c\n".len(), "7,\"stray,y\n");
    let table = open(text.as_bytes()).unwrap();
    assert_eq!((table.rows, table.rejected_rows), (100_001, 0));
    assert_eq!((texts(&table, 1)[0], texts(&table, 1)[100_000]), ("\"stray", "two\nlines, \"quoted\""));
}

#[test]
fn a_quote_that_is_not_closed_swallows_no_row() {
    let table = open(b"a,b,c\n1,\"x,2\n3,y,4\n5,z\",6\n7,w,8\n").unwrap();
    assert_eq!((table.rows, table.rejected_rows), (4, 0));
    let table = open(b"a,b,c\n1,\"x\ny\",2,3\n3,y,4\n5,z,6\n").unwrap();
    assert_eq!((table.rows, table.rejected_rows), (2, 1));
    assert_eq!(table.notices[0].lines[0].line, 2);
}

#[test]
fn a_cell_of_lines_that_only_look_like_rows_stays_one() {
    let table = open(b"a,b\n\"gggg,\ng\",\"gggg\r,g\"\n\"x\",y\n").unwrap();
    assert_eq!((texts(&table, 0), texts(&table, 1)), (vec!["gggg,\ng", "x"], vec!["gggg\r,g", "y"]));
    let table = open(b"a,b\n,\"gggg\r,\n,g\"\n,y\n").unwrap();
    assert_eq!((table.rows, texts(&table, 1)), (2, vec!["gggg\r,\n,g", "y"]));
}

#[test]
fn options_win_over_guesses() {
    let given = |text: &str, options: &str| {
        let table = open_as(text.as_bytes(), &serde_json::from_str(options).unwrap()).unwrap();
        (table.columns.iter().map(|column| column.name.clone()).collect::<Vec<_>>().join("|"), table.preview)
    };
    let (names, rows) = given("1,2\n3,4\n", r#"{"header": true}"#);
    assert_eq!((names.as_str(), rows), ("1|2", vec![vec!["3".to_owned(), "4".to_owned()]]));
    let (names, rows) = given("x;y\na,b;c\n", r#"{"delimiter": ","  , "header": false, "skip_lines": 1}"#);
    assert_eq!((names.as_str(), rows.len()), ("column_1|column_2", 1));
    let (names, rows) = given("a%b\n1%2\n", r#"{"delimiter": "%"}"#);
    assert_eq!((names.as_str(), rows.len()), ("a|b", 1));
    let (names, rows) = given("a§b\n1§\"x§y\"\n2§z\n", r#"{"delimiter": "§"}"#);
    assert_eq!((names.as_str(), rows[0][1].as_str(), rows[1][1].as_str()), ("a|b", "x§y", "z"));
    let (names, rows) = given("a,b\n«x, y«,1\n", r#"{"quote": "«"}"#);
    assert_eq!((names.as_str(), rows[0][0].as_str()), ("a|b", "x, y"));
    let (names, rows) = given("a b  c\n1 2 3\n", r#"{"delimiter": "blanks"}"#);
    assert_eq!((names.as_str(), rows.len()), ("a|b|c", 1));
    let (_, rows) = given("a,b\n\"x,1\n\"y,2\n", r#"{"quote": "none"}"#);
    assert_eq!(rows, vec![vec!["\"x".to_owned(), "1".to_owned()], vec!["\"y".to_owned(), "2".to_owned()]]);
    let (names, rows) = given("a,b\nkg,m\n; note\n1,2\n", r#"{"skip_after_header": 1, "comment": ";"}"#);
    assert_eq!((names.as_str(), rows.len()), ("a|b", 1));
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

fn quoted(cell: &str) -> String {
    format!("\"{}\"", cell.replace('"', "\"\""))
}

proptest! {
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

/// Lines that are no rows as `(line, reason, text)`, and where each notice's line is in the table.
fn lines_of(bytes: &[u8], reading: &ReadOptions) -> (Vec<(u64, RejectReason, String)>, tempfile::NamedTempFile) {
    let mut file = NamedTempFile::new().unwrap();
    file.write_all(bytes).unwrap();
    let lines = rejected_lines(file.path(), reading).unwrap();
    (lines.into_iter().map(|line| (line.line, line.reason, line.text)).collect(), file)
}

#[test]
fn every_line_that_is_no_row_is_listed_whole_with_its_reason() {
    let text = large_table(20_000);
    let (lines, file) = lines_of(text.as_bytes(), &ReadOptions::default());
    let short = RejectReason::CellCount { found: 2, expected: 4 };
    let expected = (1..=20).map(|part| (part * 1001 + 1, short, "too,short".to_owned()));
    assert_eq!(lines, expected.collect::<Vec<_>>());
    let row = |line| row_at_line(file.path(), &ReadOptions::default(), line).unwrap();
    assert_eq!([row(1), row(2), row(1001), row(1002), row(1003)], [None, Some(0), Some(999), None, Some(1000)]);
    assert_eq!(row(20_021), None);

    let long = format!("a;b\n1;2\n{};\"x\n3;4\n", "9".repeat(500));
    let semicolon: ReadOptions = serde_json::from_str(r#"{"delimiter":";"}"#).unwrap();
    let (lines, file) = lines_of(long.as_bytes(), &semicolon);
    assert_eq!(lines, []);
    assert_eq!(row_at_line(file.path(), &semicolon, 3).unwrap(), Some(1));
    let (lines, _) = lines_of(b"a;b;c\n1;2;3\n4;\"5\n6;7;8\n", &semicolon);
    assert_eq!(lines, [(3, RejectReason::OpenQuote, "4;\"5".to_owned())]);
}

#[test]
fn lines_of_json_that_are_no_objects_are_listed() {
    let text = b"{\"a\":1,\"b\":2}\nnone\n\n{\"a\":3,\"b\":4}\n[5]\n";
    let (lines, file) = lines_of(text, &ReadOptions::default());
    let none = RejectReason::NoObject;
    assert_eq!(lines, [(2, none, "none".to_owned()), (5, none, "[5]".to_owned())]);
    // Its notices number rows.
    assert_eq!(row_at_line(file.path(), &ReadOptions::default(), 2).unwrap(), Some(1));
}
