//! Dates and times as people write them, and as text.

use crate::time_of_day::{compact_time, digits, time_of_day};
use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

pub(crate) const DAY_MILLISECONDS: i64 = 24 * 60 * 60 * 1000;

/// Which comes first in dates such as 3/4/2024.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DateOrder {
    DayFirst,
    MonthFirst,
}

/// How dates such as 3/4/2024, which have day or month first, were read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WrittenDates {
    pub order: DateOrder,
    /// Whether a person said it, or cells that are dates in one order alone; else it is what is usual.
    pub is_told: bool,
}

/// What a text is a time of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TimeKind {
    Date,
    /// Digits alone, as 20240105: a date only where all of a column are.
    CompactDate,
    DateAndTime,
    TimeOfDay,
}

/// A text that is a date, a time of day (on the first day of 1970), or both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct WrittenTime {
    pub kind: TimeKind,
    /// Milliseconds since 1970 began, in UTC or, where no zone is written, in whatever zone the table keeps. `None` where the
    /// text is no date in this order.
    day_first: Option<i64>,
    month_first: Option<i64>,
    pub has_zone: bool,
}

/// A calendar date, and what else it may be when day and month are told apart the other way.
#[derive(Clone, Copy)]
struct Dates {
    day_first: Option<NaiveDate>,
    month_first: Option<NaiveDate>,
    is_compact: bool,
}

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const MONTHS_WHOLE: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];
const WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
/// Years that are told from other numbers.
const YEARS: std::ops::RangeInclusive<i32> = 1000..=2999;

impl WrittenTime {
    /// Takes a text apart. `None` of what is neither date nor time.
    pub fn of(text: &str) -> Option<Self> {
        let text = without_weekday(text.trim());
        if let Some((time, offset, "")) = time_of_day(text) {
            let instant = at(NaiveDate::default(), time, offset);
            return Some(Self { kind: TimeKind::TimeOfDay, day_first: instant, month_first: instant, has_zone: false });
        }
        let (dates, rest) = date(text)?;
        if rest.is_empty() {
            let kind = if dates.is_compact { TimeKind::CompactDate } else { TimeKind::Date };
            let day = |date: Option<NaiveDate>| date.and_then(|date| at(date, NaiveTime::default(), None));
            return Some(Self {
                kind,
                day_first: day(dates.day_first),
                month_first: day(dates.month_first),
                has_zone: false,
            });
        }
        let rest = rest.strip_prefix(['T', 't']).unwrap_or_else(|| rest.trim_start_matches([' ', ',']));
        let (time, offset, "") = time_of_day(rest).or_else(|| compact_time(rest))? else { return None };
        let instant = |date: Option<NaiveDate>| date.and_then(|date| at(date, time, offset));
        Some(Self {
            kind: TimeKind::DateAndTime,
            day_first: instant(dates.day_first),
            month_first: instant(dates.month_first),
            has_zone: offset.is_some(),
        })
    }

    /// The order in which alone this is a date; `None` where both say one, the same or another.
    pub fn only_order(&self) -> Option<DateOrder> {
        match (self.day_first, self.month_first) {
            (Some(_), None) => Some(DateOrder::DayFirst),
            (None, Some(_)) => Some(DateOrder::MonthFirst),
            _ => None,
        }
    }

    /// Whether the two orders give two dates.
    pub fn is_ambiguous(&self) -> bool {
        self.day_first.is_some() && self.month_first.is_some() && self.day_first != self.month_first
    }

    pub fn milliseconds(&self, order: DateOrder) -> Option<i64> {
        match order {
            DateOrder::DayFirst => self.day_first,
            DateOrder::MonthFirst => self.month_first,
        }
    }
}

/// An instant as text, with no more of the time than there is: `2024-01-05`, `2024-01-05T10:30:00`.
pub fn time_text(milliseconds: i64) -> String {
    let Some(instant) = DateTime::from_timestamp_millis(milliseconds) else { return milliseconds.to_string() };
    let format = if milliseconds.rem_euclid(DAY_MILLISECONDS) == 0 {
        "%Y-%m-%d"
    } else if milliseconds.rem_euclid(1000) == 0 {
        "%Y-%m-%dT%H:%M:%S"
    } else {
        "%Y-%m-%dT%H:%M:%S%.3f"
    };
    instant.format(format).to_string()
}

fn at(date: NaiveDate, time: NaiveTime, offset: Option<TimeDelta>) -> Option<i64> {
    let instant = NaiveDateTime::new(date, time).checked_sub_signed(offset.unwrap_or_default())?;
    Some(instant.and_utc().timestamp_millis())
}

/// `Mon, 5 Jan 2024` without its `Mon, `.
fn without_weekday(text: &str) -> &str {
    let length = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    let is_weekday = length >= 3 && WEEKDAYS.contains(&text[..3].to_ascii_lowercase().as_str()) && length <= 9;
    if is_weekday { text[length..].trim_start_matches([',', ' ', '.']) } else { text }
}

