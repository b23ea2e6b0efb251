//! Whether the first row of a table names its columns, and the names.

use crate::dialect::is_number_like;
use crate::guess::EvidenceCode;
use crate::sample::SampleRow;
use crate::words;
use failures::{Failure, FailureCode, shortened};
use std::collections::{HashMap, HashSet};

/// Rows below the first that it is compared with.
const COMPARED_ROWS: usize = 100;
/// Rows below a header that may be units or more of the header.
const MOST_ROWS_OF_UNITS: usize = 3;
/// Numbers that are years where they stand in order.
const YEARS: std::ops::RangeInclusive<f64> = 1500.0..=2200.0;

fn is_missing(cell: &[u8]) -> bool {
    std::str::from_utf8(cell).is_ok_and(words::is_missing)
}

/// Whether the first row is a header, and what speaks for it.
pub(crate) fn is_header(first: &SampleRow, body: &[SampleRow]) -> (bool, EvidenceCode) {
    let body = &body[..body.len().min(COMPARED_ROWS)];
    let others = without_repeats(first, body);
    let body = others.as_deref().filter(|others| names_numbers(first, others)).unwrap_or(body);
    let numbers = first.texts().filter(|text| is_number_like(text)).count();
    let texts = first.texts().filter(|text| !text.is_empty() && !is_number_like(text)).count();
    if body.is_empty() {
        return if numbers > 0 && texts == 0 {
            (false, EvidenceCode::FirstRowLikeRows)
        } else {
            (true, EvidenceCode::NothingSpeaksAgainst)
        };
    }
    if numbers > 0 && is_in_order(first, body, texts > 0) {
        return (true, EvidenceCode::NumbersInOrder);
    }
    if texts == 0 {
        return if numbers > 0 {
            (false, EvidenceCode::FirstRowLikeRows)
        } else {
            (true, EvidenceCode::NothingSpeaksAgainst)
        };
    }
    let (mut names, mut values) = (0.0, 0.0);
    for column in 0..first.cells.len() {
        let (name, value) = vote(first, body, column);
        names += name;
        values += value;
    }
    if names > values {
        (true, EvidenceCode::FirstRowUnlikeRows)
    } else if values > 0.0 {
        (false, EvidenceCode::FirstRowLikeRows)
    } else {
        let mut seen = HashSet::new();
        let is_distinct = first.texts().all(|text| seen.insert(text));
        let code = if is_distinct { EvidenceCode::NothingSpeaksAgainst } else { EvidenceCode::FirstRowLikeRows };
        (is_distinct, code)
    }
}

/// The rows that are other than the first, where some are like it.
fn without_repeats(first: &SampleRow, body: &[SampleRow]) -> Option<Vec<SampleRow>> {
    let is_repeat = |row: &SampleRow| row.texts().eq(first.texts());
    body.iter().any(is_repeat).then(|| body.iter().filter(|row| !is_repeat(row)).cloned().collect())
}

/// Whether a text of the first row stands above numbers: rows like it are then that header again, not values.
pub(crate) fn names_numbers(first: &SampleRow, body: &[SampleRow]) -> bool {
    let others = without_repeats(first, body);
    let body = others.as_deref().unwrap_or(body);
    (0..first.cells.len()).any(|column| vote(first, body, column).0 == 1.0 && is_numeric(body, column))
}

/// What one column says for a name and for a value in the first row.
fn vote(first: &SampleRow, body: &[SampleRow], column: usize) -> (f64, f64) {
    let cell = first.cells[column].text.as_slice();
    let below: Vec<&[u8]> = body
        .iter()
        .filter_map(|row| row.cells.get(column))
        .map(|cell| cell.text.as_slice())
        .filter(|text| !is_missing(text))
        .collect();
    if cell.is_empty() || below.is_empty() {
        return (0.0, 0.0);
    }
    let numbers = below.iter().filter(|text| is_number_like(text)).count();
    if numbers * 10 >= below.len() * 9 {
        return match () {
            () if is_number_like(cell) => (0.0, 1.0),
            () if is_missing(cell) || cell == b"?" => (0.0, 0.2),
            () => (1.0, 0.0),
        };
    }
    if is_number_like(cell) {
        return (0.0, 0.3);
    }
    if below.contains(&cell) {
        // Less than a text above numbers says for a name.
        return (0.0, 0.6);
    }
    let shapes: HashSet<String> = below.iter().map(|text| shape(text)).collect();
    if shapes.len() == 1 && shapes.iter().all(|shape| shape.contains('9')) {
        return if shapes.contains(&shape(cell)) { (0.0, 1.0) } else { (1.0, 0.0) };
    }
    let distinct: HashSet<&[u8]> = below.iter().copied().collect();
    if distinct.len() * 2 <= below.len() { (0.5, 0.0) } else { (0.0, 0.0) }
}

