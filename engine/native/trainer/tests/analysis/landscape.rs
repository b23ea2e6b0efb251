//! The loss along the gradient and on the plane.

use super::{analysis_of, dataset_of, network, random_case, taken, undisturbed, wide};
use crate::support::interpreter::Tensors;
use crate::support::{Draft, reference_network};
use trainer::Dataset;
use trainer::analysis::{AlongGradient, AlongGradientRequest, AnalysisRequest, LossPlane, PlaneRequest};
use trainer::ir::{
    ActivationFunction, Initializer, Ir, LossFunction, OperationKind, Optimizer, ParameterRole, TargetEncoding,
};
use trainer::network::Network;
use trainer::rng::fill_initial;

fn along(network: &mut Network, dataset: &Dataset, points: u32) -> AlongGradient {
    let along_gradient = Some(AlongGradientRequest { points });
    let request = AnalysisRequest { along_gradient, ..AnalysisRequest::default() };
    analysis_of(network, dataset, &request).along_gradient.expect("asked for")
}

fn plane(network: &mut Network, dataset: &Dataset, side: u32, rows: u32) -> LossPlane {
    let request = AnalysisRequest { plane: Some(PlaneRequest { side, rows }), ..AnalysisRequest::default() };
    analysis_of(network, dataset, &request).plane.expect("asked for")
}

fn sgd(learning_rate: f64) -> Optimizer {
    Optimizer::Sgd { learning_rate, decay: 0.0, momentum: 0.0, nesterov: false }
}

fn distance(a: &Tensors<f64>, b: &Tensors<f64>) -> f64 {
    a.iter().flat_map(|(name, a)| a.iter().zip(&b[name])).map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt()
}

fn norm(a: &Tensors<f64>) -> f64 {
    a.values().flatten().map(|a| a * a).sum::<f64>().sqrt()
}

#[track_caller]
fn near(found: f64, expected: f64, tolerance: f64, what: &str) {
    assert!((found - expected).abs() <= tolerance, "{what}: found {found}, expected {expected}");
}

/// Networks without a corner: at one, float32 and float64 may stand on different sides and have other gradients.
fn is_smooth(ir: &Ir) -> bool {
    use ActivationFunction::{Elu, HardSigmoid, LeakyRelu, Relu, Selu};
    let has_corner = |kind: &OperationKind| {
        matches!(kind, OperationKind::Activation { function: Elu | HardSigmoid | LeakyRelu | Relu | Selu, .. })
    };
    ir.losses.iter().all(|loss| !matches!(loss.function, LossFunction::MeanAbsoluteError | LossFunction::Huber { .. }))
        && !ir.operations.iter().any(|operation| has_corner(&operation.kind))
}

