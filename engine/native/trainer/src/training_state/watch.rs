//! The watched loss from epoch to epoch: which epoch was the best, and whether patience has run out.

use crate::exact;
use crate::ir::EarlyStopping;
use serde::{Deserialize, Serialize};

/// What is remembered of the watched loss: the validation loss, or the training loss where no rows validate.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Watch {
    /// The epoch with the lowest loss, the first of equals.
    pub best: Option<WatchedEpoch>,
    /// The newest whole epoch.
    pub last: Option<WatchedEpoch>,
    /// The newest epoch that improved on the one before by more than the minimum.
    improved: Option<WatchedEpoch>,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WatchedEpoch {
    /// Counts from 1.
    pub epoch: u32,
    #[serde(with = "exact")]
    pub loss: f64,
}

impl Watch {
    /// Takes in the watched loss of a whole epoch (counted from 1); says whether it is the best so far.
    /// A loss that is not a number is never an improvement.
    pub fn note(&mut self, epoch: u32, loss: f64, minimum_delta: f64) -> bool {
        let watched = WatchedEpoch { epoch, loss };
        let is_below = |other: Option<WatchedEpoch>, loss: f64| loss < other.map_or(f64::INFINITY, |other| other.loss);
        self.last = Some(watched);
        // As Keras: each improvement is measured against the last loss that counted as one, not against the lowest.
        if is_below(self.improved, loss + minimum_delta) || self.improved.is_none() {
            self.improved = Some(watched);
        }
        let is_best = is_below(self.best, loss);
        if is_best {
            self.best = Some(watched);
        }
        is_best
    }

    /// Whether `patience` epochs (at least one) have passed without an improvement.
    pub fn is_exhausted(&self, early_stopping: Option<EarlyStopping>) -> bool {
        let (Some(early), Some(last), Some(improved)) = (early_stopping, self.last, self.improved) else {
            return false;
        };
        last.epoch.saturating_sub(improved.epoch) >= early.patience.max(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stops_after(losses: &[f64], patience: u32, minimum_delta: f64) -> Option<usize> {
        let early = EarlyStopping { patience, minimum_delta, restore_best: true };
        let mut watch = Watch::default();
        (1..).zip(losses).find_map(|(epoch, loss)| {
            watch.note(epoch, *loss, minimum_delta);
            watch.is_exhausted(Some(early)).then_some(epoch as usize)
        })
    }

    #[test]
    fn patience_runs_out_as_keras_counts_it() {
        assert_eq!(stops_after(&[3.0, 2.0, 2.5, 2.4, 2.3], 2, 0.0), Some(4));
        assert_eq!(stops_after(&[3.0, 2.0, 2.0, 2.0], 3, 0.0), None);
        assert_eq!(stops_after(&[3.0, 2.0, 2.0, 2.0, 2.0], 3, 0.0), Some(5));
        // Steps below the minimum add up until they are one.
        assert_eq!(stops_after(&[1.0, 0.96, 0.92, 0.88, 0.84, 0.80], 3, 0.1), None);
        assert_eq!(stops_after(&[1.0, 0.99, 0.98, 0.97], 3, 0.1), Some(4));
        assert_eq!(stops_after(&[1.0, 0.5, 0.5], 0, 0.0), Some(3));
        assert_eq!(stops_after(&[f64::NAN, f64::NAN, f64::NAN], 2, 0.0), Some(3));
    }

    #[test]
    fn the_best_epoch_is_the_first_of_the_lowest() {
        let mut watch = Watch::default();
        let best: Vec<bool> =
            (1..).zip([2.0, 1.0, 1.0, f64::NAN, 0.5, 0.7]).map(|(e, l)| watch.note(e, l, 10.0)).collect();
        assert_eq!(best, [true, true, false, false, true, false]);
        assert_eq!(watch.best.map(|best| (best.epoch, best.loss)), Some((5, 0.5)));
    }
}
