//! Parameters to a file and back; every damage is an error.

use std::fs;
use std::path::PathBuf;

use proptest::prelude::*;
use trainer::NamedTensor;
use trainer::parameter_file::{
    ParameterFileError, decode_parameters, encode_parameters, read_parameter_file, write_parameter_file,
};

/// A folder of its own, removed at the end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("layerglass-{name}-{}", std::process::id()));
        fs::create_dir_all(&path).expect("a folder");
        Self(path)
    }

    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.0).expect("a folder");
        entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn tensor(name: &str, shape: &[usize], start: f32) -> NamedTensor {
    let count: usize = shape.iter().product();
    let values = (0..count).map(|index| start + index as f32).collect();
    NamedTensor { name: name.to_owned(), shape: shape.to_vec(), values }
}

fn network() -> Vec<NamedTensor> {
    vec![
        tensor("dense_1.weight", &[3, 4], 0.5),
        tensor("dense_1.bias", &[4], -2.0),
        tensor("nothing", &[0, 7], 0.0),
        tensor("a \"quoted\" 名字.gamma", &[2], f32::MAX),
        tensor("scalar", &[], -0.0),
    ]
}

proptest! {
    #[test]
    fn any_tensors_come_back_bit_by_bit(
        shapes in prop::collection::vec(prop::collection::vec(0_usize..6, 0..4), 0..6), bits: Vec<u32>, name in "\\PC{0,12}",
    ) {
        let mut bits = bits.into_iter().chain([0x7FC0_0001, 0xFF80_0000, 1]).cycle();
        let tensors: Vec<NamedTensor> = shapes
            .into_iter()
            .enumerate()
            .map(|(index, shape)| {
                let values = bits.by_ref().take(shape.iter().product()).map(f32::from_bits).collect();
                NamedTensor { name: format!("{name}{index}"), shape, values }
            })
            .collect();
        let bytes = encode_parameters(&tensors).expect("storable");
        let back = decode_parameters(&bytes).expect("readable");
        let bits_of = |tensors: &[NamedTensor]| {
            let mut all: Vec<(String, Vec<usize>, Vec<u32>)> = tensors
                .iter()
                .map(|t| (t.name.clone(), t.shape.clone(), t.values.iter().map(|value| value.to_bits()).collect()))
                .collect();
            all.sort();
            all
        };
        prop_assert_eq!(bits_of(&back), bits_of(&tensors));
    }

    #[test]
    fn random_bytes_are_an_error(bytes: Vec<u8>, header in "\\PC{0,80}") {
        prop_assume!(!header.contains("{}"));
        prop_assert!(decode_parameters(&bytes).is_err());
        let mut framed = (header.len() as u64).to_le_bytes().to_vec();
        framed.extend_from_slice(header.as_bytes());
        framed.extend_from_slice(&bytes);
        prop_assert!(decode_parameters(&framed).is_err());
    }
}

#[test]
fn a_file_comes_back_in_order_and_leaves_nothing_beside_it() {
    let folder = Folder::new("round-trip");
    let path = folder.0.join("parameters.safetensors");
    let tensors = vec![tensor("b", &[2, 2], 1.0), tensor("a", &[3], 9.0)];
    write_parameter_file(&path, &[tensor("old", &[1], 0.0)]).expect("written");
    write_parameter_file(&path, &tensors).expect("written over");
    assert_eq!(read_parameter_file(&path).expect("readable"), tensors);
    assert_eq!(folder.names(), ["parameters.safetensors"]);
}

#[test]
fn the_bytes_are_those_of_the_published_format() {
    let bytes = encode_parameters(&[tensor("w", &[1, 2], 1.0)]).expect("storable");
    let length = u64::from_le_bytes(bytes[..8].try_into().expect("eight bytes")) as usize;
    let header: serde_json::Value = serde_json::from_slice(&bytes[8..8 + length]).expect("JSON");
    assert_eq!(header["w"], serde_json::json!({ "dtype": "F32", "shape": [1, 2], "data_offsets": [0, 8] }));
    assert_eq!(length % 8, 0);
    assert_eq!(bytes[8 + length..], [0, 0, 0x80, 0x3F, 0, 0, 0, 0x40]);
}

