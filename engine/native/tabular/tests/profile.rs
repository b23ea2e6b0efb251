//! Profile and proposed setup against figures computed another way.

use std::io::Write;
use tabular::ColumnEncoding::{Code, Number, OneHot, TopK};
use tabular::ColumnRole::{Feature, Ignore, Target};
use tabular::{ColumnEncoding, ColumnRole, NoticeCode, NoticeFix, ReadOptions, Table, TableProfile};
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
            "format": "text",
            "rows": 2,
            "columns": [
                {"name": "a", "type": "number", "missing": 1, "distinct": 1, "constant": true, "mean": 1.0,
                 "standard_deviation": 0.0, "minimum": 1.0, "maximum": 1.0, "top": [{"value": "1", "count": 1}],
                 "histogram": json["columns"][0]["histogram"], "quantiles": [1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0],
                 "outliers": 0, "balance": null, "identifier": null, "target_encoding": "code",
                 "feature_encoding": "number"},
                {"name": "b", "type": "category", "missing": 0, "distinct": 2, "constant": false, "mean": null,
                 "standard_deviation": null, "minimum": null, "maximum": null,
                 "top": [{"value": "x", "count": 1}, {"value": "y", "count": 1}], "histogram": [], "quantiles": [],
                 "outliers": null, "balance": 1.0, "identifier": null, "target_encoding": "code",
                 "feature_encoding": "one_hot"},
            ],
            "preview": [["1", "x"], ["", "y"]],
            "preview_read": [["1", "x"], [null, "y"]],
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

/// Roles that are proposed of columns `names` of 30 rows.
fn roles(names: &[&str], cell: impl Fn(usize, usize) -> String) -> Vec<ColumnRole> {
    let mut text = format!("{}\n", names.join(","));
    for row in 0..30 {
        let cells: Vec<String> = (0..names.len()).map(|column| cell(row, column)).collect();
        text.push_str(&format!("{}\n", cells.join(",")));
    }
    TableProfile::of(&table(&text), "").proposal.columns.iter().map(|column| column.role).collect()
}

#[test]
fn identifiers_are_ignored_and_said_and_measurements_are_not() {
    let cell = |row: usize, column: usize| match column {
        0 => row.to_string(),
        1 => (row * 7919 + 13).to_string(),
        2 => format!("{}.25", row * row),
        3 => (row * row + 5).to_string(),
        _ => (row % 2).to_string(),
    };
    let names = ["", "customer_id", "price", "salary", "y"];
    assert_eq!(roles(&names, cell), [Ignore, Ignore, Feature, Feature, Target]);
    let profile = TableProfile::of(&table("PassengerId,x,y\n1,0.5,a\n2,0.7,b\n3,0.1,a\n"), "");
    let said = profile.notices.iter().find(|notice| notice.code == NoticeCode::IdentifierIgnored).unwrap();
    assert_eq!(said.column.as_deref(), Some("PassengerId"));
    let fix = NoticeFix::Column { column: "PassengerId".to_owned(), role: Some(Feature), encoding: None };
    assert_eq!(said.fix, Some(fix));
    // Were it ignored, nothing would be left to learn from.
    assert_eq!(
        roles(&["x", "y"], |row, column| if column == 0 { row } else { row % 2 }.to_string()),
        [Feature, Target]
    );
}

#[test]
fn the_target_is_the_column_called_so_or_the_last_that_can_be_one() {
    let of = |names: &[&str]| {
        roles(names, |row, column| match names[column] {
            "empty" => String::new(),
            "constant" => "5".to_owned(),
            "id" => (row * 31).to_string(),
            "day" => format!("2024-01-{:02}", row + 1),
            _ => format!("{}.5", row * (column + 3) % 7),
        })
    };
    assert_eq!(of(&["a", "b", "c"]), [Feature, Feature, Target]);
    assert_eq!(of(&["a", "b", "empty"]), [Feature, Target, Ignore]);
    assert_eq!(of(&["a", "b", "constant", "id"]), [Feature, Target, Ignore, Ignore]);
    assert_eq!(of(&["a", "b", "day"]), [Feature, Target, Feature]);
    assert_eq!(of(&["Label", "b", "c"]), [Target, Feature, Feature]);
    assert_eq!(of(&["y", "b", "class"]), [Feature, Feature, Target]);
    assert_eq!(of(&["y", "b", "c"]), [Target, Feature, Feature]);
    assert_eq!(of(&["x", "y", "c"]), [Feature, Feature, Target]);
}

#[test]
fn few_categories_are_proposed_as_one_column_each_and_of_many_the_most_frequent() {
    let encoding = |distinct: usize| {
        let rows: String = (0..60).map(|row| format!("k{},{}\n", row % distinct, row % 2)).collect();
        TableProfile::of(&table(&format!("kind,y\n{rows}")), "").proposal.columns[0].encoding
    };
    assert_eq!((encoding(20), encoding(21)), (OneHot, TopK));
}
