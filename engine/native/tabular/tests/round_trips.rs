//! Random tables are the same after they were written and read: by every writer there is here, and by the small ones below.

use crate::support::{Cell, cells};
use arrow_array::{ArrayRef, BooleanArray, Float64Array, StringArray, TimestampMillisecondArray};
use proptest::prelude::*;
use std::path::Path;
use std::sync::Arc;
use tabular::{Column, ReadLimits, ReadOptions, Table, Watch, write_csv, write_parquet};

fn read(bytes: Vec<u8>, name: &str) -> Table {
    let limits = ReadLimits::default();
    Table::of_bytes(bytes, Some(Path::new(name)), &ReadOptions::default(), &limits, &Watch::default())
        .unwrap_or_else(|failure| panic!("{name}: {failure}"))
}

/// One column's cells; each kind has some missing, and at least one that is not.
fn column_cells(rows: usize) -> impl Strategy<Value = ArrayRef> {
    fn some<T: std::fmt::Debug + Clone + 'static>(
        rows: usize,
        cell: impl Strategy<Value = T> + Clone + 'static,
    ) -> impl Strategy<Value = Vec<Option<T>>> {
        (prop::collection::vec(prop::option::weighted(0.8, cell.clone()), rows), cell).prop_map(|(mut cells, first)| {
            cells[0] = Some(first);
            cells
        })
    }
    let number = prop_oneof![
        (-1e30..1e30_f64),
        (-1_000_000..1_000_000_i64).prop_map(|whole| whole as f64),
        (-1.0..1.0_f64).prop_map(|small| small * 1e-20),
    ];
    prop_oneof![
        some(rows, number).prop_map(|cells| Arc::new(Float64Array::from(cells)) as ArrayRef),
        some(rows, any::<bool>()).prop_map(|cells| Arc::new(BooleanArray::from(cells)) as ArrayRef),
        some(rows, -2_000_000_000_000..4_000_000_000_000_i64)
            .prop_map(|cells| Arc::new(TimestampMillisecondArray::from(cells)) as ArrayRef),
        some(rows, "[a-zß北\"',]{0,3}q[a-z, ]{0,4}z").prop_map(|cells| Arc::new(StringArray::from(cells)) as ArrayRef),
    ]
}

fn table() -> impl Strategy<Value = Vec<Column>> {
    (2..40_usize, 2..6_usize).prop_flat_map(|(rows, width)| {
        prop::collection::vec(column_cells(rows), width).prop_map(|columns| {
            let named = |(index, cells): (usize, ArrayRef)| {
                Column::of_arrays(format!("column {index}"), &[cells]).expect("a plain column")
            };
            columns.into_iter().enumerate().map(named).collect()
        })
    })
}

/// As JSON writes it; times are texts.
fn json(cell: &Cell, is_time: bool) -> serde_json::Value {
    match cell {
        Cell::Truth(truth) => (*truth).into(),
        Cell::Number(milliseconds) if is_time => tabular::time_text(*milliseconds as i64).into(),
        Cell::Number(number) => (*number).into(),
        Cell::Text(text) => text.as_str().into(),
        Cell::Missing(()) => serde_json::Value::Null,
    }
}

