//! Numeric targets scaled for their loss: the same steps as on targets scaled beforehand, and everything told in the
//! target's own unit.

use crate::support::{Draft, Draws};
use std::collections::BTreeMap;
use std::sync::mpsc::channel;
use trainer::events::{EpochSummary, EventBatch};
use trainer::ir::{ActivationFunction, Ir, LossFunction, Optimizer, TargetEncoding};
use trainer::validate::validate;
use trainer::{Dataset, Predictor, Session};

const ROWS: usize = 60;
const OFFSET: f64 = 250_000.25;
const FACTOR: f64 = 1.0 / 80_000.0;

/// A layer of six units between three features and a number.
fn regression(is_scaled: bool) -> Ir {
    let mut draft = Draft::new(3, 1, TargetEncoding::Value);
    if is_scaled {
        draft.scale_target("output", 0);
    }
    let value = draft.dense("dense_1", 0, 6, true);
    let value = draft.activation("tanh", value, ActivationFunction::Tanh);
    let value = draft.dense("dense_2", value, 1, true);
    draft.loss(LossFunction::MeanSquaredError, value);
    let mut ir = draft.0;
    ir.training.optimizer = Optimizer::Adam { learning_rate: 0.01, beta_1: 0.9, beta_2: 0.999, epsilon: 1e-7 };
    (ir.training.epochs, ir.training.validation_split) = (5, 0.25);
    ir
}

/// Features, and prices with cents that float32 rounds.
fn prices() -> (Vec<f32>, Vec<f64>) {
    let mut draws = Draws(71);
    let features: Vec<f32> = draws.values(ROWS * 3);
    let prices = features.chunks(3).map(|x| 250_000.0 + f64::from(x[0] * 9e4 - x[1] * 4e4) + draws.between(0.0, 1.0));
    (features.clone(), prices.collect())
}

fn dataset(features: &[f32], targets: &[f64]) -> Dataset {
    Dataset {
        rows: targets.len(),
        inputs: vec![features.into()],
        targets: vec![targets.iter().map(|target| *target as f32).collect()],
        ..Dataset::default()
    }
}

fn scaled_dataset(features: &[f32], targets: &[f64]) -> Dataset {
    let constants = [("output.target_offset", OFFSET), ("output.target_factor", FACTOR)];
    Dataset {
        wide_targets: BTreeMap::from([(0, targets.to_vec().into())]),
        fitted: constants.map(|(name, constant)| (name.to_owned(), vec![constant])).into(),
        ..dataset(features, targets)
    }
}

/// Its epochs, and the session at its end.
fn trained(ir: &Ir, dataset: Dataset) -> (Vec<EpochSummary>, Session) {
    let mut session = Session::new(ir.clone(), dataset).expect("a sound run");
    let (sender, receiver) = channel::<EventBatch>();
    session.start(Box::new(move |batch| sender.send(batch).map_err(|refused| refused.0))).expect("threads");
    session.wait();
    (receiver.try_iter().flat_map(|batch| batch.epochs).collect(), session)
}

