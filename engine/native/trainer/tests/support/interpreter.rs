//! An IR interpreted operation by operation with the plain reference kernels: no fusing, no plan, f32 or f64.

use std::collections::BTreeMap;
use trainer::Dataset;
use trainer::ir::{Ir, OperationKind};
use trainer::kernels::reference::{self, Real};
use trainer::rng::DropoutMask;

pub type Tensors<R> = BTreeMap<String, Vec<R>>;

/// One batch forward and back.
pub struct Pass<R> {
    pub loss: R,
    /// Of trainable parameters.
    pub gradients: Tensors<R>,
    /// Running statistics after the batch.
    pub running: Tensors<R>,
    pub values: Vec<Vec<R>>,
    pub value_gradients: Vec<Vec<R>>,
}

fn of<R: Real>(values: &[f32]) -> Vec<R> {
    values.iter().map(|value| R::of(f64::from(*value))).collect()
}

/// Rows `order` of a tight matrix.
fn rows_of(values: &[f32], columns: usize, order: &[u32]) -> Vec<f32> {
    order.iter().flat_map(|row| values[*row as usize * columns..][..columns].to_vec()).collect()
}

fn ones_or<R: Real>(parameters: &Tensors<R>, name: Option<&String>, fill: f64, features: usize) -> Vec<R> {
    name.map_or_else(|| vec![R::of(fill); features], |name| parameters[name].clone())
}

/// Runs the rows `order` in training mode as step `step`.
pub fn run<R: Real>(ir: &Ir, parameters: &Tensors<R>, dataset: &Dataset, order: &[u32], step: u32) -> Pass<R> {
    let rows = order.len();
    let mut values: Vec<Vec<R>> = Vec::new();
    let mut keeps: Vec<Vec<bool>> = vec![Vec::new(); ir.operations.len()];
    let mut running = Tensors::new();
    for (index, operation) in ir.operations.iter().enumerate() {
        let features = operation.features as usize;
        let x = operation.inputs.first().map(|input| values[*input as usize].clone()).unwrap_or_default();
        let value = match &operation.kind {
            OperationKind::Input { index } => of(&rows_of(&dataset.inputs[*index as usize], features, order)),
            OperationKind::Scale { offset, factor, .. } => {
                reference::scale(&x, &of::<R>(&dataset.fitted[offset]), &of::<R>(&dataset.fitted[factor]))
            }
            OperationKind::Dense { weight, bias } => {
                let bias = bias.as_ref().map(|bias| parameters[bias].as_slice());
                reference::dense(rows, &x, &parameters[weight], bias, features)
            }
            OperationKind::BatchNorm { gamma, beta, mean, variance, epsilon, momentum, running_variance } => {
                let gamma = ones_or(parameters, gamma.as_ref(), 1.0, features);
                let beta = ones_or(parameters, beta.as_ref(), 0.0, features);
                let norm = reference::batch_norm(rows, &x, &gamma, &beta, R::of(*epsilon));
                let unbiased = *running_variance == trainer::ir::RunningVariance::Unbiased && rows > 1;
                let correction = R::of(if unbiased { rows as f64 / (rows - 1) as f64 } else { 1.0 });
                let tracked: Vec<R> = norm.variance.iter().map(|variance| *variance * correction).collect();
                let momentum = R::of(*momentum);
                running.insert(mean.clone(), reference::running(&parameters[mean], &norm.mean, momentum));
                running.insert(variance.clone(), reference::running(&parameters[variance], &tracked, momentum));
                norm.output
            }
            OperationKind::Activation { function, .. } => reference::activation(*function, features, &x),
            OperationKind::Dropout { rate } => {
                let mask = DropoutMask::new(ir.training.seed, &operation.node, *rate);
                keeps[index] = (0..x.len() as u64).map(|element| mask.keeps(step, element)).collect();
                reference::dropout(&x, &keeps[index], R::of(*rate))
            }
        };
        values.push(value);
    }
    let mut value_gradients: Vec<Vec<R>> = values.iter().map(|value| vec![R::of(0.0); value.len()]).collect();
    let mut total = R::of(0.0);
    for loss in &ir.losses {
        let width = ir.targets[loss.target as usize].width as usize;
        let target = of::<R>(&rows_of(&dataset.targets[loss.target as usize], width, order));
        let value = &values[loss.value as usize];
        let weight = R::of(loss.weight);
        total += weight * reference::loss(loss.function, rows, value, &target, None);
        let gradient = reference::loss_gradient(loss.function, rows, value, &target, None);
        add(&mut value_gradients[loss.value as usize], &gradient, weight);
    }
    let mut gradients = Tensors::new();
    for (index, operation) in ir.operations.iter().enumerate().rev() {
        let Some(input) = operation.inputs.first().map(|input| *input as usize) else { continue };
        let features = operation.features as usize;
        let (x, gradient) = (&values[input], value_gradients[index].clone());
        let back = match &operation.kind {
            OperationKind::Input { .. } | OperationKind::Scale { .. } => continue,
            OperationKind::Dense { weight, bias } => {
                let back = reference::dense_backward(rows, x, &parameters[weight], &gradient);
                gradients.insert(weight.clone(), back.weight);
                if let Some(bias) = bias {
                    gradients.insert(bias.clone(), back.bias);
                }
                back.input
            }
            OperationKind::BatchNorm { gamma, beta, epsilon, .. } => {
                let gammas = ones_or(parameters, gamma.as_ref(), 1.0, features);
                let back = reference::batch_norm_backward(rows, x, &gammas, R::of(*epsilon), &gradient);
                if let Some(gamma) = gamma {
                    gradients.insert(gamma.clone(), back.gamma);
                }
                if let Some(beta) = beta {
                    gradients.insert(beta.clone(), back.beta);
                }
                back.input
            }
            OperationKind::Activation { function, .. } => {
                reference::activation_backward(*function, features, &values[index], &gradient)
            }
            OperationKind::Dropout { rate } => reference::dropout(&gradient, &keeps[index], R::of(*rate)),
        };
        add(&mut value_gradients[input], &back, R::of(1.0));
    }
    Pass { loss: total, gradients, running, values, value_gradients }
}

fn add<R: Real>(to: &mut [R], from: &[R], weight: R) {
    for (to, from) in to.iter_mut().zip(from) {
        *to += weight * *from;
    }
}
