//! Missing cells filled, against figures written out by hand or found in another way.

use crate::support::{imputed, learnt, number_or_code, setup, table};
use preparing::{DataSchema, EncodedTable, Preparation, UnreadReason};
use proptest::prelude::*;
use serde_json::json;
use std::fmt::Write;
use tabular::ColumnEncoding::{Code, Number, OneHot};
use tabular::ColumnRole::{Feature, Target};
use tabular::{DataSetup, Failure, TableProfile};

const PEOPLE: &str = "age,city,paid\n30,Oslo,no\n,Rome,yes\n10,,no\n50,Oslo,yes\n20,Bergen,no\n10,,yes\n,Bergen,no\n";

fn people(age: &str, city: &str, of_city: tabular::ColumnEncoding) -> DataSetup {
    let setup = setup(&[("age", Feature, Number), ("city", Feature, of_city), ("paid", Target, Code)]);
    imputed(setup, &[("age", age), ("city", city)])
}

/// A failure's code and the column it names.
fn coded(failure: &Failure) -> String {
    let text = failure.to_string();
    let column = text.split("column \"").nth(1).and_then(|rest| rest.split('"').next());
    format!("{} {}", failure.code, column.unwrap_or_default())
}

fn matrix(setup: &DataSetup) -> Vec<f32> {
    EncodedTable::encode(&table(PEOPLE), setup, &[number_or_code("paid", 2)]).unwrap().matrix.into_vec()
}

