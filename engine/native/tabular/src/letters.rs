//! How usual the letters are that a text has under an East Asian encoding: short texts are valid in several, and only one of
//! them makes everyday letters of them. The ranges are those of the standards' first levels, in which frequent letters stand.

use encoding_rs::{BIG5, EUC_JP, EUC_KR, Encoding, GB18030, SHIFT_JIS};

/// Letters below which nothing is concluded against another guess.
const FEWEST_LETTERS: usize = 3;
/// Share of usual letters from which an encoding is believed.
const BELIEVED: f64 = 0.9;

/// The encoding, among those of East Asia, whose letters are the most usual; `None` where none is believed more than
/// `guess`.
pub(crate) fn usual_letters(bytes: &[u8], guess: &'static Encoding) -> Option<&'static Encoding> {
    let rated = |encoding: &'static Encoding| {
        let Letters { usual, all, kana, hangul } = letters(bytes, encoding)?;
        if all == 0 {
            return None;
        }
        let share = usual as f64 / all as f64;
        // What is Korean or Japanese is also made of usual Chinese letters, but Chinese is not made of hangul or kana alone.
        let own = match encoding {
            _ if encoding == EUC_KR => {
                if hangul == all && all >= 6 {
                    0.2
                } else {
                    -0.2
                }
            }
            _ if encoding == EUC_JP => {
                if kana * 5 >= all {
                    0.2
                } else {
                    -0.2
                }
            }
            _ => 0.0,
        };
        Some((share, share + own, all))
    };
    let candidates = [GB18030, BIG5, EUC_KR, EUC_JP, SHIFT_JIS];
    let best = candidates
        .into_iter()
        .filter_map(|encoding| rated(encoding).map(|rated| (encoding, rated)))
        .max_by(|(_, (_, a, _)), (_, (_, b, _))| a.total_cmp(b))?;
    let (encoding, (share, ..)) = best;
    let (.., (_, _, all)) = best;
    let is_east_asian = candidates.contains(&guess);
    (is_east_asian || share >= BELIEVED && all >= FEWEST_LETTERS).then_some(encoding)
}

struct Letters {
    usual: usize,
    all: usize,
    kana: usize,
    hangul: usize,
}

/// The letters of two bytes; `None` where the bytes are not whole letters of the encoding.
fn letters(bytes: &[u8], encoding: &'static Encoding) -> Option<Letters> {
    let mut found = Letters { usual: 0, all: 0, kana: 0, hangul: 0 };
    let mut index = 0;
    while let Some(lead) = bytes.get(index).copied() {
        if lead < 0x80 {
            index += 1;
            continue;
        }
        if encoding == SHIFT_JIS && (0xa1..=0xdf).contains(&lead) {
            // Narrow kana.
            found.all += 1;
            index += 1;
            continue;
        }
        let Some(trail) = bytes.get(index + 1).copied() else { break };
        let is_high = trail >= 0xa1;
        let (is_valid, is_usual, is_kana) = match encoding {
            _ if encoding == GB18030 => {
                ((0x81..=0xfe).contains(&lead) && trail >= 0x40, (0xb0..=0xd7).contains(&lead) && is_high, false)
            }
            _ if encoding == BIG5 => {
                let is_trail = (0x40..=0x7e).contains(&trail) || is_high;
                ((0x81..=0xfe).contains(&lead) && is_trail, (0xa4..=0xc6).contains(&lead), false)
            }
            _ if encoding == EUC_KR => (lead >= 0xa1 && is_high, (0xb0..=0xc8).contains(&lead), false),
            _ if encoding == EUC_JP => {
                let is_kana = lead == 0xa4 || lead == 0xa5;
                (lead >= 0xa1 && is_high, is_kana || (0xb0..=0xcf).contains(&lead), is_kana)
            }
            _ => {
                let is_lead = (0x81..=0x9f).contains(&lead) || (0xe0..=0xfc).contains(&lead);
                let is_kana = lead == 0x82 && trail >= 0x9f || lead == 0x83 && trail <= 0x96;
                (is_lead && trail >= 0x40 && trail != 0x7f, is_kana || (0x88..=0x97).contains(&lead), is_kana)
            }
        };
        if !is_valid {
            return None;
        }
        found.all += 1;
        found.usual += usize::from(is_usual);
        found.kana += usize::from(is_kana);
        found.hangul += usize::from((0xb0..=0xc8).contains(&lead) && is_high);
        index += 2;
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::WINDOWS_1252;

    #[test]
    fn usual_letters_tell_short_texts_apart() {
        for (text, encoding) in [
            ("姓名,年龄,成绩\n朱镕基,70,1\n王,30,0\n", GB18030),
            ("地名,值\n臺灣,1\n香港,2\n澳門,3\n", GB18030),
            ("이름,나이,결과\n김,30,예\n이,40,아니오\n", EUC_KR),
            ("名前,年齢,結果\n田中,30,はい\n鈴木,40,いいえ\n", SHIFT_JIS),
            ("名前,年齢,結果\n田中,30,はい\n鈴木,40,いいえ\n", EUC_JP),
            ("姓名,年齡,成績\n王小明,70,通過\n李大華,30,不通過\n", BIG5),
        ] {
            let (bytes, _, faulty) = encoding.encode(text);
            assert!(!faulty, "{}", encoding.name());
            assert_eq!(usual_letters(&bytes, GB18030), Some(encoding), "{text}");
        }
        for text in ["ville,café\nOrléans,3\nNîmes,4\nBesançon,5\n", "größe,straße\nMüller,äöü\n"] {
            let (bytes, ..) = WINDOWS_1252.encode(text);
            assert_eq!(usual_letters(&bytes, WINDOWS_1252), None, "{text}");
        }
    }
}
