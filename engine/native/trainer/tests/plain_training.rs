//! What a whole run learns, against the same loop in plain f64.

use crate::support::interpreter::{Tensors, run};
use crate::support::session_run::{bits, train};
use crate::support::{Draws, dataset_of, random_network, reference_network};
use std::collections::BTreeMap;
use trainer::ir::{ActivationFunction, Ir, LossFunction, OperationKind, Optimizer};
use trainer::kernels::reference;
use trainer::optimizers::base_learning_rate;
use trainer::{Dataset, NamedTensor, Session};

/// The whole training loop over again in plain f64: shuffling, batches with a last partial one, optimizer.
fn train_plainly(ir: &Ir, dataset: &Dataset, start: &[NamedTensor]) -> (Tensors<f64>, Vec<f64>) {
    let mut parameters: Tensors<f64> = start
        .iter()
        .map(|tensor| (tensor.name.clone(), tensor.values.iter().map(|value| f64::from(*value)).collect()))
        .collect();
    let optimizer = &ir.training.optimizer;
    let mut states: BTreeMap<String, reference::States<f64>> = parameters
        .iter()
        .map(|(name, values)| (name.clone(), reference::first_states(optimizer, values.len())))
        .collect();
    let (mut losses, mut step) = (Vec::new(), 0);
    for epoch in 0..ir.training.epochs {
        let mut order = vec![0; dataset.rows];
        trainer::rng::shuffle(ir.training.seed, epoch, &mut order);
        for rows in order.chunks(ir.training.batch_size as usize) {
            let pass = run(ir, &parameters, dataset, rows, step);
            losses.push(pass.loss);
            for (name, gradient) in &pass.gradients {
                let parameter = parameters.get_mut(name).expect("a parameter");
                let states = states.get_mut(name).expect("a state");
                reference::optimize(optimizer, base_learning_rate(optimizer), step, parameter, states, gradient);
            }
            parameters.extend(pass.running);
            step += 1;
        }
    }
    (parameters, losses)
}

const OPTIMIZERS: [Optimizer; 10] = [
    Optimizer::Sgd { learning_rate: 0.1, decay: 1e-2, momentum: 0.9, nesterov: true },
    Optimizer::Sgd { learning_rate: 0.1, decay: 0.0, momentum: 0.5, nesterov: false },
    Optimizer::Sgd { learning_rate: 0.1, decay: 0.0, momentum: 0.0, nesterov: false },
    Optimizer::Adam { learning_rate: 0.01, beta_1: 0.9, beta_2: 0.999, epsilon: 1e-8 },
    Optimizer::AdamW { learning_rate: 0.01, beta_1: 0.9, beta_2: 0.999, epsilon: 1e-8, weight_decay: 0.1 },
    Optimizer::Nadam { learning_rate: 0.01, beta_1: 0.9, beta_2: 0.999, epsilon: 1e-8, momentum_decay: 4e-3 },
    Optimizer::RmsProp { learning_rate: 1e-3, rho: 0.9, epsilon: 1e-8, momentum: 0.0, centered: false },
    Optimizer::RmsProp { learning_rate: 1e-3, rho: 0.9, epsilon: 1e-3, momentum: 0.9, centered: false },
    Optimizer::RmsProp { learning_rate: 1e-3, rho: 0.9, epsilon: 1e-3, momentum: 0.5, centered: true },
    Optimizer::Adagrad {
        learning_rate: 0.05,
        learning_rate_decay: 1e-2,
        initial_accumulator_value: 0.1,
        epsilon: 1e-10,
    },
];

#[test]
fn a_run_follows_the_plain_f64_loop_with_every_optimizer() {
    for optimizer in OPTIMIZERS {
        let mut ir = reference_network(5, 13, 3);
        // Without a bias that BatchNorm cancels: its gradient is rounding alone, which Adam would blow up.
        let biases: Vec<String> =
            ir.parameters.iter().map(|p| p.name.clone()).filter(|name| name.ends_with("bias")).collect();
        ir.parameters.retain(|parameter| !biases.contains(&parameter.name));
        for operation in &mut ir.operations {
            if let OperationKind::Dense { bias, .. } = &mut operation.kind {
                *bias = None;
            }
        }
        (ir.training.optimizer, ir.training.epochs) = (optimizer, 5);
        let dataset = dataset_of(&ir, 150, 3);
        let begun = Session::new(ir.clone(), dataset.clone()).expect("a sound IR").parameters().expect("not begun");
        let (expected, losses) = train_plainly(&ir, &dataset, &begun);
        let (found, batches) = train(&ir, &dataset);
        for tensor in found {
            let expected = &expected[&tensor.name];
            let size = expected.iter().fold(1e-2, |most: f64, value| most.max(value.abs()));
            for (found, expected) in tensor.values.iter().zip(expected) {
                let error = (f64::from(*found) - expected).abs() / size;
                assert!(error < 1e-3, "{optimizer:?} {}: found {found}, expected {expected}", tensor.name);
            }
        }
        let reported: Vec<f32> = batches.iter().flat_map(|batch| batch.step_losses.clone()).collect();
        assert_eq!(reported.len(), losses.len());
        for (found, expected) in reported.iter().zip(&losses) {
            assert!((f64::from(*found) - expected).abs() < 1e-3, "found {found}, expected {expected}");
        }
    }
}

