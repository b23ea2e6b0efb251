//! How many directions the output of an activation really uses (Roy & Vetterli 2007, "The effective rank").

use super::Attend;
use super::answer::EffectiveRank;
use super::singular_values::singular_values;
use crate::events::RunFailure;
use crate::network::Network;

/// Widest layer whose rank is computed: 1024 rows of it take about a minute, and wider ones more than in proportion.
const MOST_FEATURES: usize = 4096;

/// Bytes held at a time for `rows` rows: the values of one activation, the same in float64, and the vectors that turn.
pub(super) fn bytes(network: &Network, rows: usize) -> u64 {
    let operations = &network.ir().operations;
    let widths = network.activations().map(|operation| operations[operation].features);
    let widest = widths.filter(|features| *features as usize <= MOST_FEATURES).max().unwrap_or(0);
    rows as u64 * u64::from(widest) * (4 + 8 + 8)
}

/// Of every activation, over `rows` in batches of the network's size.
pub(super) fn effective_ranks(
    network: &mut Network,
    rows: &[u32],
    attend: Attend,
) -> Result<Vec<EffectiveRank>, RunFailure> {
    let activations: Vec<usize> = network.activations().collect();
    let ranks = activations.into_iter().map(|operation| {
        let described = &network.ir().operations[operation];
        let (node, features) = (described.node.clone(), described.features);
        let rank = if features as usize <= MOST_FEATURES { rank(network, rows, operation, attend)? } else { None };
        Ok(EffectiveRank { operation: operation as u32, node, features, rows: rows.len() as u32, rank })
    });
    ranks.collect()
}

/// `None` where a value is not finite.
fn rank(network: &mut Network, rows: &[u32], operation: usize, attend: Attend) -> Result<Option<f64>, RunFailure> {
    let mut values = Vec::new();
    for batch in rows.chunks(network.batch().max(1)) {
        attend()?;
        network.append_undisturbed_activation(batch, operation, &mut values);
    }
    if values.iter().any(|value| !value.is_finite()) {
        return Ok(None);
    }
    let matrix: Vec<f64> = values.into_iter().map(f64::from).collect();
    Ok(Some(effective_rank(&singular_values(&matrix, rows.len(), attend)?)))
}

/// exp of the entropy of a matrix' singular values as shares of their sum; 0 where all are 0.
pub fn effective_rank(singular_values: &[f64]) -> f64 {
    let sum: f64 = singular_values.iter().sum();
    if sum == 0.0 {
        return 0.0;
    }
    let shares = singular_values.iter().map(|value| value / sum).filter(|share| *share > 0.0);
    (-shares.map(|share| share * share.ln()).sum::<f64>()).exp()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_directions_count_in_full_and_one_alone_counts_as_one() {
        assert_eq!(effective_rank(&[]), 0.0);
        assert_eq!(effective_rank(&[0.0, 0.0]), 0.0);
        assert_eq!(effective_rank(&[3.0, 0.0, 0.0]), 1.0);
        assert!((effective_rank(&[2.0; 7]) - 7.0).abs() < 1e-12);
        // p = 2/3 and 1/3.
        let entropy = (1.5_f64.ln() * 2.0 + 3.0_f64.ln()) / 3.0;
        assert!((effective_rank(&[4.0, 2.0]) - entropy.exp()).abs() < 1e-12);
    }
}
