//! Optimizers against their definitions as sums over all gradients so far, in f64, and against the plain loops.

use crate::support::Draws;
use proptest::prelude::*;
use trainer::ir::Optimizer;
use trainer::kernels::{Isa, Matrix, Pool, reference};
use trainer::optimizers::{MomentumProduct, OptimizerState, OptimizerStep, base_learning_rate, decayed};

const OPTIMIZERS: [Optimizer; 11] = [
    Optimizer::Sgd { learning_rate: 0.1, decay: 0.0, momentum: 0.0, nesterov: false },
    Optimizer::Sgd { learning_rate: 0.1, decay: 0.02, momentum: 0.9, nesterov: false },
    Optimizer::Sgd { learning_rate: 0.1, decay: 0.02, momentum: 0.9, nesterov: true },
    Optimizer::Adam { learning_rate: 0.01, beta_1: 0.9, beta_2: 0.999, epsilon: 1e-8 },
    Optimizer::AdamW { learning_rate: 0.01, beta_1: 0.9, beta_2: 0.99, epsilon: 1e-8, weight_decay: 0.1 },
    Optimizer::Nadam { learning_rate: 0.01, beta_1: 0.9, beta_2: 0.999, epsilon: 1e-8, momentum_decay: 4e-3 },
    Optimizer::Nadam { learning_rate: 0.01, beta_1: 0.999, beta_2: 0.999, epsilon: 1e-8, momentum_decay: 10.0 },
    Optimizer::RmsProp { learning_rate: 0.01, rho: 0.9, epsilon: 1e-8, momentum: 0.0, centered: false },
    Optimizer::RmsProp { learning_rate: 0.01, rho: 0.99, epsilon: 1e-8, momentum: 0.9, centered: false },
    Optimizer::RmsProp { learning_rate: 0.01, rho: 0.9, epsilon: 1e-3, momentum: 0.5, centered: true },
    Optimizer::Adagrad { learning_rate: 0.1, learning_rate_decay: 0.1, initial_accumulator_value: 0.2, epsilon: 1e-10 },
];

fn pool() -> Pool {
    Pool::new(1).expect("no thread is started")
}

fn all_finite(parameter: &Matrix, state: &OptimizerState) -> bool {
    let matrices = state.matrices().map(|(_, matrix)| matrix).chain([parameter]);
    matrices.flat_map(Matrix::padded).all(|value| value.is_finite())
}

/// Σ over i ≤ t of weightᵗ⁻ⁱ·value(i).
fn faded(weight: f64, t: usize, value: impl Fn(usize) -> f64) -> f64 {
    (0..=t).map(|i| weight.powi((t - i) as i32) * value(i)).sum()
}

/// How far step t moves a parameter of value p, by the definitions: every average as one sum over all gradients.
fn moved(optimizer: &Optimizer, t: usize, p: f64, g: &[f64]) -> f64 {
    let rate = |t: usize| decayed(optimizer, base_learning_rate(optimizer), t as u32);
    let count = (t + 1) as i32;
    match *optimizer {
        Optimizer::Sgd { momentum, nesterov, .. } => {
            let velocity = |t: usize| faded(momentum, t, |i| -rate(i) * g[i]);
            if nesterov { momentum * velocity(t) - rate(t) * g[t] } else { velocity(t) }
        }
        Optimizer::Adam { beta_1, beta_2, epsilon, .. } => {
            let m = (1.0 - beta_1) * faded(beta_1, t, |i| g[i]) / (1.0 - beta_1.powi(count));
            let v = (1.0 - beta_2) * faded(beta_2, t, |i| g[i] * g[i]) / (1.0 - beta_2.powi(count));
            -rate(t) * m / (v.sqrt() + epsilon)
        }
        Optimizer::AdamW { learning_rate, beta_1, beta_2, epsilon, weight_decay } => {
            let adam = Optimizer::Adam { learning_rate, beta_1, beta_2, epsilon };
            moved(&adam, t, p, g) - learning_rate * weight_decay * p
        }
        Optimizer::Nadam { beta_1, beta_2, epsilon, momentum_decay, .. } => {
            let mu = |t: i32| beta_1 * (1.0 - 0.5 * 0.96_f64.powf(f64::from(t) * momentum_decay));
            let product = |last: i32| (1..=last).map(|t| mu(t).ln()).sum::<f64>().exp();
            let m = (1.0 - beta_1) * faded(beta_1, t, |i| g[i]);
            let v = (1.0 - beta_2) * faded(beta_2, t, |i| g[i] * g[i]) / (1.0 - beta_2.powi(count));
            let ahead = mu(count + 1) * m / (1.0 - product(count + 1));
            let now = (1.0 - mu(count)) * g[t] / (1.0 - product(count));
            -rate(t) * (ahead + now) / (v.sqrt() + epsilon)
        }
        Optimizer::RmsProp { rho, epsilon, momentum, centered, .. } => {
            let step = |t: usize| {
                let mean = if centered { (1.0 - rho) * faded(rho, t, |i| g[i]) } else { 0.0 };
                let square = (1.0 - rho) * faded(rho, t, |i| g[i] * g[i]);
                g[t] / ((square - mean * mean).sqrt() + epsilon)
            };
            -rate(t) * faded(momentum, t, step)
        }
        Optimizer::Adagrad { initial_accumulator_value, epsilon, .. } => {
            let sum: f64 = g[..=t].iter().map(|g| g * g).sum();
            -rate(t) * g[t] / ((initial_accumulator_value + sum).sqrt() + epsilon)
        }
    }
}

