//! Cells of validation and test files that cannot be read as those of training.

use super::{DataWarning, DataWarningCode, Judged};
use crate::file_rows::FileRows;
use crate::unread_cells::{UnreadCells, UnreadReason};
use failures::{FailureValue, shortened};

pub(super) fn warnings(judged: &Judged) -> Vec<DataWarning> {
    let files = [("validation", &judged.validation), ("test", &judged.test)];
    let files = files.into_iter().filter_map(|(name, file)| Some((name, file.as_ref()?)));
    files.flat_map(|(name, file)| of_file(name, file).chain(lines(name, file))).collect()
}

fn lines(name: &str, file: &FileRows) -> Option<DataWarning> {
    let (count, example) = file.rejected;
    (count > 0).then(|| {
        DataWarning::new(DataWarningCode::FileLines, None)
            .text("file", name)
            .number("count", count as f64)
            .text("example", example)
    })
}

fn of_file<'file>(name: &'file str, file: &'file FileRows) -> impl Iterator<Item = DataWarning> + 'file {
    file.unread.iter().map(move |UnreadCells { column, reason, count, first_rows, values }| {
        let values: Vec<String> = values.iter().map(|value| shortened(value)).collect();
        let mut warning = DataWarning::new(DataWarningCode::FileCells, None)
            .text("file", name)
            .text("reason", reason_name(*reason))
            .number("count", *count as f64)
            .number("rows", file.all as f64)
            .number("row", first_rows.first().map_or(0.0, |row| f64::from(*row)));
        warning.column = Some(column.clone());
        warning.values.insert("names".to_owned(), FailureValue::Text(values.join(", ")));
        warning
    })
}

fn reason_name(reason: UnreadReason) -> &'static str {
    match reason {
        UnreadReason::Missing => "missing",
        UnreadReason::UnknownValue => "unknown_value",
        UnreadReason::UnseenValue => "unseen_value",
        UnreadReason::NoLogarithm => "no_logarithm",
    }
}
