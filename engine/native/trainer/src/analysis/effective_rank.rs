//! How many directions the output of an activation really uses (Roy & Vetterli 2007, "The effective rank").

use super::Attend;
use super::answer::EffectiveRank;
use super::singular_values::singular_values;
use crate::memory::{available_bytes, require_memory};
use crate::network::Network;
use failures::Failure;

/// Widest layer whose rank is computed: 1024 rows of it take about a minute, and wider ones more than in proportion.
const MOST_FEATURES: usize = 4096;
/// Held at a time: the values, the same in float64, and the vectors that are turned.
const BYTES_AN_ELEMENT: u64 = 4 + 8 + 8;

/// Of every activation, over `rows` in batches of the network's size.
pub(super) fn effective_ranks(
    network: &mut Network,
    rows: &[u32],
    attend: Attend,
) -> Result<Vec<EffectiveRank>, Failure> {
    let activations: Vec<usize> = network.activations().collect();
    let widths = activations.iter().map(|operation| network.ir().operations[*operation].features);
    let widest = widths.filter(|features| *features as usize <= MOST_FEATURES).max().unwrap_or(0);
    check_memory(rows.len(), widest, available_bytes())?;
    let ranks = activations.into_iter().map(|operation| {
        let described = &network.ir().operations[operation];
        let (node, features) = (described.node.clone(), described.features);
        let rank = if features as usize <= MOST_FEATURES { rank(network, rows, operation, attend)? } else { None };
        Ok(EffectiveRank { operation: operation as u32, node, features, rows: rows.len() as u32, rank })
    });
    ranks.collect()
}

/// An error with the numbers if one activation's rank needs more memory than there is.
fn check_memory(rows: usize, features: u32, available: Option<u64>) -> Result<(), Failure> {
    let need = rows as u64 * u64::from(features) * BYTES_AN_ELEMENT;
    let purpose = || format!("for the effective rank of {rows} rows of {features} units");
    require_memory(need, available, purpose, "Ask for fewer rows, or close other programs.")
}

/// `None` where a value is not finite.
fn rank(network: &mut Network, rows: &[u32], operation: usize, attend: Attend) -> Result<Option<f64>, Failure> {
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
    fn a_rank_that_needs_more_memory_than_there_is_is_refused_with_the_numbers() {
        let need = 1000 * 4096 * 20;
        assert_eq!(check_memory(1000, 4096, Some(need)), Ok(()));
        assert_eq!(check_memory(1000, 4096, None), Ok(()));
        let refused = check_memory(1000, 4096, Some(need - 1)).expect_err("a refusal");
        assert_eq!(refused.code, "R022");
        assert!(refused.found.contains("78 MiB") && refused.found.contains("1000 rows of 4096 units"), "{refused:?}");
        assert!(refused.expected.contains("78 MiB") && refused.help.contains("fewer rows"), "{refused:?}");
    }

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
