//! The little of Python's literals that the header of a NumPy array is written in.

/// How deep lists and dictionaries may stand in one another; a header needs four.
const DEEPEST: usize = 16;

/// A literal: text, truth value, whole number, or a list (tuples too) or dictionary of them.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Literal {
    Text(String),
    Truth(bool),
    Whole(u64),
    List(Vec<Literal>),
    Dictionary(Vec<(String, Literal)>),
}

impl Literal {
    /// The literal that a text is, with blanks around it; `None` for anything else.
    pub fn read(text: &str) -> Option<Literal> {
        let mut reader = Reader { rest: text.as_bytes() };
        let literal = reader.literal(0)?;
        reader.skip_blanks();
        reader.rest.is_empty().then_some(literal)
    }
}

struct Reader<'text> {
    rest: &'text [u8],
}

impl Reader<'_> {
    fn skip_blanks(&mut self) {
        self.rest = self.rest.trim_ascii_start();
    }

    fn takes(&mut self, token: &[u8]) -> bool {
        self.skip_blanks();
        let Some(rest) = self.rest.strip_prefix(token) else { return false };
        self.rest = rest;
        true
    }

    fn literal(&mut self, depth: usize) -> Option<Literal> {
        if depth > DEEPEST {
            return None;
        }
        self.skip_blanks();
        match self.rest.first()? {
            b'\'' | b'"' => self.text().map(Literal::Text),
            b'(' => self.list(b")", depth).map(Literal::List),
            b'[' => self.list(b"]", depth).map(Literal::List),
            b'{' => self.dictionary(depth),
            b'0'..=b'9' => self.whole().map(Literal::Whole),
            _ if self.takes(b"True") => Some(Literal::Truth(true)),
            _ if self.takes(b"False") => Some(Literal::Truth(false)),
            _ => None,
        }
    }

    fn text(&mut self) -> Option<String> {
        let (quote, rest) = self.rest.split_first()?;
        let end = rest.iter().position(|byte| byte == quote || *byte == b'\\').filter(|end| rest[*end] == *quote)?;
        self.rest = &rest[end + 1..];
        String::from_utf8(rest[..end].to_vec()).ok()
    }

    /// Python 2 wrote an `L` after long numbers.
    fn whole(&mut self) -> Option<u64> {
        let end = self.rest.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(self.rest.len());
        let number = std::str::from_utf8(&self.rest[..end]).ok()?.parse().ok()?;
        self.rest = &self.rest[end..];
        self.rest = self.rest.strip_prefix(b"L").unwrap_or(self.rest);
        Some(number)
    }

    fn list(&mut self, end: &[u8], depth: usize) -> Option<Vec<Literal>> {
        self.rest = &self.rest[1..];
        let mut items = Vec::new();
        while !self.takes(end) {
            items.push(self.literal(depth + 1)?);
            if !self.takes(b",") {
                return self.takes(end).then_some(items);
            }
        }
        Some(items)
    }

    fn dictionary(&mut self, depth: usize) -> Option<Literal> {
        self.rest = &self.rest[1..];
        let mut items = Vec::new();
        while !self.takes(b"}") {
            let Literal::Text(key) = self.literal(depth + 1)? else { return None };
            if !self.takes(b":") {
                return None;
            }
            items.push((key, self.literal(depth + 1)?));
            if !self.takes(b",") {
                return self.takes(b"}").then_some(Literal::Dictionary(items));
            }
        }
        Some(Literal::Dictionary(items))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_numpy_writes() {
        let header = "{'descr': [('a', '<f8'), ('b', '|u1', (2,))], 'fortran_order': False, 'shape': (3L, 40), }  \n";
        let text = |text: &str| Literal::Text(text.to_owned());
        let fields = vec![
            Literal::List(vec![text("a"), text("<f8")]),
            Literal::List(vec![text("b"), text("|u1"), Literal::List(vec![Literal::Whole(2)])]),
        ];
        let expected = Literal::Dictionary(vec![
            ("descr".to_owned(), Literal::List(fields)),
            ("fortran_order".to_owned(), Literal::Truth(false)),
            ("shape".to_owned(), Literal::List(vec![Literal::Whole(3), Literal::Whole(40)])),
        ]);
        assert_eq!(Literal::read(header), Some(expected));
        assert_eq!(Literal::read("()"), Some(Literal::List(Vec::new())));
    }

    #[test]
    fn refuses_everything_else() {
        let deep = "[".repeat(100_000);
        for text in ["", "{'a'}", "{'a': 1", "(1, 2", "'a", "'\\n'", "1 2", "-1", "None", "99999999999999999999", &deep]
        {
            assert_eq!(Literal::read(text), None, "{}", &text[..text.len().min(20)]);
        }
    }
}
