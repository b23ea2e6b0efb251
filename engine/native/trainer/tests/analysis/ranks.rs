//! Singular values against NumPy's and against what must hold of any matrix; effective ranks of activations.

use super::{analysis_of, dataset_of, network, random_case, taken, wide};
use crate::support::interpreter::{Way, run_as};
use crate::support::{Draft, Draws, functions, reference_network};
use serde_json::Value;
use std::path::Path;
use trainer::Dataset;
use trainer::analysis::{
    AnalysisRequest, EffectiveRank, EffectiveRankRequest, effective_rank, singular_values as singular_values_of,
};
use trainer::ir::{ActivationFunction, Ir, LossFunction, OperationKind, TargetEncoding};
use trainer::network::Network;

fn singular_values(matrix: &[f64], rows: usize) -> Vec<f64> {
    singular_values_of(matrix, rows, &mut || Ok(())).expect("never broken off")
}

/// Row-major product of `[rows, inner]` and `[inner, columns]`.
fn product(a: &[f64], b: &[f64], inner: usize, columns: usize) -> Vec<f64> {
    let element = |row: &[f64], column: usize| (0..inner).map(|i| row[i] * b[i * columns + column]).sum();
    a.chunks(inner).flat_map(|row| (0..columns).map(move |column| element(row, column)).collect::<Vec<f64>>()).collect()
}

fn random(draws: &mut Draws, elements: usize) -> Vec<f64> {
    (0..elements).map(|_| draws.between(-1.0, 1.0)).collect()
}

/// The reflection I − 2vvᵀ/vᵀv.
fn reflection(draws: &mut Draws, side: usize) -> Vec<f64> {
    let v = random(draws, side);
    let square: f64 = v.iter().map(|v| v * v).sum();
    let element = |i: usize| f64::from(u8::from(i / side == i % side)) - 2.0 * v[i / side] * v[i % side] / square;
    (0..side * side).map(element).collect()
}

#[track_caller]
fn close(found: &[f64], expected: &[f64], what: &str) {
    assert_eq!(found.len(), expected.len(), "{what}");
    let largest = expected.iter().copied().fold(0.0, f64::max);
    for (found, expected) in found.iter().zip(expected) {
        assert!((found - expected).abs() <= 1e-13 * largest * 10.0, "{what}: found {found}, expected {expected}");
    }
}

#[test]
fn singular_values_and_effective_ranks_are_those_of_numpy() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../test/reference/singular_values.json");
    let cases: Value = serde_json::from_str(&std::fs::read_to_string(file).expect("a reference file")).expect("JSON");
    let numbers = |value: &Value| -> Vec<f64> {
        value.as_array().expect("an array").iter().map(|value| value.as_f64().expect("a number")).collect()
    };
    let cases = cases.as_array().expect("an array");
    assert!(cases.len() > 8);
    for case in cases {
        let name = case["name"].as_str().expect("a name");
        let values = singular_values(&numbers(&case["matrix"]), case["rows"].as_u64().expect("rows") as usize);
        close(&values, &numbers(&case["singular_values"]), name);
        let expected = case["effective_rank"].as_f64().expect("a number");
        assert!((effective_rank(&values) - expected).abs() <= 1e-9 * expected.max(1.0), "{name}");
    }
}

#[test]
fn a_diagonal_s_are_its_own_by_size() {
    for (rows, columns) in [(4, 4), (9, 4), (4, 9)] {
        let mut matrix = vec![0.0; rows * columns];
        for (index, value) in [0.5, -3.0, 0.0, 1e-9].into_iter().enumerate() {
            matrix[index * columns + index] = value;
        }
        assert_eq!(singular_values(&matrix, rows), [3.0, 0.5, 1e-9, 0.0]);
    }
    assert_eq!(singular_values(&[], 0), [0.0; 0]);
    assert_eq!(singular_values(&[-2.0], 1), [2.0]);
    assert_eq!(singular_values(&[3.0, 4.0], 1), [5.0]);
}

#[test]
fn rotations_change_none_and_a_product_has_the_rank_of_its_inside() {
    let mut draws = Draws(5);
    for _ in 0..40 {
        let (rows, columns) = (1 + draws.below(40), 1 + draws.below(40));
        let matrix = random(&mut draws, rows * columns);
        let values = singular_values(&matrix, rows);
        let turned = product(&reflection(&mut draws, rows), &matrix, rows, columns);
        let turned = product(&turned, &reflection(&mut draws, columns), columns, columns);
        close(&singular_values(&turned, rows), &values, "turned");
        let transposed: Vec<f64> = (0..columns).flat_map(|c| matrix.iter().skip(c).step_by(columns).copied()).collect();
        close(&singular_values(&transposed, columns), &values, "transposed");
        let squares = |values: &[f64]| values.iter().map(|value| value * value).sum::<f64>();
        let (frobenius, sum) = (squares(&matrix), squares(&values));
        assert!((frobenius - sum).abs() < 1e-12 * frobenius, "{frobenius} {sum}");
        let inner = 1 + draws.below(rows.min(columns));
        let (left, right) = (random(&mut draws, rows * inner), random(&mut draws, inner * columns));
        let values = singular_values(&product(&left, &right, inner, columns), rows);
        let rank = values.iter().filter(|value| **value > 1e-12 * values[0]).count();
        assert_eq!(rank, inner, "{values:?}");
    }
}

