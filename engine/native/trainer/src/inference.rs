//! A trained network alone: parameters in, predictions of rows out. BatchNorm by its running statistics, neither dropout
//! nor noise, and nothing kept for training.

use crate::dataset::Dataset;
use crate::events::OutputMetrics;
use crate::failure::{FailureCode, at_node, failure};
use crate::ir::{Initializer, Ir, Optimizer, Training};
use crate::kernels::Isa;
use crate::memory::{MemoryNeed, available_bytes};
use crate::metrics::Evaluation;
use crate::network::Network;
use crate::plan::Plan;
use crate::tensor::NamedTensor;
use crate::validate::validate;
use crate::wide_column::WideColumn;
use failures::Failure;
use scratch::Stored;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// Rows of a batch of predictions.
const BATCH_ROWS: u32 = 1024;

/// A network that only predicts.
pub struct Predictor {
    ir: Arc<Ir>,
    /// In the order of `Ir::parameters`.
    parameters: Vec<Vec<f32>>,
    /// By name, of every parameter of role `fitted`.
    fitted: BTreeMap<String, Vec<f64>>,
}

impl Predictor {
    /// Checks an IR and its parameters as if an enemy had written both: every parameter there, none else, of its shape and
    /// finite. `fitted` are the constants of the parameters of that role before they were rounded to these tensors.
    ///
    /// # Errors
    /// A failure naming what does not fit.
    pub fn new(ir: &Ir, tensors: Vec<NamedTensor>, fitted: BTreeMap<String, Vec<f64>>) -> Result<Predictor, Failure> {
        validate(ir)?;
        let mut by_name: HashMap<String, NamedTensor> =
            tensors.into_iter().map(|tensor| (tensor.name.clone(), tensor)).collect();
        let mut parameters = Vec::with_capacity(ir.parameters.len());
        for parameter in &ir.parameters {
            let name = &parameter.name;
            let fault = |case: &str, found: String, expected: String| {
                at_node(&parameter.node, unfit(case, name, found, expected))
            };
            let tensor = by_name.remove(name).ok_or_else(|| {
                fault("absent", format!("no tensor {name}"), "a tensor for every parameter".to_owned())
            })?;
            if !parameter.shape.iter().map(|side| *side as usize).eq(tensor.shape.iter().copied()) {
                let (found, expected) = (format!("{:?}", tensor.shape), format!("{:?}", parameter.shape));
                return Err(fault("shape", format!("{name} of shape {found}"), expected.clone())
                    .text("found_shape", found)
                    .text("shape", expected));
            }
            if let Some(index) = tensor.values.iter().position(|value| !value.is_finite()) {
                let found = format!("{} at place {index} of {name}", tensor.values[index]);
                return Err(fault("not_finite", found, "finite numbers".to_owned()));
            }
            parameters.push(tensor.values);
        }
        if let Some(name) = by_name.keys().min() {
            let found = format!("a tensor {name} that the network has not");
            return Err(unfit("unknown", name, found, "its parameters alone".to_owned()));
        }
        Ok(Predictor { ir: Arc::new(for_inference(ir)), parameters, fitted })
    }

