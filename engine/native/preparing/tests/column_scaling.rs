//! Features scaled by themselves, against figures written out by hand or found in another way.

use crate::support::{imputed, learnt, number_or_code, scaled, setup, table};
use preparing::{DataSchema, EncodedTable, Preparation, UnreadReason};
use proptest::prelude::*;
use std::fmt::Write;
use tabular::ColumnEncoding::{Code, Number};
use tabular::ColumnRole::{Feature, Target};
use tabular::{DataSetup, Failure};

const WAYS: [&str; 6] = ["none", "min_max", "standardize", "robust", "log1p", "quantile"];

fn of_x(way: &str) -> DataSetup {
    scaled(setup(&[("x", Feature, Number), ("y", Target, Number)]), &[("x", way)])
}

/// The column x of a table whose rows all train.
fn trained(text: &str, way: &str) -> Vec<f32> {
    EncodedTable::encode(&table(text), &of_x(way), &[number_or_code("y", 0)]).unwrap().matrix.into_vec()
}

#[test]
fn each_scaling_is_what_its_formula_says() {
    let five = "x,y\n1,0\n2,1\n3,0\n4,1\n100,0\n";
    assert_eq!(trained(five, "none"), [1.0, 2.0, 3.0, 4.0, 100.0]);
    assert_eq!(trained(five, "min_max"), [0.0, 1.0, 2.0, 3.0, 99.0].map(|x| (x / 99.0_f64) as f32));
    // Quartiles 2 and 4, median 3.
    assert_eq!(trained(five, "robust"), [-1.0, -0.5, 0.0, 0.5, 48.5]);
    assert_eq!(trained(five, "quantile"), [0.0, 0.25, 0.5, 0.75, 1.0]);
    // Mean 22, variance (21² + 20² + 19² + 18² + 78²) / 5.
    let deviation = (7610.0_f64 / 5.0).sqrt();
    assert_eq!(trained(five, "standardize"), [-21.0, -20.0, -19.0, -18.0, 78.0].map(|x| (x / deviation) as f32));
    // Logarithms of 1, e² and e⁴ but for rounding: -√1.5, 0, √1.5.
    let logs = trained(&format!("x,y\n0,0\n{},1\n{},0\n", 2.0_f64.exp_m1(), 4.0_f64.exp_m1()), "log1p");
    let expected = [-1.5_f64.sqrt(), 0.0, 1.5_f64.sqrt()];
    assert!(logs.iter().zip(expected).all(|(log, x)| (f64::from(*log) - x).abs() < 1e-6), "{logs:?}");
    for way in WAYS {
        let same = trained("x,y\n7,0\n7,1\n", way);
        let expected = if way == "none" { 7.0 } else { 0.0 };
        assert_eq!(same, [expected; 2], "a constant under {way}");
    }
}

#[test]
fn equal_cells_stand_in_their_middle_and_numbers_beyond_training_at_its_ends() {
    let ties = "x,y\n1,0\n2,1\n2,0\n2,1\n5,0\n";
    assert_eq!(trained(ties, "quantile"), [0.0, 0.5, 0.5, 0.5, 1.0]);
    let learnt = learnt(&table(ties), &of_x("quantile"));
    let others = table("x,z\n-3,0\n1.5,0\n3.5,0\n9,0\n");
    assert_eq!(learnt.encode(&others.columns, 4).unwrap().matrix, [0.0, 0.125, 0.875, 1.0]);
    // Of many rows a thousand quantiles are kept.
    let mut many = "x,y\n".to_owned();
    (0..5000).for_each(|row| writeln!(many, "{},0", (row * 2021) % 5000).unwrap());
    let learnt = self::learnt(&table(&many), &of_x("quantile"));
    let scaling = learnt.features[0].scaling.as_ref().unwrap();
    assert_eq!((scaling.knots.len(), scaling.knots[0], scaling.knots[999]), (1000, 0.0, 4999.0));
    for (row, place) in trained(&many, "quantile").iter().enumerate() {
        let expected = ((row * 2021) % 5000) as f64 / 4999.0;
        assert!((f64::from(*place) - expected).abs() < 1e-6, "{row}: {place}");
    }
}

