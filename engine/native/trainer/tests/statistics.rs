//! Every statistic of a layer record against a reference computed another way: f64, whole array, sorted.

use proptest::prelude::*;
use trainer::events::{HISTOGRAM_BINS, HISTOGRAM_CELLS, STATISTICS};
use trainer::ir::ActivationFunction;
use trainer::statistics::{BatchNormView, LayerRecord, Scratch, histogram_edges};

fn value_of(record: &LayerRecord, name: &str) -> f64 {
    let place = STATISTICS.iter().position(|statistic| *statistic == name);
    f64::from(record.values[place.expect("a statistic of this name")])
}

/// Equal to within a few roundings of float32, NaN equal to NaN.
fn agree(found: f64, expected: f64) -> bool {
    let expected = f64::from(expected as f32);
    found == expected
        || (found.is_nan() && expected.is_nan())
        || (found - expected).abs() <= 1e-6 * expected.abs() + 1e-37
}

fn assert_statistics(record: &LayerRecord, expected: &[(&str, f64)]) {
    for &(name, expected) in expected {
        let found = value_of(record, name);
        assert!(agree(found, expected), "{name}: found {found}, expected {expected}");
    }
}

/// All statistics but these must be undefined.
fn assert_only(record: &LayerRecord, defined: &[&str]) {
    for name in STATISTICS.iter().filter(|name| !defined.contains(name)) {
        assert!(value_of(record, name).is_nan(), "{name} is defined");
    }
}

fn sorted_finite(values: impl IntoIterator<Item = f32>) -> Vec<f64> {
    let mut sorted: Vec<f64> = values.into_iter().filter(|value| value.is_finite()).map(f64::from).collect();
    sorted.sort_by(f64::total_cmp);
    sorted
}

/// NumPy's `linear` method.
fn percentile(sorted: &[f64], percent: f64) -> f64 {
    if sorted.is_empty() {
        return f64::NAN;
    }
    let rank = percent / 100.0 * (sorted.len() - 1) as f64;
    let below = sorted[rank.floor() as usize];
    let above = sorted[rank.ceil() as usize];
    below + (above - below) * rank.fract()
}

