//! Tells what parts the cells of a file and what stands around them, from how well each way of reading agrees with itself:
//! rows of one width, and cells that are numbers, times, words or quoted. After van den Burg, Nazábal and Sutton, "Wrangling
//! messy CSV files by detecting row and type patterns" (2019), with a softer measure of rows that differ.

use crate::dialect::{Dialect, is_number_like};
use crate::guess::{Evidence, EvidenceCode, Guess, OptionValue, ReadOption};
use crate::options::{Delimiter, Mark, ReadOptions};
use crate::sample::{SampleCell, SampleRow, sample_rows};
use failures::FailureValue;
use std::collections::BTreeMap;

/// Delimiters with how likely each is by itself; the earlier where two agree.
const DELIMITERS: [(u8, f64); 13] = [
    (b',', 1.0),
    (b';', 1.0),
    (b'\t', 1.0),
    (b'|', 0.98),
    (b' ', 0.8),
    (b'^', 0.9),
    (b'~', 0.9),
    (b':', 0.6),
    (b'!', 0.6),
    (b'#', 0.5),
    (0x01, 0.95),
    (0x1e, 0.95),
    (0x1f, 0.95),
];
const BLANKS_WEIGHT: f64 = 0.8;
/// A reading is offered beside the best if it is at least so good.
const WORTH_OFFERING: f64 = 0.2;

/// A way to read, and how well it agrees with itself.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Candidate {
    pub dialect: Dialect,
    pub score: f64,
    /// Cells of most rows, rows that have them, and rows looked at.
    pub width: usize,
    pub agreeing: usize,
    pub rows: usize,
    /// Cells in quotes.
    pub quoted: usize,
    /// Whether the first line is a row of that width without marks left in its cells, and whether all lines are.
    pub has_first: bool,
    pub has_all: bool,
}

/// What was told of a file's dialect; the marks of numbers are told later.
pub(crate) struct Sniffed {
    pub dialect: Dialect,
    pub guesses: Vec<Guess>,
    /// Whether some reading gives rows of two cells or more.
    pub is_parted: bool,
    /// The first rows as the dialect cuts them.
    pub rows: Vec<SampleRow>,
}

/// Tells the dialect of a text, as far as the options do not say it.
pub(crate) fn sniff(text: &[u8], reading: &ReadOptions, comment: &[u8], first_line: u32) -> Sniffed {
    let mut candidates: Vec<Candidate> = Vec::new();
    let (mut best, mut best_rows) = (0, Vec::new());
    for (index, (dialect, weight)) in dialects(text, reading).into_iter().enumerate() {
        let rows = sample_rows(text, dialect, comment, first_line);
        candidates.push(rated(dialect, weight, &rows));
        // The earlier of equals is the more usual.
        if index == 0 || candidates[index].score > candidates[best].score * 1.000_001 {
            (best, best_rows) = (index, rows);
        }
    }
    if let Some(usual) = plainly_parted(&candidates, best) {
        best = usual;
        best_rows = sample_rows(text, candidates[best].dialect, comment, first_line);
    }
    let best = candidates[best];
    let guesses = guesses(reading, best, &candidates);
    Sniffed { dialect: best.dialect, guesses, is_parted: best.width >= 2, rows: best_rows }
}

/// The reading by a usual delimiter under which every line is a row, the first too, in place of one by a mark that texts hold
/// as well, such as the blanks of `+49 170 123,7` and `1 Jan 2024,7`, under which the first line is none.
fn plainly_parted(candidates: &[Candidate], best: usize) -> Option<usize> {
    const USUAL: [u8; 4] = [b',', b';', b'\t', b'|'];
    const FEWEST_ROWS: usize = 3;
    if candidates[best].has_first || USUAL.contains(&candidates[best].dialect.delimiter) {
        return None;
    }
    let is_plain = |candidate: &Candidate| {
        USUAL.contains(&candidate.dialect.delimiter) && candidate.has_all && candidate.rows >= FEWEST_ROWS
    };
    let plain = candidates.iter().enumerate().filter(|(_, candidate)| is_plain(candidate));
    plain.max_by(|(_, a), (_, b)| a.score.total_cmp(&b.score)).map(|(index, _)| index)
}

