//! Profile and proposed setup against figures computed another way.

use std::io::Write;
use tabular::ColumnEncoding::{Code, Number};
use tabular::ColumnRole::{Feature, Ignore, Target};
use tabular::{ColumnEncoding, ColumnRole, ReadOptions, Table, TableProfile};
use tempfile::NamedTempFile;

fn table(text: &str) -> Table {
    let mut file = NamedTempFile::new().unwrap();
    file.write_all(text.as_bytes()).unwrap();
    Table::open(file.path(), &ReadOptions::default()).unwrap()
}

const PEOPLE: &str = "age,city,grade,paid\n30,Oslo,10,no\n40,Bergen,9,yes\n,Oslo,10,no\n50,?,2,yes\n60,Bergen,10,no\n";

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
        [(Ignore, Code), (Ignore, Number), (Ignore, Number), (Feature, Number), (Feature, Number), (Target, Code)]
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
            "guesses": json["guesses"],
            "notices": [],
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
    assert_eq!(Table::open(file.path(), &ReadOptions::default()).unwrap().sha256, expected);
    assert_eq!(tabular::hash_file(file.path()).unwrap(), expected);
}
