//! Parameters as a safetensors file (format 0.x: eight bytes of header length, a JSON header, then the tensors' bytes,
//! little-endian and without gaps), so that Python reads them with one call.

use crate::session::NamedTensor;
use serde::Deserialize;
use std::collections::{BTreeMap, HashSet};
use std::fmt;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

/// Bytes of the header's length field.
const LENGTH_BYTES: usize = 8;
/// The format's own bound on the header, so that a damaged length cannot ask for all memory.
const LARGEST_HEADER: u64 = 100_000_000;
/// Largest file read: four times what the largest network this trainer accepts could need.
const LARGEST_FILE: u64 = 16 << 30;
const VALUE_BYTES: usize = size_of::<f32>();
/// The one header entry that is no tensor.
const METADATA: &str = "__metadata__";

/// Why parameters could not be written or read.
#[derive(Debug)]
pub enum ParameterFileError {
    /// The operating system refused; nothing under the file's own name has changed.
    Io(io::Error),
    /// The tensors cannot be stored: a name used twice or reserved, or a shape that does not fit its values.
    Unstorable { tensor: String, found: String, expected: String },
    /// The bytes are not a whole safetensors document of float32 tensors.
    Damaged { found: String, expected: String },
}

impl fmt::Display for ParameterFileError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(error) => write!(formatter, "{error}"),
            Self::Unstorable { tensor, found, expected } => {
                write!(formatter, "tensor {tensor}: found {found}, expected {expected}")
            }
            Self::Damaged { found, expected } => write!(formatter, "found {found}, expected {expected}"),
        }
    }
}

impl std::error::Error for ParameterFileError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io(error) => Some(error),
            Self::Unstorable { .. } | Self::Damaged { .. } => None,
        }
    }
}

impl From<io::Error> for ParameterFileError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

fn damaged(found: impl Into<String>, expected: impl Into<String>) -> ParameterFileError {
    ParameterFileError::Damaged { found: found.into(), expected: expected.into() }
}

/// The bytes of a safetensors document with the tensors in the order given.
pub fn encode_parameters(tensors: &[NamedTensor]) -> Result<Vec<u8>, ParameterFileError> {
    let mut header = String::from("{\"__metadata__\":{\"producer\":\"layerglass\"}");
    let mut names = HashSet::new();
    let mut offset = 0;
    for tensor in tensors {
        let unstorable = |found: String, expected: &str| ParameterFileError::Unstorable {
            tensor: tensor.name.clone(),
            found,
            expected: expected.to_owned(),
        };
        if tensor.name == METADATA || !names.insert(tensor.name.as_str()) {
            return Err(unstorable("this name".to_owned(), "one that is neither reserved nor used twice"));
        }
        if element_count(&tensor.shape) != Some(tensor.values.len()) {
            let found = format!("{} values for shape {:?}", tensor.values.len(), tensor.shape);
            return Err(unstorable(found, "as many values as the shape has elements"));
        }
        let end = offset + tensor.values.len() * VALUE_BYTES;
        let name = serde_json::Value::from(tensor.name.as_str());
        header.push_str(&format!(
            ",{name}:{{\"dtype\":\"F32\",\"shape\":{},\"data_offsets\":[{offset},{end}]}}",
            serde_json::Value::from(tensor.shape.clone()),
        ));
        offset = end;
    }
    header.push('}');
    // The tensors then begin at a multiple of eight; the format allows spaces after the header.
    while header.len() % 8 != 0 {
        header.push(' ');
    }
    let mut bytes = Vec::with_capacity(LENGTH_BYTES + header.len() + offset);
    bytes.extend_from_slice(&(header.len() as u64).to_le_bytes());
    bytes.extend_from_slice(header.as_bytes());
    for value in tensors.iter().flat_map(|tensor| &tensor.values) {
        bytes.extend_from_slice(&value.to_le_bytes());
    }
    Ok(bytes)
}

/// A tensor's entry in the header.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TensorEntry {
    dtype: String,
    shape: Vec<usize>,
    data_offsets: [usize; 2],
}

