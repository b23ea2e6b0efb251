//! Encodings of values as fewer columns, of times and of texts, against figures worked out by hand or in another way.

use crate::support::{coded, encoded_as, imputed, learnt, number_or_code, setup, table};
use preparing::{DataSchema, EncodedTable, Preparation, UnreadReason};
use serde_json::json;
use tabular::ColumnEncoding::{self, Code, DateParts, Frequency, Hashed, Number, TextLength, TopK};
use tabular::ColumnRole::{Feature, Target};
use tabular::{DataSetup, FailureCode};

/// Oslo three times, Rome and Bergen twice, Paris once, one cell missing.
const TOWNS: &str = "town,y\nRome,1\nOslo,2\n,3\nBergen,1\nOslo,5\nParis,1\nRome,1\nOslo,2\nBergen,4\n";

fn towns(encoding: ColumnEncoding, options: &serde_json::Value, impute: Option<&str>) -> DataSetup {
    let setup = encoded_as(setup(&[("town", Feature, encoding), ("y", Target, Number)]), "town", options);
    match impute {
        Some(way) => imputed(setup, &[("town", way)]),
        None => setup,
    }
}

/// What each row of a table is encoded to, and what the columns are called.
fn encoded(text: &str, setup: &DataSetup) -> (Vec<Vec<f32>>, Vec<String>) {
    let table = table(text);
    let names: Vec<String> =
        DataSchema::of(&table, setup).unwrap().features.into_iter().map(|feature| feature.name).collect();
    let encoded = EncodedTable::encode(&table, setup, &[number_or_code("y", 0)]).unwrap();
    assert_eq!(learnt(&table, setup).width(), names.len());
    (encoded.matrix.chunks(names.len()).map(<[f32]>::to_vec).collect(), names)
}

const CATEGORY: &str = r#"{"strategy": "category"}"#;

#[test]
fn the_most_frequent_values_have_a_column_and_all_others_one() {
    let setup = towns(TopK, &json!({ "k": 2 }), Some(CATEGORY));
    let (rows, names) = encoded(TOWNS, &setup);
    assert_eq!(names, ["town top 1", "town top 2", "town other", "town is missing"]);
    // Bergen and Rome stand twice: the first in order has the column.
    let [oslo, bergen, other, missing] = [0, 1, 2, 3].map(|place| {
        let mut row = vec![0.0; 4];
        row[place] = 1.0;
        row
    });
    let of = [&other, &oslo, &missing, &bergen, &oslo, &other, &other, &oslo, &bergen];
    assert_eq!(rows.iter().collect::<Vec<_>>(), of);
    // Of fewer values than columns every one has its own.
    let all = learnt(&table(TOWNS), &towns(TopK, &json!({}), None));
    assert_eq!((all.features[0].values.join(" "), all.width()), ("Oslo Bergen Rome Paris".to_owned(), 5));
    assert_eq!(all.features[0].options.k, Some(4));
}

#[test]
fn rows_that_do_not_train_say_nothing_of_what_is_frequent() {
    let setup = towns(TopK, &json!({ "k": 2 }), Some(CATEGORY));
    let fitted = Preparation::fit(&table(TOWNS), &setup, &[0, 3, 5]).unwrap();
    assert_eq!(fitted.features[0].values, ["Bergen", "Paris"]);
    // Training saw one value alone: the width is the table's all the same.
    let fitted = Preparation::fit(&table(TOWNS), &setup, &[1, 4]).unwrap();
    assert_eq!((fitted.features[0].values.as_slice(), fitted.width()), (["Oslo".to_owned()].as_slice(), 4));
    let shares = Preparation::fit(&table(TOWNS), &towns(Frequency, &json!({}), None), &[0, 1, 4, 5]).unwrap();
    assert_eq!(shares.features[0].lookup, [[0.5, 0.25, 0.25, 0.0]]);
}

#[test]
fn other_tables_get_other_for_what_training_did_not_know_and_it_is_told() {
    for (encoding, oslo, unseen) in
        [(TopK, vec![1.0, 0.0, 0.0, 0.0], vec![0.0, 0.0, 1.0, 0.0]), (Frequency, vec![3.0 / 9.0], vec![0.0])]
    {
        let options = if encoding == TopK { json!({ "k": 2 }) } else { json!({}) };
        let learnt = learnt(&table(TOWNS), &towns(encoding, &options, Some(CATEGORY)));
        let others = table("z,town\n1,Lima\n2,Oslo\n3,\n4,Paris\n");
        let encoded = learnt.encode(&others.columns, others.rows).unwrap();
        assert_eq!(*encoded.rows, [0, 1, 2, 3]);
        let width = learnt.width();
        assert_eq!(encoded.matrix[..width], unseen);
        assert_eq!(encoded.matrix[width..2 * width], oslo);
        let unread = &encoded.unread[0];
        assert_eq!((unread.reason, unread.first_rows[0]), (UnreadReason::UnseenValue, 1));
        assert!(learnt.unknown_value(unread).is_none());
        let written = serde_json::to_string(&learnt).unwrap();
        let read: Preparation = serde_json::from_str(&written).unwrap();
        read.check().unwrap();
        assert_eq!(read, learnt);
    }
}

