//! Digits in groups, as in 1,234,567.

/// Digits with a point before the decimals, the marks between thousands taken out. `None` where those do not part groups of
/// three digits (or, as in India, of two before the last three).
pub(crate) fn ungrouped(mantissa: &str, decimal: u8) -> Option<String> {
    let (whole, decimals) = match mantissa.find(char::from(decimal)) {
        Some(at) => (&mantissa[..at], Some(&mantissa[at + 1..])),
        None => (mantissa, None),
    };
    if decimals.is_some_and(|decimals| !decimals.bytes().all(|byte| byte.is_ascii_digit())) {
        return None;
    }
    let is_mark = |character: char| !character.is_ascii_digit();
    let mut text = match whole.find(is_mark) {
        None => whole.to_owned(),
        Some(at) => {
            let mark = whole[at..].chars().next()?;
            let groups: Vec<&str> = whole.split(mark).collect();
            let (first, last) = (groups[0], groups[groups.len() - 1]);
            let between = &groups[1..groups.len() - 1];
            let fits =
                |most: usize| (1..=most).contains(&first.len()) && between.iter().all(|group| group.len() == most);
            if groups.iter().any(|group| group.contains(is_mark)) || last.len() != 3 || !(fits(3) || fits(2)) {
                return None;
            }
            if first.starts_with('0') {
                return None;
            }
            groups.concat()
        }
    };
    if text.is_empty() && decimals.is_none_or(str::is_empty) {
        return None;
    }
    if let Some(decimals) = decimals {
        text.push('.');
        text.push_str(decimals);
    }
    Some(text)
}
