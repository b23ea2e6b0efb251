//! Numbers as people write them: what is no part of the value is taken off and told.

use crate::grouped_digits::ungrouped;
use crate::number_marks::Marks;
use crate::plain_characters::plain_characters;

/// A text that is a number once its marks are taken off.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct WrittenNumber {
    /// ASCII digits with `.`, `,`, `'`, `_` and blanks between them, and an exponent.
    body: String,
    is_negative: bool,
    pub marks: Marks,
    /// Currency, percent sign or unit, as written before the number and behind it.
    before: String,
    behind: String,
}

/// What a number's marks say of the decimal mark of its column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DecimalEvidence {
    None,
    /// This is the decimal mark, for sure.
    Certain(u8),
    /// `1,234`: this mark stands before the decimals or between thousands.
    Either(u8),
}

/// What may stand before an amount of money; longer ones first where one begins another.
const CURRENCIES: &[&str] = &[
    "US$", "HK$", "NT$", "AU$", "NZ$", "CA$", "A$", "C$", "R$", "S$", "$", "€", "£", "¥", "₩", "₹", "₽", "₺", "₴", "₫",
    "₪", "฿", "₦", "₱", "₡", "₲", "₵", "₸", "₼", "₾", "₿", "¢", "﷼", "USD", "EUR", "GBP", "JPY", "CNY", "RMB", "INR",
    "CHF", "CAD", "AUD", "NZD", "SEK", "NOK", "DKK", "PLN", "CZK", "HUF", "RUB", "TRY", "BRL", "MXN", "KRW", "ZAR",
    "SGD", "HKD", "TWD", "THB", "ILS", "AED", "SAR", "IDR", "MYR", "PHP", "VND", "UAH", "RON", "Fr.", "Rs.", "Rs",
    "kr",
];
/// Letters of a unit, at most.
const LONGEST_UNIT: usize = 16;

impl WrittenNumber {
    /// Takes a text apart. `None` of what is no number in any way of writing.
    pub fn of(text: &str) -> Option<Self> {
        let (plain, mut marks) = plain_characters(text);
        let trimmed = plain.trim_matches(' ');
        if trimmed.len() < plain.len() {
            marks = marks.with(Marks::BLANKS);
        }
        let mut rest = trimmed;
        let (mut sign, mut is_open, mut before) = (None, false, "");
        while !starts_body(rest) {
            let first = rest.chars().next()?;
            if let Some(currency) = CURRENCIES.iter().find(|currency| rest.starts_with(**currency)) {
                if !before.is_empty() {
                    return None;
                }
                before = currency;
                rest = &rest[currency.len()..];
                continue;
            }
            match first {
                '-' | '+' if sign.is_none() => sign = Some(first),
                '(' if !is_open => is_open = true,
                ' ' => {}
                _ => return None,
            }
            rest = &rest[first.len_utf8()..];
        }
        let (body, behind) = rest.split_at(body_length(rest));
        let mut behind = behind.trim_start_matches(' ');
        if is_open {
            behind = behind.strip_suffix(')')?.trim_end_matches(' ');
            marks = marks.with(Marks::PARENTHESES);
        }
        if sign.is_none() && !is_open && behind.ends_with('-') {
            behind = behind[..behind.len() - 1].trim_end_matches(' ');
            sign = Some('-');
            marks = marks.with(Marks::MINUS);
        }
        if !before.is_empty() {
            marks = marks.with(Marks::CURRENCY);
        }
        if !behind.is_empty() {
            marks = marks.with(mark_behind(behind)?);
        }
        if body.bytes().any(|byte| matches!(byte, b'\'' | b'_' | b' ')) {
            marks = marks.with(Marks::THOUSANDS);
        }
        let is_negative = (sign == Some('-')) != is_open;
        let (body, before, behind) = (body.to_owned(), before.to_owned(), behind.to_owned());
        Some(Self { body, is_negative, marks, before, behind })
    }

    /// The currency, by its sign where it has one.
    pub fn currency(&self) -> Option<&str> {
        let written = match (self.marks.has(Marks::CURRENCY), self.before.is_empty()) {
            (false, _) => return None,
            (true, false) => self.before.as_str(),
            (true, true) => self.behind.as_str(),
        };
        Some(match written {
            "USD" | "US$" => "$",
            "EUR" => "€",
            "GBP" => "£",
            "JPY" => "¥",
            "INR" | "Rs" | "Rs." => "₹",
            other => other,
        })
    }

    /// The unit or percent sign, without regard to upper and lower case.
    pub fn unit(&self) -> Option<String> {
        let is_unit = self.marks.has(Marks::UNIT) || self.marks.has(Marks::PERCENT);
        is_unit.then(|| self.behind.trim_end_matches('.').to_lowercase())
    }