#[test]
fn every_optimizer_moves_as_its_definition_says() {
    for optimizer in OPTIMIZERS {
        let mut draws = Draws(3);
        let (steps, elements) = (60, 37);
        let gradients: Vec<Vec<f32>> = (0..steps).map(|_| draws.values(elements)).collect();
        let start = draws.values(elements);
        for isa in Isa::available() {
            let mut parameter = Matrix::from_tight(1, elements, &start);
            let mut state = OptimizerState::new(&optimizer, &parameter);
            let mut product = MomentumProduct::default();
            let mut expected: Vec<f64> = start.iter().map(|p| f64::from(*p)).collect();
            for (t, gradient) in gradients.iter().enumerate() {
                let step = OptimizerStep::new(&optimizer, base_learning_rate(&optimizer), t as u32, &mut product);
                state.update(isa, &pool(), step, &mut parameter, &Matrix::from_tight(1, elements, gradient));
                for (element, p) in expected.iter_mut().enumerate() {
                    let history: Vec<f64> = gradients.iter().map(|gradient| f64::from(gradient[element])).collect();
                    *p += moved(&optimizer, t, *p, &history);
                }
            }
            for (found, expected) in parameter.row(0).iter().zip(&expected) {
                let error = (f64::from(*found) - expected).abs();
                assert!(error < 2e-5 * (1.0 + expected.abs()), "{} {optimizer:?}: {found}, {expected}", isa.name());
            }
        }
    }
}

/// However close to 1 its decay rates, Adam's first step is lr·g/(|g| + ε): the corrections undo 1−β₁ and 1−β₂.
#[test]
fn the_first_step_of_adam_is_the_learning_rate_whatever_its_decay_rates() {
    let gradient = Matrix::from_tight(1, 4, &[1.0, -0.5, 3.0, 1e-3]);
    for isa in Isa::available() {
        for (beta_1, beta_2) in [(0.9, 0.999), (0.999_999, 0.999_999), (0.5, 0.999_999_9)] {
            let adam = Optimizer::Adam { learning_rate: 0.01, beta_1, beta_2, epsilon: 1e-8 };
            let mut parameter = Matrix::zeros(1, 4);
            let mut state = OptimizerState::new(&adam, &parameter);
            let step = OptimizerStep::new(&adam, 0.01, 0, &mut MomentumProduct::default());
            state.update(isa, &pool(), step, &mut parameter, &gradient);
            for (moved, gradient) in parameter.row(0).iter().zip(gradient.row(0)) {
                let g = f64::from(*gradient);
                let expected = -0.01 * g / (g.abs() + 1e-8);
                let error = (f64::from(*moved) / expected - 1.0).abs();
                assert!(error < 2e-6, "{} β {beta_1}, {beta_2}: {moved}, expected {expected}", isa.name());
            }
        }
    }
}

#[test]
fn a_momentum_product_begun_late_is_the_one_followed_from_the_start() {
    let nadam = OPTIMIZERS[5];
    let mut followed = MomentumProduct::default();
    for step in 0..3000 {
        let late = OptimizerStep::new(&nadam, 0.01, step, &mut MomentumProduct::default());
        assert_eq!(OptimizerStep::new(&nadam, 0.01, step, &mut followed), late, "step {step}");
    }
    // And back, as a run that is begun anew.
    let first = OptimizerStep::new(&nadam, 0.01, 0, &mut MomentumProduct::default());
    assert_eq!(OptimizerStep::new(&nadam, 0.01, 0, &mut followed), first);
}

