//! Target means of training rows by the rows of other folds, so that none is told its own target (scikit-learn's
//! `TargetEncoder`, cross fitting).

use crate::encoder::Encoder;
use crate::prepared_column::PreparedColumn;
use crate::target_mean::{TargetNumbers, means};
use crate::used_columns::UsedTarget;
use tabular::{EncodingOptions, MISSING_CODE};
use trainer::ir::{Fold, SplitMethod};
use trainer::split::{Draw, Split};

/// Puts in place of the training rows' cells those that the rows of other folds give.
pub(crate) fn cross_fit(
    prepared: &PreparedColumn,
    encoders: &mut [Encoder],
    places: &[u32],
    target: UsedTarget,
    training: &[u32],
) {
    let EncodingOptions { folds, seed, smoothing, .. } = prepared.options;
    let numbers = TargetNumbers::of(target);
    let classes = numbers.classes.map(|codes| training.iter().map(|row| codes[*row as usize]).collect::<Vec<u32>>());
    let method = if classes.is_some() { SplitMethod::Stratified } else { SplitMethod::Shuffled };
    let draw = Draw { seed: seed.unwrap_or(EncodingOptions::SEED), stream: "target_mean" };
    let count = folds.unwrap_or(EncodingOptions::FOLDS).min(training.len() as u32);
    let known = prepared.values.len() + usize::from(prepared.has_missing_category());
    for index in 0..count {
        let parts = Split::fold(method, draw, Fold { index, count }, training.len(), classes.as_deref());
        let rows_of = |places: &[u32]| places.iter().map(|place| training[*place as usize]).collect::<Vec<u32>>();
        let (others, own) = (rows_of(&parts.training), rows_of(&parts.validation));
        // Of one row alone there are no others.
        let others = if others.is_empty() { &own } else { &others };
        for (encoder, numbers) in encoders.iter_mut().zip(&numbers.lists) {
            let Encoder::Number(cells) = encoder else { continue };
            let means = means(places, known, numbers, others, smoothing);
            let whole = own.iter().filter(|row| places[**row as usize] != MISSING_CODE);
            cells.replace(whole.map(|row| (*row, means[(places[*row as usize] as usize).min(known)])));
        }
    }
}
