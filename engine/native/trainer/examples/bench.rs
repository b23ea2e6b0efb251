//! Training speed on three fixed workloads, through a session as the app runs it; one JSON line.
//!
//! `cargo run --release --example bench -p layerglass-trainer -- seed|mid|wide [--threads N] [--statistics on|off] [--epochs N]`
//!
//! Workloads (rows, features, hidden widths, classes, batch, activation, dropout), each layer Dense → BatchNorm →
//! activation [→ Dropout], softmax and categorical cross-entropy, SGD lr 0.1, momentum 0.9, Nesterov, rows shuffled every
//! epoch; the figure is the median epoch after one to warm up:
//!
//! - seed: 8000 × 14, 64-64, 2 classes, batch 16, tanh, dropout 0.5
//! - mid: 15000 × 784, 100-100-100, 10 classes, batch 60, sigmoid
//! - wide: 8192 × 784, 1024-1024-1024, 10 classes, batch 256, relu

use std::sync::mpsc;
use trainer::ir::{
    ActivationFunction, ClassWeights, Initializer, Input, Ir, Loss, LossFunction, Operation, OperationKind, Optimizer,
    Parameter, ParameterRole, Regularizer, RunningVariance, Target, TargetEncoding, Training,
};
use trainer::{Dataset, Session, rng};

struct Workload {
    name: &'static str,
    rows: usize,
    widths: &'static [u32],
    batch: u32,
    function: ActivationFunction,
    dropout: f64,
}

const WORKLOADS: [Workload; 3] = [
    Workload {
        name: "seed",
        rows: 8000,
        widths: &[14, 64, 64, 2],
        batch: 16,
        function: ActivationFunction::Tanh,
        dropout: 0.5,
    },
    Workload {
        name: "mid",
        rows: 15_000,
        widths: &[784, 100, 100, 100, 10],
        batch: 60,
        function: ActivationFunction::Sigmoid,
        dropout: 0.0,
    },
    Workload {
        name: "wide",
        rows: 8192,
        widths: &[784, 1024, 1024, 1024, 10],
        batch: 256,
        function: ActivationFunction::Relu,
        dropout: 0.0,
    },
];

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

fn ir_of(workload: &Workload, epochs: u32, threads: u32, statistics: bool) -> Ir {
    let widths = workload.widths;
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
        targets: vec![Target { name: "label".to_owned(), width: classes, classes, encoding: TargetEncoding::OneHot }],
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
fn data_of(workload: &Workload) -> Dataset {
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
    Dataset { rows: workload.rows, inputs: vec![input], targets: vec![target], ..Dataset::default() }
}

struct Options {
    threads: u32,
    statistics: bool,
    epochs: u32,
}

fn options(mut arguments: impl Iterator<Item = String>) -> Option<Options> {
    let mut options = Options { threads: 1, statistics: false, epochs: 5 };
    while let Some(name) = arguments.next() {
        let value = arguments.next()?;
        match (name.as_str(), value.as_str()) {
            ("--threads", number) => options.threads = number.parse().ok()?,
            ("--epochs", number) => options.epochs = number.parse().ok().filter(|epochs| *epochs > 0)?,
            ("--statistics", "on") => options.statistics = true,
            ("--statistics", "off") => options.statistics = false,
            _ => return None,
        }
    }
    Some(options)
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let name = arguments.next().unwrap_or_default();
    let usage = "bench seed|mid|wide [--threads N] [--statistics on|off] [--epochs N]";
    let workload = WORKLOADS.iter().find(|workload| workload.name == name).ok_or(usage)?;
    let Options { threads, statistics, epochs } = options(arguments).ok_or(usage)?;
    let mut session = Session::new(ir_of(workload, epochs + 1, threads, statistics), data_of(workload))?;
    let (sender, receiver) = mpsc::channel();
    session.start(Box::new(move |batch| {
        // The receiver outlives the session; a closed one means the figures are no longer wanted.
        let _ = sender.send((batch.epochs, batch.failure));
        Ok(())
    }))?;
    session.wait();
    session.close();
    let mut seconds = Vec::new();
    for (epochs, failure) in receiver {
        if let Some(failure) = failure {
            return Err(failure.into());
        }
        seconds.extend(epochs.iter().map(|epoch| workload.rows as f64 / epoch.rows_per_second));
    }
    seconds.remove(0);
    seconds.sort_by(f64::total_cmp);
    let median = seconds[(seconds.len() - 1) / 2];
    let steps = workload.rows.div_ceil(workload.batch as usize) as f64;
    let products: u32 = workload.widths.windows(2).map(|pair| pair[0] * pair[1]).sum();
    // Matrix products of one step as the peers count them: forward, input gradients and weight gradients.
    let flops = 6.0 * f64::from(workload.batch) * f64::from(products);
    println!(
        "{{\"workload\": \"{name}\", \"peer\": \"layerglass\", \"step_micros\": {:.1}, \"rows_per_second\": {:.0}, \
         \"gflops\": {:.2}, \"threads\": {threads}, \"statistics\": {statistics}}}",
        median / steps * 1e6,
        workload.rows as f64 / median,
        flops * steps / median / 1e9,
    );
    Ok(())
}
