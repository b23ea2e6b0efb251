//! Networks, data and a plain interpreter for the trainer's integration tests.
#![allow(dead_code, reason = "each test binary uses its own part")]

pub mod checkpoint_folder;
pub mod comparison;
pub mod faulty_disk;
pub mod golden;
pub mod interpreter;
pub mod session_run;

use std::collections::BTreeMap;
use trainer::ir::{
    ActivationFunction, ClassWeights, IR_VERSION, Initializer, Input, Ir, Loss, LossFunction, Operation, OperationKind,
    Optimizer, Parameter, ParameterRole, Regularizer, RunningVariance, ScaleMethod, Target, TargetEncoding,
    TargetScaling, Training,
};
use trainer::{Dataset, Stored};

/// A small generator (SplitMix64), independent of the trainer's own.
pub struct Draws(pub u64);

impl Draws {
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// In [0, n).
    pub fn below(&mut self, n: usize) -> usize {
        (self.bits() % n as u64) as usize
    }

    /// In [low, high).
    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * (self.bits() >> 11) as f64 / (1_u64 << 53) as f64
    }

    pub fn values(&mut self, count: usize) -> Vec<f32> {
        (0..count).map(|_| self.between(-1.5, 1.5) as f32).collect()
    }
}

/// Writes an IR operation by operation; each returns the number of its value.
pub struct Draft(pub Ir);

impl Draft {
    /// With one target: `width` numbers or classes.
    pub fn new(features: u32, width: u32, encoding: TargetEncoding) -> Draft {
        let mut draft = Draft(Ir {
            version: IR_VERSION,
            inputs: vec![Input { name: "features".to_owned(), features, node: "data".to_owned() }],
            targets: Vec::new(),
            sample_weight: None,
            parameters: Vec::new(),
            operations: Vec::new(),
            losses: Vec::new(),
            training: Training {
                seed: 7,
                ..Training::new(Optimizer::Sgd { learning_rate: 0.1, decay: 1e-6, momentum: 0.9, nesterov: true })
            },
        });
        draft.target(width, encoding);
        draft.operation("data", OperationKind::Input { index: 0 }, &[], features);
        draft
    }

    /// Another target, of `width` numbers or classes; its number.
    pub fn target(&mut self, width: u32, encoding: TargetEncoding) -> u32 {
        let (width, classes) = match encoding {
            TargetEncoding::Value => (width, 0),
            TargetEncoding::OneHot => (width, width),
            TargetEncoding::Index => (1, width),
        };
        let number = self.0.targets.len() as u32;
        self.0.targets.push(Target { name: format!("target_{number}"), width, classes, encoding, scaling: None });
        number
    }

    pub fn operation(&mut self, node: &str, kind: OperationKind, inputs: &[u32], features: u32) -> u32 {
        self.0.operations.push(Operation { kind, inputs: inputs.to_vec(), features, node: node.to_owned() });
        self.0.operations.len() as u32 - 1
    }

