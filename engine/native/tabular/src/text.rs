//! Bytes to UTF-8, from whatever encoding: the one given, the one a mark names, or the one whose letters fit.

use crate::cells::QuoteRule;
use crate::dialect::{Dialect, is_line_end, line_ends};
use crate::file_bytes::{FileBytes, Look};
use crate::guess::{Evidence, EvidenceCode, Guess, OptionValue, ReadOption};
use crate::layout::Layout;
use crate::letters::usual_letters;
use crate::limits::ReadLimits;
use crate::options::ReadOptions;
use crate::recover::all_cells;
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{
    BIG5, EUC_JP, EUC_KR, Encoding, GB18030, GBK, KOI8_R, SHIFT_JIS, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1250,
    WINDOWS_1251, WINDOWS_1252,
};
use failures::{Failure, FailureCode};

pub(crate) const UTF_8_MARK: &[u8] = b"\xef\xbb\xbf";
/// Bytes whose letters are looked at.
const DETECTED_BYTES: usize = 1 << 22;
/// Encodings that are offered where the letters decide.
const OFFERED: [&Encoding; 9] =
    [GB18030, BIG5, SHIFT_JIS, EUC_JP, EUC_KR, WINDOWS_1252, WINDOWS_1251, WINDOWS_1250, KOI8_R];

/// UTF-8 text of the file, without a byte-order mark and without NUL, and how its encoding was told. `label` is the
/// encoding asked for.
pub(crate) fn decode(bytes: impl Into<FileBytes>, label: Option<&str>) -> Result<(FileBytes, Guess), Failure> {
    let bytes: FileBytes = bytes.into();
    let guessed = |encoding: &'static Encoding, code| {
        Guess::guessed(ReadOption::Encoding, named(encoding), Evidence::new(code, []))
    };
    let (text, guess) = if let Some(label) = label {
        let encoding = Encoding::for_label(label.as_bytes()).ok_or_else(|| unknown_encoding(label))?;
        (decoded(encoding, bytes)?, Guess::given(ReadOption::Encoding, named(encoding)))
    } else if bytes.starts_with(UTF_8_MARK) {
        (decoded(UTF_8, bytes)?, guessed(UTF_8, EvidenceCode::ByteOrderMark))
    } else if let Some(encoding) = utf_16(&bytes) {
        let is_marked = Encoding::for_bom(&bytes).is_some();
        let code = if is_marked { EvidenceCode::ByteOrderMark } else { EvidenceCode::ZeroBytes };
        (decoded(encoding, bytes)?, guessed(encoding, code))
    } else {
        match utf_8(&bytes) {
            Ok(code) => (bytes, guessed(UTF_8, code)),
            Err(offset) if is_mostly_utf_8(&bytes) => return Err(not_utf_8(&bytes, offset)),
            Err(_) => by_letters(bytes)?,
        }
    };
    // Joined files and some exports have the mark twice.
    let text = if text.starts_with(UTF_8_MARK) { text.skip(UTF_8_MARK.len()) } else { text };
    let nul = text.look(|start, block| match memchr::memchr(0, block) {
        Some(offset) => Look::Found(start + offset),
        None => Look::Taken(block.len()),
    });
    if let Some(offset) = nul {
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

/// What speaks for UTF-8, or where it is none.
fn utf_8(bytes: &FileBytes) -> Result<EvidenceCode, usize> {
    let mut evidence = EvidenceCode::OnlyAscii;
    let fault = bytes.look(|start, block| {
        if !block.is_ascii() {
            evidence = EvidenceCode::ValidThroughout;
        }
        match std::str::from_utf8(block) {
            Ok(_) => Look::Taken(block.len()),
            // The block's end cuts a letter.
            Err(cut) if cut.error_len().is_none() && start + block.len() < bytes.len() => {
                Look::Taken(cut.valid_up_to())
            }
            Err(fault) => Look::Found(start + fault.valid_up_to()),
        }
    });
    fault.map_or(Ok(evidence), Err)
}

/// Whether all but a few of the letters beyond ASCII are UTF-8: then the file is, and damaged.
fn is_mostly_utf_8(bytes: &[u8]) -> bool {
    let (mut letters, mut faults) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        letters += chunk.valid().chars().filter(|letter| !letter.is_ascii()).count();
        faults += usize::from(!chunk.invalid().is_empty());
    }
    letters > 4 && faults * 10 <= letters
}

