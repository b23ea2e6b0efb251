//! Values as the target's means: against scikit-learn's formulas worked out in fractions, and without a row's own target.

use crate::support::{coded, encoded_as, imputed, learnt, number_or_code, setup, table};
use preparing::{DataSchema, EncodedTable, Preparation, UnreadReason};
use proptest::prelude::*;
use serde_json::json;
use tabular::ColumnEncoding::{Code, Number, TargetMean};
use tabular::ColumnRole::{Feature, Target};
use tabular::{ColumnEncoding, DataSetup, FailureCode};

const VALUES: [&str; 10] = ["a", "a", "b", "b", "b", "c", "a", "a", "c", "b"];
const NUMBERS: [f64; 10] = [1.0, 3.0, 2.0, 8.0, 5.0, 4.0, 7.0, 1.0, 9.0, 6.0];

fn of_targets<Cell: std::fmt::Display>(targets: &[Cell]) -> String {
    let rows = VALUES.iter().zip(targets).map(|(value, target)| format!("{value},{target}\n"));
    format!("x,y\n{}", rows.collect::<String>())
}

fn means_of(target: ColumnEncoding, options: serde_json::Value) -> DataSetup {
    encoded_as(setup(&[("x", Feature, TargetMean), ("y", Target, target)]), "x", &options)
}

fn close(found: &[f64], expected: &[f64]) {
    assert_eq!(found.len(), expected.len());
    for (found, expected) in found.iter().zip(expected) {
        assert!((found - expected).abs() < 1e-14, "{found} {expected}");
    }
}

#[test]
fn means_are_drawn_towards_that_of_all_as_scikit_learn_draws_them() {
    let fitted = |text: &str, setup: &DataSetup| learnt(&table(text), setup).features[0].lookup.clone();
    let numbers = of_targets(&NUMBERS);
    let auto = fitted(&numbers, &means_of(Number, json!({})));
    close(&auto[0], &[3.268_456_375_838_926_2, 5.161_550_185_064_228, 5.938_002_839_564_6, 4.6]);
    let smoothed = fitted(&numbers, &means_of(Number, json!({ "smoothing": 2 })));
    close(&smoothed[0], &[3.533_333_333_333_333, 5.033_333_333_333_333, 5.55, 4.6]);
    let plain = fitted(&numbers, &means_of(Number, json!({ "smoothing": 0 })));
    close(&plain[0], &[3.0, 5.25, 6.5, 4.6]);
    let binary = of_targets(&["no", "yes", "yes", "yes", "no", "no", "yes", "no", "yes", "yes"]);
    let of_yes = fitted(&binary, &means_of(Code, json!({})));
    assert_eq!(of_yes.len(), 1);
    close(&of_yes[0], &[0.520_661_157_024_793_4, 0.725_490_196_078_431_3, 0.534_246_575_342_465_8, 0.6]);
    let three = of_targets(&["p", "q", "r", "q", "p", "r", "q", "p", "r", "q"]);
    let setup = means_of(Code, json!({}));
    let of_classes = fitted(&three, &setup);
    close(&of_classes[0], &[0.454_128_440_366_972_5, 0.259_124_087_591_240_9, 0.0, 0.3]);
    close(&of_classes[1], &[0.479_338_842_975_206_6, 0.479_338_842_975_206_6, 0.0, 0.4]);
    close(&of_classes[2], &[0.0, 0.259_124_087_591_240_9, 1.0, 0.3]);
    let names: Vec<String> =
        DataSchema::of(&table(&three), &setup).unwrap().features.into_iter().map(|feature| feature.name).collect();
    assert_eq!(names, ["x mean of y=p", "x mean of y=q", "x mean of y=r"]);
    assert_eq!(DataSchema::of(&table(&binary), &setup).unwrap().features[0].name, "x mean of y=yes");
}

