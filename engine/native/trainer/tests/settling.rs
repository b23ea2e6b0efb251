//! Penalties, clipping, bounded norms and the check of gradients: kernels against plain loops, and whole steps.

use crate::support::{Draws, dataset_of, random_network};
use proptest::prelude::*;
use std::sync::Arc;
use trainer::ir::{Ir, Optimizer, ParameterRole, Regularizer};
use trainer::kernels::gradients::{GradientSums, Settling, is_finite, limit_column_norms, penalty, scale, settle};
use trainer::kernels::{Isa, Matrix, Pool};
use trainer::network::Network;
use trainer::plan::Plan;

fn pool() -> Pool {
    Pool::new(1).expect("no thread is started")
}

fn padding_is_zero(matrix: &Matrix) -> bool {
    matrix.padded().iter().zip(0..).all(|(value, at)| at % matrix.stride() < matrix.columns() || *value == 0.0)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn settling_equals_the_plain_loop(
        rows in 1_usize..40, columns in 1_usize..90, seed: u64,
        l1 in prop_oneof![Just(0.0_f32), 0.0_f32..0.1], l2 in prop_oneof![Just(0.0_f32), 0.0_f32..0.1],
        bound in prop_oneof![Just(f32::INFINITY), 0.01_f32..1.5], wants_squares: bool,
    ) {
        let mut draws = Draws(seed);
        let mut w = draws.values(rows * columns);
        w[draws.below(rows * columns)] = 0.0;
        let g = draws.values(rows * columns);
        let expected: Vec<f64> = g.iter().zip(&w).map(|(g, w)| {
            let (g, w) = (f64::from(*g), f64::from(*w));
            let sign = if w == 0.0 { 0.0 } else { w.signum() };
            (g + f64::from(l1) * sign + 2.0 * f64::from(l2) * w).clamp(-f64::from(bound), f64::from(bound))
        }).collect();
        let sum = |values: &[f32], f: fn(f64) -> f64| values.iter().map(|w| f(f64::from(*w))).sum::<f64>();
        let cost = f64::from(l1) * sum(&w, f64::abs) + f64::from(l2) * sum(&w, |w| w * w);
        let squares: f64 = if wants_squares { expected.iter().map(|g| g * g).sum() } else { 0.0 };
        for isa in Isa::available() {
            let weight = Matrix::from_tight(rows, columns, &w);
            let mut gradient = Matrix::from_tight(rows, columns, &g);
            let mut parts = vec![GradientSums::default(); GradientSums::parts(gradient.padded().len())];
            let settling = Settling { l1, l2, bound, wants_squares };
            let sums = settle(isa, &pool(), settling, &weight, &mut gradient, &mut parts);
            for (found, expected) in gradient.to_tight().iter().zip(&expected) {
                prop_assert!((f64::from(*found) - expected).abs() < 1e-6, "{}: {}, {}", isa.name(), found, expected);
            }
            prop_assert!(sums.is_finite && (sums.squares - squares).abs() <= 1e-6 * squares, "{} {}", sums.squares, squares);
            prop_assert!((sums.penalty - cost).abs() <= 1e-6 * cost, "{} {}", sums.penalty, cost);
            prop_assert!((penalty(isa, l1, l2, &weight) - cost).abs() <= 1e-6 * cost);
            prop_assert!(padding_is_zero(&gradient));
        }
    }

    #[test]
    fn one_element_that_is_not_finite_is_found_wherever_it_is(
        rows in 1_usize..300, columns in 1_usize..300, seed: u64, fault in prop_oneof![Just(f32::NAN), Just(f32::INFINITY), Just(f32::NEG_INFINITY)],
    ) {
        let mut draws = Draws(seed);
        let mut values = draws.values(rows * columns);
        values[draws.below(rows * columns)] = f32::MAX;
        let sound = Matrix::from_tight(rows, columns, &values);
        values[draws.below(rows * columns)] = fault;
        let faulty = Matrix::from_tight(rows, columns, &values);
        for isa in Isa::available() {
            for bound in [f32::INFINITY, 1.0] {
                let settling = Settling { l1: 0.0, l2: 0.0, bound, wants_squares: true };
                for (matrix, expected) in [(&sound, true), (&faulty, false)] {
                    prop_assert_eq!(is_finite(isa, &pool(), matrix), expected);
                    let mut parts = vec![GradientSums::default(); GradientSums::parts(matrix.padded().len())];
                    let sums = settle(isa, &pool(), settling, matrix, &mut matrix.clone(), &mut parts);
                    prop_assert_eq!(sums.is_finite, expected);
                }
            }
        }
    }

    #[test]
    fn column_norms_are_bounded_as_keras_bounds_them(rows in 1_usize..50, columns in 1_usize..90, seed: u64, most in 0.1_f32..6.0) {
        let mut draws = Draws(seed);
        let mut w = draws.values(rows * columns);
        let empty = draws.below(columns);
        w.chunks_mut(columns).for_each(|row| row[empty] = 0.0);
        for isa in Isa::available() {
            let mut weight = Matrix::from_tight(rows, columns, &w);
            prop_assert!(limit_column_norms(isa, &pool(), most, &mut weight));
            for column in 0..columns {
                let of = |values: &[f32], row: usize| f64::from(values[row * columns + column]);
                let norm = (0..rows).map(|row| of(&w, row).powi(2)).sum::<f64>().sqrt();
                let factor = norm.clamp(0.0, f64::from(most)) / (1e-7 + norm);
                for row in 0..rows {
                    let (found, expected) = (of(&weight.to_tight(), row), of(&w, row) * factor);
                    prop_assert!((found - expected).abs() < 1e-6, "{}: {}, {}", isa.name(), found, expected);
                }
            }
            prop_assert!(padding_is_zero(&weight));
        }
    }
}

