//! The values of ARFF as they are written: quoted or not, and dates in a format of Java's.

use chrono::NaiveDate;
use std::borrow::Cow;

/// One value and whether it stood in quotes.
pub(super) struct ArffValue<'line> {
    pub text: Cow<'line, str>,
    pub is_quoted: bool,
}

/// The values of a line, one after another.
pub(super) struct Tokens<'line> {
    rest: &'line str,
}

impl<'line> Tokens<'line> {
    pub fn new(text: &'line str) -> Self {
        Self { rest: text }
    }

    /// What is not read yet.
    pub fn rest(&self) -> &'line str {
        self.rest
    }

    /// The next value up to a comma; `None` where a quote is not closed.
    pub fn value(&mut self) -> Option<ArffValue<'line>> {
        self.token(|letter| letter == ',')
    }

    /// As `value`, in a sparse row, which a brace closes.
    pub fn value_before_brace(&mut self) -> Option<ArffValue<'line>> {
        self.token(|letter| letter == ',' || letter == '}')
    }

    /// The next value up to a blank or a brace; `None` where there is none.
    pub fn word(&mut self) -> Option<Cow<'line, str>> {
        let value = self.token(|letter| letter.is_whitespace() || letter == '{')?;
        (value.is_quoted || !value.text.is_empty()).then_some(value.text)
    }

    /// Steps over a comma; false where none stands.
    pub fn next_follows(&mut self) -> bool {
        let Some(rest) = self.rest.trim_start().strip_prefix(',') else { return false };
        self.rest = rest;
        true
    }

    fn token(&mut self, ends: impl Fn(char) -> bool) -> Option<ArffValue<'line>> {
        let text = self.rest.trim_start();
        let quote = text.chars().next().filter(|first| matches!(first, '\'' | '"'));
        let Some(quote) = quote else {
            let end = text.find(ends).unwrap_or(text.len());
            self.rest = &text[end..];
            return Some(ArffValue { text: Cow::Borrowed(text[..end].trim_end()), is_quoted: false });
        };
        let inside = &text[1..];
        let mut is_escaped = false;
        let end = inside.find(|letter: char| {
            let is_end = letter == quote && !is_escaped;
            is_escaped = letter == '\\' && !is_escaped;
            is_end
        })?;
        self.rest = &inside[end + 1..];
        let text = &inside[..end];
        let text = if text.contains('\\') { Cow::Owned(unescaped(text)) } else { Cow::Borrowed(text) };
        Some(ArffValue { text, is_quoted: true })
    }
}

fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        plain.push(match letter {
            '\\' => match letters.next() {
                Some('n') => '\n',
                Some('t') => '\t',
                Some('r') => '\r',
                Some(other) => other,
                None => '\\',
            },
            other => other,
        });
    }
    plain
}

/// A format of dates in the letters of Java's SimpleDateFormat.
pub(super) struct ArffDate {
    parts: Vec<DatePart>,
}

enum DatePart {
    Field(char),
    Literal(char),
}

/// What an attribute has that names no format.
const USUAL_FORMAT: &str = "yyyy-MM-dd'T'HH:mm:ss";

impl ArffDate {
    /// `None` for a format with letters that are not read: names of months or weekdays, time zones.
    pub fn new(format: &str) -> Option<Self> {
        let format = if format.is_empty() { USUAL_FORMAT } else { format };
        let mut parts = Vec::new();
        let mut is_quoted = false;
        let mut letters = format.chars().peekable();
        while let Some(letter) = letters.next() {
            match letter {
                '\'' => is_quoted = !is_quoted,
                'y' | 'M' | 'd' | 'H' | 'm' | 's' | 'S' if !is_quoted => {
                    let mut count = 1;
                    while letters.next_if_eq(&letter).is_some() {
                        count += 1;
                    }
                    if letter == 'M' && count > 2 {
                        return None;
                    }
                    parts.push(DatePart::Field(letter));
                }
                other if other.is_ascii_alphabetic() && !is_quoted => return None,
                other => parts.push(DatePart::Literal(other)),
            }
        }
        Some(Self { parts })
    }

    /// Milliseconds since 1970 began.
    pub fn milliseconds(&self, text: &str) -> Option<i64> {
        let (mut date, mut time) = ([1970_u32, 1, 1], [0_u32, 0, 0, 0]);
        let mut rest = text;
        for (index, part) in self.parts.iter().enumerate() {
            let letter = match part {
                DatePart::Literal(letter) => {
                    rest = rest.strip_prefix(*letter)?;
                    continue;
                }
                DatePart::Field(letter) => *letter,
            };
            // Fields that follow each other without a mark between them have a fixed width.
            let is_fixed = matches!(self.parts.get(index + 1), Some(DatePart::Field(_)));
            let most = if is_fixed { if letter == 'y' { 4 } else { 2 } } else { 9 };
            let end = rest.bytes().take(most).take_while(u8::is_ascii_digit).count();
            let number: u32 = rest[..end].parse().ok()?;
            rest = &rest[end..];
            match letter {
                'y' => date[0] = number,
                'M' => date[1] = number,
                'd' => date[2] = number,
                'H' => time[0] = number,
                'm' => time[1] = number,
                's' => time[2] = number,
                _ => time[3] = number,
            }
        }
        let date = NaiveDate::from_ymd_opt(i32::try_from(date[0]).ok()?, date[1], date[2])?;
        let instant = date.and_hms_milli_opt(time[0], time[1], time[2], time[3])?;
        rest.trim().is_empty().then(|| instant.and_utc().timestamp_millis())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_lose_their_quotes_and_escapes() {
        let mut tokens = Tokens::new(" 1.5 ,'it\\'s, fine', \"?\" ,?");
        let mut values = Vec::new();
        loop {
            let value = tokens.value().unwrap();
            values.push((value.text.into_owned(), value.is_quoted));
            if !tokens.next_follows() {
                break;
            }
        }
        let text = |text: &str| text.to_owned();
        assert_eq!(values, [(text("1.5"), false), (text("it's, fine"), true), (text("?"), true), (text("?"), false)]);
        assert!(Tokens::new("'open").value().is_none());
    }

    #[test]
    fn dates_are_read_in_their_format() {
        let time = |format: &str, text: &str| ArffDate::new(format).unwrap().milliseconds(text);
        assert_eq!(time("", "1970-01-02T00:00:01"), Some(86_401_000));
        assert_eq!(time("dd.MM.yyyy HH:mm", "29.02.2024 12:30"), Some(1_709_209_800_000));
        assert_eq!(time("yyyyMMddHHmmss", "19691231235959"), Some(-1000));
        assert_eq!(time("yyyy-MM-dd", "2024-13-01"), None);
        assert_eq!(time("yyyy-MM-dd", "2024-01-01 12:00"), None);
        assert!(ArffDate::new("EEE d MMM yyyy").is_none());
    }
}
