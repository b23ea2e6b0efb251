//! The matrix products equal their plain references on every instruction set of the machine, and each other bit for bit
//! however they are cut, shared out or fused.

use crate::support::Draws;
use crate::support::comparison::{close, first_rows, shapes, wide};
use trainer::kernels::product::{Descending, dense, dense_descent, dense_input_gradient, dense_weight_gradient};
use trainer::kernels::rows::column_sums;
use trainer::kernels::update::{SgdStep, sgd};
use trainer::kernels::{Isa, Matrix, Pool, reference};

fn pool() -> Pool {
    Pool::new(1).expect("no thread is started")
}

#[test]
fn dense_products_equal_the_reference() {
    let mut draws = Draws(1);
    for (rows, inputs, outputs) in shapes(&mut draws, 30) {
        let x = draws.values(rows * inputs);
        let weight = draws.values(inputs * outputs);
        let bias = draws.values(outputs);
        let dz = draws.values(rows * outputs);
        let expected = reference::dense(rows, &wide(&x), &wide(&weight), Some(&wide(&bias)), outputs);
        let back = reference::dense_backward(rows, &wide(&x), &wide(&weight), &wide(&dz));
        for isa in Isa::available() {
            let what = format!("{} {rows}x{inputs}x{outputs}", isa.name());
            // More rows than are used, as in a last partial batch.
            let [mut x_m, mut z, mut dz_m, mut dx] =
                [inputs, outputs, outputs, inputs].map(|columns| Matrix::zeros(rows + 3, columns));
            for row in 0..rows {
                x_m.row_mut(row).copy_from_slice(&x[row * inputs..][..inputs]);
                dz_m.row_mut(row).copy_from_slice(&dz[row * outputs..][..outputs]);
            }
            let weight_m = Matrix::from_tight(inputs, outputs, &weight);
            let bias_m = Matrix::from_tight(1, outputs, &bias);
            dense(isa, &pool(), rows, &x_m, &weight_m, Some(&bias_m), &mut z);
            close(&first_rows(&z, rows), &expected, 1e-5, &what);
            let mut dw = Matrix::zeros(inputs, outputs);
            dense_weight_gradient(isa, &pool(), rows, &x_m, &dz_m, &mut dw);
            close(&dw.to_tight(), &back.weight, 1e-5, &what);
            let mut db = Matrix::zeros(1, outputs);
            column_sums(isa, rows, &dz_m, &mut db);
            close(&db.to_tight(), &back.bias, 1e-5, &what);
            dense_input_gradient(isa, &pool(), rows, &dz_m, &weight_m, &mut dx, false);
            close(&first_rows(&dx, rows), &back.input, 1e-5, &what);
            dense_input_gradient(isa, &pool(), rows, &dz_m, &weight_m, &mut dx, true);
            let twice: Vec<f64> = back.input.iter().map(|dx| 2.0 * dx).collect();
            close(&first_rows(&dx, rows), &twice, 1e-5, &what);
            assert!(dw.padded().iter().zip(0..).all(|(w, i)| i % dw.stride() < outputs || *w == 0.0), "{what}");
        }
    }
}

#[test]
fn large_products_have_the_same_bits_on_any_number_of_threads() {
    let mut draws = Draws(2);
    // Packed, and in halves of its depth.
    for (rows, inputs, outputs) in [(257, 301, 413), (61, 785, 100)] {
        let mut matrix = |rows: usize, columns: usize| {
            let values = draws.values(rows * columns);
            Matrix::from_tight(rows, columns, &values)
        };
        let (x, weight) = (matrix(rows, inputs), matrix(inputs, outputs));
        let (bias, dz) = (matrix(1, outputs), matrix(rows, outputs));
        let run = |threads: usize| {
            let pool = Pool::new(threads).expect("threads");
            let (isa, mut z) = (Isa::detect(), Matrix::zeros(rows, outputs));
            let (mut dw, mut dx) = (Matrix::zeros(inputs, outputs), Matrix::zeros(rows, inputs));
            dense(isa, &pool, rows, &x, &weight, Some(&bias), &mut z);
            dense_weight_gradient(isa, &pool, rows, &x, &dz, &mut dw);
            dense_input_gradient(isa, &pool, rows, &dz, &weight, &mut dx, false);
            [z, dw, dx].map(|matrix| matrix.to_tight().iter().map(|value| value.to_bits()).collect::<Vec<_>>())
        };
        let alone = run(1);
        for threads in [2, 3, 64] {
            assert!(run(threads) == alone, "{rows}x{inputs}x{outputs} on {threads} threads");
        }
    }
}

