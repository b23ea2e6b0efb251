//! Which rows train, validate and test: small tables by hand, and what holds for every table and split.

use crate::support::{setup, table};
use preparing::{DataSchema, Partition, SplitSetup};
use proptest::prelude::*;
use serde_json::json;
use std::collections::HashSet;
use tabular::ColumnEncoding::{Code, Number};
use tabular::ColumnRole::{self, Feature, Group, Target, Time};
use trainer::ir::{Fold, SplitMethod};

fn by(split: SplitMethod, validation_split: f64, test_split: f64, seed: u32) -> SplitSetup {
    SplitSetup { split, validation_split, test_split, fold: None, seed }
}

/// Rows of `key,y` parted by a column `key` in a role.
fn parted(keys: &[&str], role: ColumnRole, split: SplitSetup) -> Result<Partition, failures::Failure> {
    let lines: String = keys.iter().enumerate().map(|(row, key)| format!("{key},{}\n", row % 2)).collect();
    let encoding = if role == Time { Number } else { Code };
    let columns = [("key", role, encoding), ("y", Target, Code)];
    Partition::of(&table(&format!("key,y\n{lines}")), &setup(&columns), split, None)
}

fn of_key(keys: &[&str], rows: &[u32]) -> Vec<String> {
    let mut found: Vec<String> = rows.iter().map(|row| keys[*row as usize].to_owned()).collect();
    found.sort();
    found.dedup();
    found
}

#[test]
fn the_latest_rows_validate_whatever_their_order_and_ties_stay_together() {
    let days = ["2024-03-05", "2024-03-01", "2024-03-04", "2024-03-02", "2024-03-03"];
    let parts = parted(&days, Time, by(SplitMethod::Time, 0.2, 0.2, 1)).unwrap();
    assert_eq!((parts.training, parts.validation, parts.test), (vec![1, 3, 4], vec![2], vec![0]));

    // Of ten rows 8 would train: the cut nearest to that between two times is before the three of 5, not before 9.
    let numbers = ["5", "1", "2", "5", "1", "2", "3", "5", "4", "9"];
    let parts = parted(&numbers, Time, by(SplitMethod::Time, 0.2, 0.0, 1)).unwrap();
    assert_eq!(parts.validation, [9]);
    let parts = parted(&numbers, Time, by(SplitMethod::Time, 0.3, 0.0, 1)).unwrap();
    assert_eq!(parts.validation, [0, 3, 7, 9]);

    let same = parted(&["7", "7", "7"], Time, by(SplitMethod::Time, 0.5, 0.0, 1)).unwrap_err();
    assert_eq!((same.code.as_str(), json!(same.values)["case"].clone()), ("split_whole", json!("time")));
    assert!(parted(&["7", "7", "7"], Time, by(SplitMethod::Time, 0.0, 0.0, 1)).unwrap().validation.is_empty());
}

#[test]
fn groups_validate_whole_as_near_to_the_share_as_they_come() {
    // One of 6 rows and four of one: a share of 0.2 is two of the small ones, whichever are drawn.
    let keys = ["a", "b", "a", "c", "a", "d", "a", "e", "a", "a"];
    let mut drawn = HashSet::new();
    for seed in 0..40 {
        let parts = parted(&keys, Group, by(SplitMethod::Group, 0.2, 0.0, seed)).unwrap();
        assert_eq!(parts.validation.len(), 2, "seed {seed}");
        assert!(!of_key(&keys, &parts.validation).contains(&"a".to_owned()));
        drawn.insert(parts.validation);
    }
    assert!(drawn.len() > 3, "{drawn:?}");

    // Each group is more than the share twice over: one of them still validates.
    let halves = ["a", "a", "b", "b", "b", "a", "a"];
    let parts = parted(&halves, Group, by(SplitMethod::Group, 0.1, 0.0, 3)).unwrap();
    assert_eq!(of_key(&halves, &parts.validation), ["b"]);
    // And one trains, however great the share.
    let parts = parted(&halves, Group, by(SplitMethod::Group, 0.99, 0.0, 3)).unwrap();
    assert!(!parts.training.is_empty());

    let one = parted(&["a", "a"], Group, by(SplitMethod::Group, 0.5, 0.0, 1)).unwrap_err();
    assert_eq!((one.code.as_str(), json!(one.values)["case"].clone()), ("split_whole", json!("group")));
}

