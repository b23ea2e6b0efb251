//! Pairs of columns against pandas, numpy and scipy (test/reference/make_pairs.py), and small ones by hand.

use serde::Deserialize;
use std::io::Write;
use std::path::PathBuf;
use tabular::{PairClass, PairColumn, PairRelation, PairSetup, ReadOptions, Table, TablePair};
use tempfile::NamedTempFile;

#[derive(Deserialize)]
struct Case {
    /// Which table of profile.json it is of.
    profile: usize,
    pairs: Vec<Pair>,
}

#[derive(Deserialize)]
struct Pair {
    first: String,
    second: String,
    trimmed: bool,
    rows: usize,
    missing: usize,
    told: Told,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Told {
    Numbers { x: [f64; 2], y: [f64; 2], beyond: usize, density: Vec<u32>, pearson: f64, spearman: f64 },
    Groups { correlation_ratio: f64, other_groups: usize, other_rows: usize, groups: Vec<Group> },
    Counts { first: Vec<String>, second: Vec<String>, counts: Vec<u32>, cramers_v: f64 },
}

#[derive(Deserialize)]
struct Group {
    name: String,
    count: usize,
    mean: f64,
    quantiles: Vec<f64>,
}

#[derive(Deserialize)]
struct Profiled {
    csv: String,
}

fn reference<T: serde::de::DeserializeOwned>(name: &str) -> T {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../test/reference").join(name);
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn table(text: &str) -> Table {
    let mut file = NamedTempFile::new().unwrap();
    file.write_all(text.as_bytes()).unwrap();
    Table::open(file.path(), &ReadOptions::default()).unwrap()
}

fn column(name: &str) -> PairColumn {
    PairColumn { name: name.to_owned(), categorical: false }
}

fn pair(first: &str, second: &str) -> PairSetup {
    PairSetup { first: column(first), second: column(second), class: None, trimmed: false }
}

fn near(found: f64, expected: f64, what: &str) {
    assert!((found - expected).abs() <= 1e-12 * expected.abs().max(1.0), "{what}: {found} instead of {expected}");
}

#[test]
fn pairs_are_those_of_pandas_numpy_and_scipy() {
    let profiles: Vec<Profiled> = reference("profile.json");
    for case in reference::<Vec<Case>>("pairs.json") {
        let table = table(&profiles[case.profile].csv);
        for expected in case.pairs {
            let what = format!("{} and {} of table {}", expected.first, expected.second, case.profile);
            let setup = PairSetup { trimmed: expected.trimmed, ..pair(&expected.first, &expected.second) };
            let found = TablePair::of(&table, &setup).unwrap();
            assert_eq!((found.rows, found.missing), (expected.rows, expected.missing), "{what}");
            assert!(!found.sampled);
            compare(&found, &expected.told, &what);
        }
    }
}

fn compare(found: &TablePair, told: &Told, what: &str) {
    match (&found.relation, told) {
        (
            PairRelation::Numbers { x, y, xs, density, beyond, pearson, spearman, .. },
            Told::Numbers { x: x_axis, y: y_axis, beyond: outside, density: of_numpy, pearson: p, spearman: s },
        ) => {
            for (axis, expected) in [(x, x_axis), (y, y_axis)] {
                near(axis.minimum, expected[0], what);
                near(axis.maximum, expected[1], what);
            }
            near(pearson.unwrap(), *p, what);
            near(spearman.unwrap(), *s, what);
            assert_eq!(beyond, outside, "{what}");
            // Few rows are told one by one.
            if found.rows <= 2_000 {
                assert_eq!((xs.len(), density.len()), (found.rows, 0), "{what}");
            } else {
                assert!(xs.is_empty());
                assert_eq!(density, of_numpy, "{what}");
            }
        }
        (
            PairRelation::Groups { groups, other_groups, other_rows, correlation_ratio, .. },
            Told::Groups { correlation_ratio: ratio, other_groups: others, other_rows: rows, groups: expected },
        ) => {
            near(correlation_ratio.unwrap(), *ratio, what);
            assert_eq!((other_groups, other_rows, groups.len()), (others, rows, expected.len()), "{what}");
            for (group, expected) in groups.iter().zip(expected) {
                assert_eq!((&group.name, group.spread.count), (&expected.name, expected.count), "{what}");
                near(group.spread.mean.unwrap(), expected.mean, what);
                for (found, expected) in group.spread.quantiles.iter().zip(&expected.quantiles) {
                    near(*found, *expected, what);
                }
            }
        }
        (
            PairRelation::Counts { first, second, counts, cramers_v, .. },
            Told::Counts { first: lines, second: columns, counts: of_pandas, cramers_v: v },
        ) => {
            assert_eq!((first, second, counts), (lines, columns, of_pandas), "{what}");
            assert!((cramers_v.unwrap() - v).abs() < 1e-9, "{what}: {cramers_v:?} instead of {v}");
        }
        (relation, _) => panic!("{what}: {relation:?}"),
    }
}

#[test]
fn points_are_coloured_by_classes_or_by_equally_filled_ranges() {
    let lines: String =
        (0..10).map(|row| format!("{row}.5,{},{},{row}\n", row * row, ["a", "b", "b"][row % 3])).collect();
    let table = table(&format!("x,y,word,number\n{lines}"));
    let coloured = |name: &str| {
        let setup = PairSetup { class: Some(column(name)), ..pair("x", "y") };
        match TablePair::of(&table, &setup).unwrap().relation {
            PairRelation::Numbers { classes, xs, ys, point_classes, .. } => (classes, xs, ys, point_classes),
            relation => panic!("{relation:?}"),
        }
    };
    let (classes, xs, ys, of_points) = coloured("word");
    let named: Vec<(Option<&str>, usize)> =
        classes.iter().map(|PairClass { name, count, .. }| (name.as_deref(), *count)).collect();
    assert_eq!(named, [(Some("b"), 6), (Some("a"), 4)]);
    assert_eq!(of_points, [1, 0, 0, 1, 0, 0, 1, 0, 0, 1]);
    assert_eq!((xs[3], ys[3]), (3.5, 9.0));
    let (ranges, _, _, of_points) = coloured("number");
    let ends: Vec<_> = ranges.iter().map(|range| (range.minimum, range.maximum, range.count)).collect();
    assert_eq!(ends[0], (Some(0.0), Some(1.0), 2));
    assert_eq!((ends.len(), ends[4]), (5, (Some(8.0), Some(9.0), 2)));
    assert_eq!(of_points, [0, 0, 1, 1, 2, 2, 3, 3, 4, 4]);
}

#[test]
fn numbers_are_taken_as_categories_where_that_is_said() {
    let table = table("code,y\n2,1.5\n1,2.5\n2,3.5\n10,4.5\n");
    let setup = PairSetup { first: PairColumn { name: "code".to_owned(), categorical: true }, ..pair("code", "y") };
    let PairRelation::Groups { groups, category_first, .. } = TablePair::of(&table, &setup).unwrap().relation else {
        panic!("no groups");
    };
    let names: Vec<&str> = groups.iter().map(|group| group.name.as_str()).collect();
    assert_eq!((names, category_first), (vec!["1", "2", "10"], true));
}

#[test]
fn what_does_not_vary_goes_with_nothing_and_what_is_not_there_is_named() {
    let table = table("x,same,word\n1.5,7,a\n2.5,7,a\n3.5,7,a\n");
    let found = TablePair::of(&table, &pair("x", "same")).unwrap();
    let PairRelation::Numbers { pearson: None, spearman: None, beyond: 0, .. } = found.relation else {
        panic!("{found:?}");
    };
    let same_twice = PairSetup { trimmed: true, ..pair("same", "same") };
    assert!(TablePair::of(&table, &same_twice).is_ok());
    let failure = TablePair::of(&table, &pair("x", "gone")).unwrap_err();
    assert_eq!(failure.code.as_str(), "column_missing");
}
