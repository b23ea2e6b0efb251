//! The texts of a column as numbers, all read in one way.

use crate::cell_rules::CellRules;
use crate::number::{ExactText, exact_text};
use crate::number_marks::Marks;
use crate::present_texts::{MANY_NUMBERS, PlainNumbers, PresentTexts, Strays, Values};
use crate::written_number::{DecimalEvidence, WrittenNumber};
use rustc_hash::FxHashMap;

/// Texts looked at before the others, and how many of them must be numbers for the rest to be.
const FIRST_TEXTS: usize = 1000;
const FIRST_NUMBERS_SHARE: usize = 4;
/// Numbers with leading zeros, or too large to be exact, that make a column texts: one of so many; or several, one of so many
/// with a leading zero.
const KEPT_SHARE: u64 = 20;
const SEVERAL_ZEROS_SHARE: u64 = 200;

/// A column's texts read as numbers.
pub(crate) struct NumberTexts {
    pub values: Values<f64>,
    /// What was taken off each text.
    pub marks: Vec<Marks>,
    /// Whether many different numbers are in the column.
    pub is_many: bool,
    /// Whether some number says for sure that its decimal mark is not the file's.
    is_other_decimal: bool,
    zeros: Kept,
    wholes: Kept,
    /// Whether every number is digits alone.
    is_digits: bool,
    /// Letters of every number, where all have as many.
    width: Option<usize>,
}

/// Numbers that lose something by being read as such.
#[derive(Default, Clone, Copy)]
struct Kept {
    cells: u64,
    first: Option<usize>,
}

impl NumberTexts {
    pub fn read(present: &PresentTexts, plain: &PlainNumbers) -> Self {
        let texts = &present.texts;
        let mut written: Vec<Option<WrittenNumber>> = Vec::with_capacity(texts.len());
        for (index, distinct) in texts.iter().enumerate() {
            written.push(WrittenNumber::of(distinct.text));
            if index + 1 == FIRST_TEXTS && plain.cells == 0 {
                let numbers = written.iter().flatten().count();
                if numbers * FIRST_NUMBERS_SHARE < FIRST_TEXTS {
                    written.resize(texts.len(), None);
                    break;
                }
            }
        }
        let cells_of = |mark: u8| -> u64 {
            let is_sure = |number: &&WrittenNumber| number.evidence() == DecimalEvidence::Certain(mark);
            let of_mark = written.iter().zip(texts).filter(|(number, _)| number.as_ref().filter(is_sure).is_some());
            of_mark.map(|(_, distinct)| distinct.cells).sum()
        };
        let of_file = present.rules.decimal;
        let other = if of_file == b'.' { b',' } else { b'.' };
        let (mut sure_of_file, sure_of_other) = (cells_of(of_file), cells_of(other));
        if plain.has_decimals {
            sure_of_file += plain.cells;
        }
        let guessed = if sure_of_other > sure_of_file { other } else { of_file };
        let decimal = present.rules.given_decimal().unwrap_or(guessed);
        let signs = Signs::of(&written, present, plain);
        let mut read = Self {
            values: Values { values: Vec::with_capacity(texts.len()), cells: plain.cells, strays: Strays::default() },
            marks: Vec::with_capacity(texts.len()),
            is_many: plain.is_many,
            is_other_decimal: sure_of_other > 0,
            zeros: Kept::default(),
            wholes: Kept::default(),
            is_digits: !plain.has_decimals && !plain.has_negatives,
            width: None,
        };
        // Numbers that no f32 holds are missing, but no strays.
        let mut beyond = Vec::new();
        for (number, distinct) in written.iter().zip(texts) {
            let number = number.as_ref().filter(|number| signs.are_of(number));
            let value = number.and_then(|number| number.value(decimal));
            let marks = number.map_or(Marks::default(), |number| number.marks_read_with(decimal, of_file));
            let value = value.filter(|_| !(marks.has(Marks::THOUSANDS) && present.rules.refuses_thousands()));
            if value.is_some_and(|value| value.abs() > f64::from(f32::MAX)) {
                beyond.push(read.values.values.len());
            }
            let value = value.filter(|value| value.abs() <= f64::from(f32::MAX));
            let lost = read.add(distinct.text.trim(), distinct.cells, value);
            read.marks.push(marks.with(lost));
        }
        let numbers = read.values.values.iter().flatten().take(MANY_NUMBERS + 1).count();
        read.is_many |= numbers > MANY_NUMBERS;
        let is_number = |index: &usize| read.values.values[*index].is_some() || beyond.binary_search(index).is_ok();
        read.values.strays = Strays::of(present, is_number);
        read
    }

