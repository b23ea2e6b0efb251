//! Cell text to numbers.

use crate::words::is_missing;

const POWERS_OF_TEN: [f64; 16] = [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];
/// Integers below 10^15 and powers of ten up to 10^15 are exact in f64, so their quotient is correctly rounded
/// (Clinger 1990).
const EXACT_DIGITS: usize = 15;

/// What a cell says where numbers are expected.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Cell {
    Number(f64),
    /// Empty, a word such as `NA`, or a number no f32 can hold.
    Missing,
    /// `?`: missing among numbers, a category among categories.
    Unknown,
    Text,
}

/// A number without leading zeros at the start of `bytes` that f64 holds as it is written, or nearly so, and its length: not
/// one of more than 15 digits without decimals, of which f64 may hold another.
#[inline]
pub(crate) fn plain_number(bytes: &[u8], decimal: u8) -> Option<(f64, usize)> {
    let negative = bytes.first() == Some(&b'-');
    let start = usize::from(negative);
    let mut index = start;
    if bytes.get(start) == Some(&b'0') && digit_at(bytes, start + 1).is_some() {
        return None;
    }
    let mut mantissa = 0_u64;
    while let Some(digit) = digit_at(bytes, index) {
        mantissa = mantissa.wrapping_mul(10).wrapping_add(digit);
        index += 1;
    }
    let mut digits = index - start;
    let mut decimals = 0;
    if bytes.get(index) == Some(&decimal) {
        index += 1;
        let first = index;
        while let Some(digit) = digit_at(bytes, index) {
            mantissa = mantissa.wrapping_mul(10).wrapping_add(digit);
            index += 1;
        }
        decimals = index - first;
        digits += decimals;
    }
    if digits == 0 {
        return None;
    }
    let has_exponent = matches!(bytes.get(index), Some(b'e' | b'E'));
    if digits > EXACT_DIGITS || has_exponent {
        return if decimals > 0 { long_number(bytes, index, decimal) } else { None };
    }
    let magnitude = if decimals == 0 { mantissa as f64 } else { mantissa as f64 / POWERS_OF_TEN[decimals] };
    Some((if negative { -magnitude } else { magnitude }, index))
}

/// As `plain_number`, of digits up to `end` which may have an exponent behind them, read by the standard library.
fn long_number(bytes: &[u8], mut end: usize, decimal: u8) -> Option<(f64, usize)> {
    if matches!(bytes.get(end), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(bytes.get(end + 1), Some(b'-' | b'+')));
        let first = end + 1 + sign;
        end = first + bytes[first.min(bytes.len())..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        if end == first {
            return None;
        }
    }
    let text = std::str::from_utf8(&bytes[..end]).ok()?;
    let value: f64 =
        if decimal == b'.' { text.parse() } else { text.replace(char::from(decimal), ".").parse() }.ok()?;
    (value.abs() <= f64::from(f32::MAX)).then_some((value, end))
}

#[inline]
fn digit_at(bytes: &[u8], index: usize) -> Option<u64> {
    let digit = bytes.get(index)?.wrapping_sub(b'0');
    (digit < 10).then_some(u64::from(digit))
}

/// Reads one trimmed cell.
pub(crate) fn parse_cell(cell: &[u8], decimal: u8) -> Cell {
    if std::str::from_utf8(cell).is_ok_and(is_missing) {
        return Cell::Missing;
    }
    if cell == b"?" {
        return Cell::Unknown;
    }
    if let Some((value, length)) = plain_number(cell, decimal)
        && length == cell.len()
    {
        return Cell::Number(value);
    }
    let Ok(text) = std::str::from_utf8(cell) else { return Cell::Text };
    let parsed = if decimal == b'.' {
        text.parse::<f64>()
    } else if text.contains('.') {
        return Cell::Text;
    } else {
        text.replace(char::from(decimal), ".").parse::<f64>()
    };
    match parsed {
        Ok(value) if value.abs() <= f64::from(f32::MAX) => Cell::Number(value),
        Ok(_) => Cell::Missing,
        Err(_) => Cell::Text,
    }
}

/// Why a text is more than the number it is read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ExactText {
    /// `01234`
    LeadingZero,
    /// A whole number from 2^53 on, where f64 does not hold every one.
    Whole,
}

/// What is lost of a text when it is read as the number `value`.
pub(crate) fn exact_text(text: &[u8], value: f64) -> Option<ExactText> {
    // The next whole number is read as this one.
    const FIRST_INEXACT: f64 = (1_u64 << 53) as f64;
    let digits = text.strip_prefix(b"-").unwrap_or(text);
    if !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    if text.len() > 1 && text[0] == b'0' {
        return Some(ExactText::LeadingZero);
    }
    (value.abs() >= FIRST_INEXACT).then_some(ExactText::Whole)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_numbers_missing_and_text() {
        for (text, expected) in [
            ("25", Cell::Number(25.0)),
            ("-0.5", Cell::Number(-0.5)),
            ("+3", Cell::Number(3.0)),
            (".5", Cell::Number(0.5)),
            ("5.", Cell::Number(5.0)),
            ("1e3", Cell::Number(1000.0)),
            ("12345678901234567890", Cell::Number(12_345_678_901_234_567_890.0)),
            ("", Cell::Missing),
            ("NA", Cell::Missing),
            ("NaN", Cell::Missing),
            ("null", Cell::Missing),
            ("inf", Cell::Missing),
            ("1e39", Cell::Missing),
            ("?", Cell::Unknown),
            ("1,5", Cell::Text),
            ("-", Cell::Text),
            (".", Cell::Text),
            ("10th", Cell::Text),
            ("1 2", Cell::Text),
        ] {
            assert_eq!(parse_cell(text.as_bytes(), b'.'), expected, "{text}");
        }
    }

    #[test]
    fn plain_numbers_end_where_their_text_does_not_go_on() {
        let plain = |text: &str| plain_number(text.as_bytes(), b'.');
        assert_eq!(plain("0.1234567890123456789,"), Some((0.123_456_789_012_345_68, 21)));
        assert_eq!(plain("-1.5e-05x"), Some((-1.5e-5, 8)));
        assert_eq!(plain_number(b"0,12345678901234567;", b','), Some((0.123_456_789_012_345_67, 19)));
        for text in ["1234567890123456", "1e5", "1.5e", "1.5e+", "1.5e300", "01.5", "-", ".", "e5"] {
            assert_eq!(plain(text), None, "{text}");
        }
    }

    #[test]
    fn reads_decimal_commas() {
        assert_eq!(parse_cell(b"1,25", b','), Cell::Number(1.25));
        assert_eq!(parse_cell(b"1,5e2", b','), Cell::Number(150.0));
        assert_eq!(parse_cell(b"1.5", b','), Cell::Text);
    }

    proptest! {
        #[test]
        fn agrees_with_the_standard_parser(text in "-?[0-9]{1,18}(\\.[0-9]{0,18})?(e-?[0-9]{1,2})?") {
            let standard: f64 = text.parse().unwrap();
            match parse_cell(text.as_bytes(), b'.') {
                Cell::Number(value) => prop_assert_eq!(value.to_bits(), standard.to_bits()),
                Cell::Missing => prop_assert!(standard.abs() > f64::from(f32::MAX)),
                other => prop_assert!(false, "{other:?}"),
            }
        }
    }
}
