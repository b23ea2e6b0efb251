//! Every statistic a session tells of its first steps, against the same steps recomputed whole in f64 by the plain
//! interpreter: random graphs at their first batch, the reference network over several.

use crate::support::interpreter::{Pass, Tensors, Way, run, run_as};
use crate::support::{Draws, alpha_of, dataset_of, greatest_slope, random_network, reference_network};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use trainer::events::{EventBatch, HISTOGRAM_CELLS, Probe, RunState};
use trainer::ir::{ActivationFunction, Ir, OperationKind, Optimizer, ParameterRole};
use trainer::kernels::reference;
use trainer::statistics::STATISTICS;
use trainer::{Dataset, Session};

/// What was told of one probe at one step.
struct Reported {
    values: BTreeMap<&'static str, f64>,
    /// Elements in the histograms of the value and of its gradient.
    counted: [usize; 2],
}

/// A session's first epoch.
struct Run {
    probes: Vec<Probe>,
    /// Parameters at the start.
    initial: Tensors<f64>,
    /// By step and probe.
    reported: BTreeMap<(u64, u32), Reported>,
}

/// Trains one epoch.
fn train(ir: &Ir, dataset: &Dataset) -> Run {
    let mut session = Session::new(ir.clone(), dataset.clone()).expect("a valid network and dataset");
    let initial = session.parameters().expect("not yet running");
    let batches = Arc::new(Mutex::new(Vec::<EventBatch>::new()));
    let sink = Arc::clone(&batches);
    let started = session.start(Box::new(move |batch| {
        sink.lock().expect("no panic while holding").push(batch);
        Ok(())
    }));
    started.expect("a thread");
    session.wait();
    assert_eq!(session.state(), Some(RunState::Finished));
    let mut reported = BTreeMap::new();
    for batch in batches.lock().expect("no panic while holding").iter() {
        for (index, (&step, &probe)) in batch.layer_steps.iter().zip(&batch.layer_probes).enumerate() {
            let values = &batch.layer_values[index * STATISTICS.len()..][..STATISTICS.len()];
            let counted =
                |cells: &Vec<u32>| cells[index * HISTOGRAM_CELLS..][..HISTOGRAM_CELLS].iter().sum::<u32>() as usize;
            let reported_now = Reported {
                values: STATISTICS.iter().copied().zip(values.iter().map(|&value| f64::from(value))).collect(),
                counted: [&batch.layer_histograms, &batch.layer_gradient_histograms].map(counted),
            };
            assert!(reported.insert((step as u64, probe), reported_now).is_none(), "one record a probe and step");
        }
    }
    let wide = |values: Vec<f32>| values.into_iter().map(f64::from).collect();
    let initial = initial.into_iter().map(|tensor| (tensor.name, wide(tensor.values))).collect();
    Run { probes: session.probes().to_vec(), initial, reported }
}

/// Nesterov's SGD as SEMANTICS defines it, in f64; returns the parameters after the step.
fn updated(ir: &Ir, before: &Tensors<f64>, velocity: &mut Tensors<f64>, pass: &Pass<f64>, step: u32) -> Tensors<f64> {
    let Optimizer::Sgd { learning_rate, decay, momentum, nesterov: true } = ir.training.optimizer else {
        panic!("written for Nesterov's SGD");
    };
    let rate = learning_rate / (1.0 + decay * f64::from(step));
    let mut after = before.clone();
    for (name, gradient) in &pass.gradients {
        let velocity = velocity.entry(name.clone()).or_insert_with(|| vec![0.0; gradient.len()]);
        let weight = after.get_mut(name).expect("a parameter of this name");
        for ((weight, velocity), gradient) in weight.iter_mut().zip(velocity).zip(gradient) {
            *velocity = momentum * *velocity - rate * gradient;
            *weight += momentum * *velocity - rate * gradient;
        }
    }
    after.extend(pass.running.clone());
    after
}

fn mean(values: impl IntoIterator<Item = f64>) -> f64 {
    let values: Vec<f64> = values.into_iter().collect();
    values.iter().sum::<f64>() / values.len() as f64
}

