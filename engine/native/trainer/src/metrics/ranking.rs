//! The area under the ROC curve, exact by rank.

use super::MOST_COMPARED_CLASSES;

/// Every row's score of each class and its true class, kept until the curve is asked for.
pub(super) struct Scores {
    /// Most rows; 0 where there are too many classes.
    capacity: usize,
    /// Classes scored: class 1 alone of two, each of more.
    columns: usize,
    /// `[columns, capacity]`.
    scores: Vec<f32>,
    truths: Vec<u32>,
}

/// Whether areas are told of this many classes.
pub(super) fn is_ranked(classes: usize) -> bool {
    (2..=MOST_COMPARED_CLASSES).contains(&classes)
}

fn columns(units: usize) -> usize {
    if units <= 2 { 1 } else { units }
}

impl Scores {
    pub(super) fn new(classes: usize, units: usize, rows: usize) -> Scores {
        let capacity = if is_ranked(classes) { rows } else { 0 };
        let columns = columns(units);
        Scores { capacity, columns, scores: vec![0.0; columns * capacity], truths: Vec::with_capacity(capacity) }
    }

    pub(super) fn bytes(classes: usize, units: usize, rows: u64) -> u64 {
        if is_ranked(classes) { rows.saturating_mul((columns(units) as u64 + 1) * 4) } else { 0 }
    }

    pub(super) fn clear(&mut self) {
        self.truths.clear();
    }

    /// Keeps a row; one beyond the capacity is not told of.
    pub(super) fn add(&mut self, value: &[f32], truth: usize) {
        let row = self.truths.len();
        if row == self.capacity {
            return;
        }
        // Of one or two units the last is the score of class 1.
        let scored = if self.columns == 1 { &value[value.len() - 1..] } else { value };
        for (column, score) in scored.iter().enumerate() {
            self.scores[column * self.capacity + row] = *score;
        }
        self.truths.push(truth as u32);
    }

    /// Of class 1 against 0 with two classes, else the mean over classes of each against the rest. Classes without rows,
    /// or without rows of other classes, have no curve and do not count; `None` if none has, or a score is not a number.
    pub(super) fn area_under_curve(&self, keys: &mut Vec<u64>) -> Option<f64> {
        let rows = self.truths.len();
        let (mut sum, mut curves) = (0.0, 0_u32);
        for column in 0..self.columns {
            let positive = if self.columns == 1 { 1 } else { column as u32 };
            let scores = self.scores.get(column * self.capacity..)?.get(..rows)?;
            if scores.iter().any(|score| score.is_nan()) {
                return None;
            }
            keys.clear();
            keys.extend(scores.iter().zip(&self.truths).map(|(score, truth)| key(*score, *truth == positive)));
            keys.sort_unstable();
            if let Some(area) = area(keys) {
                sum += area;
                curves += 1;
            }
        }
        (curves > 0).then(|| sum / f64::from(curves))
    }
}

/// Sorts by score; the lowest bit says whether the row is positive.
fn key(score: f32, is_positive: bool) -> u64 {
    // −0 is the score 0, and bits of negative floats grow as the floats fall.
    let bits = (score + 0.0).to_bits();
    let ordered = if bits >> 31 == 0 { bits | 1 << 31 } else { !bits };
    u64::from(ordered) << 1 | u64::from(is_positive)
}

/// Share of pairs of a positive and a negative row in which the positive scores higher, a tie counting half (Mann and
/// Whitney 1947); counted in whole numbers. `None` without rows of either kind.
fn area(sorted: &[u64]) -> Option<f64> {
    let (mut positives, mut negatives, mut doubled) = (0_u64, 0_u64, 0_u64);
    for tie in sorted.chunk_by(|a, b| a >> 1 == b >> 1) {
        let positive = tie.iter().map(|key| key & 1).sum::<u64>();
        let negative = tie.len() as u64 - positive;
        // Rows number less than 2³², so twice the pairs number less than 2⁶³.
        doubled += positive * (2 * negatives + negative);
        positives += positive;
        negatives += negative;
    }
    (positives > 0 && negatives > 0).then(|| doubled as f64 / (2 * positives * negatives) as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_sort_as_scores_do_and_both_zeros_tie() {
        let ordered = [f32::NEG_INFINITY, -3.0, -1e-40, 0.0, 1e-40, 0.5, 0.500_000_1, 7.0, f32::INFINITY];
        let keys: Vec<u64> = ordered.iter().map(|score| key(*score, false)).collect();
        assert!(keys.is_sorted() && keys.windows(2).all(|pair| pair[0] >> 1 < pair[1] >> 1), "{keys:?}");
        assert_eq!(key(-0.0, true), key(0.0, true));
    }
}