/// Every dialect worth trying on a text, with its weight; the likeliest first.
fn dialects(text: &[u8], reading: &ReadOptions) -> Vec<(Dialect, f64)> {
    let sample = &text[..text.len().min(1 << 16)];
    let occurs = |byte: u8| memchr::memchr(byte, sample).is_some();
    let given_delimiter = reading.delimiter.map(|delimiter| match delimiter {
        Delimiter::Character(mark) => (mark as u8, false),
        Delimiter::Blanks => (b' ', true),
    });
    let mut delimiters: Vec<(u8, bool, f64)> = match given_delimiter {
        Some((delimiter, is_blanks)) => vec![(delimiter, is_blanks, 1.0)],
        None => DELIMITERS
            .iter()
            .filter(|(delimiter, _)| occurs(*delimiter))
            .map(|(delimiter, weight)| (*delimiter, false, *weight))
            .collect(),
    };
    if given_delimiter.is_none() && (occurs(b' ') || occurs(b'\t')) {
        delimiters.push((b' ', true, BLANKS_WEIGHT));
    }
    if delimiters.is_empty() {
        delimiters.push((b',', false, 1.0));
    }
    let quotes: Vec<(Option<u8>, f64)> = match reading.quote {
        Some(Mark::Character(mark)) => vec![(Some(mark as u8), 1.0)],
        Some(Mark::None) => vec![(None, 1.0)],
        None => {
            let mut quotes = vec![(Some(b'"'), 1.0)];
            if occurs(b'\'') {
                quotes.push((Some(b'\''), 0.97));
            }
            if occurs(b'"') {
                quotes.push((None, 0.9));
            }
            quotes
        }
    };
    let mut dialects = Vec::new();
    for (delimiter, is_blanks, weight) in delimiters {
        for (quote, quote_weight) in &quotes {
            let escapes = match reading.escape {
                Some(Mark::Character(mark)) => vec![Some(mark as u8)],
                Some(Mark::None) => vec![None],
                None => {
                    let escaped = quote.is_some_and(|quote| memchr::memmem::find(sample, &[b'\\', quote]).is_some());
                    if escaped { vec![Some(b'\\'), None] } else { vec![None] }
                }
            };
            for escape in escapes {
                let dialect = Dialect { delimiter, is_blanks, quote: *quote, escape, ..Dialect::COMMA };
                dialects.push((dialect, weight * quote_weight));
            }
        }
    }
    dialects
}

/// The width that most rows have, and how many; of equals the larger. Rows above the first of them are left out of `of`.
pub(crate) fn usual_width(rows: &[SampleRow]) -> (usize, usize, usize) {
    let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
    for row in rows {
        *counts.entry(row.cells.len()).or_default() += 1;
    }
    let (width, count) = counts
        .into_iter()
        .filter(|(width, _)| *width >= 2)
        .max_by_key(|(width, count)| (*count, *width))
        .unwrap_or((1, 0));
    let above = rows.iter().position(|row| row.cells.len() == width).unwrap_or(0);
    (width, count, rows.len() - above)
}

