//! A column's values as categories, the most frequent told apart.

use crate::column::{Column, MISSING_CODE};
use crate::values::positive_zero;
use std::collections::BTreeMap;

/// The categories of some rows.
pub(super) struct Labels {
    /// Of every row, a number for its value from 0 on; `None` where it is missing.
    pub codes: Vec<Option<u32>>,
    /// How many values there are.
    pub distinct: usize,
    /// Those told apart: words the most frequent first, numbers ascending.
    pub names: Vec<String>,
    pub counts: Vec<usize>,
    /// Of every row, the place of its value in `names`; `None` where it is missing or not told apart.
    pub shown: Vec<Option<u32>>,
}

impl Labels {
    pub fn of(column: &Column, rows: &[usize], most: usize) -> Self {
        let (codes, names) = match column.codes() {
            Some(codes) => of_words(column, codes, rows),
            None => of_numbers(column, rows),
        };
        let mut counts = vec![0_usize; names.len()];
        codes.iter().flatten().for_each(|code| counts[*code as usize] += 1);
        let mut order: Vec<usize> = (0..names.len()).collect();
        order.sort_by_key(|code| std::cmp::Reverse(counts[*code]));
        order.truncate(most);
        if column.codes().is_none() {
            order.sort_unstable();
        }
        let mut places = vec![None; names.len()];
        (0..).zip(&order).for_each(|(place, code)| places[*code] = Some(place));
        Self {
            distinct: names.len(),
            names: order.iter().map(|code| names[*code].clone()).collect(),
            counts: order.iter().map(|code| counts[*code]).collect(),
            shown: codes.iter().map(|code| code.and_then(|code| places[code as usize])).collect(),
            codes,
        }
    }

    /// How many lines a table of counts has for them.
    pub fn with_others(&self) -> usize {
        self.names.len() + usize::from(self.distinct > self.names.len())
    }
}

/// Codes of the categories that come in the rows, and their texts.
fn of_words(column: &Column, codes: &[u32], rows: &[usize]) -> (Vec<Option<u32>>, Vec<String>) {
    let mut places: Vec<Option<u32>> = vec![None; column.categories().len()];
    for row in rows.iter().filter(|row| codes[**row] != MISSING_CODE) {
        places[codes[*row] as usize] = Some(0);
    }
    let mut names = Vec::new();
    for (code, place) in (0..).zip(&mut places).filter(|(_, place)| place.is_some()) {
        *place = Some(names.len() as u32);
        names.push(column.category_of(code).to_owned());
    }
    let of_rows = rows.iter().map(|row| places.get(codes[*row] as usize).copied().flatten());
    (of_rows.collect(), names)
}

/// Places of the numbers in ascending order, and their texts.
fn of_numbers(column: &Column, rows: &[usize]) -> (Vec<Option<u32>>, Vec<String>) {
    let numbers = column.numbers().unwrap_or_default();
    let present = |row: &usize| Some(positive_zero(numbers[*row])).filter(|number| !number.is_nan());
    let mut sorted: Vec<f64> = rows.iter().filter_map(present).collect();
    sorted.sort_unstable_by(f64::total_cmp);
    sorted.dedup();
    let places: BTreeMap<u64, u32> = (0..).zip(&sorted).map(|(place, number)| (number.to_bits(), place)).collect();
    let of_rows = rows.iter().map(|row| present(row).and_then(|number| places.get(&number.to_bits()).copied()));
    (of_rows.collect(), sorted.iter().map(|number| column.number_text(*number)).collect())
}