/// A text with its digits and letters alike: `MG-8769` and `RI-12` are `A-9`.
fn shape(text: &[u8]) -> String {
    let mut shape = String::new();
    for letter in String::from_utf8_lossy(text).chars() {
        let kind = match letter {
            _ if letter.is_numeric() => '9',
            _ if letter.is_uppercase() => 'A',
            _ if letter.is_alphabetic() => 'a',
            _ => letter,
        };
        if !shape.ends_with(kind) || !kind.is_alphanumeric() {
            shape.push(kind);
        }
    }
    shape
}

/// Whether the numbers of the first row are places (0, 1, 2, … or 1, 2, 3, …) or years in order, and no row below is such.
fn is_in_order(first: &SampleRow, body: &[SampleRow], has_texts: bool) -> bool {
    let steps = |row: &SampleRow| -> Option<(f64, f64)> {
        let numbers: Option<Vec<f64>> = row
            .texts()
            .filter(|text| !has_texts || is_number_like(text))
            .map(|text| std::str::from_utf8(text).ok()?.parse().ok())
            .collect();
        let numbers = numbers.filter(|numbers| numbers.len() >= if has_texts { 2 } else { 3 })?;
        let step = numbers[1] - numbers[0];
        let is_even = numbers.windows(2).all(|pair| pair[1] - pair[0] == step) && step != 0.0;
        (is_even && numbers.iter().all(|number| number.fract() == 0.0)).then(|| (numbers[0], step))
    };
    let Some((start, step)) = steps(first) else { return false };
    let is_year = YEARS.contains(&start);
    let is_place = !has_texts && step == 1.0 && (start == 0.0 || start == 1.0 && first.cells.len() > 3);
    (is_year || is_place)
        && body.len() > 1
        && body.iter().all(|row| steps(row).is_none_or(|(from, _)| is_year && !YEARS.contains(&from)))
}

/// Rows right below the header that are units or more of the header: nothing but texts where numbers stand further down.
pub(crate) fn rows_of_units(body: &[SampleRow]) -> usize {
    let rows = &body[..body.len().min(COMPARED_ROWS)];
    (1..=MOST_ROWS_OF_UNITS.min(rows.len().saturating_sub(2)))
        .rev()
        .find(|count| {
            let (units, values) = rows.split_at(*count);
            let width = units[0].cells.len();
            let numeric: Vec<usize> = (0..width).filter(|column| is_numeric(values, *column)).collect();
            let is_unit = |row: &SampleRow| {
                let cells = numeric.iter().filter_map(|column| row.cells.get(*column));
                let texts: Vec<&[u8]> = cells.map(|cell| cell.text.as_slice()).collect();
                texts.len() == numeric.len()
                    && texts.iter().all(|text| !is_number_like(text))
                    && texts.iter().any(|text| !is_missing(text) && *text != b"?" && *text != b"-")
            };
            // One text above numbers may be a stray cell; several, or one in brackets, are units.
            let is_bracketed = || {
                let cells = numeric.iter().filter_map(|column| units[0].cells.get(*column));
                cells.into_iter().all(|cell| matches!(cell.text.first(), Some(b'[' | b'(')))
            };
            (numeric.len() > 1 || numeric.len() == 1 && is_bracketed()) && units.iter().all(is_unit)
        })
        .unwrap_or(0)
}

/// Whether all values of a column are numbers, with at least two.
fn is_numeric(rows: &[SampleRow], column: usize) -> bool {
    let cells = rows.iter().filter_map(|row| row.cells.get(column)).map(|cell| cell.text.as_slice());
    let values: Vec<&[u8]> = cells.filter(|text| !is_missing(text)).collect();
    values.len() >= 2 && values.iter().all(|text| is_number_like(text))
}

