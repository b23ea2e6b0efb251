//! Reads a run made by Keras and PyTorch (test/reference) and takes the same run with the trainer.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::mpsc;

use serde_json::Value;
use trainer::events::EventBatch;
use trainer::ir::{ClassWeights, Ir, ParameterRole, Schedule};
use trainer::{Dataset, NamedTensor, Session};

/// Where the files lie.
pub const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../test/reference");

/// Who may have taken the run: prefixes of the tensors.
pub const FRAMEWORKS: [&str; 2] = ["keras", "torch"];

/// One file of test/reference: the network and everything computed of it, by the names its script gives.
pub struct ReferenceCase {
    pub ir: Ir,
    /// The IR as it was written.
    pub document: Value,
    /// Names of the values of each `statistics_` tensor.
    pub statistics: Vec<String>,
    tensors: BTreeMap<String, Tensor>,
}

/// Row-major; float32 tensors are held exactly.
pub struct Tensor {
    pub shape: Vec<usize>,
    pub values: Vec<f64>,
}

impl Tensor {
    pub fn as_f32(&self) -> Vec<f32> {
        self.values.iter().map(|&value| value as f32).collect()
    }
}

/// What a finished run left.
pub struct TrainedRun {
    pub parameters: BTreeMap<String, NamedTensor>,
    pub events: Vec<EventBatch>,
}

impl ReferenceCase {
    pub fn load(name: &str) -> Self {
        let path = Path::new(FOLDER).join(format!("{name}.safetensors"));
        let bytes = std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let (length, rest) = bytes.split_at(8);
        let header_length = u64::from_le_bytes(length.try_into().expect("eight bytes")) as usize;
        let (header, data) = rest.split_at(header_length);
        let header: BTreeMap<String, Value> = serde_json::from_slice(header).expect("a safetensors header");
        let text = |key: &str| header["__metadata__"][key].as_str().expect("a text in the metadata");
        let ir = serde_json::from_str(text("ir")).expect("an IR of the current version");
        let document = serde_json::from_str(text("ir")).expect("JSON");
        let statistics = serde_json::from_str(text("statistics")).expect("a list of names");
        let tensors = header
            .into_iter()
            .filter(|(name, _)| name != "__metadata__")
            .map(|(name, entry)| (name, tensor(&entry, data)))
            .collect();
        Self { ir, document, statistics, tensors }
    }

    /// Panics where the reference has no such tensor: a test asking for one cannot pass by finding nothing.
    pub fn tensor(&self, name: &str) -> &Tensor {
        self.tensors.get(name).unwrap_or_else(|| panic!("the reference has no {name}"))
    }

    /// Tensors below a prefix, by the rest of their name.
    pub fn below<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = (&'a str, &'a Tensor)> {
        self.tensors.iter().filter_map(move |(name, tensor)| Some((name.strip_prefix(prefix)?, tensor)))
    }

    pub fn has(&self, name: &str) -> bool {
        self.tensors.contains_key(name)
    }

