//! Digits, signs and blanks of every script and width as those of ASCII.

use crate::number_marks::Marks;

/// Signs, digits and blanks of other scripts and widths as those of ASCII.
pub(crate) fn plain_characters(text: &str) -> (String, Marks) {
    let mut marks = Marks::default();
    let mut plain = String::with_capacity(text.len());
    for character in text.chars() {
        let (as_plain, mark) = match character {
            '\0'..='\x7f' if character != '\t' && character != '\n' && character != '\r' && character != '`' => {
                (character, Marks::default())
            }
            '\u{ff10}'..='\u{ff19}' => (digit(character, 0xff10), Marks::OTHER_DIGITS),
            '\u{660}'..='\u{669}' => (digit(character, 0x660), Marks::OTHER_DIGITS),
            '\u{6f0}'..='\u{6f9}' => (digit(character, 0x6f0), Marks::OTHER_DIGITS),
            '\u{966}'..='\u{96f}' => (digit(character, 0x966), Marks::OTHER_DIGITS),
            '．' | '٫' => ('.', Marks::OTHER_DIGITS),
            '，' | '٬' => (',', Marks::OTHER_DIGITS),
            '％' | '٪' => ('%', Marks::OTHER_DIGITS),
            '（' => ('(', Marks::OTHER_DIGITS),
            '）' => (')', Marks::OTHER_DIGITS),
            '＄' => ('$', Marks::OTHER_DIGITS),
            '￥' => ('¥', Marks::OTHER_DIGITS),
            '＋' => ('+', Marks::OTHER_DIGITS),
            '−' | '‐' | '‑' | '‒' | '–' | '－' | '﹣' => ('-', Marks::MINUS),
            '’' | '‘' | '`' | '´' | 'ʼ' => ('\'', Marks::default()),
            '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2060}' | '\u{feff}' => (' ', Marks::BLANKS),
            _ if character.is_whitespace() => (' ', Marks::BLANKS),
            _ => (character, Marks::default()),
        };
        plain.push(as_plain);
        marks = marks.with(mark);
    }
    (plain, marks)
}

fn digit(character: char, zero: u32) -> char {
    char::from_digit(character as u32 - zero, 10).unwrap_or(character)
}
