//! Parameters as a safetensors document (format 0.x: eight bytes of header length, a JSON header, then the tensors'
//! bytes, little-endian and without gaps), so that Python reads them with one call.

use crate::session::NamedTensor;
use std::collections::HashSet;
use std::fmt;

/// Bytes of the header's length field.
const LENGTH_BYTES: usize = 8;
const VALUE_BYTES: usize = size_of::<f32>();
/// The one header entry that is no tensor.
const METADATA: &str = "__metadata__";

/// Why tensors cannot be stored: a name used twice or reserved, or a shape that does not fit its values.
#[derive(Debug)]
pub struct UnstorableTensor {
    pub tensor: String,
    pub found: String,
    pub expected: &'static str,
}

impl fmt::Display for UnstorableTensor {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "tensor {}: found {}, expected {}", self.tensor, self.found, self.expected)
    }
}

impl std::error::Error for UnstorableTensor {}

/// The bytes of a safetensors document with the tensors in the order given.
pub fn encode_parameters(tensors: &[NamedTensor]) -> Result<Vec<u8>, UnstorableTensor> {
    let mut header = String::from("{\"__metadata__\":{\"producer\":\"layerglass\"}");
    let mut names = HashSet::new();
    let mut offset = 0;
    for tensor in tensors {
        let unstorable =
            |found: String, expected: &'static str| UnstorableTensor { tensor: tensor.name.clone(), found, expected };
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

/// Elements of a shape, unless their number is beyond counting.
fn element_count(shape: &[usize]) -> Option<usize> {
    shape.iter().try_fold(1_usize, |count, &extent| count.checked_mul(extent))
}
