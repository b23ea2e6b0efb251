//! Splits text into cells, without copying those that need no unescaping.

mod quotes;

use crate::dialect::{Dialect, is_line_end};
use crate::number::plain_number;

pub(crate) use quotes::{Closing, QuoteRule};

/// What follows a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    Cell,
    Line,
}

/// Why no further cell can be told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CellFault {
    /// A quote is opened and not closed, or not within the bytes a cell may have.
    OpenQuote,
    /// A cell of more bytes than allowed starts at this line.
    TooLarge { line: u64, bytes: usize },
}

enum Current {
    Span(usize, usize),
    Unescaped,
}

/// Walks the cells of a text (RFC 4180, and what is written in its stead: CR, LF or CR LF line ends, blanks around
/// cells, other marks).
pub(crate) struct Cells<'text> {
    text: &'text [u8],
    position: usize,
    /// Line of the next cell, from 1.
    pub line: u64,
    /// Cells of this row that a quote opened.
    pub quoted: usize,
    /// Those of them within which a quote stands that neither closes nor is doubled, a bit each.
    pub strays: u64,
    /// Lines passed over as comments.
    pub comments: u64,
    dialect: Dialect,
    comment: &'text [u8],
    rule: QuoteRule,
    longest: usize,
    /// Whether the byte ends an unquoted cell.
    ends_cell: [bool; 256],
    current: Current,
    unescaped: Vec<u8>,
    is_quoted: bool,
}

impl<'text> Cells<'text> {
    pub fn new(text: &'text [u8], first_line: u64, dialect: Dialect, longest: usize) -> Self {
        let mut ends_cell = [false; 256];
        for byte in [dialect.delimiter, b'\n', b'\r'] {
            ends_cell[usize::from(byte)] = true;
        }
        if dialect.is_blanks {
            ends_cell[usize::from(b' ')] = true;
            ends_cell[usize::from(b'\t')] = true;
        }
        Self {
            text,
            position: 0,
            line: first_line,
            quoted: 0,
            strays: 0,
            comments: 0,
            dialect,
            comment: b"",
            rule: QuoteRule::USUAL,
            longest,
            ends_cell,
            current: Current::Span(0, 0),
            unescaped: Vec::new(),
            is_quoted: false,
        }
    }

    /// Lines that begin so are passed over, unless it is empty.
    pub fn with_comment(self, comment: &'text [u8]) -> Self {
        Self { comment, ..self }
    }

    /// Which quotes count.
    pub fn with_rule(self, rule: QuoteRule) -> Self {
        Self { rule, ..self }
    }

    pub fn position(&self) -> usize {
        self.position
    }

    /// Goes on after a place whose line is known.
    pub fn go_to(&mut self, position: usize, line: u64) {
        self.position = position;
        self.line = line;
    }

    /// Steps over whole lines, whatever stands in them.
    pub fn skip_lines(&mut self, count: u32) {
        for _ in 0..count {
            self.skip_line();
        }
    }

