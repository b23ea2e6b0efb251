//! Layer normalisation, merges and noise.

use super::pool;
use crate::support::Draws;
use crate::support::comparison::{close, shapes, wide};
use trainer::kernels::branches::{Joining, join, place_columns, take_columns};
use trainer::kernels::layer_norm::{Affine, Gradients, RowFigures, layer_norm, layer_norm_backward};
use trainer::kernels::{Isa, Matrix, Pool, reference};
use trainer::rng::NoiseDraws;

#[test]
fn layer_norms_equal_the_reference() {
    let mut draws = Draws(6);
    for (rows, _, features) in shapes(&mut draws, 12) {
        let [x, dy] = [0; 2].map(|_| draws.values(rows * features));
        let [gamma, beta] = [0; 2].map(|_| draws.values(features));
        let epsilon = 1e-3;
        let expected = reference::layer_norm(&wide(&x), &wide(&gamma), &wide(&beta), epsilon);
        let back = reference::layer_norm_backward(&wide(&x), &wide(&gamma), epsilon, &wide(&dy));
        let twice: Vec<f64> = back.input.iter().map(|dx| 2.0 * dx).collect();
        for isa in Isa::available() {
            let what = format!("{} {rows}x{features}", isa.name());
            let matrix = |values: &[f32]| Matrix::from_tight(rows, features, values);
            let vector = |values: &[f32]| Matrix::from_tight(1, features, values);
            let (x_m, gamma_m, beta_m) = (matrix(&x), vector(&gamma), vector(&beta));
            let (mut y, mut dx, mut figures) = (matrix(&x), matrix(&x), RowFigures::new(rows));
            let affine = Affine { gamma: Some(&gamma_m), beta: Some(&beta_m) };
            layer_norm(isa, &pool(), rows, &x_m, affine, epsilon as f32, &mut figures, &mut y);
            close(&y.to_tight(), &expected, 2e-5, &what);
            let (mut gamma_gradient, mut beta_gradient) = (vector(&gamma), vector(&beta));
            for (accumulate, expected) in [(false, &back.input), (true, &twice)] {
                let gradients = Gradients {
                    gamma: Some(&mut gamma_gradient),
                    beta: Some(&mut beta_gradient),
                    input: Some((&mut dx, accumulate)),
                };
                let (gamma, figures) = (Some(&gamma_m), &mut figures);
                layer_norm_backward(isa, &pool(), rows, &x_m, gamma, figures, &matrix(&dy), gradients);
                close(&dx.to_tight(), expected, 1e-4, &what);
            }
            close(&gamma_gradient.to_tight(), &back.gamma, 1e-4, &what);
            close(&beta_gradient.to_tight(), &back.beta, 1e-4, &what);
            let is_padding = |index: &usize| index % dx.stride() >= features;
            assert!((0..rows * dx.stride()).filter(is_padding).all(|index| dx.padded()[index] == 0.0), "{what}");
        }
    }
}