#[test]
fn a_scaled_target_takes_the_steps_of_one_scaled_beforehand_and_tells_its_own_unit() {
    let (features, prices) = prices();
    let beforehand: Vec<f64> = prices.iter().map(|price| (price - OFFSET) * FACTOR).collect();
    let (scaled, session) = trained(&regression(true), scaled_dataset(&features, &prices));
    let (plain, plain_session) = trained(&regression(false), dataset(&features, &beforehand));
    assert_eq!((scaled.len(), plain.len()), (5, 5));
    for (scaled, plain) in scaled.iter().zip(&plain) {
        assert_eq!((scaled.loss.to_bits(), scaled.validation_loss), (plain.loss.to_bits(), plain.validation_loss));
        let (scaled, plain) = (&scaled.validation_metrics[0], &plain.validation_metrics[0]);
        assert_eq!((scaled.loss, scaled.r_squared), (plain.loss, plain.r_squared));
        for (found, of_plain) in [
            (scaled.root_mean_squared_error, plain.root_mean_squared_error),
            (scaled.mean_absolute_error, plain.mean_absolute_error),
        ] {
            let (found, expected) = (found.expect("a number"), of_plain.expect("a number") * 80_000.0);
            assert!((found - expected).abs() <= expected * 1e-12, "{found} {expected}");
        }
    }
    let tensors = session.parameters().expect("an ended run");
    let trained = |tensors: &[trainer::NamedTensor]| {
        tensors.iter().filter(|tensor| tensor.name.starts_with("dense")).cloned().collect::<Vec<_>>()
    };
    assert_eq!(trained(&tensors), trained(&plain_session.parameters().expect("an ended run")));
    assert_eq!(tensors.iter().filter(|tensor| tensor.name.starts_with("output.")).count(), 2, "kept with the others");

    // The mean absolute error told is that of the predictions, which are prices.
    let fitted = scaled_dataset(&features, &prices).fitted;
    let predictor = Predictor::new(&regression(true), tensors, fitted).expect("a sound model");
    let predicted = predictor.predict(ROWS, vec![features.into()], BTreeMap::new()).expect("memory");
    let validated = (ROWS * 3 / 4)..ROWS;
    let errors = validated.clone().map(|row| (predicted[0][row] - prices[row]).abs());
    let (found, told) =
        (errors.sum::<f64>() / validated.len() as f64, scaled[4].validation_metrics[0].mean_absolute_error);
    let told = told.expect("a number");
    assert!((found - told).abs() < told * 1e-4 && told < 80_000.0, "{found} {told}");
}

#[test]
fn numbers_beyond_float32_are_scaled_as_they_were_typed() {
    let (features, _) = prices();
    // Float32 knows one number in 2³⁰ alone of these.
    let times: Vec<f64> = features.chunks(3).map(|x| 1_073_741_824.0 + f64::from(x[0])).collect();
    let mut data = scaled_dataset(&features, &times);
    data.fitted = BTreeMap::from([
        ("output.target_offset".to_owned(), vec![1_073_741_824.0]),
        ("output.target_factor".to_owned(), vec![1.0]),
    ]);
    let mut ir = regression(true);
    ir.training.epochs = 60;
    let (epochs, _) = trained(&ir, data);
    let last = epochs.last().expect("epochs").validation_metrics[0].r_squared;
    assert!(last.expect("numbers that differ") > 0.5, "{last:?}");
}

#[test]
fn what_cannot_be_scaled_is_refused() {
    let (features, prices) = prices();
    let refused = |change: &dyn Fn(&mut Dataset)| {
        let mut data = scaled_dataset(&features, &prices);
        change(&mut data);
        let failure = Session::new(regression(true), data).err().expect("a faulty dataset");
        assert_eq!(failure.code, "R020", "{failure}");
        failure.found
    };
    for factor in [0.0, -1.0, f64::NAN, 1e-310] {
        let mut data = scaled_dataset(&features, &prices);
        data.fitted.insert("output.target_factor".to_owned(), vec![factor]);
        assert!(Session::new(regression(true), data).is_err(), "{factor}");
    }
    assert!(refused(&|data| drop(data.fitted.remove("output.target_offset"))).contains("output.target_offset"));
    let mut others = prices.to_vec();
    others[3] += 1.0;
    assert!(refused(&|data| drop(data.wide_targets.insert(0, others.clone().into()))).contains("target 0"));
    assert!(refused(&|data| drop(data.wide_targets.insert(1, Vec::new().into()))).contains("target 1"));

    let mut draft = Draft::new(3, 1, TargetEncoding::Value);
    draft.scale_target("output", 0);
    let value = draft.dense("dense", 0, 1, true);
    let value = draft.activation("sigmoid", value, ActivationFunction::Sigmoid);
    draft.loss(LossFunction::BinaryCrossEntropy, value);
    let failure = validate(&draft.0).expect_err("a scaled probability");
    assert!(failure.code == "R012" && failure.node() == Some("output_0"), "{failure}");
}
