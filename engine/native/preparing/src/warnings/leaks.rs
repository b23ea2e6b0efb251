//! A feature that alone tells the target, as a copy of it or something written down after the fact does.

use super::{Classes, DataWarning, DataWarningCode, Judged};
use crate::coded::{coded, has_at_most};
use rustc_hash::FxHashMap;
use tabular::Column;

/// Fewer rows are told apart by chance.
const FEWEST_ROWS: usize = 40;
/// Share of rows told right, or of a number's variance, from which a feature is said to tell the target.
const TOLD: f64 = 0.999;
/// Rows of each value on average, so that values are seen again rather than learnt by heart.
const ROWS_A_VALUE: usize = 4;

/// Most rows that are looked at, evenly spread: an edit is answered at once on any table.
const MOST_ROWS: usize = 1 << 16;

/// A row by its place among those judged, and in the table.
struct Row {
    place: usize,
    in_table: usize,
}

pub(super) fn warnings(judged: &Judged) -> Vec<DataWarning> {
    if judged.rows.len() < FEWEST_ROWS {
        return Vec::new();
    }
    let rows = judged.rows.iter().enumerate().map(|(place, row)| Row { place, in_table: *row as usize });
    let rows: Vec<Row> = rows.step_by(judged.rows.len().div_ceil(MOST_ROWS)).collect();
    let mut warnings = Vec::new();
    for ((target, _), classes) in judged.used.targets.iter().zip(&judged.classes) {
        for feature in judged.used.features.iter().map(|feature| feature.column) {
            let told = match classes {
                Some(classes) => class_told(&rows, feature, classes),
                None => number_told(&rows, feature, target),
            };
            if told.is_some_and(|told| told >= TOLD) {
                let percent = (told.unwrap_or_default() * 1000.0).floor() / 10.0;
                let warning = DataWarning::new(DataWarningCode::LeakingFeature, Some(feature));
                warnings.push(warning.text("target", &target.name).number("percent", percent));
            }
            feature.forget();
        }
    }
    warnings
}

/// Share of rows whose class the feature tells: the commonest of the rows with its value, or of the rows between two of its
/// values where numbers in order have one class each after the other. `None` where one class tells as much of all rows.
fn class_told(rows: &[Row], feature: &Column, Classes { codes, labels }: &Classes) -> Option<f64> {
    let class_of = |row: &Row| codes[row.place];
    let mut of_class = vec![0_usize; labels.len()];
    rows.iter().for_each(|row| of_class[class_of(row) as usize] += 1);
    if of_class.iter().any(|count| *count as f64 >= TOLD * rows.len() as f64) {
        return None;
    }
    if has_at_most(feature, rows.len() / ROWS_A_VALUE) {
        let values = coded(feature);
        let mut counts = FxHashMap::default();
        for row in rows {
            *counts.entry((values.codes[row.in_table], class_of(row))).or_insert(0_usize) += 1;
        }
        let mut commonest = FxHashMap::default();
        for ((value, _), count) in counts {
            let most = commonest.entry(value).or_insert(0);
            *most = count.max(*most);
        }
        return Some(commonest.values().sum::<usize>() as f64 / rows.len() as f64);
    }
    let numbers = feature.numbers()?;
    let mut ordered: Vec<(f64, u32)> = rows.iter().map(|row| (numbers[row.in_table], class_of(row))).collect();
    ordered.sort_by(|a, b| a.0.total_cmp(&b.0));
    let changes = || ordered.windows(2).filter(|pair| pair[0].1 != pair[1].1);
    let is_told = changes().count() + 1 == labels.len() && changes().all(|pair| pair[0].0 != pair[1].0);
    Some(if is_told { 1.0 } else { 0.0 })
}

/// Share of a number's variance that a line through the feature explains, over the rows in which it is not missing.
fn number_told(rows: &[Row], feature: &Column, target: &Column) -> Option<f64> {
    let (x, y) = (feature.numbers()?, target.numbers()?);
    let rows: Vec<&Row> = rows.iter().filter(|row| !x[row.in_table].is_nan()).collect();
    if rows.len() < FEWEST_ROWS {
        return None;
    }
    let mean = |of: &[f64]| rows.iter().map(|row| of[row.in_table]).sum::<f64>() / rows.len() as f64;
    let (mean_x, mean_y) = (mean(&x), mean(&y));
    let (mut xx, mut yy, mut xy) = (0.0, 0.0, 0.0);
    for row in &rows {
        let (dx, dy) = (x[row.in_table] - mean_x, y[row.in_table] - mean_y);
        xx += dx * dx;
        yy += dy * dy;
        xy += dx * dy;
    }
    (xx > 0.0 && yy > 0.0).then(|| xy * xy / (xx * yy))
}