#[test]
fn shares_are_of_the_training_rows_after_missing_cells_are_filled() {
    let shares = |impute: Option<&str>| {
        let (rows, names) = encoded(TOWNS, &towns(Frequency, &json!({}), impute));
        assert_eq!(names, ["town frequency"]);
        [rows[0][0], rows[1][0], rows[2][0]]
    };
    assert_eq!(shares(Some(CATEGORY)), [2.0 / 9.0, 3.0 / 9.0, 1.0 / 9.0]);
    assert_eq!(shares(Some(r#"{"strategy": "most_frequent"}"#)), [2.0 / 9.0, 4.0 / 9.0, 4.0 / 9.0]);
    assert_eq!(shares(Some(r#"{"strategy": "constant", "value": "Lima"}"#))[2], 1.0 / 9.0);
    // Left out, the row counts nowhere.
    assert_eq!(shares(None)[..2], [0.25, 0.375]);
}

#[test]
fn hashes_are_those_of_a_feature_hasher() {
    let text = "town,y\nOslo,1\nRome,2\nBergen,3\nMünchen,4\n,5\n12,6\n";
    let (rows, names) = encoded(text, &towns(Hashed, &json!({ "buckets": 8 }), Some(CATEGORY)));
    assert_eq!((names.len(), names[7].as_str()), (8, "town hash 7"));
    // MurmurHash3 of the UTF-8 text, by another program.
    let expected = [(3, -1.0), (6, -1.0), (0, -1.0), (3, 1.0), (0, 1.0), (3, -1.0)];
    for (row, (bucket, sign)) in rows.iter().zip(expected) {
        let mut hashed = vec![0.0; 8];
        hashed[bucket] = sign;
        assert_eq!(*row, hashed);
    }
    // Numbers, and yes and no, however they are written.
    for (first, second, bucket) in [("12\n3", "12.0\n03", 3), ("no\nyes\nno", "FALSE\nTRUE", 1)] {
        let setup = towns(Hashed, &json!({ "buckets": 8 }), None);
        let rows = |cells: &str| cells.lines().map(|cell| format!("{cell},1\n")).collect::<String>();
        let learnt = learnt(&table(&format!("town,y\n{}", rows(first))), &setup);
        let others = table(&format!("town,y\n{}", rows(second)));
        let encoded = learnt.encode(&others.columns, others.rows).unwrap();
        assert_eq!(encoded.matrix[bucket], -1.0, "{second}");
        assert!(encoded.unread.is_empty());
    }
}

#[test]
fn codes_follow_the_order_that_is_given() {
    let text = "town,y\nsmall,1\nlarge,2\nmedium,3\nsmall,4\n";
    let order = json!({ "order": ["small", "medium", "large", "huge"] });
    let sizes = towns(Code, &order, None);
    let (rows, _) = encoded(text, &sizes);
    assert_eq!(rows.concat(), [0.0, 2.0, 1.0, 0.0]);
    let learnt = learnt(&table(text), &sizes);
    let others = table("town,y\nhuge,1\ntiny,2\nlarge,3\n");
    let encoded = learnt.encode(&others.columns, others.rows).unwrap();
    assert_eq!((&*encoded.matrix, &*encoded.rows), ([3.0, 2.0].as_slice(), [0, 2].as_slice()));
    assert_eq!(encoded.unread[0].reason, UnreadReason::UnknownValue);
    let absent = table("town,y\nsmall,1\nlarge,2\nMedium,3\n");
    let failure = DataSchema::of(&absent, &sizes).unwrap_err();
    assert_eq!(coded(&failure), (FailureCode::Encoding, "order".to_owned()));
    assert!(failure.to_string().contains("\"Medium\""), "{failure}");
    let numbers = "town,y\n10,1\n2,2\n33,3\n2,4\n";
    let (rows, _) = self::encoded(numbers, &towns(Code, &json!({ "order": ["33", "2", "10"] }), None));
    assert_eq!(rows.concat(), [2.0, 1.0, 0.0, 1.0]);
}

#[test]
fn texts_are_as_long_as_their_characters() {
    let text = "town,y\nOslo,1\n東京,2\n,3\nMünchen,4\n";
    let filled = |way| encoded(text, &towns(TextLength, &json!({}), Some(way)));
    let (rows, names) = filled(r#"{"strategy": "median", "indicator": true}"#);
    assert_eq!(names, ["town length", "town is missing"]);
    assert_eq!(rows.concat(), [4.0, 0.0, 2.0, 0.0, 4.0, 1.0, 7.0, 0.0]);
    assert_eq!(filled(r#"{"strategy": "constant", "value": "0"}"#).0.concat(), [4.0, 2.0, 0.0, 7.0]);
    let refused = |setup: &DataSetup, text: &str| DataSchema::of(&table(text), setup).unwrap_err();
    let constant = towns(TextLength, &json!({}), Some(r#"{"strategy": "constant", "value": "x"}"#));
    assert_eq!(refused(&constant, text).code, FailureCode::Impute);
    let numbers = refused(&towns(TextLength, &json!({}), None), "town,y\n1,2\n3,4\n");
    assert_eq!(coded(&numbers), (FailureCode::Encoding, "length".to_owned()));
    let learnt = learnt(&table(text), &towns(TextLength, &json!({}), None));
    let others = table("town,y\n123,1\n12345,2\n");
    assert_eq!(learnt.encode(&others.columns, 2).unwrap().matrix, [3.0, 5.0]);
}

#[test]
fn times_are_told_by_their_parts() {
    let text = "town,y\n1969-12-31 23:59:58,1\n2024-02-29 13:20:05,2\n,3\n2023-01-01 00:00:00,4\n";
    let parts = json!({ "parts":
        ["year", "quarter", "month", "day", "weekday", "day_of_year", "hour", "minute", "second"] });
    let (rows, names) = encoded(text, &towns(DateParts, &parts, None));
    assert_eq!(names[5], "town day_of_year");
    // By Python's datetime.
    assert_eq!(rows[0], [1969.0, 4.0, 12.0, 31.0, 2.0, 365.0, 23.0, 59.0, 58.0]);
    assert_eq!(rows[1], [2024.0, 1.0, 2.0, 29.0, 3.0, 60.0, 13.0, 20.0, 5.0]);
    assert_eq!(rows[2], [2023.0, 1.0, 1.0, 1.0, 6.0, 1.0, 0.0, 0.0, 0.0]);
    let waves = json!({ "parts": ["year", "month", "weekday"], "cyclic": true });
    let fill = r#"{"strategy": "constant", "value": "2024-02-05"}"#;
    let (rows, names) = encoded(text, &towns(DateParts, &waves, Some(fill)));
    assert_eq!(names, ["town year", "town month sin", "town month cos", "town weekday sin", "town weekday cos"]);
    // February is one month of twelve, Monday no day of seven.
    assert_eq!(rows[2], [2024.0, 0.5, 0.75_f32.sqrt(), 0.0, 1.0]);
    let learnt = learnt(&table(text), &towns(DateParts, &parts, None));
    let failure = learnt.features[0].check_times(&table("town,y\n19000,1\n19001,2\n")).unwrap_err();
    assert_eq!(coded(&failure), (FailureCode::ColumnNotNumeric, "times".to_owned()));
    let usual = encoded(text, &towns(DateParts, &json!({}), None)).1;
    assert_eq!(usual, ["town year", "town month", "town day", "town weekday"]);
    let failure = DataSchema::of(&table(TOWNS), &towns(DateParts, &json!({}), None)).unwrap_err();
    assert_eq!(coded(&failure), (FailureCode::Encoding, "time".to_owned()));
}

#[test]
fn options_that_do_not_suit_and_targets_encoded_so_are_refused() {
    let refused = |encoding, options: serde_json::Value| {
        let failure = DataSchema::of(&table(TOWNS), &towns(encoding, &options, None)).unwrap_err();
        coded(&failure)
    };
    for (encoding, options) in [
        (Hashed, json!({ "k": 3 })),
        (TopK, json!({ "k": 0 })),
        (Hashed, json!({ "buckets": 100_000 })),
        (Code, json!({ "order": ["a", "a"] })),
    ] {
        assert_eq!(refused(encoding, options), (FailureCode::Encoding, "option".to_owned()));
    }
    let target = setup(&[("town", Target, TopK), ("y", Feature, Number)]);
    let failure = DataSchema::of(&table(TOWNS), &target).unwrap_err();
    assert_eq!(coded(&failure), (FailureCode::Encoding, "role".to_owned()));
}

#[test]
fn preparations_that_no_table_gives_are_refused() {
    let learnt = learnt(&table(TOWNS), &towns(Frequency, &json!({}), Some(CATEGORY)));
    let damaged = |change: &dyn Fn(&mut preparing::PreparedColumn)| {
        let mut damaged = learnt.clone();
        change(&mut damaged.features[0]);
        damaged.check().is_err()
    };
    assert!(!damaged(&|_| {}));
    assert!(damaged(&|column| column.lookup[0].truncate(2)));
    assert!(damaged(&|column| column.lookup.clear()));
    assert!(damaged(&|column| column.lookup[0][0] = f64::NAN));
    assert!(damaged(&|column| column.options.k = Some(2)));
    assert!(damaged(&|column| column.encoding = Hashed));
    assert!(damaged(&|column| column.encoding = DateParts));
}