#[test]
fn a_column_norm_that_overflows_is_reported_and_leaves_no_number() {
    for isa in Isa::available() {
        for column in [0, 37, 69] {
            let mut weight = Matrix::from_tight(3, 70, &[0.5; 210]);
            weight.row_mut(1)[column] = -1e25;
            assert!(!limit_column_norms(isa, &pool(), 2.0, &mut weight), "{} {column}", isa.name());
            assert!(weight.row(2).iter().zip(0..).all(|(w, at)| w.is_nan() == (at == column)), "{}", isa.name());
        }
    }
}

#[test]
fn large_gradients_settle_to_the_same_bits_on_any_number_of_threads() {
    let (rows, columns) = (301, 413);
    let run = |threads: usize| {
        let pool = Pool::new(threads).expect("threads");
        let mut draws = Draws(5);
        let mut weight = Matrix::from_tight(rows, columns, &draws.values(rows * columns));
        let mut gradient = Matrix::from_tight(rows, columns, &draws.values(rows * columns));
        let mut parts = vec![GradientSums::default(); GradientSums::parts(gradient.padded().len())];
        let settling = Settling { l1: 0.01, l2: 0.02, bound: 1.2, wants_squares: true };
        let sums = settle(Isa::detect(), &pool, settling, &weight, &mut gradient, &mut parts);
        scale(Isa::detect(), &pool, 0.3, &mut gradient);
        limit_column_norms(Isa::detect(), &pool, 2.0, &mut weight);
        let bits = |matrix: &Matrix| matrix.to_tight().iter().map(|value| value.to_bits()).collect::<Vec<u32>>();
        (sums.squares.to_bits(), sums.penalty.to_bits(), bits(&gradient), bits(&weight))
    };
    let alone = run(1);
    for threads in [2, 3, 64] {
        assert!(run(threads) == alone, "{threads} threads");
    }
}

const PLAIN: Optimizer = Optimizer::Sgd { learning_rate: 1.0, decay: 0.0, momentum: 0.0, nesterov: false };

fn penalized(draws: &mut Draws) -> Ir {
    let mut ir = random_network(draws);
    ir.training.optimizer = PLAIN;
    for parameter in ir.parameters.iter_mut().filter(|parameter| parameter.role == ParameterRole::Trainable) {
        parameter.regularizer = Regularizer { l1: draws.between(0.0, 0.1), l2: draws.between(0.0, 0.1) };
    }
    ir
}

fn network(ir: &Ir, rows: usize) -> Network {
    let ir = Arc::new(ir.clone());
    let plan = Plan::new(&ir);
    Network::new(Arc::clone(&ir), plan, dataset_of(&ir, rows, 3), Isa::detect()).expect("memory")
}

fn trained(ir: &Ir, network: &Network) -> Vec<(usize, Vec<f32>)> {
    let indices = network.plan().trained();
    assert!(indices.iter().all(|index| ir.parameters[*index].role == ParameterRole::Trainable));
    indices.iter().map(|index| (*index, network.parameter(*index).to_tight())).collect()
}