    fn parameter(
        &mut self,
        node: &str,
        role: &str,
        shape: &[u32],
        kind: ParameterRole,
        initializer: Initializer,
    ) -> String {
        let name = format!("{node}.{role}");
        self.0.parameters.push(Parameter {
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

    fn features(&self, value: u32) -> u32 {
        self.0.operations[value as usize].features
    }

    pub fn scale(&mut self, node: &str, input: u32) -> u32 {
        let features = self.features(input);
        let offset = self.parameter(node, "offset", &[features], ParameterRole::Fitted, Initializer::Zeros);
        let factor = self.parameter(node, "factor", &[features], ParameterRole::Fitted, Initializer::Ones);
        let method = ScaleMethod::Standardize;
        self.operation(node, OperationKind::Scale { offset, factor, method }, &[input], features)
    }

    /// Standardizes a numeric target.
    pub fn scale_target(&mut self, node: &str, target: u32) {
        let offset = self.parameter(node, "target_offset", &[1], ParameterRole::Fitted, Initializer::Zeros);
        let factor = self.parameter(node, "target_factor", &[1], ParameterRole::Fitted, Initializer::Ones);
        let scaling = TargetScaling { method: ScaleMethod::Standardize, offset, factor };
        self.0.targets[target as usize].scaling = Some(scaling);
    }

    pub fn dense(&mut self, node: &str, input: u32, units: u32, has_bias: bool) -> u32 {
        let shape = [self.features(input), units];
        let weight = self.parameter(node, "weight", &shape, ParameterRole::Trainable, Initializer::GlorotUniform);
        let noise = Initializer::Uniform { low: -0.3, high: 0.3 };
        let bias = has_bias.then(|| self.parameter(node, "bias", &[units], ParameterRole::Trainable, noise));
        self.operation(node, OperationKind::Dense { weight, bias }, &[input], units)
    }

    pub fn batch_norm(&mut self, node: &str, input: u32, has_gamma: bool, has_beta: bool, unbiased: bool) -> u32 {
        let features = self.features(input);
        let trained = ParameterRole::Trainable;
        let near_one = Initializer::Uniform { low: 0.5, high: 1.5 };
        let near_zero = Initializer::Uniform { low: -0.3, high: 0.3 };
        let gamma = has_gamma.then(|| self.parameter(node, "gamma", &[features], trained, near_one));
        let beta = has_beta.then(|| self.parameter(node, "beta", &[features], trained, near_zero));
        let mean = self.parameter(node, "mean", &[features], ParameterRole::Running, Initializer::Zeros);
        let variance = self.parameter(node, "variance", &[features], ParameterRole::Running, Initializer::Ones);
        let running_variance = if unbiased { RunningVariance::Unbiased } else { RunningVariance::Biased };
        let (epsilon, momentum) = (1e-3, 0.99);
        let kind = OperationKind::BatchNorm { gamma, beta, mean, variance, epsilon, momentum, running_variance };
        self.operation(node, kind, &[input], features)
    }

    pub fn layer_norm(&mut self, node: &str, input: u32, has_gamma: bool, has_beta: bool) -> u32 {
        let features = self.features(input);
        let trained = ParameterRole::Trainable;
        let near_one = Initializer::Uniform { low: 0.5, high: 1.5 };
        let near_zero = Initializer::Uniform { low: -0.3, high: 0.3 };
        let gamma = has_gamma.then(|| self.parameter(node, "gamma", &[features], trained, near_one));
        let beta = has_beta.then(|| self.parameter(node, "beta", &[features], trained, near_zero));
        self.operation(node, OperationKind::LayerNorm { gamma, beta, epsilon: 1e-3 }, &[input], features)
    }

    pub fn activation(&mut self, node: &str, input: u32, function: ActivationFunction) -> u32 {
        let alpha = alpha_of(function);
        self.operation(node, OperationKind::Activation { function, alpha }, &[input], self.features(input))
    }

    pub fn noise(&mut self, node: &str, input: u32, standard_deviation: f64) -> u32 {
        let kind = OperationKind::GaussianNoise { standard_deviation };
        self.operation(node, kind, &[input], self.features(input))
    }

    /// An Add or Multiply of values with the same features, or a Concat.
    pub fn merge(&mut self, node: &str, kind: OperationKind, inputs: &[u32]) -> u32 {
        let widths = inputs.iter().map(|input| self.features(*input));
        let features = if kind == (OperationKind::Concat {}) { widths.sum() } else { self.features(inputs[0]) };
        self.operation(node, kind, inputs, features)
    }

    pub fn dropout(&mut self, node: &str, input: u32, rate: f64) -> u32 {
        self.operation(node, OperationKind::Dropout { rate }, &[input], self.features(input))
    }

    /// Against the first target.
    pub fn loss(&mut self, function: LossFunction, value: u32) {
        self.loss_against(function, value, 0);
    }

    pub fn loss_against(&mut self, function: LossFunction, value: u32, target: u32) -> &mut Loss {
        self.0.losses.push(Loss {
            function,
            value,
            target,
            weight: 1.0,
            class_weights: ClassWeights::None,
            node: format!("output_{target}"),
        });
        self.0.losses.last_mut().expect("the one pushed")
    }
}

/// Every activation function; adding one fails to compile until it is in this chain.
pub fn functions() -> Vec<ActivationFunction> {
    use ActivationFunction::{
        Elu, Gelu, GeluTanh, HardSigmoid, LeakyRelu, Linear, Relu, Selu, Sigmoid, Softmax, Softplus, Softsign, Swish,
        Tanh,
    };
    let next = |function: &ActivationFunction| {
        Some(match function {
            Linear => Tanh,
            Tanh => Sigmoid,
            Sigmoid => Relu,
            Relu => LeakyRelu,
            LeakyRelu => Elu,
            Elu => Selu,
            Selu => Gelu,
            Gelu => GeluTanh,
            GeluTanh => Swish,
            Swish => Softplus,
            Softplus => Softsign,
            Softsign => HardSigmoid,
            HardSigmoid => Softmax,
            Softmax => return None,
        })
    };
    std::iter::successors(Some(Linear), next).collect()
}

/// The greatest |f′| of a function with the setting `alpha_of`, by calculation: of gelu Φ(√2) + √2·φ(√2), of its tanh form
/// and of swish where f″ vanishes, to ten digits.
pub fn greatest_slope(function: ActivationFunction) -> f64 {
    match function {
        ActivationFunction::Sigmoid | ActivationFunction::Softmax => 0.25,
        ActivationFunction::Elu => 1.3,
        ActivationFunction::Selu => 1.050_700_987_4 * 1.673_263_242_4,
        ActivationFunction::Gelu => 1.128_904_145_2,
        ActivationFunction::GeluTanh => 1.128_993_068_7,
        ActivationFunction::Swish => 1.099_839_320_1,
        ActivationFunction::HardSigmoid => 1.0 / 6.0,
        _ => 1.0,
    }
}

/// The setting the networks here give a function.
pub fn alpha_of(function: ActivationFunction) -> Option<f64> {
    match function {
        ActivationFunction::LeakyRelu => Some(0.2),
        ActivationFunction::Elu => Some(1.3),
        _ => None,
    }
}

/// The reference network: scale, twice dense-norm-tanh-dropout, dense-norm-softmax.
pub fn reference_network(features: u32, units: u32, classes: u32) -> Ir {
    let mut draft = Draft::new(features, classes, TargetEncoding::OneHot);
    let mut value = draft.scale("scale", 0);
    for layer in 1..=2 {
        value = draft.dense(&format!("dense_{layer}"), value, units, true);
        value = draft.batch_norm(&format!("norm_{layer}"), value, true, true, false);
        value = draft.activation(&format!("tanh_{layer}"), value, ActivationFunction::Tanh);
        value = draft.dropout(&format!("dropout_{layer}"), value, 0.5);
    }
    value = draft.dense("dense_3", value, classes, true);
    value = draft.batch_norm("norm_3", value, true, true, false);
    value = draft.activation("softmax", value, ActivationFunction::Softmax);
    draft.loss(LossFunction::CategoricalCrossEntropy, value);
    draft.0
}

/// Rows for any IR: inputs in ±1.5, one-hot, index or 0/1 targets that follow from the inputs, fitted constants around (0, 1).
pub fn dataset_of(ir: &Ir, rows: usize, seed: u64) -> Dataset {
    let mut draws = Draws(seed);
    let inputs: Vec<Vec<f32>> = ir.inputs.iter().map(|input| draws.values(rows * input.features as usize)).collect();
    let targets = ir.targets.iter().map(|target| {
        let (width, features) = (target.width as usize, ir.inputs[0].features as usize);
        let mut values = vec![0.0; rows * width];
        for (row, values) in values.chunks_mut(width).enumerate() {
            let x = &inputs[0][row * features..][..features];
            let score = x.iter().enumerate().map(|(i, x)| x * (1.0 + i as f32 * 0.3)).sum::<f32>();
            let class = |classes: usize| ((score.abs() * 3.0) as usize) % classes;
            match target.encoding {
                TargetEncoding::Index => values[0] = class(target.classes as usize) as f32,
                _ if width == 1 => values[0] = f32::from(score > 0.0),
                _ => values[class(width)] = 1.0,
            }
        }
        values
    });
    let targets = targets.collect();
    let mut fitted = BTreeMap::new();
    for parameter in ir.parameters.iter().filter(|parameter| parameter.role == ParameterRole::Fitted) {
        let centre = if parameter.name.ends_with("factor") { 1.0 } else { 0.0 };
        let values = (0..parameter.shape[0]).map(|_| f64::from((centre + draws.between(-0.2, 0.2)) as f32)).collect();
        fitted.insert(parameter.name.clone(), values);
    }
    let sample_weights =
        ir.sample_weight.as_ref().map(|_| (0..rows).map(|_| draws.below(5) as f32 * 0.4).collect::<Vec<f32>>());
    let inputs = inputs.into_iter().map(Stored::from).collect();
    Dataset { rows, inputs, targets, fitted, sample_weights, ..Dataset::default() }
}

/// An Add, Multiply or Concat of a value with older ones, the same one twice among them.
fn random_merge(draft: &mut Draft, draws: &mut Draws, node: &str, values: &[u32], input: u32) -> u32 {
    let kind = [OperationKind::Add {}, OperationKind::Multiply {}, OperationKind::Concat {}][draws.below(3)].clone();
    let is_concat = kind == OperationKind::Concat {};
    let features = draft.features(input);
    let fitting: Vec<u32> = values
        .iter()
        .copied()
        .filter(|value| if is_concat { draft.features(*value) <= 64 } else { draft.features(*value) == features })
        .collect();
    let mut inputs = vec![input];
    for _ in 0..1 + draws.below(3) {
        inputs.push(if fitting.is_empty() { input } else { fitting[draws.below(fitting.len())] });
    }
    draft.merge(node, kind, &inputs)
}

/// A random valid acyclic graph: values are read by any number of later operations; several losses may hang on it, each
/// with a target of its own; rows may weigh by their class and by a column.
pub fn random_network(draws: &mut Draws) -> Ir {
    random_network_of(draws, 1)
}

/// The same with up to `width` times as many features.
pub fn random_network_of(draws: &mut Draws, width: usize) -> Ir {
    let mut draft = Draft::new(1 + draws.below(20 * width) as u32, 2 + draws.below(4) as u32, TargetEncoding::OneHot);
    let mut values = vec![0];
    if draws.below(2) == 0 {
        values.push(draft.scale("scale", 0));
    }
    let functions = functions();
    for index in 0..2 + draws.below(11) {
        // Mostly the newest value, at times an older one: fan-out.
        let from = if draws.below(3) == 0 { draws.below(values.len()) } else { values.len() - 1 };
        let input = values[from];
        let node = format!("node_{index}");
        values.push(match draws.below(11) {
            0..3 => draft.dense(&node, input, 1 + draws.below(37 * width) as u32, draws.below(2) == 0),
            3 => {
                let unbiased = draws.below(2) == 0;
                draft.batch_norm(&node, input, draws.below(3) > 0, draws.below(3) > 0, unbiased)
            }
            4 => draft.layer_norm(&node, input, draws.below(3) > 0, draws.below(3) > 0),
            5 | 6 => draft.activation(&node, input, functions[draws.below(functions.len())]),
            7 => draft.dropout(&node, input, draws.between(0.0, 0.7)),
            8 => draft.noise(&node, input, draws.between(0.0, 0.5)),
            _ => random_merge(&mut draft, draws, &node, &values, input),
        });
    }
    draft.0.targets.clear();
    for index in 0..1 + draws.below(3) {
        let from = if index == 0 { values.len() - 1 } else { draws.below(values.len()) };
        let (function, kind, encoding) = [
            (ActivationFunction::Softmax, LossFunction::CategoricalCrossEntropy, TargetEncoding::OneHot),
            (ActivationFunction::Softmax, LossFunction::SparseCategoricalCrossEntropy, TargetEncoding::Index),
            (ActivationFunction::Softmax, LossFunction::BinaryCrossEntropy, TargetEncoding::OneHot),
            (ActivationFunction::Sigmoid, LossFunction::BinaryCrossEntropy, TargetEncoding::OneHot),
            (ActivationFunction::Sigmoid, LossFunction::BinaryCrossEntropy, TargetEncoding::Value),
            (ActivationFunction::Tanh, LossFunction::MeanSquaredError, TargetEncoding::OneHot),
            (ActivationFunction::Tanh, LossFunction::MeanAbsoluteError, TargetEncoding::Value),
            (ActivationFunction::Linear, LossFunction::Huber { delta: 0.7 }, TargetEncoding::OneHot),
        ][draws.below(8)];
        let units = if encoding == TargetEncoding::Value { 1 } else { 2 + draws.below(20) as u32 };
        let target = draft.target(units, encoding);
        if kind == LossFunction::MeanAbsoluteError && draws.below(2) == 0 {
            draft.scale_target(&format!("output_{index}"), target);
        }
        // Of a size at which no probability is held away from 0 or 1, where a loss and its fused gradient differ.
        let norm = draft.layer_norm(&format!("head_norm_{index}"), values[from], false, false);
        let head = draft.dense(&format!("head_{index}"), norm, units, true);
        let value = draft.activation(&format!("head_activation_{index}"), head, function);
        let class_weights = match draws.below(3) {
            _ if encoding == TargetEncoding::Value => ClassWeights::None,
            0 => ClassWeights::None,
            1 => ClassWeights::Balanced,
            _ => ClassWeights::Given { weights: (0..units).map(|_| draws.between(0.1, 3.0)).collect() },
        };
        draft.loss_against(kind, value, target).class_weights = class_weights;
        if encoding == TargetEncoding::OneHot && draws.below(4) == 0 {
            draft.loss_against(LossFunction::MeanSquaredError, value, target);
        }
    }
    if draws.below(3) == 0 {
        draft.0.sample_weight = Some("weight".to_owned());
    }
    for loss in &mut draft.0.losses {
        loss.weight = draws.between(0.3, 2.0);
    }
    draft.0
}
