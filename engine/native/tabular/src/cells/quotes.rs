//! Cells that stand in quotes: which quotes count, where such a cell ends, and what it says.

use super::{CellFault, Cells, Current, End};
use crate::dialect::line_ends;

/// When a quote ends the cell it is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Closing {
    /// Where a delimiter or line end follows; any other is part of the cell, as is a doubled one.
    BeforeDelimiter,
    /// The first that is not doubled; what follows it is added to the cell.
    First,
    /// Where a delimiter or line end follows, though it is doubled.
    EvenDoubled,
}

/// Which quotes of a row count as quotes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct QuoteRule {
    pub closing: Closing,
    /// The opening quotes of the row that are taken as letters, a bit each from the first.
    pub literal: u64,
}

impl QuoteRule {
    pub const USUAL: Self = Self { closing: Closing::BeforeDelimiter, literal: 0 };
}

/// A closing quote.
struct Close {
    at: usize,
    /// Whether the text before it is the cell as it stands.
    is_plain: bool,
    /// Whether a quote stands before it that is neither doubled nor closes.
    is_stray: bool,
}

impl Cells<'_> {
    pub(super) fn quoted_cell(&mut self, start: usize) -> Result<End, CellFault> {
        let quote = self.dialect.quote.unwrap_or(b'"');
        let Some(Close { at: close, is_plain, is_stray }) = self.closing_quote(start, quote) else {
            self.strays |= self.opened();
            return Err(CellFault::OpenQuote);
        };
        if is_stray {
            self.strays |= self.opened();
        }
        let mut end = close + 1;
        while end < self.text.len() && !self.ends_cell[usize::from(self.text[end])] {
            end += 1;
        }
        self.position = end;
        self.is_quoted = true;
        let after = self.text[close + 1..end].trim_ascii();
        let inside = &self.text[start..close];
        self.line += line_ends(inside);
        if after.is_empty() && is_plain {
            self.current = Current::Span(start, close);
        } else {
            self.unescaped.clear();
            let mut index = 0;
            while index < inside.len() {
                let (byte, next) = (inside[index], inside.get(index + 1).copied());
                let is_escaped = self.dialect.escape == Some(byte) && next.is_some();
                self.unescaped.push(if is_escaped { next.unwrap_or(byte) } else { byte });
                index += if is_escaped || byte == quote && next == Some(quote) { 2 } else { 1 };
            }
            self.unescaped.extend_from_slice(after);
            self.current = Current::Unescaped;
        }
        Ok(self.end_at_position())
    }

    /// The bit of the quote that opened last.
    pub(super) fn opened(&self) -> u64 {
        1_u64.checked_shl(self.quoted.saturating_sub(1) as u32).unwrap_or(0)
    }

    /// The quote that closes a cell whose text starts at `start`.
    fn closing_quote(&self, start: usize, quote: u8) -> Option<Close> {
        let text = &self.text[..self.text.len().min(start.saturating_add(self.longest).saturating_add(1))];
        let (mut from, mut is_plain, mut is_stray) = (start, true, false);
        loop {
            let rest = &text[from.min(text.len())..];
            let found = match self.dialect.escape {
                Some(escape) => memchr::memchr2(quote, escape, rest),
                None => memchr::memchr(quote, rest),
            };
            let at = from + found?;
            if text[at] != quote {
                (from, is_plain) = (at + 2, false);
                continue;
            }
            let is_doubled = self.text.get(at + 1) == Some(&quote);
            let closes = match self.rule.closing {
                Closing::BeforeDelimiter => !is_doubled && self.ends_after(at + 1),
                Closing::First => !is_doubled,
                Closing::EvenDoubled => self.ends_after(at + 1),
            };
            if closes {
                return Some(Close { at, is_plain, is_stray });
            }
            is_stray |= !is_doubled;
            (from, is_plain) = (at + if is_doubled { 2 } else { 1 }, is_plain && !is_doubled);
            if is_doubled && self.rule.closing == Closing::EvenDoubled && self.ends_after(at + 2) {
                from = at + 1;
            }
        }
    }

    /// Whether nothing but blanks stands between a place and the cell's end.
    fn ends_after(&self, mut place: usize) -> bool {
        while let Some(byte) = self.text.get(place) {
            if self.ends_cell[usize::from(*byte)] {
                return true;
            }
            if !self.is_blank(*byte) {
                return false;
            }
            place += 1;
        }
        true
    }
}