fn deviation(values: &[f64]) -> f64 {
    let center = mean(values.iter().copied());
    mean(values.iter().map(|value| (value - center).powi(2))).sqrt()
}

fn percentile(values: &[f64], percent: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let rank = percent / 100.0 * (sorted.len() - 1) as f64;
    let below = sorted[rank.floor() as usize];
    below + (sorted[rank.ceil() as usize] - below) * rank.fract()
}

fn norm(values: &[f64]) -> f64 {
    values.iter().map(|value| value * value).sum::<f64>().sqrt()
}

fn column(values: &[f64], features: usize, unit: usize) -> Vec<f64> {
    values.iter().skip(unit).step_by(features).copied().collect()
}

/// An expected statistic and how far float32 may lie from it.
type Expected = BTreeMap<String, (f64, f64)>;

/// Tells an expected statistic with its tolerance.
fn expect(expected: &mut Expected, name: &str, value: f64, tolerance: f64) {
    expected.insert(name.to_owned(), (value, tolerance));
}

fn expect_distribution(expected: &mut Expected, value: &[f64], features: usize, precision: f64) {
    let slack = precision * value.iter().fold(1e-3_f64, |largest, value| largest.max(value.abs()));
    expect(expected, "mean", mean(value.iter().copied()), slack);
    expect(expected, "standard_deviation", deviation(value), slack);
    expect(expected, "minimum", value.iter().copied().fold(f64::INFINITY, f64::min), slack);
    expect(expected, "maximum", value.iter().copied().fold(f64::NEG_INFINITY, f64::max), slack);
    for percent in [1.0, 15.0, 50.0, 85.0, 99.0] {
        expect(expected, &format!("percentile_{percent}"), percentile(value, percent), slack);
    }
    let unit = column(value, features, 0);
    for percent in [1.0, 15.0, 50.0, 85.0, 99.0] {
        expect(expected, &format!("unit_percentile_{percent}"), percentile(&unit, percent), slack);
    }
}

/// `scale` is the size of the largest gradient in the network, against which cancelled ones are rounding.
fn expect_gradient(expected: &mut Expected, gradient: &[f64], features: usize, precision: f64, scale: f64) {
    let size = norm(gradient);
    let slack = precision * (10.0 * size + scale);
    expect(expected, "gradient_norm", size, slack);
    expect(expected, "gradient_mean_absolute", mean(gradient.iter().map(|g| g.abs())), slack);
    // Zeros made by a mask or a relu are exact in both; what cancels to nearly zero may round to it in one of them.
    let is_unclear = |g: &&f64| g.abs() <= precision * scale;
    let zeros = gradient.iter().filter(|g| **g == 0.0).count() as f64;
    let unclear = gradient.iter().filter(is_unclear).count() as f64;
    let count = gradient.len() as f64;
    expect(expected, "gradient_zero", zeros / count, unclear / count);
    expect(expected, "gradient_mean", mean(gradient.iter().copied()), slack);
    expect(expected, "gradient_standard_deviation", deviation(gradient), slack);
    expect(expected, "gradient_minimum", gradient.iter().copied().fold(f64::INFINITY, f64::min), slack);
    expect(expected, "gradient_maximum", gradient.iter().copied().fold(f64::NEG_INFINITY, f64::max), slack);
    let unit = column(gradient, features, 0);
    for percent in [1.0, 15.0, 50.0, 85.0, 99.0] {
        expect(expected, &format!("gradient_percentile_{percent}"), percentile(gradient, percent), slack);
        expect(expected, &format!("gradient_unit_percentile_{percent}"), percentile(&unit, percent), slack);
    }
}