#[test]
fn a_centered_variance_that_rounds_below_zero_is_zero() {
    let constant = Matrix::from_tight(1, 3, &[0.7, -1.1, 1e-3]);
    let optimizer = Optimizer::RmsProp { learning_rate: 1e-6, rho: 0.5, epsilon: 1e-3, momentum: 0.0, centered: true };
    for isa in Isa::available() {
        let mut parameter = Matrix::zeros(1, 3);
        let mut state = OptimizerState::new(&optimizer, &parameter);
        for step in 0..200 {
            let step = OptimizerStep::new(&optimizer, 1e-6, step, &mut MomentumProduct::default());
            state.update(isa, &pool(), step, &mut parameter, &constant);
        }
        assert!(parameter.padded().iter().all(|p| p.is_finite()), "{}: {:?}", isa.name(), parameter.row(0));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn every_kernel_equals_the_plain_loop_on_any_size(
        which in 0_usize..OPTIMIZERS.len(), rows in 1_usize..9, columns in 1_usize..70, seed: u64,
    ) {
        let optimizer = OPTIMIZERS[which];
        for isa in Isa::available() {
            let mut draws = Draws(seed);
            let mut expected: Vec<f64> = draws.values(rows * columns).iter().map(|p| f64::from(*p)).collect();
            let tight: Vec<f32> = expected.iter().map(|p| *p as f32).collect();
            let mut parameter = Matrix::from_tight(rows, columns, &tight);
            let mut state = OptimizerState::new(&optimizer, &parameter);
            let mut states = reference::first_states(&optimizer, rows * columns);
            let (mut product, rate) = (MomentumProduct::default(), base_learning_rate(&optimizer) * 0.7);
            for step in 0..5 {
                let gradient = draws.values(rows * columns);
                let wide: Vec<f64> = gradient.iter().map(|g| f64::from(*g)).collect();
                reference::optimize(&optimizer, rate, step, &mut expected, &mut states, &wide);
                let step = OptimizerStep::new(&optimizer, rate, step, &mut product);
                state.update(isa, &pool(), step, &mut parameter, &Matrix::from_tight(rows, columns, &gradient));
            }
            for (found, expected) in parameter.to_tight().iter().zip(&expected) {
                prop_assert!((f64::from(*found) - expected).abs() < 1e-5, "{}: {}, {}", isa.name(), found, expected);
            }
            for ((name, matrix), expected) in state.matrices().zip(states_of(&optimizer, &states)) {
                for (found, expected) in matrix.to_tight().iter().zip(expected) {
                    let error = (f64::from(*found) - expected).abs();
                    prop_assert!(error < 1e-5 * (1.0 + expected.abs()), "{} {}: {}, {}", isa.name(), name, found, expected);
                }
            }
            let stride = parameter.stride();
            prop_assert!(parameter.padded().iter().zip(0..).all(|(p, at)| at % stride < columns || *p == 0.0));
        }
    }
}

/// The plain loop's states that the optimizer has.
fn states_of<'a>(optimizer: &Optimizer, states: &'a reference::States<f64>) -> impl Iterator<Item = &'a Vec<f64>> {
    OptimizerState::slots(optimizer).into_iter().zip(states).filter_map(|(name, state)| name.map(|_| state))
}

#[test]
fn large_updates_have_the_same_bits_on_any_number_of_threads() {
    let (rows, columns) = (301, 413);
    for optimizer in OPTIMIZERS {
        let run = |threads: usize| {
            let pool = Pool::new(threads).expect("threads");
            let mut draws = Draws(9);
            let mut parameter = Matrix::from_tight(rows, columns, &draws.values(rows * columns));
            let mut state = OptimizerState::new(&optimizer, &parameter);
            for step in 0..3 {
                let gradient = Matrix::from_tight(rows, columns, &draws.values(rows * columns));
                let step = OptimizerStep::new(&optimizer, 0.01, step, &mut MomentumProduct::default());
                state.update(Isa::detect(), &pool, step, &mut parameter, &gradient);
            }
            parameter.to_tight().iter().map(|p| p.to_bits()).collect::<Vec<u32>>()
        };
        let alone = run(1);
        for threads in [2, 3, 64] {
            assert!(run(threads) == alone, "{optimizer:?} {threads} threads");
        }
    }
}