fn not_utf_8(bytes: &[u8], offset: usize) -> Failure {
    placed(
        Failure::new(
            FailureCode::TableEncoding,
            format!("byte 0x{:02X}, which is not UTF-8", bytes[offset]),
            "UTF-8, as in the rest of the file",
            "save the file with the encoding UTF-8, or choose its encoding",
        )
        .text("encoding", "UTF-8"),
        bytes,
        offset,
    )
}

/// The encoding whose letters the bytes are like (chardetng), with others that read the whole file.
fn by_letters(bytes: FileBytes) -> Result<(FileBytes, Guess), Failure> {
    let sample = &bytes[..bytes.len().min(DETECTED_BYTES)];
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(sample, true);
    let likeliest = detector.guess(None, Utf8Detection::Deny);
    let likeliest = if likeliest == GBK { GB18030 } else { likeliest };
    let likeliest = usual_letters(sample, likeliest).filter(|other| is_decodable(other, sample)).unwrap_or(likeliest);
    let is_possible = |encoding: &&&'static Encoding| **encoding != likeliest && is_decodable(encoding, sample);
    let others: Vec<_> = OFFERED.iter().filter(is_possible).copied().map(named).collect();
    let text = decoded(likeliest, bytes)?;
    let evidence = Evidence::new(EvidenceCode::LettersFit, []);
    let guess = Guess { alternatives: others, ..Guess::guessed(ReadOption::Encoding, named(likeliest), evidence) };
    Ok((text, guess))
}

/// Whether bytes are whole letters of an encoding, but for one that the end may cut.
fn is_decodable(encoding: &'static Encoding, bytes: &[u8]) -> bool {
    let end = bytes.iter().rposition(|byte| *byte < 0x80).map_or(0, |last| last + 1);
    !encoding.decode_without_bom_handling(&bytes[..end]).1
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

fn decoded(encoding: &'static Encoding, bytes: FileBytes) -> Result<FileBytes, Failure> {
    if encoding == UTF_8 && utf_8(&bytes).is_ok() {
        let mark = if bytes.starts_with(UTF_8_MARK) { UTF_8_MARK.len() } else { 0 };
        return Ok(bytes.skip(mark));
    }
    let (text, faulty) = encoding.decode_with_bom_removal(&bytes);
    let text = text.into_owned().into_bytes();
    if !faulty {
        return Ok(text.into());
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

/// Adds line and column of a byte to a failure, and the column's name where the header can be read.
fn placed(failure: Failure, text: &[u8], offset: usize) -> Failure {
    let start = text[..offset].iter().rposition(|byte| is_line_end(*byte)).map_or(0, |index| index + 1);
    let line = 1 + line_ends(&text[..start]);
    let layout = Layout::told(text, &ReadOptions::default(), &ReadLimits::default()).ok();
    let dialect = layout.as_ref().map_or(Dialect::COMMA, |layout| layout.dialect);
    let before = &text[start..offset];
    let cells = all_cells(before, dialect, QuoteRule::USUAL, before.len() + 1);
    // A byte right behind a delimiter is the first of the next cell.
    let column = cells.map_or(1, |cells| cells.len().max(1));
    let name =
        layout.as_ref().filter(|layout| line >= layout.body_line).and_then(|layout| layout.names.get(column - 1));
    failure.at_line(line).at_column(column, name.map(String::as_str))
}