fn expect_activation(
    expected: &mut Expected,
    function: ActivationFunction,
    input: &[f64],
    output: &[f64],
    features: usize,
) {
    let units: Vec<f64> =
        (0..features).map(|unit| mean(column(output, features, unit).into_iter().map(f64::abs))).collect();
    let bound = 0.025 * mean(units.iter().copied());
    let dormant = units.iter().filter(|unit| **unit <= bound).count() as f64 / features as f64;
    let unclear = units.iter().filter(|unit| (*unit - bound).abs() <= 1e-4 * bound + 1e-7).count() as f64;
    expect(expected, "dormant", dormant, unclear / features as f64);
    if function == ActivationFunction::Linear {
        return;
    }
    let share_at = |z: f64, a: f64| {
        let slope = match function {
            ActivationFunction::Softmax => a * (1.0 - a),
            function => reference::derivative(function, alpha_of(function).unwrap_or(0.0), z),
        };
        slope.abs() / greatest_slope(function)
    };
    let shares: Vec<f64> = input.iter().zip(output).map(|(z, a)| share_at(*z, *a)).collect();
    // Near a threshold, or a corner, float32 may lie on its other side.
    let unclear = |z: &f64, share: &f64| match function {
        ActivationFunction::Softmax => (share - 0.05).abs() < 1e-5,
        _ => (share_at(z - 1e-5, 0.0) < 0.05) != (share_at(z + 1e-5, 0.0) < 0.05) || (share - 0.05).abs() < 1e-5,
    };
    let count = shares.len() as f64;
    let unclear = input.iter().zip(&shares).filter(|(input, share)| unclear(input, share)).count() as f64;
    let saturated = shares.iter().filter(|share| **share < 0.05).count() as f64;
    expect(expected, "saturation", saturated / count, unclear / count);
    if matches!(function, ActivationFunction::Relu | ActivationFunction::LeakyRelu) {
        let units = |of: &[f64]| (0..features).map(|unit| column(of, features, unit)).collect::<Vec<_>>();
        let dead = units(output).iter().filter(|unit| unit.iter().all(|a| *a == 0.0)).count() as f64;
        let unclear = units(input).iter().filter(|unit| unit.iter().any(|z| z.abs() < 1e-5)).count() as f64;
        expect(expected, "dead", dead / features as f64, unclear / features as f64);
    }
}

fn expect_weight(expected: &mut Expected, before: &[f64], after: &[f64], precision: f64) {
    let size = mean(before.iter().map(|w| w.abs()));
    expect(expected, "weight_norm", norm(before), precision * norm(before));
    expect(expected, "weight_mean", mean(before.iter().copied()), precision * size);
    expect(expected, "weight_standard_deviation", deviation(before), precision * size);
    let change = mean(before.iter().zip(after).map(|(before, after)| (after - before).abs()));
    // A change near the last digit of the weights is rounding, and its logarithm says anything.
    let slack = if change < 1e-4 * size { f64::INFINITY } else { 100.0 * precision };
    expect(expected, "update_ratio", (change / size).log10(), slack);
}

/// Running statistics are those this batch has already moved; γ and β those it was computed with.
fn expect_batch_norm(
    expected: &mut Expected,
    kind: &OperationKind,
    input: &[f64],
    (parameters, running): (&Tensors<f64>, &Tensors<f64>),
    precision: f64,
) {
    let OperationKind::BatchNorm { gamma, beta, mean: running_mean, variance, epsilon, .. } = kind else { return };
    let (running_mean, running_variance) = (&running[running_mean], &running[variance]);
    let features = running_mean.len();
    let columns: Vec<Vec<f64>> = (0..features).map(|unit| column(input, features, unit)).collect();
    let means: Vec<f64> = columns.iter().map(|column| mean(column.iter().copied())).collect();
    let variances: Vec<f64> = columns.iter().map(|column| deviation(column).powi(2)).collect();
    let spread = |unit: usize| (running_variance[unit] + epsilon).sqrt();
    let drift = (0..features).map(|unit| (means[unit] - running_mean[unit]).abs() / spread(unit));
    let drift: Vec<f64> = drift.collect();
    let slack = precision * (1.0 + drift.iter().copied().fold(0.0, f64::max));
    expect(expected, "drift_mean_average", mean(drift.iter().copied()), slack);
    expect(expected, "drift_mean_maximum", drift.iter().copied().fold(0.0, f64::max), slack);
    // Where a feature does not vary, float32 may see a spread of one rounding, and the logarithm says anything.
    let is_clear = variances.iter().all(|variance| *variance > 1e-6);
    let slack = if is_clear { 10.0 * precision } else { f64::INFINITY };
    let logs: Vec<f64> = (0..features).map(|unit| (variances[unit] / running_variance[unit]).ln()).collect();
    expect(expected, "drift_variance_average", mean(logs.iter().copied()), slack);
    expect(expected, "drift_variance_maximum", logs.into_iter().fold(f64::NEG_INFINITY, f64::max), slack);
    let slack = |value: f64| precision * (1.0 + value.abs());
    for (name, values) in [
        ("batch_mean", &means),
        ("running_mean", running_mean),
        ("batch_variance", &variances),
        ("running_variance", running_variance),
    ] {
        let value = mean(values.iter().copied());
        expect(expected, name, value, slack(value));
    }
    let share = |values: &[f64], bound: f64| {
        let below = values.iter().filter(|value| value.abs() < bound).count() as f64;
        let unclear = values.iter().filter(|value| (value.abs() - bound).abs() < 1e-5 * bound).count() as f64;
        (below / features as f64, unclear / features as f64)
    };
    let (near_zero, unclear) = share(&variances, 10.0 * epsilon);
    expect(expected, "variance_near_zero", near_zero, unclear);
    for (name, parameter) in [("gamma", gamma), ("beta", beta)] {
        let Some(values) = parameter.as_ref().map(|parameter| &parameters[parameter]) else { continue };
        for percent in [15.0, 50.0, 85.0] {
            let value = percentile(values, percent);
            expect(expected, &format!("{name}_{percent}"), value, slack(value));
        }
        if name == "gamma" {
            let (near_zero, unclear) = share(values, 0.01);
            expect(expected, "gamma_near_zero", near_zero, unclear);
        }
    }
}

