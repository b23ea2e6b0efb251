//! The distinct numbers of a column with their counts.

use crate::values::positive_zero;
use rustc_hash::FxHashMap;

/// Beyond this many distinct values the hash table no longer fits the cache and sorting is faster.
const MOST_HASHED_VALUES: usize = 1 << 15;
/// Values looked at to tell how many decimals a column has.
const LOOKED_AT: usize = 1000;
/// Places of a table in which each value has its own, at most, and at most so many for each value.
const MOST_PLACES: f64 = (1 << 22) as f64;
const PLACES_A_VALUE: f64 = 4.0;
const POWERS_OF_TEN: [f64; 5] = [1e0, 1e1, 1e2, 1e3, 1e4];

/// Distinct values with their counts, in ascending order; NaN is left out, and −0 is 0. `minimum` and `maximum` are those of
/// the values.
pub(crate) fn value_counts(values: &[f64], minimum: f64, maximum: f64) -> Vec<(f64, usize)> {
    by_place(values, minimum, maximum).unwrap_or_else(|| by_hash(values))
}

/// Where all values are whole multiples of a power of ten, and near each other: each has its place in a table.
fn by_place(values: &[f64], minimum: f64, maximum: f64) -> Option<Vec<(f64, usize)>> {
    let present = || values.iter().copied().filter(|value| !value.is_nan());
    // A quotient of whole numbers below 2^53 is rounded as the decimal text is, so that it is the very value (Clinger 1990).
    let is_multiple = |value: f64, power: f64| (value * power).round() / power == value;
    let looked_at = || present().take(LOOKED_AT);
    let power = *POWERS_OF_TEN.iter().find(|power| looked_at().all(|value| is_multiple(value, **power)))?;
    let (first, last) = ((minimum * power).round(), (maximum * power).round());
    let most = MOST_PLACES.min(values.len() as f64 * PLACES_A_VALUE);
    // Written so that infinities and NaN, of a column without values, are none either.
    if !(last - first < most && first.abs().max(last.abs()) < (1_u64 << 53) as f64) {
        return None;
    }
    let mut counts = vec![0_u32; (last - first) as usize + 1];
    for value in present() {
        let place = (value * power).round();
        if place / power != value {
            return None;
        }
        counts[(place - first) as usize] += 1;
    }
    let counted = counts.iter().enumerate().filter(|(_, count)| **count > 0);
    Some(counted.map(|(place, count)| (positive_zero((first + place as f64) / power), *count as usize)).collect())
}

fn by_hash(values: &[f64]) -> Vec<(f64, usize)> {
    let present = || values.iter().filter(|value| !value.is_nan()).map(|value| positive_zero(*value));
    let mut counts: FxHashMap<u64, usize> = FxHashMap::default();
    for value in present() {
        *counts.entry(value.to_bits()).or_default() += 1;
        if counts.len() > MOST_HASHED_VALUES {
            let mut sorted: Vec<f64> = present().collect();
            sorted.sort_unstable_by(f64::total_cmp);
            return sorted.chunk_by(|a, b| a == b).map(|equal| (equal[0], equal.len())).collect();
        }
    }
    let mut counts: Vec<(f64, usize)> = counts.into_iter().map(|(bits, count)| (f64::from_bits(bits), count)).collect();
    counts.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
    counts
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn counted(values: &[f64]) -> Option<Vec<(f64, usize)>> {
        let present = || values.iter().copied().filter(|value| !value.is_nan());
        by_place(values, present().fold(f64::INFINITY, f64::min), present().fold(f64::NEG_INFINITY, f64::max))
    }

    #[test]
    fn values_that_have_no_place_are_left_to_the_hash() {
        assert_eq!(counted(&[1.0 / 3.0, 1.0]), None);
        assert_eq!(counted(&[0.0, 1e9]), None);
        assert_eq!(counted(&[f64::NAN]), None);
        assert_eq!(counted(&[]), None);
        let mut late = vec![1.0; LOOKED_AT];
        late.push(1.5);
        assert_eq!(counted(&late), None);
    }

    #[test]
    fn zero_has_no_sign() {
        let counts = counted(&[-0.0, 0.0, -0.1]).unwrap();
        assert_eq!(counts, [(-0.1, 1), (0.0, 2)]);
        assert!(counts[1].0.is_sign_positive());
    }

    proptest! {
        #[test]
        fn both_ways_agree(whole in prop::collection::vec(-3000_i32..3000, 1..400), decimals in 0..5_usize, missing in 0..3_usize) {
            let mut values: Vec<f64> = whole.iter().map(|whole| f64::from(*whole) / POWERS_OF_TEN[decimals]).collect();
            values.extend(std::iter::repeat_n(f64::NAN, missing));
            let spread = whole.iter().max().unwrap() - whole.iter().min().unwrap();
            let placed = counted(&values);
            if (f64::from(spread)) < values.len() as f64 * PLACES_A_VALUE {
                prop_assert!(placed.is_some());
            }
            if let Some(placed) = placed {
                prop_assert_eq!(placed, by_hash(&values));
            }
        }
    }
}
