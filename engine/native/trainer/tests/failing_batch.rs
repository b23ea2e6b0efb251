//! A batch whose loss or gradient is not finite leaves the network as it was before that batch; one whose update is not is
//! told at once.

use crate::support::{Draft, dataset_of, reference_network, session_run};
use failures::Failure;
use std::sync::Arc;
use trainer::ir::{ActivationFunction, Initializer, Ir, LossFunction, Optimizer, TargetEncoding};
use trainer::kernels::Isa;
use trainer::network::{Network, ProbeSet};
use trainer::plan::Plan;
use trainer::{Dataset, SessionOptions};

const ROWS: usize = 48;
const GOOD: std::ops::Range<u32> = 0..16;
/// A batch with one row so large that its Dense overflows.
const BAD: std::ops::Range<u32> = 32..48;

fn dataset_with_a_huge_row(ir: &Ir) -> Dataset {
    let mut dataset = dataset_of(ir, ROWS, 3);
    let features = ir.inputs[0].features as usize;
    dataset.inputs[0].to_mut()[40 * features..][..features].fill(f32::MAX);
    dataset
}

fn network(ir: &Arc<Ir>) -> Network {
    let plan = Plan::new(ir);
    Network::new(Arc::clone(ir), plan, dataset_with_a_huge_row(ir), Isa::detect()).expect("memory")
}

fn bits(ir: &Ir, network: &Network) -> Vec<(String, Vec<u32>)> {
    let named = ir.parameters.iter().enumerate();
    named
        .map(|(index, parameter)| {
            let values = network.parameter(index).to_tight();
            (parameter.name.clone(), values.iter().map(|value| value.to_bits()).collect())
        })
        .collect()
}

fn train(network: &mut Network, rows: std::ops::Range<u32>, step: u32, probes: Option<&mut ProbeSet>) -> Failure {
    let rows: Vec<u32> = rows.collect();
    network.train_batch(&rows, step, probes).expect_err("a loss that is not finite")
}

fn train_well(network: &mut Network, step: u32) {
    let rows: Vec<u32> = GOOD.collect();
    network.train_batch(&rows, step, None).expect("a finite loss");
}

/// The reference network, and one whose Dense outputs are read by a squared error behind a BatchNorm alone.
fn networks() -> Vec<Ir> {
    let mut draft = Draft::new(5, 2, TargetEncoding::OneHot);
    let mut value = draft.dense("dense_1", 0, 7, true);
    value = draft.batch_norm("norm_1", value, true, false, true);
    value = draft.activation("relu_1", value, ActivationFunction::Relu);
    value = draft.dense("dense_2", value, 2, true);
    draft.loss(LossFunction::MeanSquaredError, value);
    let mut networks = vec![reference_network(6, 20, 3), draft.0];
    let mut with_adam = networks.clone();
    for ir in &mut with_adam {
        ir.training.optimizer = Optimizer::Adam { learning_rate: 1e-3, beta_1: 0.9, beta_2: 0.999, epsilon: 1e-7 };
    }
    networks.extend(with_adam);
    networks
}

#[test]
fn a_failing_batch_moves_nothing() {
    for mut ir in networks() {
        for statistics in [false, true] {
            ir.training.statistics = statistics;
            let ir = Arc::new(ir.clone());
            let mut network = network(&ir);
            let mut probes = ProbeSet::new(&ir, network.plan(), network.batch());
            for step in 0..3 {
                train_well(&mut network, step);
            }
            let before = bits(&ir, &network);
            let failure = train(&mut network, BAD, 3, statistics.then_some(&mut probes));
            assert_eq!(failure.code, "R030", "{failure}");
            for (after, before) in bits(&ir, &network).iter().zip(&before) {
                assert!(after == before, "{} moved", before.0);
            }
        }
    }
}

#[test]
fn training_goes_on_after_a_failing_batch_as_if_it_had_not_been() {
    for ir in networks() {
        let ir = Arc::new(ir);
        let [mut tried, mut spared] = [network(&ir), network(&ir)];
        for step in 0..6 {
            if step % 2 == 1 {
                train(&mut tried, BAD, step, None);
            }
            train_well(&mut tried, step);
            train_well(&mut spared, step);
        }
        assert!(bits(&ir, &tried) == bits(&ir, &spared));
    }
}