/// (batch, in, out) on both sides of every border between ways to compute a product: read in place or packed, one or
/// several blocks deep, wide and tall, alone or shared out, narrow rests.
const LARGE: &[(usize, usize, usize)] = &[
    (60, 784, 100),
    (31, 1001, 33),
    (40, 513, 17),
    (20, 600, 512),
    (257, 301, 413),
    (300, 530, 270),
    (256, 1024, 10),
    (49, 3001, 49),
    (1, 700, 700),
    (1030, 130, 140),
];

#[test]
fn large_products_equal_the_reference_and_every_instruction_set_with_fused_sums_agrees() {
    let mut draws = Draws(7);
    for &(rows, inputs, outputs) in LARGE {
        let (x, weight, dz) =
            (draws.values(rows * inputs), draws.values(inputs * outputs), draws.values(rows * outputs));
        let bias = draws.values(outputs);
        let expected = reference::dense(rows, &wide(&x), &wide(&weight), Some(&wide(&bias)), outputs);
        let back = reference::dense_backward(rows, &wide(&x), &wide(&weight), &wide(&dz));
        let (x, weight) = (Matrix::from_tight(rows, inputs, &x), Matrix::from_tight(inputs, outputs, &weight));
        let (dz, bias) = (Matrix::from_tight(rows, outputs, &dz), Matrix::from_tight(1, outputs, &bias));
        let mut bits = Vec::new();
        for isa in Isa::available() {
            let what = format!("{} {rows}x{inputs}x{outputs}", isa.name());
            let (mut z, mut dw) = (Matrix::zeros(rows, outputs), Matrix::zeros(inputs, outputs));
            let mut dx = Matrix::zeros(rows, inputs);
            dense(isa, &pool(), rows, &x, &weight, Some(&bias), &mut z);
            dense_weight_gradient(isa, &pool(), rows, &x, &dz, &mut dw);
            dense_input_gradient(isa, &pool(), rows, &dz, &weight, &mut dx, false);
            close(&z.to_tight(), &expected, 1e-5, &what);
            assert!(z.padded().iter().all(|z| z.is_finite()), "{what}");
            close(&dw.to_tight(), &back.weight, 1e-5, &what);
            close(&dx.to_tight(), &back.input, 1e-5, &what);
            if isa.name() != "portable" {
                bits.push([z, dw, dx].map(|m| m.padded().iter().map(|x| x.to_bits()).collect::<Vec<_>>()));
            }
        }
        assert!(bits.iter().all(|these| *these == bits[0]), "{rows}x{inputs}x{outputs}");
    }
}

