//! Small networks that each show one thing a pass decides.

use crate::support::{self, Draft};
use trainer::ir::{ActivationFunction, Ir, LossFunction, OperationKind, Optimizer, Regularizer, TargetEncoding};

/// A network with a line saying what is telling about it.
pub type Telling = (&'static str, Ir);

pub fn reference_network() -> Telling {
    ("The reference network", support::reference_network(4, 3, 2))
}

pub fn without_batch_norm() -> Telling {
    let mut draft = Draft::new(4, 3, TargetEncoding::Index);
    let mut value = draft.dense("hidden", 0, 5, true);
    value = draft.activation("relu", value, ActivationFunction::Relu);
    value = draft.dropout("dropout", value, 0.5);
    value = draft.dense("head", value, 3, true);
    value = draft.activation("softmax", value, ActivationFunction::Softmax);
    draft.loss(LossFunction::SparseCategoricalCrossEntropy, value);
    ("No BatchNorm: activation and dropout are a visit", draft.0)
}

pub fn two_readers() -> Telling {
    let mut draft = Draft::new(4, 1, TargetEncoding::Value);
    let mut value = draft.dense("hidden", 0, 5, true);
    value = draft.batch_norm("norm", value, true, true, false);
    value = draft.activation("tanh", value, ActivationFunction::Tanh);
    let dropped = draft.dropout("dropout", value, 0.5);
    value = draft.merge("add", OperationKind::Add {}, &[value, dropped]);
    value = draft.dense("head", value, 1, true);
    draft.loss(LossFunction::MeanSquaredError, value);
    ("A value that two operations read ends its visit", draft.0)
}

pub fn read_and_judged() -> Telling {
    let mut draft = Draft::new(4, 1, TargetEncoding::Value);
    let other = draft.target(1, TargetEncoding::Value);
    let mut value = draft.dense("first", 0, 1, true);
    value = draft.activation("sigmoid", value, ActivationFunction::Sigmoid);
    draft.loss(LossFunction::BinaryCrossEntropy, value);
    value = draft.dropout("dropout", value, 0.5);
    value = draft.dense("second", value, 1, true);
    draft.loss_against(LossFunction::MeanSquaredError, value, other);
    ("A value that a loss reads ends its visit, and its loss is not its only reader", draft.0)
}

pub fn dropout_first() -> Telling {
    let mut draft = Draft::new(4, 1, TargetEncoding::Value);
    let mut value = draft.dense("hidden", 0, 5, true);
    value = draft.dropout("dropout", value, 0.5);
    value = draft.batch_norm("norm", value, true, true, false);
    value = draft.activation("tanh", value, ActivationFunction::Tanh);
    value = draft.activation("relu", value, ActivationFunction::Relu);
    value = draft.dense("head", value, 1, true);
    draft.loss(LossFunction::MeanSquaredError, value);
    ("A visit has one order: nothing follows dropout, nor an activation another", draft.0)
}

pub fn binary() -> Telling {
    let mut draft = Draft::new(4, 1, TargetEncoding::Value);
    let mut value = draft.dense("head", 0, 1, true);
    value = draft.batch_norm("norm", value, true, true, false);
    value = draft.activation("sigmoid", value, ActivationFunction::Sigmoid);
    draft.loss(LossFunction::BinaryCrossEntropy, value);
    ("Sigmoid with binary cross-entropy", draft.0)
}

pub fn squared_sigmoid() -> Telling {
    let mut draft = Draft::new(4, 1, TargetEncoding::Value);
    let mut value = draft.dense("head", 0, 1, true);
    value = draft.activation("sigmoid", value, ActivationFunction::Sigmoid);
    draft.loss(LossFunction::MeanSquaredError, value);
    ("Sigmoid with mean squared error", draft.0)
}

pub fn regression() -> Telling {
    let mut draft = Draft::new(4, 1, TargetEncoding::Value);
    let mut value = draft.dense("head", 0, 1, true);
    value = draft.activation("linear", value, ActivationFunction::Linear);
    draft.loss(LossFunction::MeanSquaredError, value);
    ("Linear with mean squared error", draft.0)
}

/// Binary cross-entropy over the units of a softmax.
pub fn softmax_by_unit(title: &'static str, units: u32) -> Telling {
    let mut draft = Draft::new(4, units, TargetEncoding::OneHot);
    let mut value = draft.dense("head", 0, units, true);
    value = draft.activation("softmax", value, ActivationFunction::Softmax);
    draft.loss(LossFunction::BinaryCrossEntropy, value);
    (title, draft.0)
}

pub fn two_outputs() -> Telling {
    let mut draft = Draft::new(4, 3, TargetEncoding::OneHot);
    let number = draft.target(1, TargetEncoding::Value);
    let mut trunk = draft.dense("trunk", 0, 5, true);
    trunk = draft.activation("tanh", trunk, ActivationFunction::Tanh);
    let mut class = draft.dense("class", trunk, 3, true);
    class = draft.activation("softmax", class, ActivationFunction::Softmax);
    let price = draft.dense("price", trunk, 1, true);
    draft.loss(LossFunction::CategoricalCrossEntropy, class);
    draft.loss_against(LossFunction::MeanSquaredError, price, number).weight = 0.5;
    ("Two outputs on one trunk", draft.0)
}

pub fn one_softmax_twice() -> Telling {
    let mut draft = Draft::new(4, 3, TargetEncoding::OneHot);
    let mut value = draft.dense("head", 0, 3, true);
    value = draft.activation("softmax", value, ActivationFunction::Softmax);
    draft.loss_against(LossFunction::CategoricalCrossEntropy, value, 0).weight = 0.5;
    draft.loss_against(LossFunction::CategoricalCrossEntropy, value, 0).weight = 0.5;
    ("Two outputs that read one softmax", draft.0)
}

pub fn concat_branches() -> Telling {
    let mut draft = Draft::new(4, 1, TargetEncoding::Value);
    let scaled = draft.scale("scale", 0);
    let squashed = draft.activation("squash", scaled, ActivationFunction::Tanh);
    let wide = draft.merge("wide", OperationKind::Concat {}, &[scaled, squashed]);
    let mut deep = draft.dense("deep", wide, 5, true);
    deep = draft.activation("relu", deep, ActivationFunction::Relu);
    let both = draft.merge("both", OperationKind::Concat {}, &[deep, squashed]);
    let noisy = draft.noise("noise", scaled, 0.1);
    let all = draft.merge("all", OperationKind::Concat {}, &[both, noisy]);
    let value = draft.dense("head", all, 1, true);
    draft.loss(LossFunction::MeanSquaredError, value);
    ("Branches of inputs alone and of what is trained", draft.0)
}

pub fn dead_branch() -> Telling {
    let mut draft = Draft::new(4, 1, TargetEncoding::Value);
    let hidden = draft.dense("hidden", 0, 5, true);
    let dead = draft.batch_norm("dead_norm", hidden, true, true, false);
    draft.activation("dead_tanh", dead, ActivationFunction::Tanh);
    draft.dense("dead_dense", 0, 2, true);
    let live = draft.activation("tanh", hidden, ActivationFunction::Tanh);
    let value = draft.dense("head", live, 1, true);
    draft.loss(LossFunction::MeanSquaredError, value);
    ("A branch that no loss depends on", draft.0)
}

/// Two Dense in a row under another training setup.
pub fn two_dense(title: &'static str, change: impl FnOnce(&mut Ir)) -> Telling {
    let mut draft = Draft::new(4, 1, TargetEncoding::Value);
    let hidden = draft.dense("hidden", 0, 5, true);
    let value = draft.dense("head", hidden, 1, false);
    draft.loss(LossFunction::MeanSquaredError, value);
    change(&mut draft.0);
    (title, draft.0)
}

/// The setups under which weights descend, or do not.
pub fn descents() -> Vec<Telling> {
    let adam = Optimizer::Adam { learning_rate: 0.001, beta_1: 0.9, beta_2: 0.999, epsilon: 1e-8 };
    vec![
        two_dense("SGD", |_| {}),
        two_dense("SGD, clipped by value", |ir| ir.training.clip_value = Some(1.0)),
        two_dense("SGD, clipped by norm", |ir| ir.training.clip_norm = Some(1.0)),
        two_dense("SGD, an L2 penalty on the first weight", |ir| {
            ir.parameters[0].regularizer = Regularizer { l1: 0.0, l2: 0.01 };
        }),
        two_dense("SGD, a greatest norm of the first weight", |ir| ir.parameters[0].max_norm = Some(2.0)),
        two_dense("Adam", |ir| ir.training.optimizer = adam),
        dead_branch(),
    ]
}
