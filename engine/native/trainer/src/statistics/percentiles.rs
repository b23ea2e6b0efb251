//! Exact percentiles with linear interpolation between neighbours (NumPy's default), without sorting the layer.
//!
//! Elements are dealt into buckets that are linear between the extremes, hence ordered among each other; a wanted rank is
//! then selected within its own bucket.

use super::scratch::Scratch;
use super::series::{Statistic, Unit};
use crate::vectorized::vectorized;

/// Percentiles of a layer's elements, of those of one unit that is followed (the BatchNorm paper's Figure 1), and of their gradients.
pub(super) const STATISTICS: [Statistic; 20] = [
    Statistic::node("percentile_1", Unit::Value).percentile(1.0),
    Statistic::node("percentile_15", Unit::Value).percentile(15.0),
    Statistic::node("percentile_50", Unit::Value).percentile(50.0),
    Statistic::node("percentile_85", Unit::Value).percentile(85.0),
    Statistic::node("percentile_99", Unit::Value).percentile(99.0),
    Statistic::node("unit_percentile_1", Unit::Value).percentile(1.0),
    Statistic::node("unit_percentile_15", Unit::Value).percentile(15.0),
    Statistic::node("unit_percentile_50", Unit::Value).percentile(50.0),
    Statistic::node("unit_percentile_85", Unit::Value).percentile(85.0),
    Statistic::node("unit_percentile_99", Unit::Value).percentile(99.0),
    Statistic::node("gradient_percentile_1", Unit::Gradient).percentile(1.0),
    Statistic::node("gradient_percentile_15", Unit::Gradient).percentile(15.0),
    Statistic::node("gradient_percentile_50", Unit::Gradient).percentile(50.0),
    Statistic::node("gradient_percentile_85", Unit::Gradient).percentile(85.0),
    Statistic::node("gradient_percentile_99", Unit::Gradient).percentile(99.0),
    Statistic::node("gradient_unit_percentile_1", Unit::Gradient).percentile(1.0),
    Statistic::node("gradient_unit_percentile_15", Unit::Gradient).percentile(15.0),
    Statistic::node("gradient_unit_percentile_50", Unit::Gradient).percentile(50.0),
    Statistic::node("gradient_unit_percentile_85", Unit::Gradient).percentile(85.0),
    Statistic::node("gradient_unit_percentile_99", Unit::Gradient).percentile(99.0),
];

const BUCKETS: usize = 256;
/// Below this many elements sorting all of them is quicker.
const SORTED_BELOW: usize = 96;
/// Sub-histograms counted side by side, so that equal neighbours do not wait for each other.
const WAYS: usize = 4;

/// The quantiles `q` (each in [0, 1]) of `values`, all finite, whose extremes are given; NaN if there are none.
pub(super) fn percentiles<const N: usize>(
    values: &[f32],
    minimum: f32,
    maximum: f32,
    q: [f64; N],
    scratch: &mut Scratch,
) -> [f32; N] {
    if values.is_empty() {
        return [f32::NAN; N];
    }
    if minimum == maximum {
        return [minimum; N];
    }
    let last = (values.len() - 1) as f64;
    let ordered = &mut scratch.ordered[..values.len()];
    if values.len() < SORTED_BELOW {
        ordered.copy_from_slice(values);
        ordered.sort_unstable_by(f32::total_cmp);
        return q.map(|q| {
            let rank = (q * last).floor();
            let lower = ordered[rank as usize];
            let upper = ordered.get(rank as usize + 1).copied().unwrap_or(lower);
            interpolate(lower, upper, q * last - rank)
        });
    }
    let indices = &mut scratch.indices[..values.len()];
    find_buckets(values, minimum, maximum, indices);
    let starts = bucket_starts(indices);
    let mut next = starts;
    for (&value, &bucket) in values.iter().zip(indices.iter()) {
        let place = &mut next[usize::from(bucket)];
        ordered[*place] = value;
        *place += 1;
    }
    q.map(|q| {
        let rank = (q * last).floor();
        let (lower, upper) = neighbours(ordered, &starts, rank as usize);
        interpolate(lower, upper, q * last - rank)
    })
}

vectorized! {
    /// The bucket of each value: monotone in the value, since each step of the arithmetic is. Halving first keeps the
    /// range of the widest arrays finite; a range of denormals, whose scale is not, puts everything into the last bucket.
    fn find_buckets(values: &[f32], minimum: f32, maximum: f32, buckets: &mut [u8]) {
        let low = 0.5 * minimum;
        let scale = BUCKETS as f32 / (0.5 * maximum - low);
        for (bucket, &value) in buckets.iter_mut().zip(values) {
            let position = (0.5 * value - low) * scale;
            let position = if position < 255.0 { position } else { 255.0 };
            let position = if position > 0.0 { position } else { 0.0 };
            // SAFETY: `position` lies in [0, 255].
            *bucket = unsafe { position.to_int_unchecked::<i32>() } as u8;
        }
    }
}

/// Where each bucket begins when the elements are laid out bucket by bucket, and the end of the last.
fn bucket_starts(indices: &[u8]) -> [usize; BUCKETS + 1] {
    let mut counts = [[0_u32; BUCKETS]; WAYS];
    let mut groups = indices.chunks_exact(WAYS);
    for group in &mut groups {
        for (way, &index) in counts.iter_mut().zip(group) {
            way[usize::from(index)] += 1;
        }
    }
    for &index in groups.remainder() {
        counts[0][usize::from(index)] += 1;
    }
    let mut starts = [0; BUCKETS + 1];
    for bucket in 0..BUCKETS {
        let count: u32 = counts.iter().map(|way| way[bucket]).sum();
        starts[bucket + 1] = starts[bucket] + count as usize;
    }
    starts
}

/// The elements of rank `rank` and `rank + 1` (or the last twice).
fn neighbours(ordered: &mut [f32], starts: &[usize; BUCKETS + 1], rank: usize) -> (f32, f32) {
    let bucket = starts.partition_point(|&start| start <= rank) - 1;
    let (start, end) = (starts[bucket], starts[bucket + 1]);
    let (_, &mut lower, above) = ordered[start..end].select_nth_unstable_by(rank - start, f32::total_cmp);
    if let Some(upper) = least(above) {
        return (lower, upper);
    }
    let after = starts[bucket + 1..].iter().find(|&&next| next > end).copied().unwrap_or(end);
    (lower, least(&ordered[end..after]).unwrap_or(lower))
}

fn least(elements: &[f32]) -> Option<f32> {
    elements.iter().copied().reduce(f32::min)
}

/// Between two neighbours, in f64.
fn interpolate(lower: f32, upper: f32, weight: f64) -> f32 {
    (f64::from(lower) + (f64::from(upper) - f64::from(lower)) * weight) as f32
}