/// With plain SGD at rate 1 a step is the gradient: what the penalty adds to it is the slope of what it adds to the loss.
#[test]
fn a_penalty_adds_the_slope_of_what_it_adds_to_the_loss() {
    let mut draws = Draws(12);
    for _ in 0..12 {
        let with = penalized(&mut draws);
        let mut without = with.clone();
        without.parameters.iter_mut().for_each(|parameter| parameter.regularizer = Regularizer::default());
        let order: Vec<u32> = (0..16).collect();
        // What the penalties alone cost, at each of three points along one direction of all parameters.
        let direction: Vec<Vec<f32>> = with
            .parameters
            .iter()
            .map(|parameter| draws.values(parameter.shape.iter().map(|side| *side as usize).product()))
            .collect();
        let cost = |distance: f32| -> f64 {
            let [with, without] = [&with, &without].map(|ir| {
                let mut network = network(ir, 16);
                for (index, mut values) in trained(ir, &network) {
                    // Away from 0, where |w| has no slope.
                    values.iter_mut().zip(&direction[index]).for_each(|(w, d)| *w += w.signum() * 0.2 + distance * d);
                    network.parameter_mut(index).copy_from_tight(&values);
                }
                network.evaluate_batch(&order).loss / 16.0
            });
            with - without
        };
        let slope = (cost(1e-2) - cost(-1e-2)) / 2e-2;
        let [moved_with, moved_without] = [&with, &without].map(|ir| {
            let mut network = network(ir, 16);
            let start = trained(ir, &network);
            for (index, values) in &start {
                let moved: Vec<f32> = values.iter().map(|w| w + w.signum() * 0.2).collect();
                network.parameter_mut(*index).copy_from_tight(&moved);
            }
            let before = trained(ir, &network);
            let figures = network.train_batch(&order, 0, None).expect("a finite loss");
            let moved: f64 = trained(ir, &network)
                .iter()
                .zip(&before)
                .flat_map(|((index, after), (_, before))| {
                    let direction = &direction[*index];
                    (0..after.len()).map(move |i| f64::from(before[i] - after[i]) * f64::from(direction[i]))
                })
                .sum();
            (moved, figures.loss / 16.0)
        });
        let added = moved_with.0 - moved_without.0;
        assert!((added - slope).abs() < 2e-3 * (1.0 + slope.abs()), "the gradient has {added}, the loss {slope}");
        let (of_loss, of_penalty) = (moved_with.1 - moved_without.1, cost(0.0));
        assert!((of_loss - of_penalty).abs() < 1e-5 * (1.0 + of_penalty), "{of_loss}, {of_penalty}");
    }
}

#[test]
fn all_gradients_together_are_clipped_as_pytorch_clips_them() {
    let mut draws = Draws(21);
    for _ in 0..20 {
        let mut ir = random_network(&mut draws);
        ir.training.optimizer = PLAIN;
        let order: Vec<u32> = (0..16).collect();
        let step = |ir: &Ir| -> Vec<f64> {
            let mut network = network(ir, 16);
            let before = trained(ir, &network);
            network.train_batch(&order, 0, None).expect("a finite loss");
            let pairs = trained(ir, &network).into_iter().zip(before);
            pairs
                .flat_map(|((_, after), (_, before))| {
                    before.into_iter().zip(after).map(|(before, after)| f64::from(before) - f64::from(after))
                })
                .collect()
        };
        let gradient = step(&ir);
        let bound = gradient.iter().fold(0.0_f64, |most, g| most.max(g.abs())) * draws.between(0.2, 0.8);
        ir.training.clip_value = Some(bound);
        let held: Vec<f64> = gradient.iter().map(|g| g.clamp(-bound, bound)).collect();
        let close = |found: &[f64], expected: &[f64]| {
            let size = expected.iter().fold(1e-3_f64, |most, g| most.max(g.abs()));
            // A step is taken from a parameter of float32, which rounds it.
            assert!(found.iter().zip(expected).all(|(found, expected)| (found - expected).abs() < 1e-4 * size + 3e-7));
        };
        close(&step(&ir), &held);
        let norm = held.iter().map(|g| g * g).sum::<f64>().sqrt();
        for most in [norm * 0.3, norm * 2.0] {
            ir.training.clip_norm = Some(most);
            let factor = (most / (norm + 1e-6)).min(1.0);
            close(&step(&ir), &held.iter().map(|g| g * factor).collect::<Vec<f64>>());
        }
    }
}

#[test]
fn a_bounded_weight_stays_within_its_norm_after_every_step() {
    let mut draws = Draws(30);
    for _ in 0..10 {
        let mut ir = random_network(&mut draws);
        for parameter in ir.parameters.iter_mut().filter(|parameter| parameter.shape.len() == 2) {
            parameter.max_norm = Some(0.4);
        }
        let mut network = network(&ir, 16);
        let order: Vec<u32> = (0..16).collect();
        for step in 0..3 {
            network.train_batch(&order, step, None).expect("a finite loss");
            for (index, values) in trained(&ir, &network) {
                if ir.parameters[index].max_norm.is_some() {
                    let columns = network.parameter(index).columns();
                    for column in 0..columns {
                        let squares = values.iter().skip(column).step_by(columns).map(|w| f64::from(*w).powi(2));
                        assert!(squares.sum::<f64>().sqrt() < 0.4 * (1.0 + 1e-5), "{}", ir.parameters[index].name);
                    }
                }
            }
        }
    }
}
