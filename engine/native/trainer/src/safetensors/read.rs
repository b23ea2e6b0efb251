//! Reading a safetensors header as if an enemy wrote it: no number in it is believed before it was checked, and nothing is
//! allocated by a number it names.

use super::{LENGTH_BYTES, METADATA, VALUE_BYTES, element_count};
use crate::tensor::NamedTensor;
use serde::de::{Error as _, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use std::collections::{BTreeMap, HashSet};
use std::fmt;
use std::io::Read;
use std::ops::Range;

/// Longest header that is read.
pub const LONGEST_HEADER: u64 = 64 << 20;

/// Why a document cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("found {found}, expected {expected}")]
pub struct UnreadableDocument {
    pub found: String,
    pub expected: String,
}

fn unreadable(found: impl Into<String>, expected: impl Into<String>) -> UnreadableDocument {
    UnreadableDocument { found: found.into(), expected: expected.into() }
}

/// One float32 tensor of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredTensor {
    pub name: String,
    pub shape: Vec<usize>,
    /// Bytes it takes in the data that follow the header.
    pub bytes: Range<usize>,
}

/// A checked header: its tensors, in the order of their bytes, fill the data without gaps and overlaps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// The header's own bytes, as they were written.
    pub text: Vec<u8>,
    pub metadata: BTreeMap<String, String>,
    pub tensors: Vec<StoredTensor>,
    /// Bytes of all tensors together.
    pub data_bytes: usize,
}

impl Header {
    /// Reads the header from the start of a document of `length` bytes, and leaves `source` at the first tensor's bytes.
    pub fn read(source: &mut impl Read, length: u64) -> Result<Header, UnreadableDocument> {
        let mut length_field = [0; LENGTH_BYTES];
        source.read_exact(&mut length_field).map_err(|error| cut_short(&error))?;
        let header_bytes = u64::from_le_bytes(length_field);
        let most = length.saturating_sub(LENGTH_BYTES as u64).min(LONGEST_HEADER);
        if header_bytes > most {
            return Err(unreadable(format!("a header of {header_bytes} bytes"), format!("at most {most}")));
        }
        let mut text = Vec::new();
        source.by_ref().take(header_bytes).read_to_end(&mut text).map_err(|error| cut_short(&error))?;
        if text.len() as u64 != header_bytes {
            return Err(unreadable(format!("{} bytes of a header", text.len()), header_bytes.to_string()));
        }
        let data_bytes = usize::try_from(length - LENGTH_BYTES as u64 - header_bytes)
            .map_err(|_| unreadable(format!("{length} bytes"), "a document that fits in memory"))?;
        let written: Written =
            serde_json::from_slice(&text).map_err(|error| unreadable(error.to_string(), "a safetensors header"))?;
        let tensors = tiled(written.tensors, data_bytes)?;
        Ok(Header { metadata: written.metadata, tensors, data_bytes, text })
    }
}

/// The values of a header's tensors, in its order, from a source that stands at the first tensor's bytes.
pub fn read_tensors(header: &Header, source: &mut impl Read) -> Result<Vec<NamedTensor>, UnreadableDocument> {
    let mut tensors = Vec::with_capacity(header.tensors.len());
    let mut bytes = Vec::new();
    for StoredTensor { name, shape, bytes: range } in &header.tensors {
        // Grows as bytes come, however many the header promises.
        bytes.clear();
        source.by_ref().take(range.len() as u64).read_to_end(&mut bytes).map_err(|error| cut_short(&error))?;
        if bytes.len() != range.len() {
            return Err(unreadable(format!("{} bytes of {name}", bytes.len()), range.len().to_string()));
        }
        let values = bytes.as_chunks::<VALUE_BYTES>().0.iter().map(|bytes| f32::from_le_bytes(*bytes));
        tensors.push(NamedTensor { name: name.clone(), shape: shape.clone(), values: values.collect() });
    }
    Ok(tensors)
}

fn cut_short(error: &std::io::Error) -> UnreadableDocument {
    unreadable(error.to_string(), "a whole document")
}

/// The tensors in the order of their bytes, if those are what their shapes need and together the whole data.
fn tiled(written: Vec<(String, WrittenTensor)>, data_bytes: usize) -> Result<Vec<StoredTensor>, UnreadableDocument> {
    let mut tensors = Vec::with_capacity(written.len());
    for (name, WrittenTensor { dtype, shape, data_offsets: [start, end] }) in written {
        if dtype != "F32" {
            return Err(unreadable(format!("dtype {dtype} of {name}"), "F32"));
        }
        let needed = element_count(&shape).and_then(|count| count.checked_mul(VALUE_BYTES));
        if needed.is_none() || end.checked_sub(start) != needed || end > data_bytes {
            let found = format!("{name} of shape {shape:?} in bytes {start} to {end} of {data_bytes}");
            return Err(unreadable(found, "four bytes an element, within the document"));
        }
        tensors.push(StoredTensor { name, shape, bytes: start..end });
    }
    tensors.sort_by_key(|tensor| (tensor.bytes.start, tensor.bytes.end));
    let mut covered = 0;
    for tensor in &tensors {
        if tensor.bytes.start != covered {
            let found = format!("{} from byte {}", tensor.name, tensor.bytes.start);
            return Err(unreadable(found, format!("from byte {covered}, without gap or overlap")));
        }
        covered = tensor.bytes.end;
    }
    if covered != data_bytes {
        return Err(unreadable(format!("{data_bytes} bytes of data"), format!("{covered}")));
    }
    Ok(tensors)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenTensor {
    dtype: String,
    shape: Vec<usize>,
    data_offsets: [usize; 2],
}

/// The header's JSON, with no name used twice.
#[derive(Default)]
struct Written {
    metadata: BTreeMap<String, String>,
    tensors: Vec<(String, WrittenTensor)>,
}

impl<'de> Deserialize<'de> for Written {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Written, D::Error> {
        deserializer.deserialize_map(HeaderVisitor)
    }
}

struct HeaderVisitor;

impl<'de> Visitor<'de> for HeaderVisitor {
    type Value = Written;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object of tensors")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Written, A::Error> {
        let mut written = Written::default();
        let mut names = HashSet::new();
        while let Some(name) = map.next_key::<String>()? {
            if !names.insert(name.clone()) {
                return Err(A::Error::custom(format!("{name} twice")));
            }
            if name == METADATA {
                written.metadata = map.next_value::<Metadata>()?.0;
            } else {
                written.tensors.push((name, map.next_value()?));
            }
        }
        Ok(written)
    }
}

/// Texts by name, no name used twice.
struct Metadata(BTreeMap<String, String>);

impl<'de> Deserialize<'de> for Metadata {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Metadata, D::Error> {
        struct MetadataVisitor;
        impl<'de> Visitor<'de> for MetadataVisitor {
            type Value = Metadata;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object of texts")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Metadata, A::Error> {
                let mut texts = BTreeMap::new();
                while let Some((key, value)) = map.next_entry::<String, String>()? {
                    if texts.contains_key(&key) {
                        return Err(A::Error::custom(format!("metadata {key} twice")));
                    }
                    texts.insert(key, value);
                }
                Ok(Metadata(texts))
            }
        }
        deserializer.deserialize_map(MetadataVisitor)
    }
}
