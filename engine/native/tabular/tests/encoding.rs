//! Profile, schema, encoding and scaling against figures computed another way.

use std::collections::BTreeMap;
use std::io::Write;
use tabular::ColumnEncoding::{Code, Number, OneHot};
use tabular::ColumnRole::{Feature, Ignore, Target, Weight};
use tabular::{
    ColumnEncoding, ColumnRole, ColumnSetup, DataSchema, DataSetup, EncodedTable, ScaleMethod, Scaling, Table,
    TableProfile, TargetForm, TargetRequest,
};
use tempfile::NamedTempFile;

fn table(text: &str) -> Table {
    let mut file = NamedTempFile::new().unwrap();
    file.write_all(text.as_bytes()).unwrap();
    Table::open(file.path()).unwrap()
}

fn setup(columns: &[(&str, ColumnRole, ColumnEncoding)]) -> DataSetup {
    DataSetup {
        path: String::new(),
        sha256: String::new(),
        columns: columns
            .iter()
            .map(|(name, role, encoding)| ColumnSetup { name: (*name).to_owned(), role: *role, encoding: *encoding })
            .collect(),
    }
}

/// The request for a single target.
fn target(name: &str, form: TargetForm) -> [TargetRequest<'_>; 1] {
    [TargetRequest { name, form }]
}

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

    let encoded = EncodedTable::encode(&people, &setup, &target("paid", TargetForm::Value { classes: 2 })).unwrap();
    assert_eq!((encoded.rows, encoded.features, encoded.missing_rows), (4, 5, 1));
    #[rustfmt::skip]
    assert_eq!(encoded.matrix, [
        0.0, 0.0, 1.0, 30.0, 2.0,
        0.0, 1.0, 0.0, 40.0, 1.0,
        1.0, 0.0, 0.0, 50.0, 0.0,
        0.0, 1.0, 0.0, 60.0, 2.0,
    ]);
    assert_eq!(encoded.targets, [[0.0, 1.0, 1.0, 0.0]]);

    let one_hot = EncodedTable::encode(&people, &setup, &target("paid", TargetForm::OneHot { classes: 2 })).unwrap();
    assert_eq!(one_hot.targets, [[1.0, 0.0, 0.0, 1.0, 0.0, 1.0, 1.0, 0.0]]);
}

#[test]
fn codes_of_numbers_sort_by_size() {
    let grades = table("x,grade\n1,10\n2,9\n3,-1\n4,100\n");
    let setup = setup(&[("x", Feature, Number), ("grade", Target, Code)]);
    let encoded = EncodedTable::encode(&grades, &setup, &target("grade", TargetForm::Value { classes: 4 })).unwrap();
    assert_eq!(encoded.targets, [[2.0, 1.0, 0.0, 3.0]]);
}

#[test]
fn a_missing_cell_of_an_ignored_column_keeps_its_row() {
    let people = table(PEOPLE);
    let setup = setup(&[("age", Ignore, Number), ("grade", Feature, Number), ("paid", Target, Code)]);
    let encoded = EncodedTable::encode(&people, &setup, &target("paid", TargetForm::Value { classes: 2 })).unwrap();
    assert_eq!((encoded.rows, encoded.missing_rows), (5, 0));
}

#[test]
fn setups_that_do_not_fit_are_refused() {
    let people = table(PEOPLE);
    let message = |columns: &[(&str, ColumnRole, ColumnEncoding)], form: TargetForm| {
        let failure = EncodedTable::encode(&people, &setup(columns), &target("paid", form)).unwrap_err();
        (failure.code.as_str(), failure.to_string())
    };
    let classes = TargetForm::Value { classes: 2 };
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
    let three = message(&[("age", Feature, Number), paid], TargetForm::OneHot { classes: 3 });
    assert_eq!(three.0, "target_mismatch");
    assert!(three.1.contains("found 2 classes; expected 3 classes"), "{}", three.1);
    assert_eq!(message(&[("age", Feature, Number), paid], TargetForm::Value { classes: 0 }).0, "target_mismatch");
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

    let requests = [
        TargetRequest { name: "grade", form: TargetForm::Value { classes: 0 } },
        TargetRequest { name: "city", form: TargetForm::OneHot { classes: 3 } },
        TargetRequest { name: "city", form: TargetForm::Value { classes: 3 } },
        TargetRequest { name: "paid", form: TargetForm::Value { classes: 2 } },
    ];
    let encoded = EncodedTable::encode(&people, &setup, &requests).unwrap();
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
    let failure = EncodedTable::encode(&holes, &setup, &target("c", TargetForm::Value { classes: 0 })).unwrap_err();
    assert_eq!(failure.code, "table_no_whole_row");
    assert!(failure.found.contains("2 of 3 in \"a\""), "{}", failure.found);
}

