//! Whole training runs against Keras: from the same seed the trainer must draw the same weights, masks and batch order as
//! an independent implementation of the definitions, and end where Keras ends on them. test/reference says how those
//! runs were made; each file holds 50 steps.

use trainer::ir::{Initializer, Optimizer};
use trainer::{NamedTensor, Session};

use crate::case::{ReferenceCase, TrainedRun, train};

/// Largest difference allowed, as a share of a tensor's largest element.
const TOLERANCE: f64 = 1e-4;
/// Tensors smaller than this are compared as if they were this large: the bias of a Dense under BatchNorm has no gradient
/// and holds rounding alone.
const FLOOR: f64 = 0.01;

/// The tensor that differs most, and by which share of its size.
fn furthest<'a>(expected: &'a [NamedTensor], run: &TrainedRun) -> (f64, &'a str) {
    let mut furthest = (0.0, "");
    for tensor in expected {
        let own = &run.parameters[&tensor.name];
        assert_eq!(own.shape, tensor.shape, "shape of {}", tensor.name);
        let size = tensor.values.iter().fold(FLOOR, |size, &value| size.max(f64::from(value).abs()));
        for (&own, &expected) in own.values.iter().zip(&tensor.values) {
            let share = (f64::from(own) - f64::from(expected)).abs() / size;
            // A NaN is as far as can be.
            if share.is_nan() || share > furthest.0 {
                furthest = (if share.is_nan() { f64::INFINITY } else { share }, &tensor.name);
            }
        }
    }
    furthest
}

fn assert_close(case: &str, moment: &str, expected: &[NamedTensor], run: &TrainedRun) {
    let (share, name) = furthest(expected, run);
    assert!(share <= TOLERANCE, "{case}: {name} after {moment} differs by {share:.1e} of its size");
}

fn losses_of(run: &TrainedRun) -> Vec<f64> {
    let mut losses = Vec::new();
    for batch in &run.events {
        for ((&step, &loss), &merged) in batch.step_steps.iter().zip(&batch.step_losses).zip(&batch.step_merged) {
            assert_eq!(merged, 1, "fifty steps fit into the ring");
            assert_eq!(step as usize, losses.len(), "steps arrive in order");
            losses.push(f64::from(loss));
        }
    }
    losses
}

fn assert_losses(case: &str, expected: &[f64], run: &TrainedRun) {
    let losses = losses_of(run);
    assert_eq!(losses.len(), expected.len(), "{case}: one loss a step");
    for (step, (own, expected)) in losses.iter().zip(expected).enumerate() {
        assert!((own - expected).abs() <= TOLERANCE, "{case}: loss of step {step} is {own}, expected {expected}");
    }
}

/// Uniform and constant draws bit for bit; normal ones to the last place, since cosines and logarithms differ there
/// between mathematical libraries.
fn initial_draw_agrees(case: &str) {
    let reference = ReferenceCase::load(case);
    let session = Session::new(reference.ir.clone(), reference.dataset()).expect("a valid network and dataset");
    let drawn = session.parameters().expect("parameters before the start");
    for expected in reference.parameters_at("initial/") {
        let own = drawn.iter().find(|tensor| tensor.name == expected.name).expect("every parameter of the IR");
        let declared = reference.ir.parameters.iter().find(|parameter| parameter.name == expected.name);
        let last_places = match declared.expect("a declared parameter").initializer {
            Initializer::Normal { .. }
            | Initializer::GlorotNormal
            | Initializer::HeNormal
            | Initializer::LecunNormal => 1,
            _ => 0,
        };
        for (element, (own, expected)) in own.values.iter().zip(&expected.values).enumerate() {
            // Bits of floats of one sign count upwards with their size.
            let apart = own.to_bits().abs_diff(expected.to_bits());
            assert!(apart <= last_places, "{case}: {declared:?} element {element}: {own} for {expected}");
        }
        assert_eq!(own.values.len(), expected.values.len());
    }
}

