//! How good predictions are: what is computed of each output's predictions and targets over a set of rows.

mod classes;
mod numbers;
mod ranking;

use crate::events::OutputMetrics;
use crate::ir::Ir;
use crate::kernels::Matrix;
use crate::network::Network;
use classes::ClassCounts;
use numbers::Errors;
use ranking::Scores;

/// Most classes of which a confusion matrix and the area under the ROC curve are told.
pub const MOST_COMPARED_CLASSES: usize = 64;

/// What an output predicts.
enum Kind {
    Classes(ClassCounts, Scores),
    Numbers(Errors),
}

/// Metrics of one output, added up batch by batch. Nothing allocates between `new` and `metrics`.
pub struct OutputEvaluation {
    node: String,
    rows: usize,
    loss: f64,
    kind: Kind,
}

impl OutputEvaluation {
    /// For up to `rows` rows of an output that tells `classes` classes apart with `units` units (0 for numbers, which
    /// are those of the target times `factor`, if they are scaled).
    pub fn new(node: &str, classes: usize, units: usize, factor: Option<f64>, rows: usize) -> OutputEvaluation {
        let kind = match classes {
            0 => Kind::Numbers(Errors::new(factor)),
            _ => Kind::Classes(ClassCounts::new(classes), Scores::new(classes, units, rows)),
        };
        OutputEvaluation { node: node.to_owned(), rows: 0, loss: 0.0, kind }
    }

    /// Forgets every row.
    pub fn clear(&mut self) {
        (self.rows, self.loss) = (0, 0.0);
        match &mut self.kind {
            Kind::Classes(counts, scores) => {
                counts.clear();
                scores.clear();
            }
            Kind::Numbers(errors) => errors.clear(),
        }
    }

    /// Adds the first `rows` rows of predictions and targets, and the sum of their losses.
    pub fn add(&mut self, rows: usize, value: &Matrix, target: &Matrix, loss: f64) {
        self.rows += rows;
        self.loss += loss;
        for row in 0..rows {
            let (value, target) = (value.row(row), target.row(row));
            match &mut self.kind {
                Kind::Classes(counts, scores) => {
                    let class = counts.add(value, target);
                    scores.add(value, class);
                }
                Kind::Numbers(errors) => errors.add(value, target),
            }
        }
    }

    /// Everything of the rows added. `keys` is room to sort in, as many as there are rows.
    pub fn metrics(&self, keys: &mut Vec<u64>) -> OutputMetrics {
        let mut metrics =
            OutputMetrics { node: self.node.clone(), loss: self.loss / self.rows as f64, ..OutputMetrics::default() };
        match &self.kind {
            Kind::Classes(counts, scores) => {
                counts.write(&mut metrics);
                metrics.auc = scores.area_under_curve(keys);
            }
            Kind::Numbers(errors) => errors.write(&mut metrics),
        }
        metrics
    }

    /// Bytes that `new` allocates for each row, and for the classes.
    fn bytes(classes: usize, units: usize, rows: u64) -> u64 {
        match classes {
            0 => 0,
            _ => ClassCounts::bytes(classes).saturating_add(Scores::bytes(classes, units, rows)),
        }
    }
}

/// Metrics of every output of a network.
pub struct Evaluation {
    outputs: Vec<OutputEvaluation>,
    keys: Vec<u64>,
}

impl Evaluation {
    /// For sets of up to `rows` rows of a network.
    pub fn new(network: &Network, rows: usize) -> Evaluation {
        let ir = network.ir();
        let outputs = ir.losses.iter().enumerate().map(|(index, loss)| {
            let units = ir.operations[loss.value as usize].features as usize;
            let is_scaled = ir.targets[loss.target as usize].scaling.is_some();
            let factor = is_scaled.then(|| network.target_constants(index)[1]);
            OutputEvaluation::new(&loss.node, loss.classes(ir), units, factor, rows)
        });
        let is_ranked = ir.losses.iter().any(|loss| ranking::is_ranked(loss.classes(ir)));
        Evaluation { outputs: outputs.collect(), keys: Vec::with_capacity(if is_ranked { rows } else { 0 }) }
    }

    pub fn clear(&mut self) {
        self.outputs.iter_mut().for_each(OutputEvaluation::clear);
    }

    /// Adds the batch of `rows` rows that the network evaluated last.
    pub fn add(&mut self, network: &Network, rows: usize) {
        for (loss, output) in self.outputs.iter_mut().enumerate() {
            let (value, target, sum) = network.evaluated(loss);
            output.add(rows, value, target, sum);
        }
    }

    /// One for each loss.
    pub fn metrics(&mut self) -> Vec<OutputMetrics> {
        self.outputs.iter().map(|output| output.metrics(&mut self.keys)).collect()
    }

    /// Bytes that `new` allocates.
    pub fn bytes(ir: &Ir, rows: u64) -> u64 {
        let of_losses = ir.losses.iter().map(|loss| {
            let units = ir.operations[loss.value as usize].features as usize;
            OutputEvaluation::bytes(loss.classes(ir), units, rows)
        });
        let is_ranked = ir.losses.iter().any(|loss| ranking::is_ranked(loss.classes(ir)));
        let keys = if is_ranked { rows.saturating_mul(8) } else { 0 };
        of_losses.fold(keys, |sum, bytes| sum.saturating_add(bytes))
    }
}
