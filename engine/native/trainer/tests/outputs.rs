//! Several outputs against targets of their own, and rows that weigh differently.

use crate::support::interpreter::{self, Tensors, row_weights};
use crate::support::session_run::{bits, train};
use crate::support::{Draft, dataset_of, reference_network};
use trainer::events::EpochSummary;
use trainer::ir::{ActivationFunction, ClassWeights, Ir, LossFunction, TargetEncoding};
use trainer::kernels::reference;
use trainer::{Dataset, NamedTensor, Session};

fn epochs(batches: &[trainer::events::EventBatch]) -> Vec<EpochSummary> {
    batches.iter().flat_map(|batch| batch.epochs.clone()).collect()
}

fn step_losses(batches: &[trainer::events::EventBatch]) -> Vec<f32> {
    batches.iter().flat_map(|batch| batch.step_losses.clone()).collect()
}

/// A classifier of five classes, and its classes as columns or as indices.
fn classifier(encoding: TargetEncoding) -> (Ir, Dataset) {
    let mut draft = Draft::new(6, 5, encoding);
    let value = draft.dense("dense_1", 0, 19, true);
    let value = draft.activation("tanh", value, ActivationFunction::Tanh);
    let value = draft.dense("dense_2", value, 5, true);
    let value = draft.activation("softmax", value, ActivationFunction::Softmax);
    draft.loss(
        match encoding {
            TargetEncoding::Index => LossFunction::SparseCategoricalCrossEntropy,
            _ => LossFunction::CategoricalCrossEntropy,
        },
        value,
    );
    (draft.0.training.epochs, draft.0.training.validation_split) = (3, 0.2);
    let dataset = dataset_of(&draft.0, 90, 8);
    (draft.0, dataset)
}

#[test]
fn class_indices_train_to_the_bits_of_one_hot_classes() {
    for weighted in [false, true] {
        let [mut indexed, mut one_hot] = [TargetEncoding::Index, TargetEncoding::OneHot].map(classifier);
        for (ir, dataset) in [&mut indexed, &mut one_hot] {
            if weighted {
                ir.losses[0].class_weights = ClassWeights::Balanced;
                ir.sample_weight = Some("weight".to_owned());
                dataset.sample_weights = Some((0..90).map(|row| 0.25 * (row % 5) as f32).collect());
            }
        }
        let [(indexed, index_reported), (one_hot, one_hot_reported)] =
            [indexed, one_hot].map(|(ir, dataset)| train(&ir, &dataset));
        assert_eq!(bits(&indexed), bits(&one_hot));
        assert_eq!(step_losses(&index_reported), step_losses(&one_hot_reported));
        let metrics = epochs(&index_reported);
        assert_eq!(metrics.len(), 3);
        for (of_index, of_one_hot) in metrics.iter().zip(epochs(&one_hot_reported)) {
            assert_eq!(of_index.validation_metrics, of_one_hot.validation_metrics);
            assert_eq!(of_index.accuracy, of_one_hot.accuracy);
        }
    }
}

#[test]
fn weights_of_one_change_no_bit() {
    let plain = reference_network(5, 13, 3);
    let mut weighted = plain.clone();
    weighted.sample_weight = Some("weight".to_owned());
    weighted.losses[0].class_weights = ClassWeights::Given { weights: vec![1.0; 3] };
    let mut dataset = dataset_of(&plain, 75, 4);
    let expected = train(&plain, &dataset);
    dataset.sample_weights = Some(vec![1.0; 75]);
    let found = train(&weighted, &dataset);
    assert_eq!(bits(&found.0), bits(&expected.0));
    assert_eq!(step_losses(&found.1), step_losses(&expected.1));
}

/// A row of weight 2 counts as two rows, one of weight 0 as none.
#[test]
fn a_sample_weight_is_how_often_a_row_counts() {
    let build = |weighted: bool| {
        let mut draft = Draft::new(3, 1, TargetEncoding::Value);
        let value = draft.dense("dense", 0, 1, true);
        draft.loss(LossFunction::MeanSquaredError, value);
        draft.0.sample_weight = weighted.then(|| "weight".to_owned());
        (draft.0.training.batch_size, draft.0.training.epochs) = (4, 1);
        draft.0
    };
    let mut dataset = dataset_of(&build(false), 4, 5);
    // Row 3 repeats row 0.
    dataset.inputs[0].to_mut().copy_within(0..3, 9);
    dataset.targets[0][3] = dataset.targets[0][0];
    let (repeated, _) = train(&build(false), &dataset);
    dataset.sample_weights = Some(vec![2.0, 1.0, 1.0, 0.0]);
    dataset.inputs[0].to_mut()[9..].copy_from_slice(&[9.0, -9.0, 9.0]);
    let (weighted, _) = train(&build(true), &dataset);
    for (repeated, weighted) in repeated.iter().zip(&weighted) {
        for (repeated, weighted) in repeated.values.iter().zip(&weighted.values) {
            assert!((repeated - weighted).abs() < 1e-6, "{repeated} {weighted}");
        }
    }
}

