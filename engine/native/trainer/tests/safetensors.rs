//! Parameters as safetensors bytes, read back as every other program reads them.

use proptest::prelude::*;
use safetensors::tensor::TensorView;
use safetensors::{Dtype, SafeTensors};
use std::collections::BTreeMap;
use trainer::NamedTensor;
use trainer::safetensors::encode_parameters;

fn tensor(name: &str, shape: &[usize], start: f32) -> NamedTensor {
    let count: usize = shape.iter().product();
    let values = (0..count).map(|index| start + index as f32).collect();
    NamedTensor { name: name.to_owned(), shape: shape.to_vec(), values }
}

/// Shapes and bits by name, as the crate of the format's authors reads them.
fn read(bytes: &[u8]) -> BTreeMap<String, (Vec<usize>, Vec<u32>)> {
    let (_, header) = SafeTensors::read_metadata(bytes).expect("a header");
    assert_eq!(
        header.metadata().as_ref().and_then(|metadata| metadata.get("producer")).expect("a producer"),
        "layerglass"
    );
    let tensors = SafeTensors::deserialize(bytes).expect("a safetensors document");
    let bits = |tensor: TensorView<'_>| {
        assert_eq!(tensor.dtype(), Dtype::F32);
        let (values, rest) = tensor.data().as_chunks();
        assert_eq!(rest, [0_u8; 0]);
        (tensor.shape().to_vec(), values.iter().map(|bytes| u32::from_le_bytes(*bytes)).collect())
    };
    tensors.tensors().into_iter().map(|(name, tensor)| (name, bits(tensor))).collect()
}

proptest! {
    #[test]
    fn any_tensors_come_back_bit_by_bit(
        shapes in prop::collection::vec(prop::collection::vec(0_usize..6, 0..4), 0..6), bits: Vec<u32>, name in "\\PC{0,12}",
    ) {
        let mut bits = bits.into_iter().chain([0x7FC0_0001, 0xFF80_0000, 1]).cycle();
        let expected: BTreeMap<String, (Vec<usize>, Vec<u32>)> = shapes
            .into_iter()
            .enumerate()
            .map(|(index, shape)| {
                let values = bits.by_ref().take(shape.iter().product()).collect();
                (format!("{name}{index}"), (shape, values))
            })
            .collect();
        let tensors: Vec<NamedTensor> = expected
            .iter()
            .map(|(name, (shape, bits))| NamedTensor {
                name: name.clone(),
                shape: shape.clone(),
                values: bits.iter().map(|bits| f32::from_bits(*bits)).collect(),
            })
            .collect();
        prop_assert_eq!(read(&encode_parameters(&tensors).expect("storable")), expected);
    }
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
fn names_may_hold_quotes_and_any_script() {
    let tensors = [tensor("a \"quoted\" 名字.gamma", &[2], f32::MAX), tensor("scalar", &[], 1.5)];
    let back = read(&encode_parameters(&tensors).expect("storable"));
    assert_eq!(back["a \"quoted\" 名字.gamma"], (vec![2], vec![f32::MAX.to_bits(); 2]));
    assert_eq!(back["scalar"], (vec![], vec![1.5_f32.to_bits()]));
}

#[test]
fn tensors_that_cannot_be_stored_are_named() {
    let mut wrong_shape = tensor("w", &[2, 2], 0.0);
    wrong_shape.values.pop();
    let cases = [
        (vec![tensor("w", &[1], 0.0), tensor("w", &[1], 1.0)], "tensor w: found this name"),
        (vec![wrong_shape], "tensor w: found 3 values for shape [2, 2]"),
        (vec![NamedTensor { name: "w".to_owned(), shape: vec![usize::MAX, 2], values: vec![] }], "tensor w: found 0"),
        (vec![tensor("__metadata__", &[1], 0.0)], "tensor __metadata__: found this name"),
    ];
    for (tensors, reason) in cases {
        let error = encode_parameters(&tensors).expect_err("unstorable").to_string();
        assert!(error.starts_with(reason), "{error}");
    }
}
