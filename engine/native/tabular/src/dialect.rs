//! How a file writes its cells: what parts them, what stands around and inside them, and how numbers are marked.

use crate::guess::{Evidence, EvidenceCode, Guess, OptionValue, ReadOption};
use crate::number::plain_number;
use crate::options::{Mark, ReadOptions};
use failures::FailureValue;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Dialect {
    pub delimiter: u8,
    /// Runs of spaces and tabs part the cells; `delimiter` is a space then.
    pub is_blanks: bool,
    pub quote: Option<u8>,
    /// Takes the meaning from the letter behind it.
    pub escape: Option<u8>,
    pub decimal: u8,
    pub thousands: Option<char>,
}

impl Dialect {
    /// Cells parted by commas, in double quotes where need be.
    pub const COMMA: Self =
        Self { delimiter: b',', is_blanks: false, quote: Some(b'"'), escape: None, decimal: b'.', thousands: None };

    /// Name of the delimiter for messages.
    pub fn delimiter_name(self) -> String {
        match self.delimiter {
            _ if self.is_blanks => "blanks".to_owned(),
            b',' => "comma".to_owned(),
            b';' => "semicolon".to_owned(),
            b'\t' => "tab".to_owned(),
            b'|' => "vertical bar".to_owned(),
            b' ' => "space".to_owned(),
            other => format!("{:?}", char::from(other)),
        }
    }
}

pub(crate) fn is_line_end(byte: u8) -> bool {
    byte == b'\n' || byte == b'\r'
}

/// Line ends in `text`, a CR LF pair counted once.
pub(crate) fn line_ends(text: &[u8]) -> u64 {
    let carriage_returns = memchr::memchr_iter(b'\r', text).filter(|index| text.get(index + 1) != Some(&b'\n')).count();
    (carriage_returns + memchr::memchr_iter(b'\n', text).count()) as u64
}

/// What the numbers among some cells say of their marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NumberMarks {
    pub decimal: u8,
    pub thousands: Option<char>,
    /// Cells that only these marks make numbers.
    pub cells: usize,
}

/// Decimal and thousands mark of the numbers among cells.
pub(crate) fn number_marks<'cell>(cells: impl Iterator<Item = &'cell [u8]>) -> NumberMarks {
    let (mut points, mut commas) = (0_usize, 0_usize);
    let (mut comma_groups, mut point_groups, mut other_groups) = (0_usize, 0_usize, [0_usize; 3]);
    let (mut maybe_comma_groups, mut maybe_point_groups) = (0_usize, 0_usize);
    for cell in cells {
        let Some(digits) = marked_digits(cell) else { continue };
        match digits {
            Digits::Decimal(b',') => commas += 1,
            Digits::Decimal(_) => points += 1,
            Digits::Grouped { by: ',', decimal } => {
                comma_groups += 1;
                points += usize::from(decimal);
            }
            Digits::Grouped { by: '.', decimal } => {
                point_groups += 1;
                commas += usize::from(decimal);
            }
            Digits::Grouped { by, .. } => {
                other_groups[OTHER_GROUPS.iter().position(|known| *known == by).unwrap_or(0)] += 1;
                commas += usize::from(cell.contains(&b','));
                points += usize::from(cell.contains(&b'.'));
            }
            Digits::Either(b',') => maybe_comma_groups += 1,
            Digits::Either(_) => maybe_point_groups += 1,
        }
    }
    // `1,234` alone may be either; without a decimal comma beside it English thousands are likelier, while `1.234` alone is
    // a fraction unless decimal commas say otherwise.
    let is_comma = commas > points || commas == points && commas == 0 && comma_groups == 0 && point_groups > 0;
    let decimal = if is_comma { b',' } else { b'.' };
    let thousands = if is_comma && point_groups + maybe_point_groups > 0 {
        Some('.')
    } else if !is_comma && comma_groups + maybe_comma_groups > 0 {
        Some(',')
    } else {
        let most = other_groups.iter().copied().max().unwrap_or(0);
        other_groups.iter().position(|count| *count == most && most > 0).map(|place| OTHER_GROUPS[place])
    };
    let cells = if is_comma { commas + point_groups } else { points + comma_groups };
    NumberMarks { decimal, thousands, cells }
}

/// Marks between thousands beside comma and point: blanks and apostrophes, as Europe writes them.
const OTHER_GROUPS: [char; 3] = [' ', '\u{a0}', '\''];

enum Digits {
    /// One mark before decimals.
    Decimal(u8),
    /// Groups of three, and whether decimals follow.
    Grouped { by: char, decimal: bool },
    /// One mark and three digits behind it.
    Either(u8),
}

/// A cell without signs, currencies, parentheses and per cent; `None` of one too long for a number.
fn bare(cell: &[u8]) -> Option<&str> {
    let text = std::str::from_utf8(cell).ok().filter(|text| text.len() <= 48)?.trim();
    let text = text.trim_start_matches(['-', '+', '(', '$', '€', '£', '¥', '−', ' ', '\u{a0}']);
    Some(text.trim_end_matches([')', '%', '€', '$', '£', '¥', ' ', '\u{a0}']))
}

