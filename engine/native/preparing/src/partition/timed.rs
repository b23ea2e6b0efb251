//! The latest rows, rows of one time together.

use super::not_parted;
use failures::Failure;
use tabular::Column;
use trainer::split::kept_rows;

/// Keeps the latest rows aside: as near to the share as times differ, of two as near the fewer.
pub(super) fn cut(column: &Column, rows: Vec<u32>, share: f64) -> Result<(Vec<u32>, Vec<u32>), Failure> {
    let kept = kept_rows(rows.len(), share);
    // A setup whose times are texts is refused where its columns are found.
    let Some(times) = column.numbers().filter(|_| kept < rows.len()) else { return Ok((rows, Vec::new())) };
    let mut ordered: Vec<f64> = rows.iter().map(|row| times[*row as usize]).collect();
    ordered.sort_unstable_by(f64::total_cmp);
    // Places before which a later time begins; 0 and −0 are one time.
    let begins = (1..ordered.len()).filter(|place| ordered[*place] > ordered[*place - 1]);
    let Some(begin) = begins.min_by_key(|place| (place.abs_diff(kept), rows.len() - place)) else {
        let found = format!("the same time in all {} rows", rows.len());
        return Err(not_parted(column, "time", found, "times that differ, so that the latest can be kept aside"));
    };
    let first = ordered[begin];
    Ok(rows.into_iter().partition(|row| times[*row as usize] < first))
}
