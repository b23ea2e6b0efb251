//! A session as its owner sees it: what it trains, tells, and does when asked to hold, go on or stop.

use crate::support::interpreter::{Tensors, run};
use crate::support::session_run::{bits, failure_of, finish, start, states, train};
use crate::support::{Draft, Draws, dataset_of, random_network, random_network_of, reference_network};
use std::sync::Arc;
use std::sync::mpsc::Receiver;
use std::time::Duration;
use trainer::events::{EventBatch, RunState};
use trainer::ir::{ActivationFunction, BatchNormStatistics, LossFunction, Optimizer, TargetEncoding};
use trainer::kernels::Isa;
use trainer::network::{Network, Work};
use trainer::plan::Plan;
use trainer::statistics::STATISTICS;
use trainer::{NamedTensor, Session};

#[test]
fn the_same_seed_gives_the_same_bits_on_any_number_of_threads_and_with_or_without_statistics() {
    let mut ir = reference_network(40, 130, 3);
    (ir.training.batch_size, ir.training.epochs) = (300, 3);
    let dataset = dataset_of(&ir, 700, 4);
    let alone = bits(&train(&ir, &dataset).0);
    for threads in [2, 3, 64] {
        ir.training.threads = threads;
        assert!(bits(&train(&ir, &dataset).0) == alone, "{threads} threads");
    }
    ir.training.statistics = true;
    assert!(bits(&train(&ir, &dataset).0) == alone, "statistics");
    ir.training.seed = 8;
    assert!(bits(&train(&ir, &dataset).0) != alone, "another seed");
}

#[test]
fn random_graphs_have_the_same_bits_with_statistics_on_more_threads() {
    let mut draws = Draws(21);
    for _ in 0..15 {
        let mut ir = random_network(&mut draws);
        ir.training.epochs = 2;
        let dataset = dataset_of(&ir, 50, draws.bits());
        let alone = bits(&train(&ir, &dataset).0);
        (ir.training.threads, ir.training.statistics) = (3, true);
        assert!(bits(&train(&ir, &dataset).0) == alone, "{ir:?}");
    }
}

#[test]
fn random_graphs_have_the_same_bits_on_exactly_1_2_3_and_64_threads() {
    let mut draws = Draws(22);
    for _ in 0..12 {
        let mut ir = random_network_of(&mut draws, 30);
        // So that products, layers and gathering are shared out, and the last batch is another.
        ir.training.batch_size = 90;
        let dataset = dataset_of(&ir, 230, draws.bits());
        let run = |threads: usize| {
            let plan = Plan::new(&ir);
            let mut network =
                Network::new(Arc::new(ir.clone()), plan, dataset.clone(), Isa::detect()).expect("a sound IR");
            network.set_threads(threads).expect("threads");
            assert_eq!(network.threads(), threads);
            let order: Vec<u32> = (0..230).rev().collect();
            for (step, rows) in order.chunks(90).enumerate() {
                network.train_batch(rows, step as u32, None).expect("a finite loss");
            }
            let parameters = (0..ir.parameters.len()).map(|index| network.parameter(index).to_tight());
            parameters.flatten().map(f32::to_bits).collect::<Vec<u32>>()
        };
        let alone = run(1);
        for threads in [2, 3, 64] {
            assert!(run(threads) == alone, "{threads} threads: {ir:?}");
        }
    }
}

#[test]
fn regression_has_no_accuracy() {
    let mut draft = Draft::new(3, 1, TargetEncoding::Value);
    let value = draft.dense("dense", 0, 1, true);
    draft.loss(LossFunction::MeanSquaredError, value);
    let (_, batches) = train(&draft.0, &dataset_of(&draft.0, 40, 7));
    assert!(batches.iter().flat_map(|batch| &batch.epochs).all(|epoch| epoch.accuracy.is_none()));
    assert!(batches.iter().flat_map(|batch| &batch.step_accuracies).all(|accuracy| accuracy.is_nan()));
}

/// A run that would take hours.
fn endless() -> Session {
    let mut ir = reference_network(14, 64, 2);
    (ir.training.epochs, ir.training.statistics) = (1_000_000, true);
    ir.training.batch_size = 16;
    Session::new(ir.clone(), dataset_of(&ir, 4000, 8)).expect("a sound IR")
}