/// The date that a text begins with, and what follows it.
fn date(text: &str) -> Option<(Dates, &str)> {
    let (first, rest) = digits(text);
    match first.len() {
        0 => month_named_first(text),
        8 => Some((compact(first)?, rest)),
        14 if rest.is_empty() => Some((compact(&first[..8])?, &text[8..])),
        4 => year_first(first.parse().ok()?, rest),
        1 | 2 => {
            let number: u32 = first.parse().ok()?;
            day_named_month(number, rest).or_else(|| numbers_apart(number, rest))
        }
        _ => None,
    }
}

fn compact(text: &str) -> Option<Dates> {
    let date = sure(text[..4].parse().ok()?, text[4..6].parse().ok()?, text[6..].parse().ok()?)?;
    Some(Dates { is_compact: true, ..date })
}

/// `2024-1-5`, `2024/1/5`, `2024.1.5`, `2024年1月5日`, and months: `2024-01`, `2024年1月`.
fn year_first(year: i32, rest: &str) -> Option<(Dates, &str)> {
    let mark = rest.chars().next()?;
    let (month, after) = digits(&rest[mark.len_utf8()..]);
    if month.len() > 2 {
        return None;
    }
    let month_number: u32 = month.parse().ok()?;
    if mark == '年' {
        let after = after.strip_prefix('月')?;
        let (day, after_day) = digits(after);
        if day.is_empty() {
            return Some((sure(year, month_number, 1)?, after));
        }
        return Some((sure(year, month_number, day.parse().ok()?)?, after_day.strip_prefix(['日', '号'])?));
    }
    if !matches!(mark, '-' | '/' | '.') {
        return None;
    }
    let Some(day) = after.strip_prefix(mark) else {
        let is_month = mark != '.' && month.len() == 2 && after.is_empty();
        return if is_month { Some((sure(year, month_number, 1)?, after)) } else { None };
    };
    let (day, after) = digits(day);
    if day.len() > 2 {
        return None;
    }
    Some((sure(year, month_number, day.parse().ok()?)?, after))
}

/// `5/1/2024`, `5.1.24`, `5-1-2024`: day first or month first.
fn numbers_apart(first: u32, rest: &str) -> Option<(Dates, &str)> {
    let mark = rest.chars().next().filter(|mark| matches!(mark, '-' | '/' | '.'))?;
    let (second, rest) = digits(&rest[1..]);
    let (year, rest) = digits(rest.strip_prefix(mark)?);
    if !matches!(second.len(), 1 | 2) {
        return None;
    }
    let (second, year): (u32, i32) = (second.parse().ok()?, year_of(year)?);
    let dates = Dates {
        day_first: NaiveDate::from_ymd_opt(year, second, first),
        month_first: NaiveDate::from_ymd_opt(year, first, second),
        is_compact: false,
    };
    (dates.day_first.is_some() || dates.month_first.is_some()).then_some((dates, rest))
}

/// `5 Jan 2024`, `05-Jan-24`, `5. January 2024`.
fn day_named_month(day: u32, rest: &str) -> Option<(Dates, &str)> {
    let rest = ["st", "nd", "rd", "th"].iter().find_map(|ending| rest.strip_prefix(ending)).unwrap_or(rest);
    let (month, rest) = month_name(rest.trim_start_matches(['.', ' ', '-', '/']))?;
    let (year, rest) = digits(rest.trim_start_matches(['.', ',', ' ', '-', '/']));
    Some((sure(year_of(year)?, month, day)?, rest))
}

/// `Jan 5, 2024`, and months: `January 2024`.
fn month_named_first(text: &str) -> Option<(Dates, &str)> {
    let (month, rest) = month_name(text)?;
    let (first, rest) = digits(rest.trim_start_matches(['.', ' ', '-', '/']));
    if first.len() == 4 {
        return Some((sure(first.parse().ok()?, month, 1)?, rest));
    }
    let rest = ["st", "nd", "rd", "th"].iter().find_map(|ending| rest.strip_prefix(ending)).unwrap_or(rest);
    let (year, rest) = digits(rest.trim_start_matches([',', ' ', '-', '/']));
    Some((sure(year_of(year)?, month, first.parse().ok()?)?, rest))
}

fn month_name(text: &str) -> Option<(u32, &str)> {
    let length = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    let name = text[..length].to_ascii_lowercase();
    let is_name =
        |index: &usize| name == MONTHS[*index] || name == MONTHS_WHOLE[*index] || (*index == 8 && name == "sept");
    let index = (0..12).find(is_name)?;
    Some((index as u32 + 1, &text[length..]))
}

/// Four digits, or two: 69 to 99 are of the twentieth century, as POSIX has it.
fn year_of(text: &str) -> Option<i32> {
    let year: i32 = text.parse().ok()?;
    match text.len() {
        4 => Some(year),
        2 => Some(if year < 69 { 2000 + year } else { 1900 + year }),
        _ => None,
    }
}

