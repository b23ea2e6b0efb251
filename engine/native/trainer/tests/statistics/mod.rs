//! Every statistic of a layer record against a reference computed another way: f64, whole array, sorted.

mod distributions;
mod training;

use proptest::prelude::*;
use trainer::events::HISTOGRAM_BINS;
use trainer::statistics::STATISTICS;
use trainer::statistics::{LayerRecord, histogram_edges};

fn value_of(record: &LayerRecord, name: &str) -> f64 {
    let index = STATISTICS.iter().position(|statistic| *statistic == name);
    f64::from(record.values[index.expect("a statistic of this name")])
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

/// A layer of 1 to 64 rows and 1 to 40 features.
fn layer(element: impl Strategy<Value = f32>) -> impl Strategy<Value = (Vec<f32>, usize)> {
    (1_usize..65, 1_usize..41, prop::collection::vec(element, 64 * 40)).prop_map(|(rows, features, mut values)| {
        values.truncate(rows * features);
        (values, features)
    })
}
