//! An IR interpreted operation by operation with the plain reference kernels: no fusing, no plan, f32 or f64.

use std::collections::BTreeMap;
use trainer::Dataset;
use trainer::ir::{ClassWeights, Ir, Loss, OperationKind, TargetEncoding};
use trainer::kernels::reference::{self, Real};
use trainer::rng::{DropoutMask, NoiseDraws};

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

/// How a batch is run.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// In training mode as this step.
    Step(u32),
    /// With the batch's moments, neither dropout nor noise.
    Undisturbed,
    /// With the running moments, neither dropout nor noise; gradients are not those of a BatchNorm run so.
    Infer,
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
    run_as(ir, parameters, dataset, order, Way::Step(step))
}

/// Runs the rows `order`, weighed as in training whatever the way.
pub fn run_as<R: Real>(ir: &Ir, parameters: &Tensors<R>, dataset: &Dataset, order: &[u32], way: Way) -> Pass<R> {
    let rows = order.len();
    let mut values: Vec<Vec<R>> = Vec::new();
    let mut keeps: Vec<Vec<bool>> = vec![Vec::new(); ir.operations.len()];
    let mut running = Tensors::new();
    for (index, operation) in ir.operations.iter().enumerate() {
        let features = operation.features as usize;
        let x = operation.inputs.first().map(|input| values[*input as usize].clone()).unwrap_or_default();
        let branches: Vec<&[R]> = operation.inputs.iter().map(|input| values[*input as usize].as_slice()).collect();
        let value = match &operation.kind {
            OperationKind::Input { index } => of(&rows_of(&dataset.inputs[*index as usize], features, order)),
            OperationKind::Scale { offset, factor, .. } => {
                let constants =
                    |name: &String| dataset.fitted[name].iter().map(|value| R::of(*value)).collect::<Vec<R>>();
                reference::scale(&x, &constants(offset), &constants(factor))
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
                match way {
                    Way::Step(_) | Way::Undisturbed => norm.output,
                    Way::Infer => {
                        let (mean, variance) = (&parameters[mean], &parameters[variance]);
                        reference::affine_norm(&x, &gamma, &beta, mean, variance, R::of(*epsilon))
                    }
                }
            }
            OperationKind::Activation { function, alpha } => reference::activation(*function, *alpha, features, &x),
            OperationKind::Dropout { rate } => {
                let Way::Step(step) = way else {
                    values.push(x);
                    continue;
                };
                let mask = DropoutMask::new(ir.training.seed, &operation.node, *rate);
                keeps[index] = (0..x.len() as u64).map(|element| mask.keeps(step, element)).collect();
                reference::dropout(&x, &keeps[index], R::of(*rate))
            }
            OperationKind::LayerNorm { gamma, beta, epsilon } => {
                let gamma = ones_or(parameters, gamma.as_ref(), 1.0, features);
                let beta = ones_or(parameters, beta.as_ref(), 0.0, features);
                reference::layer_norm(&x, &gamma, &beta, R::of(*epsilon))
            }
            OperationKind::GaussianNoise { standard_deviation } => {
                let Way::Step(step) = way else {
                    values.push(x);
                    continue;
                };
                let stream = NoiseDraws::new(ir.training.seed, &operation.node);
                let draws: Vec<R> = (0..x.len() as u64).map(|element| R::of(stream.draw(step, element))).collect();
                reference::noise(&x, &draws, R::of(*standard_deviation))
            }
            OperationKind::Add {} => reference::add(&branches),
            OperationKind::Multiply {} => reference::multiply(&branches),
            OperationKind::Concat {} => reference::concat(rows, &branches),
        };
        values.push(value);
    }
    let mut value_gradients: Vec<Vec<R>> = values.iter().map(|value| vec![R::of(0.0); value.len()]).collect();
    let mut total = R::of(0.0);
    for loss in &ir.losses {
        let width = ir.targets[loss.target as usize].width as usize;
        let mut target = rows_of(&dataset.targets[loss.target as usize], width, order);
        if let Some(scaling) = &ir.targets[loss.target as usize].scaling {
            let [offset, factor] = [&scaling.offset, &scaling.factor].map(|name| dataset.fitted[name][0]);
            target.iter_mut().for_each(|value| *value = ((f64::from(*value) - offset) * factor) as f32);
        }
        let target = of::<R>(&target);
        let value = &values[loss.value as usize];
        let weight = R::of(loss.weight);
        let row_weights: Vec<R> = row_weights(ir, loss, dataset, order).into_iter().map(R::of).collect();
        total += weight * reference::loss(loss.function, rows, value, &target, Some(&row_weights));
        let gradient = reference::loss_gradient(loss.function, rows, value, &target, Some(&row_weights));
        add(&mut value_gradients[loss.value as usize], &gradient, weight);
    }
    let mut gradients = Tensors::new();
    for (index, operation) in ir.operations.iter().enumerate().rev() {
        let features = operation.features as usize;
        let gradient = value_gradients[index].clone();
        let branches: Vec<&[R]> = operation.inputs.iter().map(|input| values[*input as usize].as_slice()).collect();
        let x = branches.first().copied().unwrap_or_default();
        let back = match &operation.kind {
            OperationKind::Input { .. } | OperationKind::Scale { .. } => continue,
            OperationKind::Add {} => branches.iter().map(|_| gradient.clone()).collect(),
            OperationKind::Multiply {} => reference::multiply_backward(&branches, &gradient),
            OperationKind::Concat {} => {
                let features: Vec<usize> = branches.iter().map(|branch| branch.len() / rows).collect();
                reference::concat_backward(&features, &gradient)
            }
            OperationKind::Dense { weight, bias } => {
                let back = reference::dense_backward(rows, x, &parameters[weight], &gradient);
                gradients.insert(weight.clone(), back.weight);
                if let Some(bias) = bias {
                    gradients.insert(bias.clone(), back.bias);
                }
                vec![back.input]
            }
            OperationKind::BatchNorm { gamma, beta, epsilon, .. } => {
                let gammas = ones_or(parameters, gamma.as_ref(), 1.0, features);
                let back = reference::batch_norm_backward(rows, x, &gammas, R::of(*epsilon), &gradient);
                affine(&mut gradients, gamma.as_ref(), beta.as_ref(), &back);
                vec![back.input]
            }
            OperationKind::LayerNorm { gamma, beta, epsilon } => {
                let gammas = ones_or(parameters, gamma.as_ref(), 1.0, features);
                let back = reference::layer_norm_backward(x, &gammas, R::of(*epsilon), &gradient);
                affine(&mut gradients, gamma.as_ref(), beta.as_ref(), &back);
                vec![back.input]
            }
            OperationKind::Activation { function, alpha } => {
                vec![reference::activation_backward(*function, *alpha, features, x, &gradient)]
            }
            OperationKind::Dropout { rate } if matches!(way, Way::Step(_)) => {
                vec![reference::dropout(&gradient, &keeps[index], R::of(*rate))]
            }
            OperationKind::Dropout { .. } | OperationKind::GaussianNoise { .. } => vec![gradient],
        };
        for (input, back) in operation.inputs.iter().zip(back) {
            add(&mut value_gradients[*input as usize], &back, R::of(1.0));
        }
    }
    Pass { loss: total, gradients, running, values, value_gradients }
}