#[test]
fn along_the_gradient_losses_and_gradients_are_those_of_float64() {
    let mut compared = 0;
    let mut cases: Vec<(Ir, Dataset)> = (0..150).map(random_case).collect();
    // Dropout in the visit of its activation, and BatchNorm in the same.
    let ir = reference_network(14, 24, 2);
    cases.push((ir.clone(), dataset_of(&ir, 70, 3)));
    for (case, (mut ir, dataset)) in cases.into_iter().enumerate() {
        if !is_smooth(&ir) {
            continue;
        }
        compared += 1;
        // Neither is looked at.
        (ir.training.clip_norm, ir.training.clip_value) = (Some(1e-3), Some(1e-4));
        let mut network = network(&ir, &dataset);
        let before = wide(&ir, &network);
        let rows = &taken(&ir, &dataset)[..ir.training.batch_size as usize];
        let here = undisturbed(&ir, &before, &dataset, rows);
        let size = norm(&here.gradients);
        // Steps of a length at which networks of any gradient are still themselves.
        let learning_rate = 0.02 / size.max(1e-3);
        ir.training.optimizer = sgd(learning_rate);
        network = super::network(&ir, &dataset);
        let found = along(&mut network, &dataset, 5);
        let title = format!("case {case}");
        assert_eq!((found.rows, found.learning_rate), (ir.training.batch_size, learning_rate), "{title}");
        near(found.loss, here.loss, 1e-5 * here.loss.abs().max(1.0), &title);
        near(found.gradient_norm, size, 1e-4 * size + 1e-6, &title);
        let mut beta: f64 = 0.0;
        for (point, share) in [0.5, 1.375, 2.25, 3.125, 4.0].into_iter().enumerate() {
            let step = learning_rate * share;
            near(found.step_sizes[point], step, 1e-12 * step, &title);
            let mut moved = before.clone();
            for (name, gradient) in &here.gradients {
                moved.get_mut(name).expect(name).iter_mut().zip(gradient).for_each(|(x, g)| *x -= step * g);
            }
            let there = undisturbed(&ir, &moved, &dataset, rows);
            near(found.losses[point], there.loss, 1e-5 * there.loss.abs().max(1.0), &title);
            let apart = distance(&here.gradients, &there.gradients);
            near(found.gradient_distances[point], apart, 2e-3 * apart + 1e-4 * size + 1e-6, &title);
            beta = beta.max(found.gradient_distances[point] / (step * found.gradient_norm));
        }
        near(found.effective_beta.expect("it moves"), beta, 1e-9 * beta, &title);
        assert_eq!(found.minimum, found.losses.iter().copied().fold(f64::INFINITY, f64::min));
        assert_eq!(found.maximum, found.losses.iter().copied().fold(f64::NEG_INFINITY, f64::max));
    }
    assert!(compared > 20, "{compared} networks");
}

/// The slope along the line is −g·∇L(x − ηg), which is at most ‖g‖ times the gradients' distance from −‖g‖².
#[test]
fn slopes_between_the_losses_are_the_gradient_they_stand_beside() {
    let mut ir = reference_network(14, 24, 2);
    (ir.training.batch_size, ir.training.optimizer) = (64, sgd(0.05));
    let dataset = dataset_of(&ir, 200, 3);
    let mut network = network(&ir, &dataset);
    let AlongGradient { gradient_norm, step_sizes, losses, gradient_distances, loss, .. } =
        along(&mut network, &dataset, 9);
    let square = gradient_norm * gradient_norm;
    for point in 1..8 {
        let slope = (losses[point + 1] - losses[point - 1]) / (step_sizes[point + 1] - step_sizes[point - 1]);
        let room = gradient_norm * gradient_distances[point];
        assert!(slope < 0.0 && (slope + square).abs() < room + 1e-2 * square, "{slope} for {square} within {room}");
    }
    // Towards the start the gradient is g itself.
    let first = (losses[0] - loss) / step_sizes[0];
    near(first, -square, 0.1 * square, "slope at the start");
}

#[test]
fn the_learning_rate_is_that_of_the_last_step_and_no_step_has_no_beta() {
    let mut ir = reference_network(14, 24, 2);
    ir.training.optimizer = Optimizer::Sgd { learning_rate: 0.1, decay: 0.5, momentum: 0.9, nesterov: true };
    let dataset = dataset_of(&ir, 100, 3);
    let mut network = network(&ir, &dataset);
    assert_eq!(along(&mut network, &dataset, 2).learning_rate, 0.1);
    for step in 0..3 {
        network.set_learning_rate(0.3);
        network.train_batch(&[1, 2, 3, 4, 5, 6], step, None).expect("a finite loss");
    }
    assert_eq!((network.steps(), along(&mut network, &dataset, 2).learning_rate), (3, 0.3 / (1.0 + 0.5 * 2.0)));
    network.set_learning_rate(0.0);
    let still = along(&mut network, &dataset, 3);
    assert_eq!((still.effective_beta, still.gradient_distances), (None, vec![0.0; 3]));
    assert_eq!(still.losses, [still.loss; 3]);
}

