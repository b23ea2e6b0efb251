//! The file itself: a safetensors document whose metadata holds the description.

use crate::checksum::{CHECKSUM_KEY, checksum, require_undamaged};
use crate::description::{MODEL_FORMAT, ModelData, ModelDescription, ModelVersions, outputs};
use crate::fault::unreadable;
use crate::source::RunSource;
use crate::test_look::TestLook;
use failures::Failure;
use preparing::FittedScale;
use std::fs::File;
use std::io::{BufReader, ErrorKind, Read};
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};
use trainer::ir::Ir;
use trainer::safetensors::{Header, LONGEST_HEADER, StoredTensor, encode_document, read_tensors};
use trainer::{FailureCode, KeptNetwork, NamedTensor, failure};

/// Key of the description among the metadata.
pub const MODEL_KEY: &str = "layerglass.model";

/// What whoever saves a model knows beside the run.
#[derive(Debug, Clone, serde::Deserialize, ts_rs::TS)]
#[serde(deny_unknown_fields)]
pub struct ModelContext {
    pub app_version: String,
    /// The project's name.
    pub name: String,
    /// Name of the table's file, without its folder.
    pub data_name: String,
    /// What was seen of the run's test rows, if somebody looked.
    #[serde(default)]
    #[ts(optional)]
    pub test: Option<TestLook>,
    /// The project as its file holds it.
    #[ts(type = "unknown")]
    pub project: serde_json::Value,
}

/// A model file as read: description and tensors, checked against each other.
#[derive(Debug, Clone, PartialEq)]
pub struct ModelFile {
    pub description: ModelDescription,
    /// Every parameter of the IR, and nothing else; finite.
    pub tensors: Vec<NamedTensor>,
}

impl ModelFile {
    /// A run that rests as a model.
    ///
    /// # Errors
    /// When a target of the IR is none of the table's.
    pub fn of(kept: KeptNetwork, source: &RunSource, context: ModelContext) -> Result<ModelFile, Failure> {
        let KeptNetwork { ir, tensors, figures } = kept;
        let saved_at = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis());
        let description = ModelDescription {
            format: MODEL_FORMAT,
            name: context.name,
            versions: ModelVersions { app: context.app_version, engine: env!("CARGO_PKG_VERSION").to_owned() },
            saved_at_unix_millis: u64::try_from(saved_at).unwrap_or(0),
            outputs: outputs(&ir, &source.preparation)?,
            preparation: source.preparation.clone(),
            scales: source.scales.clone(),
            typical: source.typical.clone(),
            data: ModelData { name: context.data_name, ..source.data.clone() },
            figures,
            test: context.test,
            started_from: source.started_from.clone(),
            project: context.project,
            ir: Ir::clone(&ir),
        };
        Ok(ModelFile { description, tensors })
    }

    /// The bytes of the file.
    ///
    /// # Errors
    /// When the description is longer than is read back: a column of millions of different texts.
    pub fn encode(&self) -> Result<Vec<u8>, Failure> {
        let json = serde_json::to_string(&self.description);
        let json = json.map_err(|error| unwritable(error.to_string(), "a description that can be written"))?;
        let checksum = checksum(&json, &self.tensors);
        let metadata = [("producer", "layerglass"), (CHECKSUM_KEY, checksum.as_str()), (MODEL_KEY, json.as_str())];
        let bytes = encode_document(&metadata, &self.tensors)
            .map_err(|error| unwritable(error.to_string(), "tensors that can be stored"))?;
        let header = bytes.first_chunk::<8>().map_or(0, |length| u64::from_le_bytes(*length));
        if header > LONGEST_HEADER {
            let found = format!("a description of {header} bytes");
            let mut failure = unwritable(found, "at most 64 MiB");
            "Encode columns of many different texts otherwise, or ignore them.".clone_into(&mut failure.help);
            return Err(failure);
        }
        Ok(bytes)
    }

    /// Reads a file as if an enemy had written it: nothing is allocated for more than the file holds and the network asks
    /// for.
    ///
    /// # Errors
    /// What was found, what was expected, and the file.
    pub fn read(path: &Path) -> Result<ModelFile, Failure> {
        Self::read_unnamed(path).map_err(|mut failure| {
            failure.found = format!("{} in {}", failure.found, path.display());
            failure.in_file(&path.to_string_lossy())
        })
    }

    fn read_unnamed(path: &Path) -> Result<ModelFile, Failure> {
        let file = File::open(path).map_err(|error| refused(&error))?;
        let metadata = file.metadata().map_err(|error| refused(&error))?;
        if !metadata.is_file() {
            return Err(unreadable("no file", "a model file"));
        }
        Self::read_source(&mut BufReader::new(file), metadata.len())
    }

    /// Reads the bytes of a file as `read` reads the file.
    ///
    /// # Errors
    /// What was found and what was expected.
    pub fn decode(bytes: &[u8]) -> Result<ModelFile, Failure> {
        Self::read_source(&mut &*bytes, bytes.len() as u64)
    }

    fn read_source(source: &mut impl Read, length: u64) -> Result<ModelFile, Failure> {
        let header = Header::read(source, length)
            .map_err(|error| unreadable(error.found, format!("{} (a model file)", error.expected)).case("foreign"))?;
        let Some(json) = header.metadata.get(MODEL_KEY) else {
            let found = "a safetensors file without a model's description";
            return Err(unreadable(found, "a file made by Save Model or train --save").case("foreign"));
        };
        let description = ModelDescription::parse(json)?;
        require_shapes(&description.ir, &header.tensors)?;
        let tensors = read_tensors(&header, source).map_err(|error| unreadable(error.found, error.expected))?;
        require_scales(&description.scales, &tensors)?;
        let finite = |tensor: &&NamedTensor| tensor.values.iter().all(|value| value.is_finite());
        if let Some(tensor) = tensors.iter().find(|tensor| !finite(tensor)) {
            return Err(unreadable(format!("a number in {} that is not finite", tensor.name), "finite numbers"));
        }
        require_undamaged(description.format, &header.metadata, json, &tensors)?;
        Ok(ModelFile { description, tensors })
    }
}

