//! A model file's checksum, by which damage is told that leaves it readable: a weight changed within bounds.

use crate::fault::unreadable;
use failures::Failure;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use trainer::NamedTensor;

/// Key of the checksum among the metadata.
pub(crate) const CHECKSUM_KEY: &str = "layerglass.checksum";
/// The first format that has one.
const FIRST_FORMAT: u32 = 2;
/// Numbers hashed at a time.
const CHUNK: usize = 4096;

/// SHA-256 of the description's text and then the tensors' bytes in the file's order, lower-case hex.
pub(crate) fn checksum(description: &str, tensors: &[NamedTensor]) -> String {
    let mut hash = Sha256::new();
    hash.update(description);
    let mut bytes = Vec::with_capacity(CHUNK * size_of::<f32>());
    for chunk in tensors.iter().flat_map(|tensor| tensor.values.chunks(CHUNK)) {
        bytes.clear();
        bytes.extend(chunk.iter().flat_map(|value| value.to_le_bytes()));
        hash.update(&bytes);
    }
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Whether a file of this format is as it was written; older ones cannot tell.
pub(crate) fn require_undamaged(
    format: u32,
    metadata: &BTreeMap<String, String>,
    description: &str,
    tensors: &[NamedTensor],
) -> Result<(), Failure> {
    let Some(stated) = metadata.get(CHECKSUM_KEY) else {
        if format < FIRST_FORMAT {
            return Ok(());
        }
        return Err(damaged("no checksum".to_owned(), format!("one, as every file of format {format} has")));
    };
    let found = checksum(description, tensors);
    if *stated == found {
        return Ok(());
    }
    Err(damaged(format!("a damaged file, whose content has SHA-256 {found}"), format!("{stated}, as it was written")))
}

fn damaged(found: String, expected: String) -> Failure {
    let mut failure = unreadable(found, expected);
    "The file was changed or damaged after it was saved: use another copy of it, or save the model again."
        .clone_into(&mut failure.help);
    failure.case("changed")
}
