//! Lines and cells of a file as people are shown them.

use crate::dialect::is_line_end;
use crate::recover::line_length;

/// The line that begins at a place, as people are shown it.
pub(crate) fn line_text(text: &[u8], start: usize) -> String {
    let line = &text[start..start + line_length(&text[start..])];
    shown_line(line)
}

const SHOWN_BYTES: usize = 200;

/// A line without its end, cut where it is long.
pub(crate) fn shown_line(text: &[u8]) -> String {
    let end = text.iter().rposition(|byte| !is_line_end(*byte)).map_or(0, |last| last + 1);
    shown_cell(&text[..end])
}

/// A cell, cut where it is long.
pub(crate) fn shown_cell(text: &[u8]) -> String {
    if text.len() <= SHOWN_BYTES {
        return String::from_utf8_lossy(text).into_owned();
    }
    let mut shown = String::from_utf8_lossy(&text[..SHOWN_BYTES]).into_owned();
    shown.push('…');
    shown
}