    /// What this number says of its column's decimal mark.
    pub fn evidence(&self) -> DecimalEvidence {
        let (mantissa, exponent) = split_exponent(&self.body);
        let count = |mark: u8| mantissa.bytes().filter(|byte| *byte == mark).count();
        let other = |mark: u8| if mark == b'.' { b',' } else { b'.' };
        match (count(b'.'), count(b',')) {
            (0, 0) => DecimalEvidence::None,
            (points, commas) if points > 0 && commas > 0 => {
                let last = if mantissa.rfind('.') > mantissa.rfind(',') { b'.' } else { b',' };
                DecimalEvidence::Certain(last)
            }
            (points, commas) => {
                let mark = if points > 0 { b'.' } else { b',' };
                let is_grouped = exponent.is_empty() && ungrouped(mantissa, other(mark)).is_some();
                match points + commas {
                    1 if is_grouped => DecimalEvidence::Either(mark),
                    1 => DecimalEvidence::Certain(mark),
                    _ => DecimalEvidence::Certain(other(mark)),
                }
            }
        }
    }

    /// The value with a decimal mark (`.` or `,`); `None` where the marks are not in their places.
    pub fn value(&self, decimal: u8) -> Option<f64> {
        let (mantissa, exponent) = split_exponent(&self.body);
        let mut text = ungrouped(mantissa, decimal)?;
        text.push_str(exponent);
        let magnitude: f64 = text.parse().ok()?;
        Some(if self.is_negative { -magnitude } else { magnitude })
    }

    /// What was taken off, when read with a decimal mark in a file of another or the same.
    pub fn marks_read_with(&self, decimal: u8, of_file: u8) -> Marks {
        let thousands = if decimal == b'.' { b',' } else { b'.' };
        let has = |mark: u8| self.body.as_bytes().contains(&mark);
        let mut marks = self.marks;
        if has(thousands) {
            marks = marks.with(Marks::THOUSANDS);
        }
        if has(decimal) && decimal != of_file {
            marks = marks.with(Marks::DECIMAL);
        }
        marks
    }
}

/// Whether a number begins: a digit, or a decimal mark before one.
fn starts_body(text: &str) -> bool {
    match text.as_bytes() {
        [b'.' | b',', next, ..] => next.is_ascii_digit(),
        [first, ..] => first.is_ascii_digit(),
        [] => false,
    }
}

/// Bytes of the number that a text begins with: digits, marks between them, a decimal mark behind them, an exponent.
fn body_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let is_digit = |index: usize| bytes.get(index).is_some_and(u8::is_ascii_digit);
    let mut end = 0;
    loop {
        if is_digit(end) {
            end += 1;
        } else if bytes.get(end).is_some_and(|byte| matches!(byte, b'.' | b',' | b'\'' | b'_' | b' '))
            && is_digit(end + 1)
        {
            end += 2;
        } else {
            break;
        }
    }
    if bytes.get(end) == Some(&b'.') && matches!(bytes.get(end + 1), None | Some(b' ')) {
        return end + 1;
    }
    if matches!(bytes.get(end), Some(b'e' | b'E')) {
        let mut digits = end + 1 + usize::from(matches!(bytes.get(end + 1), Some(b'-' | b'+')));
        if is_digit(digits) {
            while is_digit(digits) {
                digits += 1;
            }
            return digits;
        }
    }
    end
}

/// What stands behind a number: a percent sign, a currency or a unit. `None` of what is none of them.
fn mark_behind(behind: &str) -> Option<Marks> {
    if behind == "%" || behind == "‰" {
        return Some(Marks::PERCENT);
    }
    if CURRENCIES.contains(&behind) {
        return Some(Marks::CURRENCY);
    }
    let is_start = |character: char| character.is_alphabetic() || "°'\"′″µΩ/".contains(character);
    let mut characters = behind.chars();
    let mut last = characters.next().filter(|first| is_start(*first))?;
    for character in characters {
        let is_power = matches!(character, '2' | '3') && last == 'm';
        if !(character.is_alphabetic() || is_power || "°²³µΩ/·^%.'\"′″ -".contains(character)) {
            return None;
        }
        last = character;
    }
    (behind.chars().count() <= LONGEST_UNIT).then_some(Marks::UNIT)
}

