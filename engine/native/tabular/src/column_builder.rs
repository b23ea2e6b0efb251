//! Columns grown cell by cell.

use crate::cell_rules::{CellRules, ColumnKind};
use crate::column::{Column, ColumnType, FirstText, MISSING_CODE};
use crate::column_notices::compact_dates as told_dates;
use crate::dictionary::Dictionary;
use crate::notice::TableNotice;
use crate::number::{Cell, exact_text, parse_cell, plain_number};
use crate::present_texts::PlainNumbers;
use crate::sentinels::sentinel;
use crate::time_texts::compact_dates;
use crate::typing::{Typed, Typing};
use crate::words::is_missing_among_values;
use failures::{CellPlace, Failure};
use scratch::Cells;
use std::io;

/// Texts among numbers that are kept beside them whatever their share; beyond, one in eight cells.
const MOST_ODD_CELLS: usize = 256;
const ODD_SHARE: usize = 8;
/// Texts among numbers in the first rows, one in so many, from which on a column is read as texts.
const TEXT_SHARE: usize = 8;

/// Grows one column cell by cell.
pub(crate) enum ColumnBuilder {
    Number(NumberCells),
    Text(TextCells),
}

pub(crate) struct NumberCells {
    /// NaN is missing, or odd.
    values: Cells<f64>,
    /// Row and code of each cell that is not simply a number.
    odd: Vec<(u32, u32)>,
    dictionary: Dictionary,
    /// Odd cells that are no words for a missing one.
    odd_texts: usize,
    /// Whether there are too many odd cells to keep: the column must be read again as texts.
    is_full: bool,
    /// What its cells were told to be, once that was asked.
    told: Option<Typing>,
}

pub(crate) struct TextCells {
    codes: Cells<u32>,
    dictionary: Dictionary,
}

impl ColumnBuilder {
    pub fn new(kind: ColumnKind, rows: usize) -> Self {
        let dictionary = Dictionary::default();
        match kind {
            ColumnKind::Number => Self::Number(NumberCells {
                values: Cells::with_capacity(rows),
                odd: Vec::new(),
                dictionary,
                odd_texts: 0,
                is_full: false,
                told: None,
            }),
            ColumnKind::Text => Self::Text(TextCells { codes: Cells::with_capacity(rows), dictionary }),
        }
    }

    /// Adds a number to a column of numbers.
    #[inline]
    pub fn push_number(&mut self, value: f64) {
        if let Self::Number(cells) = self {
            cells.values.push(value);
        }
    }

    /// Adds a cell whose blanks are trimmed.
    pub fn push(&mut self, cell: &[u8], rules: &CellRules, place: CellPlace) {
        match self {
            Self::Number(cells) => cells.push(cell, rules, place),
            Self::Text(cells) => {
                let row = cells.codes.len();
                cells.codes.push(if cell.is_empty() { MISSING_CODE } else { cells.dictionary.code(cell, row, place) });
            }
        }
    }

    /// Takes back every cell from `rows` on.
    pub fn truncate(&mut self, rows: usize) {
        match self {
            Self::Number(cells) => {
                cells.values.truncate(rows);
                while cells.odd.pop_if(|(row, _)| *row as usize >= rows).is_some() {}
                cells.dictionary.truncate(rows);
            }
            Self::Text(cells) => {
                cells.codes.truncate(rows);
                cells.dictionary.truncate(rows);
            }
        }
    }

    /// Adds the rows of the next part of the file; both were built for the same kind.
    pub fn append(&mut self, next: Self) {
        match (self, next) {
            (Self::Number(cells), Self::Number(next)) => {
                let rows = cells.values.len();
                let codes = cells.dictionary.append(&next.dictionary, rows);
                cells.odd.extend(next.odd.iter().map(|(row, code)| (row + rows as u32, codes[*code as usize])));
                cells.odd_texts += next.odd_texts;
                cells.is_full |= next.is_full;
                cells.values.extend(next.values.as_slice().iter().copied());
            }
            (Self::Text(cells), Self::Text(next)) => {
                let codes = cells.dictionary.append(&next.dictionary, cells.codes.len());
                let own = next.codes.as_slice().iter().map(|code| codes.get(*code as usize).copied().unwrap_or(*code));
                cells.codes.extend(own);
            }
            _ => {}
        }
    }

