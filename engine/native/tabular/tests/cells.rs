//! What the cells of columns are read as, and what is said of it.

use proptest::prelude::*;
use std::io::Write;
use tabular::{ColumnReading, ColumnType, DateOrder, NoticeCode, NoticeFix, ReadOptions, Table, TableNotice};
use tempfile::NamedTempFile;

fn read_as(text: &str, reading: &ReadOptions) -> Table {
    let mut file = NamedTempFile::new().unwrap();
    file.write_all(text.as_bytes()).unwrap();
    Table::open(file.path(), reading).unwrap()
}

fn read(text: &str) -> Table {
    read_as(text, &ReadOptions::default())
}

/// A table of one column of interest beside a plain one.
fn column(cells: &[&str]) -> String {
    let quoted = |cell: &&str| format!("\"{}\"", cell.replace('"', "\"\""));
    let rows: Vec<String> =
        cells.iter().enumerate().map(|(row, cell)| format!("{},{}.5\n", quoted(cell), row % 2)).collect();
    format!("x,y\n{}", rows.concat())
}

fn texts(table: &Table) -> Vec<String> {
    (0..table.rows).map(|row| table.columns[0].text(row).unwrap_or_default()).collect()
}

fn notice(table: &Table, code: NoticeCode) -> &TableNotice {
    let of_code = |notice: &&TableNotice| notice.code == code && notice.column.as_deref() == Some("x");
    table.notices.iter().find(of_code).unwrap_or_else(|| panic!("no {code:?} in {:?}", table.notices))
}

fn mended(table: &Table, text: &str, code: NoticeCode) -> Table {
    match &notice(table, code).fix {
        Some(NoticeFix::Reading { reading }) => read_as(text, reading),
        fix => panic!("{fix:?}"),
    }
}

/// Reads a column and compares type, cells and the codes of what is said.
fn expect(cells: &[&str], column_type: ColumnType, expected: &[&str], said: &[NoticeCode]) {
    let table = read(&column(cells));
    assert_eq!(table.columns[0].column_type(), column_type, "{cells:?}");
    assert_eq!(texts(&table), expected, "{cells:?}");
    assert_eq!(table.notices.iter().map(|notice| notice.code).collect::<Vec<_>>(), said, "{cells:?}");
}

use ColumnType::{Boolean, Category, Number, Time};
use NoticeCode::*;

#[test]
fn marks_are_taken_off_numbers_and_said() {
    for (cells, numbers) in [
        (["1,5", "3,5", "0,5"], ["1.5", "3.5", "0.5"]),
        (["1,234.5", "999.5", "2,000"], ["1234.5", "999.5", "2000"]),
        (["1.234,56", "999,50", "2.000,00"], ["1234.56", "999.5", "2000"]),
        (["1.234.567", "2.345", "12"], ["1234567", "2345", "12"]),
        (["1,234", "2,345", "12"], ["1234", "2345", "12"]),
        (["12\u{a0}", "13", "1\u{202f}400"], ["12", "13", "1400"]),
        (["1'234'567", "1’000", "5"], ["1234567", "1000", "5"]),
        (["\u{2212}5", "5", "–7"], ["-5", "5", "-7"]),
        (["12 %", "7.5 %", "3%"], ["12", "7.5", "3"]),
        (["$1,200", "$80", "$7.50"], ["1200", "80", "7.5"]),
        (["5 €", "EUR 7", "€8"], ["5", "7", "8"]),
        (["(5)", "7", "($8)"], ["-5", "7", "-8"]),
        (["5 kg", "7.5 kg", "8 KG"], ["5", "7.5", "8"]),
        (["１２", "１．５", "3"], ["12", "1.5", "3"]),
        ([" 5 ", " 6", "7 "], ["5", "6", "7"]),
    ] {
        expect(&cells, Number, &numbers, &[MarksTakenOff]);
    }
    let table = read(&column(&["$1,200", "80 ", "$7.50", "9"]));
    let said = notice(&table, MarksTakenOff);
    assert_eq!(said.count, 3);
    assert!(said.text.contains("\"$1,200\" = 1200, \"80 \" = 80"), "{}", said.text);
}