#[test]
fn profiles_numbers_and_categories() {
    let profile = TableProfile::of(&table(PEOPLE), "people.csv");
    let age = &profile.columns[0];
    assert_eq!((age.missing, age.distinct, age.constant), (1, 4, false));
    assert_eq!((age.mean, age.minimum, age.maximum), (Some(45.0), Some(30.0), Some(60.0)));
    assert!((age.standard_deviation.unwrap() - 125.0_f64.sqrt()).abs() < 1e-12);
    let filled: Vec<usize> = (0..32).filter(|bin| age.histogram[*bin] > 0).collect();
    assert_eq!((filled, age.histogram.iter().sum::<u64>()), (vec![0, 10, 21, 31], 4));
    let city = &profile.columns[1];
    let top: Vec<(&str, usize)> = city.top.iter().map(|entry| (entry.value.as_str(), entry.count)).collect();
    assert_eq!(top, [("Bergen", 2), ("Oslo", 2), ("?", 1)]);
    assert_eq!((city.mean, city.histogram.len()), (None, 0));
    let grade = &profile.columns[2];
    assert_eq!((grade.top[0].value.as_str(), grade.top[0].count), ("10", 3));
    assert_eq!((grade.top[1].value.as_str(), grade.top[2].value.as_str()), ("2", "9"));
}

#[test]
fn counts_many_distinct_values_as_it_counts_few() {
    // 40 000 distinct values, among them 0 and -0 and three that occur more often than the rest.
    let mut text = String::from("x,y\n-0,1\n0,1\n7,1\n7,1\n9,1\n,1\n");
    for row in 0..40_000 {
        text.push_str(&format!("{row},0\n"));
    }
    let column = &TableProfile::of(&table(&text), "").columns[0];
    assert_eq!((column.distinct, column.missing, column.top.len()), (40_000, 1, 20));
    let top: Vec<(&str, usize)> = column.top.iter().map(|entry| (entry.value.as_str(), entry.count)).take(5).collect();
    assert_eq!(top, [("0", 3), ("7", 3), ("9", 2), ("1", 1), ("2", 1)]);
}

#[test]
fn proposes_roles_and_encodings() {
    let mut text = String::from("id,constant,empty,size,kind,label\n");
    for row in 0..30 {
        text.push_str(&format!("id{row},5,,{},{},{}\n", row as f64 / 4.0, row % 3 == 0, row % 4));
    }
    let proposal = TableProfile::of(&table(&text), "").proposal;
    let roles: Vec<(ColumnRole, ColumnEncoding)> =
        proposal.columns.iter().map(|column| (column.role, column.encoding)).collect();
    assert_eq!(
        roles,
        [(Ignore, Code), (Ignore, Number), (Ignore, Number), (Feature, Number), (Feature, Code), (Target, Code)]
    );
    let target = |text: &str| TableProfile::of(&table(text), "").proposal.columns[1].encoding;
    assert_eq!(target("x,y\n1,0.5\n2,1\n"), Number);
    let many: String = (0..21).map(|row| format!("{row},{row}\n")).collect();
    assert_eq!(target(&format!("x,y\n{many}")), Number);
    // The same of a column that becomes the target by choice.
    let other = TableProfile::of(&table("y,z,x\n1,0.5,1\n2,1,1\n"), "");
    assert_eq!([other.columns[0].target_encoding, other.columns[1].target_encoding], [Code, Number]);
}

