//! Every fast kernel equals its plain reference on every instruction set of the machine, on odd shapes.

mod epilogues;
mod rows_and_merges;

use crate::support::Draws;
use crate::support::comparison::{close, shapes, wide};
use trainer::ir::{ActivationFunction, LossFunction};
use trainer::kernels::gather::gather;
use trainer::kernels::keep_bits::{KeepBits, KeepStream};
use trainer::kernels::losses::{GradientOf, LossWork, loss};
use trainer::kernels::rows::{softmax, softmax_backward};
use trainer::kernels::{Isa, Matrix, Pool, reference};
use trainer::rng::DropoutMask;

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
    // Alone, shared out by rows, and by halves of rows.
    for (rows, columns) in [(4, 1), (4, 14), (4, 16), (4, 17), (4, 130), (67, 300), (32, 513), (35, 785)] {
        let source = draws.values(50 * columns);
        let order: Vec<u32> = [49, 0, 7, 7].into_iter().cycle().zip(0..rows).map(|(row, i)| (row + i) % 50).collect();
        for (isa, threads) in Isa::available().into_iter().flat_map(|isa| [(isa, 1), (isa, 2), (isa, 3)]) {
            let pool = Pool::new(threads).expect("threads");
            let mut batch = Matrix::zeros(rows as usize, columns);
            gather(isa, &pool, &source, &order, &mut batch);
            for (row, from) in order.iter().enumerate() {
                assert_eq!(batch.row(row), &source[*from as usize * columns..][..columns]);
                assert!(batch.padded()[row * batch.stride()..][columns..batch.stride()].iter().all(|x| *x == 0.0));
            }
        }
    }
}