#[test]
fn a_column_names_the_rows_and_what_it_does_not_name_is_drawn() {
    let words = ["train", "Test", "valid", "TRAIN", "dev", "holdout", "training"];
    let parts = parted(&words, ColumnRole::Split, by(SplitMethod::Column, 0.9, 0.9, 1)).unwrap();
    assert_eq!((parts.training, parts.validation, parts.test), (vec![0, 3, 6], vec![2, 4], vec![1, 5]));

    let validates = ["0", "1", "0", "0"];
    let parts = parted(&validates, ColumnRole::Split, by(SplitMethod::Column, 0.5, 0.0, 1)).unwrap();
    assert_eq!((parts.training, parts.validation), (vec![0, 2, 3], vec![1]));

    // No row is named for validation: half of the four for training are drawn.
    let tested = ["train", "test", "train", "test", "train", "train"];
    let parts = parted(&tested, ColumnRole::Split, by(SplitMethod::Column, 0.5, 0.0, 1)).unwrap();
    assert_eq!((parts.training.len(), parts.validation.len(), parts.test), (2, 2, vec![1, 3]));
    // No row is named for a test: those that are drawn are none of validation.
    let named = ["train", "val", "train", "val", "train", "train"];
    let parts = parted(&named, ColumnRole::Split, by(SplitMethod::Column, 0.5, 0.5, 1)).unwrap();
    assert_eq!((parts.validation, parts.test.len()), (vec![1, 3], 2));

    let odd = parted(&["train", "b", "val"], ColumnRole::Split, by(SplitMethod::Column, 0.5, 0.0, 1)).unwrap_err();
    assert_eq!((odd.code.as_str(), json!(odd.values)), ("split_word", json!({"text": "b", "row": 2.0})));
    let none = parted(&["test", "val"], ColumnRole::Split, by(SplitMethod::Column, 0.5, 0.0, 1)).unwrap_err();
    assert_eq!((none.code.as_str(), json!(none.values)), ("split_whole", json!({"case": "column"})));
}

#[test]
fn a_schema_says_what_each_word_means() {
    let rows = table("set,y\ntrain,1\nholdout,0\ntrain,0\n,1\n");
    let columns = [("set", ColumnRole::Split, Code), ("y", Target, Code)];
    let schema = DataSchema::of(&rows, &setup(&columns)).unwrap();
    assert_eq!(schema.rows, 3);
    assert_eq!(
        json!(schema.split),
        json!({"column": "set", "words": [
            {"word": "holdout", "part": "test", "rows": 1}, {"word": "train", "part": "training", "rows": 2},
        ]})
    );
}

#[test]
fn a_split_by_a_role_that_no_column_has_is_refused_and_a_role_is_had_once() {
    for (method, case) in [(SplitMethod::Group, "group"), (SplitMethod::Time, "time"), (SplitMethod::Column, "split")] {
        let refused = parted(&["1", "2"], Feature, by(method, 0.5, 0.0, 1)).unwrap_err();
        assert_eq!((refused.code.as_str(), json!(refused.values)), ("split_column", json!({"case": case})));
    }
    let two = table("a,b,y\n1,2,3\n");
    let columns = [("a", Group, Code), ("b", Group, Code), ("y", Target, Number)];
    let refused = Partition::of(&two, &setup(&columns), by(SplitMethod::Last, 0.0, 0.0, 1), None).unwrap_err();
    assert_eq!((refused.code.as_str(), refused.found.as_str()), ("table_setup", "a second group beside \"a\""));
    let texts = parted(&["1", "soon"], Time, by(SplitMethod::Time, 0.5, 0.0, 1)).unwrap_err();
    assert_eq!(texts.code.as_str(), "column_not_numeric");
}

