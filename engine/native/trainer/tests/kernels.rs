//! Every fast kernel equals its plain reference on every instruction set of the machine, on odd shapes.

mod support;

use support::Draws;
use support::comparison::{close, shapes, wide};
use trainer::ir::{ActivationFunction, LossFunction};
use trainer::kernels::epilogue::{
    Backward, Dropped, Forward, NormFigures, Normalization, Normalize, Running, backward, forward, track,
};
use trainer::kernels::keep_bits::{KeepBits, KeepStream};
use trainer::kernels::losses::{GradientOf, LossWork, loss};
use trainer::kernels::rows::{gather, softmax, softmax_backward};
use trainer::kernels::{Isa, Matrix, Pool, reference};
use trainer::rng::DropoutMask;

const FUNCTIONS: &[ActivationFunction] = &[
    ActivationFunction::Linear,
    ActivationFunction::Tanh,
    ActivationFunction::Sigmoid,
    ActivationFunction::Relu,
    ActivationFunction::Softsign,
];

fn pool() -> Pool {
    Pool::new(1).expect("no thread is started")
}

#[test]
fn keep_bits_equal_the_dropout_stream() {
    for (seed, rate, step, elements) in
        [(1, 0.5, 0, 1024), (7, 0.1, 3, 77), (u32::MAX, 0.93, 1 << 31, 2049), (3, 0.0, 9, 64)]
    {
        let mask = DropoutMask::new(seed, "dropout_1", rate);
        for isa in Isa::available() {
            let mut bits = KeepBits::new(elements);
            KeepStream::new(seed, "dropout_1", rate).fill(isa, step, elements, &mut bits);
            for element in 0..elements {
                assert_eq!(bits.keeps(element), mask.keeps(step, element as u64), "{} {element}", isa.name());
            }
        }
    }
}

/// Runs one fused visit forward and back, with every combination of parts, and compares it part by part.
#[test]
fn fused_visits_equal_the_reference() {
    let mut draws = Draws(3);
    for (rows, _, features) in shapes(&mut draws, 8) {
        for (case, function) in FUNCTIONS.iter().copied().cycle().take(16).enumerate() {
            let (has_norm, has_dropout) = (case & 4 > 0, case & 8 > 0);
            for isa in Isa::available() {
                fused_visit(&mut draws, isa, rows, features, function, has_norm, has_dropout);
            }
        }
    }
}