/// One trunk, three heads: class indices, a 0/1 target and a number, each with its own loss, weight and class weights.
fn three_outputs() -> Ir {
    let mut draft = Draft::new(7, 5, TargetEncoding::Index);
    let (binary, number) = (draft.target(1, TargetEncoding::Value), draft.target(1, TargetEncoding::Value));
    draft.0.targets[binary as usize].classes = 2;
    let trunk = draft.dense("trunk", 0, 21, true);
    let trunk = draft.activation("tanh", trunk, ActivationFunction::Tanh);
    let head = draft.dense("head_0", trunk, 5, true);
    let head = draft.activation("softmax", head, ActivationFunction::Softmax);
    let loss = draft.loss_against(LossFunction::SparseCategoricalCrossEntropy, head, 0);
    (loss.weight, loss.class_weights) = (0.7, ClassWeights::Balanced);
    let head = draft.dense("head_1", trunk, 1, true);
    let head = draft.activation("sigmoid", head, ActivationFunction::Sigmoid);
    let loss = draft.loss_against(LossFunction::BinaryCrossEntropy, head, binary);
    (loss.weight, loss.class_weights) = (1.3, ClassWeights::Given { weights: vec![0.5, 2.5] });
    let head = draft.dense("head_2", trunk, 1, true);
    draft.loss_against(LossFunction::Huber { delta: 0.4 }, head, number).weight = 0.2;
    let mut ir = draft.0;
    ir.sample_weight = Some("weight".to_owned());
    (ir.training.epochs, ir.training.validation_split, ir.training.evaluate_training) = (4, 0.25, true);
    ir
}

/// Predictions of every head by the plain kernels.
fn predictions(parameters: &[NamedTensor], x: &[f64], rows: usize) -> [Vec<f64>; 3] {
    let named = |name: &str| -> Vec<f64> {
        let tensor = parameters.iter().find(|tensor| tensor.name == name).expect(name);
        tensor.values.iter().map(|value| f64::from(*value)).collect()
    };
    let dense = |x: &[f64], node: &str, units: usize| {
        reference::dense(rows, x, &named(&format!("{node}.weight")), Some(&named(&format!("{node}.bias"))), units)
    };
    let trunk = reference::activation(ActivationFunction::Tanh, None, 21, &dense(x, "trunk", 21));
    [
        reference::activation(ActivationFunction::Softmax, None, 5, &dense(&trunk, "head_0", 5)),
        reference::activation(ActivationFunction::Sigmoid, None, 1, &dense(&trunk, "head_1", 1)),
        dense(&trunk, "head_2", 1),
    ]
}

#[test]
fn every_output_has_its_metrics_of_validation_and_training_rows() {
    let ir = three_outputs();
    let dataset = dataset_of(&ir, 120, 6);
    let (parameters, batches) = train(&ir, &dataset);
    let epochs = epochs(&batches);
    assert_eq!(epochs.len(), 4);
    let last = epochs.last().expect("an epoch");
    for (rows, metrics) in [(0..90, &last.training_metrics), (90..120, &last.validation_metrics)] {
        let count = rows.len();
        let wide = |values: &[f32]| -> Vec<f64> { values.iter().map(|value| f64::from(*value)).collect() };
        let x = wide(&dataset.inputs[0][rows.start * 7..rows.end * 7]);
        let weights = wide(&dataset.sample_weights.as_ref().expect("weights")[rows.clone()]);
        assert_eq!(metrics.len(), 3);
        for ((output, value), loss) in metrics.iter().zip(predictions(&parameters, &x, count)).zip(&ir.losses) {
            let target = wide(&dataset.targets[loss.target as usize][rows.clone()]);
            // Class weights count in training only.
            let expected = reference::loss(loss.function, count, &value, &target, Some(&weights));
            assert!((output.loss - expected).abs() < 1e-4, "{output:?} {expected}");
            assert_eq!(output.node, loss.node);
            let units = value.len() / count;
            let class = |row: &[f64]| {
                if units == 1 {
                    f64::from(u8::from(row[0] >= 0.5))
                } else {
                    row.iter().position(|p| row.iter().all(|other| other <= p)).expect("a greatest") as f64
                }
            };
            let right = value.chunks(units).zip(&target).filter(|(row, y)| class(row) == **y).count();
            let is_number = matches!(loss.function, LossFunction::Huber { .. });
            assert_eq!(output.accuracy, (!is_number).then(|| right as f64 / count as f64));
            assert_eq!(output.auc.is_some(), !is_number);
            assert_eq!(output.confusion.iter().sum::<u32>() as usize, if is_number { 0 } else { count });
            if is_number {
                let squares = value.iter().zip(&target).map(|(p, y)| (p - y) * (p - y)).sum::<f64>();
                let found = output.root_mean_squared_error.expect("a number's error");
                assert!((found - (squares / count as f64).sqrt()).abs() < 1e-4);
                assert!(output.r_squared.is_some() && output.mean_absolute_error.is_some());
            }
        }
    }
    // The run's own figures are the weighted sum of the outputs', and the accuracy of the first that has one.
    let total: f64 =
        last.validation_metrics.iter().zip(&ir.losses).map(|(output, loss)| output.loss * loss.weight).sum();
    assert!((last.validation_loss.expect("validation") - total).abs() < 1e-6);
    assert_eq!(last.validation_accuracy, last.validation_metrics[0].accuracy);
}

