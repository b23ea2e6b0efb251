//! Targets: classes that a split leaves out, order among the rows, and rare classes.

use super::{Classes, DataWarning, DataWarningCode, Judged};
use tabular::Column;
use trainer::ir::SplitMethod;

/// Classes that are named before the rest is only counted.
const MOST_NAMED: usize = 5;
/// A class is rare where another has so many times its rows: a network that never says it is right nine times of ten.
const RARE: usize = 10;
/// Fewer rows are in order by chance.
const FEWEST_SORTED: usize = 10;

pub(super) fn warnings(judged: &Judged) -> Vec<DataWarning> {
    let mut warnings = Vec::new();
    for (target, ((column, _), classes)) in judged.used.targets.iter().zip(&judged.classes).enumerate() {
        let is_last = judged.setup.split == SplitMethod::Last && !judged.split.validation.is_empty();
        let is_sorted = is_last && judged.rows.len() >= FEWEST_SORTED && is_sorted(judged, column, classes.as_ref());
        if is_sorted {
            let count = classes.as_ref().map_or(0, |classes| classes.labels.len());
            let warning = DataWarning::new(DataWarningCode::SortedTarget, Some(column));
            warnings.push(warning.number("classes", count as f64));
        }
        let Some(classes) = classes else { continue };
        let training = counts(classes, &judged.split.training);
        let validation = match &judged.validation {
            Some(file) => file.class_counts(target, classes.labels.len()),
            None => counts(classes, &judged.split.validation),
        };
        // In order, classes are left out of either: that was said.
        if !is_sorted {
            warnings.extend(absent(DataWarningCode::ClassNotTrained, column, classes, &training));
            if validation.iter().any(|count| *count > 0) {
                warnings.extend(absent(DataWarningCode::ClassNotValidated, column, classes, &validation));
            }
        }
        warnings.extend(rare(column, classes, &training));
    }
    warnings
}

fn counts(classes: &Classes, rows: &[u32]) -> Vec<usize> {
    let mut counts = vec![0; classes.labels.len()];
    rows.iter().for_each(|row| counts[classes.codes[*row as usize] as usize] += 1);
    counts
}

/// Whether numbers only rise or only fall, or the rows of each class stand together; not where all are alike.
fn is_sorted(judged: &Judged, column: &Column, classes: Option<&Classes>) -> bool {
    if let Some(Classes { codes, labels }) = classes {
        let changes = codes.windows(2).filter(|pair| pair[0] != pair[1]).count();
        return labels.len() > 1 && changes + 1 == labels.len();
    }
    let Some(numbers) = column.numbers() else { return false };
    let pairs = || judged.rows.windows(2).map(|pair| (numbers[pair[0] as usize], numbers[pair[1] as usize]));
    pairs().any(|(a, b)| a != b) && (pairs().all(|(a, b)| a <= b) || pairs().all(|(a, b)| a >= b))
}

fn absent(code: DataWarningCode, column: &Column, classes: &Classes, counts: &[usize]) -> Option<DataWarning> {
    let names = || classes.labels.iter().zip(counts).filter(|(_, count)| **count == 0).map(|(name, _)| name.as_str());
    let count = names().count();
    let mut named: Vec<&str> = names().take(MOST_NAMED).collect();
    if count > MOST_NAMED {
        named.push("…");
    }
    (count > 0)
        .then(|| DataWarning::new(code, Some(column)).text("names", &named.join(", ")).number("count", count as f64))
}

fn rare(column: &Column, classes: &Classes, counts: &[usize]) -> Option<DataWarning> {
    let occur = || classes.labels.iter().zip(counts).filter(|(_, count)| **count > 0);
    let (name, rows) = occur().min_by_key(|(_, count)| **count)?;
    let (most_name, most_rows) = occur().max_by_key(|(_, count)| **count)?;
    (*most_rows >= RARE * rows).then(|| {
        DataWarning::new(DataWarningCode::RareClass, Some(column))
            .text("name", name)
            .number("rows", *rows as f64)
            .text("most_name", most_name)
            .number("most_rows", *most_rows as f64)
    })
}
