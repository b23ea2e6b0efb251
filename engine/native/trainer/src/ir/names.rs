//! Operations, functions and losses by the names the document has for them.

use super::{ActivationFunction, LossFunction, OperationKind};

impl OperationKind {
    pub fn name(&self) -> &'static str {
        match self {
            OperationKind::Input { .. } => "input",
            OperationKind::Scale { .. } => "scale",
            OperationKind::Dense { .. } => "dense",
            OperationKind::BatchNorm { .. } => "batch_norm",
            OperationKind::LayerNorm { .. } => "layer_norm",
            OperationKind::Activation { .. } => "activation",
            OperationKind::Dropout { .. } => "dropout",
            OperationKind::GaussianNoise { .. } => "gaussian_noise",
            OperationKind::Add {} => "add",
            OperationKind::Multiply {} => "multiply",
            OperationKind::Concat {} => "concat",
        }
    }
}

impl ActivationFunction {
    pub fn name(self) -> &'static str {
        match self {
            ActivationFunction::Linear => "linear",
            ActivationFunction::Tanh => "tanh",
            ActivationFunction::Sigmoid => "sigmoid",
            ActivationFunction::Relu => "relu",
            ActivationFunction::LeakyRelu => "leaky_relu",
            ActivationFunction::Elu => "elu",
            ActivationFunction::Selu => "selu",
            ActivationFunction::Gelu => "gelu",
            ActivationFunction::GeluTanh => "gelu_tanh",
            ActivationFunction::Swish => "swish",
            ActivationFunction::Softplus => "softplus",
            ActivationFunction::Softsign => "softsign",
            ActivationFunction::HardSigmoid => "hard_sigmoid",
            ActivationFunction::Softmax => "softmax",
        }
    }
}

impl LossFunction {
    pub fn name(self) -> &'static str {
        match self {
            LossFunction::BinaryCrossEntropy => "binary_cross_entropy",
            LossFunction::CategoricalCrossEntropy => "categorical_cross_entropy",
            LossFunction::SparseCategoricalCrossEntropy => "sparse_categorical_cross_entropy",
            LossFunction::MeanSquaredError => "mean_squared_error",
            LossFunction::MeanAbsoluteError => "mean_absolute_error",
            LossFunction::Huber { .. } => "huber",
        }
    }
}