fn wait_for(receiver: &Receiver<EventBatch>, state: RunState, seen: &mut Vec<EventBatch>) {
    while !states(seen).contains(&state) {
        seen.push(receiver.recv().expect("a run that goes on"));
    }
}

#[test]
fn pause_holds_resume_goes_on_and_stop_keeps_what_was_learnt() {
    let mut session = endless();
    assert_eq!(session.state(), None);
    let (receiver, mut seen) = (start(&mut session), Vec::new());
    wait_for(&receiver, RunState::Running, &mut seen);
    assert_eq!(session.parameters().expect_err("running").code, "R032");
    session.pause();
    wait_for(&receiver, RunState::Paused, &mut seen);
    assert_eq!(session.state(), Some(RunState::Paused));
    let held = bits(&session.parameters().expect("paused"));
    std::thread::sleep(Duration::from_millis(50));
    assert!(bits(&session.parameters().expect("paused")) == held);
    session.resume();
    while states(&seen).iter().filter(|state| **state == RunState::Running).count() < 2 {
        seen.push(receiver.recv().expect("a run that goes on"));
    }
    session.stop();
    session.wait();
    assert_eq!(session.state(), Some(RunState::Stopped));
    assert!(bits(&session.parameters().expect("stopped")) != held);
    seen.extend(receiver.try_iter());
    assert_eq!(states(&seen), [RunState::Running, RunState::Paused, RunState::Running, RunState::Stopped]);
    let sequences: Vec<u64> = seen.iter().map(|batch| batch.sequence).collect();
    assert_eq!(sequences, (0..sequences.len() as u64).collect::<Vec<_>>());
    session.close();
    session.close();
    assert_eq!(session.start(Box::new(|_| Ok(()))).expect_err("a second start").code, "R032");
}

#[test]
fn closing_ends_a_paused_and_a_running_session() {
    for pause in [true, false] {
        let mut session = endless();
        let receiver = start(&mut session);
        if pause {
            session.pause();
            wait_for(&receiver, RunState::Paused, &mut Vec::new());
        }
        drop(session);
    }
    drop(endless());
}

#[test]
fn pausing_changes_no_bit() {
    let mut ir = reference_network(14, 32, 2);
    ir.training.epochs = 60;
    let dataset = dataset_of(&ir, 400, 9);
    let straight = bits(&train(&ir, &dataset).0);
    let mut session = Session::new(ir, dataset).expect("a sound IR");
    let _receiver = start(&mut session);
    for _ in 0..20 {
        session.pause();
        std::thread::sleep(Duration::from_micros(300));
        session.resume();
    }
    session.wait();
    assert_eq!(session.state(), Some(RunState::Finished));
    assert!(bits(&session.parameters().expect("ended")) == straight);
}

#[test]
fn an_exploding_run_stops_and_names_the_first_node_that_is_not_finite() {
    let mut draft = Draft::new(4, 1, TargetEncoding::Value);
    let mut value = draft.dense("dense_1", 0, 8, true);
    value = draft.activation("relu_1", value, ActivationFunction::Relu);
    value = draft.dense("dense_2", value, 1, true);
    draft.loss(LossFunction::MeanSquaredError, value);
    let mut ir = draft.0;
    ir.training.optimizer = Optimizer::Sgd { learning_rate: 1e5, decay: 0.0, momentum: 0.0, nesterov: false };
    ir.training.epochs = 50;
    let (parameters, batches) = train(&ir, &dataset_of(&ir, 64, 10));
    assert_eq!(states(&batches), [RunState::Running, RunState::Failed]);
    let failure = failure_of(&batches);
    assert_eq!(failure.code, "R030", "{failure}");
    let operation = failure.operation().expect("an operation") as usize;
    assert_eq!(failure.node(), Some(ir.operations[operation].node.as_str()));
    assert_eq!(parameters.len(), 4);
    // Infinite weights in the first layer: it is the first to show.
    let mut session = Session::new(ir.clone(), dataset_of(&ir, 64, 10)).expect("a sound IR");
    let bad = NamedTensor { name: "dense_1.bias".to_owned(), shape: vec![8], values: vec![f32::NAN; 8] };
    session.set_parameters(&[bad]).expect("before the start");
    let failure = failure_of(&finish(&mut session));
    assert_eq!((failure.operation(), failure.node()), (Some(1), Some("dense_1")), "{failure}");
}