    /// Moves its cells from memory to a scratch file.
    pub fn set_aside(&mut self) {
        match self {
            Self::Number(cells) => cells.values.set_aside(),
            Self::Text(cells) => cells.codes.set_aside(),
        }
    }

    /// Ends its growth: what follows reads all cells.
    ///
    /// # Errors
    /// When a scratch file cannot be written.
    pub fn settle(&mut self) -> Result<(), Failure> {
        let settled = match self {
            Self::Number(cells) => cells.values.settle(),
            Self::Text(cells) => cells.codes.settle(),
        };
        settled.map_err(|error| scratch::unreadable(&error))
    }

    /// The kind to read the whole column as, from its first rows.
    pub fn kind_of_all(&mut self, rules: &CellRules) -> ColumnKind {
        match self {
            Self::Number(cells)
                if rules.column_type().is_none() && cells.odd_texts * TEXT_SHARE > cells.values.len() =>
            {
                ColumnKind::Text
            }
            _ => self.other_kind(rules).unwrap_or(ColumnKind::Number),
        }
    }

    /// Whether it was built for numbers and has so many texts that it must be read as texts, whatever follows.
    pub fn is_surely_text(&self) -> bool {
        matches!(self, Self::Number(cells) if cells.is_full)
    }

    /// The kind to read the column as, when not the one it was built for.
    pub fn other_kind(&mut self, rules: &CellRules) -> Option<ColumnKind> {
        let Self::Number(cells) = self else { return None };
        if cells.is_full {
            return Some(ColumnKind::Text);
        }
        let typing = cells.typing(rules);
        let is_number = matches!(typing.typed, Typed::Numbers(_));
        cells.told = Some(typing);
        (!is_number).then_some(ColumnKind::Text)
    }

    /// The column, and what a person should know of it.
    ///
    /// # Errors
    /// When a scratch file cannot be written or read.
    pub fn finish(self, rules: &CellRules) -> Result<(Column, Vec<TableNotice>), Failure> {
        match self {
            Self::Number(cells) => cells.finish(rules),
            Self::Text(cells) => cells.finish(rules),
        }
        .map_err(|error| scratch::unreadable(&error))
    }
}

impl NumberCells {
    fn push(&mut self, cell: &[u8], rules: &CellRules, place: CellPlace) {
        let number = match plain_number(cell, rules.decimal) {
            Some((value, length)) if length == cell.len() => Some(value),
            _ if std::str::from_utf8(cell).is_ok_and(|cell| rules.is_missing(cell)) => Some(f64::NAN),
            _ => match parse_cell(cell, rules.decimal) {
                Cell::Number(value) if exact_text(cell, value).is_none() => Some(value),
                _ => None,
            },
        };
        if number.is_none() && !self.is_full {
            self.add_odd(cell, rules, place);
        }
        self.values.push(number.unwrap_or(f64::NAN));
    }

    fn add_odd(&mut self, cell: &[u8], rules: &CellRules, place: CellPlace) {
        let row = self.values.len();
        let code = self.dictionary.code(cell, row, place);
        self.odd.push((row as u32, code));
        if !(rules.has_known_words() && is_missing_among_values(self.dictionary.text(code))) {
            self.odd_texts += 1;
            self.is_full = rules.column_type().is_none() && self.odd_texts > MOST_ODD_CELLS + row / ODD_SHARE;
        }
    }

    fn typing(&self, rules: &CellRules) -> Typing {
        // Plain numbers are numbers, unless a person said what the column holds.
        if self.odd.is_empty() && rules.column_type().is_none_or(|said| said == ColumnType::Number) {
            return Typing { typed: Typed::Numbers(Vec::new()), notices: Vec::new() };
        }
        let mut counts = vec![0; self.dictionary.len()];
        for (_, code) in &self.odd {
            counts[*code as usize] += 1;
        }
        Typing::of(&self.dictionary, &counts, &PlainNumbers::of(self.values.as_slice()), rules)
    }

