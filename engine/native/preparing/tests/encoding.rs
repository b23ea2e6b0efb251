//! Schema and encoded rows against what is written out by hand.

use crate::support::{number_or_code, one_hot, setup, table};
use preparing::{DataSchema, EncodedTable};
use tabular::ColumnEncoding::{Code, Number, OneHot};
use tabular::ColumnRole::{Feature, Ignore, Target, Weight};
use tabular::{ColumnEncoding, ColumnRole};
use trainer::ir;

const PEOPLE: &str = "age,city,grade,paid\n30,Oslo,10,no\n40,Bergen,9,yes\n,Oslo,10,no\n50,?,2,yes\n60,Bergen,10,no\n";

#[test]
fn encodes_numbers_codes_and_one_hot_in_setup_order() {
    let people = table(PEOPLE);
    let setup =
        setup(&[("city", Feature, OneHot), ("age", Feature, Number), ("grade", Feature, Code), ("paid", Target, Code)]);
    let schema = DataSchema::of(&people, &setup).unwrap();
    let names: Vec<&str> = schema.features.iter().map(|feature| feature.name.as_str()).collect();
    assert_eq!(names, ["city=?", "city=Bergen", "city=Oslo", "age", "grade"]);
    assert_eq!(schema.rows, 4);
    assert_eq!(schema.targets[0].classes, 2);

    let encoded = EncodedTable::encode(&people, &setup, &[number_or_code("paid", 2)]).unwrap();
    assert_eq!((encoded.rows, encoded.features, encoded.missing_rows), (4, 5, 1));
    #[rustfmt::skip]
    assert_eq!(encoded.matrix, [
        0.0, 0.0, 1.0, 30.0, 2.0,
        0.0, 1.0, 0.0, 40.0, 1.0,
        1.0, 0.0, 0.0, 50.0, 0.0,
        0.0, 1.0, 0.0, 60.0, 2.0,
    ]);
    assert_eq!(encoded.targets, [[0.0, 1.0, 1.0, 0.0]]);

    let one_hot = EncodedTable::encode(&people, &setup, &[one_hot("paid", 2)]).unwrap();
    assert_eq!(one_hot.targets, [[1.0, 0.0, 0.0, 1.0, 0.0, 1.0, 1.0, 0.0]]);
}

#[test]
fn codes_of_numbers_sort_by_size() {
    let grades = table("x,grade\n1,10\n2,9\n3,-1\n4,100\n");
    let setup = setup(&[("x", Feature, Number), ("grade", Target, Code)]);
    let encoded = EncodedTable::encode(&grades, &setup, &[number_or_code("grade", 4)]).unwrap();
    assert_eq!(encoded.targets, [[2.0, 1.0, 0.0, 3.0]]);
}

#[test]
fn a_missing_cell_of_an_ignored_column_keeps_its_row() {
    let people = table(PEOPLE);
    let setup = setup(&[("age", Ignore, Number), ("grade", Feature, Number), ("paid", Target, Code)]);
    let encoded = EncodedTable::encode(&people, &setup, &[number_or_code("paid", 2)]).unwrap();
    assert_eq!((encoded.rows, encoded.missing_rows), (5, 0));
}

#[test]
fn setups_that_do_not_fit_are_refused() {
    let people = table(PEOPLE);
    let message = |columns: &[(&str, ColumnRole, ColumnEncoding)], wanted: &ir::Target| {
        let failure = EncodedTable::encode(&people, &setup(columns), std::slice::from_ref(wanted)).unwrap_err();
        (failure.code.as_str(), failure.to_string())
    };
    let classes = &number_or_code("paid", 2);
    let paid = ("paid", Target, Code);
    assert_eq!(
        message(&[("city", Feature, Number), paid], classes),
        (
            "column_not_numeric",
            "line 2, column \"city\": found the text \"Oslo\"; expected numbers. Help: encode the column as code or \
             one-hot, correct the cell, or ignore the column."
                .to_owned()
        )
    );
    assert_eq!(message(&[("gone", Feature, Number), paid], classes).0, "column_missing");
    assert_eq!(message(&[("age", Feature, Number), ("age", Feature, Number), paid], classes).0, "table_setup");
    assert_eq!(message(&[("age", Weight, Number), ("grade", Weight, Number), paid], classes).0, "table_setup");
    assert_eq!(message(&[("city", Target, Code)], classes).0, "target_mismatch");
    assert_eq!(message(&[("age", Feature, Number)], classes).0, "table_no_target");
    let three = message(&[("age", Feature, Number), paid], &one_hot("paid", 3));
    assert_eq!(three.0, "target_mismatch");
    assert!(three.1.contains("found 2 classes; expected 3 classes"), "{}", three.1);
    assert_eq!(message(&[("age", Feature, Number), paid], &number_or_code("paid", 0)).0, "target_mismatch");
}