/// A number with marks among its digits; `None` of anything else.
fn marked_digits(cell: &[u8]) -> Option<Digits> {
    let text = bare(cell)?;
    if !text.starts_with(|first: char| first.is_ascii_digit() || first == '.' || first == ',') {
        return None;
    }
    let marks: Vec<(usize, char)> = text.char_indices().filter(|(_, letter)| !letter.is_ascii_digit()).collect();
    let (first_at, first) = *marks.first()?;
    let (last_at, last) = *marks.last()?;
    let behind = text.len() - last_at - last.len_utf8();
    let is_grouped = |by: char, whole: &str| {
        let mut groups = whole.split(by);
        let head = groups.next().unwrap_or("").len();
        (1..=3).contains(&head)
            && groups.all(|group| group.len() == 3 && group.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let is_point = |mark: char| mark == '.' || mark == ',';
    if marks.len() == 1 && is_point(first) {
        let either = behind == 3 && (1..=3).contains(&first_at) && !text.starts_with('0');
        return Some(if either { Digits::Either(first as u8) } else { Digits::Decimal(first as u8) });
    }
    if !is_point(first) && !OTHER_GROUPS.contains(&first) {
        // An exponent: `1,5e3`.
        return None;
    }
    if last != first && is_point(last) && is_grouped(first, &text[..last_at]) {
        return Some(Digits::Grouped { by: first, decimal: true });
    }
    is_grouped(first, text).then_some(Digits::Grouped { by: first, decimal: false })
}

/// Whether a cell is a number with one of the two decimal marks, or with groups of thousands, a currency or per cent.
pub(crate) fn is_number_like(cell: &[u8]) -> bool {
    let plain = |text: &[u8], mark: u8| plain_number(text, mark).is_some_and(|(_, length)| length == text.len());
    if plain(cell, b'.') {
        return true;
    }
    let Some(text) = bare(cell).filter(|text| text.bytes().any(|byte| byte.is_ascii_digit())) else { return false };
    plain(text.as_bytes(), b'.')
        || plain(text.as_bytes(), b',')
        || marked_digits(cell).is_some()
        || text.replace(',', ".").parse::<f64>().is_ok_and(f64::is_finite)
}

/// How the marks of numbers were told; `cells` are numbers with them.
pub(crate) fn number_guesses(reading: &ReadOptions, dialect: Dialect, cells: usize) -> [Guess; 2] {
    let guess = |is_given: bool, is_shown: bool, option, value, other: &str| {
        if is_given {
            return Guess::given(option, value);
        }
        let evidence = if is_shown && cells > 0 {
            Evidence::new(EvidenceCode::NumbersFit, [("cells", FailureValue::Number(cells as f64))])
        } else {
            Evidence::new(EvidenceCode::NothingSpeaksAgainst, [])
        };
        let alternatives = vec![OptionValue::Text(other.to_owned())];
        Guess { alternatives, ..Guess::guessed(option, value, evidence) }
    };
    let decimal = OptionValue::Text(char::from(dialect.decimal).to_string());
    let thousands = OptionValue::Text(dialect.thousands.map_or(Mark::None, Mark::Character).into());
    let is_grouped = dialect.thousands.is_some();
    let other = if dialect.decimal == b',' { "." } else { "," };
    [
        guess(reading.decimal.is_some(), true, ReadOption::Decimal, decimal, other),
        guess(
            reading.thousands.is_some(),
            is_grouped,
            ReadOption::Thousands,
            thousands,
            if is_grouped { "none" } else { other },
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marks(cells: &[&str]) -> (char, Option<char>) {
        let marks = number_marks(cells.iter().map(|cell| cell.as_bytes()));
        (char::from(marks.decimal), marks.thousands)
    }

    #[test]
    fn tells_decimal_and_thousands_marks_together() {
        assert_eq!(marks(&["1.5", "2"]), ('.', None));
        assert_eq!(marks(&["1,5", "2,25"]), (',', None));
        assert_eq!(marks(&["1,234.5", "999.5", "2,000"]), ('.', Some(',')));
        assert_eq!(marks(&["1.234,56", "999,50", "2.000,00"]), (',', Some('.')));
        assert_eq!(marks(&["1,234", "12,500"]), ('.', Some(',')));
        assert_eq!(marks(&["1.234", "0.5"]), ('.', None));
        assert_eq!(marks(&["1 234,5", "12,5"]), (',', Some(' ')));
        assert_eq!(marks(&["1.234.567", "2.000.000"]), (',', Some('.')));
        assert_eq!(marks(&["a, b", "2020-01-01", "12:30"]), ('.', None));
    }

    #[test]
    fn knows_numbers_of_either_kind() {
        for text in ["1", "-1.5", "1,5", "1.234,5", "1e-3", "1,5e3", "$1,200", "12 %", "(3.5)"] {
            assert!(is_number_like(text.as_bytes()), "{text}");
        }
        for text in ["", "a", "1;2", "28/01/2018", "12:30", "1,2,3", "10th"] {
            assert!(!is_number_like(text.as_bytes()), "{text}");
        }
    }
}