/// The run over again in plain f64: every batch' loss and the parameters at the end.
#[test]
fn several_outputs_on_one_trunk_follow_the_plain_f64_loop() {
    let ir = three_outputs();
    let dataset = dataset_of(&ir, 120, 9);
    let begun = Session::new(ir.clone(), dataset.clone()).expect("a sound IR").parameters().expect("not begun");
    let wide = |tensor: &NamedTensor| tensor.values.iter().map(|value| f64::from(*value)).collect();
    let mut plain: Tensors<f64> = begun.iter().map(|tensor| (tensor.name.clone(), wide(tensor))).collect();
    let mut velocity: Tensors<f64> =
        plain.iter().map(|(name, values)| (name.clone(), vec![0.0; values.len()])).collect();
    let (found, batches) = train(&ir, &dataset);
    let (reported, mut step) = (step_losses(&batches), 0);
    for epoch in 0..ir.training.epochs {
        let mut order: Vec<u32> = (0..90).collect();
        trainer::rng::shuffle(ir.training.seed, epoch, &mut order);
        for rows in order.chunks(ir.training.batch_size as usize) {
            let pass = interpreter::run(&ir, &plain, &dataset, rows, step);
            assert!(
                (f64::from(reported[step as usize]) - pass.loss).abs() < 1e-4,
                "step {step}: {} {}",
                reported[step as usize],
                pass.loss
            );
            // The draft's SGD: learning rate 0.1, decay 1e-6, momentum 0.9 with Nesterov.
            let rate = 0.1 / (1.0 + 1e-6 * f64::from(step));
            for (name, gradient) in &pass.gradients {
                let (values, velocities) = (plain.get_mut(name).expect(name), velocity.get_mut(name).expect(name));
                for ((p, v), g) in values.iter_mut().zip(velocities).zip(gradient) {
                    *v = 0.9 * *v - rate * g;
                    *p += 0.9 * *v - rate * g;
                }
            }
            step += 1;
        }
    }
    assert_eq!(reported.len(), step as usize);
    for tensor in found {
        let expected = &plain[&tensor.name];
        let size = expected.iter().fold(1e-2, |most: f64, value| most.max(value.abs()));
        for (found, expected) in tensor.values.iter().zip(expected) {
            assert!((f64::from(*found) - expected).abs() / size < 1e-3, "{}: {found} {expected}", tensor.name);
        }
    }
}

#[test]
fn metrics_are_reported_only_where_asked_and_of_rows_that_are() {
    let mut ir = three_outputs();
    (ir.training.evaluate_training, ir.training.validation_split) = (false, 0.0);
    let dataset = dataset_of(&ir, 60, 6);
    let quiet = train(&ir, &dataset);
    for epoch in epochs(&quiet.1) {
        assert!(epoch.validation_metrics.is_empty() && epoch.training_metrics.is_empty());
        assert_eq!((epoch.validation_loss, epoch.validation_accuracy), (None, None));
    }
    // Evaluating changes no bit of what is learnt.
    ir.training.evaluate_training = true;
    assert_eq!(bits(&train(&ir, &dataset).0), bits(&quiet.0));
}

#[test]
fn balanced_weights_are_of_the_training_rows_alone() {
    let (mut ir, dataset) = classifier(TargetEncoding::Index);
    ir.losses[0].class_weights = ClassWeights::Balanced;
    let rows: Vec<u32> = (0..72).collect();
    let weights = row_weights(&ir, &ir.losses[0], &dataset, &rows);
    // Every class weighs as much as every other over the training rows, and all together as much as the rows.
    assert!((weights.iter().sum::<f64>() - 72.0).abs() < 1e-9);
    let given: Vec<f64> = (0..5)
        .map(|class| {
            let row = dataset.targets[0].iter().position(|y| *y == class as f32).expect("a row of each class");
            weights[row]
        })
        .collect();
    let balanced = train(&ir, &dataset).0;
    ir.losses[0].class_weights = ClassWeights::Given { weights: given };
    assert_eq!(bits(&train(&ir, &dataset).0), bits(&balanced));
    let of_all_rows = |ir: &Ir| Session::new(ir.clone(), dataset.clone()).map(|session| session.training_rows());
    assert_eq!(of_all_rows(&ir).expect("a sound IR"), 72);
}
