//! The gradient of every operation: the f64 reference against central differences, the fast network against the f64
//! reference, alone and in random graphs.

use crate::support::interpreter::{Tensors, run};
use crate::support::{Draft, Draws, dataset_of, functions, random_network};
use std::sync::Arc;
use trainer::Dataset;
use trainer::ir::{
    ActivationFunction, ClassWeights, Initializer, Ir, LossFunction, OperationKind, Optimizer, ParameterRole,
    TargetEncoding,
};
use trainer::kernels::Isa;
use trainer::network::Network;
use trainer::plan::{Place, Plan};
use trainer::rng::fill_initial;

/// Every initial parameter, as the trainer starts.
fn initial(ir: &Ir, dataset: &Dataset) -> Tensors<f64> {
    let tensors = ir.parameters.iter().map(|parameter| {
        let mut values = vec![0.0; parameter.shape.iter().map(|side| *side as usize).product()];
        if parameter.role == ParameterRole::Fitted {
            let constants = &dataset.fitted[&parameter.name];
            values.iter_mut().zip(constants).for_each(|(narrow, constant)| *narrow = *constant as f32);
        } else {
            fill_initial(&parameter.initializer, ir.training.seed, &parameter.name, &parameter.shape, &mut values);
        }
        (parameter.name.clone(), values.iter().map(|value| f64::from(*value)).collect())
    });
    tensors.collect()
}

/// Relative error of each component, against the size of the whole gradient for components that vanish.
fn worst_error(found: &[f64], expected: &[f64]) -> f64 {
    let size = expected.iter().fold(0.0, |most: f64, value| most.max(value.abs()));
    let floor = size.max(1e-2) * 1e-2;
    found
        .iter()
        .zip(expected)
        .fold(0.0, |worst: f64, (found, expected)| worst.max((found - expected).abs() / expected.abs().max(floor)))
}

/// Every parameter's gradient against (L(w+h) − L(w−h))/2h, improved by Richardson's extrapolation, in f64.
fn check_reference(ir: &Ir, dataset: &Dataset, order: &[u32]) {
    let parameters = initial(ir, dataset);
    let pass = run(ir, &parameters, dataset, order, 3);
    for (name, gradient) in &pass.gradients {
        let numeric: Vec<f64> = (0..gradient.len())
            .map(|index| {
                let slope = |h: f64| {
                    let at = |shift: f64| {
                        let mut moved = parameters.clone();
                        moved.get_mut(name).expect("a parameter")[index] += shift;
                        run(ir, &moved, dataset, order, 3).loss
                    };
                    (at(h) - at(-h)) / (2.0 * h)
                };
                let h = 2e-4;
                (4.0 * slope(h / 2.0) - slope(h)) / 3.0
            })
            .collect();
        let error = worst_error(gradient, &numeric);
        assert!(error <= 1e-6, "{name}: {error:e}\n{gradient:?}\n{numeric:?}");
    }
}

/// One step of plain SGD at learning rate 1 moves every parameter by its gradient.
fn check_network(ir: &Ir, dataset: &Dataset, order: &[u32]) {
    let mut ir = ir.clone();
    ir.training.optimizer = Optimizer::Sgd { learning_rate: 1.0, decay: 0.0, momentum: 0.0, nesterov: false };
    ir.training.batch_size = dataset.rows as u32;
    trainer::validate::validate(&ir).expect("a valid IR");
    dataset.check(&ir).expect("a fitting dataset");
    let before = initial(&ir, dataset);
    let expected = run(&ir, &before, dataset, order, 3);
    let ir = Arc::new(ir);
    let plan = Plan::new(&ir);
    let is_executed = |node: &str| {
        let mut places = ir.operations.iter().zip(&plan.values).filter(|(operation, _)| operation.node == node);
        places.any(|(_, value)| value.place != Place::Unused)
    };
    for isa in Isa::available() {
        let mut network = Network::new(Arc::clone(&ir), Plan::new(&ir), dataset.clone(), isa).expect("memory");
        network.balance_classes(0..dataset.rows as u32);
        let figures = network.train_batch(order, 3, None).expect("a finite loss");
        let loss = figures.loss / figures.rows as f64;
        assert!((loss - expected.loss).abs() <= 1e-4 * expected.loss.abs().max(1.0), "{}: loss {loss}", isa.name());
        for (index, parameter) in ir.parameters.iter().enumerate() {
            let after: Vec<f64> = network.parameter(index).to_tight().iter().map(|x| f64::from(*x)).collect();
            let what = format!("{} {}", isa.name(), parameter.name);
            match parameter.role {
                _ if !is_executed(&parameter.node) => {
                    assert_eq!(after, before[&parameter.name], "{what} moved though no loss depends on it");
                }
                ParameterRole::Trainable => {
                    let moved: Vec<f64> =
                        before[&parameter.name].iter().zip(&after).map(|(before, after)| before - after).collect();
                    let gradient = &expected.gradients[&parameter.name];
                    // Rounding of the parameter itself, of sums that cancel, and 1e-3 of the gradient.
                    let size = gradient.iter().fold(0.0, |most: f64, g| most.max(g.abs()));
                    for (found, gradient) in moved.iter().zip(gradient) {
                        let allowed = 1e-3 * gradient.abs() + 1e-4 * size + 2e-5;
                        assert!(
                            (found - gradient).abs() <= allowed,
                            "{what}: found {found}, expected {gradient}\n{ir:?}"
                        );
                    }
                }
                ParameterRole::Running => {
                    let tracked = &expected.running[&parameter.name];
                    assert!(worst_error(&after, tracked) < 1e-3, "{what}: found {after:?}, expected {tracked:?}");
                }
                ParameterRole::Fitted => {}
            }
        }
    }
}