#[test]
fn a_stray_cell_among_numbers_is_missing_and_known_or_named() {
    for word in ["-", ".", "n/a", "N/A", "#N/A", "#DIV/0!", "\\N", "None", "nil", "--", "?", "", " ", "NULL", "—"] {
        let table = read(&column(&["1", "2.5", word, "4", "4", "5"]));
        assert_eq!(texts(&table), ["1", "2.5", "", "4", "4", "5"], "{word}");
        assert!(table.notices.iter().all(|notice| notice.code == MissingWords), "{word}: {:?}", table.notices);
    }
    let text = column(&["1", "2.5", "oops", "-", "4", "5", "oops?"].repeat(9));
    let table = read(&text.replace("oops?", "6"));
    assert_eq!((table.columns[0].column_type(), table.columns[0].missing()), (Category, 0));
    let mut cells = vec!["1.5"; 60];
    (cells[7], cells[30], cells[31]) = ("oops", "-", "1 or 2");
    let text = column(&cells);
    let table = read(&text);
    assert_eq!((table.columns[0].column_type(), table.columns[0].missing()), (Number, 3));
    let stray = notice(&table, StrayCells);
    let lines: Vec<(u64, &str)> = stray.lines.iter().map(|line| (line.line, line.text.as_str())).collect();
    assert_eq!((stray.count, lines), (2, vec![(9, "oops"), (33, "1 or 2")]));
    assert_eq!(notice(&table, MissingWords).lines[0].line, 32);
    let mended = mended(&table, &text, StrayCells);
    assert_eq!((mended.columns[0].missing(), mended.notices), (3, Vec::new()));
}

#[test]
fn one_word_however_often_does_not_make_many_numbers_categories() {
    let cells: Vec<String> =
        (0..90).map(|row| if row % 3 == 0 { "not measured".to_owned() } else { format!("{row}.5") }).collect();
    let table = read(&column(&cells.iter().map(String::as_str).collect::<Vec<_>>()));
    assert_eq!((table.columns[0].column_type(), table.columns[0].missing()), (Number, 30));
    assert_eq!(notice(&table, StrayCells).count, 30);
}

#[test]
fn numbers_and_texts_in_equal_parts_are_categories_and_said() {
    let text = column(&["1", "2", "<3", "4", "<5", "6"].repeat(10));
    let table = read(&text);
    assert_eq!(table.columns[0].column_type(), Category);
    let mixed = notice(&table, MixedColumn);
    assert_eq!((mixed.count, mixed.lines[0].line), (20, 4));
    assert_eq!(mended(&table, &text, MixedColumn).columns[0].missing(), 20);
    expect(
        &["5 kg", "500 g", "6 kg", "7 kg", "800 g"],
        Category,
        &["5 kg", "500 g", "6 kg", "7 kg", "800 g"],
        &[MixedColumn],
    );
}

#[test]
fn words_for_yes_and_no_are_booleans() {
    for [no, yes] in
        [["False", "True"], ["no", "yes"], ["n", "Y"], ["f", "t"], ["off", "on"], ["nein", "ja"], ["否", "是"]]
    {
        expect(&[yes, no, "", yes], Boolean, &[yes, no, "", yes], &[BooleanWords]);
        assert_eq!(read(&column(&[yes, no])).columns[0].numbers().unwrap().to_vec(), [1.0, 0.0]);
    }
    let text = column(&["yes", "no"]);
    let table = read(&text);
    assert_eq!(mended(&table, &text, BooleanWords).columns[0].column_type(), Category);
    expect(&["yes", "no", "maybe"], Category, &["yes", "no", "maybe"], &[]);
    expect(&["yes", "yes"], Category, &["yes", "yes"], &[]);
}

