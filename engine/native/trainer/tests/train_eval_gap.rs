//! The train–eval gap where its value is known beforehand; its value in general is held against float64 in
//! `session_statistics.rs` and in the reference runs.

use crate::support::{Draft, dataset_of, reference_network};
use std::ops::ControlFlow;
use std::sync::Arc;
use trainer::ir::{ActivationFunction, Ir, LossFunction, Regularizer, TargetEncoding};
use trainer::kernels::Isa;
use trainer::network::{Network, ProbeSet};
use trainer::plan::Plan;
use trainer::statistics::STATISTICS;

const ROWS: usize = 40;

fn order() -> Vec<u32> {
    (0..ROWS as u32).collect()
}

fn network(mut ir: Ir) -> (Network, ProbeSet) {
    (ir.training.statistics, ir.training.batch_size) = (true, ROWS as u32);
    let ir = Arc::new(ir);
    let dataset = dataset_of(&ir, ROWS, 3);
    let network = Network::new(Arc::clone(&ir), Plan::new(&ir), dataset, Isa::detect()).expect("memory");
    let probes = ProbeSet::new(&ir, network.plan(), network.batch());
    (network, probes)
}

/// Takes one step over all rows: by probe its kind and the gap it tells, and the step's mean loss.
fn step(network: &mut Network, probes: &mut ProbeSet) -> (Vec<(String, f64)>, f64) {
    let index = STATISTICS.iter().position(|name| *name == "train_eval_gap").expect("a statistic");
    let figures = network.train_batch(&order(), 0, Some(probes)).expect("a finite loss");
    let reported = probes.probes().iter().zip(probes.records());
    let gaps = reported.map(|(probe, record)| (probe.op.clone(), f64::from(record.values[index]))).collect();
    (gaps, figures.loss / ROWS as f64)
}

fn of_norms(gaps: &[(String, f64)]) -> Vec<f64> {
    gaps.iter().filter(|(op, _)| op == "batch_norm").map(|(_, gap)| *gap).collect()
}

#[test]
fn there_is_none_while_the_running_moments_are_the_batch_s() {
    let (mut network, mut probes) = network(reference_network(14, 32, 2));
    assert!(network.recompute_population(&order(), || ControlFlow::Continue(())));
    let (gaps, loss) = step(&mut network, &mut probes);
    let gaps = of_norms(&gaps);
    assert_eq!(gaps.len(), 3);
    assert!(gaps.iter().all(|gap| gap.abs() < 1e-5), "{gaps:?} beside a loss of {loss}");
}

#[test]
fn every_batch_norm_tells_the_same_gap_and_nothing_else_does() {
    let (mut network, mut probes) = network(reference_network(14, 32, 2));
    let (gaps, _) = step(&mut network, &mut probes);
    let norms = of_norms(&gaps);
    assert!(norms.len() == 3 && norms[0] != 0.0 && norms.iter().all(|gap| *gap == norms[0]), "{norms:?}");
    let others = gaps.iter().filter(|(op, _)| op != "batch_norm");
    assert!(others.map(|(_, gap)| gap).all(|gap| gap.is_nan()), "{gaps:?}");
}

#[test]
fn a_network_without_batch_norm_has_none() {
    let mut draft = Draft::new(6, 2, TargetEncoding::OneHot);
    let mut value = draft.dense("dense_1", 0, 9, true);
    value = draft.layer_norm("norm", value, true, true);
    value = draft.dropout("dropout", value, 0.5);
    value = draft.dense("dense_2", value, 2, true);
    value = draft.activation("softmax", value, ActivationFunction::Softmax);
    draft.loss(LossFunction::CategoricalCrossEntropy, value);
    let (mut network, mut probes) = network(draft.0);
    let (gaps, _) = step(&mut network, &mut probes);
    assert!(gaps.len() > 4 && gaps.iter().all(|(_, gap)| gap.is_nan()), "{gaps:?}");
}

/// On a network without dropout the batch's part of the gap is the step's own loss.
#[test]
fn without_dropout_it_is_the_step_s_loss_less_the_evaluated_one_and_penalties_cancel() {
    let mut draft = Draft::new(6, 2, TargetEncoding::OneHot);
    let mut value = draft.dense("dense_1", 0, 9, true);
    value = draft.batch_norm("norm", value, true, true, true);
    value = draft.activation("tanh", value, ActivationFunction::Tanh);
    value = draft.dense("dense_2", value, 2, true);
    value = draft.activation("softmax", value, ActivationFunction::Softmax);
    draft.loss(LossFunction::CategoricalCrossEntropy, value);
    draft.0.parameters[0].regularizer = Regularizer { l1: 0.01, l2: 0.02 };
    let (mut network, mut probes) = network(draft.0);
    let evaluated = network.evaluate_batch(&order()).loss / ROWS as f64;
    let (gaps, loss) = step(&mut network, &mut probes);
    let [gap] = of_norms(&gaps)[..] else { panic!("one BatchNorm: {gaps:?}") };
    assert!((gap - (loss - evaluated)).abs() < 1e-6 && gap.abs() > 1e-3, "{gap} for {loss} less {evaluated}");
}
