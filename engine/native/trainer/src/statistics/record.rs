//! One layer's record of a probed step: the values of `STATISTICS` in order, and its histograms.

use super::batch_norm::{BatchNormView, batch_norm_statistics};
use super::gradient::gradient_statistics;
use super::histogram::count_cells;
use super::moments::{Moments, extremes, moments};
use super::percentiles::percentiles;
use super::saturation::saturated_share;
use super::scratch::Scratch;
use super::series::STATISTICS;
use super::units::{dead_share, dormant_share, unit_norms_squared};
use super::weight::{update_ratio, weight_statistics};
use crate::events::{GRADIENT_MAGNIFICATION, HISTOGRAM_CELLS};
use crate::ir::ActivationFunction;

/// The unit whose percentiles are followed: the first.
const CHOSEN_UNIT: usize = 0;

/// An activation at a probed step: its input and output, `[rows, features]`, row-major.
#[derive(Debug, Clone, Copy)]
pub struct ActivationView<'a> {
    pub function: ActivationFunction,
    /// 0 for functions without one.
    pub alpha: f32,
    /// Only read of functions whose output does not tell their derivative (`is_by_input`); may be empty for others.
    pub input: &'a [f32],
    pub output: &'a [f32],
    pub features: usize,
}

/// Values in the order of `STATISTICS` (NaN = undefined here) and histogram cells in the order of `HISTOGRAM_CELLS`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LayerRecord {
    pub values: [f32; STATISTICS.len()],
    pub histogram: [u32; HISTOGRAM_CELLS],
    /// Of the gradient, magnified; all 0 where there is none.
    pub gradient_histogram: [u32; HISTOGRAM_CELLS],
}

impl Default for LayerRecord {
    fn default() -> Self {
        Self {
            values: [f32::NAN; STATISTICS.len()],
            histogram: [0; HISTOGRAM_CELLS],
            gradient_histogram: [0; HISTOGRAM_CELLS],
        }
    }
}

/// Place of a statistic among `STATISTICS`; a name that is not there fails the build.
const fn place(name: &str) -> usize {
    let mut index = 0;
    while index < STATISTICS.len() {
        if equal(STATISTICS[index].as_bytes(), name.as_bytes()) {
            return index;
        }
        index += 1;
    }
    panic!("no such statistic");
}

const fn equal(left: &[u8], right: &[u8]) -> bool {
    if left.len() != right.len() {
        return false;
    }
    let mut index = 0;
    while index < left.len() {
        if left[index] != right[index] {
            return false;
        }
        index += 1;
    }
    true
}

/// Writes numbers under the names of statistics.
macro_rules! record {
    ($values:expr, $($name:literal: $value:expr),+ $(,)?) => {
        $({
            const PLACE: usize = place($name);
            $values[PLACE] = $value as f32;
        })+
    };
}

impl LayerRecord {
    /// Forgets everything: every value NaN, every cell 0. Do this before the first `write` of a probed step.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// Distribution of a value `[rows, features]`, row-major: moments, extremes, percentiles of the layer and of its
    /// first unit, histogram.
    pub fn write_value(&mut self, value: &[f32], features: usize, scratch: &mut Scratch) {
        count_cells(value, 1.0, scratch, &mut self.histogram);
        let Distribution { moments, extremes: (minimum, maximum), percentiles, of_unit } =
            distribution(value, features, scratch);
        let Moments { mean, standard_deviation } = moments;
        let [p1, p15, p50, p85, p99] = percentiles;
        record!(self.values,
            "mean": mean, "standard_deviation": standard_deviation, "minimum": minimum, "maximum": maximum,
            "percentile_1": p1, "percentile_15": p15, "percentile_50": p50, "percentile_85": p85, "percentile_99": p99,
        );
        let [p1, p15, p50, p85, p99] = of_unit;
        record!(self.values,
            "unit_percentile_1": p1, "unit_percentile_15": p15, "unit_percentile_50": p50, "unit_percentile_85": p85,
            "unit_percentile_99": p99,
        );
    }

    /// Saturation, dormant units and, for the ReLU family, dead units of an activation `[rows, features]`.
    pub fn write_activation(&mut self, activation: &ActivationView, scratch: &mut Scratch) {
        let ActivationView { function, alpha, input, output, features } = *activation;
        record!(self.values,
            "saturation": saturated_share(function, alpha, input, output),
            "dormant": dormant_share(output, features, scratch),
        );
        if matches!(function, ActivationFunction::Relu | ActivationFunction::LeakyRelu) {
            record!(self.values, "dead": dead_share(output, features));
        }
    }

    /// Gradient of the loss with respect to the value `[rows, features]`: norm, sparsity and the distribution of the layer
    /// and of its first unit.
    pub fn write_gradient(&mut self, gradient: &[f32], features: usize, scratch: &mut Scratch) {
        count_cells(gradient, GRADIENT_MAGNIFICATION as f32, scratch, &mut self.gradient_histogram);
        let [norm, mean_absolute, zero] = gradient_statistics(gradient);
        record!(self.values,
            "gradient_norm": norm, "gradient_mean_absolute": mean_absolute, "gradient_zero": zero,
        );
        let Distribution { moments, extremes: (minimum, maximum), percentiles, of_unit } =
            distribution(gradient, features, scratch);
        let Moments { mean, standard_deviation } = moments;
        let [p1, p15, p50, p85, p99] = percentiles;
        record!(self.values,
            "gradient_mean": mean, "gradient_standard_deviation": standard_deviation,
            "gradient_minimum": minimum, "gradient_maximum": maximum,
            "gradient_percentile_1": p1, "gradient_percentile_15": p15, "gradient_percentile_50": p50,
            "gradient_percentile_85": p85, "gradient_percentile_99": p99,
        );
        let [p1, p15, p50, p85, p99] = of_unit;
        record!(self.values,
            "gradient_unit_percentile_1": p1, "gradient_unit_percentile_15": p15, "gradient_unit_percentile_50": p50,
            "gradient_unit_percentile_85": p85, "gradient_unit_percentile_99": p99,
        );
    }