fn check(ir: &Ir, draws: &mut Draws, rows: usize) {
    let dataset = dataset_of(ir, rows, draws.bits());
    // Some order in which rows repeat, and fewer rows than the batch holds.
    let used = if rows > 2 { rows - 1 } else { rows };
    let order: Vec<u32> = (0..used).map(|_| draws.below(rows) as u32).collect();
    check_reference(ir, &dataset, &order);
    check_network(ir, &dataset, &order);
}

/// What is differentiated: one small network for each, at the heart of which it stands.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Subject {
    Input,
    Scale,
    Dense,
    BatchNorm,
    LayerNorm,
    Activation(ActivationFunction),
    Dropout,
    GaussianNoise,
    Add,
    Multiply,
    Concat,
    Loss(LossFunction),
}

/// All that is differentiated.
fn subjects() -> Vec<Subject> {
    SUBJECTS.iter().copied().chain(functions().into_iter().map(Subject::Activation)).collect()
}

const SUBJECTS: &[Subject] = &[
    Subject::Input,
    Subject::Scale,
    Subject::Dense,
    Subject::BatchNorm,
    Subject::LayerNorm,
    Subject::Dropout,
    Subject::GaussianNoise,
    Subject::Add,
    Subject::Multiply,
    Subject::Concat,
    Subject::Loss(LossFunction::BinaryCrossEntropy),
    Subject::Loss(LossFunction::CategoricalCrossEntropy),
    Subject::Loss(LossFunction::SparseCategoricalCrossEntropy),
    Subject::Loss(LossFunction::MeanSquaredError),
    Subject::Loss(LossFunction::MeanAbsoluteError),
    Subject::Loss(LossFunction::Huber { delta: 0.4 }),
];

fn network_of(subject: Subject, draws: &mut Draws) -> Ir {
    let odd = |draws: &mut Draws| 1 + 2 * draws.below(9) as u32;
    let (features, units, width) = (odd(draws), odd(draws), 1 + draws.below(4) as u32);
    let is_sparse = subject == Subject::Loss(LossFunction::SparseCategoricalCrossEntropy);
    let encoding = match width {
        2.. if is_sparse => TargetEncoding::Index,
        2.. => TargetEncoding::OneHot,
        _ => TargetEncoding::Value,
    };
    let mut draft = Draft::new(features, width, encoding);
    let mut value = 0;
    if subject == Subject::Scale {
        value = draft.scale("scale", value);
    }
    if subject != Subject::Input {
        value = draft.dense("below", value, units, true);
    }
    value = match subject {
        Subject::BatchNorm => draft.batch_norm("subject", value, true, true, draws.below(2) == 0),
        Subject::LayerNorm => draft.layer_norm("subject", value, true, true),
        Subject::Activation(function) => draft.activation("subject", value, function),
        Subject::Dropout => draft.dropout("subject", value, 0.4),
        Subject::GaussianNoise => draft.noise("subject", value, 0.7),
        Subject::Add | Subject::Multiply => {
            let other = draft.dense("beside", 0, units, false);
            let kind = if subject == Subject::Add { OperationKind::Add {} } else { OperationKind::Multiply {} };
            // One of them twice.
            draft.merge("subject", kind, &[value, other, value])
        }
        Subject::Concat => {
            let other = draft.dense("beside", value, features + 2, true);
            // A static value, one that another branch reads too, and one twice.
            draft.merge("subject", OperationKind::Concat {}, &[value, 0, other, other])
        }
        _ => value,
    };
    value = draft.dense("head", value, width, true);
    match subject {
        Subject::Loss(LossFunction::BinaryCrossEntropy) => {
            value = draft.activation("sigmoid", value, ActivationFunction::Sigmoid);
            draft.loss(LossFunction::BinaryCrossEntropy, value);
        }
        Subject::Loss(LossFunction::CategoricalCrossEntropy) if encoding == TargetEncoding::OneHot => {
            value = draft.activation("softmax", value, ActivationFunction::Softmax);
            draft.loss(LossFunction::CategoricalCrossEntropy, value);
        }
        Subject::Loss(function @ LossFunction::SparseCategoricalCrossEntropy) if encoding == TargetEncoding::Index => {
            value = draft.activation("softmax", value, ActivationFunction::Softmax);
            draft.loss(function, value);
        }
        Subject::Loss(function @ (LossFunction::MeanAbsoluteError | LossFunction::Huber { .. })) => {
            // Between targets of 0 and 1, so that no error crosses 0, where the absolute error has no derivative.
            value = draft.activation("sigmoid", value, ActivationFunction::Sigmoid);
            draft.loss(function, value);
        }
        _ => draft.loss(LossFunction::MeanSquaredError, value),
    }
    if matches!(subject, Subject::Loss(_)) {
        // Rows that weigh differently, by a column and by their class.
        draft.0.sample_weight = Some("weight".to_owned());
        if encoding != TargetEncoding::Value {
            draft.0.losses[0].class_weights = ClassWeights::Balanced;
        }
    }
    draft.0
}