fn ranks(network: &mut Network, dataset: &Dataset, rows: u32) -> Vec<EffectiveRank> {
    let effective_rank = Some(EffectiveRankRequest { rows });
    analysis_of(network, dataset, &AnalysisRequest { effective_rank, ..AnalysisRequest::default() }).effective_ranks
}

/// Compares the ranks of whole batches within `most` rows with those of float64, with statistics and without; how many.
fn compare(title: &str, mut ir: Ir, dataset: &Dataset, most: u32) -> usize {
    let batch = ir.training.batch_size as usize;
    let rows = &taken(&ir, dataset)[..dataset.rows.min(most as usize) / batch * batch];
    let mut reported = Vec::new();
    for statistics in [false, true] {
        ir.training.statistics = statistics;
        let mut network = network(&ir, dataset);
        let found = ranks(&mut network, dataset, most);
        let parameters = wide(&ir, &network);
        let passes: Vec<_> =
            rows.chunks(batch).map(|rows| run_as::<f64>(&ir, &parameters, dataset, rows, Way::Undisturbed)).collect();
        for EffectiveRank { operation, node, features, rows: counted, rank } in &found {
            let described = &ir.operations[*operation as usize];
            assert!(matches!(described.kind, OperationKind::Activation { .. }));
            assert_eq!((node, *features, *counted as usize), (&described.node, described.features, rows.len()));
            let matrix: Vec<f64> =
                passes.iter().flat_map(|pass| pass.values[*operation as usize].iter().copied()).collect();
            let expected = effective_rank(&singular_values(&matrix, rows.len()));
            let found = rank.expect("finite");
            assert!((found - expected).abs() <= 1e-3 * expected, "{title} {node}: {found} for {expected}");
        }
        reported.push(found);
    }
    // Statistics gather static activations as well; all others are told alike.
    assert!(reported[0].iter().all(|rank| reported[1].contains(rank)), "{title}: {reported:?}");
    reported[1].len()
}

#[test]
fn ranks_of_random_networks_are_those_of_float64() {
    let mut compared = 0;
    for seed in 300..360 {
        let (ir, dataset) = random_case(seed);
        let most = 2 * ir.training.batch_size + 1;
        compared += compare(&format!("seed {seed}"), ir, &dataset, most);
    }
    assert!(compared > 150, "{compared} activations");
}

#[test]
fn ranks_are_those_before_a_dropout_that_shares_the_activation_s_visit() {
    for function in functions().into_iter().filter(|function| *function != ActivationFunction::Softmax) {
        let mut draft = Draft::new(6, 2, TargetEncoding::OneHot);
        let mut value = draft.dense("dense_1", 0, 9, true);
        value = draft.activation("activation", value, function);
        value = draft.dropout("dropout", value, 0.6);
        value = draft.dense("dense_2", value, 2, true);
        value = draft.activation("softmax", value, ActivationFunction::Softmax);
        draft.loss(LossFunction::CategoricalCrossEntropy, value);
        let dataset = dataset_of(&draft.0, 100, 3);
        assert_eq!(compare(&format!("{function:?}"), draft.0, &dataset, 64), 2);
    }
    let ir = reference_network(14, 24, 2);
    let dataset = dataset_of(&ir, 100, 3);
    assert_eq!(compare("reference network", ir, &dataset, 64), 3);
}

#[test]
fn every_activation_of_the_reference_network_is_ranked_within_its_sides() {
    let ir = reference_network(14, 24, 2);
    let dataset = dataset_of(&ir, 600, 3);
    let mut network = network(&ir, &dataset);
    let found = ranks(&mut network, &dataset, 512);
    let nodes: Vec<&str> = found.iter().map(|rank| rank.node.as_str()).collect();
    assert_eq!(nodes, ["tanh_1", "tanh_2", "softmax"]);
    for EffectiveRank { features, rows, rank, .. } in found {
        assert_eq!(rows, 512);
        assert!(rank.is_some_and(|rank| rank > 1.0 && rank <= f64::from(features)), "{rank:?} of {features}");
    }
}

#[test]
fn a_dead_layer_has_rank_nought_and_one_feature_rank_one() {
    let mut draft = Draft::new(4, 1, TargetEncoding::Value);
    let mut value = draft.dense("dense_1", 0, 5, true);
    value = draft.activation("dead", value, ActivationFunction::Relu);
    value = draft.dense("dense_2", value, 1, true);
    value = draft.activation("linear", value, ActivationFunction::Linear);
    draft.loss(LossFunction::MeanSquaredError, value);
    let dataset = dataset_of(&draft.0, 40, 3);
    let mut network = network(&draft.0, &dataset);
    let bias = draft.0.parameters.iter().position(|parameter| parameter.name == "dense_1.bias").expect("a bias");
    network.parameter_mut(bias).row_mut(0).fill(-100.0);
    let of_layers: Vec<Option<f64>> = ranks(&mut network, &dataset, 32).iter().map(|rank| rank.rank).collect();
    assert_eq!(of_layers, [Some(0.0), Some(1.0)]);
    network.parameter_mut(bias).row_mut(0).fill(f32::INFINITY);
    assert_eq!(ranks(&mut network, &dataset, 32)[0].rank, None);
}
