//! Categories that differ only in upper and lower case or in blanks.

use crate::present_texts::DistinctText;
use rustc_hash::FxHashMap;

/// Different texts up to which variants are looked for: a column of more is no list of categories.
const MOST_TEXTS: usize = 50_000;

/// The variants among a column's texts.
pub(crate) struct Variants {
    /// Each text's most frequent variant, by index; itself where it has none.
    usual: Vec<usize>,
}

impl Variants {
    pub fn of(texts: &[DistinctText]) -> Self {
        let mut usual: Vec<usize> = (0..texts.len()).collect();
        if texts.len() > MOST_TEXTS {
            return Self { usual };
        }
        let mut most: FxHashMap<String, usize> = FxHashMap::default();
        let keys: Vec<String> = texts.iter().map(|distinct| folded(distinct.text)).collect();
        for (index, key) in keys.iter().enumerate() {
            let of_key = most.entry(key.clone()).or_insert(index);
            if texts[index].cells > texts[*of_key].cells {
                *of_key = index;
            }
        }
        for (index, key) in keys.iter().enumerate() {
            usual[index] = most[key];
        }
        Self { usual }
    }

    /// The variant of a text that stands for it.
    pub fn usual(&self, index: usize) -> usize {
        self.usual[index]
    }

    /// Texts that another stands for, each with it.
    pub fn unusual(&self) -> impl Iterator<Item = (usize, usize)> {
        self.usual.iter().copied().enumerate().filter(|(index, usual)| index != usual)
    }
}

/// A text without upper case, and with one blank for any number of them.
fn folded(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for word in text.split(|character: char| character.is_whitespace() || character == '\u{200b}') {
        if !word.is_empty() {
            if !folded.is_empty() {
                folded.push(' ');
            }
            folded.push_str(&word.to_lowercase());
        }
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variants_stand_for_their_most_frequent() {
        let texts: Vec<DistinctText> =
            [("Oslo", 3), ("oslo ", 1), ("OSLO", 5), ("Bergen", 1), ("New  York", 2), ("new\u{a0}york", 1)]
                .iter()
                .zip(0..)
                .map(|((text, cells), code)| DistinctText { code, text, cells: *cells })
                .collect();
        let variants = Variants::of(&texts);
        assert_eq!(variants.unusual().collect::<Vec<_>>(), [(0, 2), (1, 2), (5, 4)]);
        assert_eq!((variants.usual(3), variants.usual(2)), (3, 2));
    }
}
