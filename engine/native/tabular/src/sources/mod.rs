//! Tables from every kind of file: bytes to Arrow record batches, a format a file; delimited text is read beside it.

mod archive;
mod arff;
mod arff_value;
mod arrow_fields;
mod arrow_ipc;
mod columns;
mod elements;
mod exact_numbers;
mod faults;
mod flatbuffer;
mod foreign;
mod format;
mod idx;
mod json;
mod libsvm;
mod npy;
mod npz;
mod parquet;
mod parquet_column;
mod parquet_pages;
mod parts;
mod python_literal;
mod table_source;
mod unpack;
mod workbook;

pub(crate) use columns::{SourceRows, cell_text, preview, read_all};
pub(crate) use table_source::TableSource;
pub use table_source::Watch;
pub(crate) use unpack::{read_stored, unpacked};
pub(crate) use workbook::{SheetText, sheet_reading};

use crate::file_bytes::FileBytes;
use crate::limits::ReadLimits;
use crate::options::{ReadOptions, TableFormat};
use crate::text::decode;
use archive::Archive;
use failures::Failure;
use std::path::Path;

const ZIP: &[u8] = b"PK\x03\x04";

/// A table's file, told by its contents.
pub(crate) enum Opened {
    /// Lines of delimited text, in an encoding that is still to be told.
    Text(FileBytes),
    /// Lines of delimited text that a workbook's sheet makes.
    Sheet(SheetText),
    /// Rows as the file types them.
    Rows(Box<dyn TableSource>),
}

/// Opens unpacked bytes as what they are, or as the options say. `path` is that of the file, where there is one.
///
/// # Errors
/// A `Failure` naming what the file is, or what is wrong with it.
pub(crate) fn open(
    bytes: FileBytes,
    path: Option<&Path>,
    options: &ReadOptions,
    limits: &ReadLimits,
    watch: &Watch,
) -> Result<Opened, Failure> {
    if bytes.starts_with(ZIP) {
        return open_archive(&bytes, options, limits, watch);
    }
    let format = match options.format {
        Some(format) => format,
        None => match format::format_of(&bytes, path) {
            TableFormat::Text => foreign::recognized(&bytes).map_or(Ok(TableFormat::Text), Err)?,
            format => format,
        },
    };
    if matches!(format, TableFormat::Json | TableFormat::Arff | TableFormat::Libsvm) {
        let (text, encoding) = decode(bytes, options.encoding.as_deref())?;
        let text = String::from_utf8_lossy(&text);
        let mut table = match format {
            TableFormat::Json => json::open(text.as_bytes(), limits, watch)?,
            TableFormat::Arff => arff::open(&text, limits, watch)?,
            _ => libsvm::open(&text, limits, watch)?,
        };
        table.guesses.push(encoding);
        return Ok(Opened::Rows(Box::new(table)));
    }
    let source: Box<dyn TableSource> = match format {
        TableFormat::Text => return Ok(Opened::Text(bytes)),
        TableFormat::Parquet => Box::new(parquet::ParquetSource::open(bytes.into_vec(), limits)?),
        TableFormat::Arrow => Box::new(arrow_ipc::ArrowSource::open(bytes.into_vec(), limits)?),
        TableFormat::Npy => Box::new(npy::open(&bytes, limits)?),
        TableFormat::Idx => Box::new(idx::open(&bytes, path, limits)?),
        // These begin as archives do.
        _ => return Err(faults::damaged(format, "no ZIP archive")),
    };
    Ok(Opened::Rows(source))
}

fn open_archive(bytes: &[u8], options: &ReadOptions, limits: &ReadLimits, watch: &Watch) -> Result<Opened, Failure> {
    // Until its list is read, a damaged archive is taken for the commonest.
    let mut archive = Archive::open(bytes, options.format.unwrap_or(TableFormat::Xlsx))?;
    if archive.names().any(|name| name == workbook::ENTRY) {
        return workbook::open(bytes, &mut archive, options, limits, watch).map(Opened::Sheet);
    }
    if archive.names().next().is_some() && archive.names().all(|name| name.ends_with(".npy")) {
        return Ok(Opened::Rows(Box::new(npz::open(&mut archive, options, limits)?)));
    }
    Err(foreign::archive(archive.names()))
}