fn fused_visit(
    draws: &mut Draws,
    isa: Isa,
    rows: usize,
    features: usize,
    function: ActivationFunction,
    has_norm: bool,
    has_dropout: bool,
) {
    let what = format!("{} {rows}x{features} {function:?} norm {has_norm} dropout {has_dropout}", isa.name());
    let (epsilon, momentum, rate) = (1e-3, 0.9, 0.3);
    let [z, gradient] = [0; 2].map(|_| draws.values(rows * features));
    let [gamma, beta, mean, variance] = [0; 4].map(|_| draws.values(features));
    let bits = {
        let mut bits = KeepBits::new(rows * features);
        KeepStream::new(5, "d", rate).fill(isa, 2, rows * features, &mut bits);
        bits
    };
    let keep: Vec<bool> = (0..rows * features).map(|element| !has_dropout || bits.keeps(element)).collect();
    let used_rate = if has_dropout { rate } else { 0.0 };
    let norm = reference::batch_norm(rows, &wide(&z), &wide(&gamma), &wide(&beta), epsilon);
    let y = if has_norm { norm.output.clone() } else { wide(&z) };
    let a = reference::activation(function, None, features, &y);
    let d = reference::dropout(&a, &keep, used_rate);
    let da = reference::dropout(&wide(&gradient), &keep, used_rate);
    let dy = reference::activation_backward(function, None, features, &y, &da);
    let back = reference::batch_norm_backward(rows, &wide(&z), &wide(&gamma), epsilon, &dy);

    let matrix = |values: &[f32]| Matrix::from_tight(rows, features, values);
    let vector = |values: &[f32]| Matrix::from_tight(1, features, values);
    let (z_m, gamma_m, beta_m) = (matrix(&z), vector(&gamma), vector(&beta));
    let (mut running_mean, mut running_variance) = (vector(&mean), vector(&variance));
    let [mut output, mut normalized, mut activated, mut dz] = [0; 4].map(|_| Matrix::zeros(rows, features));
    let mut figures = NormFigures::new(features);
    let dropout = has_dropout.then_some(Dropped { bits: &bits, scale: (1.0 / (1.0 - rate)) as f32 });
    let parameters = Normalization { gamma: Some(&gamma_m), beta: Some(&beta_m), epsilon: epsilon as f32 };
    forward(
        isa,
        &pool(),
        Forward {
            rows,
            input: &z_m,
            normalize: has_norm.then_some((Normalize::Batch(parameters), &mut figures)),
            function,
            dropout,
            normalized: Some(&mut normalized),
            activated: Some(&mut activated),
            output: &mut output,
        },
    );
    close(&output.to_tight(), &d, 2e-5, &what);
    if has_norm {
        close(&normalized.to_tight(), &y, 2e-5, &what);
        close(figures.mean(), &norm.mean, 1e-5, &what);
        close(figures.variance(), &norm.variance, 1e-5, &what);
        let (mean_m, variance_m) = (&mut running_mean, &mut running_variance);
        let running = Running { mean: mean_m, variance: variance_m, momentum, unbiased: rows > 1 };
        track(isa, rows, &figures, running);
        close(&running_mean.to_tight(), &reference::running(&wide(&mean), &norm.mean, momentum), 1e-5, &what);
        let correction = if rows > 1 { rows as f64 / (rows as f64 - 1.0) } else { 1.0 };
        let tracked: Vec<f64> = norm.variance.iter().map(|variance| variance * correction).collect();
        close(&running_variance.to_tight(), &reference::running(&wide(&variance), &tracked, momentum), 1e-5, &what);
    }
    if has_dropout {
        close(&activated.to_tight(), &a, 2e-5, &what);
    }
    backward(
        isa,
        &pool(),
        Backward {
            rows,
            input: &z_m,
            output: &output,
            normalize: has_norm.then_some((Some(&gamma_m), &mut figures)),
            function,
            dropout,
            gradient: &matrix(&gradient),
            normalized: Some(&mut normalized),
            activated: Some(&mut activated),
            input_gradient: &mut dz,
            accumulate: false,
        },
    );
    if has_norm {
        // Against the sums the centring subtracts from.
        let scale = dy.iter().zip(0..).fold(1e-3_f64, |most, (dy, i): (&f64, usize)| {
            let feature = i % features;
            most.max((dy * gamma[feature] as f64 / (norm.variance[feature] + epsilon).sqrt()).abs())
        });
        let scaled: Vec<f32> = dz.to_tight().iter().map(|dz| dz / scale as f32).collect();
        let expected: Vec<f64> = back.input.iter().map(|dz| dz / scale).collect();
        for (found, expected) in scaled.iter().zip(&expected) {
            assert!((f64::from(*found) - expected).abs() < 2e-4, "{what}: found {found}, expected {expected}");
        }
        close(&normalized.to_tight(), &dy, 1e-4, &what);
        close(figures.gamma_gradient(), &back.gamma, 1e-3, &what);
        close(figures.beta_gradient(), &back.beta, 1e-4, &what);
    } else {
        close(&dz.to_tight(), &dy, 1e-4, &what);
    }
    if has_dropout {
        close(&activated.to_tight(), &da, 1e-5, &what);
    }
}