#[test]
fn merges_equal_the_reference() {
    let mut draws = Draws(7);
    for (rows, first, second) in shapes(&mut draws, 12) {
        let branches: Vec<Vec<f32>> = (0..4).map(|_| draws.values(rows * first)).collect();
        let wides: Vec<Vec<f64>> = branches.iter().map(|branch| wide(branch)).collect();
        let wides: Vec<&[f64]> = wides.iter().map(Vec::as_slice).collect();
        let matrices: Vec<Matrix> = branches.iter().map(|branch| Matrix::from_tight(rows, first, branch)).collect();
        for isa in Isa::available() {
            let what = format!("{} {rows}x{first}", isa.name());
            for (joining, expected) in
                [(Joining::Sum, reference::add(&wides)), (Joining::Product, reference::multiply(&wides))]
            {
                let mut output = Matrix::zeros(rows, first);
                join(isa, &pool(), rows, joining, matrices.iter(), &mut output, false);
                close(&output.to_tight(), &expected, 1e-6, &what);
                join(isa, &pool(), rows, joining, matrices.iter(), &mut output, true);
                close(&output.to_tight(), &expected.iter().map(|x| 2.0 * x).collect::<Vec<_>>(), 1e-6, &what);
            }
        }
        // Side by side, and apart again.
        let other = draws.values(rows * second);
        let other_m = Matrix::from_tight(rows, second, &other);
        let mut side_by_side = Matrix::zeros(rows, first + second);
        place_columns(rows, &matrices[0], 0, &mut side_by_side);
        place_columns(rows, &other_m, first, &mut side_by_side);
        assert_eq!(side_by_side.to_tight(), reference::concat(rows, &[&branches[0], &other]));
        let apart = reference::concat_backward(&[first, second], &side_by_side.to_tight());
        let mut taken = Matrix::zeros(rows, second);
        take_columns(rows, &side_by_side, first, &mut taken, false);
        assert_eq!((taken.to_tight(), apart[0].clone()), (other, branches[0].clone()));
        take_columns(rows, &side_by_side, first, &mut taken, true);
        assert_eq!(taken.to_tight(), apart[1].iter().map(|x| 2.0 * x).collect::<Vec<_>>());
    }
}

#[test]
fn large_layer_norms_and_merges_have_the_same_bits_on_any_number_of_threads() {
    let mut draws = Draws(8);
    let (rows, features) = (257, 413);
    let [x, dy] = [0; 2].map(|_| Matrix::from_tight(rows, features, &draws.values(rows * features)));
    let gamma = Matrix::from_tight(1, features, &draws.values(features));
    let run = |threads: usize| {
        let (isa, pool) = (Isa::detect(), Pool::new(threads).expect("threads"));
        let mut figures = RowFigures::new(rows);
        let [mut y, mut dx, mut joined] = [0; 3].map(|_| Matrix::zeros(rows, features));
        let [mut gamma_gradient, mut beta_gradient] = [0; 2].map(|_| Matrix::zeros(1, features));
        let affine = Affine { gamma: Some(&gamma), beta: None };
        layer_norm(isa, &pool, rows, &x, affine, 1e-3, &mut figures, &mut y);
        let gradients = Gradients {
            gamma: Some(&mut gamma_gradient),
            beta: Some(&mut beta_gradient),
            input: Some((&mut dx, false)),
        };
        layer_norm_backward(isa, &pool, rows, &x, Some(&gamma), &mut figures, &dy, gradients);
        join(isa, &pool, rows, Joining::Product, [&x, &dy].into_iter(), &mut joined, false);
        let matrices = [y, dx, joined, gamma_gradient, beta_gradient];
        matrices.map(|matrix| matrix.to_tight().iter().map(|value| value.to_bits()).collect::<Vec<_>>())
    };
    let alone = run(1);
    for threads in [2, 3, 64] {
        assert!(run(threads) == alone, "{threads} threads");
    }
}

#[test]
fn noise_is_drawn_as_the_formula_says() {
    for (seed, step) in [(1, 0), (u32::MAX, 1 << 31)] {
        let draws = NoiseDraws::new(seed, "noise_1");
        let mut noise = vec![0.0; 3001];
        draws.fill(step, 0.25, &mut noise);
        for (element, found) in (0..).zip(&noise) {
            let expected = 0.25 * draws.draw(step, element);
            assert!((f64::from(*found) - expected).abs() <= 1e-7 * expected.abs(), "{element}: {found} {expected}");
        }
        let mean = noise.iter().map(|n| f64::from(*n)).sum::<f64>() / 3001.0;
        let deviation = (noise.iter().map(|n| (f64::from(*n) - mean).powi(2)).sum::<f64>() / 3001.0).sqrt();
        // Within four standard errors.
        assert!(mean.abs() < 0.02 && (deviation - 0.25).abs() < 0.013, "{mean} {deviation}");
    }
}