fn assert_same(read: &Table, written: &[Column]) -> Result<(), TestCaseError> {
    prop_assert_eq!(read.columns.len(), written.len());
    for (read, written) in read.columns.iter().zip(written) {
        prop_assert_eq!(&read.name, &written.name);
        prop_assert_eq!(read.column_type(), written.column_type());
        prop_assert_eq!(cells(read), cells(written));
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn parquet(columns in table()) {
        let mut bytes = Vec::new();
        write_parquet(&columns, None, &mut bytes).unwrap();
        assert_same(&read(bytes, "t.parquet"), &columns)?;
    }

    #[test]
    fn csv(columns in table()) {
        // One word alone does not tell that it is a truth value.
        let has_both = |column: &Column| [true, false].iter().all(|truth| cells(column).contains(&Cell::Truth(*truth)));
        prop_assume!(columns.iter().all(|column| column.column_type() != tabular::ColumnType::Boolean || has_both(column)));
        let mut bytes = Vec::new();
        write_csv(&columns, &mut bytes).unwrap();
        assert_same(&read(bytes, "t.csv"), &columns)?;
    }

    #[test]
    fn json_lines_and_arrays(columns in table(), indent in any::<bool>()) {
        let rows: Vec<serde_json::Value> = (0..columns[0].cells())
            .map(|row| {
                let cell = |column: &Column| {
                    json(&cells(column)[row], column.column_type() == tabular::ColumnType::Time)
                };
                columns.iter().map(|column| (column.name.clone(), cell(column))).collect()
            })
            .collect();
        let lines: String = rows.iter().map(|row| format!("{row}\n")).collect();
        assert_same(&read(lines.into_bytes(), "t.jsonl"), &columns)?;
        let rows = serde_json::Value::from(rows);
        let array = if indent { format!("{rows:#}") } else { rows.to_string() };
        assert_same(&read(array.into_bytes(), "t.json"), &columns)?;
    }

    #[test]
    fn arff(columns in table()) {
        let mut text = String::from("@relation t\n");
        for column in &columns {
            let kind = match column.column_type() {
                tabular::ColumnType::Time => "date \"yyyy-MM-dd HH:mm:ss.SSS\"",
                tabular::ColumnType::Category | tabular::ColumnType::Boolean => "string",
                tabular::ColumnType::Number => "numeric",
            };
            text.push_str(&format!("@attribute '{}' {kind}\n", column.name));
        }
        text.push_str("@data\n");
        for row in 0..columns[0].cells() {
            let value = |column: &Column| match &cells(column)[row] {
                Cell::Missing(()) => "?".to_owned(),
                Cell::Truth(truth) => truth.to_string(),
                Cell::Text(text) => format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'")),
                Cell::Number(time) if column.column_type() == tabular::ColumnType::Time => {
                    let text = tabular::time_text(*time as i64);
                    let (date, clock) = text.split_once('T').unwrap_or((&text, "00:00:00"));
                    let (clock, part) = clock.split_once('.').unwrap_or((clock, "000"));
                    format!("\"{date} {clock}.{part}\"")
                }
                Cell::Number(number) => format!("{number:e}"),
            };
            let values: Vec<String> = columns.iter().map(value).collect();
            text.push_str(&format!("{}\n", values.join(",")));
        }
        let table = read(text.into_bytes(), "t.arff");
        for (read, written) in table.columns.iter().zip(&columns) {
            let texts = |column: &Column| cells(column).into_iter().map(|cell| match cell {
                Cell::Truth(truth) => Cell::Text(truth.to_string()),
                other => other,
            }).collect::<Vec<_>>();
            prop_assert_eq!(texts(read), texts(written));
        }
    }

    #[test]
    fn numpy_and_idx(
        rows in 1..20_usize, width in 2..6_usize, values in prop::collection::vec(any::<f32>(), 120), is_fortran in any::<bool>(),
    ) {
        let value = |row: usize, column: usize| values[row * width + column];
        let cell = |row: usize, column: usize| Some(value(row, column)).filter(|value| value.is_finite());
        let header = format!(
            "{{'descr': '>f4', 'fortran_order': {}, 'shape': ({rows}, {width}), }}\n",
            if is_fortran { "True" } else { "False" },
        );
        let mut npy = [&b"\x93NUMPY\x02\0"[..], &(header.len() as u32).to_le_bytes(), header.as_bytes()].concat();
        let mut idx = vec![0, 0, 0x0d, 2, 0, 0, 0, rows as u8, 0, 0, 0, width as u8];
        for index in 0..rows * width {
            let (row, column) = if is_fortran { (index % rows, index / rows) } else { (index / width, index % width) };
            npy.extend(value(row, column).to_be_bytes());
            idx.extend(value(index / width, index % width).to_be_bytes());
        }
        for table in [read(npy, "t.npy"), read(idx, "t-idx2-ubyte")] {
            for column in 0..width {
                let expected: Vec<Cell> = (0..rows)
                    .map(|row| cell(row, column).map_or(Cell::Missing(()), |value| Cell::Number(f64::from(value))))
                    .collect();
                prop_assert_eq!(cells(&table.columns[column]), expected);
            }
        }
    }

    #[test]
    fn libsvm(
        rows in prop::collection::vec(prop::collection::vec(prop::option::of(-1e9..1e9_f64), 4), 1..20), first in 0..2_usize,
    ) {
        let mut text = String::new();
        for (index, row) in rows.iter().enumerate() {
            text.push_str(&format!("{}", index % 3));
            // The first and last features are in every row, so that each file tells where they begin and end.
            for (feature, value) in row.iter().enumerate() {
                let value = if matches!(feature, 0 | 3) { Some(value.unwrap_or(1.0)) } else { *value };
                if let Some(value) = value {
                    text.push_str(&format!(" {}:{value:e}", feature + first));
                }
            }
            text.push('\n');
        }
        let table = read(text.into_bytes(), "t.svmlight");
        prop_assert_eq!(table.columns.len(), 5);
        for feature in 0..4 {
            let missing = if matches!(feature, 0 | 3) { 1.0 } else { 0.0 };
            let expected: Vec<Cell> = rows.iter().map(|row| Cell::Number(row[feature].unwrap_or(missing))).collect();
            prop_assert_eq!(cells(&table.columns[feature]), expected);
        }
    }
}
