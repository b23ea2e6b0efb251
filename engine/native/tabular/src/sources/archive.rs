//! ZIP archives, as NPZ and Excel workbooks are: their entries, read within limits.

use super::faults::{cut_short, damaged, too_large};
use crate::options::TableFormat;
use failures::Failure;
use std::io::{Cursor, Read};
use zip::ZipArchive;
use zip::result::ZipError;

/// An archive whose list of entries is read.
pub(super) struct Archive<'file> {
    zip: ZipArchive<Cursor<&'file [u8]>>,
    names: Vec<String>,
}

impl<'file> Archive<'file> {
    /// # Errors
    /// When the list of entries is damaged; it stands at the end, so that it lacks in a file cut short.
    pub fn open(bytes: &'file [u8], format: TableFormat) -> Result<Self, Failure> {
        let zip = ZipArchive::new(Cursor::new(bytes)).map_err(|error| failure(format, &error))?;
        let names = zip.file_names().map(|name| name.map(|name| name.into_owned()));
        let names = names.collect::<Result<Vec<String>, ZipError>>().map_err(|error| failure(format, &error))?;
        Ok(Self { zip, names })
    }

    /// Names of the entries in the order they stand.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }

    /// One entry, its checksum checked; refused when it holds more than `limit` bytes, whatever its header says.
    pub fn read(&mut self, name: &str, format: TableFormat, limit: u64) -> Result<Vec<u8>, Failure> {
        let mut bytes = Vec::new();
        let entry = self.zip.by_name(name).map_err(|error| failure(format, &error))?;
        entry.take(limit.saturating_add(1)).read_to_end(&mut bytes).map_err(|error| damaged(format, error))?;
        if bytes.len() as u64 > limit { Err(too_large(limit, "bytes")) } else { Ok(bytes) }
    }

    /// Reads every entry through without keeping it, so that whoever reads the archive next cannot meet a wrong checksum or
    /// more than `limit` bytes in all.
    pub fn check(&mut self, format: TableFormat, limit: u64) -> Result<(), Failure> {
        let mut left = limit;
        for index in 0..self.zip.len() {
            let entry = self.zip.by_index(index).map_err(|error| failure(format, &error))?;
            let read = std::io::copy(&mut entry.take(left.saturating_add(1)), &mut std::io::sink());
            let read = read.map_err(|error| damaged(format, error))?;
            left = left.checked_sub(read).ok_or_else(|| too_large(limit, "bytes"))?;
        }
        Ok(())
    }
}

fn failure(format: TableFormat, error: &ZipError) -> Failure {
    match error {
        ZipError::InvalidArchive(_) => cut_short(format),
        other => damaged(format, other),
    }
}