#[test]
fn each_strategy_puts_its_value_in_place_of_missing_cells_and_keeps_their_rows() {
    let city = r#"{"strategy": "most_frequent"}"#;
    let ages = |strategy: &str| {
        let filled = matrix(&people(strategy, city, Code));
        [filled[2], filled[12]]
    };
    assert_eq!(ages(r#"{"strategy": "mean"}"#), [24.0; 2]);
    assert_eq!(ages(r#"{"strategy": "median"}"#), [20.0; 2]);
    assert_eq!(ages(r#"{"strategy": "most_frequent"}"#), [10.0; 2]);
    assert_eq!(ages(r#"{"strategy": "constant", "value": "-1"}"#), [-1.0; 2]);
    // Bergen and Oslo stand twice: the first in order.
    let mode = matrix(&people(r#"{"strategy": "median", "indicator": true}"#, city, Code));
    #[rustfmt::skip]
    assert_eq!(mode, [
        30.0, 0.0, 1.0,  20.0, 1.0, 2.0,  10.0, 0.0, 0.0,  50.0, 0.0, 1.0,
        20.0, 0.0, 0.0,  10.0, 0.0, 0.0,  20.0, 1.0, 0.0,
    ]);
}

#[test]
fn categories_get_one_more_for_missing_cells_or_a_constant_that_may_be_new() {
    let age = r#"{"strategy": "constant", "value": "0"}"#;
    let third = |city: &str, encoding| {
        let setup = people(age, city, encoding);
        let schema = DataSchema::of(&table(PEOPLE), &setup).unwrap();
        let names: Vec<String> = schema.features.into_iter().map(|feature| feature.name).collect();
        assert_eq!((schema.rows, learnt(&table(PEOPLE), &setup).width()), (7, names.len()));
        (matrix(&setup)[2 * names.len()..][..names.len()].to_vec(), names.join(", "))
    };
    let named = |names: &str| names.to_owned();
    assert_eq!(
        third(r#"{"strategy": "category"}"#, OneHot),
        (vec![10.0, 0.0, 0.0, 0.0, 1.0], named("age, city=Bergen, city=Oslo, city=Rome, city is missing"))
    );
    // One column says it, where a second would say the same.
    let told = third(r#"{"strategy": "category", "indicator": true}"#, OneHot);
    assert_eq!(told, third(r#"{"strategy": "category"}"#, OneHot));
    assert_eq!(third(r#"{"strategy": "category"}"#, Code), (vec![10.0, 3.0], named("age, city")));
    assert_eq!(
        third(r#"{"strategy": "constant", "value": "Rome", "indicator": true}"#, Code),
        (vec![10.0, 2.0, 1.0], named("age, city, city is missing"))
    );
    assert_eq!(
        third(r#"{"strategy": "constant", "value": "nowhere"}"#, OneHot),
        (vec![10.0, 0.0, 0.0, 0.0, 1.0], named("age, city=Bergen, city=Oslo, city=Rome, city=nowhere"))
    );
}

#[test]
fn other_tables_get_what_training_rows_said_and_may_lack_cells_where_training_had_none() {
    let setup = people(r#"{"strategy": "mean", "indicator": true}"#, r#"{"strategy": "category"}"#, OneHot);
    let whole = learnt(&table("age,city,paid\n1,Oslo,no\n4,Rome,yes\n"), &setup);
    let others = table("city,age\n,7\nRome,\n,\nParis,1\n");
    let encoded = whole.encode(&others.columns, others.rows).unwrap();
    assert_eq!((&encoded.rows[..], encoded.missing_rows), ([0, 1, 2].as_slice(), 0));
    #[rustfmt::skip]
    assert_eq!(encoded.matrix, [
        7.0, 0.0,  0.0, 0.0, 1.0,
        2.5, 1.0,  0.0, 1.0, 0.0,
        2.5, 1.0,  0.0, 0.0, 1.0,
    ]);
    assert_eq!((encoded.unread.len(), encoded.unread[0].reason), (1, UnreadReason::UnknownValue));
    let told = whole.filled_cells(&others.columns, &encoded.rows);
    let told = told.iter().map(|cells| (cells.column.as_str(), cells.count, cells.value.as_deref()));
    assert_eq!(told.collect::<Vec<_>>(), [("age", 2, Some("2.5")), ("city", 2, None)]);
    let empty = table("city,age\n,\n,\n");
    assert_eq!(whole.encode(&empty.columns, 2).unwrap().matrix, [2.5, 1.0, 0.0, 0.0, 1.0, 2.5, 1.0, 0.0, 0.0, 1.0]);
}

#[test]
fn yes_and_no_and_dates_are_filled_as_their_cells_are_written() {
    let text = "member,joined,paid\nyes,2024-01-01,1\nno,,0\n,2024-01-03,1\nyes,2024-01-08,0\n";
    let filled = |member: &str, joined: &str| {
        let setup = setup(&[("member", Feature, Number), ("joined", Feature, Number), ("paid", Target, Number)]);
        let setup = imputed(setup, &[("member", member), ("joined", joined)]);
        EncodedTable::encode(&table(text), &setup, &[number_or_code("paid", 0)])
            .map(|encoded| (encoded.matrix[4], encoded.matrix[3]))
    };
    // 2024-01-03 is day 19725.
    assert_eq!(filled(r#"{"strategy": "most_frequent"}"#, r#"{"strategy": "median"}"#).unwrap(), (1.0, 19_725.0));
    let constants =
        filled(r#"{"strategy": "constant", "value": "no"}"#, r#"{"strategy": "constant", "value": "2024-01-05"}"#);
    assert_eq!(constants.unwrap(), (0.0, 19_727.0));
    let refused = filled(r#"{"strategy": "mean"}"#, r#"{"strategy": "constant", "value": "soon"}"#).unwrap_err();
    assert_eq!(coded(&refused), "impute joined");
    assert!(refused.to_string().contains("\"soon\""), "{refused}");
}

#[test]
fn ways_that_do_not_suit_the_column_are_refused_with_its_name() {
    let refusal = |age: &str, city: &str| {
        let setup = people(age, city, OneHot);
        EncodedTable::encode(&table(PEOPLE), &setup, &[number_or_code("paid", 2)]).unwrap_err()
    };
    let (mean, category) = (r#"{"strategy": "mean"}"#, r#"{"strategy": "category"}"#);
    for failure in [refusal(category, category), refusal(r#"{"strategy": "constant"}"#, category)] {
        assert_eq!(coded(&failure), "impute age", "{failure}");
    }
    for failure in [refusal(mean, mean), refusal(mean, r#"{"strategy": "category", "value": "x"}"#)] {
        assert_eq!(coded(&failure), "impute city", "{failure}");
    }
    let target = imputed(people(mean, category, OneHot), &[("paid", category)]);
    assert_eq!(DataSchema::of(&table(PEOPLE), &target).unwrap_err().code, "table_setup");
    // Only the last row, which validates, has an age.
    let late = table("age,city,paid\n,Oslo,no\n,Rome,yes\n5,Rome,yes\n");
    let setup = people(mean, category, Code);
    assert!(Preparation::fit(&late, &setup, &[0, 1, 2]).is_ok());
    let failure = Preparation::fit(&late, &setup, &[0, 1]).unwrap_err();
    assert_eq!(coded(&failure), "impute age");
}

/// A number in [0, 1) of a place, always the same.
fn noise(place: u64) -> f64 {
    let mixed = (place + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    ((mixed ^ (mixed >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9) >> 11) as f64 / (1_u64 << 53) as f64
}

/// 2000 rows of 20 columns, one cell in ten of them missing; `validating` stands in every cell of the last 500 rows that is
/// there.
fn holes(validating: Option<&str>) -> String {
    let names: Vec<String> = (0..20).map(|column| format!("x{column}")).collect();
    let mut text = format!("{},y\n", names.join(","));
    for row in 0..2000_u64 {
        for column in 0..20 {
            let place = row * 20 + column;
            if noise(place) < 0.1 {
                text.push(',');
            } else {
                match validating.filter(|_| row >= 1500) {
                    Some(cell) => write!(text, "{cell},").unwrap(),
                    None => write!(text, "{},", noise(place + 1_000_000)).unwrap(),
                }
            }
        }
        writeln!(text, "{}", row % 2).unwrap();
    }
    text
}

#[test]
fn the_proposal_keeps_every_row_of_a_table_with_holes() {
    let holes = table(&holes(None));
    let proposal = TableProfile::of(&holes, "").proposal;
    let mut rows_left_out = proposal.clone();
    rows_left_out.columns.iter_mut().for_each(|column| column.impute = None);
    let rows = |setup: &DataSetup| DataSchema::of(&holes, setup).unwrap().rows;
    assert!(rows(&rows_left_out) < 300, "{}", rows(&rows_left_out));
    assert_eq!(rows(&proposal), 2000);
    assert_eq!(DataSchema::of(&holes, &proposal).unwrap().features.len(), 40);
}

#[test]
fn what_is_fitted_is_of_training_rows_alone_to_the_bit() {
    let training: Vec<u32> = (0..1500).collect();
    for strategy in ["mean", "median", "most_frequent"] {
        let fitted = |validating: Option<&str>| {
            let table = table(&holes(validating));
            let mut setup = TableProfile::of(&table, "").proposal;
            for column in &mut setup.columns {
                column.impute =
                    column.impute.take().map(|_| serde_json::from_value(json!({ "strategy": strategy })).unwrap());
            }
            let Preparation { features, .. } = Preparation::fit(&table, &setup, &training).unwrap();
            let numbers = features.iter().map(|feature| feature.impute.as_ref().unwrap().number.unwrap());
            (numbers.map(f64::to_bits).collect::<Vec<u64>>(), table)
        };
        let (of_table, as_drawn) = fitted(None);
        assert_eq!(of_table, fitted(Some("1e9")).0, "{strategy}");
        // The same in another way: each number's rank counted, and the mean by differences from the first.
        let numbers = as_drawn.columns[0].numbers().unwrap();
        let there: Vec<f64> = numbers[..1500].iter().copied().filter(|number| !number.is_nan()).collect();
        let expected = match strategy {
            "mean" => there[0] + there.iter().map(|x| x - there[0]).sum::<f64>() / there.len() as f64,
            "median" => {
                let below = |x: f64| there.iter().filter(|other| **other < x).count();
                let ranked = |rank: usize| *there.iter().find(|x| below(**x) == rank).unwrap();
                f64::midpoint(ranked((there.len() - 1) / 2), ranked(there.len() / 2))
            }
            _ => there.iter().copied().fold(f64::INFINITY, f64::min),
        };
        assert!((f64::from_bits(of_table[0]) - expected).abs() < 1e-14, "{strategy}");
    }
}

proptest! {
    #[test]
    fn what_stands_in_is_of_the_training_cells_that_are_there(
        cells in prop::collection::vec((prop::option::weighted(0.7, -1e6..1e6_f64), any::<bool>(), 0..4_u8), 2..60),
        others in -1e12..1e12_f64,
    ) {
        let text = |replaced: Option<f64>| {
            let line = |(cell, trains, word): &(Option<f64>, bool, u8)| {
                let cell = cell.map(|cell| if *trains { cell } else { replaced.unwrap_or(cell) });
                let word = if *trains || replaced.is_none() { u32::from(*word) } else { 3 };
                format!("{},{},1\n", cell.map_or(String::new(), |cell| cell.to_string()), ["", "b", "a", "c"][word as usize])
            };
            format!("x,word,y\n1,c,0\n2,b,0\n1,a,0\n{}", cells.iter().map(line).collect::<String>())
        };
        let trains = cells.iter().map(|(_, trains, _)| *trains);
        let training: Vec<u32> =
            (0..3).chain((3..).zip(trains).filter(|(_, trains)| *trains).map(|(row, _)| row)).collect();
        let fitted = |text: &str, strategy: &str| {
            let setup = setup(&[("x", Feature, Number), ("word", Feature, Code), ("y", Target, Number)]);
            let word = r#"{"strategy": "most_frequent"}"#;
            let setup = imputed(setup, &[("x", &format!(r#"{{"strategy": "{strategy}"}}"#)), ("word", word)]);
            let Preparation { features, .. } = Preparation::fit(&table(text), &setup, &training).unwrap();
            let [x, word] = [0, 1].map(|index| features[index].impute.clone().unwrap());
            (x.number.unwrap(), word.value.unwrap())
        };
        let there = cells.iter().filter(|(_, trains, _)| *trains).filter_map(|(cell, ..)| *cell);
        let mut there: Vec<f64> = [1.0, 2.0, 1.0].into_iter().chain(there).collect();
        let mean = there[0] + there.iter().map(|cell| cell - there[0]).sum::<f64>() / there.len() as f64;
        prop_assert!((fitted(&text(None), "mean").0 - mean).abs() <= 1e-9 * there.iter().fold(1.0, |most, x| x.abs().max(most)));
        there.sort_by(f64::total_cmp);
        let middle = (there[(there.len() - 1) / 2] + there[there.len() / 2]) / 2.0;
        prop_assert_eq!(fitted(&text(None), "median").0, middle);
        // 1 stands twice, any other number at most as often.
        prop_assert_eq!(fitted(&text(None), "most_frequent").0, 1.0);
        let words = cells.iter().filter(|(_, trains, word)| *trains && *word > 0).map(|(.., word)| *word);
        let words: Vec<u8> = [1, 2, 3].into_iter().chain(words).collect();
        let count = |word: u8| words.iter().filter(|other| **other == word).count();
        // By count, then in the order of the words.
        let most = [(count(2), "a"), (count(1), "b"), (count(3), "c")];
        let most = most.into_iter().rev().max_by_key(|(count, _)| *count).unwrap().1;
        prop_assert_eq!(fitted(&text(None), "median").1, most);
        for strategy in ["mean", "median", "most_frequent"] {
            prop_assert_eq!(fitted(&text(None), strategy), fitted(&text(Some(others)), strategy));
        }
    }
}
