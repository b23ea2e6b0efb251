//! How far a gradient can be trusted: the loss and its gradient along a step (Santurkar et al. 2018).

use super::Attend;
use super::answer::{AlongGradient, extremes};
use super::displaced::Displaced;
use crate::network::Network;
use failures::Failure;

/// Step sizes as multiples of the learning rate, the range of the paper's figure 4.
const RANGE: [f64; 2] = [0.5, 4.0];

/// On the batch `rows`, at `points` step sizes.
pub(super) fn along_gradient(
    network: &mut Network,
    rows: &[u32],
    points: u32,
    attend: Attend,
) -> Result<AlongGradient, Failure> {
    let learning_rate = network.learning_rate();
    let trained = network.trained().to_vec();
    let mut displaced = Displaced::new(network);
    attend()?;
    let loss = displaced.network().undisturbed_gradient(rows);
    let gradients: Vec<Vec<f32>> =
        trained.iter().map(|index| displaced.network().parameter_gradient(*index).to_tight()).collect();
    let gradient_norm = gradients.iter().flatten().map(|g| square(f64::from(*g))).sum::<f64>().sqrt();
    let [least, most] = RANGE;
    let share = |point: u32| f64::from(point) / f64::from(points - 1);
    let step_sizes: Vec<f64> =
        (0..points).map(|point| learning_rate * (least + (most - least) * share(point))).collect();
    let (mut losses, mut gradient_distances) = (Vec::new(), Vec::new());
    for step_size in &step_sizes {
        attend()?;
        for (index, gradient) in trained.iter().zip(&gradients) {
            displaced.displace(*index, |element| -step_size * f64::from(gradient[element]));
        }
        losses.push(displaced.network().undisturbed_gradient(rows));
        let of_parameter =
            |(index, gradient): (&usize, &Vec<f32>)| distance_squared(displaced.network(), *index, gradient);
        gradient_distances.push(trained.iter().zip(&gradients).map(of_parameter).sum::<f64>().sqrt());
    }
    let (minimum, maximum) = extremes(&losses);
    let ratios = step_sizes.iter().zip(&gradient_distances).map(|(step, distance)| distance / (step * gradient_norm));
    let effective_beta = (learning_rate * gradient_norm != 0.0).then(|| ratios.fold(f64::NAN, f64::max));
    Ok(AlongGradient {
        rows: rows.len() as u32,
        learning_rate,
        loss,
        gradient_norm,
        step_sizes,
        losses,
        minimum,
        maximum,
        gradient_distances,
        effective_beta,
    })
}

/// Squared distance of a parameter's gradient as last made from an earlier one, row-major.
fn distance_squared(network: &Network, index: usize, earlier: &[f32]) -> f64 {
    let gradient = network.parameter_gradient(index);
    let rows = earlier.chunks_exact(gradient.columns().max(1)).enumerate();
    let differences = rows.flat_map(|(row, earlier)| earlier.iter().zip(gradient.row(row)));
    differences.map(|(earlier, now)| square(f64::from(*earlier) - f64::from(*now))).sum()
}

fn square(x: f64) -> f64 {
    x * x
}
