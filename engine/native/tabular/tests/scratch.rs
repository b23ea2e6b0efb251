//! Tables beyond the memory they may take: read block by block, their text and cells in scratch files, and the same.

use crate::support::file;
use proptest::prelude::*;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use tabular::{ReadLimits, ReadOptions, Table};

fn read(path: &Path, memory_bytes: u64) -> Result<Table, tabular::Failure> {
    Table::open_within(path, &ReadOptions::default(), &ReadLimits { memory_bytes, ..ReadLimits::default() })
}

/// Reads within much memory and within little; whatever is told of the file is the same.
fn assert_same(path: &Path, memory_bytes: u64) {
    let (whole, blocks) = (read(path, 1 << 40), read(path, memory_bytes));
    match (&whole, &blocks) {
        (Ok(whole), Ok(blocks)) => assert!(
            whole == blocks,
            "{} of {memory_bytes} bytes: {} and {} rows, {:?} and {:?}",
            path.display(),
            whole.rows,
            blocks.rows,
            whole.notices,
            blocks.notices
        ),
        _ => assert_eq!(whole.err(), blocks.err(), "{} of {memory_bytes} bytes", path.display()),
    }
}

#[test]
fn every_file_of_the_corpus_is_the_same_table_in_little_memory() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../test/fixtures/tables");
    let mut files = 0;
    for entry in std::fs::read_dir(folder).expect("the corpus") {
        let path = entry.expect("an entry").path();
        if path.is_file() {
            for memory_bytes in [1, 64, 1000, 1 << 16] {
                assert_same(&path, memory_bytes);
            }
            files += 1;
        }
    }
    assert!(files > 30, "{files} files");
}

#[test]
fn a_column_of_a_large_table_takes_no_memory() {
    let mut text = "number,word\n".to_owned();
    for row in 0..200_000 {
        let _ = writeln!(text, "{}.25,{}", row * 7 % 1000, if row % 3 == 0 { "red" } else { "blue" });
    }
    let file = file(text.as_bytes());
    let (whole, blocks) = (read(file.path(), 1 << 30).expect("a table"), read(file.path(), 1 << 16).expect("a table"));
    assert!(whole == blocks);
    assert!(whole.bytes() >= 200_000 * 12, "{}", whole.bytes());
    assert!(blocks.bytes() < 1000, "{}", blocks.bytes());
    blocks.columns.iter().for_each(tabular::Column::forget);
    assert!(whole == blocks, "pages that were given back are read again");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Quotes closed and stray, lines within cells, words among numbers, rows of other widths, letters of several bytes.
    #[test]
    fn any_text_is_the_same_table_in_little_memory(
        cells in proptest::collection::vec(
            prop_oneof![
                4 => "[0-9]{1,4}(\\.[0-9]{1,3})?".prop_map(String::from),
                2 => Just("\"a, \"\"b\"\"\n2\"".to_owned()),
                1 => Just("é\u{4e2d}".to_owned()),
                1 => Just("5\" disk".to_owned()),
                1 => Just("\"open".to_owned()),
                1 => Just("NA".to_owned()),
                1 => Just(String::new()),
            ],
            3..400,
        ),
        width in 2_usize..5,
        memory_bytes in 1_u64..4000,
    ) {
        let names: Vec<String> = (0..width).map(|column| format!("column{column}")).collect();
        let mut text = names.join(",") + "\n";
        for row in cells.chunks(width) {
            text += &(row.join(",") + "\n");
        }
        assert_same(file(text.as_bytes()).path(), memory_bytes);
    }
}
