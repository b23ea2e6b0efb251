//! Cuts a body where records begin, so that its parts are read side by side.

use std::thread;

/// Text below this size is read on one thread.
const SMALLEST_PART_BYTES: usize = 1 << 20;

/// Parts that end at line ends, one a core but at least two, so that one core reads as many do. A line end within quotes
/// ends no record: which are within is told by the number of quotes before, and is wrong only where quotes are stray. Whoever
/// reads a part that ends within a record must read all again as one.
pub(crate) fn parts(text: &[u8], quote: Option<u8>) -> Vec<&[u8]> {
    let threads = thread::available_parallelism().map_or(2, usize::from).max(2);
    let count = threads.min(text.len() / SMALLEST_PART_BYTES);
    if count < 2 {
        return vec![text];
    }
    let size = text.len() / count;
    let inside = quotes_before(text, quote, count, size);
    let line_end = if memchr::memchr(b'\n', text).is_some() { b'\n' } else { b'\r' };
    let mut parts = Vec::with_capacity(count);
    let mut start = 0;
    for (index, is_inside) in inside.into_iter().enumerate().skip(1) {
        let middle = size * index;
        if middle < start {
            continue;
        }
        let Some(length) = record_end(&text[middle..], line_end, quote, is_inside) else { break };
        let end = middle + length;
        parts.push(&text[start..end]);
        start = end;
    }
    parts.push(&text[start..]);
    parts
}

/// Where the first record ends that reaches `size` bytes, or the text; stray quotes before make it wrong, as in `parts`.
pub(crate) fn block_end(text: &[u8], quote: Option<u8>, size: usize) -> usize {
    if size >= text.len() {
        return text.len();
    }
    // A record that ends right there is not joined with the next.
    let from = size.saturating_sub(1);
    let is_inside = quote.is_some_and(|quote| memchr::memchr_iter(quote, &text[..from]).count() % 2 == 1);
    let line_end = if memchr::memchr(b'\n', text).is_some() { b'\n' } else { b'\r' };
    record_end(&text[from..], line_end, quote, is_inside).map_or(text.len(), |end| from + end)
}

/// For each part, whether an odd number of quotes stands before it.
fn quotes_before(text: &[u8], quote: Option<u8>, count: usize, size: usize) -> Vec<bool> {
    let Some(quote) = quote else { return vec![false; count] };
    let counted = |index: usize| memchr::memchr_iter(quote, &text[index * size..(index + 1) * size]).count();
    let counts: Vec<usize> = thread::scope(|scope| {
        let others: Vec<_> = (1..count - 1).map(|index| scope.spawn(move || counted(index))).collect();
        let mut counts = vec![counted(0)];
        counts.extend(others.into_iter().map(|other| other.join().unwrap_or(0)));
        counts
    });
    let mut before = vec![false; count];
    for index in 1..count {
        before[index] = before[index - 1] ^ (counts[index - 1] % 2 == 1);
    }
    before
}

/// Bytes up to the end of the first line that ends outside quotes.
fn record_end(text: &[u8], line_end: u8, quote: Option<u8>, mut is_inside: bool) -> Option<usize> {
    let Some(quote) = quote else { return memchr::memchr(line_end, text).map(|end| end + 1) };
    let mut from = 0;
    loop {
        let at = from + memchr::memchr2(line_end, quote, &text[from..])?;
        if text[at] == quote {
            is_inside = !is_inside;
        } else if !is_inside {
            return Some(at + 1);
        }
        from = at + 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_a_quoted_text_begin_at_records() {
        let record = "1,\"two\nlines, \"\"quoted\"\"\",3\n";
        let text = record.repeat(200_000);
        let parts = parts(text.as_bytes(), Some(b'"'));
        assert!(parts.len() > 1);
        assert!(parts.iter().all(|part| part.starts_with(b"1,\"two\n") && part.ends_with(b",3\n")));
        assert_eq!(parts.concat(), text.as_bytes());
    }

    #[test]
    fn a_line_end_is_outside_quotes() {
        assert_eq!(record_end(b"x\ny\",1\nz\n", b'\n', Some(b'"'), true), Some(7));
        assert_eq!(record_end(b"x\ny", b'\n', Some(b'"'), false), Some(2));
        assert_eq!(record_end(b"x\ny\"", b'\n', Some(b'"'), true), None);
    }
}
