//! Other tables encoded as the one that was trained on.

use crate::support::{self, number_or_code, setup, table};
use preparing::UnreadReason::{Missing, UnknownValue};
use preparing::{EncodedTable, Preparation, UnreadCells};
use tabular::Column;
use tabular::ColumnEncoding::{Code, Number, OneHot};
use tabular::ColumnRole::{Feature, Target};

fn learnt() -> Preparation {
    let people = table("age,city,grade,paid\n30,Oslo,10,no\n40,Bergen,9,yes\n50,Rome,2,no\n");
    let setup =
        setup(&[("grade", Feature, Code), ("city", Feature, OneHot), ("age", Feature, Number), ("paid", Target, Code)]);
    let learnt = support::learnt(&people, &setup);
    let trained = EncodedTable::encode(&people, &setup, &[number_or_code("paid", 2)]).unwrap();
    assert_eq!(learnt.encode(&people.columns, people.rows).unwrap().matrix, trained.matrix);
    learnt
}

#[test]
fn values_keep_the_codes_of_training_in_any_order_of_rows_and_columns() {
    let others = table("city,more,age,grade\nRome,1,1,9\nRome,1,,9\nOslo,1,2,10.0\n");
    let encoded = learnt().encode(&others.columns, others.rows).unwrap();
    assert_eq!(encoded.rows[..], [0, 2]);
    assert_eq!(encoded.matrix, [1.0, 0.0, 0.0, 1.0, 1.0, 2.0, 0.0, 1.0, 0.0, 2.0]);
}

#[test]
fn rows_that_cannot_be_encoded_are_left_out_and_told_by_column() {
    let others = table("age,city,grade\n1,Oslo,9\n2,Paris,9\n,Paris,9\n3,Rome,\n4,Bonn,7\n5,Paris,2\n6,Rome,9\n");
    let encoded = learnt().encode(&others.columns, others.rows).unwrap();
    assert_eq!((&encoded.rows[..], encoded.missing_rows), ([0, 6].as_slice(), 2));
    assert_eq!(encoded.matrix, [1.0, 0.0, 1.0, 0.0, 1.0, 1.0, 0.0, 0.0, 1.0, 6.0]);
    let unread = |column: &str, reason, count, first_rows: &[u32], values: &[&str]| UnreadCells {
        column: column.to_owned(),
        reason,
        count,
        first_rows: first_rows.to_vec(),
        values: values.iter().map(|value| (*value).to_owned()).collect(),
    };
    let expected = [
        unread("grade", Missing, 1, &[4], &[]),
        unread("age", Missing, 1, &[3], &[]),
        unread("grade", UnknownValue, 1, &[5], &["7"]),
        unread("city", UnknownValue, 3, &[2, 5, 6], &["Paris", "Bonn"]),
    ];
    assert_eq!(encoded.unread, expected);
    let refusal = learnt().unknown_value(&encoded.unread[3]).unwrap();
    assert_eq!(refusal.code, "value_unknown");
    assert!(refusal.to_string().contains("the value \"Paris\" in row 2"), "{refusal}");
}

#[test]
fn what_is_no_column_of_training_is_refused_with_its_place() {
    let refusal = |text: &str| {
        let others = table(text);
        let failure = learnt().encode(&others.columns, others.rows).unwrap_err();
        (failure.code.as_str().to_owned(), failure.to_string())
    };
    let text = refusal("age,city,grade\nold,Oslo,9\n");
    assert_eq!((text.0.as_str(), text.1.starts_with("line 2, column \"age\"")), ("column_not_numeric", true));
    assert_eq!(refusal("age,grade\n1,9\n").0, "column_missing");
    let short = Column::of_numbers("grade".to_owned(), vec![9.0, 9.0]);
    assert_eq!(learnt().encode(&[short], 1).unwrap_err().code, "column_length");
}

#[test]
fn a_preparation_that_cannot_have_come_of_a_table_is_refused() {
    learnt().check().unwrap();
    let mut twice = learnt();
    twice.targets[0].name = "age".to_owned();
    let mut same_values = learnt();
    same_values.features[1].values[1] = "Bergen".to_owned();
    let mut no_values = learnt();
    no_values.features[0].values.clear();
    let mut number_of_texts = learnt();
    number_of_texts.features[1].encoding = Number;
    for broken in [twice, same_values, no_values, number_of_texts] {
        assert_eq!(broken.check().unwrap_err().code, "model_preparation", "{broken:?}");
    }
}
