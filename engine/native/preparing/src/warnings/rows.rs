//! Rows: too few for the features, or left out.

use super::{DataWarning, DataWarningCode, Judged};

/// Up to so many rows left out, and so small a share of all, nothing is said.
const FEW_ROWS: usize = 4;
const SMALL_SHARE: f64 = 0.01;

pub(super) fn warnings(judged: &Judged) -> Vec<DataWarning> {
    [few_rows(judged), missing_rows(judged)].into_iter().flatten().collect()
}

fn few_rows(judged: &Judged) -> Option<DataWarning> {
    let width = judged.used.features.iter().map(|feature| feature.names().len());
    let (features, rows) = (width.sum::<usize>(), judged.split.training.len());
    (features > rows).then(|| {
        DataWarning::new(DataWarningCode::FewRows, None).number("features", features as f64).number("rows", rows as f64)
    })
}

fn missing_rows(judged: &Judged) -> Option<DataWarning> {
    let (all, left) = (judged.table.rows, judged.table.rows - judged.rows.len());
    let worst = judged.used.needed().max_by_key(|column| column.missing())?;
    (left > FEW_ROWS && left as f64 > SMALL_SHARE * all as f64).then(|| {
        DataWarning::new(DataWarningCode::MissingRows, Some(worst))
            .number("count", left as f64)
            .number("rows", all as f64)
            .number("missing", worst.missing() as f64)
    })
}