#[test]
fn a_fused_descent_has_the_bits_of_gradient_and_step() {
    let mut draws = Draws(8);
    for &(rows, inputs, outputs) in LARGE.iter().chain(&[(16, 14, 64), (16, 64, 2), (3, 1, 1)]) {
        for (isa, nesterov) in Isa::available().into_iter().flat_map(|isa| [(isa, false), (isa, true)]) {
            let mut matrix = |rows: usize, columns: usize| {
                let values = draws.values(rows * columns);
                Matrix::from_tight(rows, columns, &values)
            };
            let (x, dz) = (matrix(rows, inputs), matrix(rows, outputs));
            let (mut weight, mut velocity) = (matrix(inputs, outputs), matrix(inputs, outputs));
            let step = SgdStep { learning_rate: 0.07, momentum: 0.9, nesterov };
            let mut gradient = Matrix::zeros(inputs, outputs);
            let (mut fused_weight, mut fused_velocity) = (weight.clone(), velocity.clone());
            dense_weight_gradient(isa, &pool(), rows, &x, &dz, &mut gradient);
            sgd(isa, &pool(), step, &mut weight, &mut velocity, &gradient);
            let to = Descending { weight: &mut fused_weight, velocity: &mut fused_velocity, step };
            dense_descent(isa, &pool(), rows, &x, &dz, to, &mut gradient);
            let bits = |m: &Matrix| m.padded().iter().map(|x| x.to_bits()).collect::<Vec<_>>();
            let what = format!("{} {rows}x{inputs}x{outputs}", isa.name());
            assert!(bits(&weight) == bits(&fused_weight), "{what}");
            assert!(bits(&velocity) == bits(&fused_velocity), "{what}");
        }
    }
}

#[test]
fn a_fused_descent_tells_of_one_infinite_element_wherever_it_lies_on_any_number_of_threads() {
    let mut draws = Draws(9);
    for &(rows, inputs, outputs) in LARGE.iter().chain(&[(16, 14, 64), (16, 64, 64), (3, 1, 1)]) {
        let mut matrix = |rows: usize, columns: usize| {
            let values = draws.values(rows * columns);
            Matrix::from_tight(rows, columns, &values)
        };
        let (x, dz) = (matrix(rows, inputs), matrix(rows, outputs));
        let (weight, velocity) = (matrix(inputs, outputs), matrix(inputs, outputs));
        let mut spare = Matrix::zeros(inputs, outputs);
        let places = [(0, 0), (inputs / 2, outputs / 2), (inputs - 1, outputs - 1)];
        for threads in [1, 64] {
            let pool = Pool::new(threads).expect("threads");
            for (isa, nesterov) in Isa::available().into_iter().flat_map(|isa| [(isa, false), (isa, true)]) {
                let mut descend = |bad: Option<(usize, usize)>| {
                    let (mut weight, mut velocity) = (weight.clone(), velocity.clone());
                    if let Some((row, column)) = bad {
                        (weight.row_mut(row)[column], velocity.row_mut(row)[column]) = (3e38, 3e38);
                    }
                    let step = SgdStep { learning_rate: 0.07, momentum: 0.9, nesterov };
                    let to = Descending { weight: &mut weight, velocity: &mut velocity, step };
                    dense_descent(isa, &pool, rows, &x, &dz, to, &mut spare)
                };
                let what = format!("{} {rows}x{inputs}x{outputs} {threads} threads", isa.name());
                assert!(descend(None), "{what}");
                let (mut huge, mut still) = (weight.clone(), Matrix::zeros(inputs, outputs));
                huge.padded_mut().fill(3e38);
                let step = SgdStep { learning_rate: 0.0, momentum: 0.9, nesterov };
                let to = Descending { weight: &mut huge, velocity: &mut still, step };
                // The sum overflows, no number does.
                assert!(dense_descent(isa, &pool, rows, &x, &dz, to, &mut Matrix::zeros(inputs, outputs)), "{what}");
                for bad in places {
                    assert!(!descend(Some(bad)), "{what} {bad:?}");
                }
            }
        }
    }
}

#[test]
fn a_panic_in_a_task_is_raised_again_and_the_pool_goes_on() {
    let pool = Pool::new(3).expect("threads");
    let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        pool.run(50, &|task| assert!(task != 31, "task 31"));
    }));
    assert!(result.is_err());
    let sum = std::sync::atomic::AtomicUsize::new(0);
    pool.run(100, &|task| {
        sum.fetch_add(task, std::sync::atomic::Ordering::Relaxed);
    });
    assert_eq!(sum.into_inner(), 4950);
}