/// The network without one operation, whose readers read what it read.
fn bypassed(ir: &Ir, operation: usize) -> Ir {
    let mut ir = ir.clone();
    let input = ir.operations.remove(operation).inputs[0];
    let renumber = |value: &mut u32| match *value as usize {
        removed if removed == operation => *value = input,
        later if later > operation => *value -= 1,
        _ => {}
    };
    ir.operations.iter_mut().flat_map(|operation| &mut operation.inputs).for_each(renumber);
    ir.losses.iter_mut().map(|loss| &mut loss.value).for_each(renumber);
    ir
}

/// Leaving any dropout or noise out must not change what the others draw, nor initial weights, nor batches: the first
/// losses stay those of the plain interpreter, where each draws by its own name.
#[test]
fn bypassing_one_node_leaves_every_other_draw_unchanged() {
    let mut draws = Draws(41);
    let mut bypasses = 0;
    for _ in 0..90 {
        let ir = random_network(&mut draws);
        let dataset = dataset_of(&ir, 30, draws.bits());
        let begun =
            |ir: &Ir| Session::new(ir.clone(), dataset.clone()).expect("a sound IR").parameters().expect("not begun");
        let draw =
            |kind: &OperationKind| matches!(kind, OperationKind::Dropout { .. } | OperationKind::GaussianNoise { .. });
        let drawing = (0..ir.operations.len()).filter(|operation| draw(&ir.operations[*operation].kind));
        for operation in drawing {
            let without = bypassed(&ir, operation);
            assert!(bits(&begun(&without)) == bits(&begun(&ir)));
            let (_, losses) = train_plainly(&without, &dataset, &begun(&without));
            let reported = train(&without, &dataset).1.iter().flat_map(|batch| batch.step_losses.clone()).next();
            let found = f64::from(reported.expect("a first loss"));
            assert!((found - losses[0]).abs() < 1e-4 * losses[0].abs().max(1.0), "{found} for {}", losses[0]);
            bypasses += 1;
        }
    }
    assert!(bypasses > 60, "only {bypasses} networks without a node");
}

#[test]
fn validation_is_in_inference_mode_on_the_rows_cut_from_the_end() {
    let mut ir = reference_network(5, 11, 3);
    (ir.training.epochs, ir.training.validation_split) = (4, 0.3);
    let dataset = dataset_of(&ir, 101, 6);
    let session = Session::new(ir.clone(), dataset.clone()).expect("a sound IR");
    assert_eq!((session.training_rows(), session.validation_rows(), session.steps_per_epoch()), (70, 31, 5));
    let (parameters, batches) = train(&ir, &dataset);
    let named = |name: &str| -> Vec<f64> {
        let tensor = parameters.iter().find(|tensor| tensor.name == name).expect(name);
        tensor.values.iter().map(|value| f64::from(*value)).collect()
    };
    let wide = |values: &[f32]| -> Vec<f64> { values.iter().map(|value| f64::from(*value)).collect() };
    let x = wide(&dataset.inputs[0][70 * 5..]);
    let mut value = reference::scale(&x, &named("scale.offset"), &named("scale.factor"));
    for layer in 1..=3 {
        let units = if layer == 3 { 3 } else { 11 };
        let (dense, norm) = (format!("dense_{layer}"), format!("norm_{layer}"));
        let bias = named(&format!("{dense}.bias"));
        value = reference::dense(31, &value, &named(&format!("{dense}.weight")), Some(&bias), units);
        let [gamma, beta, mean, variance] =
            ["gamma", "beta", "mean", "variance"].map(|role| named(&format!("{norm}.{role}")));
        value = reference::affine_norm(&value, &gamma, &beta, &mean, &variance, 1e-3);
        let function = if layer == 3 { ActivationFunction::Softmax } else { ActivationFunction::Tanh };
        value = reference::activation(function, None, units, &value);
    }
    let target = wide(&dataset.targets[0][70 * 3..]);
    let expected = reference::loss(LossFunction::CategoricalCrossEntropy, 31, &value, &target, None);
    let greatest = |row: &[f64]| (0..3).max_by(|a, b| row[*a].total_cmp(&row[*b]));
    let correct = value.chunks(3).zip(target.chunks(3)).filter(|(p, y)| greatest(p) == greatest(y)).count();
    let epochs: Vec<_> = batches.iter().flat_map(|batch| batch.epochs.clone()).collect();
    assert_eq!(
        epochs.iter().map(|epoch| (epoch.epoch, epoch.steps)).collect::<Vec<_>>(),
        [(1, 5), (2, 10), (3, 15), (4, 20)]
    );
    let last = epochs.last().expect("an epoch");
    assert!((last.validation_loss.expect("validation") - expected).abs() < 1e-4, "{last:?} {expected}");
    assert_eq!(last.validation_accuracy, Some(correct as f64 / 31.0));
    assert!(last.accuracy.is_some() && last.rows_per_second > 0.0);
}
