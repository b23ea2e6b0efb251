//! Which rows train and which validate, and which batches an epoch has.

use crate::support::session_run::train;
use crate::support::{Draws, dataset_of, reference_network};
use proptest::prelude::*;
use trainer::ir::{Ir, SplitMethod, Target, TargetEncoding};
use trainer::rng::{key_of, stream_of, word_at};
use trainer::split::Split;
use trainer::validate::validate;
use trainer::{Dataset, Session};

fn network(split: SplitMethod, validation_split: f64, seed: u32) -> Ir {
    let mut ir = reference_network(4, 5, 3);
    (ir.training.split, ir.training.validation_split, ir.training.seed) = (split, validation_split, seed);
    ir
}

/// Both lists together are every row once, and each is in ascending order.
fn assert_whole(split: &Split, rows: usize) {
    assert!(split.training.is_sorted() && split.validation.is_sorted());
    let mut all = [split.training.as_slice(), &split.validation].concat();
    all.sort_unstable();
    assert_eq!(all, (0..rows as u32).collect::<Vec<_>>());
}

#[test]
fn training_rows_are_counted_as_keras_counts_them() {
    // int(n * (1 - f)) in double precision, from Python.
    for (rows, share, expected) in [(48_842, 0.2, 39_073), (10, 0.1, 9), (10, 0.3, 7), (3, 0.0, 3)] {
        for method in [SplitMethod::Last, SplitMethod::Shuffled, SplitMethod::Stratified] {
            let mut ir = network(method, share, 5);
            ir.targets[0] =
                Target { name: "t".to_owned(), width: 1, classes: 2, encoding: TargetEncoding::Value, scaling: None };
            let split = Split::new(&ir, rows, &[vec![1.0; rows]]).expect("rows to train on");
            assert_eq!(split.training.len(), expected, "{rows} {share} {method:?}");
            assert_whole(&split, rows);
        }
    }
    let refused = Split::new(&network(SplitMethod::Last, 0.9, 1), 1, &[]).expect_err("no row left");
    assert_eq!(refused.code, "R021");
}

#[test]
fn the_last_rows_validate_unless_asked_otherwise() {
    let split = Split::new(&network(SplitMethod::Last, 0.25, 1), 8, &[]).expect("rows");
    assert_eq!((split.training, split.validation), ((0..6).collect::<Vec<_>>(), vec![6, 7]));
}

/// The published rule over again: Fisher–Yates from the end with the words of stream `split`.
fn drawn(seed: u32, step: u32, mut rows: Vec<u32>) -> Vec<u32> {
    for i in (0..rows.len()).rev() {
        let word = word_at(key_of(seed), stream_of("split"), step, i as u64);
        rows.swap(i, ((u64::from(word) * (i as u64 + 1)) >> 32) as usize);
    }
    rows
}

#[test]
fn a_shuffled_split_draws_by_its_own_stream() {
    let split = Split::new(&network(SplitMethod::Shuffled, 0.3, 77), 2500, &[]).expect("rows");
    let order = drawn(77, 0, (0..2500).collect());
    let mut validation = order[1750..].to_vec();
    validation.sort_unstable();
    assert_eq!(split.validation, validation);
    assert_whole(&split, 2500);
}

proptest! {
    #[test]
    fn a_stratified_split_gives_each_class_its_share_to_within_one_row(
        rows in 1_usize..400, classes in 2_usize..9, share in 0.0_f64..0.9, seed: u32, form in 0_usize..3,
    ) {
        let mut draws = Draws(u64::from(seed));
        // Unevenly: class c about 1/(c+1) as frequent as class 0, some classes perhaps absent.
        let class_of: Vec<usize> = (0..rows).map(|_| draws.below(classes).min(draws.below(classes))).collect();
        let (encoding, width, classes) = match form {
            0 => (TargetEncoding::OneHot, classes, classes),
            1 => (TargetEncoding::Index, 1, classes),
            _ => (TargetEncoding::Value, 1, 2),
        };
        let class_of: Vec<usize> = class_of.into_iter().map(|class| class.min(classes - 1)).collect();
        let values = class_of.iter().flat_map(|class| {
            let one_hot = (0..width).map(move |column| f32::from(u8::from(column == *class)));
            if width > 1 { one_hot.collect::<Vec<_>>() } else { vec![*class as f32] }
        }).collect::<Vec<_>>();
        let mut ir = network(SplitMethod::Stratified, share, seed);
        let name = "t".to_owned();
        ir.targets[0] = Target { name, width: width as u32, classes: classes as u32, encoding, scaling: None };
        let Ok(split) = Split::new(&ir, rows, std::slice::from_ref(&values)) else {
            prop_assert_eq!((rows as f64 * (1.0 - share)) as usize, 0);
            return Ok(());
        };
        assert_whole(&split, rows);
        let validating = split.validation.len() as f64 / rows as f64;
        for class in 0..classes {
            let count = class_of.iter().filter(|of| **of == class).count() as f64;
            let taken = split.validation.iter().filter(|row| class_of[**row as usize] == class).count() as f64;
            prop_assert!((taken - count * validating).abs() < 1.0, "class {}: {} of {}", class, taken, count);
            let mut drawn = drawn(seed, 1 + class as u32, (0..rows as u32).filter(|row| class_of[*row as usize] == class).collect());
            drawn.drain(..drawn.len() - taken as usize);
            prop_assert!(drawn.iter().all(|row| split.validation.binary_search(row).is_ok()));
        }
    }
}