#[test]
fn an_infinite_parameter_that_no_loss_shows_fails_the_run_at_its_first_step() {
    let mut draft = Draft::new(4, 1, TargetEncoding::Value);
    let mut value = draft.dense("dense_1", 0, 8, true);
    value = draft.activation("relu_1", value, ActivationFunction::Relu);
    value = draft.dense("dense_2", value, 1, true);
    draft.loss(LossFunction::MeanSquaredError, value);
    let dataset = dataset_of(&draft.0, 64, 10);
    let mut session = Session::new(draft.0, dataset).expect("a sound IR");
    // ReLU makes 0 of it, which nothing comes back through.
    let hidden = NamedTensor { name: "dense_1.bias".to_owned(), shape: vec![8], values: vec![f32::NEG_INFINITY; 8] };
    session.set_parameters(&[hidden]).expect("before the start");
    let batches = finish(&mut session);
    assert_eq!(states(&batches), [RunState::Running, RunState::Failed]);
    let failure = failure_of(&batches);
    assert_eq!((failure.code.as_str(), failure.node()), ("R030", Some("dense_1")), "{failure}");
    assert!(failure.found.contains("dense_1.bias"), "{failure}");
    assert!(batches.iter().all(|batch| batch.step_losses.is_empty()));
}

#[test]
fn an_infinite_parameter_that_no_step_moves_fails_the_run_at_its_end() {
    let ir = reference_network(4, 5, 2);
    let mut session = Session::new(ir.clone(), dataset_of(&ir, 20, 11)).expect("a sound IR");
    // The dataset is scaled before the first step.
    let late = NamedTensor { name: "scale.offset".to_owned(), shape: vec![4], values: vec![f32::INFINITY; 4] };
    session.set_parameters(&[late]).expect("before the start");
    let batches = finish(&mut session);
    assert_eq!(states(&batches), [RunState::Running, RunState::Failed]);
    let failure = failure_of(&batches);
    assert_eq!((failure.code.as_str(), failure.node()), ("R030", Some("scale")), "{failure}");
    assert!(failure.found.contains("scale.offset"), "{failure}");
    assert!(batches.iter().any(|batch| !batch.step_losses.is_empty()));
}

#[test]
fn no_work_is_marked_once_a_run_has_ended_with_a_validation() {
    let mut ir = reference_network(5, 6, 2);
    (ir.training.epochs, ir.training.validation_split) = (1, 0.25);
    for statistics in [BatchNormStatistics::Moving, BatchNormStatistics::Population] {
        ir.training.batch_norm_statistics = statistics;
        let mut session = Session::new(ir.clone(), dataset_of(&ir, 40, 14)).expect("a sound IR");
        let work = session.work().expect("not begun");
        let _receiver = start(&mut session);
        session.wait();
        assert_eq!(work.get(), Work::Between);
    }
}

#[test]
fn parameters_that_do_not_fit_are_refused_whole() {
    let ir = reference_network(4, 5, 2);
    let mut session = Session::new(ir.clone(), dataset_of(&ir, 20, 11)).expect("a sound IR");
    let before = bits(&session.parameters().expect("not begun"));
    let tensor =
        |name: &str, count: usize| NamedTensor { name: name.to_owned(), shape: vec![count], values: vec![0.5; count] };
    for second in [tensor("nobody.weight", 4), tensor("dense_1.bias", 6)] {
        let failure = session.set_parameters(&[tensor("dense_1.bias", 5), second]).expect_err("a misfit");
        assert_eq!(failure.code, "R033");
        assert!(bits(&session.parameters().expect("not begun")) == before);
    }
    session.set_parameters(&[tensor("dense_1.bias", 5)]).expect("it fits");
    assert!(bits(&session.parameters().expect("not begun")) != before);
}