/// The directions as the paper and the streams' names have them, in float64.
fn direction(ir: &Ir, parameters: &Tensors<f64>, which: &str) -> Tensors<f64> {
    let weights = ir.operations.iter().filter_map(|operation| match &operation.kind {
        OperationKind::Dense { weight, .. } => Some(weight),
        _ => None,
    });
    let of_weight = |name: &String| {
        let shape = &ir.parameters.iter().find(|parameter| parameter.name == *name).expect(name).shape;
        let (inputs, units) = (shape[0] as usize, shape[1] as usize);
        let mut drawn = vec![0.0; inputs * units];
        let normal = Initializer::Normal { mean: 0.0, standard_deviation: 1.0 };
        fill_initial(&normal, ir.training.seed, &format!("plane/{which}/{name}"), shape, &mut drawn);
        let mut wide: Vec<f64> = drawn.into_iter().map(f64::from).collect();
        for unit in 0..units {
            let length = |of: &[f64]| of.iter().skip(unit).step_by(units).map(|x| x * x).sum::<f64>().sqrt();
            let factor = length(&parameters[name]) / length(&wide);
            wide.iter_mut().skip(unit).step_by(units).for_each(|x| *x *= factor);
        }
        wide
    };
    weights.map(|name| (name.clone(), of_weight(name))).collect()
}

#[test]
fn on_the_plane_losses_are_those_of_float64() {
    for seed in 200..260 {
        let (ir, dataset) = random_case(seed);
        let mut network = network(&ir, &dataset);
        let before = wide(&ir, &network);
        let batch = ir.training.batch_size as usize;
        // Two batches and a rest that is left out; or, of a large batch, a part of one.
        let asked = if seed % 2 == 0 { 2 * batch + 1 } else { batch / 2 + 1 };
        let rows = &taken(&ir, &dataset)[..asked.min(dataset.rows)];
        let rows = if seed % 2 == 0 { &rows[..rows.len() / batch * batch] } else { rows };
        let found = plane(&mut network, &dataset, 3, asked as u32);
        assert_eq!((found.rows as usize, &found.coordinates[..]), (rows.len(), &[-1.0, 0.0, 1.0][..]), "seed {seed}");
        let directions = ["first", "second"].map(|which| direction(&ir, &before, which));
        for (index, loss) in found.losses.iter().enumerate() {
            let (alpha, beta) = (found.coordinates[index / 3], found.coordinates[index % 3]);
            let mut moved = before.clone();
            for (share, direction) in [alpha, beta].into_iter().zip(&directions) {
                for (name, direction) in direction {
                    moved.get_mut(name).expect(name).iter_mut().zip(direction).for_each(|(x, d)| *x += share * d);
                }
            }
            let batches =
                rows.chunks(batch).map(|rows| undisturbed(&ir, &moved, &dataset, rows).loss * rows.len() as f64);
            let expected = batches.sum::<f64>() / rows.len() as f64;
            near(*loss, expected, 2e-4 * expected.abs().max(1.0), &format!("seed {seed} at {alpha}, {beta}"));
        }
        assert_eq!(found.loss, found.losses[4]);
        assert_eq!(found.minimum, found.losses.iter().copied().fold(f64::INFINITY, f64::min));
        assert_eq!(found.maximum, found.losses.iter().copied().fold(f64::NEG_INFINITY, f64::max));
    }
}

#[test]
fn the_centre_is_the_loss_of_the_parameters_as_they_are() {
    let ir = reference_network(14, 24, 2);
    let dataset = dataset_of(&ir, 100, 3);
    let mut network = network(&ir, &dataset);
    let rows = &taken(&ir, &dataset)[..ir.training.batch_size as usize];
    let loss = network.undisturbed_loss(rows);
    let found = plane(&mut network, &dataset, 5, ir.training.batch_size);
    assert_eq!((found.losses[12], found.loss, found.losses.len()), (loss, loss, 25));
    assert!(found.losses.iter().filter(|other| **other == loss).count() == 1, "{found:?}");
}