fn split_exponent(body: &str) -> (&str, &str) {
    body.split_at(body.find(['e', 'E']).unwrap_or(body.len()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str, decimal: u8) -> Option<f64> {
        WrittenNumber::of(text)?.value(decimal)
    }

    #[test]
    fn takes_marks_off_numbers() {
        for (text, expected) in [
            ("1,234.5", 1234.5),
            ("1,234,567", 1_234_567.0),
            ("12,34,567.5", 1_234_567.5),
            ("1'234.5", 1234.5),
            ("1’234’567", 1_234_567.0),
            ("1 234", 1234.0),
            ("1\u{a0}234", 1234.0),
            ("1\u{202f}234.5", 1234.5),
            ("1_000", 1000.0),
            ("\u{a0}12\u{a0}", 12.0),
            ("\u{2212}5", -5.0),
            ("–5.5", -5.5),
            ("5-", -5.0),
            ("(1,200)", -1200.0),
            ("($1,200.50)", -1200.5),
            ("$(3)", -3.0),
            ("-$5", -5.0),
            ("$-5", -5.0),
            ("$ 1,200", 1200.0),
            ("US$7.50", 7.5),
            ("EUR 5", 5.0),
            ("5 EUR", 5.0),
            ("5€", 5.0),
            ("￥１，２００", 1200.0),
            ("12 %", 12.0),
            ("7.5%", 7.5),
            ("１２．５", 12.5),
            ("٣٫٥", 3.5),
            ("12 kg", 12.0),
            ("5°C", 5.0),
            ("30 m2", 30.0),
            ("3.5 µg/m³", 3.5),
            ("1e-3 s", 0.001),
            ("+7", 7.0),
            (".5", 0.5),
            ("5.", 5.0),
            ("5. ", 5.0),
            ("12元", 12.0),
        ] {
            assert_eq!(read(text, b'.'), Some(expected), "{text}");
        }
        assert_eq!(read("1.234,56 €", b','), Some(1234.56));
        assert_eq!(read("1.234.567", b','), Some(1_234_567.0));
        assert_eq!(read(",5", b','), Some(0.5));
    }

    #[test]
    fn leaves_alone_what_is_no_number() {
        for text in [
            "",
            " ",
            "-",
            ".",
            "a",
            "1,23",
            "1 2",
            "12 50",
            "1.2.3",
            "10.0.0.1",
            "0,123.5",
            "2024-01-05",
            "12:30",
            "5'10\"",
            "1/2",
            "A1",
            "1-2",
            "--5",
            "(5",
            "5)",
            "$€5",
            "10-19",
            "8h 30m",
            "1,,234",
            "e5",
            "5 1/2",
            "#5",
            "5%5",
            "12abc34",
        ] {
            assert_eq!(read(text, b'.'), None, "{text}");
        }
    }

    #[test]
    fn tells_the_decimal_mark_where_it_can() {
        use DecimalEvidence::{Certain, Either, None};
        for (text, expected) in [
            ("12", None),
            ("1 234", None),
            ("1,5", Certain(b',')),
            ("0,123", Certain(b',')),
            ("1234,567", Certain(b',')),
            ("1,234", Either(b',')),
            ("1.234", Either(b'.')),
            ("1,234.5", Certain(b'.')),
            ("1.234,56", Certain(b',')),
            ("1.234.567", Certain(b',')),
            ("1,234,567", Certain(b'.')),
            ("1.234e5", Certain(b'.')),
        ] {
            assert_eq!(WrittenNumber::of(text).unwrap().evidence(), expected, "{text}");
        }
    }

    #[test]
    fn says_what_was_taken_off() {
        let number = WrittenNumber::of(" $1,200 ").unwrap();
        let marks = number.marks_read_with(b'.', b'.');
        assert!(marks.has(Marks::CURRENCY) && marks.has(Marks::THOUSANDS) && marks.has(Marks::BLANKS));
        assert!(!marks.has(Marks::PERCENT.with(Marks::UNIT).with(Marks::DECIMAL)));
        assert_eq!(number.currency(), Some("$"));
        assert!(WrittenNumber::of("1,5").unwrap().marks_read_with(b',', b'.').has(Marks::DECIMAL));
        assert_eq!(WrittenNumber::of("12 KG").unwrap().unit().as_deref(), Some("kg"));
        assert_eq!(WrittenNumber::of("5 EUR").unwrap().currency(), Some("€"));
    }

    proptest! {
        #[test]
        fn grouping_changes_no_value(value in 0_u64..1_000_000_000_000, cents in 0_u32..100, mark in "[,' \u{a0}\u{202f}_]") {
            let digits = value.to_string();
            let mut grouped = String::new();
            for (index, digit) in digits.chars().enumerate() {
                if index > 0 && (digits.len() - index) % 3 == 0 {
                    grouped.push_str(&mark);
                }
                grouped.push(digit);
            }
            let expected: f64 = format!("{value}.{cents:02}").parse().unwrap();
            prop_assert_eq!(read(&format!("{grouped}.{cents:02}"), b'.'), Some(expected));
            prop_assert_eq!(read(&format!("(${grouped}.{cents:02})"), b'.'), Some(-expected));
        }

        #[test]
        fn any_text_is_read_or_left_alone(text in "\\PC{0,12}") {
            if let Some(number) = WrittenNumber::of(&text) {
                number.evidence();
                number.value(b'.');
                number.value(b',');
            }
        }
    }
}