#[test]
fn training_rows_get_the_mean_of_the_rows_of_other_folds() {
    // Each row a fold: the others of its value say all.
    let text = of_targets(&NUMBERS);
    let encoded = |folds: u32, seed: u32| {
        let setup = means_of(Number, json!({ "smoothing": 0, "folds": folds, "seed": seed }));
        EncodedTable::encode(&table(&text), &setup, &[number_or_code("y", 0)]).unwrap().matrix
    };
    let sums =
        |value: &str| VALUES.iter().zip(NUMBERS).filter(|(other, _)| **other == value).map(|(_, y)| y).sum::<f64>();
    let count = |value: &str| VALUES.iter().filter(|other| **other == value).count() as f64;
    let expected: Vec<f32> =
        (VALUES.iter().zip(NUMBERS)).map(|(value, y)| ((sums(value) - y) / (count(value) - 1.0)) as f32).collect();
    assert_eq!(encoded(10, 0), expected);
    assert_eq!(encoded(100, 3), expected);
    // The parts are drawn by the seed alone.
    assert_eq!(encoded(3, 0), encoded(3, 0));
    assert_ne!(encoded(3, 0), encoded(3, 1));
}

#[test]
fn other_rows_get_the_mean_of_all_training_rows_and_unseen_values_that_of_all() {
    let text = of_targets(&NUMBERS);
    let setup = imputed(means_of(Number, json!({ "smoothing": 0 })), &[("x", r#"{"strategy": "category"}"#)]);
    let learnt = learnt(&table(&text), &setup);
    let others = table("x,z\na,1\nd,2\n,3\nc,4\n");
    let encoded = learnt.encode(&others.columns, others.rows).unwrap();
    assert_eq!(encoded.matrix, [3.0, 4.6, 4.6, 6.5]);
    assert_eq!((encoded.unread.len(), encoded.unread[0].reason), (1, UnreadReason::UnseenValue));
    let read: Preparation = serde_json::from_str(&serde_json::to_string(&learnt).unwrap()).unwrap();
    read.check().unwrap();
    assert_eq!(read, learnt);
    assert_eq!((read.features[0].options.folds, read.features[0].options.seed), (Some(5), Some(0)));
}

#[test]
fn one_target_there_must_be() {
    let refused = |columns: &[(&str, tabular::ColumnRole, ColumnEncoding)]| {
        let failure = DataSchema::of(&table("x,y,z\na,1,2\nb,2,3\n"), &setup(columns)).unwrap_err();
        assert!(failure.to_string().contains("\"x\""), "{failure}");
        coded(&failure)
    };
    let expected = (FailureCode::Encoding, "target".to_owned());
    assert_eq!(refused(&[("x", Feature, TargetMean), ("y", Target, Number), ("z", Target, Number)]), expected);
    assert_eq!(refused(&[("x", Feature, TargetMean), ("y", Feature, Number)]), expected);
}

proptest! {
    /// However a row's own target is changed, what it is encoded to stays: its target is not told to it.
    #[test]
    fn no_row_is_told_its_own_target(
        rows in prop::collection::vec((0..4_u8, -100..100_i32), 2..40),
        changed in any::<prop::sample::Index>(),
        other in 200..300_i32,
        folds in 2..8_u32,
        smoothing in prop::option::of(0..5_u32),
    ) {
        let changed = changed.index(rows.len());
        let text = |own: Option<i32>| {
            let line = |(row, (value, y)): (usize, &(u8, i32))| {
                format!("v{value},{}\n", own.filter(|_| row == changed).unwrap_or(*y))
            };
            format!("x,y\n{}", rows.iter().enumerate().map(line).collect::<String>())
        };
        let mut options = json!({ "folds": folds });
        if let Some(smoothing) = smoothing {
            options["smoothing"] = json!(smoothing);
        }
        let setup = means_of(Number, options);
        let encoded = |text: &str| EncodedTable::encode(&table(text), &setup, &[number_or_code("y", 0)]).unwrap().matrix;
        prop_assert_eq!(encoded(&text(None))[changed].to_bits(), encoded(&text(Some(other)))[changed].to_bits());
    }
}