    /// The trainable weight of the node: a Dense's weight, a BatchNorm's γ.
    pub fn write_weight(&mut self, weight: &[f32]) {
        let [norm, mean, standard_deviation] = weight_statistics(weight);
        record!(self.values,
            "weight_norm": norm, "weight_mean": mean, "weight_standard_deviation": standard_deviation,
        );
    }

    /// The median over units of `learning_rate`/‖w‖², w being a column of a Dense's weight `[in, units]`, before the update.
    pub fn write_effective_learning_rate(
        &mut self,
        learning_rate: f64,
        weight: &[f32],
        units: usize,
        scratch: &mut Scratch,
    ) {
        let mut column = std::mem::take(&mut scratch.column);
        column.clear();
        let norms = unit_norms_squared(weight, units, &mut scratch.units);
        column.extend(norms.iter().map(|norm| (learning_rate / norm) as f32).filter(|rate| rate.is_finite()));
        let (minimum, maximum) = extremes(&column);
        let [median] = percentiles(&column, minimum, maximum, [0.5], scratch);
        scratch.column = column;
        record!(self.values, "effective_learning_rate": median);
    }

    /// log10(mean|after − before| / mean|before|) of the same weight around this step's update.
    pub fn write_update(&mut self, before: &[f32], after: &[f32]) {
        record!(self.values, "update_ratio": update_ratio(before, after));
    }

    /// A BatchNorm's statistics of this batch against its running ones, and its γ and β.
    pub fn write_batch_norm(&mut self, batch_norm: &BatchNormView, scratch: &mut Scratch) {
        let statistics = batch_norm_statistics(batch_norm);
        record!(self.values,
            "drift_mean_average": statistics.drift_mean_average,
            "drift_mean_maximum": statistics.drift_mean_maximum,
            "drift_variance_average": statistics.drift_variance_average,
            "drift_variance_maximum": statistics.drift_variance_maximum,
            "batch_mean": statistics.batch_mean,
            "running_mean": statistics.running_mean,
            "batch_variance": statistics.batch_variance,
            "running_variance": statistics.running_variance,
            "gamma_near_zero": statistics.gamma_near_zero,
            "variance_near_zero": statistics.variance_near_zero,
        );
        if let Some(gamma) = batch_norm.gamma {
            let [p15, p50, p85] = finite_percentiles(gamma.iter().copied(), [0.15, 0.5, 0.85], scratch);
            record!(self.values, "gamma_15": p15, "gamma_50": p50, "gamma_85": p85);
        }
        if let Some(beta) = batch_norm.beta {
            let [p15, p50, p85] = finite_percentiles(beta.iter().copied(), [0.15, 0.5, 0.85], scratch);
            record!(self.values, "beta_15": p15, "beta_50": p50, "beta_85": p85);
        }
    }

    /// The whole network's train–eval gap, in units of the loss; the same in the record of every BatchNorm.
    pub fn write_train_eval_gap(&mut self, gap: f64) {
        record!(self.values, "train_eval_gap": gap);
    }
}

/// How the finite elements of `[rows, features]` are spread.
struct Distribution {
    moments: Moments,
    extremes: (f32, f32),
    /// The quantiles of `QUANTILES`.
    percentiles: [f32; 5],
    /// Those of the chosen unit alone.
    of_unit: [f32; 5],
}

const QUANTILES: [f64; 5] = [0.01, 0.15, 0.5, 0.85, 0.99];

fn distribution(value: &[f32], features: usize, scratch: &mut Scratch) -> Distribution {
    let finite = scratch.take_finite(value);
    let elements = finite.as_deref().unwrap_or(value);
    let (moments, extremes) = (moments(elements), extremes(elements));
    let percentiles = percentiles(elements, extremes.0, extremes.1, QUANTILES, scratch);
    scratch.return_finite(finite);
    let unit = value.chunks_exact(features.max(1)).filter_map(|row| row.get(CHOSEN_UNIT).copied());
    let of_unit = finite_percentiles(unit, QUANTILES, scratch);
    Distribution { moments, extremes, percentiles, of_unit }
}

/// The quantiles `q` of the finite ones among some elements.
fn finite_percentiles<const N: usize>(
    elements: impl Iterator<Item = f32>,
    q: [f64; N],
    scratch: &mut Scratch,
) -> [f32; N] {
    let mut column = std::mem::take(&mut scratch.column);
    column.clear();
    column.extend(elements.filter(|element| element.is_finite()));
    let (minimum, maximum) = extremes(&column);
    let answer = percentiles(&column, minimum, maximum, q, scratch);
    scratch.column = column;
    answer
}
