//! A batch whose loss is not finite leaves the network as it was before that batch.

mod support;

use std::sync::Arc;
use support::{Draft, dataset_of, reference_network};
use trainer::Dataset;
use trainer::events::RunFailure;
use trainer::ir::{ActivationFunction, Ir, LossFunction, Optimizer, TargetEncoding};
use trainer::kernels::Isa;
use trainer::network::{Network, ProbeSet};
use trainer::plan::Plan;

const ROWS: usize = 48;
const GOOD: std::ops::Range<u32> = 0..16;
/// A batch with one row so large that its Dense overflows.
const BAD: std::ops::Range<u32> = 32..48;

fn dataset_with_a_huge_row(ir: &Ir) -> Dataset {
    let mut dataset = dataset_of(ir, ROWS, 3);
    let features = ir.inputs[0].features as usize;
    dataset.inputs[0][40 * features..][..features].fill(f32::MAX);
    dataset
}

fn network(ir: &Arc<Ir>) -> Network {
    let plan = Plan::new(ir);
    Network::new(Arc::clone(ir), plan, dataset_with_a_huge_row(ir), Isa::detect()).expect("memory")
}

fn bits(ir: &Ir, network: &Network) -> Vec<(String, Vec<u32>)> {
    let named = ir.parameters.iter().enumerate();
    named
        .map(|(place, parameter)| {
            let values = network.parameter(place).to_tight();
            (parameter.name.clone(), values.iter().map(|value| value.to_bits()).collect())
        })
        .collect()
}

fn train(network: &mut Network, rows: std::ops::Range<u32>, step: u32, probes: Option<&mut ProbeSet>) -> RunFailure {
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
