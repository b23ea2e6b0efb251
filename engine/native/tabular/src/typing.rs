//! What a column holds, told from its distinct texts.

use crate::cell_rules::CellRules;
use crate::column::ColumnType;
use crate::column_notices as notices;
use crate::dictionary::Dictionary;
use crate::notice::TableNotice;
use crate::number_texts::NumberTexts;
use crate::present_texts::{DistinctText, PlainNumbers, PresentTexts, Strays, Values};
use crate::time_texts::TimeTexts;
use crate::times::WrittenDates;
use crate::words::{boolean, booleans};

/// Numbers at least, for other cells beside them to be taken for strays.
const FEWEST_VALUES: u64 = 3;
/// Among values (numbers or times) these are strays: one cell; at most 1 cell in 100; at most 1 in 20 of few different
/// texts; one and the same text in at most every second cell, where the numbers are many.
const STRAY_SHARE: u64 = 100;
const FEW_STRAYS_SHARE: u64 = 20;
const FEW_STRAYS: usize = 20;

/// What each distinct text is, by its code.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Typed {
    /// NaN is missing.
    Numbers(Vec<f64>),
    /// And the words for no and yes.
    Booleans(Vec<Option<bool>>, [String; 2]),
    /// And in which order days and months are, where they have one.
    Times(Vec<Option<i64>>, Option<WrittenDates>),
    /// The text it is a variant of, itself where of none; `None` is missing.
    Categories(Vec<Option<u32>>),
    /// It is not to be told without the texts of all cells.
    Unclear,
}

/// What a column holds, and what a person should know of it.
pub(crate) struct Typing {
    pub typed: Typed,
    pub notices: Vec<TableNotice>,
}

impl Typing {
    /// Tells what a column holds from its texts, each with its number of cells, and from the numbers beside them.
    pub fn of(dictionary: &Dictionary, cells: &[u64], plain: &PlainNumbers, rules: &CellRules) -> Self {
        let used = (0..).zip(cells).filter(|(_, cells)| **cells > 0);
        let texts = used.map(|(code, cells)| DistinctText { code, text: dictionary.text(code), cells: *cells });
        let texts = texts.filter(|distinct| !rules.is_missing(distinct.text)).collect();
        let present = PresentTexts { dictionary, texts, rules };
        match rules.column_type() {
            Some(ColumnType::Category) => present.categories(Vec::new()),
            Some(ColumnType::Number) => present.numbers(&NumberTexts::read(&present, plain)),
            Some(ColumnType::Boolean) => present.given_booleans(),
            Some(ColumnType::Time) => present.times(&TimeTexts::read_given(&present)),
            None => present.guessed(plain),
        }
    }
}

impl PresentTexts<'_> {
    fn guessed(&self, plain: &PlainNumbers) -> Typing {
        if self.texts.is_empty() {
            return Typing { typed: Typed::Numbers(vec![f64::NAN; self.dictionary.len()]), notices: Vec::new() };
        }
        if plain.cells == 0 {
            if let Some(read) = booleans(self.texts.iter().map(|distinct| distinct.text)) {
                return self.booleans(read.into_iter().map(Some).collect());
            }
            let times = TimeTexts::read(self);
            if is_type(&times.values, false) {
                return self.times(&times);
            }
        }
        let numbers = NumberTexts::read(self, plain);
        if numbers.needs_texts(plain, self.rules) {
            return Typing { typed: Typed::Unclear, notices: Vec::new() };
        }
        if !is_type(&numbers.values, numbers.is_many) {
            let is_mixed = numbers.values.cells >= numbers.values.strays.cells && numbers.values.cells > 0;
            return self.categories(if is_mixed { vec![notices::mixed(self, &numbers.values)] } else { Vec::new() });
        }
        if let Some(index) = numbers.kept_zeros() {
            return self.categories(vec![notices::leading_zeros(self, index)]);
        }
        if let Some(index) = numbers.kept_wholes() {
            return self.categories(vec![notices::exact_wholes(self, index)]);
        }
        self.numbers(&numbers)
    }

    fn numbers(&self, numbers: &NumberTexts) -> Typing {
        let mut values = vec![f64::NAN; self.dictionary.len()];
        for (distinct, value) in self.texts.iter().zip(&numbers.values.values) {
            values[distinct.code as usize] = value.unwrap_or(f64::NAN);
        }
        let told = [
            notices::marks(self, numbers),
            notices::missing_words(self, &numbers.values.values, &numbers.values.strays),
            notices::strays(self, &numbers.values.strays, ColumnType::Number),
        ];
        Typing { typed: Typed::Numbers(values), notices: told.into_iter().flatten().collect() }
    }

    fn times(&self, times: &TimeTexts) -> Typing {
        let mut values = vec![None; self.dictionary.len()];
        for (distinct, value) in self.texts.iter().zip(&times.values.values) {
            values[distinct.code as usize] = *value;
        }
        let told = [
            notices::times(self, times),
            notices::date_order(self, times),
            notices::missing_words(self, &times.values.values, &times.values.strays),
            notices::strays(self, &times.values.strays, ColumnType::Time),
        ];
        Typing { typed: Typed::Times(values, times.dates), notices: told.into_iter().flatten().collect() }
    }

    fn given_booleans(&self) -> Typing {
        self.booleans(self.texts.iter().map(|distinct| boolean(distinct.text)).collect())
    }

    fn booleans(&self, read: Vec<Option<bool>>) -> Typing {
        let mut values = vec![None; self.dictionary.len()];
        for (distinct, value) in self.texts.iter().zip(&read) {
            values[distinct.code as usize] = *value;
        }
        let word = |wanted: bool| {
            let of_it = self.texts.iter().zip(&read).filter(|(_, value)| **value == Some(wanted));
            // The way it is written most often stands for all.
            let most = of_it.max_by_key(|(distinct, _)| (distinct.cells, std::cmp::Reverse(distinct.code)));
            most.map_or_else(|| wanted.to_string(), |(distinct, _)| distinct.text.trim().to_owned())
        };
        let words = [word(false), word(true)];
        let strays = Strays::of(self, |index| read[*index].is_some());
        let told = [
            Some(notices::booleans(self, &words)),
            notices::missing_words(self, &read, &strays),
            notices::strays(self, &strays, ColumnType::Boolean),
        ];
        Typing { typed: Typed::Booleans(values, words), notices: told.into_iter().flatten().collect() }
    }

    fn categories(&self, mut told: Vec<TableNotice>) -> Typing {
        let variants = crate::variants::Variants::of(&self.texts);
        let mut values = vec![None; self.dictionary.len()];
        for (index, distinct) in self.texts.iter().enumerate() {
            let stands_for = if self.rules.merges_variants() { variants.usual(index) } else { index };
            values[distinct.code as usize] = Some(self.texts[stands_for].code);
        }
        if !self.rules.merges_variants() {
            told.extend(notices::variants(self, &variants));
        }
        Typing { typed: Typed::Categories(values), notices: told }
    }
}

/// Whether a column is of a type, as all but a few stray cells are.
fn is_type<T>(values: &Values<T>, is_many: bool) -> bool {
    let (cells, strays) = (values.cells, &values.strays);
    if strays.cells == 0 {
        return cells > 0;
    }
    let all = cells + strays.cells;
    let is_few = strays.cells == 1
        || strays.cells * STRAY_SHARE <= all
        || strays.cells * FEW_STRAYS_SHARE <= all && strays.texts.len() <= FEW_STRAYS;
    let is_one_word = strays.texts.len() == 1 && is_many && strays.cells <= cells;
    cells >= FEWEST_VALUES && (is_few || is_one_word)
}
