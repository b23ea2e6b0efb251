//! Fused visits, and the activations in them one by one.

use super::pool;
use crate::support::comparison::{close, shapes, wide};
use crate::support::{Draws, alpha_of, functions};
use trainer::ir::ActivationFunction;
use trainer::kernels::epilogue::{
    Backward, Dropped, Forward, Function, NormFigures, Normalization, Normalize, Running, backward, forward, track,
};
use trainer::kernels::keep_bits::{KeepBits, KeepStream};
use trainer::kernels::{Isa, Matrix, reference};

/// The functions that work element by element.
fn elementwise() -> impl Iterator<Item = Function> {
    let functions = functions().into_iter().filter(|function| *function != ActivationFunction::Softmax);
    functions.map(|function| Function { function, alpha: alpha_of(function).map_or(0.0, |alpha| alpha as f32) })
}

/// Runs one fused visit forward and back, with every combination of parts, and compares it part by part.
#[test]
fn fused_visits_equal_the_reference() {
    let mut draws = Draws(3);
    for (rows, _, features) in shapes(&mut draws, 8) {
        for function in elementwise() {
            for (has_norm, has_dropout) in [(false, false), (true, false), (false, true), (true, true)] {
                for isa in Isa::available() {
                    fused_visit(&mut draws, isa, rows, features, function, has_norm, has_dropout);
                }
            }
        }
    }
}

fn fused_visit(
    draws: &mut Draws,
    isa: Isa,
    rows: usize,
    features: usize,
    function: Function,
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
    let a = reference::activation(function.function, Some(f64::from(function.alpha)), features, &y);
    let d = reference::dropout(&a, &keep, used_rate);
    let da = reference::dropout(&wide(&gradient), &keep, used_rate);
    let dy = reference::activation_backward(function.function, Some(f64::from(function.alpha)), features, &y, &da);
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
        assert!(track(isa, rows, &figures, running), "{what}");
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
            normalize: has_norm.then_some((parameters, &mut figures)),
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

fn activate(isa: Isa, function: Function, x: &[f32]) -> Vec<f32> {
    let (input, mut output) = (Matrix::from_tight(1, x.len(), x), Matrix::zeros(1, x.len()));
    let work = Forward {
        rows: 1,
        input: &input,
        normalize: None,
        function,
        dropout: None,
        normalized: None,
        activated: None,
        output: &mut output,
    };
    forward(isa, &pool(), work);
    output.to_tight()
}

/// f′(x), as the gradient of a value whose own gradient is 1.
fn slopes(isa: Isa, function: Function, x: &[f32]) -> Vec<f32> {
    let (ones, mut slopes) = (Matrix::from_tight(1, x.len(), &vec![1.0; x.len()]), Matrix::zeros(1, x.len()));
    let work = Backward {
        rows: 1,
        input: &Matrix::from_tight(1, x.len(), x),
        output: &Matrix::from_tight(1, x.len(), &activate(isa, function, x)),
        normalize: None,
        function,
        dropout: None,
        gradient: &ones,
        normalized: None,
        activated: None,
        input_gradient: &mut slopes,
        accumulate: false,
    };
    backward(isa, &pool(), work);
    slopes.to_tight()
}

/// Activations over the whole range a float32 network can reach, against f64: few units in the last place.
#[test]
fn activations_are_accurate_and_keep_nan() {
    let mut x: Vec<f32> = (-4000..=4000).map(|i| i as f32 * 0.005).collect();
    x.extend([1e-30, -1e-30, 1e-4, -1e-4, 50.0, -50.0, 80.0, -80.0, 1e30, -1e30]);
    for isa in Isa::available() {
        for function in elementwise() {
            let what = format!("{} {:?}", isa.name(), function.function);
            // The tail of gelu is the exponential of a polynomial, whose rounding it inherits.
            let precision = match function.function {
                ActivationFunction::Gelu | ActivationFunction::GeluTanh => 3e-5,
                _ => 1e-6,
            };
            let alpha = f64::from(function.alpha);
            for ((x, found), slope) in x.iter().zip(activate(isa, function, &x)).zip(slopes(isa, function, &x)) {
                let wide = f64::from(*x);
                let exact = reference::activation(function.function, Some(alpha), 1, &[wide])[0];
                // Beyond e^±87 float32 has no normal number for 1/(1+eˣ).
                let error = (f64::from(found) - exact).abs() / exact.abs().max(1e-30 * wide.abs().max(1.0));
                assert!(error < precision, "{what}({x}): found {found}, expected {exact}");
                let exact = reference::derivative(function.function, alpha, wide);
                let error = (f64::from(slope) - exact).abs();
                assert!(error < 2e-6, "{what}′({x}): found {slope}, expected {exact}");
            }
            assert!(activate(isa, function, &[f32::NAN])[0].is_nan(), "{what}");
        }
    }
}