/// Whether the tensors are the network's parameters: each once, of its shape, and no other.
fn require_shapes(ir: &Ir, tensors: &[StoredTensor]) -> Result<(), Failure> {
    for parameter in &ir.parameters {
        let Some(tensor) = tensors.iter().find(|tensor| tensor.name == parameter.name) else {
            return Err(unreadable(format!("no tensor {}", parameter.name), "one for every parameter"));
        };
        if !parameter.shape.iter().map(|side| *side as usize).eq(tensor.shape.iter().copied()) {
            let found = format!("{} of shape {:?}", tensor.name, tensor.shape);
            return Err(unreadable(found, format!("shape {:?}", parameter.shape)));
        }
    }
    let is_known = |tensor: &&StoredTensor| ir.parameters.iter().any(|parameter| parameter.name == tensor.name);
    match tensors.iter().find(|tensor| !is_known(tensor)) {
        Some(tensor) => Err(unreadable(format!("a tensor {}", tensor.name), "the network's parameters alone")),
        None => Ok(()),
    }
}

/// Whether the constants told are those the network computes with.
fn require_scales(scales: &[FittedScale], tensors: &[NamedTensor]) -> Result<(), Failure> {
    for FittedScale { offset, factor, scaling, .. } in scales {
        for (name, told) in [(offset, scaling.narrow_offset()), (factor, scaling.narrow_factor())] {
            let values = tensors.iter().find(|tensor| tensor.name == *name).map(|tensor| &tensor.values);
            if values != Some(&told) {
                return Err(unreadable(format!("constants of {name} other than its tensor's"), "the same"));
            }
        }
    }
    Ok(())
}

fn refused(error: &std::io::Error) -> Failure {
    let found = if error.kind() == ErrorKind::NotFound { "no file".to_owned() } else { error.to_string() };
    let mut failure = unreadable(found, "a model file that can be read");
    "Choose the file again, and check its permissions.".clone_into(&mut failure.help);
    match error.kind() {
        ErrorKind::NotFound => failure.case("absent"),
        kind => failure.case("refused").text("reason", format!("{kind:?}")),
    }
}

fn unwritable(found: String, expected: &str) -> Failure {
    failure(FailureCode::ModelUnreadable, found, expected, "Save the model again.")
}
