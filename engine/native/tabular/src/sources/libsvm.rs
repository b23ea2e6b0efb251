//! libsvm and svmlight: a row a line, `TARGET [qid:GROUP] INDEX:VALUE…`; what is not written is 0.

use super::faults::{check_size, quoted, wrong_line};
use super::table_source::{Watch, WholeTable, typed, untyped};
use crate::limits::ReadLimits;
use crate::options::TableFormat;
use crate::text::UTF_8_MARK;
use arrow_array::builder::LargeStringBuilder;
use arrow_array::{Float64Array, LargeStringArray};
use failures::Failure;
use std::sync::Arc;

const EXPECTED: &str = "a target and INDEX:VALUE pairs with indices from 0 or 1, in rising order";
/// Lines looked at to tell the format from other texts.
const SAMPLE_LINES: usize = 50;
const ROWS_A_LOOK: usize = 4096;

/// One line's parts.
struct Row<'line> {
    target: &'line str,
    group: Option<&'line str>,
    /// The pairs with the comment after them taken off.
    pairs: &'line str,
}

/// Whether a text is libsvm's: each of its first lines can be a row, and one has two values or more.
pub(super) fn is_libsvm(text: &[u8]) -> bool {
    let text = text.strip_prefix(UTF_8_MARK).unwrap_or(text);
    let sample = &text[..text.len().min(1 << 16)];
    // The last line of a sample may be cut.
    let end = if sample.len() == text.len() { text.len() } else { memchr::memrchr(b'\n', sample).unwrap_or(0) };
    let Ok(sample) = std::str::from_utf8(&sample[..end]) else { return false };
    let (mut rows, mut widest) = (0, 0);
    for line in sample.lines().filter_map(Row::of).take(SAMPLE_LINES) {
        let pairs = line.pairs().try_fold(0, |count, pair| pair.map(|_| count + 1));
        let Some(pairs) = pairs.filter(|_| line.target.split(',').all(|label| label.parse::<f64>().is_ok())) else {
            return false;
        };
        rows += 1;
        widest = widest.max(pairs);
    }
    rows > 0 && widest > 1
}

/// The table of a text: a column a feature, then the group where there is one, and the target last.
pub(super) fn open(text: &str, limits: &ReadLimits, watch: &Watch) -> Result<WholeTable, Failure> {
    let format = TableFormat::Libsvm;
    let (mut first, mut end, mut rows, mut has_groups) = (usize::MAX, 0, 0_usize, false);
    for (number, row) in numbered(text) {
        let mut last = None;
        for pair in row.pairs() {
            let rising = pair.map(|(index, _)| index).filter(|index| last.is_none_or(|last| *index > last));
            let index = rising.ok_or_else(|| wrong_line(format, number, quoted(row.pairs), EXPECTED))?;
            last = Some(index);
            (first, end) = (first.min(index), end.max(index.saturating_add(1)));
        }
        has_groups |= row.group.is_some();
        rows += 1;
        check_size(rows, end, limits)?;
        if rows.is_multiple_of(ROWS_A_LOOK) {
            watch.at(0, 1)?;
        }
    }
    let first = first.min(1);
    let width = end.saturating_sub(first);
    let mut features = vec![vec![0.0; rows]; width];
    let mut targets = LargeStringBuilder::new();
    let mut groups: Vec<Option<&str>> = Vec::new();
    for (index, (_, row)) in numbered(text).enumerate() {
        for (feature, value) in row.pairs().flatten() {
            features[feature - first][index] = value;
        }
        targets.append_value(row.target);
        if has_groups {
            groups.push(row.group);
        }
        if index.is_multiple_of(ROWS_A_LOOK) {
            watch.at(index, rows)?;
        }
    }
    let mut columns = Vec::with_capacity(width + 2);
    for (index, values) in features.into_iter().enumerate() {
        columns.push(typed(format!("feature_{}", index + first), Arc::new(Float64Array::from(values))));
    }
    if has_groups {
        columns.push(untyped("qid", Arc::new(LargeStringArray::from(groups))));
    }
    columns.push(untyped("target", Arc::new(targets.finish())));
    WholeTable::new(format, rows, columns)
}

/// The rows with the numbers of their lines.
fn numbered(text: &str) -> impl Iterator<Item = (u64, Row<'_>)> {
    text.lines().zip(1..).filter_map(|(line, number)| Row::of(line).map(|row| (number, row)))
}

impl<'line> Row<'line> {
    /// `None` of an empty line or one with nothing but a comment.
    fn of(line: &'line str) -> Option<Self> {
        let line = line.split('#').next().unwrap_or_default().trim();
        let (target, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        if target.is_empty() {
            return None;
        }
        // Rows of several targets may have none: they begin with a pair.
        let rest = rest.trim_start();
        let (group, pairs) = match rest.strip_prefix("qid:") {
            Some(rest) => {
                let (group, pairs) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
                (Some(group), pairs)
            }
            None => (None, rest),
        };
        Some(Self { target, group, pairs })
    }

    /// Indices and values; `None` for what is no pair.
    fn pairs(&self) -> impl Iterator<Item = Option<(usize, f64)>> + use<'line> {
        self.pairs.split_ascii_whitespace().map(|pair| {
            let (index, value) = pair.split_once(':')?;
            Some((index.parse().ok()?, value.parse().ok()?))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::is_libsvm;

    #[test]
    fn is_told_from_other_texts() {
        for text in ["1 1:0.5 3:2\n-1 2:1 # note\n", "# c\n0 qid:1 1:1 2:1\n", "1\n2 1:1 2:2\n", "1,3 0:1 7:1e-3\n"] {
            assert!(is_libsvm(text.as_bytes()), "{text}");
        }
        for text in
            ["a,b\n1,2\n", "12:30 5:40\n12:31 6:10\n", "1 12:30\n2 12:31\n", "1 2 3\n4 5 6\n", "x 1:2 2:3\n", ""]
        {
            assert!(!is_libsvm(text.as_bytes()), "{text}");
        }
    }
}