/// The tensors of a safetensors document in the order of their bytes. Every flaw is an error, none a panic.
pub fn decode_parameters(bytes: &[u8]) -> Result<Vec<NamedTensor>, ParameterFileError> {
    let Document { entries, data } = split_header(bytes)?;
    let mut tensors = Vec::with_capacity(entries.len());
    let mut offset = 0;
    for (name, TensorEntry { dtype, shape, data_offsets: [start, end] }) in entries {
        if dtype != "F32" {
            return Err(damaged(format!("tensor {name} of type {dtype}"), "type F32"));
        }
        if start != offset {
            return Err(damaged(format!("tensor {name} at byte {start}"), format!("byte {offset}, without gap")));
        }
        let length = element_count(&shape).and_then(|count| count.checked_mul(VALUE_BYTES));
        let tensor = data.get(start..end).filter(|tensor| Some(tensor.len()) == length).ok_or_else(|| {
            damaged(
                format!("tensor {name} at bytes {start} to {end} of {}", data.len()),
                format!("{} bytes for shape {shape:?}", length.map_or("fewer".to_owned(), |bytes| bytes.to_string())),
            )
        })?;
        let (values, _) = tensor.as_chunks::<VALUE_BYTES>();
        tensors.push(NamedTensor {
            name,
            shape,
            values: values.iter().map(|&bytes| f32::from_le_bytes(bytes)).collect(),
        });
        offset = end;
    }
    if offset != data.len() {
        return Err(damaged(format!("{} bytes of tensors", data.len()), format!("{offset}, as the header says")));
    }
    Ok(tensors)
}

/// A safetensors document taken apart.
struct Document<'a> {
    /// Names and entries, ordered by where their bytes begin.
    entries: Vec<(String, TensorEntry)>,
    /// The bytes of the tensors.
    data: &'a [u8],
}

/// Takes a document apart without looking at the tensors.
fn split_header(bytes: &[u8]) -> Result<Document<'_>, ParameterFileError> {
    let (length, rest) = bytes
        .split_first_chunk::<LENGTH_BYTES>()
        .ok_or_else(|| damaged(format!("{} bytes", bytes.len()), "at least 8, the header's length"))?;
    let length = u64::from_le_bytes(*length);
    let header_end = usize::try_from(length).ok().filter(|&end| length <= LARGEST_HEADER && end <= rest.len());
    let header_end = header_end.ok_or_else(|| {
        damaged(
            format!("a header of {length} bytes in a file of {}", bytes.len()),
            "a header that the file holds whole",
        )
    })?;
    let (header, data) = rest.split_at(header_end);
    let bad_header = |error: serde_json::Error| damaged(format!("a header that is not readable ({error})"), "JSON");
    let mut fields: BTreeMap<String, serde_json::Value> = serde_json::from_slice(header).map_err(bad_header)?;
    fields.remove(METADATA);
    let mut entries = Vec::with_capacity(fields.len());
    for (name, field) in fields {
        entries.push((name, serde_json::from_value::<TensorEntry>(field).map_err(bad_header)?));
    }
    // Entries without bytes share their start with the next one and come first.
    entries.sort_by_key(|(_, entry)| entry.data_offsets);
    Ok(Document { entries, data })
}

/// Elements of a shape, unless their number is beyond counting.
fn element_count(shape: &[usize]) -> Option<usize> {
    shape.iter().try_fold(1_usize, |count, &extent| count.checked_mul(extent))
}

/// Writes a safetensors file: whole under its own name, or not at all (a sibling file, flushed to disk, then renamed).
pub fn write_parameter_file(path: &Path, tensors: &[NamedTensor]) -> Result<(), ParameterFileError> {
    let bytes = encode_parameters(tensors)?;
    let partial = partial_path(path)?;
    let written = write_new(&partial, &bytes).and_then(|()| fs::rename(&partial, path));
    if let Err(error) = written {
        // The first error is the one to tell; the partial file may not even exist.
        let _ = fs::remove_file(&partial);
        return Err(error.into());
    }
    sync_folder(path)?;
    Ok(())
}

/// A name beside `path` that no other writer uses.
fn partial_path(path: &Path) -> io::Result<PathBuf> {
    static WRITES: AtomicU32 = AtomicU32::new(0);
    let name = path.file_name().ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "not the name of a file"))?;
    let mut partial = std::ffi::OsString::from(".");
    partial.push(name);
    partial.push(format!(".{}-{}.partial", std::process::id(), WRITES.fetch_add(1, Ordering::Relaxed)));
    Ok(path.with_file_name(partial))
}

fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Makes the rename itself last, where folders can be flushed.
fn sync_folder(path: &Path) -> io::Result<()> {
    if cfg!(unix) {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}

/// Reads a safetensors file of float32 tensors.
pub fn read_parameter_file(path: &Path) -> Result<Vec<NamedTensor>, ParameterFileError> {
    let file = File::open(path)?;
    let size = file.metadata()?.len();
    if size > LARGEST_FILE {
        return Err(damaged(format!("a file of {size} bytes"), format!("at most {LARGEST_FILE}")));
    }
    let mut bytes = Vec::new();
    file.take(LARGEST_FILE).read_to_end(&mut bytes)?;
    decode_parameters(&bytes)
}