    fn skip_line(&mut self) {
        let rest = &self.text[self.position..];
        self.position += memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len());
        self.end_of_line();
    }

    /// Steps over empty lines and comments; true when a row follows.
    #[inline]
    pub fn next_row(&mut self) -> bool {
        self.quoted = 0;
        self.strays = 0;
        while self.position < self.text.len() {
            let byte = self.text[self.position];
            if is_line_end(byte) {
                self.end_of_line();
            } else if !self.comment.is_empty() && self.text[self.position..].starts_with(self.comment) {
                self.comments += 1;
                self.skip_line();
            } else if self.is_blank(byte) {
                let rest = &self.text[self.position..];
                let blanks = rest.iter().position(|byte| !self.is_blank(*byte)).unwrap_or(rest.len());
                if rest.get(blanks).is_some_and(|byte| !is_line_end(*byte)) {
                    self.position += if self.dialect.is_blanks { blanks } else { 0 };
                    return true;
                }
                self.position += blanks;
            } else {
                return true;
            }
        }
        false
    }

    /// Text of the cell `next_cell` stepped over.
    pub fn cell(&self) -> &[u8] {
        match self.current {
            Current::Span(start, end) => &self.text[start..end],
            Current::Unescaped => &self.unescaped,
        }
    }

    /// Whether that cell stood in quotes.
    pub fn is_quoted(&self) -> bool {
        self.is_quoted
    }

    /// Steps over one cell when it is a plain number; otherwise stays.
    #[inline]
    pub fn next_number(&mut self) -> Option<(f64, End)> {
        let (value, length) = plain_number(&self.text[self.position..], self.dialect.decimal)?;
        let end = self.position + length;
        if end < self.text.len() && !self.ends_cell[usize::from(self.text[end])] {
            return None;
        }
        self.position = end;
        Some((value, self.end_at_position()))
    }

    /// Steps over one cell, blanks around it left out.
    pub fn next_cell(&mut self) -> Result<End, CellFault> {
        let mut start = self.position;
        while start < self.text.len() && self.is_blank(self.text[start]) {
            start += 1;
        }
        self.is_quoted = false;
        if self.dialect.quote.is_some() && self.text.get(start).copied() == self.dialect.quote {
            self.quoted += 1;
            if self.rule.literal & self.opened() == 0 {
                return self.quoted_cell(start + 1);
            }
        }
        if let Some(escape) = self.dialect.escape {
            return self.escaped_cell(start, escape);
        }
        let mut end = start;
        while end < self.text.len() && !self.ends_cell[usize::from(self.text[end])] {
            end += 1;
        }
        self.position = end;
        if end - start > self.longest {
            return Err(CellFault::TooLarge { line: self.line, bytes: end - start });
        }
        while end > start && self.is_blank(self.text[end - 1]) {
            end -= 1;
        }
        self.current = Current::Span(start, end);
        Ok(self.end_at_position())
    }

    /// A cell outside quotes in which a mark takes the meaning from the next letter.
    fn escaped_cell(&mut self, start: usize, escape: u8) -> Result<End, CellFault> {
        self.unescaped.clear();
        let mut end = start;
        while let Some(byte) = self.text.get(end).copied().filter(|byte| !self.ends_cell[usize::from(*byte)]) {
            let escaped =
                (byte == escape).then(|| self.text.get(end + 1)).flatten().filter(|next| !is_line_end(**next));
            self.unescaped.push(*escaped.unwrap_or(&byte));
            end += if escaped.is_some() { 2 } else { 1 };
        }
        self.position = end;
        if end - start > self.longest {
            return Err(CellFault::TooLarge { line: self.line, bytes: end - start });
        }
        let kept = self.unescaped.iter().rposition(|byte| !self.is_blank(*byte)).map_or(0, |last| last + 1);
        self.unescaped.truncate(kept);
        self.current = Current::Unescaped;
        Ok(self.end_at_position())
    }

    fn is_blank(&self, byte: u8) -> bool {
        (byte == b' ' || byte == b'\t') && (self.dialect.is_blanks || byte != self.dialect.delimiter)
    }

    /// Steps over the delimiter or line end at the current position.
    #[inline]
    fn end_at_position(&mut self) -> End {
        let Some(byte) = self.text.get(self.position) else { return End::Line };
        if self.dialect.is_blanks {
            return self.end_of_blanks();
        }
        if *byte == self.dialect.delimiter {
            self.position += 1;
            return End::Cell;
        }
        self.end_of_line();
        End::Line
    }

    /// Steps over blanks; at the end of a line they part no cells.
    fn end_of_blanks(&mut self) -> End {
        while self.text.get(self.position).is_some_and(|byte| self.is_blank(*byte)) {
            self.position += 1;
        }
        if self.text.get(self.position).is_some_and(|byte| !is_line_end(*byte)) {
            return End::Cell;
        }
        self.end_of_line();
        End::Line
    }

    /// Steps over a line end, if one is here.
    #[inline]
    fn end_of_line(&mut self) {
        let Some(byte) = self.text.get(self.position) else { return };
        self.position += 1;
        if *byte == b'\r' && self.text.get(self.position) == Some(&b'\n') {
            self.position += 1;
        }
        self.line += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows_as(text: &str, dialect: Dialect, rule: QuoteRule) -> Result<Vec<Vec<String>>, CellFault> {
        let mut cells = Cells::new(text.as_bytes(), 1, dialect, 100).with_rule(rule);
        let mut rows = Vec::new();
        while cells.next_row() {
            let mut row = Vec::new();
            loop {
                let end = cells.next_cell()?;
                row.push(String::from_utf8_lossy(cells.cell()).into_owned());
                if end == End::Line {
                    break;
                }
            }
            rows.push(row);
        }
        Ok(rows)
    }

    fn rows(text: &str) -> Result<Vec<Vec<String>>, CellFault> {
        rows_as(text, Dialect::COMMA, QuoteRule::USUAL)
    }

    #[test]
    fn splits_rows_and_unescapes_quotes() {
        let text = "a, b ,\"c,\n\"\"d\"\"\"\r\n\r\n1,,3\r4,5,\n\"\",\"x \"y\" z\", \" z \"";
        assert_eq!(
            rows(text).unwrap(),
            vec![vec!["a", "b", "c,\n\"d\""], vec!["1", "", "3"], vec!["4", "5", ""], vec!["", "x \"y\" z", " z "]]
        );
    }

    #[test]
    fn takes_quotes_by_the_rule_of_the_row() {
        let taken =
            |text, closing, literal| rows_as(text, Dialect::COMMA, QuoteRule { closing, literal }).unwrap().remove(0);
        assert_eq!(taken("\"x\"y,\"z\"", Closing::First, 0), ["xy", "z"]);
        assert_eq!(taken("\"a\"\",b", Closing::EvenDoubled, 0), ["a\"", "b"]);
        assert_eq!(taken("\"a,b\",\"c,d\"", Closing::BeforeDelimiter, 1), ["\"a", "b\"", "c,d"]);
    }

    #[test]
    fn parts_cells_at_runs_of_blanks_and_takes_escapes() {
        let blanks = Dialect { is_blanks: true, delimiter: b' ', ..Dialect::COMMA };
        let read = rows_as("  1   2\t3  \n \n\"a b\" c\n", blanks, QuoteRule::USUAL).unwrap();
        assert_eq!(read, vec![vec!["1", "2", "3"], vec!["a b", "c"]]);
        let escaped = Dialect { escape: Some(b'\\'), ..Dialect::COMMA };
        let read = rows_as("a\\,b,\"c\\\",d\"\n", escaped, QuoteRule::USUAL).unwrap();
        assert_eq!(read, vec![vec!["a,b", "c\",d"]]);
    }

    #[test]
    fn tells_open_quotes_and_names_the_line_of_a_cell_too_large() {
        assert_eq!(rows("a,b\n1,\"2\n3,4\n"), Err(CellFault::OpenQuote));
        let giant = format!("a,b\n1,2\n3,{}", "9".repeat(101));
        assert_eq!(rows(&giant), Err(CellFault::TooLarge { line: 3, bytes: 101 }));
    }
}