proptest! {
    #[test]
    fn every_split_has_every_whole_row_once_and_keeps_groups_and_times_whole(
        keys in prop::collection::vec(prop::option::weighted(0.95, 0_u32..12), 4..120),
        validation in 0.0_f64..0.95, test in 0.0_f64..0.5, seed: u32, which in 0_usize..6,
    ) {
        let whole: Vec<u32> = (0..).zip(&keys).filter(|(_, key)| key.is_some()).map(|(row, _)| row).collect();
        let kinds: HashSet<u32> = keys.iter().flatten().copied().collect();
        prop_assume!(kinds.len() > 2 && whole.len() > 4);
        let lines: String = keys.iter().enumerate().map(|(row, key)| {
            let key = key.map_or(String::new(), |key| key.to_string());
            format!("{key},{}\n", (row * 7) % 3)
        }).collect();
        let (method, role) = [
            (SplitMethod::Last, Feature), (SplitMethod::Shuffled, Feature), (SplitMethod::Stratified, Feature),
            (SplitMethod::Group, Group), (SplitMethod::Time, Time), (SplitMethod::Column, ColumnRole::Split),
        ][which];
        let word = |key: u32| ["train", "val", "test", "training"][key as usize % 4];
        let lines = if role == ColumnRole::Split {
            keys.iter().map(|key| format!("{},1\n", key.map_or("", word))).collect()
        } else {
            lines
        };
        let encoding = if role == Time || role == Feature { Number } else { Code };
        let columns = [("key", role, encoding), ("y", Target, Code)];
        let split = by(method, validation, test, seed);
        let rows = table(&format!("key,y\n{lines}"));
        let parts = match Partition::of(&rows, &setup(&columns), split, None) {
            Ok(parts) => parts,
            // Too few groups or times are left once a test is kept aside, or none is named for training.
            Err(failure) => {
                prop_assert_eq!(failure.code.as_str(), "split_whole");
                return Ok(());
            }
        };
        for list in [&parts.training, &parts.validation, &parts.test] {
            prop_assert!(list.is_sorted());
        }
        let mut all = [parts.training.as_slice(), &parts.validation, &parts.test].concat();
        all.sort_unstable();
        prop_assert_eq!(&all, &whole);
        let key = |rows: &[u32]| rows.iter().filter_map(|row| keys[*row as usize]).collect::<HashSet<u32>>();
        let sides = [key(&parts.training), key(&parts.validation), key(&parts.test)];
        if role == Group || role == Time {
            prop_assert!(sides[0].is_disjoint(&sides[1]) && sides[0].is_disjoint(&sides[2]));
            prop_assert!(sides[1].is_disjoint(&sides[2]));
        }
        if role == Time {
            let ends = |side: &HashSet<u32>| (side.iter().min().copied(), side.iter().max().copied());
            for pair in sides.iter().filter(|side| !side.is_empty()).collect::<Vec<_>>().windows(2) {
                prop_assert!(ends(pair[0]).1 < ends(pair[1]).0);
            }
        }
        prop_assert_eq!(Partition::of(&rows, &setup(&columns), split, None).unwrap(), parts);
    }

    #[test]
    fn over_the_folds_every_row_validates_once_in_parts_as_equal_as_they_come(
        keys in prop::collection::vec(0_u32..9, 12..90), count in 2_u32..7, test in 0.0_f64..0.3, seed: u32, which in 0_usize..4,
    ) {
        let (method, role) = [
            (SplitMethod::Last, Feature), (SplitMethod::Shuffled, Feature), (SplitMethod::Stratified, Feature),
            (SplitMethod::Group, Group),
        ][which];
        let class = |row: usize| (row * 7 + row / 5) % 3;
        let lines: String = keys.iter().enumerate().map(|(row, key)| format!("{key},{}\n", class(row))).collect();
        let rows = table(&format!("key,y\n{lines}"));
        let encoding = if role == Feature { Number } else { Code };
        let columns = setup(&[("key", role, encoding), ("y", Target, Code)]);
        let of = |index| {
            let split = SplitSetup { fold: Some(Fold { index, count }), ..by(method, 0.9, test, seed) };
            Partition::of(&rows, &columns, split, None)
        };
        let folds = match (0..count).map(of).collect::<Result<Vec<_>, _>>() {
            Ok(folds) => folds,
            Err(failure) => {
                // Fewer groups than folds, or than two for the test.
                prop_assert!(role == Group && failure.code.as_str() == "split_whole");
                return Ok(());
            }
        };
        let mut validated: Vec<u32> = Vec::new();
        for fold in &folds {
            prop_assert_eq!(&fold.test, &folds[0].test);
            let mut all = [fold.training.as_slice(), &fold.validation, &fold.test].concat();
            all.sort_unstable();
            prop_assert!(all.into_iter().eq(0..keys.len() as u32));
            prop_assert!(!fold.training.is_empty() && !fold.validation.is_empty());
            validated.extend(&fold.validation);
            if role == Group {
                let of_rows = |rows: &[u32]| rows.iter().map(|row| keys[*row as usize]).collect::<HashSet<u32>>();
                prop_assert!(of_rows(&fold.training).is_disjoint(&of_rows(&fold.validation)));
            }
        }
        validated.sort_unstable();
        let mut rest: Vec<u32> = [folds[0].training.as_slice(), &folds[0].validation].concat();
        rest.sort_unstable();
        prop_assert_eq!(validated, rest);
        if role == Feature {
            let spread = |count: &dyn Fn(&Partition) -> usize| {
                let counts = || folds.iter().map(count);
                counts().max().unwrap_or(0) - counts().min().unwrap_or(0)
            };
            prop_assert!(spread(&|fold| fold.validation.len()) <= 1);
            if method == SplitMethod::Stratified {
                for of_class in 0..3 {
                    let count =
                        |fold: &Partition| fold.validation.iter().filter(|row| class(**row as usize) == of_class).count();
                    prop_assert!(spread(&count) <= 1);
                }
            }
        }
    }
}

