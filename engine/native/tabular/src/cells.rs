//! Splits text into cells, without copying those that need no unescaping.

use crate::dialect::{Dialect, is_line_end};
use crate::number::plain_number;

/// What follows a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    Cell,
    Line,
}

/// Why no further cell can be told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CellFault {
    /// The quote opened at this line is never closed.
    OpenQuote { line: u64 },
    /// A cell of more bytes than allowed starts at this line.
    TooLarge { line: u64, bytes: usize },
}

enum Current {
    Span(usize, usize),
    Unescaped,
}

/// Walks the cells of a text (RFC 4180, and what is written in its stead: CR, LF or CR LF line ends, blanks around
/// cells, text after a closing quote).
pub(crate) struct Cells<'text> {
    text: &'text [u8],
    position: usize,
    /// Line of the next cell, from 1.
    pub line: u64,
    dialect: Dialect,
    longest: usize,
    /// Whether the byte ends an unquoted cell.
    ends_cell: [bool; 256],
    current: Current,
    unescaped: Vec<u8>,
}

impl<'text> Cells<'text> {
    pub fn new(text: &'text [u8], first_line: u64, dialect: Dialect, longest: usize) -> Self {
        let mut ends_cell = [false; 256];
        for byte in [dialect.delimiter, b'\n', b'\r'] {
            ends_cell[usize::from(byte)] = true;
        }
        let current = Current::Span(0, 0);
        Self { text, position: 0, line: first_line, dialect, longest, ends_cell, current, unescaped: Vec::new() }
    }

    pub fn position(&self) -> usize {
        self.position
    }

    /// Steps over whole lines, whatever stands in them.
    pub fn skip_lines(&mut self, count: u32) {
        for _ in 0..count {
            let rest = &self.text[self.position..];
            self.position += rest.iter().position(|byte| is_line_end(*byte)).unwrap_or(rest.len());
            self.end_at_position();
        }
    }

    /// Steps over empty lines; true when a row follows.
    pub fn next_row(&mut self) -> bool {
        while self.position < self.text.len() {
            if !is_line_end(self.text[self.position]) {
                return true;
            }
            self.end_at_position();
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
        if self.text.get(start) == Some(&b'"') {
            return self.quoted_cell(start + 1);
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

    fn quoted_cell(&mut self, start: usize) -> Result<End, CellFault> {
        let opened = self.line;
        let close = self.closing_quote(start).ok_or(CellFault::OpenQuote { line: opened })?;
        if close - start > self.longest {
            return Err(CellFault::TooLarge { line: opened, bytes: close - start });
        }
        let mut end = close + 1;
        while end < self.text.len() && !self.ends_cell[usize::from(self.text[end])] {
            end += 1;
        }
        self.position = end;
        let after = self.text[close + 1..end].trim_ascii();
        let inside = &self.text[start..close];
        self.line += lines_in(inside);
        if after.is_empty() && !inside.contains(&b'"') {
            self.current = Current::Span(start, close);
        } else {
            self.unescaped.clear();
            let mut index = 0;
            while index < inside.len() {
                self.unescaped.push(inside[index]);
                index += if inside[index] == b'"' { 2 } else { 1 };
            }
            self.unescaped.extend_from_slice(after);
            self.current = Current::Unescaped;
        }
        Ok(self.end_at_position())
    }

    /// Position of the quote that closes a cell whose text starts at `start`; doubled quotes stand for one.
    fn closing_quote(&self, start: usize) -> Option<usize> {
        let mut from = start;
        loop {
            let quote = from + memchr::memchr(b'"', &self.text[from..])?;
            if self.text.get(quote + 1) != Some(&b'"') {
                return Some(quote);
            }
            from = quote + 2;
        }
    }

    fn is_blank(&self, byte: u8) -> bool {
        (byte == b' ' || byte == b'\t') && byte != self.dialect.delimiter
    }

    /// Steps over the delimiter or line end at the current position.
    #[inline]
    fn end_at_position(&mut self) -> End {
        let Some(byte) = self.text.get(self.position) else { return End::Line };
        self.position += 1;
        if *byte == self.dialect.delimiter {
            return End::Cell;
        }
        if *byte == b'\r' && self.text.get(self.position) == Some(&b'\n') {
            self.position += 1;
        }
        self.line += 1;
        End::Line
    }
}

/// Line ends within a quoted cell.
fn lines_in(text: &[u8]) -> u64 {
    let mut lines = 0;
    for (index, byte) in text.iter().enumerate() {
        if *byte == b'\n' || (*byte == b'\r' && text.get(index + 1) != Some(&b'\n')) {
            lines += 1;
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Result<Vec<Vec<String>>, CellFault> {
        let mut cells = Cells::new(text.as_bytes(), 1, Dialect { delimiter: b',', decimal: b'.' }, 100);
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

    #[test]
    fn splits_rows_and_unescapes_quotes() {
        let text = "a, b ,\"c,\n\"\"d\"\"\"\r\n\r\n1,,3\r4,5,\n\"x\"y,\"\", \" z \"";
        assert_eq!(
            rows(text).unwrap(),
            vec![vec!["a", "b", "c,\n\"d\""], vec!["1", "", "3"], vec!["4", "5", ""], vec!["xy", "", " z "]]
        );
    }

    #[test]
    fn faults_name_the_line_they_start_at() {
        assert_eq!(rows("a,b\n1,\"2\n3,4\n"), Err(CellFault::OpenQuote { line: 2 }));
        let giant = format!("a,b\n1,2\n3,{}", "9".repeat(101));
        assert_eq!(rows(&giant), Err(CellFault::TooLarge { line: 3, bytes: 101 }));
    }
}
