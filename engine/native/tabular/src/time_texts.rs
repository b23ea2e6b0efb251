//! The texts of a column as dates and times, all read in one way.

use crate::number::Cell;
use crate::number::parse_cell;
use crate::present_texts::{PresentTexts, Strays, Values};
use crate::times::{DAY_MILLISECONDS, DateOrder, TimeKind, WrittenDates, WrittenTime};

/// Texts looked at before the others, and how many of them must be times for the rest to be.
const FIRST_TEXTS: usize = 200;
const FIRST_TIMES_SHARE: usize = 2;
/// Dates of digits alone are dates when this many are, and no other number is in the column.
const FEWEST_COMPACT_DATES: usize = 3;
/// Years of dates that are digits alone.
const COMPACT_YEARS: std::ops::RangeInclusive<i64> = 1900..=2100;
/// Numbers from here on that are said to be times are milliseconds since 1970, those below seconds.
const FIRST_MILLISECONDS: f64 = 1e11;

/// A column's texts read as times.
pub(crate) struct TimeTexts {
    pub values: Values<i64>,
    pub order: DateOrder,
    /// A text that the other order makes another date, where nothing in the column tells which is right.
    pub ambiguous: Option<usize>,
    /// Where some have day or month first.
    pub dates: Option<WrittenDates>,
}

impl TimeTexts {
    pub fn read(present: &PresentTexts) -> Self {
        let texts = &present.texts;
        let mut written: Vec<Option<WrittenTime>> = Vec::with_capacity(texts.len());
        for (index, distinct) in texts.iter().enumerate() {
            written.push(WrittenTime::of(distinct.text));
            if index + 1 == FIRST_TEXTS.min(texts.len()) {
                let times = written.iter().flatten().count();
                if times * FIRST_TIMES_SHARE < index + 1 {
                    written.resize(texts.len(), None);
                    break;
                }
            }
        }
        keep_one_kind(&mut written);
        Self::in_one_order(present, &written, |_| None)
    }

    /// As `read`, in a column that is said to hold times: numbers are dates of digits alone, or seconds or milliseconds
    /// since 1970 began.
    pub fn read_given(present: &PresentTexts) -> Self {
        let written: Vec<Option<WrittenTime>> =
            present.texts.iter().map(|distinct| WrittenTime::of(distinct.text)).collect();
        let decimal = present.rules.decimal;
        Self::in_one_order(present, &written, |text| match parse_cell(text.trim().as_bytes(), decimal) {
            Cell::Number(value) if value.abs() < FIRST_MILLISECONDS => Some((value * 1000.0) as i64),
            Cell::Number(value) => Some(value as i64),
            _ => None,
        })
    }

    fn in_one_order(
        present: &PresentTexts,
        written: &[Option<WrittenTime>],
        otherwise: impl Fn(&str) -> Option<i64>,
    ) -> Self {
        let texts = &present.texts;
        let cells_of = |order: DateOrder| -> u64 {
            let of_order =
                written.iter().zip(texts).filter(|(time, _)| time.and_then(|time| time.only_order()) == Some(order));
            of_order.map(|(_, distinct)| distinct.cells).sum()
        };
        let (day_first, month_first) = (cells_of(DateOrder::DayFirst), cells_of(DateOrder::MonthFirst));
        let ambiguous = written.iter().position(|time| time.is_some_and(|time| time.is_ambiguous()));
        let told = match day_first.cmp(&month_first) {
            std::cmp::Ordering::Greater => Some(DateOrder::DayFirst),
            std::cmp::Ordering::Less => Some(DateOrder::MonthFirst),
            std::cmp::Ordering::Equal => None,
        };
        let told = present.rules.date_order().or(told);
        // Where decimals follow a comma, or dates are written with points, days come first.
        let has_points = ambiguous.is_some_and(|index| texts[index].text.contains('.'));
        let usual =
            if present.rules.decimal == b',' || has_points { DateOrder::DayFirst } else { DateOrder::MonthFirst };
        let order = told.unwrap_or(usual);
        let values: Vec<Option<i64>> = (written.iter().zip(texts))
            .map(|(time, distinct)| match time {
                Some(time) => time.milliseconds(order),
                None => otherwise(distinct.text),
            })
            .collect();
        let cells =
            values.iter().zip(texts).filter(|(value, _)| value.is_some()).map(|(_, distinct)| distinct.cells).sum();
        let strays = Strays::of(present, |index| values[*index].is_some());
        let has_order = ambiguous.is_some() || day_first + month_first > 0;
        let dates = has_order.then_some(WrittenDates { order, is_told: told.is_some() });
        let ambiguous = ambiguous.filter(|_| told.is_none());
        Self { values: Values { values, cells, strays }, order, ambiguous, dates }
    }
}

/// Leaves dates, or times of day, whichever are more; dates of digits alone where other dates are too.
fn keep_one_kind(written: &mut [Option<WrittenTime>]) {
    let count = |kind: TimeKind| written.iter().flatten().filter(|time| time.kind == kind).count();
    let (of_day, compact) = (count(TimeKind::TimeOfDay), count(TimeKind::CompactDate));
    let dates = written.iter().flatten().count() - of_day - compact;
    for time in written.iter_mut() {
        let keep = |kind: TimeKind| match kind {
            TimeKind::TimeOfDay => of_day > dates,
            TimeKind::CompactDate => dates > 0 && of_day <= dates,
            TimeKind::Date | TimeKind::DateAndTime => of_day <= dates,
        };
        *time = time.filter(|time| keep(time.kind));
    }
}

/// Numbers such as 20240105 as times, where all of a column are.
pub(crate) fn compact_dates(numbers: &[f64]) -> Option<Vec<Option<i64>>> {
    let mut times = Vec::new();
    let mut seen = 0;
    for (row, number) in numbers.iter().enumerate() {
        if number.is_nan() {
            continue;
        }
        let whole = *number as i64;
        if whole as f64 != *number || !COMPACT_YEARS.contains(&(whole / 10_000)) {
            return None;
        }
        let time = WrittenTime::of(&whole.to_string())?.milliseconds(DateOrder::DayFirst)?;
        if seen == 0 {
            times = vec![None; numbers.len()];
        }
        times[row] = Some(time);
        seen += 1;
    }
    let days = || times.iter().flatten().map(|time| time / DAY_MILLISECONDS);
    let is_many = seen >= FEWEST_COMPACT_DATES && days().min() != days().max();
    is_many.then_some(times)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_digits_alone_are_dates_where_all_of_several_are() {
        let dates = compact_dates(&[20_240_105.0, f64::NAN, 20_240_229.0, 19_991_231.0]).unwrap();
        assert_eq!(dates[1], None);
        assert_eq!(
            dates.iter().flatten().map(|time| crate::times::time_text(*time)).collect::<Vec<_>>(),
            ["2024-01-05", "2024-02-29", "1999-12-31"]
        );
        assert_eq!(compact_dates(&[20_240_105.0, 20_240_106.0, 20_240_230.0]), None);
        assert_eq!(compact_dates(&[20_240_105.0, 20_240_106.0]), None);
        assert_eq!(compact_dates(&[20_240_105.0; 5]), None);
        assert_eq!(compact_dates(&[20_240_105.5, 20_240_106.0, 20_240_107.0]), None);
    }
}
