//! NumPy archives (NPZ): arrays by name. One array is chosen, and those of as many rows stand beside it.

use super::archive::Archive;
use super::faults::{damaged, no_column};
use super::npy::NpyArray;
use super::parts;
use super::table_source::WholeTable;
use crate::guess::EvidenceCode;
use crate::limits::ReadLimits;
use crate::options::{ReadOptions, TableFormat};
use failures::{Failure, FailureCode};
use std::collections::HashMap;

const EXTENSION: &str = ".npy";

/// The table of the array that is asked for, else of the largest, with the arrays of as many rows beside it; the one with
/// the fewest columns, such as a label, comes last.
pub(super) fn open(archive: &mut Archive, options: &ReadOptions, limits: &ReadLimits) -> Result<WholeTable, Failure> {
    let format = TableFormat::Npz;
    let names: Vec<String> =
        archive.names().filter_map(|name| name.strip_suffix(EXTENSION)).map(str::to_owned).collect();
    let mut files = Vec::with_capacity(names.len());
    let mut left = limits.text_bytes;
    for name in &names {
        let file = archive.read(&format!("{name}{EXTENSION}"), format, left)?;
        left -= file.len() as u64;
        files.push(file);
    }
    let mut arrays = Vec::with_capacity(names.len());
    let mut refused: HashMap<&str, Failure> = HashMap::new();
    for (name, file) in names.iter().zip(&files) {
        match NpyArray::read(file, limits) {
            Ok(array) => arrays.push((name, array)),
            // What is no table's, such as an object with settings, does not keep its neighbours from being read.
            Err(failure) if failure.code == FailureCode::TableArray => drop(refused.insert(name, failure)),
            Err(failure) => return Err(failure),
        }
    }
    let chosen = match &options.sheet {
        Some(name) => {
            if let Some(failure) = refused.remove(name.as_str()) {
                return Err(failure);
            }
            let chosen = arrays.iter().position(|(array, _)| *array == name);
            chosen.ok_or_else(|| super::faults::no_such_part(name, &names))?
        }
        None => {
            let largest = arrays
                .iter()
                .enumerate()
                .max_by_key(|(index, (_, array))| (array.rows() * array.width(), std::cmp::Reverse(*index)));
            match (largest, refused.into_values().next()) {
                (Some((index, _)), _) => index,
                (None, Some(failure)) => return Err(failure),
                (None, None) => return Err(no_column(format)),
            }
        }
    };
    let rows = arrays[chosen].1.rows();
    let tables = parts::guess(
        options,
        arrays[chosen].0,
        EvidenceCode::LargestPart,
        arrays.iter().map(|(name, _)| name.as_str()),
    );
    let mut beside: Vec<_> = arrays.iter().filter(|(_, array)| array.rows() == rows).collect();
    beside.sort_by_key(|(_, array)| std::cmp::Reverse(array.width()));
    let columns: Vec<_> = beside.iter().flat_map(|(name, array)| array.columns(name)).collect();
    super::faults::check_size(rows, columns.len(), limits)?;
    let mut table = WholeTable::new(format, rows, columns).map_err(|failure| damaged(format, failure))?;
    table.guesses.push(tables);
    Ok(table)
}
