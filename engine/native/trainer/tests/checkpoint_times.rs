//! When a run is checkpointed, what of, and what stays of it.

use crate::support::checkpoint_folder::{Folder, contents, small};
use crate::support::session_run::{failure_of, finish, run, start, states};
use crate::support::{Draft, dataset_of};
use failures::Failure;
use std::path::PathBuf;
use trainer::checkpoint::{CheckpointSettings, ContinueFrom};
use trainer::events::RunState;
use trainer::ir::{Initializer, Ir, LossFunction, Optimizer, TargetEncoding};
use trainer::{Dataset, NamedTensor, Session, SessionOptions};

#[test]
fn the_end_of_an_epoch_is_taken_once_and_validated() {
    let (mut ir, dataset) = small();
    // Each step ends an epoch, so that every checkpoint stands at an end.
    (ir.training.epochs, ir.training.batch_size) = (30, 64);
    for (every_seconds, every_epochs) in [(Some(0.0), None), (None, Some(1)), (Some(0.0), Some(1))] {
        let folder = Folder::new();
        let checkpoints = Some(CheckpointSettings { every_seconds, every_epochs, ..folder.often() });
        let (_, batches) = run(&ir, &dataset, SessionOptions { checkpoints, ..SessionOptions::default() });
        let reported = batches.iter().flat_map(|batch| &batch.checkpoints);
        let reported: Vec<(u32, u32, u32)> = reported.map(|info| (info.epoch, info.batch, info.step)).collect();
        assert!(reported.iter().all(|(epoch, batch, step)| *batch == 0 && epoch == step), "{reported:?}");
        assert!(reported.is_sorted_by(|a, b| a.2 < b.2), "{reported:?}");
        // The first is never in the way of another, and the last is waited for.
        assert_eq!((reported.first(), reported.last()), (Some(&(1, 0, 1)), Some(&(30, 0, 30))));
    }
}

#[test]
fn a_run_stopped_at_its_last_checkpoint_takes_no_second_of_the_same_state() {
    let (ir, dataset) = small();
    let folder = Folder::new();
    let every_epoch = CheckpointSettings { every_epochs: Some(1), ..folder.at_the_end() };
    // Three steps an epoch.
    let options = SessionOptions {
        checkpoints: Some(every_epoch),
        stop_before_step: Some(6),
        continue_from: None,
        ..SessionOptions::default()
    };
    let (_, batches) = run(&ir, &dataset, options);
    let reported = batches.iter().flat_map(|batch| &batch.checkpoints);
    assert_eq!(reported.map(|info| (info.epoch, info.batch, info.step)).collect::<Vec<_>>(), [(1, 0, 3), (2, 0, 6)]);
}

#[test]
fn parameters_set_during_a_pause_are_in_the_last_checkpoint() {
    let (mut ir, _) = small();
    // Steps long enough for a checkpoint before each, and nothing between them to be paused in.
    (ir.training.epochs, ir.training.batch_size, ir.training.validation_split) = (1_000_000, 20_000, 0.0);
    let (dataset, folder) = (dataset_of(&ir, 20_000, 1), Folder::new());
    let options = SessionOptions { checkpoints: Some(folder.often()), ..SessionOptions::default() };
    let mut session = Session::with_options(ir, dataset, options).expect("a sound run");
    let receiver = start(&mut session);
    let mut seen = vec![receiver.recv().expect("events")];
    while seen.iter().all(|batch| batch.checkpoints.is_empty()) {
        seen.push(receiver.recv().expect("events"));
    }
    session.pause();
    while !states(&seen).contains(&RunState::Paused) {
        seen.push(receiver.recv().expect("events"));
    }
    let mut parameters = session.parameters().expect("paused");
    parameters.iter_mut().for_each(|tensor| tensor.values.fill(0.25));
    session.set_parameters(&parameters).expect("paused");
    session.stop();
    session.wait();
    let (tensors, data, _) = contents(&folder.files().pop().expect("a checkpoint"));
    let elements: usize = parameters.iter().map(|tensor| tensor.values.len()).sum();
    assert!(tensors[0].0.starts_with("parameter/") && data.len() >= elements * 4);
    let (values, _) = data[..elements * 4].as_chunks();
    assert!(values.iter().all(|bytes| f32::from_le_bytes(*bytes) == 0.25));
}

#[test]
fn what_a_run_continued_from_further_back_writes_stays_in_a_full_history() {
    let ((ir, dataset), folder) = (small(), Folder::new());
    let checkpoints = Some(CheckpointSettings { every_epochs: Some(1), ..folder.at_the_end() });
    run(&ir, &dataset, SessionOptions { checkpoints, ..SessionOptions::default() });
    let first = folder.files().swap_remove(0);
    let options = SessionOptions {
        checkpoints: Some(CheckpointSettings { history_bytes: 1, ..folder.at_the_end() }),
        continue_from: Some(ContinueFrom::File(first)),
        stop_before_step: Some(5),
        ..SessionOptions::default()
    };
    let (_, batches) = run(&ir, &dataset, options);
    let reported = batches.iter().flat_map(|batch| &batch.checkpoints);
    let reported: Vec<PathBuf> = reported.map(|info| folder.0.join(&info.name)).collect();
    assert_eq!((reported.len(), folder.files()), (1, reported));
}

