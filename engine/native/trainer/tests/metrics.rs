//! Metrics against scikit-learn's values and against sums written out over all rows and pairs of rows.

use crate::support::Draws;
use serde_json::Value;
use std::path::Path;
use trainer::events::OutputMetrics;
use trainer::kernels::Matrix;
use trainer::metrics::OutputEvaluation;

/// Metrics of a whole set, added in batches of 16.
fn evaluate(classes: usize, units: usize, values: &[f32], targets: &[f32], width: usize) -> OutputMetrics {
    evaluate_scaled(classes, units, None, values, targets, width)
}

/// The same of numbers that were multiplied by `factor`.
fn evaluate_scaled(
    classes: usize,
    units: usize,
    factor: Option<f64>,
    values: &[f32],
    targets: &[f32],
    width: usize,
) -> OutputMetrics {
    let rows = values.len() / units;
    let mut evaluation = OutputEvaluation::new("output", classes, units, factor, rows);
    // Twice, so that clearing is seen to forget.
    for _ in 0..2 {
        evaluation.clear();
        for (values, targets) in values.chunks(16 * units).zip(targets.chunks(16 * width)) {
            let rows = values.len() / units;
            let matrix = |columns: usize, tight: &[f32]| Matrix::from_tight(rows, columns, tight);
            evaluation.add(rows, &matrix(units, values), &matrix(width, targets), rows as f64 * 0.25);
        }
    }
    evaluation.metrics(&mut Vec::new())
}

#[track_caller]
fn close(found: Option<f64>, expected: Option<f64>, what: &str) {
    match (found, expected) {
        (Some(found), Some(expected)) => {
            let error = (found - expected).abs() / expected.abs().max(1.0);
            assert!(error <= 1e-12, "{what}: found {found}, expected {expected}");
        }
        _ => assert_eq!(found, expected, "{what}"),
    }
}

#[test]
fn metrics_are_those_of_scikit_learn() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../test/reference/metrics.json");
    let cases: Value = serde_json::from_str(&std::fs::read_to_string(path).expect("the file")).expect("JSON");
    let cases = cases.as_array().expect("an array");
    assert!(cases.len() >= 14);
    for case in cases {
        let number = |key: &str| case.get(key).and_then(Value::as_f64);
        let numbers = |key: &str| -> Vec<f32> {
            let values = case[key].as_array().expect(key);
            values.iter().map(|value| value.as_f64().expect("a number") as f32).collect()
        };
        let (classes, units) = (number("classes").expect("classes") as usize, number("units").expect("units") as usize);
        let (values, targets) = (numbers("values"), numbers("targets"));
        // Several units read class indices, and the same classes one-hot.
        let mut forms = vec![(targets.clone(), 1)];
        if units > 1 {
            let one_hot = targets.iter().flat_map(|class| (0..classes).map(|c| f32::from(c == *class as usize)));
            forms.push((one_hot.collect(), classes));
        }
        for (targets, width) in forms {
            let found = evaluate(classes, units, &values, &targets, width);
            for (name, found) in [
                ("accuracy", found.accuracy),
                ("precision", found.precision),
                ("recall", found.recall),
                ("f1", found.f1),
                ("auc", found.auc),
                ("r_squared", found.r_squared),
                ("root_mean_squared_error", found.root_mean_squared_error),
                ("mean_absolute_error", found.mean_absolute_error),
            ] {
                close(found, number(name), &format!("{} {name}", case["name"]));
            }
            let confusion = case.get("confusion").map_or(Vec::new(), |cells| {
                cells.as_array().expect("cells").iter().map(|cell| cell.as_u64().expect("a count") as u32).collect()
            });
            assert_eq!((found.confusion, found.loss), (confusion, 0.25), "{}", case["name"]);
        }
    }
}

/// Mean over the classes with a curve of the share of pairs (positive, negative) in the right order, ties half.
fn area_by_pairs(classes: usize, units: usize, values: &[f32], truths: &[usize]) -> Option<f64> {
    let scored: Vec<usize> = if classes == 2 { vec![1] } else { (0..classes).collect() };
    let mut areas = Vec::new();
    for class in scored {
        let score = |row: usize| values[row * units + if units == 1 { 0 } else { class }];
        let (mut pairs, mut won) = (0.0, 0.0);
        for (row, _) in truths.iter().enumerate().filter(|(_, truth)| **truth == class) {
            for (other, _) in truths.iter().enumerate().filter(|(_, truth)| **truth != class) {
                pairs += 1.0;
                won += match score(row).total_cmp(&score(other)) {
                    std::cmp::Ordering::Greater => 1.0,
                    std::cmp::Ordering::Equal => 0.5,
                    std::cmp::Ordering::Less => 0.0,
                };
            }
        }
        if pairs > 0.0 {
            areas.push(won / pairs);
        }
    }
    (!areas.is_empty()).then(|| areas.iter().sum::<f64>() / areas.len() as f64)
}

