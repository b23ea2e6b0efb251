//! What a run is of: hashes of everything in its IR that determines it, and of its data.

use crate::dataset::Dataset;
use crate::failure::{FailureCode, failure};
use crate::ir::{Ir, Schedule};
use crate::wide_column::WideColumn;
use failures::Failure;
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::{Xxh3, xxh3_128};

/// Floats hashed at a time.
const CHUNK: usize = 4096;
/// Floats of a scratch file hashed before their pages are given back.
const BLOCK: usize = 1 << 16;

/// Two runs of one identity take the same steps to the same bits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RunIdentity {
    /// Of the IR but for its threads, its statistics (neither changes a bit) and, unless its schedule spans the whole run,
    /// its epochs: more may be trained than was first asked for.
    pub ir: String,
    /// Of every number of the dataset and their arrangement.
    pub data: String,
    pub rows: usize,
}

impl RunIdentity {
    pub fn of(ir: &Ir, dataset: &Dataset) -> Result<RunIdentity, Failure> {
        Ok(RunIdentity { ir: ir_hash(ir)?, data: data_hash(dataset), rows: dataset.rows })
    }

    /// Eight hexadecimal digits for file names.
    pub fn short(&self) -> String {
        let mut hash = digest(format!("{} {} {}", self.ir, self.data, self.rows).as_bytes());
        hash.truncate(8);
        hash
    }

    /// Whether a checkpoint of `self` fits the run `wanted`; else both sides of what differs.
    pub fn require(&self, wanted: &RunIdentity) -> Result<(), Failure> {
        let differs = |case: &str, found: String, expected: String, help: &str| {
            failure(FailureCode::CheckpointMismatch, found, expected, help).case(case)
        };
        if self.ir != wanted.ir {
            return Err(differs(
                "network",
                format!("a checkpoint of another network or other settings (IR {})", self.ir),
                format!("one of this network and these settings (IR {})", wanted.ir),
                "Set network and training as they were; only threads, statistics and, without a schedule over the \
                 whole run, the number of epochs may change.",
            ));
        }
        if (self.rows, &self.data) != (wanted.rows, &wanted.data) {
            return Err(differs(
                "data",
                format!("a checkpoint of other data ({} rows, content {})", self.rows, self.data),
                format!("one of this data ({} rows, content {})", wanted.rows, wanted.data),
                "Choose the table and columns it was trained on.",
            )
            .number("found_rows", self.rows as f64)
            .number("rows", wanted.rows as f64));
        }
        Ok(())
    }
}

/// 128 bits in hexadecimal.
pub(super) fn digest(bytes: &[u8]) -> String {
    format!("{:032x}", xxh3_128(bytes))
}

fn ir_hash(ir: &Ir) -> Result<String, Failure> {
    let mut ir = ir.clone();
    ir.training.threads = 1;
    ir.training.statistics = false;
    if !spans_run(&ir.training.schedule) {
        ir.training.epochs = 1;
    }
    let text = serde_json::to_vec(&ir).map_err(|error| {
        failure(FailureCode::Malformed, error.to_string(), "an IR that can be written", "Compile the project again.")
    })?;
    Ok(digest(&text))
}

/// Whether a step's learning rate depends on how many follow.
fn spans_run(schedule: &Schedule) -> bool {
    matches!(schedule, Schedule::Cosine { .. } | Schedule::OneCycle { .. })
}

/// The bits of every number, matrix by matrix, each with its length.
fn data_hash(dataset: &Dataset) -> String {
    let mut hasher = Floats::default();
    hasher.hash.update(&(dataset.rows as u64).to_le_bytes());
    for values in &dataset.inputs {
        hasher.hash.update(&(values.len() as u64).to_le_bytes());
        values.blocks(BLOCK).for_each(|(_, block)| hasher.add_bits(block));
    }
    dataset.targets.iter().chain(&dataset.sample_weights).for_each(|values| hasher.add(values));
    for (column, cells) in &dataset.wide {
        hasher.hash.update(&column.to_le_bytes());
        hasher.add_typed(cells);
    }
    for (target, numbers) in &dataset.wide_targets {
        hasher.hash.update(b"target");
        hasher.hash.update(&target.to_le_bytes());
        hasher.add_typed(numbers);
    }
    for (name, constants) in &dataset.fitted {
        hasher.hash.update(name.as_bytes());
        hasher.add_wide(constants);
    }
    if let Some(split) = &dataset.partition {
        hasher.hash.update(b"validation");
        split.validation.iter().for_each(|row| hasher.hash.update(&row.to_le_bytes()));
    }
    format!("{:032x}", hasher.hash.digest128())
}

/// A hash over the little-endian bytes of floats.
#[derive(Default)]
pub(super) struct Floats {
    hash: Xxh3,
    bytes: Vec<u8>,
}

impl Floats {
    fn add(&mut self, values: &[f32]) {
        self.hash.update(&(values.len() as u64).to_le_bytes());
        self.add_bits(values);
    }

    fn add_wide(&mut self, values: &[f64]) {
        self.hash.update(&(values.len() as u64).to_le_bytes());
        values.iter().for_each(|value| self.hash.update(&value.to_le_bytes()));
    }

    fn add_typed(&mut self, cells: &WideColumn) {
        self.hash.update(&(cells.rows() as u64).to_le_bytes());
        cells.each_block::<()>(|_, cells| {
            cells.iter().for_each(|cell| self.hash.update(&cell.to_le_bytes()));
            None
        });
    }

    pub fn add_bits(&mut self, values: &[f32]) {
        for chunk in values.chunks(CHUNK) {
            self.bytes.clear();
            self.bytes.extend(chunk.iter().flat_map(|value| value.to_le_bytes()));
            self.hash.update(&self.bytes);
        }
    }

    pub fn finish(&self) -> String {
        format!("{:032x}", self.hash.digest128())
    }
}