fn rated(dialect: Dialect, weight: f64, rows: &[SampleRow]) -> Candidate {
    let (width, agreeing, of) = usual_width(rows);
    let candidate =
        Candidate { dialect, score: 0.0, width, agreeing, rows: of, quoted: 0, has_first: false, has_all: false };
    if width < 2 || agreeing == 0 {
        return candidate;
    }
    // Rows above may be titles, or a sign that the width is wrong.
    let above = (rows.len() - of) as f64 / 2.0;
    let agreement = agreeing as f64 / (of as f64 + above);
    let (mut known, mut cells, mut quoted) = (0.0, 0_usize, 0_usize);
    for cell in rows.iter().filter(|row| row.cells.len() == width).flat_map(|row| &row.cells) {
        known += clearness(cell, dialect);
        cells += 1;
        quoted += usize::from(cell.is_quoted);
    }
    let types = known / cells as f64;
    let is_clear = |cell: &SampleCell| clearness(cell, dialect) == 1.0;
    let has_first = rows[0].cells.len() == width && rows[0].cells.iter().all(is_clear);
    let has_all = agreeing == rows.len() && known == cells as f64;
    // Quotes that do nothing speak for no quote but the usual one.
    let quoting = if dialect.quote != Some(b'"') && dialect.quote.is_some() && quoted == 0 { 0.9 } else { 1.0 };
    let score = weight * quoting * agreement * agreement * (1.0 - 1.0 / width as f64) * types * types;
    Candidate { score, quoted, has_first, has_all, ..candidate }
}

/// How sure it is that a cell was cut out rightly: of numbers, times and quoted texts 1, of sentences less, of what still
/// holds marks 0.
fn clearness(cell: &SampleCell, dialect: Dialect) -> f64 {
    let text = cell.text.as_slice();
    if cell.is_quoted || text.is_empty() || is_number_like(text) {
        return 1.0;
    }
    // One of a pair of quotes, which a delimiter between them parted.
    if (text.first() == Some(&b'\'')) != (text.last() == Some(&b'\'')) && text.len() > 1 {
        return 0.5;
    }
    let is_mark = |byte: u8| matches!(byte, b',' | b';' | b'\t' | b'|' | b'"') && byte != dialect.delimiter;
    let Some(at) = text.iter().position(|byte| is_mark(*byte)) else { return 1.0 };
    if text.starts_with(b"{") || text.starts_with(b"[") || text.starts_with(b"http") {
        return 0.8;
    }
    let is_sentence = |at: usize| matches!(text[at], b',' | b';') && text.get(at + 1) == Some(&b' ');
    let all_sentences = (at..text.len()).filter(|at| is_mark(text[*at])).all(is_sentence);
    if all_sentences { 0.6 } else { 0.0 }
}

fn guesses(reading: &ReadOptions, best: Candidate, candidates: &[Candidate]) -> Vec<Guess> {
    let number = |count: usize| FailureValue::Number(count as f64);
    let agree = Evidence::new(
        EvidenceCode::LinesAgree,
        [("lines", number(best.agreeing)), ("of", number(best.rows)), ("cells", number(best.width))],
    );
    let mut others: Vec<(f64, OptionValue)> = Vec::new();
    let own = delimiter_value(best.dialect);
    for candidate in candidates {
        let value = delimiter_value(candidate.dialect);
        if value == own || candidate.score < best.score * WORTH_OFFERING {
            continue;
        }
        match others.iter_mut().find(|(_, known)| *known == value) {
            Some((score, _)) => *score = score.max(candidate.score),
            None => others.push((candidate.score, value)),
        }
    }
    others.sort_by(|(a, _), (b, _)| b.total_cmp(a));
    let mark = |mark: Option<u8>| {
        OptionValue::Text(mark.map_or_else(|| String::from(Mark::None), |mark| char::from(mark).to_string()))
    };
    let quote_evidence = if best.quoted > 0 { EvidenceCode::RowsAgreeMost } else { EvidenceCode::NothingSpeaksAgainst };
    let told = |is_given: bool, option, value, evidence: Evidence, alternatives: Vec<OptionValue>| {
        if is_given {
            Guess::given(option, value)
        } else {
            Guess { alternatives, ..Guess::guessed(option, value, evidence) }
        }
    };
    let others = others.into_iter().map(|(_, value)| value).collect();
    let escape_evidence =
        if best.dialect.escape.is_some() { EvidenceCode::RowsAgreeMost } else { EvidenceCode::NothingSpeaksAgainst };
    vec![
        told(reading.delimiter.is_some(), ReadOption::Delimiter, own, agree, others),
        told(
            reading.quote.is_some(),
            ReadOption::Quote,
            mark(best.dialect.quote),
            Evidence::new(quote_evidence, []),
            Vec::new(),
        ),
        told(
            reading.escape.is_some(),
            ReadOption::Escape,
            mark(best.dialect.escape),
            Evidence::new(escape_evidence, []),
            Vec::new(),
        ),
    ]
}