fn affine<R: Real>(
    gradients: &mut Tensors<R>,
    gamma: Option<&String>,
    beta: Option<&String>,
    back: &reference::BatchNormGradients<R>,
) {
    for (name, gradient) in [(gamma, &back.gamma), (beta, &back.beta)] {
        if let Some(name) = name {
            gradients.insert(name.clone(), gradient.clone());
        }
    }
}

/// Class of each row of a target with classes.
fn classes(ir: &Ir, loss: &Loss, dataset: &Dataset) -> Vec<usize> {
    let (target, values) = (&ir.targets[loss.target as usize], &dataset.targets[loss.target as usize]);
    let rows = values.chunks(target.width as usize);
    match target.encoding {
        TargetEncoding::Value | TargetEncoding::Index => rows.map(|row| row[0] as usize).collect(),
        TargetEncoding::OneHot => rows.map(|row| row.iter().position(|y| *y == 1.0).expect("a class")).collect(),
    }
}

/// Sample weight times class weight of the rows `order`; balanced over the rows that a validation split leaves to train.
pub fn row_weights(ir: &Ir, loss: &Loss, dataset: &Dataset, order: &[u32]) -> Vec<f64> {
    let of_sample = |row: u32| dataset.sample_weights.as_ref().map_or(1.0, |weights| f64::from(weights[row as usize]));
    if loss.class_weights == ClassWeights::None {
        return order.iter().map(|row| of_sample(*row)).collect();
    }
    let classes = classes(ir, loss, dataset);
    let of_class = |class: usize| match &loss.class_weights {
        ClassWeights::None => 1.0,
        ClassWeights::Given { weights } => weights[class],
        ClassWeights::Balanced => {
            let rows = (dataset.rows as f64 * (1.0 - ir.training.validation_split)) as usize;
            let count = classes[..rows].iter().filter(|other| **other == class).count();
            rows as f64 / (f64::from(ir.targets[loss.target as usize].classes) * count as f64)
        }
    };
    order.iter().map(|row| of_sample(*row) * of_class(classes[*row as usize])).collect()
}

fn add<R: Real>(to: &mut [R], from: &[R], weight: R) {
    for (to, from) in to.iter_mut().zip(from) {
        *to += weight * *from;
    }
}