    /// Those that took this run; at least one.
    pub fn frameworks(&self) -> Vec<&'static str> {
        let took = FRAMEWORKS.into_iter().filter(|framework| self.has(&format!("{framework}/losses")));
        let took: Vec<_> = took.collect();
        assert!(!took.is_empty(), "a reference without a framework");
        took
    }

    pub fn training_rows(&self) -> usize {
        let rows = self.tensor("features").shape[0] as f64;
        (rows * (1.0 - self.ir.training.validation_split)) as usize
    }

    /// The rows in file order, as a reader of the table would supply them.
    pub fn dataset(&self) -> Dataset {
        self.rows_at(0..self.tensor("features").shape[0])
    }

    /// Whether the first steps are the same when the run ends with them: not where the length of the run, or the classes
    /// of all its rows, decide on them.
    pub fn can_be_cut(&self) -> bool {
        let depends_on_length =
            matches!(self.ir.training.schedule, Schedule::Cosine { .. } | Schedule::OneCycle { .. });
        !depends_on_length && self.ir.losses.iter().all(|loss| loss.class_weights != ClassWeights::Balanced)
    }

    /// The run cut short after `steps`, with its batches already in training order and nothing held out.
    pub fn first_steps(&self, steps: usize) -> (Ir, Dataset) {
        let batch = self.ir.training.batch_size as usize;
        let count = (steps * batch).min(self.training_rows());
        assert!(steps <= count.div_ceil(batch), "an order without shuffling holds one epoch only");
        let order = &self.tensor("order").values[..count];
        let mut ir = self.ir.clone();
        ir.training.epochs = 1;
        ir.training.validation_split = 0.0;
        ir.training.shuffle = false;
        (ir, self.rows_at(order.iter().map(|&row| row as usize)))
    }

    fn rows_at(&self, rows: impl Iterator<Item = usize> + Clone) -> Dataset {
        let gather = |name: &str| -> Vec<f32> {
            let tensor = self.tensor(name);
            let width = tensor.shape.get(1).copied().unwrap_or(1);
            let values = tensor.as_f32();
            rows.clone().flat_map(|row| values[row * width..(row + 1) * width].to_vec()).collect()
        };
        Dataset {
            rows: rows.clone().count(),
            inputs: vec![gather("features").into()],
            targets: self.ir.targets.iter().map(|target| gather(&format!("targets/{}", target.name))).collect(),
            fitted: self
                .below("fitted/")
                .map(|(name, tensor)| (name.to_owned(), tensor.as_f32().iter().copied().map(f64::from).collect()))
                .collect(),
            sample_weights: self.ir.sample_weight.as_ref().map(|_| gather("sample_weights")),
            ..Dataset::default()
        }
    }

    /// Parameters at a moment (`initial/`, `keras/step_10/`), as the session takes them.
    pub fn parameters_at(&self, moment: &str) -> Vec<NamedTensor> {
        let named = |(name, tensor): (&str, &Tensor)| NamedTensor {
            name: name.to_owned(),
            shape: tensor.shape.clone(),
            values: tensor.as_f32(),
        };
        let parameters: Vec<_> = self.below(moment).map(named).collect();
        let declared = self.ir.parameters.iter().filter(|parameter| parameter.role != ParameterRole::Fitted).count();
        assert_eq!(parameters.len(), declared, "the reference must hold every parameter of the IR at {moment}");
        parameters
    }
}

fn tensor(entry: &Value, data: &[u8]) -> Tensor {
    let numbers = |key: &str| -> Vec<usize> {
        let list = entry[key].as_array().expect("a list");
        list.iter().map(|number| number.as_u64().expect("a count") as usize).collect()
    };
    let offsets = numbers("data_offsets");
    let bytes = &data[offsets[0]..offsets[1]];
    let values = match entry["dtype"].as_str() {
        Some("F32") => bytes.as_chunks().0.iter().map(|&word| f64::from(f32::from_le_bytes(word))).collect(),
        Some("F64") => bytes.as_chunks().0.iter().map(|&word| f64::from_le_bytes(word)).collect(),
        Some("I32") => bytes.as_chunks().0.iter().map(|&word| f64::from(i32::from_le_bytes(word))).collect(),
        other => panic!("no reader for {other:?}"),
    };
    Tensor { shape: numbers("shape"), values }
}

/// Trains to the end, from `initial` if given, else from the session's own draw.
pub fn train(ir: Ir, dataset: Dataset, initial: Option<&[NamedTensor]>) -> TrainedRun {
    let mut session = Session::new(ir, dataset).expect("a valid network and dataset");
    if let Some(initial) = initial {
        session.set_parameters(initial).expect("parameters of the network");
    }
    let (sender, receiver) = mpsc::channel();
    session
        .start(Box::new(move |batch| sender.send(batch).map_err(|mpsc::SendError(batch)| batch)))
        .expect("a fresh session starts");
    session.wait();
    let parameters = session.parameters().expect("parameters of a finished run");
    session.close();
    let events: Vec<_> = receiver.into_iter().collect();
    assert!(events.iter().all(|batch| batch.failure.is_none()), "the run must not fail");
    TrainedRun { parameters: parameters.into_iter().map(|tensor| (tensor.name.clone(), tensor)).collect(), events }
}