/// From numbers whose squares, sums and products are finite to ones where they are not.
const EXTREMES: [f32; 8] = [0.0, 1e-30, 0.5, -3.0, 1e18, -3e19, 1e33, f32::MAX];

#[test]
fn an_update_tells_whether_it_left_a_number_that_is_not_finite() {
    let mut draws = Draws(4);
    for optimizer in OPTIMIZERS {
        let mut answers = [0; 2];
        let mut hidden = 0;
        for case in 0..2000 {
            let elements = 1 + draws.below(40);
            let mut parameter = Matrix::from_tight(1, elements, &draws.values(elements));
            let mut gradient = Matrix::from_tight(1, elements, &draws.values(elements));
            let mut state = OptimizerState::new(&optimizer, &parameter);
            let at = draws.below(elements);
            parameter.row_mut(0)[at] = EXTREMES[draws.below(8)];
            gradient.row_mut(0)[at] = EXTREMES[draws.below(8)];
            for (name, matrix) in state.matrices_mut() {
                let value = EXTREMES[draws.below(8)];
                matrix.row_mut(0)[at] =
                    if name.contains("square") || name == "second_moment" { value.abs() } else { value };
            }
            let rate = [0.0, 0.01, 1e6][draws.below(3)];
            let step = OptimizerStep::new(&optimizer, rate, case % 5, &mut MomentumProduct::default());
            for isa in Isa::available() {
                let (mut parameter, mut state) = (parameter.clone(), state.clone());
                let is_finite = state.update(isa, &pool(), step, &mut parameter, &gradient);
                assert_eq!(is_finite, all_finite(&parameter, &state), "{} {optimizer:?} {parameter:?}", isa.name());
                answers[usize::from(is_finite)] += 1;
                hidden += usize::from(!is_finite && parameter.padded().iter().all(|p| p.is_finite()));
            }
        }
        assert!(answers.iter().all(|count| *count > 100), "{optimizer:?}: {answers:?}");
        // A square that overflows makes the step 0, and the parameter tells nothing.
        assert!(matches!(optimizer, Optimizer::Sgd { .. }) == (hidden == 0), "{optimizer:?}: {hidden} hidden");
    }
}

#[test]
fn large_updates_tell_of_one_infinite_element_wherever_it_lies_on_any_number_of_threads() {
    let (rows, columns) = (301, 413);
    let mut draws = Draws(10);
    let gradient = Matrix::from_tight(rows, columns, &draws.values(rows * columns));
    let parameter = Matrix::from_tight(rows, columns, &draws.values(rows * columns));
    for threads in [1, 3, 64] {
        let pool = Pool::new(threads).expect("threads");
        for optimizer in OPTIMIZERS {
            let update = |bad: Option<(usize, usize)>| {
                let (mut parameter, mut gradient) = (parameter.clone(), gradient.clone());
                let mut state = OptimizerState::new(&optimizer, &parameter);
                if let Some((row, column)) = bad {
                    gradient.row_mut(row)[column] = f32::MAX;
                }
                // Of a gradient of 3e38 the square overflows, or a step of this rate.
                let step = OptimizerStep::new(&optimizer, 10.0, 0, &mut MomentumProduct::default());
                state.update(Isa::detect(), &pool, step, &mut parameter, &gradient)
            };
            assert!(update(None), "{optimizer:?} {threads} threads");
            for bad in [(0, 0), (0, 412), (150, 200), (300, 0), (300, 412)] {
                assert!(!update(Some(bad)), "{optimizer:?} {threads} threads {bad:?}");
            }
        }
    }
}

#[test]
fn numbers_whose_sum_overflows_are_finite_all_the_same() {
    for optimizer in OPTIMIZERS {
        for isa in Isa::available() {
            let (mut parameter, gradient) = (Matrix::from_tight(1, 70, &[3e38; 70]), Matrix::zeros(1, 70));
            let mut state = OptimizerState::new(&optimizer, &parameter);
            let step = OptimizerStep::new(&optimizer, 0.01, 0, &mut MomentumProduct::default());
            assert!(state.update(isa, &pool(), step, &mut parameter, &gradient), "{} {optimizer:?}", isa.name());
        }
    }
}
