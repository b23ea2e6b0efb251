//! Optimizer steps against their formulas in f64.

use trainer::ir::Optimizer;
use trainer::kernels::{Isa, Matrix, Pool};
use trainer::optimizers::{MomentumProduct, OptimizerState, OptimizerStep};

/// However close to 1 its decay rates, Adam's first step is lr·g/(|g| + ε): the corrections undo 1−β₁ and 1−β₂.
#[test]
fn the_first_step_of_adam_is_the_learning_rate_whatever_its_decay_rates() {
    let pool = Pool::new(1).expect("no thread is started");
    let gradient = Matrix::from_tight(1, 4, &[1.0, -0.5, 3.0, 1e-3]);
    for isa in Isa::available() {
        for (beta_1, beta_2) in [(0.9, 0.999), (0.999_999, 0.999_999), (0.5, 0.999_999_9)] {
            let adam = Optimizer::Adam { learning_rate: 0.01, beta_1, beta_2, epsilon: 1e-8 };
            let mut parameter = Matrix::zeros(1, 4);
            let mut state = OptimizerState::new(&adam, &parameter);
            let step = OptimizerStep::new(&adam, 0.01, 0, &mut MomentumProduct::default());
            state.update(isa, &pool, step, &mut parameter, &gradient);
            for (moved, gradient) in parameter.row(0).iter().zip(gradient.row(0)) {
                let g = f64::from(*gradient);
                let expected = -0.01 * g / (g.abs() + 1e-8);
                let error = (f64::from(*moved) / expected - 1.0).abs();
                assert!(error < 2e-6, "{} β {beta_1}, {beta_2}: {moved}, expected {expected}", isa.name());
            }
        }
    }
}
