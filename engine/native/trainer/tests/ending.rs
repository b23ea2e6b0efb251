//! How a run ends: patience, the best epoch, and BatchNorm's statistics over all training rows.

use crate::support::interpreter::Tensors;
use crate::support::session_run::{bits, start, train};
use crate::support::{Draft, dataset_of, reference_network};
use trainer::events::{EndReason, EpochSummary, EventBatch, FinalValidation, RunOutcome, RunState};
use trainer::ir::{
    ActivationFunction, BatchNormStatistics, EarlyStopping, Ir, LossFunction, OperationKind, Optimizer,
    RunningVariance, TargetEncoding,
};
use trainer::kernels::reference;
use trainer::{Dataset, NamedTensor, Session, SessionOptions};

fn outcome(batches: &[EventBatch]) -> RunOutcome {
    let reported: Vec<RunOutcome> = batches.iter().filter_map(|batch| batch.outcome.as_deref().cloned()).collect();
    assert_eq!(reported.len(), 1);
    // With the final state, not before.
    let last = batches.last().expect("a batch");
    assert!(last.outcome.is_some() && !last.states.is_empty());
    reported[0].clone()
}

fn epochs(batches: &[EventBatch]) -> Vec<EpochSummary> {
    batches.iter().flat_map(|batch| batch.epochs.clone()).collect()
}

/// Overfits soon: few rows, many units, a high rate.
fn overfitting() -> (Ir, Dataset) {
    let mut ir = reference_network(8, 24, 2);
    ir.training.optimizer = Optimizer::Sgd { learning_rate: 0.5, decay: 0.0, momentum: 0.9, nesterov: true };
    (ir.training.epochs, ir.training.validation_split) = (60, 0.4);
    let dataset = dataset_of(&ir, 50, 14);
    (ir, dataset)
}

fn watched(summary: &EpochSummary) -> f64 {
    summary.validation_loss.unwrap_or(summary.loss)
}

fn best_of(epochs: &[EpochSummary]) -> &EpochSummary {
    let first_lowest = |best: &&EpochSummary, next: &&EpochSummary| watched(best).total_cmp(&watched(next));
    epochs.iter().min_by(first_lowest).expect("an epoch")
}

#[test]
fn early_stopping_ends_the_run_when_patience_runs_out_and_puts_the_best_back() {
    for split in [0.4, 0.0] {
        let (mut ir, dataset) = overfitting();
        ir.training.validation_split = split;
        let (_, all) = train(&ir, &dataset);
        let all = epochs(&all);
        let early = EarlyStopping { patience: 3, minimum_delta: 0.0, restore_best: true };
        ir.training.early_stopping = Some(early);
        let (parameters, batches) = train(&ir, &dataset);
        let reported = epochs(&batches);
        // The same epochs, only fewer: up to three after the last improvement.
        let mut best = f64::INFINITY;
        let mut improved = 0;
        let end = all.iter().find(|summary| {
            if watched(summary) < best {
                (best, improved) = (watched(summary), summary.epoch);
            }
            summary.epoch - improved >= 3
        });
        let end = end.expect("patience runs out").epoch;
        assert_eq!(reported.len() as u32, end);
        for (reported, all) in reported.iter().zip(&all) {
            assert_eq!((reported.loss, reported.validation_loss), (all.loss, all.validation_loss));
        }
        let outcome = outcome(&batches);
        assert_eq!((outcome.reason, outcome.best_epoch), (EndReason::EarlyStopping, Some(best_of(&reported).epoch)));
        assert!(outcome.restored_best && !outcome.population_statistics);
        // Put back means: what a run of just so many epochs ends with, and what its last epoch was validated with.
        ir.training.early_stopping = None;
        ir.training.epochs = best_of(&reported).epoch;
        assert_eq!(bits(&parameters), bits(&train(&ir, &dataset).0));
        let validation = outcome.validation.map(|FinalValidation { loss, accuracy, .. }| (Some(loss), accuracy));
        let expected = (best_of(&reported).validation_loss, best_of(&reported).validation_accuracy);
        assert_eq!(validation, (split > 0.0).then_some(expected));
    }
}

