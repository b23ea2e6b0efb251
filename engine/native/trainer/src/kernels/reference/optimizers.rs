//! Optimizer steps as PyTorch's documentation writes them (SGD's as Keras's legacy one), in plain loops.

use super::Real;
use crate::ir::Optimizer;

/// What an optimizer remembers of one parameter: as many vectors as it has states, in the order of their names.
pub type States<R> = [Vec<R>; 3];

/// The states a run begins with, for a parameter of `elements` values.
pub fn first_states<R: Real>(optimizer: &Optimizer, elements: usize) -> States<R> {
    let mut states = [0; 3].map(|_| vec![R::of(0.0); elements]);
    if let Optimizer::Adagrad { initial_accumulator_value, .. } = *optimizer {
        states[0].fill(R::of(initial_accumulator_value));
    }
    states
}

fn power<R: Real>(base: R, exponent: u32) -> R {
    (0..exponent).fold(R::of(1.0), |product, _| product * base)
}

/// Moves a parameter against its gradient in step `step`, counted from 0, at the schedule's learning rate.
pub fn optimize<R: Real>(
    optimizer: &Optimizer,
    learning_rate: f64,
    step: u32,
    parameter: &mut [R],
    states: &mut States<R>,
    gradient: &[R],
) {
    let one = R::of(1.0);
    let [first, second, third] = states;
    let each = parameter.iter_mut().zip(first).zip(second).zip(third).zip(gradient);
    for ((((p, first), second), third), g) in each {
        match *optimizer {
            Optimizer::Sgd { decay, momentum, nesterov, .. } => {
                let rate = R::of(learning_rate / (1.0 + decay * f64::from(step)));
                let momentum = R::of(momentum);
                *first = momentum * *first - rate * *g;
                *p += if nesterov { momentum * *first - rate * *g } else { *first };
            }
            Optimizer::Adam { beta_1, beta_2, epsilon, .. } => {
                let (m, v) = moments([beta_1, beta_2], step, first, second, *g);
                *p += -(R::of(learning_rate) * m / (v.sqrt() + R::of(epsilon)));
            }
            Optimizer::AdamW { beta_1, beta_2, epsilon, weight_decay, .. } => {
                let (m, v) = moments([beta_1, beta_2], step, first, second, *g);
                *p += -(R::of(learning_rate) * R::of(weight_decay) * *p);
                *p += -(R::of(learning_rate) * m / (v.sqrt() + R::of(epsilon)));
            }
            Optimizer::Nadam { beta_1, beta_2, epsilon, momentum_decay, .. } => {
                let (_, v) = moments([beta_1, beta_2], step, first, second, *g);
                let mu = |t: u32| R::of(beta_1 * (1.0 - 0.5 * 0.96_f64.powf(f64::from(t) * momentum_decay)));
                let product = (1..=step + 1).fold(one, |product, t| product * mu(t));
                let (now, next) = (mu(step + 1), mu(step + 2));
                let m = next * *first / (one - product * next) + (one - now) * *g / (one - product);
                *p += -(R::of(learning_rate) * m / (v.sqrt() + R::of(epsilon)));
            }
            Optimizer::RmsProp { rho, epsilon, momentum, centered, .. } => {
                let rho = R::of(rho);
                *first = rho * *first + (one - rho) * *g * *g;
                let mut spread = *first;
                if centered {
                    *third = rho * *third + (one - rho) * *g;
                    spread = spread - *third * *third;
                    if spread < R::of(0.0) {
                        spread = R::of(0.0);
                    }
                }
                *second = R::of(momentum) * *second + *g / (spread.sqrt() + R::of(epsilon));
                *p += -(R::of(learning_rate) * *second);
            }
            Optimizer::Adagrad { learning_rate_decay, epsilon, .. } => {
                let rate = R::of(learning_rate / (1.0 + learning_rate_decay * f64::from(step)));
                *first += *g * *g;
                *p += -(rate * *g / (first.sqrt() + R::of(epsilon)));
            }
        }
    }
}

/// Adam's moments after a gradient, and both corrected for their bias.
fn moments<R: Real>([beta_1, beta_2]: [f64; 2], step: u32, m: &mut R, v: &mut R, g: R) -> (R, R) {
    let [one, beta_1, beta_2] = [1.0, beta_1, beta_2].map(R::of);
    *m = beta_1 * *m + (one - beta_1) * g;
    *v = beta_2 * *v + (one - beta_2) * g * g;
    (*m / (one - power(beta_1, step + 1)), *v / (one - power(beta_2, step + 1)))
}
