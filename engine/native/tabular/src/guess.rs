//! How a file was read: for each option the value used, whether it was given, and what spoke for it.

use crate::notice::{NoticeCode, TableNotice};
use failures::FailureValue;
use serde::Serialize;
use std::collections::BTreeMap;
use ts_rs::TS;

/// An option of `ReadOptions` that is the same for a whole file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ReadOption {
    /// Sheet of a workbook, or array of an archive.
    Sheet,
    Encoding,
    Delimiter,
    Quote,
    Escape,
    Decimal,
    Thousands,
    Header,
    SkipLines,
    SkipAfterHeader,
    Comment,
}

/// The value of an option, as `ReadOptions` holds it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(untagged)]
pub enum OptionValue {
    Flag(bool),
    Lines(u32),
    Text(String),
}

/// One option as it was used.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct Guess {
    pub option: ReadOption,
    pub value: OptionValue,
    /// Whether a person said so; else it was guessed.
    pub given: bool,
    /// What spoke for a guess; `None` where it was given.
    pub evidence: Option<Evidence>,
    /// Other values that make sense of the file, the likeliest first.
    pub alternatives: Vec<OptionValue>,
}

/// What speaks for a guess.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct Evidence {
    pub code: EvidenceCode,
    /// The code's values (`EVIDENCE_CODES` names them).
    pub values: BTreeMap<String, FailureValue>,
    /// The same in the engine's own English.
    pub text: String,
}

macro_rules! evidence {
    ($($(#[doc = $doc:tt])* $variant:ident = $code:tt $text:tt;)*) => {
        /// What kind of evidence there is.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
        pub enum EvidenceCode {
            $($(#[doc = $doc])* #[serde(rename = $code)] $variant,)*
        }

        /// Every code with its English text, in which each value stands as `{name}`.
        pub const EVIDENCE_CODES: &[(EvidenceCode, &str, &str)] = &[$((EvidenceCode::$variant, $code, $text)),*];
    };
}

evidence! {
    /// The file holds one sheet or array alone.
    OnlyPart = "only_part" "it is the only one";
    /// It is the first of them that holds anything.
    FirstPart = "first_part" "it is the first of {of}";
    /// It has the most cells of them.
    LargestPart = "largest_part" "it is the largest of {of}";
    /// The file begins with the mark of its encoding.
    ByteOrderMark = "byte_order_mark" "the file begins with its mark";
    /// Every byte is a letter of ASCII, which nearly all encodings write alike.
    OnlyAscii = "only_ascii" "every byte is ASCII";
    /// The whole file is valid in the encoding.
    ValidThroughout = "valid_throughout" "the whole file is valid";
    /// Zero bytes stand where this encoding writes them.
    ZeroBytes = "zero_bytes" "zero bytes stand where it writes them";
    /// Letters are as frequent as in texts of this encoding.
    LettersFit = "letters_fit" "its letters fit";
    /// Lines are cut into the same number of cells.
    LinesAgree = "lines_agree" "{lines} of {of} lines have {cells} cells";
    /// Cells that are numbers with this mark, against those with the other.
    NumbersFit = "numbers_fit" "cells that are numbers with it: {cells}";
    /// No cell decides; the usual value.
    NothingSpeaksAgainst = "nothing_speaks_against" "nothing speaks against it";
    /// The first line of the file says so.
    NamedInFile = "named_in_file" "the first line says so";
    /// Rows agree better than with any other.
    RowsAgreeMost = "rows_agree_most" "rows agree most with it";
    /// Cells of the first row are of another kind than those below.
    FirstRowUnlikeRows = "first_row_unlike_rows" "the first row is unlike those below it";
    /// Cells of the first row are of the same kind as those below, or stand there, too.
    FirstRowLikeRows = "first_row_like_rows" "the first row is like those below it";
    /// The first row counts up: places or years.
    NumbersInOrder = "numbers_in_order" "the numbers of the first row count up, those below do not";
    /// The last comment above has a name for each column.
    NamedInComment = "named_in_comment" "the last comment has a name for each column";
    /// What stands above has another number of cells, or is a title.
    RowsBeginThere = "rows_begin_there" "what stands above is no row";
    /// Texts stand where numbers stand further down.
    TextsAboveNumbers = "texts_above_numbers" "texts stand where numbers follow";
    /// So many lines at the head begin so.
    LinesBeginSo = "lines_begin_so" "{lines} lines at the head begin so";
}

impl Evidence {
    /// Evidence with the values its text is filled with.
    pub(crate) fn new<const COUNT: usize>(code: EvidenceCode, values: [(&str, FailureValue); COUNT]) -> Self {
        let template = EVIDENCE_CODES.iter().find(|(known, ..)| *known == code).map_or("", |(_, _, text)| text);
        let values: BTreeMap<String, FailureValue> =
            values.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        let mut text = template.to_owned();
        for (name, value) in &values {
            text = text.replace(&format!("{{{name}}}"), &shown(value));
        }
        Self { code, values, text }
    }
}

fn shown(value: &FailureValue) -> String {
    match value {
        FailureValue::Number(number) => number.to_string(),
        FailureValue::Text(text) => text.clone(),
    }
}

impl Guess {
    /// An option that a person gave.
    pub(crate) fn given(option: ReadOption, value: OptionValue) -> Self {
        Self { option, value, given: true, evidence: None, alternatives: Vec::new() }
    }

    /// An option that was guessed.
    pub(crate) fn guessed(option: ReadOption, value: OptionValue, evidence: Evidence) -> Self {
        Self { option, value, given: false, evidence: Some(evidence), alternatives: Vec::new() }
    }

    /// What is said of an encoding that only the letters speak for.
    pub(crate) fn notice(&self) -> Option<TableNotice> {
        let is_by_letters = self.evidence.as_ref().is_some_and(|evidence| evidence.code == EvidenceCode::LettersFit);
        let OptionValue::Text(encoding) = &self.value else { return None };
        let text = format!("the encoding is not said, {encoding} was told from the letters");
        let notice = TableNotice::new(NoticeCode::EncodingGuessed, 1, text);
        is_by_letters.then(|| notice.value("encoding", FailureValue::Text(encoding.clone())))
    }
}