fn mean_of(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

fn population_deviation(values: &[f64]) -> f64 {
    let mean = mean_of(values);
    mean_of(&values.iter().map(|value| (value - mean).powi(2)).collect::<Vec<_>>()).sqrt()
}

fn reference_cells(values: &[f32]) -> [u32; HISTOGRAM_CELLS] {
    let edges = histogram_edges();
    let mut cells = [0; HISTOGRAM_CELLS];
    for &value in values {
        let value = f64::from(value);
        let cell = if value.is_nan() {
            HISTOGRAM_BINS + 2
        } else if value < edges[0] {
            0
        } else if value > edges[HISTOGRAM_BINS] {
            HISTOGRAM_BINS + 1
        } else if value < 0.0 {
            // The outer edge belongs to the bin, the inner one does not.
            1 + (0..HISTOGRAM_BINS).find(|&bin| edges[bin] <= value && value < edges[bin + 1]).expect("a bin")
        } else if value == 0.0 {
            1 + HISTOGRAM_BINS / 2
        } else {
            1 + (0..HISTOGRAM_BINS).find(|&bin| edges[bin] < value && value <= edges[bin + 1]).expect("a bin")
        };
        cells[cell] += 1;
    }
    cells
}

fn check_value(values: &[f32], features: usize) {
    let mut record = LayerRecord::default();
    let mut scratch = Scratch::new(values.len(), features);
    record.write_value(values, features, &mut scratch);
    let sorted = sorted_finite(values.iter().copied());
    let unit = sorted_finite(values.iter().copied().step_by(features));
    let scale = sorted.iter().fold(0.0_f64, |largest, value| largest.max(value.abs()));
    let mean = value_of(&record, "mean");
    // Cancellation leaves an error in proportion to the largest element, not to the mean.
    assert!(
        agree(mean, mean_of(&sorted)) || (mean - mean_of(&sorted)).abs() <= 1e-12 * scale,
        "mean: found {mean}, expected {}",
        mean_of(&sorted)
    );
    assert_statistics(
        &record,
        &[
            ("standard_deviation", population_deviation(&sorted)),
            ("minimum", sorted.first().copied().unwrap_or(f64::NAN)),
            ("maximum", sorted.last().copied().unwrap_or(f64::NAN)),
            ("unit_percentile_15", percentile(&unit, 15.0)),
            ("unit_percentile_50", percentile(&unit, 50.0)),
            ("unit_percentile_85", percentile(&unit, 85.0)),
        ],
    );
    for percent in [1, 15, 50, 85, 99] {
        let found = value_of(&record, &format!("percentile_{percent}"));
        let expected = percentile(&sorted, f64::from(percent));
        // An interpolation between two neighbours may cancel as well.
        assert!(
            agree(found, expected) || (found - expected).abs() <= 1e-12 * scale,
            "percentile {percent}: found {found}, expected {expected}"
        );
    }
    assert_eq!(record.histogram, reference_cells(values));
    assert_eq!(record.histogram.iter().sum::<u32>() as usize, values.len());
}

/// Any element a layer may hold: ordinary, spread over all magnitudes, on edges, repeated, or not a number at all.
fn element() -> impl Strategy<Value = f32> {
    prop_oneof![
        8 => -3.0_f32..3.0,
        4 => any::<f32>(),
        2 => (0_usize..=HISTOGRAM_BINS).prop_map(|edge| histogram_edges()[edge] as f32),
        2 => (0_usize..=HISTOGRAM_BINS).prop_map(|edge| (histogram_edges()[edge] as f32).next_up()),
        2 => (0_usize..=HISTOGRAM_BINS).prop_map(|edge| (histogram_edges()[edge] as f32).next_down()),
        1 => prop::sample::select(vec![0.0, -0.0, 1.0, -1.0, f32::MAX, f32::MIN, f32::MIN_POSITIVE, 1e-45]),
    ]
}

fn with_others(element: impl Strategy<Value = f32>) -> impl Strategy<Value = f32> {
    prop_oneof![
        20 => element,
        1 => prop::sample::select(vec![f32::NAN, -f32::NAN, f32::INFINITY, f32::NEG_INFINITY]),
    ]
}

/// A layer of 1 to 64 rows and 1 to 40 features.
fn layer(element: impl Strategy<Value = f32>) -> impl Strategy<Value = (Vec<f32>, usize)> {
    (1_usize..65, 1_usize..41, prop::collection::vec(element, 64 * 40)).prop_map(|(rows, features, mut values)| {
        values.truncate(rows * features);
        (values, features)
    })
}

/// Batch mean and variance, running mean and variance, γ and β of one feature.
type Feature = (f32, f32, f32, f32, f32, f32);

proptest! {
    #[test]
    fn distributions_of_finite_layers((values, features) in layer(element())) {
        check_value(&values, features);
    }

    #[test]
    fn distributions_of_layers_with_nan_and_infinities((values, features) in layer(with_others(element()))) {
        check_value(&values, features);
    }

    #[test]
    fn distributions_of_narrow_layers_far_from_zero(
        (values, features) in layer(-1e-3_f32..1e-3), offset in -1000.0_f32..1000.0, outlier in any::<f32>(),
    ) {
        let mut values: Vec<f32> = values.iter().map(|value| value + offset).collect();
        check_value(&values, features);
        // One far element makes nearly all others share a bucket.
        values[0] = outlier;
        check_value(&values, features);
    }

    #[test]
    fn distributions_of_constant_layers(value in element(), rows in 1_usize..200) {
        check_value(&vec![value; rows], 1);
    }

    #[test]
    fn gradients((values, _) in layer(element().prop_filter("squares stay finite in the sum", |g| g.abs() < 1e30))) {
        let mut record = LayerRecord::default();
        record.write_gradient(&values);
        let wide: Vec<f64> = values.iter().map(|&value| f64::from(value)).collect();
        assert_statistics(&record, &[
            ("gradient_norm", wide.iter().rev().map(|g| g * g).sum::<f64>().sqrt()),
            ("gradient_mean_absolute", mean_of(&wide.iter().map(|g| g.abs()).collect::<Vec<_>>())),
            ("gradient_zero", wide.iter().filter(|g| **g == 0.0).count() as f64 / wide.len() as f64),
        ]);
        assert_only(&record, &["gradient_norm", "gradient_mean_absolute", "gradient_zero"]);
    }

    #[test]
    fn weights_and_their_updates((before, _) in layer(-2.0_f32..2.0), rate in 1e-6_f32..0.5) {
        let after: Vec<f32> = before.iter().enumerate().map(|(i, w)| w + rate * (i as f32).sin()).collect();
        let mut record = LayerRecord::default();
        record.write_weight(&before);
        record.write_update(&before, &after);
        let wide: Vec<f64> = before.iter().map(|&value| f64::from(value)).collect();
        let changes: Vec<f64> =
            before.iter().zip(&after).map(|(&before, &after)| (f64::from(after) - f64::from(before)).abs()).collect();
        let sizes: Vec<f64> = wide.iter().map(|w| w.abs()).collect();
        let ratio = (mean_of(&changes) / mean_of(&sizes)).log10();
        assert_statistics(&record, &[
            ("weight_norm", wide.iter().map(|w| w * w).sum::<f64>().sqrt()),
            ("weight_standard_deviation", population_deviation(&wide)),
        ]);
        prop_assert!((value_of(&record, "weight_mean") - mean_of(&wide)).abs() < 1e-7);
        let found = value_of(&record, "update_ratio");
        if mean_of(&changes) == 0.0 {
            prop_assert!(found.is_nan());
        } else {
            prop_assert!((found - ratio).abs() < 1e-5, "found {found}, expected {ratio}");
        }
    }

    #[test]
    fn saturation_is_the_share_of_small_derivatives((z, features) in layer(-9.0_f32..9.0)) {
        let derivative_of_tanh = |z: f64| z.cosh().powi(-2);
        let derivative_of_sigmoid = |z: f64| (-z).exp() / (1.0 + (-z).exp()).powi(2);
        let output = |f: fn(f64) -> f64| -> Vec<f32> { z.iter().map(|&z| f(f64::from(z)) as f32).collect() };
        let share = |rule: &dyn Fn(f64) -> bool| {
            z.iter().filter(|&&z| rule(f64::from(z))).count() as f64 / z.len() as f64
        };
        let cases = [
            (ActivationFunction::Tanh, output(f64::tanh), share(&|z| derivative_of_tanh(z) < 0.05)),
            (
                ActivationFunction::Sigmoid,
                output(|z| 1.0 / (1.0 + (-z).exp())),
                share(&|z| derivative_of_sigmoid(z) < 0.05 * 0.25),
            ),
            (ActivationFunction::Relu, output(|z| z.max(0.0)), share(&|z| z <= 0.0)),
        ];
        for (function, output, expected) in cases {
            let mut record = LayerRecord::default();
            record.write_activation(function, &output, features);
            // Rounding of the output to float32 may move an element that lies on the threshold itself.
            let found = value_of(&record, "saturation");
            prop_assert!((found - expected).abs() <= 1e-6, "{function:?}: {found} for {expected}");
        }
        // The thresholds people know.
        prop_assert_eq!(share(&|z| derivative_of_tanh(z) < 0.05), share(&|z| z.abs() > 0.95_f64.sqrt().atanh()));
    }

    #[test]
    fn dead_units_are_zero_on_every_row(rows in 1_usize..30, alive in prop::collection::vec(any::<bool>(), 1..30)) {
        let features = alive.len();
        // A living unit fires on one row only, a different one for each unit.
        let output: Vec<f32> = (0..rows * features)
            .map(|index| {
                let (row, unit) = (index / features, index % features);
                if alive[unit] && row == unit % rows { 0.5 } else { 0.0 }
            })
            .collect();
        let mut record = LayerRecord::default();
        record.write_activation(ActivationFunction::Relu, &output, features);
        let dead = alive.iter().filter(|alive| !**alive).count() as f64 / features as f64;
        assert_statistics(&record, &[("dead", dead)]);
        record.clear();
        record.write_activation(ActivationFunction::Tanh, &output, features);
        prop_assert!(value_of(&record, "dead").is_nan());
    }

    #[test]
    fn batch_norm_against_its_running_statistics(
        features in prop::collection::vec(
            (-3.0_f32..3.0, 0.0_f32..4.0, -3.0_f32..3.0, 1e-4_f32..4.0, -0.05_f32..0.05, -1.0_f32..1.0), 1..150,
        ),
        epsilon in prop::sample::select(vec![1e-3_f64, 1e-5, 0.1]),
    ) {
        let column = |pick: fn(&Feature) -> f32| features.iter().map(pick).collect::<Vec<f32>>();
        let (batch_mean, mut batch_variance) = (column(|f| f.0), column(|f| f.1));
        let (running_mean, running_variance) = (column(|f| f.2), column(|f| f.3));
        let (gamma, beta) = (column(|f| f.4), column(|f| f.5));
        if batch_variance.len() > 1 {
            batch_variance[0] = 0.0;
        }
        let mut record = LayerRecord::default();
        let view = BatchNormView {
            batch_mean: &batch_mean,
            batch_variance: &batch_variance,
            running_mean: &running_mean,
            running_variance: &running_variance,
            gamma: Some(&gamma),
            beta: Some(&beta),
            epsilon: epsilon as f32,
        };
        let mut scratch = Scratch::new(1, features.len());
        record.write_batch_norm(&view, &mut scratch);
        let wide = |values: &[f32]| values.iter().map(|&value| f64::from(value)).collect::<Vec<f64>>();
        let epsilon = f64::from(epsilon as f32);
        let mut drift: Vec<f64> = (0..features.len())
            .map(|i| {
                let spread = (f64::from(running_variance[i]) + epsilon).sqrt();
                ((f64::from(batch_mean[i]) - f64::from(running_mean[i])) / spread).abs()
            })
            .collect();
        let drift_average = mean_of(&drift);
        drift.sort_by(f64::total_cmp);
        let mut logs: Vec<f64> = (0..features.len())
            .filter(|&i| batch_variance[i] > 0.0)
            .map(|i| f64::from(batch_variance[i]).ln() - f64::from(running_variance[i]).ln())
            .collect();
        let log_average = mean_of(&logs);
        logs.sort_by(f64::total_cmp);
        let share = |values: &[f32], rule: &dyn Fn(f64) -> bool| {
            values.iter().filter(|&&value| rule(f64::from(value))).count() as f64 / values.len() as f64
        };
        assert_statistics(&record, &[
            ("drift_mean_average", drift_average),
            ("drift_mean_maximum", drift[drift.len() - 1]),
            ("drift_variance_maximum", logs.last().copied().unwrap_or(f64::NAN)),
            ("batch_variance", mean_of(&wide(&batch_variance))),
            ("running_variance", mean_of(&wide(&running_variance))),
            ("gamma_near_zero", share(&gamma, &|gamma| gamma.abs() < f64::from(0.01_f32))),
            ("variance_near_zero", share(&batch_variance, &|variance| variance < 10.0 * epsilon)),
        ]);
        for (name, expected) in [
            ("drift_variance_average", log_average),
            ("batch_mean", mean_of(&wide(&batch_mean))),
            ("running_mean", mean_of(&wide(&running_mean))),
        ] {
            let found = value_of(&record, name);
            prop_assert!((found - expected).abs() < 1e-6 || (found.is_nan() && expected.is_nan()), "{name}: {found} for {expected}");
        }
        let (gamma, beta) = (sorted_finite(gamma), sorted_finite(beta));
        for percent in [15, 50, 85] {
            for (name, sorted) in [("gamma", &gamma), ("beta", &beta)] {
                let found = value_of(&record, &format!("{name}_{percent}"));
                prop_assert!((found - percentile(sorted, f64::from(percent))).abs() < 1e-7, "{name}_{percent}");
            }
        }
    }
}

#[test]
fn a_large_layer_is_exact_too() {
    // A product of two sines: smooth, heavy around zero, with no two elements in order.
    let values: Vec<f32> = (0..300 * 1000)
        .map(|i| {
            let i = i as f32;
            (i * 12.9898).sin() * (i * 78.233).cos() * 5.0
        })
        .collect();
    check_value(&values, 1000);
}

#[test]
fn undefined_statistics_are_nan() {
    let mut record = LayerRecord::default();
    assert_only(&record, &[]);
    let mut scratch = Scratch::new(4, 2);
    record.write_value(&[f32::NAN, f32::INFINITY, f32::NEG_INFINITY, f32::NAN], 2, &mut scratch);
    assert_only(&record, &[]);
    assert_eq!(record.histogram[0], 1, "−∞ underflows");
    assert_eq!(record.histogram[HISTOGRAM_BINS + 1], 1, "+∞ overflows");
    assert_eq!(record.histogram[HISTOGRAM_BINS + 2], 2);
    record.clear();
    record.write_activation(ActivationFunction::Linear, &[1.0, 2.0], 1);
    assert_only(&record, &[]);
    record.write_update(&[1.0, 2.0], &[1.0, 2.0]);
    assert_only(&record, &[]);
    record.write_gradient(&[]);
    record.write_weight(&[]);
    assert_only(&record, &[]);
    let view = BatchNormView {
        batch_mean: &[1.0],
        batch_variance: &[0.0],
        running_mean: &[0.0],
        running_variance: &[1.0],
        gamma: None,
        beta: None,
        epsilon: 1e-3,
    };
    record.write_batch_norm(&view, &mut scratch);
    for name in ["drift_variance_average", "gamma_50", "beta_50", "gamma_near_zero"] {
        assert!(value_of(&record, name).is_nan(), "{name}");
    }
    assert_eq!(value_of(&record, "variance_near_zero"), 1.0);
}

#[test]
fn a_gradient_that_is_not_finite_stays_visible() {
    let mut record = LayerRecord::default();
    record.write_gradient(&[1.0, f32::NAN, 0.0]);
    assert!(value_of(&record, "gradient_norm").is_nan());
    assert!(agree(value_of(&record, "gradient_zero"), 1.0 / 3.0));
    record.write_gradient(&[1.0, f32::INFINITY]);
    assert_eq!(value_of(&record, "gradient_norm"), f64::INFINITY);
}

#[test]
fn softmax_saturates_where_a_unit_is_all_but_certain() {
    // p(1 − p) < 0.0125 below p = 0.01266 and above its complement.
    let mut record = LayerRecord::default();
    record.write_activation(ActivationFunction::Softmax, &[0.0126, 0.9874, 0.0127, 0.9873, 0.5, 0.5], 2);
    assert!(agree(value_of(&record, "saturation"), 2.0 / 6.0));
}

#[test]
fn the_edges_are_symmetric_and_widen_by_powers_of_two() {
    let edges = histogram_edges();
    assert_eq!((edges[0], edges[32], edges[64]), (-32.0, 0.0, 32.0));
    let mut previous_width = 0.0;
    for bin in 32..64 {
        assert_eq!(edges[64 - bin], -edges[bin]);
        let width = edges[bin + 1] - edges[bin];
        assert!(width >= previous_width && width.log2().fract() == 0.0, "bin {bin} is {width} wide");
        previous_width = width;
    }
    // A tanh falls into 32 bins.
    assert_eq!(edges.iter().filter(|edge| edge.abs() <= 1.0).count(), 33);
}