#[test]
fn folds_of_times_and_of_more_parts_than_groups_are_refused() {
    let fold = Some(Fold { index: 0, count: 3 });
    let case = |failure: failures::Failure| (failure.code.as_str().to_owned(), json!(failure.values)["case"].clone());
    let times = parted(&["1", "2", "3"], Time, SplitSetup { fold, ..by(SplitMethod::Time, 0.0, 0.0, 1) }).unwrap_err();
    assert_eq!(case(times), ("split_whole".to_owned(), json!("folds")));
    let groups =
        parted(&["a", "b", "a", "b"], Group, SplitSetup { fold, ..by(SplitMethod::Group, 0.0, 0.0, 1) }).unwrap_err();
    assert_eq!(groups.found, "2 groups");
    assert_eq!(case(groups), ("split_whole".to_owned(), json!("folds")));
}

#[test]
fn a_word_that_says_nothing_is_refused_with_the_line_it_first_stands_on() {
    let columns = [("set", ColumnRole::Split, Code), ("y", Target, Code)];
    let rows = table("set,y\ntrain,\"two\nlines\"\nval,a\nperhaps,b\nperhaps,a\n");
    let refused = Partition::of(&rows, &setup(&columns), by(SplitMethod::Column, 0.2, 0.0, 1), None).unwrap_err();
    assert_eq!((refused.code.as_str(), json!(refused.values)), ("split_word", json!({"text": "perhaps", "row": 3.0})));
    // The second row is one of two lines.
    assert_eq!(json!(refused.subject)["line"], json!(5));
}
