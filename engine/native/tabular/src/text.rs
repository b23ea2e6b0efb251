//! Bytes to UTF-8: byte-order marks, UTF-16 with and without one, GBK; everything else is refused with its place.

use crate::dialect::Dialect;
use crate::guess::{Evidence, EvidenceCode, Guess, OptionValue, ReadOption};
use crate::header::Header;
use crate::limits::ReadLimits;
use crate::options::ReadOptions;
use encoding_rs::{Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};
use failures::{Failure, FailureCode};

const UTF_8_MARK: &[u8] = b"\xef\xbb\xbf";

/// UTF-8 text of the file, without a byte-order mark and without NUL, and how its encoding was told. `label` is the
/// encoding asked for.
pub(crate) fn decode(bytes: Vec<u8>, label: Option<&str>) -> Result<(Vec<u8>, Guess), Failure> {
    let guessed = |encoding: &'static Encoding, code| {
        Guess::guessed(ReadOption::Encoding, named(encoding), Evidence::new(code, []))
    };
    let (text, guess) = if let Some(label) = label {
        let encoding = Encoding::for_label(label.as_bytes()).ok_or_else(|| unknown_encoding(label))?;
        (decoded(encoding, &bytes)?, Guess::given(ReadOption::Encoding, named(encoding)))
    } else if bytes.starts_with(UTF_8_MARK) {
        let (text, encoding) = checked_utf_8(bytes[UTF_8_MARK.len()..].to_vec())?;
        (text, guessed(encoding, EvidenceCode::ByteOrderMark))
    } else if let Some(encoding) = utf_16(&bytes) {
        let is_marked = Encoding::for_bom(&bytes).is_some();
        let code = if is_marked { EvidenceCode::ByteOrderMark } else { EvidenceCode::ZeroBytes };
        (decoded(encoding, &bytes)?, guessed(encoding, code))
    } else {
        let (text, encoding) = checked_utf_8(bytes)?;
        let code = match () {
            () if encoding == GB18030 => EvidenceCode::LettersFit,
            () if text.is_ascii() => EvidenceCode::OnlyAscii,
            () => EvidenceCode::ValidThroughout,
        };
        (text, guessed(encoding, code))
    };
    if let Some(offset) = memchr::memchr(0, &text) {
        return Err(placed(
            Failure::new(
                FailureCode::TableNotText,
                "a NUL byte",
                "text",
                "export the table as CSV again; the file holds binary data or is damaged",
            ),
            &text,
            offset,
        ));
    }
    Ok((text, guess))
}

fn named(encoding: &'static Encoding) -> OptionValue {
    OptionValue::Text(encoding.name().to_ascii_lowercase())
}

fn unknown_encoding(label: &str) -> Failure {
    Failure::new(
        FailureCode::TableEncoding,
        format!("the unknown encoding {label}"),
        "a label of the WHATWG Encoding Standard, such as utf-8, gb18030 or windows-1252",
        "choose another encoding",
    )
    .text("encoding", label)
}

/// UTF-16 by its mark, or, without one, because nearly every other byte of ASCII text is zero.
fn utf_16(bytes: &[u8]) -> Option<&'static Encoding> {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return Some(encoding);
    }
    let sample = &bytes[..bytes.len().min(1024) & !1];
    if sample.len() < 8 {
        return None;
    }
    let zeros = |start: usize| sample.iter().skip(start).step_by(2).filter(|byte| **byte == 0).count();
    let (first, second, half) = (zeros(0), zeros(1), sample.len() / 2);
    let mostly = half * 3 / 5;
    if second > mostly && first * 20 < half {
        Some(UTF_16LE)
    } else if first > mostly && second * 20 < half {
        Some(UTF_16BE)
    } else {
        None
    }
}

fn decoded(encoding: &'static Encoding, bytes: &[u8]) -> Result<Vec<u8>, Failure> {
    let (text, faulty) = encoding.decode_with_bom_removal(bytes);
    let text = text.into_owned().into_bytes();
    if !faulty {
        return Ok(text);
    }
    // The decoder writes U+FFFD where it failed; a genuine one is as useless to the person as a broken one.
    let offset = memchr::memmem::find(&text, "\u{fffd}".as_bytes()).unwrap_or(0);
    Err(placed(
        Failure::new(
            FailureCode::TableEncoding,
            format!("bytes that are not {}", encoding.name()),
            format!("whole {} characters", encoding.name()),
            "export the table again, as UTF-8",
        )
        .text("encoding", encoding.name()),
        &text,
        offset,
    ))
}

fn checked_utf_8(bytes: Vec<u8>) -> Result<(Vec<u8>, &'static Encoding), Failure> {
    let Err(error) = std::str::from_utf8(&bytes) else { return Ok((bytes, UTF_8)) };
    if looks_like_gbk(&bytes) {
        return Ok((decoded(GB18030, &bytes)?, GB18030));
    }
    let offset = error.valid_up_to();
    Err(placed(
        Failure::new(
            FailureCode::TableEncoding,
            format!("byte 0x{:02X}, which is not UTF-8", bytes[offset]),
            "UTF-8, UTF-16 or GBK text",
            "save the file with the encoding UTF-8",
        )
        .text("encoding", "UTF-8"),
        &bytes,
        offset,
    ))
}

/// Simplified Chinese is written with two bytes of 0xA1 or more a character; Western text in a one-byte
/// encoding has lone high bytes between letters, and would turn into rare characters if read as GBK.
fn looks_like_gbk(bytes: &[u8]) -> bool {
    let (mut pairs, mut lone, mut index) = (0_usize, 0_usize, 0);
    while index < bytes.len() {
        if bytes[index] < 0x80 {
            index += 1;
        } else if bytes[index] >= 0xa1 && bytes.get(index + 1).is_some_and(|byte| *byte >= 0xa1) {
            pairs += 1;
            index += 2;
        } else {
            lone += 1;
            index += 1;
        }
    }
    pairs > 0 && lone * 10 <= pairs && !GB18030.decode_without_bom_handling(bytes).1
}

/// Adds line and column of a byte to a failure, and the column's name where the header can be read.
fn placed(failure: Failure, text: &[u8], offset: usize) -> Failure {
    let dialect = Dialect::sniff(text);
    let (line, column) = dialect.place_of(text, offset);
    let header =
        if line > 1 { Header::read(text, dialect, &ReadOptions::default(), &ReadLimits::default()).ok() } else { None };
    let name = header.as_ref().and_then(|header| header.names.get(column - 1));
    failure.at_line(line).at_column(column, name.map(String::as_str))
}
