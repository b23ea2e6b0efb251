//! What is asked of a resting network, against float64 and against what must hold of any network; and that asking leaves
//! no trace.

mod landscape;
mod ranks;
mod resting;

use crate::support::interpreter::{Pass, Tensors, Way, run_as};
use crate::support::{Draws, dataset_of, random_network};
use std::sync::Arc;
use trainer::Dataset;
use trainer::analysis::{Analysis, AnalysisRequest, analyze};
use trainer::ir::{Ir, ParameterRole, Regularizer};
use trainer::kernels::Isa;
use trainer::network::Network;
use trainer::plan::Plan;

fn network(ir: &Ir, dataset: &Dataset) -> Network {
    let ir = Arc::new(ir.clone());
    let mut network = Network::new(Arc::clone(&ir), Plan::new(&ir), dataset.clone(), Isa::detect()).expect("memory");
    network.balance_classes(0..dataset.rows as u32);
    network
}

/// Every row trains.
fn all(dataset: &Dataset) -> Vec<u32> {
    (0..dataset.rows as u32).collect()
}

/// Training rows in the order in which an analysis takes them.
fn taken(ir: &Ir, dataset: &Dataset) -> Vec<u32> {
    let mut rows = all(dataset);
    trainer::rng::permute(ir.training.seed, "analysis", 0, &mut rows);
    rows
}

fn analysis_of(network: &mut Network, dataset: &Dataset, request: &AnalysisRequest) -> Analysis {
    analyze(network, &all(dataset), request, &mut || Ok(())).expect("within the limits")
}

/// The network's parameters, widened.
fn wide(ir: &Ir, network: &Network) -> Tensors<f64> {
    let values = |index| network.parameter(index).to_tight().into_iter().map(f64::from).collect();
    ir.parameters.iter().enumerate().map(|(index, parameter)| (parameter.name.clone(), values(index))).collect()
}

/// An undisturbed batch in float64 with penalties in its loss and gradients. Kept are trained parameters alone: what no
/// loss depends on has no gradient.
fn undisturbed(ir: &Ir, parameters: &Tensors<f64>, dataset: &Dataset, rows: &[u32]) -> Pass<f64> {
    let mut pass = run_as::<f64>(ir, parameters, dataset, rows, Way::Undisturbed);
    let network = network(ir, dataset);
    let trained: Vec<&str> = network.trained().iter().map(|index| ir.parameters[*index].name.as_str()).collect();
    pass.gradients.retain(|name, _| trained.contains(&name.as_str()));
    for parameter in ir.parameters.iter().filter(|parameter| trained.contains(&parameter.name.as_str())) {
        let Regularizer { l1, l2 } = parameter.regularizer;
        let gradient = pass.gradients.get_mut(&parameter.name).expect("a gradient of each trained parameter");
        for (w, g) in parameters[&parameter.name].iter().zip(gradient) {
            pass.loss += l1 * w.abs() + l2 * w * w;
            *g += if *w == 0.0 { 0.0 } else { l1 * w.signum() } + 2.0 * l2 * w;
        }
    }
    pass
}

/// A random graph with penalties on some weights, and rows for it.
fn random_case(seed: u64) -> (Ir, Dataset) {
    let mut draws = Draws(seed);
    let mut ir = random_network(&mut draws);
    ir.training.batch_size = 3 + draws.below(30) as u32;
    for parameter in ir.parameters.iter_mut().filter(|parameter| parameter.role == ParameterRole::Trainable) {
        if parameter.shape.len() == 2 && draws.below(3) == 0 {
            parameter.regularizer = Regularizer { l1: draws.between(0.0, 0.01), l2: draws.between(0.0, 0.01) };
        }
    }
    let dataset = dataset_of(&ir, 70, seed);
    (ir, dataset)
}
