//! Columns grown cell by cell.

use crate::column::{Column, FirstText, MISSING_CODE};
use crate::number::{Cell, is_missing, parse_cell};
use failures::CellPlace;
use rustc_hash::FxHashMap;

/// What a builder takes its column for. A column is numeric until a text is seen in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ColumnKind {
    Number,
    Category(FirstText),
}

/// Grows one column cell by cell.
pub(crate) enum ColumnBuilder {
    Number {
        values: Vec<f64>,
        /// Row and cell where a text was met: the column must be read again as categories.
        first_text: Option<(usize, FirstText)>,
        has_unknown: bool,
    },
    Category {
        codes: Vec<u32>,
        dictionary: Dictionary,
        first_text: FirstText,
    },
}

impl ColumnBuilder {
    pub fn new(kind: &ColumnKind, rows: usize) -> Self {
        match kind {
            ColumnKind::Number => {
                Self::Number { values: Vec::with_capacity(rows), first_text: None, has_unknown: false }
            }
            ColumnKind::Category(first_text) => Self::Category {
                codes: Vec::with_capacity(rows),
                dictionary: Dictionary::default(),
                first_text: first_text.clone(),
            },
        }
    }

    /// Adds a number to a numeric column.
    #[inline]
    pub fn push_number(&mut self, value: f64) {
        if let Self::Number { values, .. } = self {
            values.push(value);
        }
    }

    pub fn first_text(&self) -> Option<&FirstText> {
        match self {
            Self::Number { first_text, .. } => first_text.as_ref().map(|(_, text)| text),
            Self::Category { first_text, .. } => Some(first_text),
        }
    }

    pub fn push(&mut self, cell: &[u8], decimal: u8, place: CellPlace) {
        match self {
            Self::Number { values, first_text, has_unknown } => values.push(match parse_cell(cell, decimal) {
                Cell::Number(value) => value,
                Cell::Missing => f64::NAN,
                Cell::Unknown => {
                    *has_unknown = true;
                    f64::NAN
                }
                Cell::Text => {
                    if first_text.is_none() {
                        let text = String::from_utf8_lossy(cell).into_owned();
                        *first_text = Some((values.len(), FirstText { place, text }));
                    }
                    f64::NAN
                }
            }),
            Self::Category { codes, dictionary, .. } => {
                codes.push(if is_missing(cell) { MISSING_CODE } else { dictionary.code(cell) });
            }
        }
    }

    /// Takes back every cell from `rows` on, and what was concluded from it.
    pub fn truncate(&mut self, rows: usize) {
        match self {
            Self::Number { values, first_text, .. } => {
                values.truncate(rows);
                if first_text.as_ref().is_some_and(|(row, _)| *row >= rows) {
                    *first_text = None;
                }
            }
            Self::Category { codes, .. } => codes.truncate(rows),
        }
    }

    /// Adds the rows of the next part of the file; both were built for the same kind.
    pub fn append(&mut self, next: Self) {
        match (self, next) {
            (
                Self::Number { values, first_text, has_unknown },
                Self::Number { values: more, first_text: next_text, has_unknown: next_unknown },
            ) => {
                if first_text.is_none() {
                    *first_text = next_text.map(|(row, text)| (values.len() + row, text));
                }
                *has_unknown |= next_unknown;
                values.extend_from_slice(&more);
            }
            (
                Self::Category { codes, dictionary, .. },
                Self::Category { codes: more, dictionary: next_dictionary, .. },
            ) => {
                let renumbered: Vec<u32> =
                    next_dictionary.texts().iter().map(|text| dictionary.code(text.as_bytes())).collect();
                codes.extend(more.iter().map(|code| renumbered.get(*code as usize).copied().unwrap_or(MISSING_CODE)));
            }
            _ => {}
        }
    }

    /// The kind to read the column as, when not the one it was built for. A column of `?` alone is a category, whose first
    /// cell stands at `first`.
    pub fn other_kind(&self, first: CellPlace) -> Option<ColumnKind> {
        let Self::Number { values, first_text, has_unknown } = self else { return None };
        if let Some((_, text)) = first_text {
            return Some(ColumnKind::Category(text.clone()));
        }
        (*has_unknown && values.iter().all(|value| value.is_nan()))
            .then(|| ColumnKind::Category(FirstText { place: first, text: "?".to_owned() }))
    }

    pub fn finish(self, name: String) -> Column {
        match self {
            Self::Number { values, .. } => Column::number(name, values),
            Self::Category { mut codes, dictionary, first_text } => {
                let categories = sort_categories(&mut codes, dictionary.texts());
                Column::category(name, codes, categories.iter().map(String::as_str), first_text)
            }
        }
    }
}

/// Distinct texts in order of appearance.
#[derive(Default)]
pub(crate) struct Dictionary {
    codes: FxHashMap<Box<[u8]>, u32>,
}

impl Dictionary {
    fn code(&mut self, text: &[u8]) -> u32 {
        if let Some(code) = self.codes.get(text) {
            return *code;
        }
        let code = self.codes.len() as u32;
        self.codes.insert(text.into(), code);
        code
    }

    fn texts(&self) -> Vec<String> {
        let mut texts = vec![String::new(); self.codes.len()];
        for (text, code) in &self.codes {
            texts[*code as usize] = String::from_utf8_lossy(text).into_owned();
        }
        texts
    }
}

/// Renumbers codes by the sorted order of their texts; texts no row uses (of rejected rows) are dropped.
fn sort_categories(codes: &mut [u32], texts: Vec<String>) -> Vec<String> {
    let mut used = vec![false; texts.len()];
    for code in codes.iter().filter(|code| **code != MISSING_CODE) {
        used[*code as usize] = true;
    }
    let mut sorted: Vec<(String, usize)> =
        texts.into_iter().enumerate().filter(|(code, _)| used[*code]).map(|(code, text)| (text, code)).collect();
    sorted.sort_unstable();
    let mut renumbered = vec![MISSING_CODE; used.len()];
    for (new, (_, old)) in sorted.iter().enumerate() {
        renumbered[*old] = new as u32;
    }
    for code in codes.iter_mut().filter(|code| **code != MISSING_CODE) {
        *code = renumbered[*code as usize];
    }
    sorted.into_iter().map(|(text, _)| text).collect()
}
