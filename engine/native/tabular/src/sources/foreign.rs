//! Files that hold no table that is read here, named for what they are with what to do.

use crate::text::UTF_8_MARK;
use failures::{Failure, FailureCode};

/// What can be opened, as failures say it.
const TABLE_FILES: &str = "CSV or other delimited text, Parquet, Arrow, JSON, NPY, NPZ, IDX, xlsx, ARFF or libsvm, \
                           plain, gzip or zstd";

/// What kind of file it is, as the case of the failure.
type Case = &'static str;

/// What a file is known by: its first bytes, the case, and its name.
const BEGINNINGS: &[(&[u8], Case, &str)] = &[
    (b"\x1f\x8b", "packed", "gzip"),
    (b"\x28\xb5\x2f\xfd", "packed", "zstd"),
    (b"BZh", "packed", "bzip2"),
    (b"\xfd7zXZ\0", "packed", "xz"),
    (b"7z\xbc\xaf\x27\x1c", "packed", "7-Zip"),
    (b"Rar!\x1a\x07", "packed", "RAR"),
    (b"\x04\x22\x4d\x18", "packed", "LZ4"),
    (b"\x1f\x9d", "packed", "compress (.Z)"),
    (b"LZIP", "packed", "lzip"),
    (b"PK\x05\x06", "packed", "ZIP"),
    (b"version https://git-lfs.github.com/spec/", "pointer", "Git LFS"),
    (b"\xd0\xcf\x11\xe0", "workbook", "Excel 97–2003 (.xls)"),
    (b"\x89HDF\r\n\x1a\n", "data", "HDF5"),
    (b"SQLite format 3\0", "database", "SQLite"),
    (b"\0\x01\0\0Standard ", "database", "Microsoft Access"),
    (b"MATLAB 5.0", "data", "MATLAB (.mat)"),
    (b"RDX2\n", "statistics", "R (.RData)"),
    (b"RDX3\n", "statistics", "R (.RData)"),
    (b"X\n\0\0\0", "statistics", "R (.rds)"),
    (b"$FL2", "statistics", "SPSS (.sav)"),
    (b"$FL3", "statistics", "SPSS (.zsav)"),
    (b"<stata_dta>", "statistics", "Stata (.dta)"),
    (b"\0\0\0\0\0\0\0\0\0\0\0\0\xc2\xea\x81\x60", "statistics", "SAS (.sas7bdat)"),
    (b"Obj\x01", "data", "Avro"),
    (b"ORC", "data", "ORC"),
    (b"FEA1", "data", "Feather 1"),
    (b"PARE", "data", "Parquet (encrypted)"),
    (b"CDF", "data", "NetCDF"),
    (b"%PDF", "document", "PDF"),
    (b"{\\rtf", "document", "RTF"),
    (b"\x89PNG", "picture", "PNG"),
    (b"\xff\xd8\xff", "picture", "JPEG"),
    (b"GIF8", "picture", "GIF"),
    (b"II*\0", "picture", "TIFF"),
    (b"MM\0*", "picture", "TIFF"),
    (b"\x7fELF", "program", "ELF"),
    (b"MZ\x90\0", "program", "Windows"),
    (b"\xca\xfe\xba\xbe", "program", "Java, macOS"),
];

/// Names of entries that tell what a ZIP archive is.
const ARCHIVES: &[(&str, Case, &str)] = &[
    ("xl/workbook.bin", "workbook", "Excel (.xlsb)"),
    ("content.xml", "workbook", "OpenDocument (.ods)"),
    ("word/document.xml", "document", "Word (.docx)"),
    ("ppt/presentation.xml", "document", "PowerPoint (.pptx)"),
];

/// The failure of a file that is known not to be a table here; `None` where it may be one.
pub(super) fn recognized(bytes: &[u8]) -> Option<Failure> {
    if let Some((_, case, name)) = BEGINNINGS.iter().find(|(beginning, ..)| bytes.starts_with(beginning)) {
        return Some(failure(case, name));
    }
    if is_pickle(bytes) {
        return Some(failure("pickle", "pickle"));
    }
    let text = bytes.strip_prefix(UTF_8_MARK).unwrap_or(bytes).trim_ascii_start();
    let is_tag = |tag: &str| text.get(..tag.len()).is_some_and(|start| start.eq_ignore_ascii_case(tag.as_bytes()));
    if ["<!doctype html", "<html", "<head", "<table", "<body", "<meta", "<script"].iter().any(|tag| is_tag(tag)) {
        return Some(failure("web_page", "HTML"));
    }
    if is_tag("<?xml") {
        return Some(failure("document", "XML"));
    }
    // The length of a header in JSON, which the network's weights stand in.
    if matches!(bytes, [_, _, _, _, _, 0, 0, 0, b'{', b'"', ..]) {
        return Some(failure("data", "safetensors"));
    }
    None
}

/// The failure of a ZIP archive that is neither workbook nor arrays.
pub(super) fn archive<'name>(mut names: impl Iterator<Item = &'name str>) -> Failure {
    let known = names.find_map(|name| {
        if name.ends_with("data.pkl") {
            return Some(("pickle", "PyTorch (.pt)"));
        }
        ARCHIVES.iter().find(|(entry, ..)| *entry == name).map(|(_, case, kind)| (*case, *kind))
    });
    let (case, name) = known.unwrap_or(("packed", "ZIP"));
    failure(case, name)
}

/// Python's pickle of protocol 2 to 5: a version, and the mark of its end.
fn is_pickle(bytes: &[u8]) -> bool {
    matches!(bytes, [0x80, 2..=5, .., b'.'])
}

fn failure(case: Case, name: &str) -> Failure {
    let (what, help) = match case {
        "packed" => ("packed data or an archive", "unpack it, and open the table in it"),
        "pointer" => (
            "a note in place of a large file that was not fetched",
            "run git lfs pull in its folder, or download the file itself",
        ),
        "workbook" => ("a workbook", "open it in a spreadsheet program, and save it as .xlsx or CSV"),
        "web_page" => (
            "a web page, perhaps that of a refused download",
            "open it in a browser, and download the table itself, or copy the table into a spreadsheet",
        ),
        "pickle" => (
            "objects of Python, which could run any program when opened",
            "open it in Python, and save the table with to_parquet or to_csv",
        ),
        "database" => ("a database", "export one table of it as CSV or Parquet"),
        "statistics" => (
            "data of a statistics program",
            "export the table as CSV from that program, or save it with pandas as Parquet",
        ),
        "data" => ("scientific data", "save the table as Parquet or CSV with the program that made it, or with pandas"),
        "picture" => ("a picture", "choose a table; pictures become one as NPY, NPZ or IDX arrays"),
        "program" => ("a program", "choose another file"),
        _ => ("a document", "copy the table into a spreadsheet, and save it as .xlsx or CSV"),
    };
    Failure::new(FailureCode::TableForeign, format!("{what} ({name})"), TABLE_FILES, help)
        .case(case)
        .text("format", name)
}
