//! Each pass left out of random networks: a step then goes where it goes with it.

use crate::support::{Draws, dataset_of, random_network};
use std::sync::Arc;
use trainer::Dataset;
use trainer::ir::{Ir, OperationKind, Optimizer};
use trainer::kernels::Isa;
use trainer::kernels::losses::GradientOf;
use trainer::network::Network;
use trainer::plan::Plan;
use trainer::plan::passes::{Answers, fuse_epilogues};

/// By name, the answers without each pass, as far as a plan can do without: an operation a visit; each loss giving its
/// value's gradient; every weight stepping after its gradient; nothing folded but inputs and their scaling, for which
/// there is no stage (tests/gradients.rs holds that against the plain loops).
fn without_each(ir: &Ir, answers: &Answers) -> [(&'static str, Answers); 4] {
    let is_input = |kind: &OperationKind| matches!(kind, OperationKind::Input { .. } | OperationKind::Scale { .. });
    let folded: Vec<bool> = ir.operations.iter().map(|operation| is_input(&operation.kind)).collect();
    let visits = answers.visits.iter().flatten().map(|operation| vec![*operation]);
    [
        ("fuse_epilogues", Answers { visits: visits.collect(), ..answers.clone() }),
        ("fuse_losses", Answers { losses: vec![GradientOf::Value; ir.losses.len()], ..answers.clone() }),
        ("fuse_descent", Answers { descends: vec![false; ir.operations.len()], ..answers.clone() }),
        ("fold_inputs", Answers { visits: fuse_epilogues(ir, &answers.readers, &folded), folded, ..answers.clone() }),
    ]
}

/// One step at learning rate 1: its loss, and by how much each parameter moved.
fn step(ir: &Arc<Ir>, answers: &Answers, dataset: &Dataset, isa: Isa) -> (f64, Vec<Vec<f32>>) {
    let plan = Plan::lower(ir, answers);
    let mut network = Network::new(Arc::clone(ir), plan, dataset.clone(), isa).expect("memory");
    network.balance_classes(0..dataset.rows as u32);
    let indices = 0..ir.parameters.len();
    let before: Vec<Vec<f32>> = indices.clone().map(|index| network.parameter(index).to_tight()).collect();
    let order: Vec<u32> = (0..dataset.rows as u32).collect();
    let loss = network.train_batch(&order, 3, None).expect("a finite loss").loss;
    let moved = |index: usize| {
        let after = network.parameter(index).to_tight();
        after.iter().zip(&before[index]).map(|(after, before)| after - before).collect()
    };
    (loss, indices.map(moved).collect())
}

/// Whether two results are the same but for rounding, of the parameter itself and of sums.
fn is_close(found: &[f32], expected: &[f32]) -> bool {
    let size = expected.iter().fold(0.0, |most: f32, value| most.max(value.abs()));
    found.iter().zip(expected).all(|(found, expected)| (found - expected).abs() <= 1e-5 * size + 1e-6)
}

#[test]
fn no_pass_changes_a_result_beyond_rounding() {
    let mut draws = Draws(57);
    let mut left_out = [0; 4];
    for _ in 0..500 {
        let mut ir = random_network(&mut draws);
        ir.training.optimizer = Optimizer::Sgd { learning_rate: 1.0, decay: 0.0, momentum: 0.0, nesterov: false };
        let dataset = dataset_of(&ir, 2 + draws.below(40), draws.bits());
        ir.training.batch_size = dataset.rows as u32;
        let ir = Arc::new(ir);
        let answers = Answers::of(&ir);
        // Counted by network: what this test tells does not depend on the processor.
        for ((_, without), count) in without_each(&ir, &answers).into_iter().zip(&mut left_out) {
            *count += usize::from(without != answers);
        }
        for isa in Isa::available() {
            let (loss, expected) = step(&ir, &answers, &dataset, isa);
            for (pass, without) in without_each(&ir, &answers) {
                let what = format!("{} without {pass}", isa.name());
                let (found_loss, found) = step(&ir, &without, &dataset, isa);
                assert!(is_close(&[found_loss as f32], &[loss as f32]), "{what}: loss {found_loss}, expected {loss}");
                for ((found, expected), parameter) in found.iter().zip(&expected).zip(&ir.parameters) {
                    let name = &parameter.name;
                    assert!(is_close(found, expected), "{what}: {name} moved by {found:?}, expected {expected:?}");
                }
            }
        }
    }
    assert!(left_out.iter().all(|count| *count >= 40), "networks in which each pass has something to do: {left_out:?}");
}
