//! Saturation, dead units, gradients, weights and their updates, BatchNorm, and what is undefined where.

use super::distributions::reference_cells;
use super::{
    agree, assert_only, assert_statistics, element, layer, mean_of, percentile, population_deviation, sorted_finite,
    value_of,
};
use crate::support::{alpha_of, functions, greatest_slope};
use proptest::prelude::*;
use trainer::events::{GRADIENT_MAGNIFICATION, HISTOGRAM_BINS};
use trainer::ir::ActivationFunction;
use trainer::kernels::reference;
use trainer::statistics::STATISTICS;
use trainer::statistics::{ActivationView, BatchNormView, LayerRecord, Scratch};

/// Batch mean and variance, running mean and variance, γ and β of one feature.
type Feature = (f32, f32, f32, f32, f32, f32);

proptest! {
    // Layers are large; these many already visit every kind of element hundreds of times.
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn gradients((values, features) in layer(element().prop_filter("squares stay finite in the sum", |g| g.abs() < 1e30))) {
        let mut record = LayerRecord::default();
        record.write_gradient(&values, features, &mut Scratch::new(values.len(), features));
        let wide: Vec<f64> = values.iter().map(|&value| f64::from(value)).collect();
        let sorted = sorted_finite(values.iter().copied());
        assert_statistics(&record, &[
            ("gradient_standard_deviation", population_deviation(&wide)),
            ("gradient_minimum", sorted[0]),
            ("gradient_maximum", sorted[sorted.len() - 1]),
            ("gradient_percentile_1", percentile(&sorted, 1.0)),
            ("gradient_percentile_15", percentile(&sorted, 15.0)),
            ("gradient_percentile_50", percentile(&sorted, 50.0)),
            ("gradient_percentile_85", percentile(&sorted, 85.0)),
            ("gradient_percentile_99", percentile(&sorted, 99.0)),
            ("gradient_norm", wide.iter().rev().map(|g| g * g).sum::<f64>().sqrt()),
            ("gradient_mean_absolute", mean_of(&wide.iter().map(|g| g.abs()).collect::<Vec<_>>())),
            ("gradient_zero", wide.iter().filter(|g| **g == 0.0).count() as f64 / wide.len() as f64),
        ]);
        // What cancels is told to a rounding of what it cancelled from.
        let size = mean_of(&wide.iter().map(|g| g.abs()).collect::<Vec<_>>());
        prop_assert!((value_of(&record, "gradient_mean") - mean_of(&wide)).abs() <= 1e-7 * size + 1e-37);
        let unit = sorted_finite(values.iter().copied().step_by(features));
        for percent in [1, 15, 50, 85, 99] {
            let found = value_of(&record, &format!("gradient_unit_percentile_{percent}"));
            prop_assert!((found - percentile(&unit, f64::from(percent))).abs() <= 1e-6 * size.max(found.abs()) + 1e-37);
        }
        let magnified: Vec<f32> = values.iter().map(|g| g * GRADIENT_MAGNIFICATION as f32).collect();
        prop_assert_eq!(record.gradient_histogram, reference_cells(&magnified));
        let others = STATISTICS.iter().filter(|name| !name.starts_with("gradient_"));
        prop_assert!(others.into_iter().all(|name| value_of(&record, name).is_nan()));
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
            (
                ActivationFunction::Softsign,
                output(|z| z / (1.0 + z.abs())),
                share(&|z| (1.0 + z.abs()).powi(-2) < 0.05),
            ),
        ];
        for (function, output, expected) in cases {
            let mut record = LayerRecord::default();
            record.write_activation(&ActivationView { function, alpha: 0.0, input: &[], output: &output, features }, &mut Scratch::new(1, features));
            // Rounding of the output to float32 may move an element that lies on the threshold itself.
            let found = value_of(&record, "saturation");
            prop_assert!((found - expected).abs() <= 1e-6, "{function:?}: {found} for {expected}");
        }
        // The same rule for every function, from the plain derivative.
        for function in functions().into_iter().filter(|function| *function != ActivationFunction::Softmax) {
            let alpha = alpha_of(function);
            let output = reference::activation(function, alpha, features, &z);
            let is_flat = |z: f64| {
                reference::derivative(function, alpha.unwrap_or(0.0), z).abs() < 0.05 * greatest_slope(function)
            };
            let alpha = alpha.unwrap_or(0.0) as f32;
            let mut record = LayerRecord::default();
            record.write_activation(&ActivationView { function, alpha, input: &z, output: &output, features }, &mut Scratch::new(1, features));
            let found = value_of(&record, "saturation");
            if function == ActivationFunction::Linear {
                prop_assert!(found.is_nan());
                continue;
            }
            let unclear = share(&|z| is_flat(z - 1e-4) != is_flat(z + 1e-4));
            let expected = share(&is_flat);
            prop_assert!((found - expected).abs() <= unclear + 1e-6, "{function:?}: {found} for {expected}");
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
        let mut write = |function| {
            record.clear();
            record.write_activation(&ActivationView { function, alpha: 0.1, input: &output, output: &output, features }, &mut Scratch::new(1, features));
            value_of(&record, "dead")
        };
        let dead = alive.iter().filter(|alive| !**alive).count() as f64 / features as f64;
        for function in functions() {
            let found = write(function);
            match function {
                ActivationFunction::Relu | ActivationFunction::LeakyRelu => prop_assert!(agree(found, dead)),
                _ => prop_assert!(found.is_nan(), "{:?}", function),
            }
        }
    }

    #[test]
    fn dormant_units_are_those_far_below_the_layers_mean((output, features) in layer(-2.0_f32..2.0), shrink in 0_usize..40) {
        // Some units are made small, some of them by just enough.
        let output: Vec<f32> = output
            .iter()
            .enumerate()
            .map(|(index, a)| if index % features < shrink { a * 0.03 } else { *a })
            .collect();
        let mut record = LayerRecord::default();
        record.write_activation(&of_output(ActivationFunction::Softsign, &output, features), &mut Scratch::new(1, features));
        let of_unit = |unit: usize| {
            mean_of(&output.iter().skip(unit).step_by(features).map(|a| f64::from(a.abs())).collect::<Vec<_>>())
        };
        let units: Vec<f64> = (0..features).map(of_unit).collect();
        let bound = 0.025 * mean_of(&units);
        let share = |bound: f64| units.iter().filter(|unit| **unit <= bound).count() as f64 / features as f64;
        let found = value_of(&record, "dormant");
        prop_assert!(found >= share(bound * (1.0 - 1e-9)) - 1e-6 && found <= share(bound * (1.0 + 1e-9)) + 1e-6);
    }

    #[test]
    fn the_effective_learning_rate_is_the_rate_over_a_units_squared_norm(
        (weight, units) in layer(-2.0_f32..2.0), rate in 1e-4_f64..1.0,
    ) {
        let mut record = LayerRecord::default();
        record.write_effective_learning_rate(rate, &weight, units, &mut Scratch::new(weight.len(), units));
        let norm = |unit: usize| weight.iter().skip(unit).step_by(units).map(|w| f64::from(*w).powi(2)).sum::<f64>();
        let mut rates: Vec<f64> = (0..units).map(|unit| rate / norm(unit)).collect();
        rates.sort_by(f64::total_cmp);
        assert_statistics(&record, &[("effective_learning_rate", percentile(&rates, 50.0))]);
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
        let is_spread = |variance: f32, mean: f32| f64::from(variance).sqrt() > f64::from(mean).abs() / 1_048_576.0;
        let mut logs: Vec<f64> = (0..features.len())
            .filter(|&i| is_spread(batch_variance[i], batch_mean[i]) && is_spread(running_variance[i], running_mean[i]))
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

fn of_output(function: ActivationFunction, output: &[f32], features: usize) -> ActivationView<'_> {
    ActivationView { function, alpha: 0.0, input: &[], output, features }
}

/// Slopes whose ratio passes 1 to 20, either way.
#[test]
fn a_leaky_side_saturates_below_a_twentieth_of_the_other() {
    for (function, alpha, expected) in [
        (ActivationFunction::LeakyRelu, 0.049, 0.5),
        (ActivationFunction::LeakyRelu, 0.051, 0.0),
        (ActivationFunction::LeakyRelu, 19.0, 0.0),
        (ActivationFunction::LeakyRelu, 21.0, 0.5),
        // Of the two below 0, one lies where 21·eᶻ is under a twentieth of 21.
        (ActivationFunction::Elu, 21.0, 0.75),
        (ActivationFunction::Elu, 19.0, 0.25),
        (ActivationFunction::Elu, 0.049, 0.5),
    ] {
        let mut record = LayerRecord::default();
        let input = [-3.1, -2.9, 1.0, 2.0];
        record.write_activation(
            &ActivationView { function, alpha, input: &input, output: &input, features: 1 },
            &mut Scratch::new(1, 1),
        );
        assert_eq!(value_of(&record, "saturation"), expected, "{function:?} {alpha}");
    }
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
    record.write_activation(&of_output(ActivationFunction::Linear, &[1.0, 2.0], 1), &mut scratch);
    assert_only(&record, &["dormant"]);
    record.clear();
    record.write_update(&[1.0, 2.0], &[1.0, 2.0]);
    assert_only(&record, &[]);
    record.write_gradient(&[], 1, &mut scratch);
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

/// Rows of a constant 1.000001 have a variance of (2⁻²⁴)², the rounding of their mean: no spread, and no drift of it.
#[test]
fn a_feature_that_is_constant_in_the_batch_has_no_drift_of_variance() {
    let rounding = 2.0_f32.powi(-48);
    let mut record = LayerRecord::default();
    let mut write = |batch_variance: &[f32], running_variance: &[f32]| {
        let view = BatchNormView {
            batch_mean: &[1.000_001, 0.0],
            batch_variance,
            running_mean: &[1.0, 0.0],
            running_variance,
            gamma: None,
            beta: None,
            epsilon: 1e-3,
        };
        record.clear();
        record.write_batch_norm(&view, &mut Scratch::new(1, 2));
        ["drift_variance_average", "drift_variance_maximum"].map(|name| value_of(&record, name))
    };
    let expected = 0.5_f64.ln();
    for found in
        [write(&[rounding, 0.5], &[0.9, 1.0]), write(&[0.0, 0.5], &[0.9, 1.0]), write(&[0.9, 0.5], &[rounding, 1.0])]
    {
        for found in found {
            assert!(agree(found, expected), "{found}, expected {expected}");
        }
    }
    // However small, a spread about a mean of 0 is one.
    assert!(agree(write(&[0.0, rounding], &[0.0, 1.0])[0], f64::from(rounding).ln()));
}

#[test]
fn a_gradient_that_is_not_finite_stays_visible() {
    let mut record = LayerRecord::default();
    let mut scratch = Scratch::new(3, 1);
    record.write_gradient(&[1.0, f32::NAN, 0.0], 1, &mut scratch);
    assert!(value_of(&record, "gradient_norm").is_nan());
    assert!(agree(value_of(&record, "gradient_zero"), 1.0 / 3.0));
    record.write_gradient(&[1.0, f32::INFINITY], 1, &mut scratch);
    assert_eq!(value_of(&record, "gradient_norm"), f64::INFINITY);
}

#[test]
fn softmax_saturates_where_a_unit_is_all_but_certain() {
    // p(1 − p) < 0.0125 below p = 0.01266 and above its complement.
    let mut record = LayerRecord::default();
    let output = [0.0126, 0.9874, 0.0127, 0.9873, 0.5, 0.5];
    record.write_activation(&of_output(ActivationFunction::Softmax, &output, 2), &mut Scratch::new(6, 2));
    assert!(agree(value_of(&record, "saturation"), 2.0 / 6.0));
}
