//! The loss on a plane through the parameters that does not depend on how large they are (Li et al. 2018).

use super::Attend;
use super::answer::{LossPlane, extremes};
use super::displaced::Displaced;
use crate::ir::{Initializer, Ir};
use crate::kernels::Matrix;
use crate::network::Network;
use crate::plan::Stage;
use crate::rng::fill_initial;
use failures::Failure;

/// The plane's directions, as their streams are named: `plane/first/PARAMETER`.
const DIRECTIONS: [&str; 2] = ["first", "second"];

/// The mean loss of `rows`, in batches of the network's size, on a grid of `side` by `side` points.
pub(super) fn plane(network: &mut Network, rows: &[u32], side: u32, attend: Attend) -> Result<LossPlane, Failure> {
    let weights: Vec<usize> = network.plan().stages.iter().filter_map(weight_of).collect();
    let directions: Vec<[Vec<f32>; 2]> = weights
        .iter()
        .map(|index| {
            DIRECTIONS.map(|direction| filter_normalized(network.ir(), *index, network.parameter(*index), direction))
        })
        .collect();
    let coordinates: Vec<f64> = (0..side).map(|point| f64::from(2 * point) / f64::from(side - 1) - 1.0).collect();
    let batch = network.batch().max(1);
    let mut displaced = Displaced::new(network);
    let mut losses = Vec::with_capacity(coordinates.len() * coordinates.len());
    for alpha in &coordinates {
        for beta in &coordinates {
            for (index, [first, second]) in weights.iter().zip(&directions) {
                displaced
                    .displace(*index, |element| alpha * f64::from(first[element]) + beta * f64::from(second[element]));
            }
            let mut sum = 0.0;
            for batch in rows.chunks(batch) {
                attend()?;
                sum += displaced.network().undisturbed_loss(batch) * batch.len() as f64;
            }
            losses.push(sum / rows.len() as f64);
        }
    }
    let (minimum, maximum) = extremes(&losses);
    Ok(LossPlane { rows: rows.len() as u32, coordinates, loss: losses[losses.len() / 2], losses, minimum, maximum })
}

fn weight_of(stage: &Stage) -> Option<usize> {
    match stage {
        Stage::Dense(dense) => Some(dense.weight),
        _ => None,
    }
}

/// A random direction `[in, units]`, row-major: N(0, 1) from a stream of the run's seed, each column then scaled to the
/// length of the same column of `weight`.
fn filter_normalized(ir: &Ir, index: usize, weight: &Matrix, direction: &str) -> Vec<f32> {
    let (parameter, units) = (&ir.parameters[index], weight.columns());
    let mut values = vec![0.0; weight.rows() * units];
    let stream = format!("plane/{direction}/{}", parameter.name);
    let normal = Initializer::Normal { mean: 0.0, standard_deviation: 1.0 };
    fill_initial(&normal, ir.training.seed, &stream, &parameter.shape, &mut values);
    let (mut drawn, mut wanted) = (vec![0.0; units], vec![0.0; units]);
    for (row, values) in values.chunks_exact(units).enumerate() {
        add_squares(values, &mut drawn);
        add_squares(weight.row(row), &mut wanted);
    }
    let factors: Vec<f64> = drawn
        .iter()
        .zip(&wanted)
        .map(|(drawn, wanted)| if *drawn > 0.0 { f64::sqrt(wanted / drawn) } else { 0.0 })
        .collect();
    for values in values.chunks_exact_mut(units) {
        for (value, factor) in values.iter_mut().zip(&factors) {
            *value = (f64::from(*value) * factor) as f32;
        }
    }
    values
}

fn add_squares(row: &[f32], sums: &mut [f64]) {
    for (sum, value) in sums.iter_mut().zip(row) {
        *sum += f64::from(*value) * f64::from(*value);
    }
}