#[test]
fn every_truncation_is_an_error_and_no_flipped_bit_panics() {
    let bytes = encode_parameters(&network()).expect("storable");
    let whole = decode_parameters(&bytes).expect("readable");
    for length in 0..bytes.len() {
        assert!(decode_parameters(&bytes[..length]).is_err(), "cut to {length} bytes");
    }
    let mut longer = bytes.clone();
    longer.push(0);
    assert!(decode_parameters(&longer).is_err());
    let header_end = bytes.len() - whole.iter().map(|tensor| tensor.values.len() * 4).sum::<usize>();
    for bit in 0..bytes.len() * 8 {
        let mut flipped = bytes.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        // A flip among the values is another value; one in the header may make another name, never another layout.
        if let Ok(tensors) = decode_parameters(&flipped) {
            assert!(bit / 8 >= 8, "a flipped length was taken");
            let elements = |tensors: &[NamedTensor]| tensors.iter().map(|tensor| tensor.values.len()).sum::<usize>();
            assert_eq!(elements(&tensors), elements(&whole), "bit {bit}, header ends at {header_end}");
        }
    }
}

fn document(header: &str, data: &[u8]) -> Vec<u8> {
    let mut bytes = (header.len() as u64).to_le_bytes().to_vec();
    bytes.extend_from_slice(header.as_bytes());
    bytes.extend_from_slice(data);
    bytes
}

#[test]
fn documents_that_lie_are_refused_with_the_reason() {
    let cases = [
        (r#"{"w":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}}"#, 8, "type F64"),
        (r#"{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}"#, 4, "8 bytes for shape"),
        (r#"{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,8]}}"#, 8, "4 bytes for shape"),
        (r#"{"w":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#, 8, "without gap"),
        (r#"{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, 8, "as the header says"),
        (r#"{"w":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}"#, 4, "without gap"),
        (
            r#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#,
            8,
            "without gap",
        ),
        (r#"{"w":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,4]}}"#, 4, "fewer"),
        (r#"{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,18446744073709551615]}}"#, 4, "tensor w"),
        (r#"{"w":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}"#, 4, "not readable"),
        (r#"{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"extra":1}}"#, 4, "not readable"),
        (r#"["w"]"#, 0, "not readable"),
    ];
    for (header, data_bytes, reason) in cases {
        let found = decode_parameters(&document(header, &vec![0; data_bytes]));
        let error = found.expect_err(header).to_string();
        assert!(error.contains(reason), "{header}: {error}");
    }
    assert_eq!(decode_parameters(&document(r#"{"__metadata__":{"format":"pt"}}"#, &[])).expect("no tensors"), []);
    let huge = u64::MAX.to_le_bytes();
    assert!(decode_parameters(&huge).is_err());
}

#[test]
fn tensors_that_cannot_be_stored_are_named() {
    let mut wrong_shape = tensor("w", &[2, 2], 0.0);
    wrong_shape.values.pop();
    let cases = [
        vec![tensor("w", &[1], 0.0), tensor("w", &[1], 1.0)],
        vec![wrong_shape],
        vec![NamedTensor { name: "w".to_owned(), shape: vec![usize::MAX, 2], values: vec![] }],
        vec![tensor("__metadata__", &[1], 0.0)],
    ];
    for tensors in cases {
        let error = encode_parameters(&tensors).expect_err("unstorable");
        assert!(matches!(error, ParameterFileError::Unstorable { .. }), "{error}");
    }
}

#[test]
fn a_write_that_fails_leaves_the_old_file_and_no_other() {
    let folder = Folder::new("failing");
    // A folder under the wanted name cannot be replaced by a file.
    let path = folder.0.join("taken");
    fs::create_dir(&path).expect("a folder");
    assert!(matches!(write_parameter_file(&path, &network()), Err(ParameterFileError::Io(_))));
    assert_eq!(folder.names(), ["taken"]);
    assert!(write_parameter_file(&folder.0.join("absent").join("file"), &network()).is_err());
    assert!(read_parameter_file(&folder.0.join("absent")).is_err());
}
