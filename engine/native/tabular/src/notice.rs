//! What a person should know of how a table was read.

use crate::encoding::ColumnEncoding;
use crate::options::ReadOptions;
use crate::setup::ColumnRole;
use failures::FailureValue;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use ts_rs::TS;

/// Lines and cells that a notice names.
pub(crate) const NOTICE_LINES: usize = 5;

/// Something that was done or found in reading.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct TableNotice {
    pub code: NoticeCode,
    pub severity: NoticeSeverity,
    /// The column it is about, unless it is about the table.
    pub column: Option<String>,
    /// How many lines or cells it is about.
    #[ts(type = "number")]
    pub count: u64,
    /// The first of them.
    pub lines: Vec<NoticeLine>,
    /// What its texts are filled with beside `column` and `count` (`NOTICE_CODES` names them).
    pub values: BTreeMap<String, FailureValue>,
    /// The engine's own English.
    pub text: String,
    /// What mends it in one step, where something does.
    pub fix: Option<NoticeFix>,
}

/// How much a notice matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum NoticeSeverity {
    Info,
    /// Something is likely to be other than it should.
    Warning,
}

/// A line of the file, or a cell in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct NoticeLine {
    /// From 1.
    #[ts(type = "number")]
    pub line: u64,
    /// What stands there, cut where it is long.
    pub text: String,
}

/// A change that mends what a notice tells.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum NoticeFix {
    /// Options to read the file with, in place of those it was read with.
    Reading { reading: ReadOptions },
    /// Another role or encoding of a column.
    Column { column: String, role: Option<ColumnRole>, encoding: Option<ColumnEncoding> },
    /// Fills the missing cells of every feature, or leaves out their rows.
    Missing { fill: bool },
}

macro_rules! notices {
    ($($(#[doc = $doc:tt])* $variant:ident = $code:tt $severity:ident [$($value:tt),*];)*) => {
        /// What a notice says.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
        pub enum NoticeCode {
            $($(#[doc = $doc])* #[serde(rename = $code)] $variant,)*
        }

        /// Every code with its meaning and the names of its values.
        pub const NOTICE_CODES: &[(NoticeCode, &str, &str, &[&str])] =
            &[$((NoticeCode::$variant, $code, concat!($($doc),*), &[$($value),*])),*];

        impl NoticeCode {
            /// How much it matters.
            pub fn severity(self) -> NoticeSeverity {
                match self { $(Self::$variant => NoticeSeverity::$severity),* }
            }
        }
    };
}

notices! {
    /// A column is left out, since no table here has columns of its type.
    ColumnLeftOut = "column_left_out" Warning ["type"];
    /// The labels of another file were joined.
    LabelsJoined = "labels_joined" Info ["file"];
    /// Lines are left out, since they are no JSON objects.
    RejectedObjects = "rejected_objects" Warning [];
    /// Lines are no rows: they have another number of cells than there are columns.
    RejectedLines = "rejected_lines" Warning ["cells"];
    /// Lines repeat the header, as where files were written one behind another.
    RepeatedHeader = "repeated_header" Warning [];
    /// Columns without a name and without a value, left out.
    EmptyColumns = "empty_columns" Info [];
    /// Numbers such as −999 far from the others, which may stand for missing ones.
    SentinelNumbers = "sentinel_numbers" Warning ["number"];
    /// Cells among numbers, times or yes and no that are none, taken as missing.
    StrayCells = "stray_cells" Warning ["words"];
    /// Words that say among values that one is missing.
    MissingWords = "missing_words" Info ["words"];
    /// Missing cells of features are filled, since too many rows would be left out for them.
    MissingFilled = "missing_filled" Info ["rows", "columns"];
    /// Signs and blanks around numbers that are no part of them.
    MarksTakenOff = "marks_taken_off" Info ["examples"];
    /// Two words for no and yes, read as 0 and 1.
    BooleanWords = "boolean_words" Info ["no", "yes"];
    /// Dates or times.
    TimesRead = "times_read" Info ["example", "value"];
    /// Dates of which nothing tells whether day or month comes first.
    DateOrder = "date_order" Warning ["example", "value"];
    /// Numbers kept as texts for their leading zeros.
    LeadingZeros = "leading_zeros" Info ["example"];
    /// Whole numbers kept as texts, since no number holds them exactly.
    ExactWholes = "exact_wholes" Info ["example"];
    /// A column of categories many of whose cells are numbers.
    MixedColumn = "mixed_column" Warning ["numbers", "words"];
    /// Categories that differ only in upper and lower case or in blanks.
    CategoryVariants = "category_variants" Warning ["example", "other"];
    /// A column that names rows, proposed as ignored.
    IdentifierIgnored = "identifier_ignored" Info ["example"];
    /// Quotes that are not closed, or stand within a cell, are taken as letters.
    StrayQuotes = "stray_quotes" Warning [];
    /// Lines above the table are titles or the like.
    SkippedLines = "skipped_lines" Info [];
    /// Lines are comments.
    CommentLines = "comment_lines" Info ["mark"];
    /// The first line names the delimiter.
    SeparatorLine = "separator_line" Info [];
    /// Lines below the header hold units or more of the header.
    UnitsLines = "units_lines" Info [];
    /// Numbers that count up are taken as the names of columns.
    NumbersAsNames = "numbers_as_names" Info [];
    /// Lines end with a delimiter that makes no column.
    TrailingDelimiter = "trailing_delimiter" Info ["columns"];
    /// The header has another number of names than rows have cells.
    HeaderWidth = "header_width" Warning ["found", "cells", "line"];
    /// A name stood twice in the header.
    NameDoubled = "name_doubled" Warning ["name"];
    /// The encoding was told from the letters, and others are possible.
    EncodingGuessed = "encoding_guessed" Info ["encoding"];
}

impl TableNotice {
    /// A notice of `count` lines or cells.
    pub fn new(code: NoticeCode, count: u64, text: impl Into<String>) -> Self {
        Self {
            code,
            severity: code.severity(),
            column: None,
            count,
            lines: Vec::new(),
            values: BTreeMap::new(),
            text: text.into(),
            fix: None,
        }
    }

    /// A named value that its texts are filled with.
    pub fn value(mut self, name: &str, value: FailureValue) -> Self {
        debug_assert!(
            NOTICE_CODES.iter().any(|(code, _, _, values)| *code == self.code && values.contains(&name)),
            "{:?} has no value {name}",
            self.code
        );
        self.values.insert(name.to_owned(), value);
        self
    }

    /// The first lines it is about.
    pub fn at_lines(mut self, lines: impl IntoIterator<Item = NoticeLine>) -> Self {
        self.lines = lines.into_iter().take(NOTICE_LINES).collect();
        self
    }

    /// Names the column it is about.
    pub fn in_column(mut self, name: &str) -> Self {
        self.column = Some(name.to_owned());
        self
    }

    /// Says what mends it.
    pub fn mended_by(mut self, fix: NoticeFix) -> Self {
        self.fix = Some(fix);
        self
    }
}