/// Dense, BatchNorm with next to no ε, tanh, Dense with its own scale.
fn normalized() -> Ir {
    let mut draft = Draft::new(6, 1, TargetEncoding::Value);
    let mut value = draft.dense("dense_1", 0, 12, true);
    value = draft.batch_norm("norm", value, true, true, false);
    value = draft.activation("tanh", value, ActivationFunction::Tanh);
    value = draft.dense("dense_2", value, 1, true);
    draft.loss(LossFunction::MeanSquaredError, value);
    for operation in &mut draft.0.operations {
        if let OperationKind::BatchNorm { epsilon, .. } = &mut operation.kind {
            *epsilon = 1e-9;
        }
    }
    draft.0
}

#[test]
fn under_batch_norm_the_plane_does_not_see_how_large_a_weight_is() {
    let ir = normalized();
    let dataset = dataset_of(&ir, 128, 5);
    let mut network = network(&ir, &dataset);
    let plain = plane(&mut network, &dataset, 5, 128);
    let scale = |network: &mut Network, name: &str, factor: f32| {
        let index = ir.parameters.iter().position(|parameter| parameter.name == name).expect(name);
        network.parameter_mut(index).padded_mut().iter_mut().for_each(|w| *w *= factor);
    };
    for name in ["dense_1.weight", "dense_1.bias"] {
        scale(&mut network, name, 7.0);
    }
    let scaled = plane(&mut network, &dataset, 5, 128);
    for (plain, scaled) in plain.losses.iter().zip(&scaled.losses) {
        near(*scaled, *plain, 1e-4 * plain, "a weight before a BatchNorm, seven times as large");
    }
    // A weight that nothing normalises is seen.
    scale(&mut network, "dense_2.weight", 2.0);
    let other = plane(&mut network, &dataset, 5, 128);
    assert!((other.loss - plain.loss).abs() > 1e-2 * plain.loss, "{} {}", other.loss, plain.loss);
}

#[test]
fn the_plane_moves_weights_alone_and_follows_the_seed() {
    let mut ir = normalized();
    let dataset = dataset_of(&ir, 64, 5);
    let of_seed = |ir: &Ir, seed: u32| {
        // The weights are those of the first seed, the directions of this one.
        let mut network = network(ir, &dataset);
        let mut other = ir.clone();
        other.training.seed = seed;
        let mut moved = super::network(&other, &dataset);
        for index in 0..ir.parameters.len() {
            *moved.parameter_mut(index) = network.parameter_mut(index).clone();
        }
        plane(&mut moved, &dataset, 3, 64)
    };
    let plain = of_seed(&ir, 7);
    assert_eq!(plain, of_seed(&ir, 7));
    assert!(plain.losses.iter().zip(&of_seed(&ir, 8).losses).any(|(one, other)| one != other));
    // Where every weight is zero nothing can move: neither biases nor γ nor β do.
    for parameter in &mut ir.parameters {
        if parameter.shape.len() == 2 && parameter.role == ParameterRole::Trainable {
            parameter.initializer = Initializer::Zeros;
        }
    }
    let flat = of_seed(&ir, 7);
    assert_eq!(flat.losses, [flat.loss; 9]);
}

#[test]
fn a_loss_that_overflows_is_reported_as_it_is() {
    let mut draft = Draft::new(4, 1, TargetEncoding::Value);
    let value = draft.dense("dense", 0, 1, true);
    draft.loss(LossFunction::MeanSquaredError, value);
    draft.0.training.optimizer = sgd(1e30);
    let dataset = dataset_of(&draft.0, 40, 3);
    let mut network = network(&draft.0, &dataset);
    let found = along(&mut network, &dataset, 3);
    assert!(found.loss.is_finite() && found.losses.iter().all(|loss| !loss.is_finite()), "{found:?}");
    assert!(!found.maximum.is_finite());
    assert_eq!(network.undisturbed_loss(&taken(&draft.0, &dataset)[..found.rows as usize]), found.loss);
}