#[test]
fn every_operation_has_the_gradient_of_its_formula() {
    let mut draws = Draws(11);
    for subject in subjects() {
        for rows in [2, 5, 67] {
            check(&network_of(subject, &mut draws), &mut draws, rows);
        }
    }
}

/// Fails to compile when a kind is added, and then until `SUBJECTS` names it.
#[test]
fn no_kind_lacks_a_gradient_check() {
    let of_kind = |kind: &OperationKind| match kind {
        OperationKind::Input { .. } => vec![Subject::Input],
        OperationKind::Scale { .. } => vec![Subject::Scale],
        OperationKind::Dense { .. } => vec![Subject::Dense],
        OperationKind::BatchNorm { .. } => vec![Subject::BatchNorm],
        OperationKind::Activation { function, .. } => vec![Subject::Activation(*function)],
        OperationKind::Dropout { .. } => vec![Subject::Dropout],
        OperationKind::LayerNorm { .. } => vec![Subject::LayerNorm],
        OperationKind::GaussianNoise { .. } => vec![Subject::GaussianNoise],
        OperationKind::Add {} => vec![Subject::Add],
        OperationKind::Multiply {} => vec![Subject::Multiply],
        OperationKind::Concat {} => vec![Subject::Concat],
    };
    let of_loss = |kind: LossFunction| match kind {
        LossFunction::BinaryCrossEntropy
        | LossFunction::CategoricalCrossEntropy
        | LossFunction::SparseCategoricalCrossEntropy
        | LossFunction::MeanSquaredError
        | LossFunction::MeanAbsoluteError
        | LossFunction::Huber { .. } => Subject::Loss(kind),
    };
    let mut checked = Vec::new();
    let mut draws = Draws(12);
    for subject in subjects() {
        for ir in (0..20).map(|_| network_of(subject, &mut draws)) {
            checked.extend(ir.operations.iter().flat_map(|operation| of_kind(&operation.kind)));
            checked.extend(ir.losses.iter().map(|loss| of_loss(loss.function)));
        }
    }
    for subject in subjects() {
        assert!(checked.contains(&subject), "no network checks {subject:?}");
    }
    let unnamed = checked.iter().find(|subject| !subjects().contains(subject));
    assert!(unnamed.is_none(), "{unnamed:?} is not among the subjects");
}

#[test]
fn random_graphs_with_fan_out_have_the_reference_gradients() {
    let mut draws = Draws(13);
    for _ in 0..150 {
        let ir = random_network(&mut draws);
        let rows = 2 + draws.below(66);
        let dataset = dataset_of(&ir, rows, draws.bits());
        let order: Vec<u32> = (0..2 + draws.below(rows - 1)).map(|_| draws.below(rows) as u32).collect();
        check_network(&ir, &dataset, &order);
    }
}

#[test]
fn zeros_start_where_the_initializer_says() {
    // The checks above rely on `initial` being where a network starts.
    let mut draft = Draft::new(3, 1, TargetEncoding::Value);
    let value = draft.dense("dense", 0, 1, true);
    draft.loss(LossFunction::MeanSquaredError, value);
    let mut ir = draft.0;
    ir.parameters[0].initializer = Initializer::Constant { value: 0.25 };
    let dataset = dataset_of(&ir, 4, 1);
    let ir = Arc::new(ir);
    let network = Network::new(Arc::clone(&ir), Plan::new(&ir), dataset, Isa::detect()).expect("memory");
    assert_eq!(network.parameter(0).to_tight(), [0.25; 3]);
}