#[test]
fn dates_and_times_are_times() {
    for (cells, times) in [
        (["2024-01-05", "2024-02-29", "2023-12-31"], ["2024-01-05", "2024-02-29", "2023-12-31"]),
        (
            ["2024-01-05 10:30", "2024-02-29T00:00:00Z", "2023-12-31"],
            ["2024-01-05T10:30:00", "2024-02-29", "2023-12-31"],
        ),
        (["13/2/2024", "1/2/2024", "3/2/2024"], ["2024-02-13", "2024-02-01", "2024-02-03"]),
        (["2/13/2024", "2/1/2024", "2/3/2024"], ["2024-02-13", "2024-02-01", "2024-02-03"]),
        (["2024年1月5日", "2024年12月1日", "2023年2月3日"], ["2024-01-05", "2024-12-01", "2023-02-03"]),
        (["20240105", "20240229", "20231231"], ["2024-01-05", "2024-02-29", "2023-12-31"]),
        (["5 Jan 2024", "1 Feb 2024", "31 December 2023"], ["2024-01-05", "2024-02-01", "2023-12-31"]),
    ] {
        expect(&cells, Time, &times, &[TimesRead]);
    }
    let days = read(&column(&["1970-01-02", "1970-01-01 12:00", "1969-12-31"])).columns[0].numbers().unwrap().to_vec();
    assert_eq!(days, [1.0, 0.5, -1.0]);
    expect(
        &["2024-01-05", "2024-01-06", "soon", "2024-01-07"],
        Time,
        &["2024-01-05", "2024-01-06", "", "2024-01-07"],
        &[TimesRead, StrayCells],
    );
    expect(&["1.2.3", "1.10.2", "2.0.1"], Category, &["1.2.3", "1.10.2", "2.0.1"], &[]);
}

#[test]
fn dates_of_either_order_are_said_and_turned_in_one_step() {
    let text = column(&["3/4/2024", "5/6/2024", "7/7/2024"]);
    let table = read(&text);
    assert_eq!(texts(&table), ["2024-03-04", "2024-05-06", "2024-07-07"]);
    let turned = mended(&table, &text, NoticeCode::DateOrder);
    assert_eq!(texts(&turned), ["2024-04-03", "2024-06-05", "2024-07-07"]);
    assert!(turned.notices.iter().all(|notice| notice.code == TimesRead));
}

#[test]
fn leading_zeros_and_large_whole_numbers_are_kept_as_texts() {
    expect(&["01234", "00501", "10001", "02139"], Category, &["01234", "00501", "10001", "02139"], &[LeadingZeros]);
    let one_in_many: Vec<String> = (0..600).map(|row| if row == 550 { "01234" } else { "94110" }.to_owned()).collect();
    let table = read(&column(&one_in_many.iter().map(String::as_str).collect::<Vec<_>>()));
    assert_eq!(table.columns[0].categories().collect::<Vec<_>>(), ["01234", "94110"]);
    let ids = ["9007199254740993", "9007199254740992", "9007199254740993", "12"];
    expect(&ids, Category, &ids, &[ExactWholes]);
    expect(&["0.5", "007", "-3"], Number, &["0.5", "7", "-3"], &[MarksTakenOff]);
    expect(
        &["1", "2", "3", "123456789012345678901234"],
        Number,
        &["1", "2", "3", "1.2345678901234569e23"],
        &[MarksTakenOff],
    );
}

#[test]
fn variants_of_one_category_are_said_and_merged_in_one_step() {
    let text = column(&["Oslo", "oslo", "Oslo", " OSLO ", "Bergen", "New York", "New  york", "New York"]);
    let table = read(&text);
    assert_eq!(table.columns[0].categories().len(), 6);
    assert_eq!(notice(&table, CategoryVariants).count, 3);
    let merged = mended(&table, &text, CategoryVariants);
    assert_eq!(merged.columns[0].categories().collect::<Vec<_>>(), ["Bergen", "New York", "Oslo"]);
    assert_eq!(merged.notices, []);
}

#[test]
fn what_a_person_says_of_a_column_wins() {
    let said = |column: ColumnReading| ReadOptions {
        columns: Some(vec![ColumnReading { name: "x".to_owned(), ..column }]),
        ..ReadOptions::default()
    };
    let typed = |column_type| said(ColumnReading { column_type: Some(column_type), ..ColumnReading::default() });
    let cells = |text: &[&str], reading: &ReadOptions| {
        let table = read_as(&column(text), reading);
        (table.columns[0].column_type(), texts(&table).join("|"))
    };
    let named = |column_type, text: &str| (column_type, text.to_owned());
    assert_eq!(cells(&["1", "2"], &typed(Category)), named(Category, "1|2"));
    assert_eq!(cells(&["01", "a", "b", "2"], &typed(Number)), named(Number, "1|||2"));
    assert_eq!(cells(&["1", "0", "x"], &typed(Boolean)), named(Boolean, "1|0|"));
    assert_eq!(cells(&["86400", "1.5", "x"], &typed(Time)), named(Time, "1970-01-02|1970-01-01T00:00:01.500|"));
    assert_eq!(cells(&["2024-01-05", "b"], &typed(Category)), named(Category, "2024-01-05|b"));
    let words = |words: &[&str]| {
        said(ColumnReading {
            missing: Some(words.iter().map(|word| (*word).to_owned()).collect()),
            ..ColumnReading::default()
        })
    };
    assert_eq!(cells(&["NA", "DE", "x"], &words(&["x"])), named(Category, "NA|DE|"));
    assert_eq!(cells(&["9", "1", "2"], &words(&["9"])), named(Number, "|1|2"));
    let everywhere = ReadOptions { missing: Some(vec!["DE".to_owned()]), ..ReadOptions::default() };
    assert_eq!(cells(&["NA", "DE", "x"], &everywhere), named(Category, "||x"));
    let order = said(ColumnReading { date_order: Some(DateOrder::DayFirst), ..ColumnReading::default() });
    assert_eq!(cells(&["3/4/2024"], &order), named(Time, "2024-04-03"));
}