#[test]
fn cells_are_filled_before_they_are_scaled() {
    let holes = table("x,y\n1,0\n,1\n9,0\n,1\n");
    let setup = imputed(of_x("min_max"), &[("x", r#"{"strategy": "constant", "value": "11", "indicator": true}"#)]);
    let encoded = EncodedTable::encode(&holes, &setup, &[number_or_code("y", 0)]).unwrap();
    assert_eq!(encoded.matrix, [0.0, 0.0, 1.0, 1.0, 0.8, 0.0, 1.0, 1.0]);
    assert_eq!(encoded.settled, [0]);
    let others = table("x,z\n6,0\n,0\n");
    let learnt = learnt(&holes, &setup);
    assert_eq!(learnt.encode(&others.columns, others.rows).unwrap().matrix[0], 0.5);
}

#[test]
fn what_cannot_be_scaled_so_is_refused_with_its_row() {
    let debts = table("x,z,y\n3,a,0\n-1,b,1\n,a,0\n-5,b,1\n");
    let refusal = |setup: &DataSetup| -> Failure { DataSchema::of(&debts, setup).unwrap_err() };
    let columns = setup(&[("x", Feature, Number), ("z", Feature, Code), ("y", Target, Number)]);
    let failure = refusal(&scaled(columns.clone(), &[("x", "log1p")]));
    assert_eq!(failure.code, "scaling");
    assert!(failure.to_string().contains("the value -1 in row 2"), "{failure}");
    assert_eq!(refusal(&scaled(columns.clone(), &[("z", "robust")])).code, "scaling");
    assert_eq!(refusal(&scaled(columns.clone(), &[("y", "robust")])).code, "table_setup");
    let filled = imputed(scaled(columns, &[("x", "log1p")]), &[("x", r#"{"strategy": "constant", "value": "-2"}"#)]);
    assert!(refusal(&filled).to_string().contains("\"-2\""), "{}", refusal(&filled));

    // Of another table, such a row alone has no prediction.
    let learnt = learnt(&table("x,y\n1,0\n2,1\n"), &of_x("log1p"));
    let others = table("x,z\n1,0\n-1,0\n2,0\n-7,0\n");
    let encoded = learnt.encode(&others.columns, 4).unwrap();
    assert_eq!((&encoded.rows[..], encoded.matrix.len()), ([0, 2].as_slice(), 2));
    let [unread] = &encoded.unread[..] else { panic!("{:?}", encoded.unread) };
    assert_eq!((unread.reason, unread.first_rows.as_slice()), (UnreadReason::NoLogarithm, [2, 4].as_slice()));
    let refused = learnt.unknown_value(unread).unwrap();
    assert!(refused.to_string().contains("the value -1 in row 2"), "{refused}");
}

#[test]
fn a_model_with_impossible_constants_is_refused() {
    let fitted = learnt(&table("x,y\n1,0\n2,1\n4,1\n"), &of_x("quantile"));
    fitted.check().unwrap();
    let broken = |change: &dyn Fn(&mut preparing::FittedColumnScaling)| {
        let mut broken = fitted.clone();
        change(broken.features[0].scaling.as_mut().unwrap());
        broken.check().is_err()
    };
    assert!(broken(&|scaling| scaling.knots.clear()));
    assert!(broken(&|scaling| scaling.knots.reverse()));
    assert!(broken(&|scaling| scaling.knots[1] = f64::NAN));
    assert!(broken(&|scaling| scaling.factor = 0.0));
    assert!(broken(&|scaling| scaling.method = tabular::ColumnScaling::Robust));
}

proptest! {
    #[test]
    fn what_is_fitted_is_of_the_training_rows_that_are_there(
        cells in prop::collection::vec((prop::option::weighted(0.8, -0.9..1e5_f64), any::<bool>()), 1..50),
        others in 0.0..1e9_f64,
    ) {
        let text = |replaced: Option<f64>| {
            let line = |(cell, trains): &(Option<f64>, bool)| {
                let cell = cell.map(|cell| if *trains { cell } else { replaced.unwrap_or(cell) });
                format!("{},1\n", cell.map_or(String::new(), |cell| cell.to_string()))
            };
            table(&format!("x,y\n2,0\n0.5,0\n{}", cells.iter().map(line).collect::<String>()))
        };
        let (drawn, replaced) = (text(None), text(Some(others)));
        let training: Vec<u32> =
            [0, 1].into_iter().chain((2..).zip(&cells).filter(|(_, (_, trains))| *trains).map(|(row, _)| row)).collect();
        let there = cells.iter().filter(|(_, trains)| *trains).filter_map(|(cell, _)| *cell);
        let there: Vec<f64> = [2.0, 0.5].into_iter().chain(there).collect();
        let n = there.len() as f64;
        let mean_and_deviation = |of: &[f64]| {
            let mean = of[0] + of.iter().map(|x| x - of[0]).sum::<f64>() / n;
            (mean, (of.iter().map(|x| x * x).sum::<f64>() / n - mean * mean).max(0.0).sqrt())
        };
        // By counting: the least number that so many others are not above, and the next, in proportion.
        let quantile = |share: f64| {
            let rank = share * (n - 1.0);
            let ranked = |rank: f64| {
                let not_above = |x: f64| there.iter().filter(|other| **other <= x).count() as f64;
                there.iter().copied().filter(|x| not_above(*x) > rank).fold(f64::INFINITY, f64::min)
            };
            ranked(rank.floor()) * (1.0 - rank.fract()) + ranked(rank.ceil()) * rank.fract()
        };
        for way in WAYS {
            let fitted = |of: &tabular::Table| Preparation::fit(of, &of_x(way), &training).unwrap();
            let learnt = fitted(&drawn);
            prop_assert_eq!(&learnt, &fitted(&replaced), "{} looks at other rows", way);
            let encoded = learnt.encode(&drawn.columns, drawn.rows).unwrap();
            for (row, scaled) in encoded.rows.iter().zip(&encoded.matrix[..]) {
                let x = drawn.columns[0].numbers().unwrap()[*row as usize];
                let least = there.iter().copied().fold(f64::INFINITY, f64::min);
                let most = there.iter().copied().fold(f64::NEG_INFINITY, f64::max);
                let expected = match way {
                    "none" => x,
                    "min_max" => (x - least) / (most - least),
                    "standardize" => {
                        let (mean, deviation) = mean_and_deviation(&there);
                        (x - mean) / deviation
                    }
                    "robust" => (x - quantile(0.5)) / (quantile(0.75) - quantile(0.25)),
                    "log1p" => {
                        let (mean, deviation) =
                            mean_and_deviation(&there.iter().map(|x| (1.0 + x).ln()).collect::<Vec<f64>>());
                        ((1.0 + x).ln() - mean) / deviation
                    }
                    // Half of those equal to it beyond the first, as a share of the steps between them.
                    _ if x <= least => 0.0,
                    _ if x >= most => 1.0,
                    _ => {
                        let below: Vec<f64> = there.iter().copied().filter(|other| *other < x).collect();
                        let equal = there.iter().filter(|other| **other == x).count() as f64;
                        let under = below.iter().copied().fold(f64::NEG_INFINITY, f64::max);
                        let over = there.iter().copied().filter(|other| *other > x).fold(f64::INFINITY, f64::min);
                        let place = below.len() as f64;
                        if equal > 0.0 {
                            (place + (equal - 1.0) / 2.0) / (n - 1.0)
                        } else {
                            (place - 1.0 + (x - under) / (over - under)) / (n - 1.0)
                        }
                    }
                };
                let difference = (f64::from(*scaled) - expected).abs();
                prop_assert!(difference <= 1e-5 * (1.0 + expected.abs()), "{} of {}: {} not {}", way, x, scaled, expected);
            }
        }
    }
}