#[test]
fn the_profile_has_the_shape_of_the_contract() {
    let json = serde_json::to_value(TableProfile::of(&table("a,b\n1,x\n,y\n"), "t.csv")).unwrap();
    assert_eq!(
        json,
        serde_json::json!({
            "path": "t.csv",
            "sha256": json["sha256"],
            "rows": 2,
            "columns": [
                {"name": "a", "type": "number", "missing": 1, "distinct": 1, "constant": true, "mean": 1.0,
                 "standard_deviation": 0.0, "minimum": 1.0, "maximum": 1.0, "top": [{"value": "1", "count": 1}],
                 "histogram": json["columns"][0]["histogram"], "target_encoding": "code"},
                {"name": "b", "type": "category", "missing": 0, "distinct": 2, "constant": false, "mean": null,
                 "standard_deviation": null, "minimum": null, "maximum": null,
                 "top": [{"value": "x", "count": 1}, {"value": "y", "count": 1}], "histogram": [], "target_encoding": "code"},
            ],
            "preview": [["1", "x"], ["", "y"]],
            "rejected_rows": 0,
            "rejected_examples": [],
            "proposal": {"path": "t.csv", "sha256": json["sha256"], "columns": [
                {"name": "a", "role": "ignore", "encoding": "number"},
                {"name": "b", "role": "target", "encoding": "code"},
            ]},
        })
    );
}

#[test]
fn the_hash_is_that_of_the_stored_bytes() {
    let mut file = NamedTempFile::new().unwrap();
    file.write_all(b"a,b\n1,2\n").unwrap();
    // printf 'a,b\n1,2\n' | sha256sum
    let expected = "492d5ea496056f1a6a6592241032fab764c321596317930b4fa0e1e8bc3b7470";
    assert_eq!(Table::open(file.path()).unwrap().sha256, expected);
    assert_eq!(tabular::hash_file(file.path()).unwrap(), expected);
}

#[test]
fn scaling_is_fitted_on_training_rows_only() {
    // Two features, five rows of which four train; the last row is far off and must not matter.
    let matrix = [1.0, 7.0, 3.0, 7.0, 5.0, 7.0, 7.0, 7.0, 1000.0, -1000.0];
    let rows = [0, 1, 2, 3];
    let none = BTreeMap::new();
    let standardize = Scaling::fit(&matrix, &none, 2, &rows, ScaleMethod::Standardize);
    assert_eq!(standardize.offset, [4.0, 7.0]);
    assert_eq!(standardize.factor, [1.0 / 5.0_f64.sqrt(), 1.0]);
    let min_max = Scaling::fit(&matrix, &none, 2, &rows, ScaleMethod::MinMax);
    assert_eq!((min_max.offset, min_max.factor), (vec![1.0, 7.0], vec![1.0 / 6.0, 1.0]));
    let few = Scaling::fit(&matrix, &none, 2, &[1, 4], ScaleMethod::MinMax);
    assert_eq!((few.offset, few.factor), (vec![3.0, -1000.0], vec![1.0 / 997.0, 1.0 / 1007.0]));
}

#[test]
fn a_constant_feature_keeps_factor_one_whatever_the_rounding() {
    let matrix = vec![0.1_f32; 1001];
    let rows: Vec<u32> = (0..1001).collect();
    let scaling = Scaling::fit(&matrix, &BTreeMap::new(), 1, &rows, ScaleMethod::Standardize);
    assert_eq!((scaling.narrow_offset()[0], scaling.narrow_factor()[0]), (0.1, 1.0));
}

#[test]
fn scaling_is_fitted_on_the_typed_cells_of_columns_that_float32_rounds() {
    // Unix seconds, of which float32 knows one in 128.
    let seconds: Vec<f64> = (0..100).map(|second| 1_700_000_000.0 + f64::from(second)).collect();
    let matrix: Vec<f32> = seconds.iter().map(|second| *second as f32).collect();
    let wide = BTreeMap::from([(0, seconds)]);
    let rows: Vec<u32> = (0..100).collect();
    let min_max = Scaling::fit(&matrix, &wide, 1, &rows, ScaleMethod::MinMax);
    assert_eq!((min_max.offset[0], min_max.factor[0]), (1_700_000_000.0, 1.0 / 99.0));
    let standardize = Scaling::fit(&matrix, &wide, 1, &rows, ScaleMethod::Standardize);
    assert_eq!((standardize.offset[0], standardize.factor[0]), (1_700_000_049.5, 1.0 / (9999.0_f64 / 12.0).sqrt()));
}
