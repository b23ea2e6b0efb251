//! Lines above a table that are none of its rows: a line that names the delimiter, comments, titles.

use crate::dialect::Dialect;
use crate::guess::{Evidence, EvidenceCode, Guess, OptionValue, ReadOption};
use crate::notice::{NoticeCode, NoticeFix, NoticeLine, TableNotice};
use crate::options::{Mark, ReadOptions};
use crate::recover::line_length;
use crate::sample::SampleRow;
use crate::shown::line_text;
use failures::FailureValue;

/// What comments begin with, the likeliest first.
const COMMENT_MARKS: [&[u8]; 3] = [b"#", b"%", b"//"];

/// The delimiter that a first line `sep=;` names, as spreadsheets write it.
pub(crate) fn named_delimiter(text: &[u8]) -> Option<u8> {
    let line = text[..line_length(text)].trim_ascii_end_of_line();
    let line = line.strip_prefix(b"\"").and_then(|line| line.strip_suffix(b"\"")).unwrap_or(line);
    let is_named = line.len() == 5 && line[..4].eq_ignore_ascii_case(b"sep=");
    (is_named && line[4].is_ascii()).then(|| line[4])
}

trait WithoutLineEnd {
    fn trim_ascii_end_of_line(&self) -> &[u8];
}

impl WithoutLineEnd for [u8] {
    fn trim_ascii_end_of_line(&self) -> &[u8] {
        self.strip_suffix(b"\n").map_or(self, |line| line.strip_suffix(b"\r").unwrap_or(line))
    }
}

/// What the comments at the head of a text begin with, and how many lines they are; a single such line whose next has as
/// many cells may be the header instead (`#id,name`).
pub(crate) fn head_comments(text: &[u8]) -> Option<(&'static [u8], usize)> {
    let mark = COMMENT_MARKS.into_iter().find(|mark| text.starts_with(mark))?;
    let (mut rest, mut lines) = (text, 0);
    while rest.starts_with(mark) {
        rest = &rest[line_length(rest)..];
        lines += 1;
    }
    (!rest.is_empty()).then_some((mark, lines))
}

/// Whether a row is a title or a gap in it: at most its first cell says something.
pub(crate) fn is_title(row: &SampleRow) -> bool {
    row.cells.len() > 2 && row.cells[1..].iter().all(|cell| cell.text.is_empty())
}

/// The last comment at the head as a row, if it reads as the header of what is below: as many cells, none a number.
pub(crate) fn commented_header(text: &[u8], mark: &[u8], lines: usize, dialect: Dialect, width: usize) -> bool {
    let mut rest = text;
    for _ in 1..lines {
        rest = &rest[line_length(rest)..];
    }
    let line = &rest[mark.len()..line_length(rest)];
    let rule = crate::cells::QuoteRule::USUAL;
    let Ok(cells) = crate::recover::all_cells(line, dialect, rule, line.len()) else { return false };
    cells.len() == width && cells.iter().all(|cell| !cell.is_empty() && !crate::dialect::is_number_like(cell))
}

/// The comment mark, and how it was told.
pub(crate) fn comment_of(text: &[u8], reading: &ReadOptions) -> (Vec<u8>, Guess) {
    let none = || OptionValue::Text(String::from(Mark::None));
    match reading.comment.as_deref() {
        Some("none") => (Vec::new(), Guess::given(ReadOption::Comment, none())),
        Some(mark) => (mark.as_bytes().to_vec(), Guess::given(ReadOption::Comment, OptionValue::Text(mark.to_owned()))),
        None => match head_comments(text).filter(|_| reading.skip_lines.is_none()) {
            Some((mark, lines)) => {
                let evidence =
                    Evidence::new(EvidenceCode::LinesBeginSo, [("lines", FailureValue::Number(lines as f64))]);
                let value = OptionValue::Text(String::from_utf8_lossy(mark).into_owned());
                (mark.to_vec(), Guess::guessed(ReadOption::Comment, value, evidence))
            }
            None => {
                let evidence = Evidence::new(EvidenceCode::NothingSpeaksAgainst, []);
                (Vec::new(), Guess::guessed(ReadOption::Comment, none(), evidence))
            }
        },
    }
}

/// What is said of lines above the table that are passed over, beside comments.
pub(crate) fn skipped_notice(
    text: &[u8],
    reading: &ReadOptions,
    above: u32,
    until: usize,
    comment: &[u8],
) -> Option<TableNotice> {
    if reading.skip_lines.is_some() {
        return None;
    }
    let mut lines = Vec::new();
    let (mut start, mut line) = (0, 1);
    while start < until {
        let end = start + line_length(&text[start..]);
        let shown = line_text(text, start);
        let is_comment = !comment.is_empty() && text[start..].starts_with(comment);
        if line > u64::from(above) && !is_comment && !shown.is_empty() {
            lines.push(NoticeLine { line, text: shown });
        }
        (start, line) = (end, line + 1);
    }
    if lines.is_empty() {
        return None;
    }
    let text = if lines.len() == 1 { "a line above the table is no row" } else { "lines above the table are no rows" };
    let undo = ReadOptions { skip_lines: Some(0), ..reading.clone() };
    let count = lines.len() as u64;
    let notice = TableNotice::new(NoticeCode::SkippedLines, count, text);
    Some(notice.at_lines(lines).mended_by(NoticeFix::Reading { reading: undo }))
}
