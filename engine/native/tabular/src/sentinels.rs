//! Numbers such as −999 that are written where a value is missing.

use crate::cell_rules::CellRules;
use crate::notice::{NoticeCode, NoticeFix, TableNotice};
use crate::values::number_text;
use failures::FailureValue;

/// What stands for a missing value in many tables, with either sign.
const NINES: [f64; 6] = [99.0, 999.0, 9999.0, 99_999.0, 999_999.0, 9_999_999.0];
/// A single such number is rather an outlier.
const FEWEST_CELLS: u64 = 2;

/// Times the greatest other number that one of nines is.
const MOST_TIMES: f64 = 5.0;

/// The notice of a column's least or greatest number, where it is one of nines alone and stands in several cells: below zero
/// further from the other numbers than these lie from each other, or where no other is; above it, many times the others.
pub(crate) fn sentinel(values: &[f64], rules: &CellRules) -> Option<TableNotice> {
    let present = || values.iter().copied().filter(|value| !value.is_nan());
    let [least, greatest] = range(present());
    let (value, cells) = [least, greatest].into_iter().find_map(|value| {
        if !NINES.contains(&value.abs()) {
            return None;
        }
        let cells = present().filter(|other| *other == value).count() as u64;
        let [low, high] = range(present().filter(|other| *other != value));
        // Above all others it may be the greatest that could be written, as in incomes cut off at 99999.
        let is_far =
            if value < 0.0 { low >= 0.0 || low - value > high - low } else { value > MOST_TIMES * high.max(-low) };
        (cells >= FEWEST_CELLS && low < high && is_far).then_some((value, cells))
    })?;
    let (name, word) = (rules.name, number_text(value));
    let text = format!("{cells} cells of \"{name}\" are {word}, far from its other numbers: perhaps missing");
    let mut reading = rules.reading.clone();
    reading.missing.get_or_insert_default().push(word.clone());
    Some(
        TableNotice::new(NoticeCode::SentinelNumbers, cells, text)
            .in_column(name)
            .value("number", FailureValue::Text(word))
            .mended_by(NoticeFix::Reading { reading }),
    )
}

fn range(values: impl Iterator<Item = f64>) -> [f64; 2] {
    values.fold([f64::INFINITY, f64::NEG_INFINITY], |[low, high], value| [low.min(value), high.max(value)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::options::ReadOptions;

    fn found(values: &[f64]) -> Option<(u64, ReadOptions)> {
        let reading = ReadOptions { missing: Some(vec!["none".to_owned()]), ..ReadOptions::default() };
        let notice = sentinel(values, &CellRules::new("a", b'.', &reading))?;
        match notice.fix {
            Some(NoticeFix::Reading { reading }) => Some((notice.count, reading)),
            _ => None,
        }
    }

    #[test]
    fn nines_far_from_other_numbers_are_told_with_the_way_to_leave_them_out() {
        let (count, reading) = found(&[1.0, 5.5, -999.0, 3.0, f64::NAN, -999.0]).unwrap();
        assert_eq!((count, reading.missing.unwrap()), (2, vec!["none".to_owned(), "-999".to_owned()]));
        assert!(found(&[10.0, 95.0, 9999.0, 9999.0]).is_some());
        assert!(found(&[0.0, 200_000.0, -99.0, -99.0]).is_some());
    }

    #[test]
    fn nines_among_other_numbers_are_numbers() {
        assert!(found(&[90.0, 99.0, 20.0, 99.0]).is_none());
        assert!(found(&[1.0, 2.0, -999.0]).is_none());
        assert!(found(&[-800.0, 10.0, -999.0, -999.0]).is_none());
        assert!(found(&[0.0, 41_310.0, 99_999.0, 99_999.0]).is_none());
        assert!(found(&[99.0, 99.0, 99.0]).is_none());
        assert!(found(&[f64::NAN]).is_none());
    }
}