/// Two Denses behind a first one, the weights of all three as given; `None` draws them.
fn three_layers(weights: [Option<f64>; 3], has_norm: bool) -> Ir {
    let mut draft = Draft::new(3, 1, TargetEncoding::Value);
    let mut value = draft.dense("dense_1", 0, 5, false);
    value = draft.activation("softsign_1", value, ActivationFunction::Softsign);
    value = draft.dense("dense_2", value, 4, false);
    if has_norm {
        value = draft.batch_norm("norm_2", value, true, true, false);
    }
    value = draft.activation("tanh_2", value, ActivationFunction::Tanh);
    value = draft.dense("dense_3", value, 1, false);
    draft.loss(LossFunction::MeanSquaredError, value);
    for (layer, value) in (1..).zip(weights) {
        if let Some(value) = value {
            let name = format!("dense_{layer}.weight");
            let weight = draft.0.parameters.iter_mut().find(|parameter| parameter.name == name);
            weight.expect("a weight").initializer = Initializer::Constant { value };
        }
    }
    draft.0
}

fn network_with(ir: &Arc<Ir>, change: impl Fn(&mut Dataset)) -> Network {
    let mut dataset = dataset_of(ir, ROWS, 3);
    change(&mut dataset);
    Network::new(Arc::clone(ir), Plan::new(ir), dataset, Isa::detect()).expect("memory")
}

#[test]
fn an_infinite_gradient_behind_a_finite_loss_moves_nothing_and_is_not_remembered() {
    let momentum = Optimizer::Sgd { learning_rate: 1e-3, decay: 0.0, momentum: 0.9, nesterov: true };
    let centered = Optimizer::RmsProp { learning_rate: 1e-3, rho: 0.9, epsilon: 1e-7, momentum: 0.5, centered: true };
    for optimizer in [momentum, centered] {
        for statistics in [false, true] {
            // 0·1e38 is 0 on the way there, but the weight's gradient is 1e38 times what comes back.
            let mut ir = three_layers([Some(0.0), None, None], true);
            (ir.training.optimizer, ir.training.statistics) = (optimizer, statistics);
            let ir = Arc::new(ir);
            let made = || {
                network_with(&ir, |dataset| {
                    dataset.inputs[0].to_mut()[40 * 3] = 1e38;
                    dataset.targets[0][40] = 100.0;
                })
            };
            let [mut tried, mut spared] = [made(), made()];
            let mut probes = ProbeSet::new(&ir, tried.plan(), tried.batch());
            let before = bits(&ir, &tried);
            let failure = train(&mut tried, BAD, 0, statistics.then_some(&mut probes));
            assert_eq!((failure.code.as_str(), failure.node()), ("R030", Some("dense_1")), "{failure}");
            assert_eq!(failure.found, "a gradient that is not finite at step 0");
            assert!(bits(&ir, &tried) == before);
            for step in 0..4 {
                train_well(&mut tried, step);
                train_well(&mut spared, step);
                assert!(bits(&ir, &tried) == bits(&ir, &spared), "step {step}");
            }
            assert!(bits(&ir, &tried) != before);
        }
    }
}

#[test]
fn the_first_node_that_overflows_on_the_way_back_is_named() {
    // The gradient of the loss is about 1e9; behind a weight of 1e30 it is infinite.
    let far = |dataset: &mut Dataset| dataset.targets[0].fill(1e10);
    for (weights, node) in [([None, Some(0.0), Some(1e30)], "dense_3"), ([Some(0.0), Some(1e30), Some(1.0)], "dense_2")]
    {
        let ir = Arc::new(three_layers(weights, false));
        let failure = train(&mut network_with(&ir, far), BAD, 0, None);
        assert_eq!((failure.code.as_str(), failure.node()), ("R030", Some(node)), "{failure}");
    }
    let mut ir = three_layers([None, Some(0.0), Some(1e25)], false);
    let weight = ir.parameters.iter_mut().find(|parameter| parameter.name == "dense_3.weight").expect("a weight");
    weight.regularizer.l2 = 0.1;
    let failure = train(&mut network_with(&Arc::new(ir), |_| {}), GOOD, 0, None);
    assert_eq!((failure.code.as_str(), failure.node()), ("R030", Some("dense_3")), "{failure}");
    assert_eq!(failure.found, "a penalty of inf at step 0");
}

const SGD: Optimizer = Optimizer::Sgd { learning_rate: 1e6, decay: 0.0, momentum: 0.0, nesterov: false };
const ADAM: Optimizer = Optimizer::Adam { learning_rate: 1e-3, beta_1: 0.9, beta_2: 0.999, epsilon: 1e-7 };

