//! A BatchNorm's batch statistics against its running ones, and the health of its γ and β.

use super::series::{Statistic, Unit};

/// Drift |μ−R|/√(V+ε) and ln(σ²/V) over features; the batch's and the running statistics, averaged over features, for drawing the
/// curves; shares |γ| < 0.01 and σ² < 10ε; percentiles of γ and β. `train_eval_gap` is of the whole network, told by each
/// of its BatchNorms: mean loss of the batch's rows with the batch's moments less that with the running ones, both with the
/// parameters and running statistics the step began with, rows weighed as in training, without dropout, noise and penalties.
pub(super) const STATISTICS: [Statistic; 17] = [
    Statistic::node("drift_mean_average", Unit::StandardDeviations),
    Statistic::node("drift_mean_maximum", Unit::StandardDeviations),
    Statistic::node("drift_variance_average", Unit::Ln),
    Statistic::node("drift_variance_maximum", Unit::Ln),
    Statistic::node("batch_mean", Unit::Value),
    Statistic::node("running_mean", Unit::Value),
    Statistic::node("batch_variance", Unit::ValueSquared),
    Statistic::node("running_variance", Unit::ValueSquared),
    Statistic::parameter("gamma_near_zero", Unit::Share),
    Statistic::node("variance_near_zero", Unit::Share),
    Statistic::parameter("gamma_15", Unit::Parameter).percentile(15.0),
    Statistic::parameter("gamma_50", Unit::Parameter).percentile(50.0),
    Statistic::parameter("gamma_85", Unit::Parameter).percentile(85.0),
    Statistic::parameter("beta_15", Unit::Parameter).percentile(15.0),
    Statistic::parameter("beta_50", Unit::Parameter).percentile(50.0),
    Statistic::parameter("beta_85", Unit::Parameter).percentile(85.0),
    Statistic::node("train_eval_gap", Unit::Loss),
];

/// γ of a smaller magnitude all but switches its feature off.
const NEAR_ZERO_GAMMA: f32 = 0.01;

/// A feature whose standard deviation is less than this part of its mean is constant: float32 rounds by 2⁻²⁴, and the
/// rounding of a batch's values and of their mean is all its spread.
const ROUNDING_SPREAD: f64 = 1.0 / (1 << 20) as f64;

/// What a BatchNorm holds at a probed step; every slice has one element a feature.
#[derive(Debug, Clone, Copy)]
pub struct BatchNormView<'a> {
    /// μ of the batch.
    pub batch_mean: &'a [f32],
    /// σ² of the batch, biased.
    pub batch_variance: &'a [f32],
    /// R, as inference would use it now: this batch has already moved it.
    pub running_mean: &'a [f32],
    /// V.
    pub running_variance: &'a [f32],
    pub gamma: Option<&'a [f32]>,
    pub beta: Option<&'a [f32]>,
    pub epsilon: f32,
}

/// Averages are over features.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct BatchNormStatistics {
    pub drift_mean_average: f64,
    pub drift_mean_maximum: f64,
    pub drift_variance_average: f64,
    pub drift_variance_maximum: f64,
    pub batch_mean: f64,
    pub running_mean: f64,
    pub batch_variance: f64,
    pub running_variance: f64,
    pub gamma_near_zero: f64,
    pub variance_near_zero: f64,
}

/// Drift of the mean |μ−R|/√(V+ε) and of the variance ln(σ²/V), with their mean and greatest value over features.
/// A feature without spread (σ² or V of 0, or of no more than rounding) has no ratio: it is left out of the variance's
/// drift and seen in `variance_near_zero`.
pub(super) fn batch_norm_statistics(view: &BatchNormView) -> BatchNormStatistics {
    let epsilon = f64::from(view.epsilon);
    let drift_of_mean = view.batch_mean.iter().zip(view.running_mean).zip(view.running_variance).map(
        |((&batch, &running), &variance)| {
            (f64::from(batch) - f64::from(running)).abs() / (f64::from(variance) + epsilon).sqrt()
        },
    );
    let of_batch = view.batch_variance.iter().zip(view.batch_mean);
    let of_running = view.running_variance.iter().zip(view.running_mean);
    let drift_of_variance = of_batch
        .zip(of_running)
        .filter(|(batch, running)| has_spread(*batch) && has_spread(*running))
        .map(|((&batch, _), (&running, _))| (f64::from(batch) / f64::from(running)).ln())
        .filter(|drift| drift.is_finite());
    let (drift_mean_average, drift_mean_maximum) = mean_and_maximum(drift_of_mean);
    let (drift_variance_average, drift_variance_maximum) = mean_and_maximum(drift_of_variance);
    BatchNormStatistics {
        drift_mean_average,
        drift_mean_maximum,
        drift_variance_average,
        drift_variance_maximum,
        batch_mean: mean(view.batch_mean),
        running_mean: mean(view.running_mean),
        batch_variance: mean(view.batch_variance),
        running_variance: mean(view.running_variance),
        gamma_near_zero: view.gamma.map_or(f64::NAN, |gamma| share(gamma, |g| g.abs() < NEAR_ZERO_GAMMA)),
        variance_near_zero: share(view.batch_variance, |variance| f64::from(variance) < 10.0 * epsilon),
    }
}

fn has_spread((&variance, &mean): (&f32, &f32)) -> bool {
    f64::from(variance) > (ROUNDING_SPREAD * f64::from(mean)).powi(2)
}

/// NaN for no elements; one NaN makes both NaN.
fn mean_and_maximum(elements: impl Iterator<Item = f64>) -> (f64, f64) {
    let mut sum = 0.0;
    let mut count = 0.0;
    let mut maximum = f64::NEG_INFINITY;
    for element in elements {
        sum += element;
        count += 1.0;
        if element > maximum || element.is_nan() {
            maximum = element;
        }
    }
    if count == 0.0 { (f64::NAN, f64::NAN) } else { (sum / count, maximum) }
}

fn mean(elements: &[f32]) -> f64 {
    elements.iter().map(|&element| f64::from(element)).sum::<f64>() / elements.len() as f64
}

fn share(elements: &[f32], is_counted: impl Fn(f32) -> bool) -> f64 {
    elements.iter().filter(|&&element| is_counted(element)).count() as f64 / elements.len() as f64
}
