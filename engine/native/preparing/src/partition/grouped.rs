//! Whole groups: no value of the column on both sides.

use super::{few_for_folds, not_parted};
use crate::coded::coded;
use failures::Failure;
use tabular::Column;
use trainer::ir::Fold;
use trainer::rng::permute;
use trainer::split::{Draw, kept_rows};

/// Keeps whole groups aside, in a random order of the groups that `rows` have, each that brings the rows kept aside nearer to
/// their share; at least one, and never all.
pub(super) fn cut(column: &Column, rows: Vec<u32>, share: f64, draw: Draw) -> Result<(Vec<u32>, Vec<u32>), Failure> {
    let wanted = rows.len() - kept_rows(rows.len(), share);
    if wanted == 0 {
        return Ok((rows, Vec::new()));
    }
    let coded = coded(column);
    let mut counts = vec![0_usize; coded.labels.len()];
    rows.iter().for_each(|row| counts[coded.codes[*row as usize] as usize] += 1);
    let mut groups: Vec<u32> = (0..).take(counts.len()).filter(|group| counts[*group as usize] > 0).collect();
    if groups.len() < 2 {
        let found = format!("{} group in {} rows", groups.len(), rows.len());
        return Err(not_parted(column, "group", found, "two groups or more, so that one can be kept aside"));
    }
    permute(draw.seed, draw.stream, 0, &mut groups);
    let mut is_aside = vec![false; counts.len()];
    let (mut aside, mut left) = (0, groups.len());
    for group in &groups {
        let with = aside + counts[*group as usize];
        if left > 1 && with.abs_diff(wanted) < aside.abs_diff(wanted) {
            is_aside[*group as usize] = true;
            (aside, left) = (with, left - 1);
        }
    }
    if aside == 0 {
        // Every group is more than twice the share: the smallest is the nearest.
        let smallest = groups.iter().min_by_key(|group| counts[**group as usize]);
        smallest.into_iter().for_each(|group| is_aside[*group as usize] = true);
    }
    Ok(rows.into_iter().partition(|row| !is_aside[coded.codes[*row as usize] as usize]))
}

/// Deals whole groups out to the parts of a fold, the largest first and each to the part with the fewest rows, equal ones in a
/// random order, as scikit-learn's `GroupKFold` does.
pub(super) fn fold(column: &Column, rows: Vec<u32>, fold: Fold, draw: Draw) -> Result<(Vec<u32>, Vec<u32>), Failure> {
    let coded = coded(column);
    let mut counts = vec![0_usize; coded.labels.len()];
    rows.iter().for_each(|row| counts[coded.codes[*row as usize] as usize] += 1);
    let mut groups: Vec<u32> = (0..).take(counts.len()).filter(|group| counts[*group as usize] > 0).collect();
    if groups.len() < fold.count as usize {
        return Err(few_for_folds(groups.len(), "groups", fold).in_column(&column.name));
    }
    permute(draw.seed, draw.stream, 0, &mut groups);
    groups.sort_by_key(|group| std::cmp::Reverse(counts[*group as usize]));
    let mut sizes = vec![0_usize; fold.count as usize];
    let mut part_of = vec![0_u32; counts.len()];
    for group in groups {
        let least = (0..sizes.len()).min_by_key(|part| sizes[*part]).unwrap_or(0);
        part_of[group as usize] = least as u32;
        sizes[least] += counts[group as usize];
    }
    Ok(rows.into_iter().partition(|row| part_of[coded.codes[*row as usize] as usize] != fold.index))
}