/// Every kind of optimizer, with what of `dense_1.weight` overflows at a gradient of 1e20, or of 1e34 along plain steps.
fn overflowing_optimizers() -> [(Optimizer, &'static str, f32); 9] {
    let rms_prop = |momentum, centered| {
        let optimizer = Optimizer::RmsProp { learning_rate: 1e-3, rho: 0.9, epsilon: 1e-7, momentum, centered };
        (optimizer, "the square average of dense_1.weight", 1e10)
    };
    let second_moment = "the second moment of dense_1.weight";
    let (learning_rate, beta_1, beta_2, epsilon) = (1e-3, 0.9, 0.999, 1e-7);
    let sgd = |momentum, nesterov| Optimizer::Sgd { learning_rate: 1e6, decay: 0.0, momentum, nesterov };
    let adagrad =
        Optimizer::Adagrad { learning_rate, learning_rate_decay: 0.0, initial_accumulator_value: 0.1, epsilon };
    [
        (SGD, "dense_1.weight", 1e17),
        (sgd(0.9, true), "dense_1.weight", 1e17),
        (ADAM, second_moment, 1e10),
        (Optimizer::AdamW { learning_rate, beta_1, beta_2, epsilon, weight_decay: 0.01 }, second_moment, 1e10),
        (Optimizer::Nadam { learning_rate, beta_1, beta_2, epsilon, momentum_decay: 4e-3 }, second_moment, 1e10),
        rms_prop(0.0, false),
        rms_prop(0.9, false),
        rms_prop(0.9, true),
        (adagrad, "the square sum of dense_1.weight", 1e10),
    ]
}

#[track_caller]
fn assert_update_fails(failure: &Failure, node: &str, what: &str, step: u32) {
    assert_eq!((failure.code.as_str(), failure.node()), ("R030", Some(node)), "{failure}");
    assert_eq!(failure.found, format!("{what} that is not finite after the update of step {step}"));
}

#[test]
fn an_update_that_overflows_is_reported_at_its_batch_with_what_it_spoiled() {
    for (optimizer, what, size) in overflowing_optimizers() {
        for (statistics, max_norm) in [(false, None), (true, None), (false, Some(1.0))] {
            // Nothing but the first weight has a gradient.
            let mut ir = three_layers([Some(0.0), None, None], false);
            (ir.training.optimizer, ir.training.statistics) = (optimizer, statistics);
            ir.parameters[0].max_norm = max_norm;
            let ir = Arc::new(ir);
            let mut network = network_with(&ir, |dataset| {
                dataset.inputs[0].to_mut()[32 * 3..].fill(size);
                dataset.targets[0][32..].fill(size);
            });
            let mut probes = ProbeSet::new(&ir, network.plan(), network.batch());
            let failure = train(&mut network, BAD, 7, statistics.then_some(&mut probes));
            assert_update_fails(&failure, "dense_1", what, 7);
            assert_eq!(network.steps(), 0);
        }
    }
}

#[test]
fn a_step_taken_while_its_gradient_is_made_is_reported_when_it_overflows() {
    let (rows, features) = (512, 300);
    for (threads, momentum, nesterov) in [(1, 0.0, false), (64, 0.0, false), (1, 0.9, true), (64, 0.9, true)] {
        let mut draft = Draft::new(features, 2, TargetEncoding::Value);
        let value = draft.dense("dense_1", 0, 2, true);
        draft.loss(LossFunction::MeanSquaredError, value);
        let mut ir = draft.0;
        ir.parameters.iter_mut().for_each(|parameter| parameter.initializer = Initializer::Zeros);
        ir.training.optimizer = Optimizer::Sgd { learning_rate: 1e6, decay: 0.0, momentum, nesterov };
        (ir.training.batch_size, ir.training.threads) = (rows, threads);
        let (ir, plan) = (Arc::new(ir.clone()), Plan::new(&ir));
        assert!(plan.descends(0));
        let mut dataset = dataset_of(&ir, 2 * rows as usize, 3);
        // The largest numbers that a step is taken at once with.
        dataset.inputs[0].to_mut()[rows as usize * 300..].chunks_mut(300).for_each(|row| row[290] = 1e15);
        dataset.targets[0][rows as usize * 2..].fill(4e17);
        let mut network = Network::new(Arc::clone(&ir), plan, dataset, Isa::detect()).expect("memory");
        let good: Vec<u32> = (0..rows).collect();
        network.set_learning_rate(0.0);
        network.train_batch(&good, 0, None).expect("a finite update");
        network.set_learning_rate(1e6);
        let failure = train(&mut network, rows..2 * rows, 1, None);
        assert_update_fails(&failure, "dense_1", "dense_1.weight", 1);
    }
}

#[test]
fn of_several_updates_that_overflow_the_first_is_named() {
    let far = |dataset: &mut Dataset| dataset.targets[0].fill(1e10);
    for (weights, node) in [([None, None, Some(1e12)], "dense_1"), ([None, Some(0.0), Some(1e12)], "dense_2")] {
        let mut ir = three_layers(weights, false);
        ir.training.optimizer = ADAM;
        let failure = train(&mut network_with(&Arc::new(ir), far), BAD, 2, None);
        assert_update_fails(&failure, node, &format!("the second moment of {node}.weight"), 2);
    }
}

#[test]
fn a_weight_whose_column_norm_overflows_is_reported() {
    // Steps of 1e26: each is finite, its square is not.
    let mut ir = three_layers([Some(0.0), None, None], false);
    ir.training.optimizer = SGD;
    let made = |ir: &Ir| {
        network_with(&Arc::new(ir.clone()), |dataset| {
            dataset.inputs[0].to_mut().fill(1e10);
            dataset.targets[0].fill(1e10);
        })
    };
    train_well(&mut made(&ir), 0);
    ir.parameters[0].max_norm = Some(1.0);
    assert_update_fails(&train(&mut made(&ir), BAD, 0, None), "dense_1", "dense_1.weight", 0);
}

#[test]
fn running_statistics_that_overflow_are_reported_at_their_batch() {
    let mut draft = Draft::new(1, 1, TargetEncoding::Value);
    let mut value = draft.dense("dense_1", 0, 3, false);
    value = draft.batch_norm("norm_1", value, true, true, false);
    value = draft.dense("dense_2", value, 1, true);
    draft.loss(LossFunction::MeanSquaredError, value);
    let ir = Arc::new(draft.0);
    // Of inputs this far apart the variance is infinite, and normalised they are 0.
    let mut network = network_with(&ir, |dataset| {
        (32..48).for_each(|row| dataset.inputs[0].to_mut()[row] = if row % 2 == 0 { 1e25 } else { -1e25 });
    });
    train_well(&mut network, 0);
    assert_update_fails(&train(&mut network, BAD, 1, None), "norm_1", "norm_1.variance", 1);
}

/// One Dense under squared error, its inputs scaled, whose target is multiplied by a number.
fn regression(target: f32, learning_rate: f64) -> (Ir, Dataset) {
    let mut draft = Draft::new(3, 1, TargetEncoding::Value);
    let value = draft.scale("scale", 0);
    let value = draft.dense("dense", value, 1, true);
    draft.loss(LossFunction::MeanSquaredError, value);
    draft.0.training.optimizer = Optimizer::Sgd { learning_rate, decay: 0.0, momentum: 0.0, nesterov: false };
    draft.0.training.epochs = 100;
    let mut dataset = dataset_of(&draft.0, 60, 3);
    dataset.targets[0].iter_mut().for_each(|value| *value *= target);
    (draft.0, dataset)
}

#[test]
fn the_advice_is_to_scale_what_is_large() {
    for (target, advice) in
        [(1e6, "standardize the target in the Output node: its values reach 1.000e6."), (1.0, "scale the inputs")]
    {
        let (ir, dataset) = regression(target, 1e3);
        let (_, batches) = session_run::run(&ir, &dataset, SessionOptions::default());
        let failure = session_run::failure_of(&batches);
        assert!(failure.help.contains(advice), "{failure}");
    }
}

#[test]
fn inputs_at_both_ends_of_float32_are_scaled_to_finite_numbers() {
    let (ir, mut dataset) = regression(1.0, 0.01);
    for (row, value) in dataset.inputs[0].to_mut().iter_mut().enumerate() {
        *value = if row % 2 == 0 { 3e38 } else { -3e38 };
    }
    dataset.fitted.insert("scale.offset".to_owned(), vec![-3e38; 3]);
    dataset.fitted.insert("scale.factor".to_owned(), vec![1.0 / 6e38; 3]);
    let (parameters, _) = session_run::train(&ir, &dataset);
    assert!(parameters.iter().flat_map(|tensor| &tensor.values).all(|value| value.is_finite()));
}