#[test]
fn random_classes_have_the_metrics_of_their_definitions() {
    let mut draws = Draws(51);
    for _ in 0..200 {
        let classes = 2 + draws.below(7);
        let units = if classes == 2 && draws.below(2) == 0 { 1 } else { classes };
        let rows = 1 + draws.below(90);
        // Few levels make ties; few classes that occur leave others absent.
        let levels = [3.0, 10.0, 1e6][draws.below(3)];
        let occurring = 1 + draws.below(classes);
        let values: Vec<f32> =
            (0..rows * units).map(|_| ((draws.between(0.0, 1.0) * levels).round() / levels) as f32).collect();
        let truths: Vec<usize> = (0..rows).map(|_| draws.below(occurring)).collect();
        let targets: Vec<f32> = truths.iter().map(|class| *class as f32).collect();
        let found = evaluate(classes, units, &values, &targets, 1);
        let predicted: Vec<usize> = values
            .chunks(units)
            .map(|row| match row {
                [p] => usize::from(*p >= 0.5),
                row => row.iter().position(|p| row.iter().all(|other| other <= p)).expect("a greatest"),
            })
            .collect();
        let count = |f: &dyn Fn(usize, usize) -> bool| {
            truths.iter().zip(&predicted).filter(|(truth, predicted)| f(**truth, **predicted)).count() as f64
        };
        close(found.accuracy, Some(count(&|truth, predicted| truth == predicted) / rows as f64), "accuracy");
        let ratio = |part: f64, whole: f64| if whole == 0.0 { 0.0 } else { part / whole };
        let mut figures = Vec::new();
        for class in 0..classes {
            let (hits, said, is) = (
                count(&|truth, predicted| truth == class && predicted == class),
                count(&|_, predicted| predicted == class),
                count(&|truth, _| truth == class),
            );
            let (precision, recall) = (ratio(hits, said), ratio(hits, is));
            let f1 = ratio(2.0 * precision * recall, precision + recall);
            if if classes == 2 { class == 1 } else { said + is > 0.0 } {
                figures.push([precision, recall, f1]);
            }
            for other in 0..classes {
                let cell = count(&|truth, predicted| truth == class && predicted == other);
                assert_eq!(f64::from(found.confusion[class * classes + other]), cell);
            }
        }
        let mean = |figure: usize| Some(figures.iter().map(|f| f[figure]).sum::<f64>() / figures.len() as f64);
        close(found.precision, mean(0), "precision");
        close(found.recall, mean(1), "recall");
        close(found.f1, mean(2), "f1");
        close(found.auc, area_by_pairs(classes, units, &values, &truths), "auc");
        assert!(
            [found.r_squared, found.root_mean_squared_error, found.mean_absolute_error].iter().all(Option::is_none)
        );
    }
}

#[test]
fn errors_of_scaled_numbers_are_told_in_the_unit_of_the_target() {
    let (values, targets) = ([0.5, -0.25, 1.5], [0.0, 0.25, 2.0]);
    let plain = evaluate(0, 1, &values, &targets, 1);
    let scaled = evaluate_scaled(0, 1, Some(0.125), &values, &targets, 1);
    assert_eq!((plain.scaled_by, scaled.scaled_by), (None, Some(8.0)));
    close(scaled.root_mean_squared_error, Some(4.0), "8 · 0.5");
    close(scaled.mean_absolute_error, Some(4.0), "8 · 0.5");
    assert_eq!((scaled.r_squared, scaled.loss), (plain.r_squared, plain.loss));
}

#[test]
fn figures_that_are_not_defined_are_not_reported() {
    let one_class = evaluate(2, 1, &[0.2, 0.9, 0.4], &[1.0, 1.0, 1.0], 1);
    assert_eq!((one_class.auc, one_class.recall), (None, Some(1.0 / 3.0)));
    assert_eq!(evaluate(2, 1, &[0.2, f32::NAN], &[1.0, 0.0], 1).auc, None);
    let many = evaluate(65, 65, &vec![0.5; 65 * 3], &[0.0, 1.0, 64.0], 1);
    assert!(many.auc.is_none() && many.confusion.is_empty());
    assert_eq!(many.accuracy, Some(1.0 / 3.0));
    let constant = evaluate(0, 1, &[1.0, 2.0], &[3.0, 3.0], 1);
    assert_eq!((constant.r_squared, constant.mean_absolute_error), (None, Some(1.5)));
    assert_eq!((constant.accuracy, constant.confusion.len()), (None, 0));
}