#[test]
fn softmax_and_losses_equal_the_reference() {
    let mut draws = Draws(4);
    for (rows, _, width) in shapes(&mut draws, 12) {
        let x = draws.values(rows * width);
        let dp = draws.values(rows * width);
        let p = reference::activation(ActivationFunction::Softmax, None, width, &wide(&x));
        let dx = reference::activation_backward(ActivationFunction::Softmax, None, width, &wide(&x), &wide(&dp));
        let mut target = vec![0.0; rows * width];
        let mut classes = Vec::new();
        for row in target.chunks_mut(width) {
            classes.push(draws.below(width) as f32);
            row[classes[classes.len() - 1] as usize] = 1.0;
        }
        let weights: Vec<f32> = (0..rows).map(|_| draws.below(4) as f32 * 0.7).collect();
        let p_32: Vec<f32> = p.iter().map(|p| *p as f32).collect();
        for isa in Isa::available() {
            let what = format!("{} {rows}x{width}", isa.name());
            let matrix = |values: &[f32]| Matrix::from_tight(rows, width, values);
            let (mut p_m, mut gradient) = (Matrix::zeros(rows, width), Matrix::zeros(rows, width));
            softmax(isa, rows, &matrix(&x), &mut p_m);
            close(&p_m.to_tight(), &p, 1e-6, &what);
            softmax_backward(isa, rows, &matrix(&p_32), &matrix(&dp), &mut gradient, false);
            close(&gradient.to_tight(), &dx, 1e-5, &what);
            for kind in [
                LossFunction::BinaryCrossEntropy,
                LossFunction::CategoricalCrossEntropy,
                LossFunction::SparseCategoricalCrossEntropy,
                LossFunction::MeanSquaredError,
                LossFunction::MeanAbsoluteError,
                LossFunction::Huber { delta: 0.3 },
            ] {
                // Away from 1, where float32 cannot tell 1 − 1e-7 from its neighbours.
                let p_32: Vec<f32> = p_32.iter().map(|p| p.min(0.99)).collect();
                let is_sparse = kind == LossFunction::SparseCategoricalCrossEntropy;
                let target = if is_sparse { Matrix::from_tight(rows, 1, &classes) } else { matrix(&target) };
                let (value, y) = (wide(&p_32), wide(&target.to_tight()));
                for row_weights in [None, Some(&weights[..])] {
                    let wide_weights = row_weights.map(wide);
                    let expected = reference::loss(kind, rows, &value, &y, wide_weights.as_deref());
                    let slope = reference::loss_gradient(kind, rows, &value, &y, wide_weights.as_deref());
                    let mut work = |accumulate: bool| {
                        let work = LossWork {
                            kind,
                            rows,
                            value: &matrix(&p_32),
                            target: &target,
                            row_weights,
                            scale: 1.0 / rows as f32,
                            gradient: Some((&mut gradient, accumulate, GradientOf::Value)),
                        };
                        (loss(isa, work), gradient.to_tight())
                    };
                    let what = format!("{kind:?} {what}");
                    let (found, once) = work(false);
                    close(&[(found / rows as f64) as f32], &[expected], 1e-5, &what);
                    close(&once, &slope, 1e-5, &what);
                    let (_, twice) = work(true);
                    close(&twice, &slope.iter().map(|slope| 2.0 * slope).collect::<Vec<f64>>(), 1e-5, &what);
                }
            }
        }
    }
}

#[test]
fn gathering_takes_the_rows_named_and_leaves_padding_zero() {
    let mut draws = Draws(5);
    for columns in [1, 14, 16, 17, 130] {
        let source = draws.values(50 * columns);
        let order = [49, 0, 7, 7];
        for isa in Isa::available() {
            let mut batch = Matrix::zeros(4, columns);
            gather(isa, &source, &order, &mut batch);
            for (row, from) in order.into_iter().enumerate() {
                assert_eq!(batch.row(row), &source[from as usize * columns..][..columns]);
                assert!(batch.padded()[row * batch.stride()..][columns..batch.stride()].iter().all(|x| *x == 0.0));
            }
        }
    }
}

/// Activations over the whole range a float32 network can reach, against f64: few units in the last place.
#[test]
fn activations_are_accurate_and_keep_nan() {
    let mut x: Vec<f32> = (-4000..=4000).map(|i| i as f32 * 0.005).collect();
    x.extend([1e-30, -1e-30, 1e-4, -1e-4, 50.0, -50.0, 80.0, -80.0, 1e30, -1e30]);
    for isa in Isa::available() {
        for function in [ActivationFunction::Tanh, ActivationFunction::Sigmoid, ActivationFunction::Softsign] {
            let run = |values: &[f32]| {
                let (input, mut output) = (Matrix::from_tight(1, values.len(), values), Matrix::zeros(1, values.len()));
                forward(
                    isa,
                    &pool(),
                    Forward {
                        rows: 1,
                        input: &input,
                        normalize: None,
                        function,
                        dropout: None,
                        normalized: None,
                        activated: None,
                        output: &mut output,
                    },
                );
                output.to_tight()
            };
            for (x, found) in x.iter().zip(run(&x)) {
                let exact = reference::activation(function, None, 1, &[f64::from(*x)])[0];
                // Beyond e^±87 float32 has no normal number for 1/(1+eˣ).
                let error = (f64::from(found) - exact).abs() / exact.abs().max(1e-32);
                assert!(error < 1e-6, "{} {function:?}({x}): found {found}, expected {exact}", isa.name());
            }
            assert!(run(&[f32::NAN])[0].is_nan(), "{} {function:?}", isa.name());
        }
    }
}
