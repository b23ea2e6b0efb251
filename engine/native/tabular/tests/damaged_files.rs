//! Damaged files of every format: cut short and with wrong bytes they are refused or read, never more.

use crate::support::fixtures;
use proptest::prelude::*;
use std::path::{Path, PathBuf};
use tabular::{Failure, ReadLimits, ReadOptions, Table, Watch};

const LIMITS: ReadLimits =
    ReadLimits { text_bytes: 1 << 22, memory_bytes: 1 << 22, columns: 1 << 10, cell_bytes: 1 << 16, rows: 1 << 16 };

fn files() -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(fixtures())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| !path.ends_with("expected.json"))
        .collect();
    files.sort();
    files
}

fn read(bytes: Vec<u8>, path: &Path) -> Result<Table, Failure> {
    Table::of_bytes(bytes, Some(path), &ReadOptions::default(), &LIMITS, &Watch::default())
}

/// Whether a format tells by itself that its end is lacking: texts do not.
fn has_an_end(path: &Path) -> bool {
    let name = path.to_string_lossy();
    !["arrows", "jsonl", "objects.json", "arff", "svmlight"].iter().any(|end| name.ends_with(end))
}

#[test]
fn a_file_cut_short_is_refused_wherever_it_is_cut() {
    for path in files() {
        let bytes = std::fs::read(&path).unwrap();
        let step = (bytes.len() / 60).max(1);
        for length in (0..bytes.len()).step_by(step) {
            let table = read(bytes[..length].to_vec(), &path);
            if has_an_end(&path) {
                assert!(table.is_err(), "{} at {length}", path.display());
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn wrong_bytes_do_no_harm(
        file in prop::sample::select(files()),
        wrong in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
    ) {
        let mut bytes = std::fs::read(&file).unwrap();
        for (index, byte) in wrong {
            let index = index.index(bytes.len());
            bytes[index] ^= byte;
        }
        if let Ok(table) = read(bytes, &file) {
            prop_assert!(table.rows <= LIMITS.rows && table.columns.len() <= LIMITS.columns);
            prop_assert!(table.columns.iter().all(|column| column.cells() == table.rows));
        }
    }

    #[test]
    fn anything_after_a_beginning_does_no_harm(
        beginning in prop::sample::select(vec![
            &b"PAR1"[..], b"ARROW1\0\0", b"\xff\xff\xff\xff", b"\x93NUMPY\x01\0", b"\0\0\x08\x03", b"PK\x03\x04", b"[{", b"{",
            b"@relation a\n", b"@relation a\n@attribute b {", b"1 1:1 2:1\n", b"\x1f\x8b", b"\x28\xb5\x2f\xfd",
        ]),
        rest in prop::collection::vec(any::<u8>(), 0..200),
        end in prop::sample::select(vec![&b""[..], b"PAR1", b"ARROW1"]),
    ) {
        let bytes = [beginning, &rest, end].concat();
        let _ = read(bytes, Path::new("table"));
    }
}

/// Sizes that a header claims, and the code of the refusal.
#[test]
fn lying_headers_are_refused_before_memory_is_taken() {
    let npy = |shape: &str, descr: &str| {
        let header = format!("{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}, }}\n");
        [&b"\x93NUMPY\x01\0"[..], &(header.len() as u16).to_le_bytes(), header.as_bytes(), &[0; 64]].concat()
    };
    let lies: [(&str, Vec<u8>, &str); 10] = [
        ("rows", npy("(99999999999, 2)", "<f8"), "table_too_large"),
        ("overflow", npy("(4611686018427387904, 8)", "<f8"), "table_corrupt"),
        ("columns", npy("(2, 99999)", "<f8"), "table_too_wide"),
        ("too few bytes", npy("(1000, 2)", "<f8"), "table_corrupt"),
        ("too many bytes", npy("(2, 2)", "<f8"), "table_corrupt"),
        ("objects", npy("(2, 2)", "|O"), "table_array"),
        ("complex numbers", npy("(2, 2)", "<c16"), "table_array"),
        ("long numbers", npy("(2, 2)", "<f16"), "table_array"),
        ("one value", npy("()", "<f8"), "table_array"),
        ("images", [&[0, 0, 8, 3][..], &[0xff; 12], &[0; 9]].concat(), "table_corrupt"),
    ];
    for (name, bytes, code) in lies {
        let path = if name == "images" { "t-images-idx3-ubyte" } else { "t.npy" };
        assert_eq!(read(bytes, Path::new(path)).unwrap_err().code, code, "{name}");
    }
    let wide = b"1 1:1 2:1\n1 1:1 4000000000:1\n".to_vec();
    assert_eq!(read(wide, Path::new("t.svm")).unwrap_err().code, "table_too_wide");
    let zeros = zstd::encode_all(&vec![0; 1 << 23][..], 1).unwrap();
    assert!(zeros.len() < 2000);
    assert_eq!(read(zeros, Path::new("t.zst")).unwrap_err().code, "table_too_large");
}

#[test]
fn reading_may_be_called_off_and_tells_how_far_it_is() {
    let cancelled = std::sync::atomic::AtomicBool::new(true);
    let parts = std::sync::Mutex::new(Vec::new());
    let progress = |part: f64| parts.lock().unwrap().push(part);
    let path = fixtures().join("snappy.parquet");
    let read = |watch: &Watch| {
        let bytes = std::fs::read(&path).unwrap();
        Table::of_bytes(bytes, Some(&path), &ReadOptions::default(), &ReadLimits::default(), watch)
    };
    let called_off = read(&Watch { cancelled: Some(&cancelled), progress: None });
    assert_eq!(called_off.unwrap_err().code, "table_cancelled");
    read(&Watch { cancelled: None, progress: Some(&progress) }).unwrap();
    let parts = parts.into_inner().unwrap();
    assert!(parts.len() > 20 && parts.is_sorted() && parts.iter().all(|part| (0.0..=1.0).contains(part)));
}