/// A dataset whose rows tell which they are: a run that leaves rows out cannot learn from them.
#[test]
fn a_session_trains_on_the_rows_of_its_split_whatever_its_threads() {
    for method in [SplitMethod::Shuffled, SplitMethod::Stratified] {
        let mut ir = network(method, 0.4, 3);
        (ir.training.epochs, ir.training.shuffle) = (2, false);
        let dataset = dataset_of(&ir, 90, 4);
        let split = Split::new(&ir, 90, &dataset.targets).expect("rows");
        let session = Session::new(ir.clone(), dataset.clone()).expect("a sound IR");
        assert_eq!((session.training_rows(), session.validation_rows()), (54, 36));
        // The same rows in the same order with the last ones validating are the same run.
        let order = [split.training.as_slice(), &split.validation].concat();
        let sorted = |values: &[f32]| -> Vec<f32> {
            let columns = values.len() / 90;
            order.iter().flat_map(|row| values[*row as usize * columns..][..columns].to_vec()).collect()
        };
        let moved = Dataset {
            inputs: dataset.inputs.iter().map(|values| sorted(values).into()).collect(),
            targets: dataset.targets.iter().map(|values| sorted(values)).collect(),
            ..dataset.clone()
        };
        let mut last = ir.clone();
        last.training.split = SplitMethod::Last;
        let (expected, reported) = train(&last, &moved);
        for threads in [1, 2, 64] {
            ir.training.threads = threads;
            let (found, batches) = train(&ir, &dataset);
            assert_eq!(found, expected);
            let losses = |batches: &[trainer::events::EventBatch]| -> Vec<Option<f64>> {
                batches.iter().flat_map(|batch| batch.epochs.iter().map(|epoch| epoch.validation_loss)).collect()
            };
            assert_eq!(losses(&batches), losses(&reported));
        }
    }
}

#[test]
fn a_stratified_split_needs_classes() {
    validate(&network(SplitMethod::Stratified, 0.2, 1)).expect("three classes");
    let mut draft = crate::support::Draft::new(4, 1, TargetEncoding::Value);
    let value = draft.dense("dense", 0, 1, true);
    draft.loss(trainer::ir::LossFunction::MeanSquaredError, value);
    draft.0.training.split = SplitMethod::Stratified;
    let failure = validate(&draft.0).expect_err("a number as target");
    assert_eq!(failure.code, "R015", "{failure}");
}

#[test]
fn a_last_partial_batch_can_be_left_out() {
    let mut ir = network(SplitMethod::Last, 0.0, 1);
    (ir.training.epochs, ir.training.batch_size, ir.training.drop_last_batch) = (3, 16, true);
    let dataset = dataset_of(&ir, 41, 4);
    let session = Session::new(ir.clone(), dataset.clone()).expect("a sound IR");
    assert_eq!((session.steps_per_epoch(), session.training_rows()), (2, 41));
    let (_, batches) = train(&ir, &dataset);
    let steps: Vec<u32> = batches.iter().flat_map(|batch| batch.epochs.iter().map(|epoch| epoch.steps)).collect();
    assert_eq!(steps, [2, 4, 6]);
    ir.training.batch_size = 42;
    let refused = Session::new(ir.clone(), dataset.clone()).map(|_| ()).expect_err("its only batch would be dropped");
    assert_eq!(refused.code, "R021", "{refused}");
    ir.training.drop_last_batch = false;
    assert_eq!(Session::new(ir, dataset).expect("one partial batch").steps_per_epoch(), 1);
}
