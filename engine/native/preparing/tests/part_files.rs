//! Rows that validate and rows that test from files of their own.

use crate::prepared_run::network;
use crate::support::{coded, encoded_as, imputed, number_or_code, scaled, setup, table};
use preparing::{
    DataTables, DataWarning, DataWarningCode, PartTable, Partition, PartitionCounts, PreparedRun, SplitSetup,
    TableStore,
};
use proptest::prelude::*;
use serde_json::json;
use std::fs;
use std::path::PathBuf;
use tabular::ColumnEncoding::{Code, Number, OneHot, TargetMean, TopK};
use tabular::ColumnRole::{Feature, Split, Target, Weight};
use tabular::{DataFile, DataSetup, Failure, ReadOptions, Table};
use tempfile::TempDir;
use trainer::ir::{Fold, Ir, SplitMethod};
use trainer::{Dataset, NamedTensor, Session};

const BY_ROWS: [SplitMethod; 3] = [SplitMethod::Last, SplitMethod::Shuffled, SplitMethod::Stratified];

fn file() -> DataFile {
    DataFile { path: String::new(), sha256: String::new(), reading: None }
}

/// A setup with files for validation and for a test, where they are asked for.
fn with_files(mut setup: DataSetup, has_validation: bool, has_test: bool) -> DataSetup {
    setup.validation = has_validation.then(file);
    setup.test = has_test.then(file);
    setup
}

fn tables<'table>(
    table: &'table Table,
    validation: Option<&'table Table>,
    test: Option<&'table Table>,
) -> DataTables<'table> {
    let part = |path| move |table| PartTable { table, path };
    DataTables { table, validation: validation.map(part("val.csv")), test: test.map(part("test.csv")) }
}

