//! A float64 as its sixteen hexadecimal digits, which come back bit by bit whatever a JSON reader does with decimals.
//! For `#[serde(with = "exact")]`.

use serde::{Deserialize, Deserializer, Serializer, de::Error};

pub fn serialize<S: Serializer>(value: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&format_args!("{:016x}", value.to_bits()))
}

pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
    let text = String::deserialize(deserializer)?;
    let is_hexadecimal = text.len() == 16 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let bits = is_hexadecimal.then(|| u64::from_str_radix(&text, 16).ok()).flatten();
    bits.map(f64::from_bits).ok_or_else(|| D::Error::custom(format!("{text} for the bits of a number")))
}
