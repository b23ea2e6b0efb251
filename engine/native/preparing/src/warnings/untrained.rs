//! Values of one-hot columns that rows have which do not train, and no row that does.

use super::{DataWarning, DataWarningCode, Judged};
use crate::coded::{coded, codes_of_rows};
use crate::used_columns::UsedFeature;
use failures::{FailureValue, shortened};
use tabular::ColumnEncoding;

/// Values that are named.
const MOST_NAMED: usize = 5;

pub(super) fn warnings(judged: &Judged) -> Vec<DataWarning> {
    let one_hot = judged.used.features.iter().filter(|feature| feature.encoding == ColumnEncoding::OneHot);
    one_hot.filter_map(|feature| of_feature(judged, feature)).collect()
}

fn of_feature(judged: &Judged, feature: &UsedFeature) -> Option<DataWarning> {
    let column = feature.column;
    let coded = coded(column);
    let filled = feature.impute.and_then(|impute| impute.value.as_deref());
    let training = judged.split.training.iter().map(|row| judged.rows[*row as usize]);
    let mut is_trained = codes_of_rows(&coded.codes, coded.labels.len(), training);
    if let Some(code) = coded.labels.iter().position(|label| filled == Some(label)) {
        is_trained[code] = true;
    }
    let mut named: Vec<u32> = Vec::new();
    let (mut count, mut first) = (0_usize, None);
    for row in &judged.rows {
        let code = coded.codes[*row as usize];
        if is_trained.get(code as usize) == Some(&false) {
            count += 1;
            first.get_or_insert(*row);
            if named.len() < MOST_NAMED && !named.contains(&code) {
                named.push(code);
            }
        }
    }
    column.forget();
    let names: Vec<String> = named.iter().map(|code| shortened(&coded.labels[*code as usize])).collect();
    let mut warning = DataWarning::new(DataWarningCode::UntrainedValues, Some(column))
        .number("count", count as f64)
        .number("row", f64::from(first? + 1));
    warning.values.insert("names".to_owned(), FailureValue::Text(names.join(", ")));
    Some(warning)
}