/// What the network has learnt at the end of its run.
fn trained(ir: &Ir, dataset: Dataset) -> Vec<Vec<u32>> {
    let mut session = Session::new(ir.clone(), dataset).unwrap_or_else(|failure| panic!("{failure}"));
    session.start(Box::new(|_| Ok(()))).unwrap();
    session.wait();
    let bits = |tensor: &NamedTensor| tensor.values.iter().map(|value| value.to_bits()).collect();
    session.parameters().unwrap().iter().map(bits).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Each row has a number of its own.
    #[test]
    fn every_row_of_three_files_is_in_one_part_once(
        rows in (6_u32..60, 1_u32..20, 1_u32..20),
        method in prop::sample::select(&BY_ROWS[..]),
        shares in (0.0..0.5_f64, 0.0..0.4_f64),
        has_files in any::<(bool, bool)>(),
        seed in any::<u32>(),
    ) {
        let numbered = |from: u32, count: u32| table(&format!("x,y\n{}",
            (from..from + count).map(|row| format!("{row},{}\n", ["a", "b"][row as usize % 2])).collect::<String>()));
        let (first, second, third) = (numbered(0, rows.0), numbered(1000, rows.1.max(2)), numbered(2000, rows.2.max(2)));
        let of_columns = setup(&[("x", Feature, Number), ("y", Target, Code)]);
        let of_columns = with_files(of_columns, has_files.0, has_files.1);
        let mut ir = network(1, &number_or_code("y", 2), None);
        let training = &mut ir.training;
        (training.split, training.seed) = (method, seed);
        (training.validation_split, training.test_split) = shares;
        let all = tables(&first, has_files.0.then_some(&second), has_files.1.then_some(&third));
        let run = PreparedRun::of(&ir, all, &of_columns).unwrap();
        let split = run.dataset.split(&ir).unwrap();
        let ids = |places: &[u32]| places.iter().map(|row| run.dataset.inputs[0][*row as usize] as u32).collect::<Vec<_>>();
        let (training, validation) = (ids(&split.training), ids(&split.validation));
        let parts = Partition::of(&first, &of_columns, SplitSetup::of(&ir.training), Some("y")).unwrap();
        prop_assert_eq!(&training, &parts.training);
        let second: Vec<u32> = (1000..1000 + rows.1.max(2)).collect();
        prop_assert_eq!(&validation, if has_files.0 { &second } else { &parts.validation });
        prop_assert_eq!(run.test_rows, if has_files.1 { rows.2.max(2) as usize } else { parts.test.len() });
        prop_assert_eq!(parts.validation.is_empty() || !has_files.0, true);
        prop_assert_eq!(parts.test.is_empty() || !has_files.1, true);
        let mut of_first = [parts.training, parts.validation, parts.test].concat();
        of_first.sort_unstable();
        prop_assert!(of_first.into_iter().eq(0..rows.0));
        prop_assert_eq!((run.training_rows, run.validation_rows), (training.len(), validation.len()));
    }

    /// Numbers that float32 rounds, missing cells that are filled, words, a target's mean, weights; in memory and set aside.
    #[test]
    fn a_validation_file_trains_to_the_bits_of_one_table_split_by_a_column(
        rows in prop::collection::vec((-1e9..1e9_f64, 0..1000_i32, prop::option::of(0..400_u32), 0..3_usize, any::<bool>()), 8..160),
        memory_bytes in prop_oneof![1_u64..4000, Just(u64::MAX)],
        batch_size in 1_u32..40,
        seed in any::<u32>(),
    ) {
        let words = ["red", "green", "blue"];
        let line = |(time, count, share, word, _): &(f64, i32, Option<u32>, usize, bool)| {
            let share = share.map(|share| format!("{}", f64::from(share) / 400.0)).unwrap_or_default();
            let word = words[*word];
            format!("{time},{count},{share},{word},{word},{word},{},{}", time / 3e8, count % 5 + 1)
        };
        // Every word, and a missing cell, is among both.
        let known = (0..6).map(|row| (0.1 * f64::from(row + 1), row, (row % 3 > 0).then_some(7), row as usize % 3, row > 2));
        let rows: Vec<_> = rows.into_iter().chain(known).collect();
        let of = |validates: bool| rows.iter().filter(move |row| row.4 == validates).map(line);
        let head = "time,count,share,word,top,mean,y,w";
        let text = |lines: &mut dyn Iterator<Item = String>| table(&format!("{head}\n{}\n", lines.collect::<Vec<_>>().join("\n")));
        let (first, second) = (text(&mut of(false)), text(&mut of(true)));
        let named = of(false).map(|line| line + ",train").chain(of(true).map(|line| line + ",val"));
        let one = table(&format!("{head},set\n{}\n", named.collect::<Vec<_>>().join("\n")));
        let columns = [("time", Feature, Number), ("count", Feature, Number), ("share", Feature, Number),
            ("word", Feature, OneHot), ("top", Feature, TopK), ("mean", Feature, TargetMean), ("y", Target, Number),
            ("w", Weight, Number)];
        let of_columns = |columns: &[_]| {
            let of_columns = imputed(setup(columns), &[("share", r#"{"strategy":"median","indicator":true}"#)]);
            encoded_as(scaled(of_columns, &[("count", "quantile")]), "top", &json!({"k": 2}))
        };
        let mut ir = network(11, &number_or_code("y", 0), Some("w"));
        let training = &mut ir.training;
        (training.epochs, training.batch_size, training.seed, training.validation_split) = (2, batch_size, seed, 0.3);
        let by_file = with_files(of_columns(&columns), true, false);
        let of_file = PreparedRun::within(&ir, tables(&first, Some(&second), None), &by_file, memory_bytes).unwrap();
        let mut by_word = ir.clone();
        by_word.training.split = SplitMethod::Column;
        let with_set = of_columns(&[columns.as_slice(), &[("set", Split, Code)]].concat());
        let of_column = PreparedRun::within(&by_word, &one, &with_set, memory_bytes).unwrap();
        prop_assert!(of_file.dataset.wide.contains_key(&0));
        prop_assert!(of_file == of_column);
        prop_assert_eq!(trained(&ir, of_file.dataset), trained(&by_word, of_column.dataset));
    }
}

#[test]
fn nothing_is_fitted_on_the_cells_of_validation_and_test_files() {
    let rows = |scale: i32, words: [&str; 2]| {
        let line = |row: i32| format!("{},{},{},{}\n", scale * row, words[row as usize % 2], row % 3, scale * row + 1);
        table(&format!("a,top,word,y\n{}", (0..20).map(line).collect::<String>()))
    };
    let columns = [("a", Feature, Number), ("top", Feature, TopK), ("word", Feature, OneHot), ("y", Target, Number)];
    let of_columns = with_files(scaled(setup(&columns), &[("a", "robust")]), true, true);
    let ir = network(7, &number_or_code("y", 0), None);
    let first = rows(1, ["p", "q"]);
    let run = |validation: &Table, test: &Table| {
        PreparedRun::of(&ir, tables(&first, Some(validation), Some(test)), &of_columns).unwrap()
    };
    let [usual, other] = [rows(1, ["p", "q"]), rows(-1000, ["never", "seen"])];
    let prepared = run(&usual, &usual);
    assert_eq!(prepared, run(&usual, &other));
    let elsewhere = run(&other, &usual);
    assert_eq!((&prepared.preparation, &prepared.scales), (&elsewhere.preparation, &elsewhere.scales));
    let cells = 20 * 7;
    assert_eq!(prepared.dataset.inputs[0][..cells], elsewhere.dataset.inputs[0][..cells]);
    // Unseen values are encoded as all such are: 0 at each of the two known, 1 at the others.
    assert_eq!(elsewhere.dataset.inputs[0][cells + 1..cells + 4], [0.0, 0.0, 1.0]);
}

/// A folder with files, and the setup of `train.csv` with the others as its files.
fn folder(
    files: &[(&str, &str)],
    columns: &[(&str, tabular::ColumnRole, tabular::ColumnEncoding)],
) -> (TempDir, DataSetup) {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| -> PathBuf { folder.path().join(name) };
    for (name, text) in files {
        fs::write(path(name), text).unwrap();
    }
    let text_of = |name: &str| path(name).to_str().unwrap().to_owned();
    let of_file = |name: &str| {
        let is_there = files.iter().any(|(file, _)| *file == name);
        is_there.then(|| DataFile { path: text_of(name), ..file() })
    };
    let setup = DataSetup {
        path: text_of("train.csv"),
        validation: of_file("val.csv"),
        test: of_file("test.csv"),
        ..setup(columns)
    };
    (folder, setup)
}

const SPLIT: SplitSetup =
    SplitSetup { split: SplitMethod::Last, validation_split: 0.5, test_split: 0.25, fold: None, seed: 1 };

const TRAIN: &str = "id,size,kind,y\n1,1.5,a,0\n2,2.5,b,1\n3,3.5,a,0\n4,4.5,b,1\n";
const COLUMNS: [(&str, tabular::ColumnRole, tabular::ColumnEncoding); 3] =
    [("size", Feature, Number), ("kind", Feature, OneHot), ("y", Target, Code)];

#[test]
fn rows_of_files_are_counted_and_what_cannot_be_read_is_told_by_file_column_and_row() {
    // A file of few rows, whose `kind` alone would be numbers; one missing size, one kind that is unknown, one class.
    let (folder, setup) = folder(
        &[
            ("train.csv", TRAIN),
            ("val.csv", "y,kind,size\n1,a,1\n0,7,2\n1,b,\n1,b,4\n"),
            ("test.csv", "y,kind,size,more\n2,a,1,x\n0,a,2,x\n"),
        ],
        &COLUMNS,
    );
    let store = TableStore::default();
    let schema = store.schema(&setup).unwrap();
    let rows_of = |file: &Option<preparing::FileSchema>| file.as_ref().map(|file| file.rows);
    assert_eq!((schema.rows, rows_of(&schema.validation), rows_of(&schema.test)), (4, Some(4), Some(2)));
    assert_eq!(schema.features.len(), 3);
    let judged = store.judgement(&setup, SPLIT).unwrap();
    assert_eq!(judged.rows, PartitionCounts { training: 4, validation: 2, test: 1 });
    let told = |warning: &DataWarning| {
        let values = serde_json::to_value(&warning.values).unwrap();
        let text = |name: &str| values[name].as_str().unwrap_or_default().to_owned();
        let column = warning.column.clone().unwrap_or_default();
        (text("file"), column, text("reason"), values["count"].as_f64(), values["row"].as_f64(), text("names"))
    };
    let of_files = judged.warnings.iter().filter(|warning| warning.code == DataWarningCode::FileCells).map(told);
    let expected = |file: &str, column: &str, reason: &str, row: f64, names: &str| {
        (file.to_owned(), column.to_owned(), reason.to_owned(), Some(1.0), Some(row), names.to_owned())
    };
    assert_eq!(
        of_files.collect::<Vec<_>>(),
        [
            expected("validation", "size", "missing", 3.0, ""),
            expected("validation", "kind", "unknown_value", 2.0, "7"),
            expected("test", "y", "unknown_value", 1.0, "2"),
        ]
    );
    // No row of the class 0 is left to validate.
    let absent = |warning: &DataWarning| warning.code == DataWarningCode::ClassNotValidated;
    assert!(judged.warnings.iter().any(absent));
    // What is known is of the files as they are.
    fs::write(folder.path().join("val.csv"), "y,kind,size\n1,a,1\n0,b,2\n1,b,3\n").unwrap();
    let judged = store.judgement(&setup, SPLIT).unwrap();
    assert_eq!(judged.rows, PartitionCounts { training: 4, validation: 3, test: 1 });
    assert!(!judged.warnings.iter().any(absent));
    assert_eq!(rows_of(&store.schema(&setup).unwrap().validation), Some(3));
}

#[test]
fn lines_of_a_file_that_are_no_rows_are_told() {
    let files = [("train.csv", TRAIN), ("val.csv", "size,kind,y\n1,a,0\n2,b,1,9\n3,b,1\n4,a,0\n")];
    let (_folder, setup) = folder(&files, &COLUMNS);
    let judged = TableStore::default().judgement(&setup, SPLIT).unwrap();
    assert_eq!(judged.rows.validation, 3);
    let told = judged.warnings.iter().find(|warning| warning.code == DataWarningCode::FileLines).unwrap();
    let values = serde_json::to_value(&told.values).unwrap();
    assert_eq!(values, json!({"file": "validation", "count": 1.0, "example": "line 3: 4 cells, expected 3"}));
}

#[test]
fn what_is_wrong_with_a_file_is_told_with_its_name_and_place() {
    let refused = |validation: &str| -> Failure {
        let (_folder, setup) = folder(&[("train.csv", TRAIN), ("val.csv", validation)], &COLUMNS);
        TableStore::default().judgement(&setup, SPLIT).unwrap_err()
    };
    let place =
        |failure: &Failure| failure.to_string().replace('\\', "/").rsplit('/').next().unwrap_or_default().to_owned();
    let missing = refused("size,y\n1,0\n2,1\n");
    assert!(place(&missing).starts_with("val.csv, column \"kind\": found no column of this name"), "{missing}");
    let text = refused("size,kind,y\n1,a,0\n2,b,1\nmany,b,1\n");
    assert!(place(&text).starts_with("val.csv, line 4, column \"size\": found the text \"many\""), "{text}");
    let none = refused("size,kind,y\n1,c,0\n2,d,1\n");
    assert_eq!(coded(&none), (failures_code("split_file"), "rows".to_owned()));
    assert!(place(&none).starts_with("val.csv, column \"kind\": found no row of 2"), "{none}");
    let empty = refused("size,kind,y\n");
    assert!(place(&empty).starts_with("val.csv"), "{empty}");
    let (_folder, mut setup) = folder(&[("train.csv", TRAIN), ("val.csv", "size,kind,y\n1,a,0\n2,b,1\n")], &COLUMNS);
    setup.validation.as_mut().unwrap().path += ".gone";
    let gone = TableStore::default().judgement(&setup, SPLIT).unwrap_err();
    assert!(gone.code == "table_missing" && place(&gone).starts_with("val.csv.gone"), "{gone}");
}

fn failures_code(text: &str) -> tabular::FailureCode {
    serde_json::from_value(json!(text)).unwrap()
}

#[test]
fn weights_count_in_a_validation_file_and_are_not_looked_for_in_a_test_file() {
    let columns = [COLUMNS.as_slice(), &[("w", Weight, Number)]].concat();
    let weighed = "size,kind,y,w\n1,a,0,1\n2,b,1,2\n3,b,1,0\n";
    let judged = |validation: &str| {
        let files = [("train.csv", weighed), ("val.csv", validation), ("test.csv", "size,kind,y\n1,a,0\n2,b,1\n")];
        let (_folder, setup) = folder(&files, &columns);
        TableStore::default().judgement(&setup, SPLIT)
    };
    assert_eq!(judged(weighed).unwrap().rows, PartitionCounts { training: 3, validation: 3, test: 2 });
    assert_eq!(judged("size,kind,y\n1,a,0\n2,b,1\n").unwrap_err().code, "column_missing");
    assert_eq!(judged("size,kind,y,w\n1,a,0,-1\n2,b,1,2\n").unwrap_err().code, "weight_negative");
    assert_eq!(judged("size,kind,y,w\n1,a,0,x\n2,b,1,2\n").unwrap_err().code, "column_not_numeric");
    assert_eq!(judged("size,kind,y,w\n1,a,0,\n2,b,1,2\n").unwrap().rows.validation, 1);
}

#[test]
fn folds_and_words_for_a_part_that_has_a_file_are_refused() {
    let words = table("x,set,y\n1,train,0\n2,val,1\n3,test,1\n4,train,0\n");
    let of_columns = setup(&[("x", Feature, Number), ("set", Split, Code), ("y", Target, Number)]);
    let parted = |has_validation: bool, has_test: bool, split: SplitSetup| {
        Partition::of(&words, &with_files(of_columns.clone(), has_validation, has_test), split, None)
    };
    let by_words = SplitSetup { split: SplitMethod::Column, ..SPLIT };
    for (has_validation, has_test) in [(true, false), (false, true)] {
        let refused = coded(&parted(has_validation, has_test, by_words).unwrap_err());
        assert_eq!(refused, (failures_code("split_file"), "column".to_owned()));
    }
    let folds = SplitSetup { fold: Some(Fold { index: 0, count: 2 }), ..SPLIT };
    assert_eq!(coded(&parted(true, false, folds).unwrap_err()), (failures_code("split_file"), "folds".to_owned()));
    let of_test = parted(false, true, folds).unwrap();
    assert_eq!((of_test.training.len() + of_test.validation.len(), of_test.test.len()), (4, 0));
}

#[test]
fn a_file_is_read_as_the_table_is_unless_it_says_otherwise() {
    let semicolons = |text: &str| text.replace(',', ";").replace('.', ",");
    let mut setup = setup(&COLUMNS);
    setup.reading = serde_json::from_value(json!({"delimiter": ";", "decimal": ",", "format": "text"})).unwrap();
    assert_eq!(file().reading_beside(&setup.reading), ReadOptions { format: None, ..setup.reading.clone() });
    let own = ReadOptions { header: Some(true), ..ReadOptions::default() };
    assert_eq!(DataFile { reading: Some(own.clone()), ..file() }.reading_beside(&setup.reading), own);
    let (folder, mut read) = folder(&[("train.csv", &semicolons(TRAIN)), ("val.csv", &semicolons(TRAIN))], &COLUMNS);
    read.reading = setup.reading;
    let store = TableStore::default();
    assert_eq!(store.judgement(&read, SPLIT).unwrap().rows, PartitionCounts { training: 3, validation: 4, test: 1 });
    fs::write(folder.path().join("val.csv"), TRAIN).unwrap();
    assert!(store.judgement(&read, SPLIT).is_err());
    read.validation.as_mut().unwrap().reading = Some(ReadOptions::default());
    assert_eq!(store.judgement(&read, SPLIT).unwrap().rows.validation, 4);
}
