//! What the benchmarks train.

use trainer::ir::{
    ActivationFunction, ClassWeights, Initializer, Input, Ir, Loss, LossFunction, Operation, OperationKind, Optimizer,
    Parameter, ParameterRole, Regularizer, RunningVariance, Target, TargetEncoding, Training,
};
use trainer::{Dataset, rng};

/// Each layer Dense → BatchNorm → activation [→ Dropout], the last softmax with categorical cross-entropy; SGD lr 0.1,
/// momentum 0.9, Nesterov, rows shuffled every epoch.
pub struct Workload {
    pub rows: usize,
    /// Features, units of each layer, classes.
    pub widths: Vec<u32>,
    pub batch: u32,
    pub function: ActivationFunction,
    pub dropout: f64,
}

impl Workload {
    /// One of the three that the peers train as well.
    pub fn named(name: &str) -> Option<Workload> {
        let (rows, widths, batch, function, dropout): (_, &[u32], _, _, _) = match name {
            "seed" => (8000, &[14, 64, 64, 2], 16, ActivationFunction::Tanh, 0.5),
            "mid" => (15_000, &[784, 100, 100, 100, 10], 60, ActivationFunction::Sigmoid, 0.0),
            "wide" => (8192, &[784, 1024, 1024, 1024, 10], 256, ActivationFunction::Relu, 0.0),
            _ => return None,
        };
        Some(Workload { rows, widths: widths.to_vec(), batch, function, dropout })
    }

    pub fn steps(&self) -> usize {
        self.rows.div_ceil(self.batch as usize)
    }

    /// Floating-point operations of the matrix products of one step as the peers count them: forward, input gradients
    /// and weight gradients.
    pub fn product_flops(&self) -> f64 {
        let products: f64 = self.widths.windows(2).map(|pair| f64::from(pair[0]) * f64::from(pair[1])).sum();
        6.0 * f64::from(self.batch) * products
    }
}

/// Writes a network layer by layer.
struct Draft {
    parameters: Vec<Parameter>,
    operations: Vec<Operation>,
}

impl Draft {
    fn parameter(
        &mut self,
        node: &str,
        role: &str,
        shape: &[u32],
        kind: ParameterRole,
        initializer: Initializer,
    ) -> String {
        let name = format!("{node}.{role}");
        self.parameters.push(Parameter {
            name: name.clone(),
            shape: shape.to_vec(),
            role: kind,
            initializer,
            regularizer: Regularizer::default(),
            max_norm: None,
            node: node.to_owned(),
        });
        name
    }

    fn operation(&mut self, node: &str, kind: OperationKind, features: u32) {
        let inputs = (self.operations.len() as u32).checked_sub(1).into_iter().collect();
        self.operations.push(Operation { kind, inputs, features, node: node.to_owned() });
    }

    fn layer(&mut self, index: usize, incoming: u32, features: u32) {
        let (dense, norm) = (format!("dense_{index}"), format!("batch_norm_{index}"));
        let (trained, tracked) = (ParameterRole::Trainable, ParameterRole::Running);
        let kernel = Initializer::Normal { mean: 0.0, standard_deviation: 0.1 };
        let weight = self.parameter(&dense, "weight", &[incoming, features], trained, kernel);
        let bias = Some(self.parameter(&dense, "bias", &[features], trained, Initializer::Zeros));
        self.operation(&dense, OperationKind::Dense { weight, bias }, features);
        let gamma = Some(self.parameter(&norm, "gamma", &[features], trained, Initializer::Ones));
        let beta = Some(self.parameter(&norm, "beta", &[features], trained, Initializer::Zeros));
        let mean = self.parameter(&norm, "mean", &[features], tracked, Initializer::Zeros);
        let variance = self.parameter(&norm, "variance", &[features], tracked, Initializer::Ones);
        let running_variance = RunningVariance::Biased;
        let (epsilon, momentum) = (1e-3, 0.99);
        let norm_kind = OperationKind::BatchNorm { gamma, beta, mean, variance, epsilon, momentum, running_variance };
        self.operation(&norm, norm_kind, features);
    }
}

pub fn ir_of(workload: &Workload, epochs: u32, threads: u32, statistics: bool) -> Ir {
    let widths = &workload.widths;
    let (features, classes) = (widths[0], widths[widths.len() - 1]);
    let mut draft = Draft { parameters: Vec::new(), operations: Vec::new() };
    draft.operation("data", OperationKind::Input { index: 0 }, features);
    for (index, pair) in widths.windows(2).enumerate() {
        draft.layer(index + 1, pair[0], pair[1]);
        let is_last = index + 2 == widths.len();
        let function = if is_last { ActivationFunction::Softmax } else { workload.function };
        draft.operation(&format!("activation_{index}"), OperationKind::Activation { function, alpha: None }, pair[1]);
        if workload.dropout > 0.0 && !is_last {
            draft.operation(&format!("dropout_{index}"), OperationKind::Dropout { rate: workload.dropout }, pair[1]);
        }
    }
    Ir {
        version: trainer::ir::IR_VERSION,
        inputs: vec![Input { name: "features".to_owned(), features, node: "data".to_owned() }],
        targets: vec![Target {
            name: "label".to_owned(),
            width: classes,
            classes,
            encoding: TargetEncoding::OneHot,
            scaling: None,
        }],
        losses: vec![Loss {
            function: LossFunction::CategoricalCrossEntropy,
            value: draft.operations.len() as u32 - 1,
            target: 0,
            weight: 1.0,
            class_weights: ClassWeights::None,
            node: "output".to_owned(),
        }],
        sample_weight: None,
        parameters: draft.parameters,
        operations: draft.operations,
        training: Training {
            epochs,
            batch_size: workload.batch,
            threads,
            statistics,
            ..Training::new(Optimizer::Sgd { learning_rate: 0.1, decay: 0.0, momentum: 0.9, nesterov: true })
        },
    }
}

fn normal(name: &str, count: usize) -> Vec<f32> {
    let mut values = vec![0.0; count];
    let standard = Initializer::Normal { mean: 0.0, standard_deviation: 1.0 };
    rng::fill_initial(&standard, 0, name, &[count as u32], &mut values);
    values
}

/// Normal features; the class is the greatest of as many random projections.
pub fn data_of(workload: &Workload) -> Dataset {
    let (features, classes) = (workload.widths[0] as usize, workload.widths[workload.widths.len() - 1] as usize);
    let input = normal("bench.features", workload.rows * features);
    let projection = normal("bench.projection", features * classes);
    let mut target = vec![0.0; workload.rows * classes];
    for (x, y) in input.chunks(features).zip(target.chunks_mut(classes)) {
        let score =
            |class: usize| -> f32 { x.iter().enumerate().map(|(i, x)| x * projection[i * classes + class]).sum() };
        let best = (0..classes).max_by(|a, b| score(*a).total_cmp(&score(*b)));
        y[best.unwrap_or(0)] = 1.0;
    }
    Dataset { rows: workload.rows, inputs: vec![input.into()], targets: vec![target], ..Dataset::default() }
}
