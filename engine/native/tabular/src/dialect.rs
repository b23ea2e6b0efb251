//! How a file writes its cells: which delimiter, and a point or a comma before the decimals.

use crate::guess::{Evidence, EvidenceCode, Guess, OptionValue, ReadOption};
use crate::number::{Cell, parse_cell, plain_number};
use crate::options::{Delimiter, ReadOptions};
use failures::FailureValue;

/// Bytes looked at to tell the dialect.
const SAMPLE_BYTES: usize = 1 << 18;
const SAMPLE_LINES: usize = 200;
/// In order of preference when two explain the lines equally well.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Dialect {
    pub delimiter: u8,
    pub decimal: u8,
}

impl Dialect {
    /// Tells the dialect from the first lines. A delimiter must occur in the first line; the one whose count agrees on
    /// the most lines wins. A decimal comma is only possible beside another delimiter; where every line agrees on one
    /// beside which all commas are decimal (`1,5;2`), that one wins.
    pub fn sniff(text: &[u8]) -> Self {
        let lines = sample_lines(text);
        let agreement = |delimiter: u8| -> usize {
            let mut counts = lines.iter().map(|line| cells(line, delimiter).len());
            let first = counts.next().unwrap_or(0);
            if first < 2 { 0 } else { 1 + counts.filter(|count| *count == first).count() }
        };
        let mut delimiter = b',';
        let mut most = 0;
        for candidate in DELIMITERS {
            let lines_agreeing = agreement(candidate);
            let is_better = lines_agreeing == most && delimiter == b',' && has_decimal_commas(&lines, candidate);
            if lines_agreeing > most || most > 0 && is_better {
                (delimiter, most) = (candidate, lines_agreeing);
            }
        }
        Self { delimiter, decimal: decimal_mark(&lines, delimiter) }
    }

    /// The dialect as the options say, else as it is guessed, and what spoke for it.
    pub fn told(text: &[u8], reading: &ReadOptions) -> (Self, Vec<Guess>) {
        let guessed = Self::sniff(text);
        let lines = sample_lines(text);
        let mut dialect = guessed;
        if let Some(Delimiter::Character(mark)) = reading.delimiter
            && mark.is_ascii()
        {
            dialect.delimiter = mark as u8;
        }
        dialect.decimal = match reading.decimal {
            Some(mark) if mark.is_ascii() => mark as u8,
            _ if dialect.delimiter != guessed.delimiter => decimal_mark(&lines, dialect.delimiter),
            _ => guessed.decimal,
        };
        let delimiter = OptionValue::Text(char::from(dialect.delimiter).to_string());
        let width = lines.first().map_or(0, |line| cells(line, dialect.delimiter).len());
        let agreeing = lines.iter().filter(|line| cells(line, dialect.delimiter).len() == width).count();
        let number = |count: usize| FailureValue::Number(count as f64);
        let agree = Evidence::new(
            EvidenceCode::LinesAgree,
            [("lines", number(agreeing)), ("of", number(lines.len())), ("cells", number(width))],
        );
        let decimal = OptionValue::Text(char::from(dialect.decimal).to_string());
        let fit = lines
            .iter()
            .flat_map(|line| cells(line, dialect.delimiter))
            .filter(|cell| {
                cell.contains(&dialect.decimal)
                    && matches!(parse_cell(cell.trim_ascii(), dialect.decimal), Cell::Number(_))
            })
            .count();
        let decimal_evidence = if fit == 0 {
            Evidence::new(EvidenceCode::NothingSpeaksAgainst, [])
        } else {
            Evidence::new(EvidenceCode::NumbersFit, [("cells", number(fit))])
        };
        let guess = |is_given: bool, option, value, evidence| {
            if is_given { Guess::given(option, value) } else { Guess::guessed(option, value, evidence) }
        };
        let guesses = vec![
            guess(reading.delimiter.is_some(), ReadOption::Delimiter, delimiter, agree),
            guess(reading.decimal.is_some(), ReadOption::Decimal, decimal, decimal_evidence),
        ];
        (dialect, guesses)
    }