/// Whether something trainable lies at or before each operation, so that its gradient is wanted.
fn is_behind_trainable(ir: &Ir) -> Vec<bool> {
    let is_trainable = |node: &str| ir.parameters.iter().any(|p| p.node == node && p.role == ParameterRole::Trainable);
    let mut behind: Vec<bool> = Vec::new();
    for operation in &ir.operations {
        let before = operation.inputs.iter().any(|input| behind[*input as usize]);
        behind.push(before || is_trainable(&operation.node));
    }
    behind
}

/// Whether a BatchNorm is the one reader on the way to a loss.
fn is_read_by_norm_alone(ir: &Ir, operation: usize) -> bool {
    let mut is_live = vec![false; ir.operations.len()];
    for loss in &ir.losses {
        is_live[loss.value as usize] = true;
    }
    for index in (0..ir.operations.len()).rev() {
        if is_live[index] {
            ir.operations[index].inputs.iter().for_each(|input| is_live[*input as usize] = true);
        }
    }
    let reads = |index: &usize| is_live[*index] && ir.operations[*index].inputs.contains(&(operation as u32));
    let readers: Vec<usize> = (0..ir.operations.len()).filter(reads).collect();
    ir.losses.iter().all(|loss| loss.value != operation as u32)
        && matches!(readers[..], [one] if matches!(ir.operations[one].kind, OperationKind::BatchNorm { .. }))
}

/// Everything that should be told of one operation at a step that takes `before` to `after`.
fn expected_of(
    ir: &Ir,
    operation: usize,
    pass: &Pass<f64>,
    (before, after): (&Tensors<f64>, &Tensors<f64>),
    learning_rate: f64,
    precision: f64,
) -> Expected {
    let described = &ir.operations[operation];
    let features = described.features as usize;
    let value = &pass.values[operation];
    let input = described.inputs.first().map(|input| &pass.values[*input as usize]);
    let mut expected = Expected::new();
    expect_distribution(&mut expected, value, features, precision);
    if is_behind_trainable(ir)[operation] {
        let scale = pass.value_gradients.iter().map(|gradient| norm(gradient)).fold(0.0, f64::max);
        expect_gradient(&mut expected, &pass.value_gradients[operation], features, precision, scale);
    }
    let weight = match &described.kind {
        OperationKind::Dense { weight, .. } => Some(weight),
        OperationKind::BatchNorm { gamma, .. } | OperationKind::LayerNorm { gamma, .. } => gamma.as_ref(),
        _ => None,
    };
    if let (OperationKind::Dense { weight, .. }, true) = (&described.kind, is_read_by_norm_alone(ir, operation)) {
        let norms = (0..features).map(|unit| norm(&column(&before[weight], features, unit)).powi(2));
        let rates: Vec<f64> = norms.map(|norm| learning_rate / norm).collect();
        let rate = percentile(&rates, 50.0);
        expect(&mut expected, "effective_learning_rate", rate, precision * rate);
    }
    if let Some(weight) = weight {
        expect_weight(&mut expected, &before[weight], &after[weight], precision);
    }
    if let (OperationKind::Activation { function, .. }, Some(input)) = (&described.kind, input) {
        expect_activation(&mut expected, *function, input, value, features);
    }
    if let Some(input) = input {
        expect_batch_norm(&mut expected, &described.kind, input, (before, &pass.running), precision);
    }
    expected
}