fn sure(year: i32, month: u32, day: u32) -> Option<Dates> {
    let date = NaiveDate::from_ymd_opt(year, month, day).filter(|_| YEARS.contains(&year))?;
    Some(Dates { day_first: Some(date), month_first: Some(date), is_compact: false })
}

#[cfg(test)]
mod tests {
    use super::*;
    use DateOrder::{DayFirst, MonthFirst};

    fn text(written: &str, order: DateOrder) -> Option<String> {
        WrittenTime::of(written)?.milliseconds(order).map(time_text)
    }

    #[test]
    fn reads_dates_in_one_meaning() {
        for (written, expected) in [
            ("2024-01-05", "2024-01-05"),
            ("2024/1/5", "2024-01-05"),
            ("2024.01.05", "2024-01-05"),
            ("20240105", "2024-01-05"),
            ("2024年1月5日", "2024-01-05"),
            ("2024年1月", "2024-01-01"),
            ("2024-02", "2024-02-01"),
            ("5 Jan 2024", "2024-01-05"),
            ("05-Jan-24", "2024-01-05"),
            ("5th January 1999", "1999-01-05"),
            ("Jan 5, 2024", "2024-01-05"),
            ("September 2024", "2024-09-01"),
            ("Sept 1, 2024", "2024-09-01"),
            ("Fri, 5 Jan 2024", "2024-01-05"),
            ("1960-02-29", "1960-02-29"),
            ("2024-01-05 10:30", "2024-01-05T10:30:00"),
            ("2024-01-05T10:30:05.25", "2024-01-05T10:30:05.250"),
            ("2024-01-05T10:30:00Z", "2024-01-05T10:30:00"),
            ("2024-01-05 10:30:00+02:00", "2024-01-05T08:30:00"),
            ("2024-01-05T00:30:00+0530", "2024-01-04T19:00:00"),
            ("2024-01-05 1:30 PM", "2024-01-05T13:30:00"),
            ("2024-01-05 12:05 am", "2024-01-05T00:05:00"),
            ("20240105T103005", "2024-01-05T10:30:05"),
            ("20240105103005", "2024-01-05T10:30:05"),
            ("Fri, 05 Jan 2024 10:30:00 GMT", "2024-01-05T10:30:00"),
            ("10:30", "1970-01-01T10:30:00"),
            ("23:59:59.999", "1970-01-01T23:59:59.999"),
        ] {
            assert_eq!(text(written, DayFirst).as_deref(), Some(expected), "{written}");
            assert_eq!(text(written, MonthFirst).as_deref(), Some(expected), "{written}");
        }
    }

    #[test]
    fn tells_day_and_month_apart_where_it_can() {
        let written = WrittenTime::of("3/4/2024").unwrap();
        assert!(written.is_ambiguous());
        assert_eq!(text("3/4/2024", DayFirst).as_deref(), Some("2024-04-03"));
        assert_eq!(text("3/4/2024 08:00", MonthFirst).as_deref(), Some("2024-03-04T08:00:00"));
        assert_eq!(WrittenTime::of("13.4.24").unwrap().only_order(), Some(DayFirst));
        assert_eq!(WrittenTime::of("4-13-2024").unwrap().only_order(), Some(MonthFirst));
        assert!(!WrittenTime::of("4/4/2024").unwrap().is_ambiguous());
        assert_eq!(WrittenTime::of("4/4/2024").unwrap().only_order(), None);
    }

    #[test]
    fn leaves_alone_what_is_no_time() {
        for text in [
            "",
            "a",
            "12",
            "2024",
            "1.5",
            "2024-13-01",
            "2023-02-29",
            "31/31/2024",
            "1.2.3",
            "10.0.0.1",
            "555-12-1234",
            "99999999",
            "25:00",
            "10:75",
            "may",
            "march 5",
            "Monday",
            "2024-01-05x",
            "2024-01-05 10",
            "10:30 o'clock",
            "2024-1",
            "1/2",
            "é",
            "2024年13月1日",
            "0000-01-01",
        ] {
            assert_eq!(WrittenTime::of(text), None, "{text}");
        }
    }

    #[test]
    fn times_before_1970_have_texts() {
        assert_eq!(time_text(-1), "1969-12-31T23:59:59.999");
        assert_eq!(time_text(i64::MAX), i64::MAX.to_string());
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_a_time_or_not(text in "[0-9a-zA-Z年月日:/. +-]{0,20}") {
            WrittenTime::of(&text);
        }

        #[test]
        fn what_is_written_is_read_back(seconds in -30_000_000_000_i64..32_000_000_000) {
            proptest::prop_assert_eq!(
                WrittenTime::of(&time_text(seconds * 1000)).unwrap().milliseconds(DayFirst),
                Some(seconds * 1000)
            );
        }
    }
}