#[test]
fn without_restoring_the_last_parameters_stay() {
    let (mut ir, dataset) = overfitting();
    ir.training.early_stopping = Some(EarlyStopping { patience: 2, minimum_delta: 0.0, restore_best: false });
    let (parameters, batches) = train(&ir, &dataset);
    let outcome = outcome(&batches);
    assert_eq!((outcome.reason, outcome.restored_best, outcome.validation), (EndReason::EarlyStopping, false, None));
    ir.training.epochs = epochs(&batches).len() as u32;
    ir.training.early_stopping = None;
    let (expected, batches) = train(&ir, &dataset);
    assert_eq!(bits(&parameters), bits(&expected));
    assert_eq!(self::outcome(&batches).reason, EndReason::EveryEpoch);
}

#[test]
fn the_best_is_kept_or_restored_in_whole_and_in_stopped_runs() {
    let (mut kept, dataset) = overfitting();
    let mut restored = kept.clone();
    kept.training.keep_best = true;
    // Patience that never runs out: the run ends by its epochs, or is stopped.
    restored.training.early_stopping = Some(EarlyStopping { patience: 60, minimum_delta: 0.0, restore_best: true });
    for ir in [kept, restored] {
        let (parameters, batches) = train(&ir, &dataset);
        let best = best_of(&epochs(&batches)).epoch;
        assert!(best < 60);
        let whole = outcome(&batches);
        assert_eq!((whole.reason, whole.best_epoch, whole.restored_best), (EndReason::EveryEpoch, Some(best), true));
        let steps = epochs(&batches)[0].steps;
        for (stop_before_step, best_epoch) in
            [(steps - 1, None), (steps * best + 1, Some(best)), (steps * 59 + 1, Some(best))]
        {
            let options = SessionOptions { stop_before_step: Some(stop_before_step), ..SessionOptions::default() };
            let mut session = Session::with_options(ir.clone(), dataset.clone(), options).expect("a sound run");
            let receiver = start(&mut session);
            session.wait();
            assert_eq!(session.state(), Some(RunState::Stopped));
            let stopped = outcome(&receiver.try_iter().collect::<Vec<_>>());
            assert_eq!((stopped.reason, stopped.best_epoch), (EndReason::Stopped, best_epoch));
            assert_eq!(stopped.restored_best, best_epoch.is_some());
            if best_epoch.is_some() {
                assert_eq!(bits(&session.parameters().expect("ended")), bits(&parameters));
            }
        }
    }
}

