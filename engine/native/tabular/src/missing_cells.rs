//! What is proposed for missing cells: rows are left out for them unless too many would be.

use crate::column::Column;
use crate::notice::{NoticeCode, NoticeFix, TableNotice};
use crate::setup::{ColumnRole, ColumnSetup, Impute};
use failures::FailureValue;

/// Of a hundred rows as many may be left out for missing cells of features; of more, cells are filled.
const MOST_LEFT_OUT: usize = 5;

/// Proposes to fill the missing cells of features where leaving out their rows would lose more than one in twenty, and tells
/// it. Setups are in the order of the columns.
pub(crate) fn fill(columns: &[Column], setups: &mut [ColumnSetup], rows: usize) -> Option<TableNotice> {
    let is_feature = |setup: &ColumnSetup| setup.role == ColumnRole::Feature;
    let whole_in = |wanted: &dyn Fn(&ColumnSetup) -> bool| {
        let mut whole = vec![true; rows];
        let used = columns.iter().zip(&*setups).filter(|(_, setup)| wanted(setup));
        used.for_each(|(column, _)| column.mark_missing(&mut whole));
        whole.into_iter().filter(|whole| *whole).count()
    };
    let is_used = |setup: &ColumnSetup| setup.role != ColumnRole::Ignore;
    let usable = whole_in(&|setup| is_used(setup) && !is_feature(setup));
    let left_out = usable - whole_in(&is_used);
    if left_out * 100 <= usable * MOST_LEFT_OUT {
        return None;
    }
    let mut filled = 0;
    for (setup, column) in setups.iter_mut().zip(columns) {
        if is_feature(setup) && column.missing() > 0 {
            setup.impute = Some(Impute::usual(setup.encoding));
            filled += 1;
        }
    }
    let columns = if filled == 1 { "column" } else { "columns" };
    let text = format!(
        "Missing cells of {filled} {columns} are filled, numbers by their median and categories by one of their own: \
         {left_out} of {usable} rows would be left out for them"
    );
    let notice = TableNotice::new(NoticeCode::MissingFilled, left_out as u64, text)
        .value("rows", FailureValue::Number(usable as f64))
        .value("columns", FailureValue::Number(f64::from(filled)));
    Some(notice.mended_by(NoticeFix::Missing { fill: false }))
}
