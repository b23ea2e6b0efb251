//! Parts of a date or time, as a calendar has them.

use crate::times::DAY_MILLISECONDS;
use chrono::{DateTime, Datelike, Timelike};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A part of a date or time; pandas' `Series.dt` calls them alike, but `weekday` `dayofweek` and `day_of_year` `dayofyear`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DatePart {
    Year,
    /// 1 to 4.
    Quarter,
    /// 1 to 12.
    Month,
    /// Of the month, from 1.
    Day,
    /// From 0, Monday, to 6.
    Weekday,
    /// From 1.
    DayOfYear,
    /// 0 to 23.
    Hour,
    Minute,
    Second,
}

impl DatePart {
    /// As a project writes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Year => "year",
            Self::Quarter => "quarter",
            Self::Month => "month",
            Self::Day => "day",
            Self::Weekday => "weekday",
            Self::DayOfYear => "day_of_year",
            Self::Hour => "hour",
            Self::Minute => "minute",
            Self::Second => "second",
        }
    }

    /// The part of a time in days since 1970 began, to the millisecond; NaN of what is no time.
    pub fn of(self, days: f64) -> f64 {
        let Some(time) = Some((days * DAY_MILLISECONDS as f64).round())
            .filter(|milliseconds| milliseconds.is_finite())
            .and_then(|milliseconds| DateTime::from_timestamp_millis(milliseconds as i64))
        else {
            return f64::NAN;
        };
        match self {
            Self::Year => f64::from(time.year()),
            Self::Quarter => f64::from(time.month0() / 3 + 1),
            Self::Month => f64::from(time.month()),
            Self::Day => f64::from(time.day()),
            Self::Weekday => f64::from(time.weekday().num_days_from_monday()),
            Self::DayOfYear => f64::from(time.ordinal()),
            Self::Hour => f64::from(time.hour()),
            Self::Minute => f64::from(time.minute()),
            Self::Second => f64::from(time.second()),
        }
    }

    /// The least value, and how many there are until it comes round again; `None` of years.
    pub fn round(self) -> Option<[f64; 2]> {
        match self {
            Self::Year => None,
            Self::Quarter => Some([1.0, 4.0]),
            Self::Month => Some([1.0, 12.0]),
            Self::Day => Some([1.0, 31.0]),
            Self::Weekday => Some([0.0, 7.0]),
            Self::DayOfYear => Some([1.0, 366.0]),
            Self::Hour => Some([0.0, 24.0]),
            Self::Minute | Self::Second => Some([0.0, 60.0]),
        }
    }
}