/// Mean and variance of every BatchNorm's input over the rows with everything before it in inference mode, in plain f64.
fn population(ir: &Ir, parameters: &[NamedTensor], dataset: &Dataset, rows: usize) -> Tensors<f64> {
    let wide = |values: &[f32]| values.iter().map(|value| f64::from(*value)).collect::<Vec<f64>>();
    let mut tensors: Tensors<f64> =
        parameters.iter().map(|tensor| (tensor.name.clone(), wide(&tensor.values))).collect();
    let mut values: Vec<Vec<f64>> = Vec::new();
    let mut found = Tensors::new();
    for operation in &ir.operations {
        let features = operation.features as usize;
        let x = operation.inputs.first().map(|input| values[*input as usize].clone()).unwrap_or_default();
        values.push(match &operation.kind {
            OperationKind::Input { index } => wide(&dataset.inputs[*index as usize][..rows * features]),
            OperationKind::Scale { offset, factor, .. } => {
                // As the rows are prepared once: rounded to float32.
                let scaled = reference::scale(&x, &dataset.fitted[offset], &dataset.fitted[factor]);
                scaled.iter().map(|value| f64::from(*value as f32)).collect()
            }
            OperationKind::Dense { weight, bias } => {
                let bias = bias.as_ref().map(|bias| tensors[bias].as_slice());
                reference::dense(rows, &x, &tensors[weight], bias, features)
            }
            OperationKind::BatchNorm { gamma, beta, mean, variance, epsilon, running_variance, .. } => {
                let of = |feature: usize| (0..rows).map(move |row| row * features + feature);
                let means: Vec<f64> =
                    (0..features).map(|feature| of(feature).map(|at| x[at]).sum::<f64>() / rows as f64).collect();
                let divisor = rows as f64 - f64::from(u8::from(*running_variance == RunningVariance::Unbiased));
                let variances: Vec<f64> = (0..features)
                    .map(|feature| of(feature).map(|at| (x[at] - means[feature]).powi(2)).sum::<f64>() / divisor)
                    .collect();
                let output = (0..x.len()).map(|at| {
                    let feature = at % features;
                    let normalized = (x[at] - means[feature]) / (variances[feature] + epsilon).sqrt();
                    let gamma = gamma.as_ref().map_or(1.0, |gamma| tensors[gamma][feature]);
                    normalized * gamma + beta.as_ref().map_or(0.0, |beta| tensors[beta][feature])
                });
                let output = output.collect();
                found.insert(mean.clone(), means.clone());
                found.insert(variance.clone(), variances.clone());
                tensors.extend(found.clone());
                output
            }
            OperationKind::Activation { function, alpha } => reference::activation(*function, *alpha, features, &x),
            _ => x,
        });
    }
    found
}

#[test]
fn population_statistics_are_those_of_all_training_rows_layer_by_layer() {
    let mut draft = Draft::new(6, 3, TargetEncoding::OneHot);
    let mut value = draft.scale("scale", 0);
    for layer in 1..=3 {
        value = draft.dense(&format!("dense_{layer}"), value, 11 + layer, true);
        value = draft.batch_norm(&format!("norm_{layer}"), value, layer != 2, true, layer == 2);
        value = draft.activation(&format!("tanh_{layer}"), value, ActivationFunction::Tanh);
        value = draft.dropout(&format!("dropout_{layer}"), value, 0.4);
    }
    value = draft.dense("head", value, 3, true);
    value = draft.activation("softmax", value, ActivationFunction::Softmax);
    draft.loss(LossFunction::CategoricalCrossEntropy, value);
    let mut ir = draft.0;
    (ir.training.epochs, ir.training.validation_split) = (4, 0.25);
    let dataset = dataset_of(&ir, 120, 2);
    let (moving, batches) = train(&ir, &dataset);
    assert!(!outcome(&batches).population_statistics);
    ir.training.batch_norm_statistics = BatchNormStatistics::Population;
    let (parameters, batches) = train(&ir, &dataset);
    let reported = outcome(&batches);
    assert!(reported.population_statistics && !reported.restored_best);
    let expected = population(&ir, &parameters, &dataset, 90);
    assert_eq!(expected.len(), 6);
    for (tensor, before) in parameters.iter().zip(&moving) {
        let Some(expected) = expected.get(&tensor.name) else {
            assert_eq!(bits(std::slice::from_ref(tensor)), bits(std::slice::from_ref(before)));
            continue;
        };
        for (found, expected) in tensor.values.iter().zip(expected) {
            let error = (f64::from(*found) - expected).abs() / expected.abs().max(0.1);
            assert!(error < 2e-6, "{}: {found}, expected {expected}", tensor.name);
        }
        assert_ne!(tensor.values, before.values);
    }
    // The validation rows were evaluated anew; the epochs' figures are those of the moving statistics.
    let validation = reported.validation.expect("validation rows");
    let last = epochs(&batches).pop().expect("an epoch");
    assert_ne!(Some(validation.loss), last.validation_loss);
    assert!((validation.loss - last.validation_loss.expect("a loss")).abs() < 0.5);
    ir.training.threads = 3;
    assert_eq!(bits(&train(&ir, &dataset).0), bits(&parameters));
}