/// Every probe at a probed step tells what a plain pass over the same batch gives.
#[test]
fn layer_records_are_the_statistics_of_the_batch() {
    let mut ir = reference_network(5, 16, 3);
    (ir.training.statistics, ir.training.batch_size) = (true, 32);
    let dataset = dataset_of(&ir, 32, 12);
    let session = Session::new(ir.clone(), dataset.clone()).expect("a sound IR");
    let begun = session.parameters().expect("not begun");
    let probes = session.probes().to_vec();
    let ops: Vec<&str> = probes.iter().map(|probe| probe.op.as_str()).collect();
    assert_eq!(
        ops,
        [
            "scale",
            "dense",
            "batch_norm",
            "activation",
            "dropout",
            "dense",
            "batch_norm",
            "activation",
            "dropout",
            "dense",
            "batch_norm",
            "activation"
        ]
    );
    let parameters: Tensors<f64> = begun
        .iter()
        .map(|tensor| (tensor.name.clone(), tensor.values.iter().map(|value| f64::from(*value)).collect()))
        .collect();
    let mut order = vec![0; 32];
    trainer::rng::shuffle(ir.training.seed, 0, &mut order);
    let pass = run(&ir, &parameters, &dataset, &order, 0);
    let (after, batches) = train(&ir, &dataset);
    let width = STATISTICS.len();
    let mut reported = 0;
    for batch in &batches {
        for (record, probe) in batch.layer_probes.iter().enumerate() {
            reported += 1;
            let statistic = |name: &str| {
                let index = STATISTICS.iter().position(|statistic| *statistic == name).expect(name);
                f64::from(batch.layer_values[record * width + index])
            };
            let probe = &probes[*probe as usize];
            let value = &pass.values[probe.operation as usize];
            let mean = value.iter().sum::<f64>() / value.len() as f64;
            assert!((statistic("mean") - mean).abs() < 1e-4, "{probe:?} mean");
            let most = value.iter().fold(f64::NEG_INFINITY, |most, value| most.max(*value));
            assert!((statistic("maximum") - most).abs() < 1e-3 * most.abs().max(1.0), "{probe:?} maximum");
            if probe.op == "scale" {
                assert!(statistic("gradient_norm").is_nan());
            } else {
                let gradient = &pass.value_gradients[probe.operation as usize];
                let norm = gradient.iter().map(|g| g * g).sum::<f64>().sqrt();
                let found = statistic("gradient_norm");
                assert!(
                    (found - norm).abs() < 1e-3 * norm.max(1e-3),
                    "{probe:?}: gradient norm {found}, expected {norm}"
                );
            }
            let weight = match probe.op.as_str() {
                "dense" => format!("{}.weight", probe.node),
                "batch_norm" => format!("{}.gamma", probe.node),
                _ => continue,
            };
            let old = &parameters[&weight];
            let new = &after.iter().find(|tensor| tensor.name == weight).expect("a weight").values;
            let change: f64 = old.iter().zip(new).map(|(old, new)| (f64::from(*new) - old).abs()).sum();
            let ratio = (change / old.iter().map(|old| old.abs()).sum::<f64>()).log10();
            assert!((statistic("update_ratio") - ratio).abs() < 1e-3, "{probe:?}: update ratio");
            assert!(statistic("weight_norm") > 0.0);
        }
    }
    assert_eq!(reported, probes.len());
}

#[test]
fn a_static_value_is_prepared_once_and_gathered() {
    let ir = reference_network(5, 6, 2);
    let session = Session::new(ir.clone(), dataset_of(&ir, 30, 13)).expect("a sound IR");
    let plan = session.plan_text();
    for line in [
        "once   %1 = scale %0",
        "batch  gather %1 : [B,5]",
        "step   %5 = batch_norm %3 > tanh %4 > dropout %2 : [B,6]; back to %2",
    ] {
        assert!(plan.contains(line), "{line} is not in\n{plan}");
    }
    assert!(!plan.contains("gather %0"), "{plan}");
    let lines = |start: &str| plan.lines().filter(|line| line.starts_with(start)).count();
    assert_eq!((lines("once   %1 "), lines("batch ")), (1, 1), "{plan}");
}
