//! Whole training runs against Keras and PyTorch: from the same seed the trainer must draw the same weights, masks, noise and
//! batch order as an independent implementation of the definitions, and end where the frameworks end on them.
//! test/reference says how those runs were made; each file holds 50 steps.

use std::collections::BTreeMap;
use std::sync::Arc;

use trainer::ir::{Initializer, Optimizer};
use trainer::kernels::Isa;
use trainer::network::Network;
use trainer::plan::Plan;
use trainer::schedule::Scheduler;
use trainer::split::Split;
use trainer::{NamedTensor, Session};

use super::case::{FOLDER, ReferenceCase, TrainedRun, train};
use super::statistics::statistics_agree;

/// Largest difference allowed, as a share of a tensor's largest element.
const TOLERANCE: f64 = 1e-4;
/// Tensors smaller than this are compared as if they were this large: the bias of a Dense under BatchNorm has no gradient
/// and holds rounding alone.
const FLOOR: f64 = 0.01;

/// The tensor that differs most, and by which share of its size.
fn furthest<'a>(expected: &'a [NamedTensor], found: &BTreeMap<String, NamedTensor>) -> (f64, &'a str) {
    let mut furthest = (0.0, "");
    for tensor in expected {
        let own = &found[&tensor.name];
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

fn assert_close(case: &str, moment: &str, expected: &[NamedTensor], found: &BTreeMap<String, NamedTensor>) {
    let (share, name) = furthest(expected, found);
    assert!(share <= TOLERANCE, "{case}: {name} after {moment} differs by {share:.1e} of its size");
}

/// Every step's loss within the tolerance, and its accuracy to the row.
fn assert_steps(reference: &ReferenceCase, framework: &str, steps: usize, case: &str, run: &TrainedRun) {
    let losses = &reference.tensor(&format!("{framework}/losses")).values;
    let mut at = 0;
    for batch in &run.events {
        let figures = batch.step_losses.iter().zip(&batch.step_accuracies).zip(&batch.step_merged);
        for (&step, ((&loss, &accuracy), &merged)) in batch.step_steps.iter().zip(figures) {
            assert_eq!(merged, 1, "fifty steps fit into the ring");
            assert_eq!(step as usize, at, "steps arrive in order");
            assert_near(f64::from(loss), losses[at], TOLERANCE, case, "loss", at);
            assert_near(f64::from(accuracy), reference.tensor("accuracies").values[at], 1e-6, case, "accuracy", at);
            at += 1;
        }
    }
    assert_eq!(at, steps, "{case}: one record a step");
}

/// Two NaNs are near: both say that there is no such figure.
fn assert_near(own: f64, expected: f64, tolerance: f64, case: &str, figure: &str, at: usize) {
    let is_near = (own.is_nan() && expected.is_nan()) || (own - expected).abs() <= tolerance;
    assert!(is_near, "{case}: {figure} {at} is {own}, expected {expected}");
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
    let per_epoch = reference.training_rows() / reference.ir.training.batch_size as usize;
    for steps in [1, 10] {
        if steps > per_epoch || !reference.can_be_cut() {
            continue;
        }
        let (ir, dataset) = reference.first_steps(steps);
        let run = train(ir, dataset, Some(&reference.parameters_at("initial/")));
        for framework in reference.frameworks() {
            assert_steps(&reference, framework, steps, case, &run);
            let moment = format!("{framework}/step_{steps}/");
            assert_close(case, &moment, &reference.parameters_at(&moment), &run.parameters);
        }
    }
}

/// All 50 steps from the seed alone, over several shuffled epochs.
fn whole_run_agrees(case: &str) {
    let reference = ReferenceCase::load(case);
    let run = train(reference.ir.clone(), reference.dataset(), None);
    for framework in reference.frameworks() {
        assert_steps(&reference, framework, 50, case, &run);
        let moment = format!("{framework}/step_50/");
        assert_close(case, &moment, &reference.parameters_at(&moment), &run.parameters);
        assert_epochs(&reference, framework, case, &run);
    }
}

/// Every epoch's means over its rows, its learning rate, and its figures of the rows held out.
fn assert_epochs(reference: &ReferenceCase, framework: &str, case: &str, run: &TrainedRun) {
    let epochs: Vec<_> = run.events.iter().flat_map(|batch| &batch.epochs).collect();
    assert_eq!(epochs.len(), reference.ir.training.epochs as usize);
    let steps_per_epoch = 50 / epochs.len();
    for (index, epoch) in epochs.iter().enumerate() {
        let steps = index * steps_per_epoch..(index + 1) * steps_per_epoch;
        let mean = |figure: &str| -> f64 {
            let rows = &reference.tensor("rows_per_step").values[steps.clone()];
            let figures = &reference.tensor(figure).values[steps.clone()];
            figures.iter().zip(rows).map(|(figure, rows)| figure * rows).sum::<f64>() / rows.iter().sum::<f64>()
        };
        assert_eq!(epoch.steps as usize, steps.end);
        assert_near(epoch.loss, mean(&format!("{framework}/losses")), TOLERANCE, case, "epoch loss", index);
        let accuracy = epoch.accuracy.unwrap_or(f64::NAN);
        assert_near(accuracy, mean("accuracies"), 1e-6, case, "epoch accuracy", index);
        let rate = reference.tensor("rates").values[steps.end - 1];
        assert_near(epoch.learning_rate / rate, 1.0, 1e-6, case, "epoch learning rate by its reference", index);
        if reference.has("validation_accuracies") {
            let expected = reference.tensor(&format!("{framework}/validation")).values[index];
            let loss = epoch.validation_loss.expect("a validation loss");
            assert_near(loss, expected, TOLERANCE, case, "validation loss", index);
            let expected = reference.tensor("validation_accuracies").values[index];
            let accuracy = epoch.validation_accuracy.unwrap_or(f64::NAN);
            assert_near(accuracy, expected, 1e-6, case, "validation accuracy", index);
        } else {
            assert_eq!((epoch.validation_loss, epoch.validation_accuracy), (None, None));
        }
    }
}

/// Sessions take the widest instruction set of the machine; the others must end at the same place.
fn every_instruction_set_agrees(case: &str) {
    let reference = ReferenceCase::load(case);
    let ir = Arc::new(reference.ir.clone());
    let order: Vec<u32> = reference.tensor("order").values.iter().map(|&row| row as u32).collect();
    for isa in Isa::available() {
        let mut network = Network::new(Arc::clone(&ir), Plan::new(&ir), reference.dataset(), isa)
            .expect("memory for a small network");
        let rows = reference.tensor("features").shape[0];
        let split = Split::new(&ir, rows, &reference.dataset().targets).expect("rows to train on");
        network.balance_classes(split.training.iter().copied());
        let steps_per_epoch = 50 / ir.training.epochs;
        let mut scheduler = Scheduler::new(&ir.training, steps_per_epoch);
        let mut rest = order.as_slice();
        let mut losses = Vec::new();
        for (step, &rows) in (0..).zip(&reference.tensor("rows_per_step").values) {
            let (batch, later) = rest.split_at(rows as usize);
            rest = later;
            network.set_learning_rate(scheduler.learning_rate(step));
            losses.push(network.train_batch(batch, step, None).expect("a finite loss").loss / rows);
            if (step + 1) % steps_per_epoch == 0 && reference.has("torch/validation") {
                let epoch = step / steps_per_epoch;
                scheduler.end_epoch(reference.tensor("torch/validation").values[epoch as usize]);
            }
        }
        let trained = ir.parameters.iter().enumerate().map(|(index, parameter)| NamedTensor {
            name: parameter.name.clone(),
            shape: parameter.shape.iter().map(|&side| side as usize).collect(),
            values: network.parameter(index).to_tight(),
        });
        let trained = trained.map(|tensor| (tensor.name.clone(), tensor)).collect();
        for framework in reference.frameworks() {
            let expected = &reference.tensor(&format!("{framework}/losses")).values;
            for (step, (&loss, &expected)) in losses.iter().zip(expected).enumerate() {
                assert_near(loss, expected, TOLERANCE, case, isa.name(), step);
            }
            let expected = reference.parameters_at(&format!("{framework}/step_50/"));
            assert_close(case, isa.name(), &expected, &trained);
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
    assert!(furthest(&reference.parameters_at("keras/step_50/"), &run.parameters).0 > 10.0 * TOLERANCE);
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

            #[test]
            fn every_instruction_set_agrees() {
                super::every_instruction_set_agrees(stringify!($case));
            }

            #[test]
            fn statistics_agree() {
                super::statistics_agree(stringify!($case));
            }
        }
    )+

        /// Names of the files compared.
        pub const CASES: &[&str] = &[$(stringify!($case)),+];

        #[test]
        fn every_reference_file_is_compared() {
            let mut files: Vec<String> = std::fs::read_dir(FOLDER)
                .expect("the reference folder")
                .map(|entry| entry.expect("an entry").file_name().into_string().expect("a plain name"))
                .filter_map(|name| name.strip_suffix(".safetensors").map(str::to_owned))
                .collect();
            files.sort();
            let mut cases = CASES.to_vec();
            cases.sort_unstable();
            assert_eq!(files, cases);
        }
    };
}

reference_cases!(
    reference_network,
    adam,
    momentum_decay,
    single_unit,
    regression,
    six_classes,
    batch_norm_options,
    bent_activations,
    smooth_activations,
    layer_norm,
    gaussian_noise,
    residual,
    products,
    sparse_cross_entropy,
    mean_absolute_error,
    huber,
    sample_weights,
    balanced_classes,
    given_class_weights,
    several_outputs,
    penalties,
    sgd_nesterov_decay,
    adam_everywhere,
    adam_large_epsilon,
    adam_w,
    adam_w_everywhere,
    nadam,
    nadam_everywhere,
    rms_prop,
    rms_prop_momentum,
    rms_prop_centered,
    adagrad,
    adagrad_everywhere,
    inverse_time,
    step,
    exponential,
    cosine,
    cosine_without_warmup,
    one_cycle,
    reduce_on_plateau,
    clip_value,
    clip_norm,
    clip_both,
    drop_last_batch,
    shuffled_split,
    stratified_split,
);
