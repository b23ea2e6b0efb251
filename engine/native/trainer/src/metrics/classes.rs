//! Predicted against true classes: accuracy, precision, recall, F1 and the confusion matrix.

use super::MOST_COMPARED_CLASSES;
use crate::events::OutputMetrics;
use crate::kernels::losses::{predicted_class, true_class};

/// How often each class was true, predicted, and both.
pub(super) struct ClassCounts {
    truths: Vec<u32>,
    predictions: Vec<u32>,
    hits: Vec<u32>,
    /// `[classes, classes]`, true by predicted; empty for too many.
    confusion: Vec<u32>,
}

fn confusion_cells(classes: usize) -> usize {
    if classes <= MOST_COMPARED_CLASSES { classes * classes } else { 0 }
}

/// part/whole, 0 where the whole is 0, as scikit-learn has it.
fn share(part: u32, whole: u32) -> f64 {
    if whole == 0 { 0.0 } else { f64::from(part) / f64::from(whole) }
}

impl ClassCounts {
    pub(super) fn new(classes: usize) -> ClassCounts {
        let counts = || vec![0; classes];
        ClassCounts {
            truths: counts(),
            predictions: counts(),
            hits: counts(),
            confusion: vec![0; confusion_cells(classes)],
        }
    }

    pub(super) fn bytes(classes: usize) -> u64 {
        (3 * classes + confusion_cells(classes)) as u64 * 4
    }

    pub(super) fn clear(&mut self) {
        for counts in [&mut self.truths, &mut self.predictions, &mut self.hits, &mut self.confusion] {
            counts.fill(0);
        }
    }

    /// Counts a row and tells its true class.
    pub(super) fn add(&mut self, value: &[f32], target: &[f32]) -> usize {
        let (truth, prediction) = (true_class(target, value.len()), predicted_class(value));
        self.truths[truth] += 1;
        self.predictions[prediction] += 1;
        self.hits[truth] += u32::from(truth == prediction);
        if !self.confusion.is_empty() {
            self.confusion[truth * self.truths.len() + prediction] += 1;
        }
        truth
    }

    pub(super) fn write(&self, metrics: &mut OutputMetrics) {
        let rows = self.truths.iter().sum();
        if rows == 0 {
            return;
        }
        metrics.accuracy = Some(share(self.hits.iter().sum(), rows));
        let of_class = |class: usize| {
            let (truths, predictions, hits) = (self.truths[class], self.predictions[class], self.hits[class]);
            // F1 = 2·hits/(truths + predictions), the harmonic mean of the two others.
            let f1 = if hits == 0 { 0.0 } else { 2.0 * f64::from(hits) / (f64::from(truths) + f64::from(predictions)) };
            [share(hits, predictions), share(hits, truths), f1]
        };
        let classes = self.truths.len();
        let [precision, recall, f1] = if classes == 2 {
            of_class(1)
        } else {
            // Over the classes that occur at all, as scikit-learn's macro averages do.
            let occur = (0..classes).filter(|class| self.truths[*class] > 0 || self.predictions[*class] > 0);
            let (mut sums, mut count) = ([0.0; 3], 0.0);
            for class in occur {
                count += 1.0;
                sums.iter_mut().zip(of_class(class)).for_each(|(sum, figure)| *sum += figure);
            }
            sums.map(|sum| sum / count)
        };
        (metrics.precision, metrics.recall, metrics.f1) = (Some(precision), Some(recall), Some(f1));
        metrics.confusion.clone_from(&self.confusion);
    }
}
