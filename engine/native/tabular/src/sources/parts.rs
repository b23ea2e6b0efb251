//! What of a file is read: which of several tables, such as sheets or arrays, and which columns are not.

use crate::guess::{Evidence, EvidenceCode, Guess, OptionValue, ReadOption};
use crate::notice::{NoticeCode, TableNotice};
use crate::options::ReadOptions;
use failures::FailureValue;

/// How the part that is read was chosen, with the others to choose from; `because` is what speaks for it among several.
pub(super) fn guess<'name>(
    options: &ReadOptions,
    chosen: &str,
    because: EvidenceCode,
    names: impl Iterator<Item = &'name str>,
) -> Guess {
    let value = |name: &str| OptionValue::Text(name.to_owned());
    let names: Vec<&str> = names.collect();
    let mut guess = if options.sheet.is_some() {
        Guess::given(ReadOption::Sheet, value(chosen))
    } else {
        let evidence = if names.len() == 1 {
            Evidence::new(EvidenceCode::OnlyPart, [])
        } else {
            Evidence::new(because, [("of", FailureValue::Number(names.len() as f64))])
        };
        Guess::guessed(ReadOption::Sheet, value(chosen), evidence)
    };
    guess.alternatives = names.into_iter().filter(|name| *name != chosen).map(value).collect();
    guess
}

/// That a column is left out because no table here has columns of its type.
pub(super) fn column_left_out(name: &str, type_name: &str) -> TableNotice {
    TableNotice::new(
        NoticeCode::ColumnLeftOut,
        1,
        format!("the column \"{name}\" is left out: it holds {type_name} values"),
    )
    .in_column(name)
    .value("type", FailureValue::Text(type_name.to_owned()))
}