fn delimiter_value(dialect: Dialect) -> OptionValue {
    let delimiter =
        if dialect.is_blanks { Delimiter::Blanks } else { Delimiter::Character(char::from(dialect.delimiter)) };
    OptionValue::Text(delimiter.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sniffed(text: &str) -> String {
        let Dialect { delimiter, is_blanks, quote, escape, .. } =
            sniff(text.as_bytes(), &ReadOptions::default(), b"", 0).dialect;
        let mark = |mark: Option<u8>| mark.map_or('-', char::from);
        format!("{}{}{}", if is_blanks { 'B' } else { char::from(delimiter) }, mark(quote), mark(escape))
    }

    #[test]
    fn tells_what_parts_the_cells() {
        assert_eq!(sniffed("a,b\n1.5,2\n"), ",\"-");
        assert_eq!(sniffed("a;b\n1,5;2,25\n"), ";\"-");
        assert_eq!(sniffed("a\tb\n1,5\tx\n"), "\t\"-");
        assert_eq!(sniffed("a|b\r1|2\r"), "|\"-");
        assert_eq!(sniffed("name;note\nx;\"a, b, c\"\ny;\"d, e\"\n"), ";\"-");
        assert_eq!(sniffed("\"last, first\";age\n\"Doe, J\";1\n"), ";\"-");
        assert_eq!(sniffed("x  y z\n1 2   3\n10 20 30\n"), "B\"-");
        assert_eq!(sniffed("a^b^c\n1^2^3\n4^5^6\n"), "^\"-");
        assert_eq!(sniffed("time,value\n10:30:00,1\n10:31:00,2\n"), ",\"-");
        assert_eq!(sniffed("name of it,what it does\nthe first one,does this well\nthe second,does that\n"), ",\"-");
    }

    #[test]
    fn commas_within_every_cell_are_decimal_when_another_delimiter_is_in_every_line() {
        assert_eq!(sniffed("1,5;2\n3,25;4\n"), ";\"-");
        assert_eq!(sniffed("Oslo;1,5\nBergen;0,1234567890123456789\n"), ";\"-");
        assert_eq!(sniffed("1,5\t2,5\n3,5\t4,5\n"), "\t\"-");
        assert_eq!(sniffed("Temp, °C;Druck, hPa;Klasse\n1,5;2,5;a\n3,5;4,5;b\n"), ";\"-");
        assert_eq!(sniffed("a;b,c\nd;e,f\n"), ",\"-");
    }

    #[test]
    fn blanks_within_cells_part_none_when_another_delimiter_is_in_every_line() {
        assert_eq!(sniffed("t,v\n1 Jan 2024,0\n2 Jan 2024,1\n3 Jan 2024,2\n"), ",\"-");
        assert_eq!(sniffed("my own phone,y\n+49 170 1000000,0\n+49 170 1000037,1\n+49 170 1000074,2\n"), ",\"-");
        assert_eq!(sniffed("x y z\n1 2 3,5\n2 3 4,5\n3 4 5,5\n"), " \"-");
        assert_eq!(sniffed("1 2 3,5\n2 3 4,5\n3 4 5,5\n"), " \"-");
    }

    #[test]
    fn tells_quotes_and_escapes() {
        assert_eq!(sniffed("a,b\n'x, y',1\n'z, it''s, w',2\n"), ",'-");
        assert_eq!(sniffed("a,b\n\"x \\\"q\\\", y\",1\n\"z\",2\n"), ",\"\\");
        assert_eq!(sniffed("a,b\nMen's,1\nWomen's,2\n"), ",\"-");
        assert_eq!(sniffed("a,b,c\n1,'x, 0',2\n2,'x, 1',4\n3,'x, 2',6\n"), ",'-");
    }
}