/// Cut after 1 and 10 steps, in a given order: a fault of one step shows before fifty blur it.
fn first_steps_agree(case: &str) {
    let reference = ReferenceCase::load(case);
    for steps in [1, 10] {
        let (ir, dataset) = reference.first_steps(steps);
        let run = train(ir, dataset, Some(&reference.parameters_at("initial/")));
        assert_losses(case, &reference.tensor("losses").values[..steps], &run);
        let moment = format!("step_{steps}/");
        assert_close(case, &moment, &reference.parameters_at(&moment), &run);
    }
}

/// All 50 steps from the seed alone, over several shuffled epochs.
fn whole_run_agrees(case: &str) {
    let reference = ReferenceCase::load(case);
    let run = train(reference.ir.clone(), reference.dataset(), None);
    assert_losses(case, &reference.tensor("losses").values, &run);
    assert_close(case, "step_50/", &reference.parameters_at("step_50/"), &run);

    let epochs: Vec<_> = run.events.iter().flat_map(|batch| &batch.epochs).collect();
    assert_eq!(epochs.len(), reference.ir.training.epochs as usize);
    let steps_per_epoch = 50 / epochs.len();
    let rows = reference.tensor("rows_per_step");
    for (index, epoch) in epochs.iter().enumerate() {
        let steps = index * steps_per_epoch..(index + 1) * steps_per_epoch;
        let rows = &rows.values[steps.clone()];
        let losses = &reference.tensor("losses").values[steps.clone()];
        let weighted: f64 = losses.iter().zip(rows).map(|(loss, rows)| loss * rows).sum();
        let expected = weighted / rows.iter().sum::<f64>();
        assert!((epoch.loss - expected).abs() <= TOLERANCE, "{case}: epoch loss {} for {expected}", epoch.loss);
        assert_eq!(epoch.steps as usize, steps.end);
        if reference.has("validation") {
            let figures = &reference.tensor("validation").values[2 * index..2 * index + 2];
            let loss = epoch.validation_loss.expect("a validation loss");
            assert!((loss - figures[0]).abs() <= TOLERANCE, "{case}: validation loss {loss} for {}", figures[0]);
            match epoch.validation_accuracy {
                Some(accuracy) => {
                    assert!((accuracy - figures[1]).abs() < 1e-6, "{case}: {accuracy} for {}", figures[1])
                }
                None => assert!(figures[1].is_nan(), "{case}: no accuracy, expected {}", figures[1]),
            }
        } else {
            assert_eq!(epoch.validation_loss, None);
        }
    }
}

/// The tolerance is tight enough to see a hundredth more learning rate.
#[test]
fn a_slightly_different_run_is_noticed() {
    let reference = ReferenceCase::load("reference_network");
    let mut ir = reference.ir.clone();
    let Optimizer::Sgd { learning_rate, .. } = &mut ir.training.optimizer else { panic!("the sample trains by SGD") };
    *learning_rate *= 1.01;
    let run = train(ir, reference.dataset(), None);
    assert!(furthest(&reference.parameters_at("step_50/"), &run).0 > 10.0 * TOLERANCE);
}

macro_rules! reference_cases {
    ($($case:ident),+ $(,)?) => {$(
        mod $case {
            #[test]
            fn initial_draw_agrees() {
                super::initial_draw_agrees(stringify!($case));
            }

            #[test]
            fn first_steps_agree() {
                super::first_steps_agree(stringify!($case));
            }

            #[test]
            fn whole_run_agrees() {
                super::whole_run_agrees(stringify!($case));
            }
        }
    )+

        #[test]
        fn every_reference_file_is_compared() {
            let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../test/reference");
            let mut files: Vec<String> = std::fs::read_dir(folder)
                .expect("the reference folder")
                .map(|entry| entry.expect("an entry").file_name().into_string().expect("a plain name"))
                .filter_map(|name| name.strip_suffix(".safetensors").map(str::to_owned))
                .collect();
            let mut cases = vec![$(stringify!($case).to_owned()),+];
            files.sort();
            cases.sort();
            assert_eq!(files, cases);
        }
    };
}

reference_cases!(reference_network, adam, momentum_decay, single_unit, regression, six_classes, batch_norm_options,);
