//! Files that hold no table here are named for what they are.

use std::path::Path;
use tabular::{FailureCode, ReadLimits, ReadOptions, Table, Watch};

fn found(name: &str, bytes: &[u8]) -> (FailureCode, String, String) {
    let limits = ReadLimits::default();
    let table =
        Table::of_bytes(bytes.to_vec(), Some(Path::new(name)), &ReadOptions::default(), &limits, &Watch::default());
    let failure = table.expect_err(name);
    let value = |key: &str| failure.values.get(key).map(|value| format!("{value:?}")).unwrap_or_default();
    (failure.code, value("case"), value("format"))
}

#[test]
fn files_are_named_for_what_they_are_whatever_they_are_called() {
    let safetensors = b"\x10\0\0\0\0\0\0\0{\"a\":{}}        ";
    for (bytes, case, format) in [
        (&b"BZh91AY&SY"[..], "packed", "bzip2"),
        (b"\xfd7zXZ\0\0\x04", "packed", "xz"),
        (b"7z\xbc\xaf\x27\x1c\0\x04", "packed", "7-Zip"),
        (b"\x04\x22\x4d\x18d", "packed", "LZ4"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "workbook", ".xls"),
        (b"\x89HDF\r\n\x1a\n\0", "data", "HDF5"),
        (b"SQLite format 3\0\x10", "database", "SQLite"),
        (b"RDX3\nX\n", "statistics", ".RData"),
        (b"$FL2@(#)", "statistics", "SPSS"),
        (b"<stata_dta><header>", "statistics", "Stata"),
        (b"Obj\x01\x04", "data", "Avro"),
        (b"FEA1....", "data", "Feather 1"),
        (b"%PDF-1.7", "document", "PDF"),
        (b"{\\rtf1 a,b}", "document", "RTF"),
        (b"\x89PNG\r\n\x1a\n", "picture", "PNG"),
        (b"\xff\xd8\xff\xe0", "picture", "JPEG"),
        (b"\x80\x04\x95\x0a\0.", "pickle", "pickle"),
        (b"\xef\xbb\xbf\n <!DOCTYPE HTML><html>a,b", "web_page", "HTML"),
        (b"<table><tr><td>1,2</td></tr></table>", "web_page", "HTML"),
        (b"<?xml version=\"1.0\"?><Workbook/>", "document", "XML"),
        (safetensors, "data", "safetensors"),
    ] {
        for name in ["table.csv", "table.xls", "table"] {
            let (code, found_case, found_format) = found(name, bytes);
            assert_eq!(code, "table_foreign", "{format}");
            assert!(found_case.contains(case) && found_format.contains(format), "{found_case} {found_format}");
        }
    }
}

#[test]
fn archives_are_told_by_what_stands_in_them() {
    let archive = |entries: &[&str]| {
        let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        for entry in entries {
            zip.start_file(*entry, zip::write::SimpleFileOptions::default()).unwrap();
            std::io::Write::write_all(&mut zip, b"a,b\n1,2\n").unwrap();
        }
        zip.finish().unwrap().into_inner()
    };
    for (entries, case, format) in [
        (&["mimetype", "content.xml"][..], "workbook", "OpenDocument"),
        (&["xl/workbook.bin"], "workbook", ".xlsb"),
        (&["word/document.xml"], "document", "Word"),
        (&["model/data.pkl", "model/data/0"], "pickle", "PyTorch"),
        (&["table.csv"], "packed", "ZIP"),
    ] {
        let (code, found_case, found_format) = found("file.zip", &archive(entries));
        assert_eq!(code, "table_foreign");
        assert!(found_case.contains(case) && found_format.contains(format), "{found_case} {found_format}");
    }
}

#[test]
fn a_packed_file_within_another_is_named() {
    let once = zstd::encode_all(&b"a,b\n1,2\n"[..], 1).unwrap();
    let twice = zstd::encode_all(&once[..], 1).unwrap();
    let (code, case, format) = found("table.csv.zst.zst", &twice);
    assert!(code == "table_foreign" && case.contains("packed") && format.contains("zstd"));
}