/// One Dense whose last of four rows makes a finite gradient that a step of this learning rate overflows with.
fn overflowing(epochs: u32) -> (Ir, Dataset) {
    let mut draft = Draft::new(1, 1, TargetEncoding::Value);
    let value = draft.dense("dense", 0, 1, false);
    draft.loss(LossFunction::MeanSquaredError, value);
    let mut ir = draft.0;
    ir.parameters[0].initializer = Initializer::Zeros;
    ir.training.optimizer = Optimizer::Sgd { learning_rate: 1e6, decay: 0.0, momentum: 0.0, nesterov: false };
    (ir.training.epochs, ir.training.batch_size, ir.training.shuffle) = (epochs, 1, false);
    let (inputs, targets) = (vec![vec![0.5, 0.5, 0.5, 1e15].into()], vec![vec![0.0, 0.0, 0.0, 1e18]]);
    (ir, Dataset { rows: 4, inputs, targets, ..Dataset::default() })
}

#[test]
fn a_step_that_overflows_fails_the_run_at_its_node_and_spoils_no_checkpoint() {
    for epochs in [1, 2] {
        let ((ir, dataset), folder) = (overflowing(epochs), Folder::new());
        let stopped = SessionOptions {
            checkpoints: Some(folder.at_the_end()),
            stop_before_step: Some(3),
            ..SessionOptions::default()
        };
        let (session, _) = run(&ir, &dataset, stopped);
        assert_eq!(session.state(), Some(RunState::Stopped));
        let good = folder.files();
        let options = SessionOptions {
            checkpoints: Some(CheckpointSettings { every_epochs: Some(1), ..folder.at_the_end() }),
            continue_from: Some(ContinueFrom::Latest(folder.0.clone())),
            ..SessionOptions::default()
        };
        let (session, batches) = run(&ir, &dataset, options);
        assert_eq!(session.state(), Some(RunState::Failed), "{epochs} epochs");
        let failure = failure_of(&batches);
        assert_eq!((failure.code.as_str(), failure.node()), ("R030", Some("dense")), "{failure}");
        assert!(failure.found.contains("dense.weight") && failure.found.contains("step 3"), "{failure}");
        assert!(batches.iter().all(|batch| batch.warnings.is_empty() && batch.outcome.is_none()));
        assert_eq!((good.len(), folder.files()), (1, good));
        assert_eq!(contents(&folder.files()[0]).2["position"]["step"], 3);
    }
}

#[test]
fn a_square_that_overflows_fails_the_run_at_its_step_and_leaves_the_checkpoint_before_it() {
    let ((mut ir, mut dataset), folder) = (overflowing(3), Folder::new());
    ir.training.optimizer =
        Optimizer::RmsProp { learning_rate: 1e-3, rho: 0.9, epsilon: 1e-7, momentum: 0.0, centered: false };
    ir.training.keep_best = true;
    // The sixth step's gradient is finite and moves the weight by 0, and no later batch would show it.
    (dataset.rows, dataset.inputs[0], dataset.targets[0]) =
        (6, vec![0.5, 0.5, 0.5, 0.5, 0.5, 1e10].into(), vec![0.0, 0.0, 0.0, 0.0, 0.0, 1e10]);
    let checkpoints = Some(folder.often());
    let stopped = SessionOptions {
        checkpoints: checkpoints.clone(),
        stop_before_step: Some(5),
        continue_from: None,
        ..SessionOptions::default()
    };
    run(&ir, &dataset, stopped);
    let good = folder.files();
    let continue_from = Some(ContinueFrom::Latest(folder.0.clone()));
    let (session, batches) = run(
        &ir,
        &dataset,
        SessionOptions { checkpoints, continue_from, stop_before_step: None, ..SessionOptions::default() },
    );
    assert_eq!(session.state(), Some(RunState::Failed));
    let failure = failure_of(&batches);
    assert_eq!((failure.code.as_str(), failure.node()), ("R030", Some("dense")), "{failure}");
    assert_eq!(failure.found, "the square average of dense.weight that is not finite after the update of step 5");
    assert!(batches.iter().all(|batch| batch.epochs.is_empty() && batch.step_losses.is_empty()));
    assert_eq!(folder.files(), good);
    assert_eq!(contents(good.last().expect("a checkpoint")).2["position"]["step"], 5);
}

#[test]
fn parameters_set_to_what_is_not_finite_are_never_a_checkpoint() {
    let ((ir, dataset), folder) = (overflowing(1), Folder::new());
    let checkpoints = Some(folder.at_the_end());
    let options =
        SessionOptions { checkpoints, stop_before_step: Some(0), continue_from: None, ..SessionOptions::default() };
    let mut session = Session::with_options(ir, dataset, options).expect("a sound run");
    let infinite = NamedTensor { name: "dense.weight".to_owned(), shape: vec![1, 1], values: vec![f32::INFINITY] };
    session.set_parameters(&[infinite]).expect("before the start");
    let batches = finish(&mut session);
    let warnings: Vec<&Failure> = batches.iter().flat_map(|batch| &batch.warnings).collect();
    assert!(warnings.len() == 1 && warnings[0].found.contains("dense.weight"), "{warnings:?}");
    assert!(!folder.0.exists() || folder.files().is_empty());
}
