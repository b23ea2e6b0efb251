//! Distinct texts of a column, numbered in order of appearance.

use failures::CellPlace;
use hashbrown::HashTable;
use rustc_hash::FxHasher;
use std::hash::Hasher;

/// Texts one after another in one piece of memory, found by their hash.
#[derive(Default)]
pub(crate) struct Dictionary {
    bytes: Vec<u8>,
    entries: Vec<Entry>,
    codes: HashTable<u32>,
}

struct Entry {
    /// Where its text ends; it begins where the one before ends.
    end: usize,
    /// Where it was first seen.
    row: u32,
    place: CellPlace,
}

impl Dictionary {
    /// The code of a text, new where it was not seen before.
    #[inline]
    pub fn code(&mut self, text: &[u8], row: usize, place: CellPlace) -> u32 {
        let hash = hash(text);
        let (bytes, entries) = (&self.bytes, &self.entries);
        if let Some(code) = self.codes.find(hash, |code| text_of(bytes, entries, *code) == text) {
            return *code;
        }
        let code = self.entries.len() as u32;
        self.bytes.extend_from_slice(text);
        self.entries.push(Entry { end: self.bytes.len(), row: row as u32, place });
        let (bytes, entries) = (&self.bytes, &self.entries);
        self.codes.insert_unique(hash, code, |code| self::hash(text_of(bytes, entries, *code)));
        code
    }

    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// The text of a code; empty should it be no UTF-8, of which all text is made.
    pub fn text(&self, code: u32) -> &str {
        std::str::from_utf8(self.bytes(code)).unwrap_or_default()
    }

    /// The same as its bytes, whose order is the texts'.
    pub fn bytes(&self, code: u32) -> &[u8] {
        text_of(&self.bytes, &self.entries, code)
    }

    /// Where a text was first seen.
    pub fn place(&self, code: u32) -> CellPlace {
        self.entries[code as usize].place
    }

    /// Forgets every text first seen in the row `rows` or later.
    pub fn truncate(&mut self, rows: usize) {
        while let Some(entry) = self.entries.last()
            && entry.row as usize >= rows
        {
            let code = self.entries.len() as u32 - 1;
            let hash = hash(text_of(&self.bytes, &self.entries, code));
            if let Ok(found) = self.codes.find_entry(hash, |found| *found == code) {
                found.remove();
            }
            self.entries.pop();
            self.bytes.truncate(self.entries.last().map_or(0, |entry| entry.end));
        }
    }

    /// Takes over the texts of the rows that follow these `rows`; their codes in this one.
    pub fn append(&mut self, next: &Self, rows: usize) -> Vec<u32> {
        let entries = (0..).zip(&next.entries);
        entries
            .map(|(code, entry)| {
                self.code(text_of(&next.bytes, &next.entries, code), rows + entry.row as usize, entry.place)
            })
            .collect()
    }
}

fn text_of<'bytes>(bytes: &'bytes [u8], entries: &[Entry], code: u32) -> &'bytes [u8] {
    let code = code as usize;
    let start = if code == 0 { 0 } else { entries[code - 1].end };
    &bytes[start..entries[code].end]
}

fn hash(text: &[u8]) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(text);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLACE: CellPlace = CellPlace::Row(1);

    #[test]
    fn texts_are_numbered_as_they_appear_and_forgotten_by_their_row() {
        let mut dictionary = Dictionary::default();
        let texts = ["b", "", "a", "b", ""];
        let codes: Vec<u32> =
            (0..).zip(texts).map(|(row, text)| dictionary.code(text.as_bytes(), row, PLACE)).collect();
        assert_eq!(codes, [0, 1, 2, 0, 1]);
        dictionary.truncate(1);
        assert_eq!((dictionary.len(), dictionary.text(0)), (1, "b"));
        assert_eq!(dictionary.code(b"a", 1, CellPlace::Row(7)), 1);
        assert_eq!(dictionary.place(1), CellPlace::Row(7));
    }

    #[test]
    fn many_texts_are_found_again() {
        let mut dictionary = Dictionary::default();
        for round in 0..2 {
            for number in 0..10_000_u32 {
                assert_eq!(dictionary.code(number.to_string().as_bytes(), 0, PLACE), number, "{round}");
            }
        }
        let mut other = Dictionary::default();
        other.code(b"new", 0, PLACE);
        assert_eq!(other.append(&dictionary, 1)[..2], [1, 2]);
        assert_eq!(other.text(10_000), "9999");
        other.truncate(1);
        assert_eq!(other.len(), 1);
    }
}