    /// Adds a text with its value; what is lost of it by being read so.
    fn add(&mut self, text: &str, cells: u64, value: Option<f64>) -> Marks {
        let index = self.values.values.len();
        self.values.values.push(value);
        let Some(value) = value else { return Marks::default() };
        self.values.cells += cells;
        self.is_digits &= text.bytes().all(|byte| byte.is_ascii_digit());
        self.width = match self.width {
            None => Some(text.len()),
            Some(width) => Some(if width == text.len() { width } else { 0 }),
        };
        let (kept, lost) = match exact_text(text.as_bytes(), value) {
            Some(ExactText::LeadingZero) => (&mut self.zeros, Marks::ZEROS),
            Some(ExactText::Whole) => (&mut self.wholes, Marks::ROUNDED),
            None => return Marks::default(),
        };
        kept.cells += cells;
        kept.first.get_or_insert(index);
        lost
    }

    /// Whether the numbers beside the texts would have to be seen as they are written.
    pub fn needs_texts(&self, plain: &PlainNumbers, rules: &CellRules) -> bool {
        let is_kept = self.is_digits && self.zeros.cells > 0 || !plain.has_decimals && self.wholes.cells > 0;
        let is_other_decimal = plain.has_decimals && self.is_other_decimal && rules.given_decimal().is_none();
        plain.cells > 0 && (is_kept || is_other_decimal)
    }

    /// The first number with a leading zero, where numbers of this column keep them: all are digits alone, and these are
    /// no strays.
    pub fn kept_zeros(&self) -> Option<usize> {
        let Kept { cells, first } = self.zeros;
        let is_share = cells * KEPT_SHARE >= self.values.cells;
        let is_several = cells > 1 && cells * SEVERAL_ZEROS_SHARE >= self.values.cells;
        first.filter(|_| self.is_digits && (is_share || is_several || self.is_one_width()))
    }

    /// The first whole number beyond 2^53, where numbers of this column are kept exact: all are whole, and these are no
    /// strays.
    pub fn kept_wholes(&self) -> Option<usize> {
        let Kept { cells, first } = self.wholes;
        let is_whole = self.values.values.iter().flatten().all(|value| value.fract() == 0.0);
        let is_share = cells * KEPT_SHARE >= self.values.cells && (cells > 1 || self.values.cells == 1);
        first.filter(|_| is_whole && (is_share || self.is_one_width()))
    }

    fn is_one_width(&self) -> bool {
        self.width.is_some_and(|width| width > 0)
    }
}

/// The currency and the unit of a column: all that have one have the same.
struct Signs {
    currency: String,
    unit: Option<String>,
}

impl Signs {
    fn of(written: &[Option<WrittenNumber>], present: &PresentTexts, plain: &PlainNumbers) -> Self {
        let mut currencies: FxHashMap<String, u64> = FxHashMap::default();
        let mut units: FxHashMap<String, u64> = FxHashMap::default();
        let mut cells = plain.cells;
        for (number, distinct) in written.iter().zip(&present.texts) {
            let Some(number) = number else { continue };
            cells += distinct.cells;
            if let Some(currency) = number.currency() {
                *currencies.entry(currency.to_owned()).or_default() += distinct.cells;
            }
            if let Some(unit) = number.unit() {
                *units.entry(unit).or_default() += distinct.cells;
            }
        }
        let most = |counts: FxHashMap<String, u64>| {
            counts.into_iter().max_by(|a, b| a.1.cmp(&b.1).then_with(|| b.0.cmp(&a.0)))
        };
        // A unit behind few of the numbers is rather the letter of a house number, or a percent sign gone astray.
        let unit = most(units).filter(|(_, with_unit)| with_unit * 2 >= cells);
        Self { currency: most(currencies).map_or(String::new(), |(sign, _)| sign), unit: unit.map(|(unit, _)| unit) }
    }

    fn are_of(&self, number: &WrittenNumber) -> bool {
        number.currency().is_none_or(|currency| currency == self.currency)
            && number.unit().is_none_or(|unit| Some(unit) == self.unit)
    }
}
