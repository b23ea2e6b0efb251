//! How numbers lie: their range, mean, spread, quantiles and histogram.

use crate::value_counts::value_counts;
use serde::Serialize;
use ts_rs::TS;

const HISTOGRAM_BINS: usize = 32;
/// Shares of the values that lie below each quantile.
const QUANTILES: [f64; 7] = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99];

/// How some numbers lie; the figures are `None`, and the lists empty or of zeros, where there is none.
#[derive(Debug, Clone, Default, PartialEq, Serialize, TS)]
pub struct ValueSpread {
    /// How many numbers there are.
    pub count: usize,
    pub minimum: Option<f64>,
    pub maximum: Option<f64>,
    pub mean: Option<f64>,
    /// Population standard deviation.
    pub standard_deviation: Option<f64>,
    /// Values below which 1, 5, 25, 50, 75, 95 and 99 in 100 lie, between two values in proportion.
    pub quantiles: Vec<f64>,
    /// 32 equal bins between the minimum and the maximum; a value on an inner edge belongs to the bin above it.
    #[ts(type = "Array<number>")]
    pub histogram: Vec<u64>,
}

impl ValueSpread {
    /// Of numbers, NaN being missing.
    pub fn of(values: &[f64]) -> Self {
        Self::counting(values).0
    }

    /// As `of`, with the distinct values and their counts in ascending order.
    pub(crate) fn counting(values: &[f64]) -> (Self, Vec<(f64, usize)>) {
        let present = || values.iter().copied().filter(|value| !value.is_nan());
        let (mut count, mut sum) = (0_usize, 0.0_f64);
        let (mut minimum, mut maximum) = (f64::INFINITY, f64::NEG_INFINITY);
        for value in present() {
            count += 1;
            sum += value;
            minimum = minimum.min(value);
            maximum = maximum.max(value);
        }
        let counts = value_counts(values, minimum, maximum);
        let mean = sum / count as f64;
        let squares: f64 = present().map(|value| (value - mean) * (value - mean)).sum();
        let filled = |value: f64| (count > 0).then_some(value);
        let spread = Self {
            count,
            minimum: filled(minimum),
            maximum: filled(maximum),
            mean: filled(mean),
            standard_deviation: filled((squares / count as f64).sqrt()),
            quantiles: QUANTILES.iter().filter_map(|share| quantile(&counts, count, *share)).collect(),
            histogram: histogram(present(), minimum, maximum),
        };
        (spread, counts)
    }
}

/// The value below which a share of the values lies, between two of them in proportion (Hyndman and Fan 1996, definition 7).
fn quantile(counts: &[(f64, usize)], count: usize, share: f64) -> Option<f64> {
    let place = share * count.checked_sub(1)? as f64;
    let (below, above) = (place.floor() as usize, place.ceil() as usize);
    let at = |wanted: usize| {
        let mut passed = 0;
        counts.iter().find(|(_, count)| {
            passed += count;
            passed > wanted
        })
    };
    let (low, high) = (at(below)?.0, at(above)?.0);
    Some(low + (high - low) * (place - below as f64))
}

/// How many values lie in each of 32 equal bins of a range; those outside it in the outermost ones.
pub(crate) fn histogram(values: impl Iterator<Item = f64>, minimum: f64, maximum: f64) -> Vec<u64> {
    let mut bins = vec![0; HISTOGRAM_BINS];
    let range = maximum - minimum;
    for value in values {
        // Multiplied before dividing: a value on an edge then gives a whole number exactly.
        let bin = if range > 0.0 { ((value - minimum) * HISTOGRAM_BINS as f64 / range) as usize } else { 0 };
        bins[bin.min(HISTOGRAM_BINS - 1)] += 1;
    }
    bins
}