#[derive(Debug, Clone)]
enum Cells {
    Numbers(Vec<Option<f64>>),
    Booleans(Vec<Option<bool>>),
    Days(Vec<Option<i32>>),
    Texts(Vec<Option<String>>),
}

const ROWS: usize = 12;

fn cells() -> impl Strategy<Value = Cells> {
    let number = prop_oneof![(-1_000_000_i32..1_000_000).prop_map(f64::from), -1e9..1e9_f64, Just(1e-7), Just(-2.5e30)];
    let days = -100_000..100_000;
    prop_oneof![
        prop::collection::vec(prop::option::of(number), ROWS).prop_map(Cells::Numbers),
        prop::collection::vec(prop::option::of(any::<bool>()), ROWS).prop_map(Cells::Booleans),
        prop::collection::vec(prop::option::of(days), ROWS).prop_map(Cells::Days),
        prop::collection::vec(prop::option::of(text()), ROWS).prop_map(Cells::Texts),
    ]
}

/// A text that is to be quoted, but not one with a line between others that may be a row by itself: such a line is read as a
/// row rather than swallowed by a quote that may be a letter.
fn text() -> impl Strategy<Value = String> {
    "[g-m]{4}[ ,;\"\r\n.|g-mé中]{0,6}[g-m]".prop_filter("a line that is a row", |text| {
        let lines: Vec<&str> = text.split(['\r', '\n']).filter(|line| !line.is_empty()).collect();
        let is_row =
            |line: &&str| line.contains(',') && line.split(',').all(|cell| !cell.is_empty() && !cell.contains('"'));
        lines.len() < 3 || !lines[1..lines.len() - 1].iter().any(is_row)
    })
}

fn written(cells: &Cells, row: usize) -> String {
    match cells {
        Cells::Numbers(cells) => cells[row].map(tabular::number_text),
        Cells::Booleans(cells) => cells[row].map(|value| value.to_string()),
        Cells::Days(cells) => cells[row].map(|day| tabular::time_text(i64::from(day) * 86_400_000)),
        Cells::Texts(cells) => cells[row].clone().map(|text| format!("\"{}\"", text.replace('"', "\"\""))),
    }
    .unwrap_or_default()
}

proptest! {
    #[test]
    fn a_table_written_as_csv_reads_back_equal(columns in prop::collection::vec(cells(), 2..5)) {
        let names: Vec<String> = (0..columns.len()).map(|column| format!("name {column}")).collect();
        let mut text = format!("{}\n", names.join(","));
        for row in 0..ROWS {
            let cells: Vec<String> = columns.iter().map(|cells| written(cells, row)).collect();
            text.push_str(&format!("{}\n", cells.join(",")));
        }
        let table = read(&text);
        prop_assert_eq!(table.rows, ROWS);
        for (written, column) in columns.iter().zip(&table.columns) {
            let numbers = |row: usize| column.numbers().and_then(|numbers| Some(numbers[row]).filter(|value| !value.is_nan()));
            for row in 0..ROWS {
                match written {
                    Cells::Numbers(cells) => prop_assert_eq!(numbers(row), cells[row]),
                    Cells::Days(cells) => prop_assert_eq!(numbers(row), cells[row].map(f64::from)),
                    Cells::Booleans(cells) => {
                        prop_assert_eq!(column.text(row), cells[row].map(|value| value.to_string()));
                    }
                    Cells::Texts(cells) => prop_assert_eq!(column.text(row), cells[row].clone()),
                }
            }
        }
    }
}
