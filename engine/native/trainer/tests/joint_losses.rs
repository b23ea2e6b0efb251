//! Cross-entropies through a softmax or sigmoid that others read too: their gradient has one form, whoever reads.

use crate::support::session_run::{bits, train};
use crate::support::{Draft, Draws, dataset_of};
use trainer::ir::{ActivationFunction, Ir, LossFunction, TargetEncoding};
use trainer::kernels::losses::{GradientOf, LossWork, loss};
use trainer::kernels::{Isa, Matrix};
use trainer::{Dataset, NamedTensor};

/// Function of the last layer, its loss, and the target's encoding with its width.
type Head = (ActivationFunction, LossFunction, TargetEncoding, u32);

const HEADS: [Head; 6] = [
    (ActivationFunction::Softmax, LossFunction::CategoricalCrossEntropy, TargetEncoding::OneHot, 5),
    (ActivationFunction::Softmax, LossFunction::SparseCategoricalCrossEntropy, TargetEncoding::Index, 5),
    (ActivationFunction::Softmax, LossFunction::BinaryCrossEntropy, TargetEncoding::OneHot, 2),
    (ActivationFunction::Softmax, LossFunction::BinaryCrossEntropy, TargetEncoding::OneHot, 5),
    (ActivationFunction::Sigmoid, LossFunction::BinaryCrossEntropy, TargetEncoding::OneHot, 5),
    (ActivationFunction::Sigmoid, LossFunction::BinaryCrossEntropy, TargetEncoding::Value, 1),
];

/// A classifier with an output of each of these weights on its one last value, and of squared error on it if `is_read`.
fn classifier((function, kind, encoding, width): Head, weights: &[f64], is_read: bool) -> Ir {
    let mut draft = Draft::new(6, width, encoding);
    let number = draft.target(1, TargetEncoding::Value);
    let value = draft.dense("dense_1", 0, 19, true);
    let value = draft.activation("tanh", value, ActivationFunction::Tanh);
    let value = draft.dense("dense_2", value, width, true);
    let value = draft.batch_norm("norm", value, true, true, false);
    let value = draft.activation("last", value, function);
    for weight in weights {
        draft.loss_against(kind, value, 0).weight = *weight;
    }
    // Behind the sigmoid or softmax, or beside it.
    let read = if is_read { value } else { 0 };
    let reader = draft.dense("reader", read, 1, true);
    draft.loss_against(LossFunction::MeanSquaredError, reader, number).weight = 1e-30;
    draft.0.training.epochs = 3;
    draft.0
}

/// The parameters by name, but those of the reader.
fn trained(ir: &Ir, dataset: &Dataset) -> Vec<NamedTensor> {
    train(ir, dataset).0.into_iter().filter(|tensor| !tensor.name.starts_with("reader")).collect()
}

#[test]
fn two_outputs_of_half_the_weight_train_as_one() {
    for head in HEADS {
        let one = classifier(head, &[1.0], false);
        let dataset = dataset_of(&one, 90, 8);
        let (one, two) = (trained(&one, &dataset), trained(&classifier(head, &[0.5, 0.5], false), &dataset));
        assert_eq!(bits(&one), bits(&two), "{head:?}");
    }
}

/// A reader whose loss weighs next to nothing changes nothing, even where p came to 0 or 1 in float32.
#[test]
fn another_reader_leaves_the_gradient_its_form() {
    for head in HEADS {
        let alone = classifier(head, &[1.0], false);
        let mut dataset = dataset_of(&alone, 90, 8);
        for value in dataset.inputs[0].to_mut() {
            *value *= 1e4;
        }
        let (alone, read) = (trained(&alone, &dataset), trained(&classifier(head, &[1.0], true), &dataset));
        assert_eq!(bits(&alone), bits(&read), "{head:?}");
    }
}

/// dL/dz of L = −Σ_j [y ln p + (1−y) ln(1−p)], p = softmax z, in float64 from the logits: with ln(1−p_j) the difference of
/// two log-sum-exp, nothing is subtracted from 1.
fn derivative(z: &[f64], y: &[f32]) -> Vec<f64> {
    let softmax = |left_out: Option<usize>| -> Vec<f64> {
        let kept = |unit: usize| Some(unit) != left_out;
        let most = (0..z.len()).filter(|unit| kept(*unit)).map(|unit| z[unit]).fold(f64::NEG_INFINITY, f64::max);
        let shares: Vec<f64> = (0..z.len()).map(|unit| if kept(unit) { (z[unit] - most).exp() } else { 0.0 }).collect();
        let sum: f64 = shares.iter().sum();
        shares.into_iter().map(|share| share / sum).collect()
    };
    let p = softmax(None);
    let mut gradient = vec![0.0; z.len()];
    for (unit, y) in y.iter().enumerate() {
        let (y, beside) = (f64::from(*y), softmax(Some(unit)));
        for (to, gradient) in gradient.iter_mut().enumerate() {
            let one = f64::from(u8::from(to == unit));
            *gradient -= y * (one - p[to]) + (1.0 - y) * (beside[to] - p[to]);
        }
    }
    gradient
}

#[test]
fn binary_cross_entropy_goes_through_a_softmax_of_any_certainty() {
    let mut draws = Draws(3);
    for units in [3, 5, 17, 40] {
        for spread in [0.5, 5.0, 40.0] {
            let rows = 30;
            let mut draw_logits = || -> Vec<f64> { (0..units).map(|_| draws.between(-spread, spread)).collect() };
            let logits: Vec<Vec<f64>> = (0..rows).map(|_| draw_logits()).collect();
            let mut value = Matrix::zeros(rows, units);
            let mut target = Matrix::zeros(rows, units);
            for (row, z) in logits.iter().enumerate() {
                let most = z.iter().copied().fold(f64::NEG_INFINITY, f64::max);
                let sum: f64 = z.iter().map(|z| (z - most).exp()).sum();
                for (unit, z) in z.iter().enumerate() {
                    value.row_mut(row)[unit] = ((z - most).exp() / sum) as f32;
                }
                target.row_mut(row)[(row * 7) % units] = 1.0;
                // Several classes at once are targets too.
                if row % 3 == 0 {
                    target.row_mut(row)[(row * 5) % units] = 1.0;
                }
            }
            let weights: Vec<f32> = (0..rows).map(|row| 0.5 + row as f32).collect();
            for (isa, accumulate) in Isa::available().into_iter().flat_map(|isa| [(isa, false), (isa, true)]) {
                let mut gradient = Matrix::zeros(rows, units);
                let times = if accumulate { 2 } else { 1 };
                for time in 0..times {
                    loss(
                        isa,
                        LossWork {
                            kind: LossFunction::BinaryCrossEntropy,
                            rows,
                            value: &value,
                            target: &target,
                            row_weights: Some(&weights),
                            scale: 0.25,
                            gradient: Some((&mut gradient, time > 0, GradientOf::Softmax)),
                        },
                    );
                }
                for (row, z) in logits.iter().enumerate() {
                    let scale = f64::from(times) * 0.25 * f64::from(weights[row]) / units as f64;
                    for (found, expected) in gradient.row(row).iter().zip(derivative(z, target.row(row))) {
                        let off = (f64::from(*found) - scale * expected).abs();
                        assert!(off <= 1e-5 * scale, "{units} units, ±{spread}: {found}, expected {expected}");
                    }
                }
            }
        }
    }
}
