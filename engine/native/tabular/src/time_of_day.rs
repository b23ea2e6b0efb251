//! Times of day as people write them, with their zone.

use chrono::{NaiveTime, TimeDelta};

/// `10:30`, `10:30:05.25`, `1:30 PM`, `10:30:00Z`, `10:30+02:00`: the time, how far its zone is ahead of UTC, and what follows.
pub(crate) fn time_of_day(text: &str) -> Option<(NaiveTime, Option<TimeDelta>, &str)> {
    let (hour, rest) = digits(text);
    let (minute, mut rest) = digits(rest.strip_prefix(':')?);
    let mut second = "0";
    let mut nanosecond = 0;
    if let Some(after) = rest.strip_prefix(':') {
        (second, rest) = digits(after);
        if let Some(after) = rest.strip_prefix(['.', ',']) {
            let (fraction, after_fraction) = digits(after);
            if fraction.is_empty() {
                return None;
            }
            let nine: String = fraction.chars().chain("000000000".chars()).take(9).collect();
            (nanosecond, rest) = (nine.parse().ok()?, after_fraction);
        }
    }
    if !matches!(hour.len(), 1 | 2) || minute.len() != 2 || !matches!(second.len(), 1 | 2) {
        return None;
    }
    let mut hour: u32 = hour.parse().ok()?;
    let half = rest.trim_start_matches(' ');
    let half_name = half.get(..2).map(str::to_ascii_lowercase);
    if let Some(name @ ("am" | "pm")) = half_name.as_deref() {
        if !(1..=12).contains(&hour) {
            return None;
        }
        hour = hour % 12 + if name == "pm" { 12 } else { 0 };
        rest = &half[2..];
    }
    let time = NaiveTime::from_hms_nano_opt(hour, minute.parse().ok()?, second.parse().ok()?, nanosecond)?;
    let (offset, rest) = zone(rest)?;
    Some((time, offset, rest))
}

/// `103005` behind a compact date.
pub(crate) fn compact_time(text: &str) -> Option<(NaiveTime, Option<TimeDelta>, &str)> {
    let (time, rest) = digits(text);
    if time.len() != 6 {
        return None;
    }
    let part = |at: usize| time[at..at + 2].parse().ok();
    let (offset, rest) = zone(rest)?;
    Some((NaiveTime::from_hms_opt(part(0)?, part(2)?, part(4)?)?, offset, rest))
}

/// A zone, if one is written: how far it is ahead of UTC. `None` of one that is not known.
fn zone(text: &str) -> Option<(Option<TimeDelta>, &str)> {
    let text = text.trim_start_matches(' ');
    for name in ["Z", "z", "UTC", "GMT"] {
        if let Some(rest) = text.strip_prefix(name) {
            return Some((Some(TimeDelta::zero()), rest));
        }
    }
    let Some(sign) = text.chars().next().filter(|sign| matches!(sign, '+' | '-')) else { return Some((None, text)) };
    let (hours, rest) = digits(&text[1..]);
    let (hours, minutes, rest) = match (hours.len(), rest.strip_prefix(':')) {
        (4, _) => (&hours[..2], &hours[2..], rest),
        (2, Some(after)) => {
            let (minutes, rest) = digits(after);
            (hours, minutes, rest)
        }
        (2, None) => (hours, "0", rest),
        _ => return None,
    };
    let ahead = TimeDelta::minutes(hours.parse::<i64>().ok()? * 60 + minutes.parse::<i64>().ok()?);
    Some((Some(if sign == '-' { -ahead } else { ahead }), rest))
}

/// The digits that a text begins with, and what follows them.
pub(crate) fn digits(text: &str) -> (&str, &str) {
    text.split_at(text.bytes().take_while(u8::is_ascii_digit).count())
}