    /// Name of the delimiter for messages.
    pub fn delimiter_name(self) -> &'static str {
        match self.delimiter {
            b';' => "semicolon",
            b'\t' => "tab",
            b'|' => "vertical bar",
            _ => "comma",
        }
    }

    /// Line and column, from 1, of the byte at `offset`.
    pub fn place_of(self, text: &[u8], offset: usize) -> (u64, usize) {
        let before = &text[..offset];
        let start = before.iter().rposition(|byte| is_line_end(*byte)).map_or(0, |index| index + 1);
        (1 + line_ends(&before[..start]), cells(&before[start..], self.delimiter).len())
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

/// The first whole, non-empty lines; line ends inside quotes are not told apart, which a majority vote survives.
fn sample_lines(text: &[u8]) -> Vec<&[u8]> {
    let sample = &text[..text.len().min(SAMPLE_BYTES)];
    let mut lines: Vec<&[u8]> =
        sample.split(|byte| is_line_end(*byte)).filter(|line| !line.is_empty()).take(SAMPLE_LINES + 1).collect();
    let cut_short = lines.len() > SAMPLE_LINES || sample.len() < text.len();
    if cut_short && lines.len() > 1 {
        lines.pop();
    }
    lines
}

/// Cells of one line, split at delimiters outside quotes; the quotes stay.
fn cells(line: &[u8], delimiter: u8) -> Vec<&[u8]> {
    let mut quoted = false;
    line.split(|byte| {
        if *byte == b'"' {
            quoted = !quoted;
        }
        *byte == delimiter && !quoted
    })
    .collect()
}

/// Whether, split at `delimiter`, every comma outside quotes stands in a number.
fn has_decimal_commas(lines: &[&[u8]], delimiter: u8) -> bool {
    let mut with_comma = lines
        .iter()
        .flat_map(|line| cells(line, delimiter))
        .map(<[u8]>::trim_ascii)
        .filter(|cell| cell.contains(&b',') && !cell.starts_with(b"\""))
        .peekable();
    with_comma.peek().is_some() && with_comma.all(|cell| matches!(parse_cell(cell, b','), Cell::Number(_)))
}

fn decimal_mark(lines: &[&[u8]], delimiter: u8) -> u8 {
    if delimiter == b',' {
        return b'.';
    }
    let (mut commas, mut points) = (0_usize, 0_usize);
    for cell in lines.iter().flat_map(|line| cells(line, delimiter)) {
        let cell = cell.trim_ascii();
        let cell = cell.strip_prefix(b"\"").and_then(|inner| inner.strip_suffix(b"\"")).unwrap_or(cell);
        let whole = |mark: u8| plain_number(cell, mark).is_some_and(|(_, length)| length == cell.len());
        if cell.contains(&b',') && whole(b',') {
            commas += 1;
        } else if cell.contains(&b'.') && whole(b'.') {
            points += 1;
        }
    }
    if commas > points { b',' } else { b'.' }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sniffed(text: &str) -> (char, char) {
        let dialect = Dialect::sniff(text.as_bytes());
        (dialect.delimiter as char, dialect.decimal as char)
    }

    #[test]
    fn tells_delimiter_and_decimal_mark() {
        assert_eq!(sniffed("a,b\n1.5,2\n"), (',', '.'));
        assert_eq!(sniffed("a;b\n1,5;2,25\n"), (';', ','));
        assert_eq!(sniffed("a;b\n1.5;2\n"), (';', '.'));
        assert_eq!(sniffed("a\tb\n1,5\tx\n"), ('\t', ','));
        assert_eq!(sniffed("a|b\r1|2\r"), ('|', '.'));
        assert_eq!(sniffed("name;note\nx;\"a, b, c\"\ny;\"d, e\"\n"), (';', '.'));
        assert_eq!(sniffed("\"last, first\";age\n\"Doe, J\";1\n"), (';', '.'));
    }

    #[test]
    fn commas_within_every_cell_are_decimal_when_another_delimiter_is_in_every_line() {
        assert_eq!(sniffed("1,5;2\n3,25;4\n"), (';', ','));
        assert_eq!(sniffed("2;1,5\n-4;3,25e2\n"), (';', ','));
        assert_eq!(sniffed("Oslo;1,5\nBergen;0,1234567890123456789\n"), (';', ','));
        assert_eq!(sniffed("1,5\t2,5\n3,5\t4,5\n"), ('\t', ','));
        assert_eq!(sniffed("\"Doe, J\";1,5\n\"Roe, K\";2,5\n"), (';', ','));
        assert_eq!(sniffed("1,5;2\n3,5\n4,5\n"), (',', '.'));
        assert_eq!(sniffed("a;b,c\nd;e,f\n"), (',', '.'));
        assert_eq!(sniffed("1,2;x,3\n4,5;y,6\n"), (',', '.'));
        assert_eq!(sniffed("1,2,3;4\n5,6,7;8\n"), (',', '.'));
    }

    #[test]
    fn finds_the_place_of_a_byte() {
        let text = b"a,b\r\n1,2\r3,\"x,y\",4\n";
        let dialect = Dialect::sniff(text);
        let offset = text.iter().position(|byte| *byte == b'4').unwrap();
        assert_eq!(dialect.place_of(text, offset), (3, 3));
        assert_eq!(dialect.place_of(text, 0), (1, 1));
    }
}