    /// What each loss' value is for each row, numbers in their target's unit: a `[rows, units]` matrix a loss, row-major. `inputs` are unscaled, one
    /// `[rows, features]` matrix an input of the IR; `wide` as `Dataset` has them.
    ///
    /// # Errors
    /// When an input has another size or is not finite, or for want of memory.
    pub fn predict(
        &self,
        rows: usize,
        inputs: Vec<Stored<f32>>,
        wide: BTreeMap<u32, WideColumn>,
    ) -> Result<Vec<Vec<f64>>, Failure> {
        if rows == 0 {
            return Ok(vec![Vec::new(); self.ir.losses.len()]);
        }
        let dataset = Dataset { wide, ..self.dataset(rows, inputs) };
        dataset.check_inputs(&self.ir)?;
        let mut network = self.network(dataset)?;
        let _threads = network.share().hold();
        let units = |loss: usize| self.ir.operations[self.ir.losses[loss].value as usize].features as usize;
        let mut values: Vec<Vec<f64>> =
            (0..self.ir.losses.len()).map(|loss| Vec::with_capacity(rows * units(loss))).collect();
        let order: Vec<u32> = (0..).take(rows).collect();
        for batch in order.chunks(network.batch()) {
            network.infer_batch(batch);
            for (loss, values) in values.iter_mut().enumerate() {
                let (value, ..) = network.evaluated(loss);
                let [offset, factor] = network.target_constants(loss);
                let cells = (0..batch.len()).flat_map(|row| value.row(row)).map(|value| f64::from(*value));
                // Of a target that is not scaled to the bit what the network says: x/1 + 0.
                values.extend(cells.map(|value| value / factor + offset));
            }
        }
        Ok(values)
    }

    /// How good the predictions of rows are whose targets are known: the metrics of each loss, numbers in their target's unit.
    /// Of `dataset` the fitted constants are the predictor's, and every row weighs 1.
    ///
    /// # Errors
    /// When the dataset does not fit the network, or for want of memory.
    pub fn evaluate(&self, dataset: Dataset) -> Result<Vec<OutputMetrics>, Failure> {
        let rows = dataset.rows;
        let sample_weights = self.ir.sample_weight.as_ref().map(|_| vec![1.0; rows]);
        let dataset = Dataset { fitted: self.fitted.clone(), sample_weights, ..dataset };
        dataset.check(&self.ir)?;
        let mut network = self.network(dataset)?;
        let _threads = network.share().hold();
        let mut evaluation = Evaluation::new(&network, rows);
        let order: Vec<u32> = (0..).take(rows).collect();
        for batch in order.chunks(network.batch()) {
            network.evaluate_batch(batch);
            evaluation.add(&network, batch.len());
        }
        Ok(evaluation.metrics())
    }

    /// A network of these rows with the predictor's parameters.
    fn network(&self, dataset: Dataset) -> Result<Network, Failure> {
        let plan = Plan::new(&self.ir);
        MemoryNeed::new(&self.ir, &plan, &dataset).check(available_bytes())?;
        let mut network = Network::new(Arc::clone(&self.ir), plan, dataset, Isa::detect())?;
        for (index, values) in self.parameters.iter().enumerate() {
            network.parameter_mut(index).copy_from_tight(values);
        }
        Ok(network)
    }

    /// Rows without targets: these are 0, and nothing reads them.
    fn dataset(&self, rows: usize, inputs: Vec<Stored<f32>>) -> Dataset {
        let targets = self.ir.targets.iter().map(|target| vec![0.0; rows * target.width as usize]);
        Dataset {
            rows,
            inputs,
            targets: targets.collect(),
            wide_targets: BTreeMap::new(),
            partition: None,
            fitted: self.fitted.clone(),
            wide: BTreeMap::new(),
            sample_weights: self.ir.sample_weight.as_ref().map(|_| vec![1.0; rows]),
        }
    }
}

/// The same network with nothing to train it by: what an optimizer remembers, a random start and metrics take no memory.
fn for_inference(ir: &Ir) -> Ir {
    let mut ir = ir.clone();
    for parameter in &mut ir.parameters {
        parameter.initializer = Initializer::Zeros;
    }
    let optimizer = Optimizer::Sgd { learning_rate: 0.01, decay: 0.0, momentum: 0.0, nesterov: false };
    ir.training = Training {
        batch_size: BATCH_ROWS,
        threads: ir.training.threads,
        seed: ir.training.seed,
        ..Training::new(optimizer)
    };
    ir
}

fn unfit(case: &str, parameter: &str, found: String, expected: String) -> Failure {
    failure(FailureCode::ModelMismatch, found, expected, "Save the model again, or use another copy of the file.")
        .case(case)
        .text("parameter", parameter)
}