/// Compares the first `steps` steps of a run; `precision` is the relative error float32 may have gathered by then.
fn compare(title: &str, ir: &Ir, dataset: &Dataset, steps: u32, precision: f64) {
    let Run { probes, initial: mut parameters, reported } = train(ir, dataset);
    let order: Vec<u32> = (0..dataset.rows as u32).collect();
    let mut velocity = Tensors::new();
    let mut faults = Vec::new();
    for (step, rows) in (0..steps).zip(order.chunks(ir.training.batch_size as usize)) {
        let pass = run::<f64>(ir, &parameters, dataset, rows, step);
        let learning_rate = match ir.training.optimizer {
            Optimizer::Sgd { learning_rate, decay, .. } => learning_rate / (1.0 + decay * f64::from(step)),
            _ => panic!("the networks here train with SGD"),
        };
        let [of_batch, running] =
            [Way::Undisturbed, Way::Infer].map(|way| run_as::<f64>(ir, &parameters, dataset, rows, way).loss);
        let after = updated(ir, &parameters, &mut velocity, &pass, step);
        for (index, probe) in (0_u32..).zip(&probes) {
            let operation = probe.operation as usize;
            let place = format!("{title}, step {step}, %{operation} {}", probe.op);
            let Some(reported) = reported.get(&(u64::from(step), index)) else {
                faults.push(format!("{place}: nothing was reported"));
                continue;
            };
            let elements = rows.len() * probe.features as usize;
            let gradients = if is_behind_trainable(ir)[operation] { elements } else { 0 };
            assert_eq!(reported.counted, [elements, gradients], "{place}: histograms");
            let mut expected = expected_of(ir, operation, &pass, (&parameters, &after), learning_rate, precision);
            if probe.op == "batch_norm" {
                let slack = 10.0 * precision * (of_batch.abs() + running.abs());
                expect(&mut expected, "train_eval_gap", of_batch - running, slack);
            }
            for (&name, &found) in &reported.values {
                let agrees = match expected.get(name) {
                    None => found.is_nan(),
                    Some((_, slack)) if slack.is_infinite() => true,
                    Some((expected, slack)) => (found - expected).abs() <= slack + 1e-7,
                };
                if !agrees {
                    faults.push(format!("{place} {name}: {found} for {:?}", expected.get(name)));
                }
            }
        }
        parameters = after;
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn random_graphs_are_measured_at_their_first_batch_as_in_f64() {
    for seed in 0..200 {
        let mut draws = Draws(seed);
        let mut ir = random_network(&mut draws);
        ir.training.statistics = true;
        ir.training.shuffle = false;
        // Odd batches, so that padding and remainders are met.
        ir.training.batch_size = 2 + draws.below(40) as u32;
        let dataset = dataset_of(&ir, ir.training.batch_size as usize, seed);
        compare(&format!("seed {seed}"), &ir, &dataset, 1, 3e-5);
    }
}

#[test]
fn the_reference_network_is_measured_over_several_batches_as_in_f64() {
    let mut ir = reference_network(14, 64, 2);
    ir.training.statistics = true;
    ir.training.shuffle = false;
    // Five whole batches and a last one of seven rows.
    let dataset = dataset_of(&ir, 16 * 5 + 7, 1);
    compare("reference network", &ir, &dataset, 6, 3e-4);
}