#[test]
fn several_targets_and_the_weights_come_in_the_order_asked_for() {
    let people =
        table("age,city,grade,paid,times\n30,Oslo,10,no,1\n40,Bergen,9,yes,0\n50,Oslo,2,no,\n60,Rome,7,yes,2.5\n");
    let setup = setup(&[
        ("age", Feature, Number),
        ("paid", Target, Code),
        ("city", Target, Code),
        ("grade", Target, Number),
        ("times", Weight, Number),
    ]);
    let schema = DataSchema::of(&people, &setup).unwrap();
    let targets: Vec<(&str, usize)> =
        schema.targets.iter().map(|target| (target.name.as_str(), target.classes)).collect();
    assert_eq!(targets, [("paid", 2), ("city", 3), ("grade", 0)]);
    assert_eq!((schema.weight.as_deref(), schema.rows, schema.features.len()), (Some("times"), 3, 1));

    let wanted = [number_or_code("grade", 0), one_hot("city", 3), number_or_code("city", 3), number_or_code("paid", 2)];
    let encoded = EncodedTable::encode(&people, &setup, &wanted).unwrap();
    let expected: [&[f32]; 4] =
        [&[10.0, 9.0, 7.0], &[0.0, 1.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 1.0], &[1.0, 0.0, 2.0], &[0.0, 1.0, 1.0]];
    assert_eq!(encoded.targets, expected);
    assert_eq!(encoded.weights, Some(vec![1.0, 0.0, 2.5]));
    assert_eq!((encoded.rows, encoded.missing_rows), (3, 1));
}

#[test]
fn weights_that_weigh_nothing_or_less_are_refused_with_their_row() {
    let refusal = |weights: [&str; 3]| {
        let rows: String = weights.iter().map(|weight| format!("1,{weight},0\n")).collect();
        let setup = setup(&[("x", Feature, Number), ("w", Weight, Number), ("y", Target, Number)]);
        DataSchema::of(&table(&format!("x,w,y\n{rows}")), &setup).map_err(|failure| failure.to_string())
    };
    assert_eq!(
        refusal(["1", "0", "-0.5"]).unwrap_err(),
        "column \"w\": found the weight -0.5 in row 3; expected weights of 0 or more. Help: correct \
         the cells, or give the column another role."
    );
    assert!(refusal(["0", "0", "0"]).unwrap_err().contains("the weight 0 in every row"));
    assert!(refusal(["1", "much", "0"]).unwrap_err().starts_with("line 3, column \"w\": found the text \"much\""));
    assert_eq!(refusal(["1", "", "0"]).unwrap().rows, 2);
}

#[test]
fn a_table_without_one_whole_row_names_the_emptiest_column() {
    let holes = table("a,b,c\n1,,1\n,2,2\n,NA,3\n");
    let setup = setup(&[("a", Feature, Number), ("b", Feature, Number), ("c", Target, Number)]);
    assert_eq!(DataSchema::of(&holes, &setup).unwrap().rows, 0);
    let failure = EncodedTable::encode(&holes, &setup, &[number_or_code("c", 0)]).unwrap_err();
    assert_eq!(failure.code, "table_no_whole_row");
    assert!(failure.found.contains("2 of 3 in \"a\""), "{}", failure.found);
}
