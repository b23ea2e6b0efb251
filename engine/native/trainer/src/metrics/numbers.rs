//! Predicted against true numbers: R², root mean squared error and mean absolute error.

use crate::events::OutputMetrics;

/// Sums over the rows of one predicted number.
pub(super) struct Errors {
    /// What numbers of the target's unit were multiplied by, if they were.
    factor: Option<f64>,
    rows: f64,
    squared: f64,
    absolute: f64,
    /// Mean of the targets, and Σ of their squared distances from it (Welford 1962).
    mean: f64,
    spread: f64,
}

impl Errors {
    pub(super) fn new(factor: Option<f64>) -> Errors {
        Errors { factor, rows: 0.0, squared: 0.0, absolute: 0.0, mean: 0.0, spread: 0.0 }
    }

    pub(super) fn clear(&mut self) {
        *self = Errors::new(self.factor);
    }

    pub(super) fn add(&mut self, value: &[f32], target: &[f32]) {
        for (p, y) in value.iter().zip(target) {
            let (p, y) = (f64::from(*p), f64::from(*y));
            self.rows += 1.0;
            self.squared += (p - y) * (p - y);
            self.absolute += (p - y).abs();
            let distance = y - self.mean;
            self.mean += distance / self.rows;
            self.spread += distance * (y - self.mean);
        }
    }

    pub(super) fn write(&self, metrics: &mut OutputMetrics) {
        if self.rows == 0.0 {
            return;
        }
        // Where every target is the same number there is nothing to explain.
        metrics.r_squared = (self.spread > 0.0).then(|| 1.0 - self.squared / self.spread);
        metrics.scaled_by = self.factor.map(f64::recip);
        let in_unit = |error: f64| self.factor.map_or(error, |factor| error / factor);
        metrics.root_mean_squared_error = Some(in_unit((self.squared / self.rows).sqrt()));
        metrics.mean_absolute_error = Some(in_unit(self.absolute / self.rows));
    }
}
