//! Texts held against committed files.

use std::path::Path;

/// Compares a text with `tests/golden/NAME`. `UPDATE_GOLDEN=1 cargo test -p layerglass-trainer` writes the files anew; what
/// changed then shows in the version control's difference and is for a person to judge.
#[track_caller]
pub fn expect_golden(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, text).expect("a folder to write in");
    }
    let committed = std::fs::read_to_string(&path);
    let committed = committed.unwrap_or_else(|_| panic!("{name} is missing; run with UPDATE_GOLDEN=1 to write it"));
    assert!(text == committed, "{name} says\n{committed}\nbut found\n{text}");
}
