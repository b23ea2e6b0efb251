//! Words with a meaning of their own in cells: of a missing value, of yes and no.

/// Missing where the other cells are numbers, times, or yes and no; among texts a text like any other. Without regard to
/// upper and lower case.
const MISSING_AMONG_VALUES: &[&str] = &[
    "?",
    "-",
    "--",
    "---",
    "–",
    "—",
    ".",
    "..",
    "...",
    "…",
    "none",
    "nil",
    "n.a.",
    "n.a",
    "na",
    "n/a",
    "n.d.",
    "nd",
    "null",
    "nan",
    "missing",
    "unknown",
    "undefined",
    "not available",
    "not applicable",
    "no data",
    "empty",
    "blank",
    "inf",
    "+inf",
    "-inf",
    "infinity",
    "+infinity",
    "-infinity",
    "#div/0!",
    "#value!",
    "#ref!",
    "#name?",
    "#num!",
    "#null!",
    "#error!",
    "#n/v",
    "#wert!",
    "#bezug!",
    "#zahl!",
    "k.a.",
    "keine angabe",
    "fehlt",
    "s/d",
    "n/d",
    "无",
    "空",
    "缺失",
    "未知",
    "なし",
    "不明",
    "없음",
];
/// No and yes, in pairs. Without regard to upper and lower case.
const BOOLEANS: &[[&str; 2]] = &[
    ["false", "true"],
    ["no", "yes"],
    ["n", "y"],
    ["f", "t"],
    ["off", "on"],
    ["nein", "ja"],
    ["non", "oui"],
    ["no", "sí"],
    ["no", "si"],
    ["não", "sim"],
    ["nee", "ja"],
    ["nej", "ja"],
    ["нет", "да"],
    ["falsch", "wahr"],
    ["faux", "vrai"],
    ["否", "是"],
    ["假", "真"],
    ["无", "有"],
    ["いいえ", "はい"],
    ["아니오", "예"],
];

/// Whether a cell says that its value is missing, whatever its column holds.
#[inline]
pub(crate) fn is_missing(cell: &str) -> bool {
    matches!(
        cell,
        "" | "NA"
            | "N/A"
            | "n/a"
            | "#N/A"
            | "#NA"
            | "#N/A N/A"
            | "<NA>"
            | "NaN"
            | "nan"
            | "-NaN"
            | "-nan"
            | "NaT"
            | "null"
            | "NULL"
            | "Null"
            | "(null)"
            | "\\N"
            | "1.#QNAN"
            | "1.#IND"
            | "-1.#IND"
    )
}

/// Whether a text says so among numbers, times, or yes and no.
pub(crate) fn is_missing_among_values(text: &str) -> bool {
    if text.is_ascii() {
        return MISSING_AMONG_VALUES.iter().any(|word| word.eq_ignore_ascii_case(text));
    }
    MISSING_AMONG_VALUES.contains(&text.to_lowercase().as_str())
}

/// The pair of words that all texts are of, when both are among them, and which of them each is.
pub(crate) fn booleans<'text>(texts: impl Iterator<Item = &'text str> + Clone) -> Option<Vec<bool>> {
    let mut most = 0;
    let lower = texts
        .map(|text| {
            most += 1;
            // A column of yes and no has few ways of writing them.
            (most <= 12 && text.len() <= 16).then(|| text.to_lowercase())
        })
        .collect::<Option<Vec<String>>>()?;
    BOOLEANS.iter().find_map(|[no, yes]| {
        let read: Option<Vec<bool>> =
            lower.iter().map(|text| if text == yes { Some(true) } else { (text == no).then_some(false) }).collect();
        read.filter(|read| read.contains(&true) && read.contains(&false))
    })
}

/// What a word of any pair says, and 1 and 0.
pub fn boolean(text: &str) -> Option<bool> {
    let lower = text.to_lowercase();
    match lower.as_str() {
        "1" => Some(true),
        "0" => Some(false),
        lower => BOOLEANS.iter().find_map(
            |[no, yes]| {
                if lower == *yes { Some(true) } else { (lower == *no).then_some(false) }
            },
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_missing_cells_are_known() {
        for word in ["", "NA", "N/A", "#N/A", "\\N", "NaN", "null"] {
            assert!(is_missing(word), "{word}");
        }
        for word in ["None", "-", "?", "0", "Na", "unknown"] {
            assert!(!is_missing(word), "{word}");
        }
        for word in ["None", "-", "?", "#DIV/0!", "NIL", "Unknown", "—", "-Infinity"] {
            assert!(is_missing_among_values(word), "{word}");
        }
        assert!(!is_missing_among_values("12a"));
    }

    #[test]
    fn pairs_of_words_are_booleans_when_both_are_there() {
        let read = |texts: &[&str]| booleans(texts.iter().copied());
        assert_eq!(read(&["False", "TRUE", "true"]), Some(vec![false, true, true]));
        assert_eq!(read(&["否", "是"]), Some(vec![false, true]));
        assert_eq!(read(&["Ja", "nein"]), Some(vec![true, false]));
        assert_eq!(read(&["no", "no "]), None);
        assert_eq!(read(&["yes"]), None);
        assert_eq!(read(&["yes", "no", "maybe"]), None);
        assert_eq!(read(&["yes", "true"]), None);
        assert_eq!(read(&[]), None);
        assert_eq!((boolean("Off"), boolean("1"), boolean("2")), (Some(false), Some(true), None));
    }
}
