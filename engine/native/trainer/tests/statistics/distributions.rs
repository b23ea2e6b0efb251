//! Moments, extremes, percentiles and histograms.

use super::{
    agree, assert_statistics, element, layer, mean_of, percentile, population_deviation, sorted_finite, value_of,
};
use proptest::prelude::*;
use trainer::events::{HISTOGRAM_BINS, HISTOGRAM_CELLS};
use trainer::statistics::{LayerRecord, Scratch, histogram_edges};

pub(crate) fn reference_cells(values: &[f32]) -> [u32; HISTOGRAM_CELLS] {
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
            ("unit_percentile_1", percentile(&unit, 1.0)),
            ("unit_percentile_15", percentile(&unit, 15.0)),
            ("unit_percentile_50", percentile(&unit, 50.0)),
            ("unit_percentile_85", percentile(&unit, 85.0)),
            ("unit_percentile_99", percentile(&unit, 99.0)),
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

fn with_others(element: impl Strategy<Value = f32>) -> impl Strategy<Value = f32> {
    prop_oneof![
        20 => element,
        1 => prop::sample::select(vec![f32::NAN, -f32::NAN, f32::INFINITY, f32::NEG_INFINITY]),
    ]
}

proptest! {
    // Layers are large; these many already visit every kind of element hundreds of times.
    #![proptest_config(ProptestConfig::with_cases(96))]

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
    fn distributions_of_layers_of_denormals((mut values, features) in layer((0_u32..5000).prop_map(f32::from_bits))) {
        check_value(&values, features);
        values.iter_mut().step_by(2).for_each(|value| *value = -*value);
        check_value(&values, features);
    }

    #[test]
    fn distributions_of_constant_layers(value in element(), rows in 1_usize..200) {
        check_value(&vec![value; rows], 1);
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
