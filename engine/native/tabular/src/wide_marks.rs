//! Marks of a dialect beyond ASCII (`§`, `¦`), which stand in a text as bytes that letters have, too: a control character that
//! the text has not takes their place before it is cut into cells.

use crate::guess::{Guess, OptionValue, ReadOption};
use crate::notice::{NoticeFix, TableNotice};
use crate::options::{Delimiter, Mark, ReadOptions};
use crate::recover::line_length;
use std::borrow::Cow;

/// Characters that may stand in for a mark, as far as a text has none.
const STAND_INS: [u8; 8] = [0x1f, 0x1e, 0x1d, 0x1c, 0x01, 0x02, 0x03, 0x04];

/// The text and the options with every mark in ASCII.
pub(crate) fn narrowed<'text>(text: &'text [u8], reading: &ReadOptions) -> (Cow<'text, [u8]>, ReadOptions) {
    let (mut text, mut reading) = (Cow::Borrowed(text), reading.clone());
    let delimiter = match reading.delimiter {
        Some(Delimiter::Character(mark)) => Some(mark),
        _ => None,
    };
    if let Some(mark) = stood_in(&mut text, delimiter, true) {
        reading.delimiter = Some(Delimiter::Character(mark));
    }
    for mark in [&mut reading.quote, &mut reading.escape] {
        let wide = match mark {
            Some(Mark::Character(mark)) => Some(*mark),
            _ => None,
        };
        if let Some(narrow) = stood_in(&mut text, wide, false) {
            *mark = Some(Mark::Character(narrow));
        }
    }
    if let Some(mark) = stood_in(&mut text, reading.decimal, false) {
        reading.decimal = Some(mark);
    }
    (text, reading)
}

/// Says of each option that was given, and in each change that is offered, what the person gave.
pub(crate) fn as_given(guesses: &mut [Guess], notices: &mut [TableNotice], reading: &ReadOptions) {
    for notice in notices {
        if let Some(NoticeFix::Reading { reading: offered }) = &mut notice.fix {
            offered.delimiter = reading.delimiter;
            offered.quote = reading.quote;
            offered.escape = reading.escape;
            offered.decimal = reading.decimal;
        }
    }
    for guess in guesses.iter_mut().filter(|guess| guess.given) {
        let given = match guess.option {
            ReadOption::Delimiter => reading.delimiter.map(String::from),
            ReadOption::Quote => reading.quote.map(String::from),
            ReadOption::Escape => reading.escape.map(String::from),
            ReadOption::Decimal => reading.decimal.map(String::from),
            _ => None,
        };
        if let Some(given) = given {
            guess.value = OptionValue::Text(given);
        }
    }
}

/// Puts a stand-in where a mark beyond ASCII stands; `None` where there is none, or nothing to stand in for it.
fn stood_in(text: &mut Cow<[u8]>, mark: Option<char>, spares_quoted: bool) -> Option<char> {
    let mark = mark.filter(|mark| !mark.is_ascii())?;
    let stand_in = STAND_INS.into_iter().find(|byte| memchr::memchr(*byte, text).is_none())?;
    let mut encoded = [0; 4];
    let wide = mark.encode_utf8(&mut encoded).as_bytes();
    let mut narrow = Vec::with_capacity(text.len());
    let mut rest: &[u8] = text;
    while !rest.is_empty() {
        let (line, after) = rest.split_at(line_length(rest));
        // A mark within quotes is part of a cell and stays.
        let quotes = memchr::memchr_iter(b'"', line).count();
        let spares = spares_quoted && quotes > 0 && quotes.is_multiple_of(2);
        let (mut from, mut is_inside) = (0, false);
        for at in memchr::memmem::find_iter(line, wide) {
            is_inside ^= memchr::memchr_iter(b'"', &line[from..at]).count() % 2 == 1;
            narrow.extend_from_slice(&line[from..at]);
            if spares && is_inside {
                narrow.extend_from_slice(wide)
            } else {
                narrow.push(stand_in)
            }
            from = at + wide.len();
        }
        narrow.extend_from_slice(&line[from..]);
        rest = after;
    }
    *text = Cow::Owned(narrow);
    Some(char::from(stand_in))
}
