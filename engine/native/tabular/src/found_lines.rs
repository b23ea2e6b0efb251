//! Lines of which something is told.

use crate::notice::{NOTICE_LINES, NoticeCode, NoticeLine, TableNotice};
use crate::shown::shown_line;

/// How many lines there are, and the first few of them.
#[derive(Default)]
pub(crate) struct FoundLines {
    count: u64,
    lines: Vec<NoticeLine>,
}

impl FoundLines {
    pub fn add(&mut self, line: u64, text: &[u8]) {
        self.count += 1;
        if self.lines.len() < NOTICE_LINES {
            self.lines.push(NoticeLine { line, text: shown_line(text) });
        }
    }

    /// What is told of them, if there are any: their number, then what one is or several are.
    pub fn told(&mut self, code: NoticeCode, one: &str, several: &str) -> Option<TableNotice> {
        let what = if self.count == 1 { one } else { several };
        let notice = || TableNotice::new(code, self.count, format!("{} {what}", self.count));
        (self.count > 0).then(notice).map(|notice| notice.at_lines(std::mem::take(&mut self.lines)))
    }

    /// Adds those of the next part of a file.
    pub fn append(&mut self, next: Self) {
        self.count += next.count;
        self.lines.extend(next.lines);
        self.lines.truncate(NOTICE_LINES);
    }
}