/// A table that cannot have both a feature and a target.
pub(crate) fn one_column(name: &str) -> Failure {
    Failure::new(
        FailureCode::TableOneColumn,
        format!("one column, \"{}\"", shortened(name)),
        "at least a feature and a target, parted by one delimiter throughout",
        "say what parts the cells, or export the table as CSV again",
    )
    .text("name", shortened(name))
}

/// The name of a column without one.
pub(crate) fn default_name(index: usize) -> String {
    format!("column_{}", index + 1)
}

/// Names of which each is another, and those that were changed with what they were: the second `b` is `b_2`.
pub(crate) fn distinct_names(names: Vec<String>) -> (Vec<String>, Vec<(String, String)>) {
    let given: HashSet<String> = names.iter().cloned().collect();
    let mut seen: HashMap<String, usize> = HashMap::with_capacity(names.len());
    let mut changed = Vec::new();
    let mut taken: HashSet<String> = HashSet::with_capacity(names.len());
    let distinct = names
        .into_iter()
        .map(|name| {
            if taken.insert(name.clone()) {
                return name;
            }
            let count = seen.entry(name.clone()).or_insert(1);
            let other = loop {
                *count += 1;
                let other = format!("{name}_{count}");
                if !given.contains(&other) && taken.insert(other.clone()) {
                    break other;
                }
            };
            changed.push((name, other.clone()));
            other
        })
        .collect();
    (distinct, changed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dialect::Dialect;
    use crate::sample::sample_rows;

    fn named(text: &str) -> bool {
        let rows = sample_rows(text.as_bytes(), Dialect::COMMA, b"", 0);
        is_header(&rows[0], &rows[1..]).0
    }

    #[test]
    fn tells_names_from_values() {
        assert!(named("a,b\n1,x\n2,y\n"));
        assert!(named("0,1,2\n0.5,1.2,0\n0.7,0.9,1\n"));
        assert!(named("1,2,3,4\n0.5,1.2,0,3\n0.7,0.9,1,4\n"));
        assert!(named("country,2001,2002\nA,5,6.5\nB,7,8\n"));
        assert!(named("2001,2002,2003\n5,6.5,7\n7,8,1\n"));
        assert!(named("name,city\nAnn,Oslo\nBen,Bergen\n"));
        assert!(named("id,when\nA-1,2020-01-02\nA-2,2020-01-03\n"));
        assert!(!named("5.1,3.5,setosa\n4.9,3.0,setosa\n7.0,3.2,versicolor\n"));
        assert!(!named("1,0,1,g\n0,1,0,b\n1,1,0,g\n"));
        assert!(!named("1,2,3\n4,5,6\n7,8,9\n"));
        assert!(!named("Oslo,yes\nBergen,no\nOslo,no\n"));
        assert!(!named("2020-01-02,A-1\n2020-01-03,A-2\n2020-01-04,A-7\n"));
    }

    #[test]
    fn tells_units_from_values() {
        let units = |text: &str| {
            let rows = sample_rows(text.as_bytes(), Dialect::COMMA, b"", 0);
            rows_of_units(&rows[1..])
        };
        assert_eq!(units("t,h,y\ns,m,-\n1,2,0\n3,4,1\n5,1,0\n"), 1);
        assert_eq!(units("t,h\nfirst,second\ns,m\n1,2\n3,4\n"), 2);
        assert_eq!(units("name,mass\n,[kg]\nAnn,2\nBen,4\n"), 1);
        assert_eq!(units("t,h\n1,2\n3,4\n5,6\n"), 0);
        assert_eq!(units("t,h\nNA,NA\n3,4\n5,6\n"), 0);
        assert_eq!(units("name,city\nAnn,Oslo\nBen,Bergen\nCid,Bergen\n"), 0);
        assert_eq!(units("name,n\nAnn,?\nBen,3\nCid,4\n"), 0);
    }

    #[test]
    fn doubled_names_become_others() {
        let names = ["b", "a", "b", "b_2", "b"].map(str::to_owned).to_vec();
        let (distinct, changed) = distinct_names(names);
        assert_eq!(distinct, ["b", "a", "b_3", "b_2", "b_4"]);
        assert_eq!(changed.len(), 2);
    }
}