    fn finish(mut self, rules: &CellRules) -> io::Result<(Column, Vec<TableNotice>)> {
        let name = rules.name.to_owned();
        let told = self.told.take();
        let Typing { typed, mut notices } = told.unwrap_or_else(|| self.typing(rules));
        if let Typed::Numbers(numbers) = typed {
            let mut odd = self.odd.iter().peekable();
            self.values.change(1, |start, values| {
                let mut is_changed = false;
                while let Some((row, code)) = odd.next_if(|(row, _)| (*row as usize) < start + values.len()) {
                    values[*row as usize - start] = numbers[*code as usize];
                    is_changed = true;
                }
                is_changed
            })?;
        }
        for missing in rules.missing_numbers() {
            self.values.change(1, |_, values| {
                let found = values.iter_mut().filter(|value| **value == missing);
                found.map(|value| *value = f64::NAN).count() > 0
            })?;
        }
        let dates = if rules.column_type().is_none() { compact_dates(self.values.as_slice()) } else { None };
        let Some(dates) = dates else {
            notices.extend(sentinel(self.values.as_slice(), rules));
            return Ok((Column::of_cells(name, self.values), notices));
        };
        let cells = dates.iter().flatten().count() as u64;
        notices.extend(dates.iter().flatten().next().map(|first| told_dates(rules, cells, *first)));
        Ok((Column::time(name, dates.into()), notices))
    }
}

impl TextCells {
    fn finish(mut self, rules: &CellRules) -> io::Result<(Column, Vec<TableNotice>)> {
        let name = rules.name.to_owned();
        let mut counts = vec![0; self.dictionary.len()];
        for code in self.codes.as_slice().iter().filter(|code| **code != MISSING_CODE) {
            counts[*code as usize] += 1;
        }
        let typing = Typing::of(&self.dictionary, &counts, &PlainNumbers::default(), rules);
        let column = match typing.typed {
            Typed::Numbers(values) => {
                Column::of_cells(name, self.codes.map(|code| values.get(code as usize).copied().unwrap_or(f64::NAN))?)
            }
            Typed::Booleans(values, words) => Column::boolean(name, self.spread(&values, None).into(), words),
            Typed::Times(values, dates) => Column::time(name, self.spread(&values, None).into()).in_order(dates),
            Typed::Categories(stands_for) => self.categories(name, &stands_for, rules)?,
            Typed::Unclear => Column::number(name, vec![f64::NAN; self.codes.len()]),
        };
        Ok((column, typing.notices))
    }

    /// Each cell's value from that of its text.
    fn spread<T: Copy>(&self, values: &[T], missing: T) -> Vec<T> {
        self.codes.as_slice().iter().map(|code| values.get(*code as usize).copied().unwrap_or(missing)).collect()
    }

    /// The cells as categories sorted by their bytes, each text as the one that stands for it.
    fn categories(&mut self, name: String, stands_for: &[Option<u32>], rules: &CellRules) -> io::Result<Column> {
        let mut used = vec![false; stands_for.len()];
        for code in self.codes.as_slice() {
            if let Some(Some(code)) = stands_for.get(*code as usize) {
                used[*code as usize] = true;
            }
        }
        let mut sorted: Vec<u32> = (0..stands_for.len() as u32).filter(|code| used[*code as usize]).collect();
        sorted.sort_unstable_by_key(|code| self.dictionary.bytes(*code));
        let mut places = vec![MISSING_CODE; stands_for.len()];
        for (place, code) in (0..).zip(&sorted) {
            places[*code as usize] = place;
        }
        let codes = self.codes.map(|code| match stands_for.get(code as usize) {
            Some(Some(code)) => places[*code as usize],
            _ => MISSING_CODE,
        })?;
        let first_text = self.first_text(&used, rules);
        let categories = sorted.iter().map(|code| self.dictionary.text(*code));
        let places = sorted.iter().map(|code| self.dictionary.place(*code));
        Ok(Column::category(name, codes, categories, first_text).seen_at(places))
    }

    /// The first cell that is no number, or the first of all.
    fn first_text(&self, used: &[bool], rules: &CellRules) -> FirstText {
        let is_text =
            |code: &u32| !matches!(parse_cell(self.dictionary.text(*code).as_bytes(), rules.decimal), Cell::Number(_));
        let codes = || (0..used.len() as u32).filter(|code| used[*code as usize]);
        let first = codes().find(is_text).or_else(|| codes().next());
        match first {
            Some(code) => FirstText { place: self.dictionary.place(code), text: self.dictionary.text(code).to_owned() },
            None => FirstText { place: CellPlace::Row(1), text: String::new() },
        }
    }
}
