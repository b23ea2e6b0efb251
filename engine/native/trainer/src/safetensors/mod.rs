//! Tensors as a safetensors document (format 0.x: eight bytes of header length, a JSON header, then the tensors' bytes,
//! little-endian and without gaps), so that Python reads them with one call.

mod read;

pub use read::{Header, LONGEST_HEADER, StoredTensor, UnreadableDocument, read_tensors};

use crate::tensor::NamedTensor;
use std::collections::HashSet;

/// Bytes of the header's length field.
pub(crate) const LENGTH_BYTES: usize = 8;
pub(crate) const VALUE_BYTES: usize = size_of::<f32>();
/// The one header entry that is no tensor.
const METADATA: &str = "__metadata__";

/// Why tensors cannot be stored: a name used twice or reserved, or a shape that does not fit its values.
#[derive(Debug, thiserror::Error)]
#[error("tensor {tensor}: found {found}, expected {expected}")]
pub struct UnstorableTensor {
    pub tensor: String,
    pub found: String,
    pub expected: &'static str,
}

/// The bytes of a safetensors document with the tensors in the order given.
pub fn encode_parameters(tensors: &[NamedTensor]) -> Result<Vec<u8>, UnstorableTensor> {
    encode_document(&[("producer", "layerglass")], tensors)
}

/// The same with this metadata, in the order given.
pub fn encode_document(metadata: &[(&str, &str)], tensors: &[NamedTensor]) -> Result<Vec<u8>, UnstorableTensor> {
    for tensor in tensors {
        if element_count(&tensor.shape) != Some(tensor.values.len()) {
            return Err(UnstorableTensor {
                tensor: tensor.name.clone(),
                found: format!("{} values for shape {:?}", tensor.values.len(), tensor.shape),
                expected: "as many values as the shape has elements",
            });
        }
    }
    let shapes = tensors.iter().map(|tensor| (tensor.name.as_str(), tensor.shape.as_slice()));
    let header = encode_header(metadata, shapes)?;
    let values = tensors.iter().map(|tensor| tensor.values.len()).sum::<usize>();
    let mut bytes = Vec::with_capacity(header.len() + values * VALUE_BYTES);
    bytes.extend_from_slice(&header);
    for value in tensors.iter().flat_map(|tensor| &tensor.values) {
        bytes.extend_from_slice(&value.to_le_bytes());
    }
    Ok(bytes)
}

/// Everything before the tensors' bytes: the header with its length. Metadata comes first and in the order given.
pub(crate) fn encode_header<'a>(
    metadata: &[(&str, &str)],
    tensors: impl Iterator<Item = (&'a str, &'a [usize])>,
) -> Result<Vec<u8>, UnstorableTensor> {
    let text = |text: &str| serde_json::Value::from(text);
    let entries: Vec<String> = metadata.iter().map(|(key, value)| format!("{}:{}", text(key), text(value))).collect();
    let mut header = format!("{{\"{METADATA}\":{{{}}}", entries.join(","));
    let mut names = HashSet::new();
    let mut offset = 0_usize;
    for (name, shape) in tensors {
        let unstorable =
            |found: String, expected: &'static str| UnstorableTensor { tensor: name.to_owned(), found, expected };
        if name == METADATA || !names.insert(name) {
            return Err(unstorable("this name".to_owned(), "one that is neither reserved nor used twice"));
        }
        let bytes = element_count(shape).and_then(|count| count.checked_mul(VALUE_BYTES));
        let Some(end) = bytes.and_then(|bytes| offset.checked_add(bytes)) else {
            return Err(unstorable(format!("shape {shape:?}"), "a number of elements that can be counted"));
        };
        header.push_str(&format!(
            ",{}:{{\"dtype\":\"F32\",\"shape\":{},\"data_offsets\":[{offset},{end}]}}",
            text(name),
            serde_json::Value::from(shape.to_vec()),
        ));
        offset = end;
    }
    header.push('}');
    // The tensors then begin at a multiple of eight; the format allows spaces after the header.
    while header.len() % 8 != 0 {
        header.push(' ');
    }
    let mut bytes = (header.len() as u64).to_le_bytes().to_vec();
    bytes.extend_from_slice(header.as_bytes());
    Ok(bytes)
}

/// Elements of a shape, unless their number is beyond counting.
fn element_count(shape: &[usize]) -> Option<usize> {
    shape.iter().try_fold(1_usize, |count, &extent| count.checked_mul(extent))
}
