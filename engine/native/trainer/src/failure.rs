//! Every way an IR, a dataset or a run can fail: a stable code each, and the words a person needs to fix it.

use crate::events::RunFailure;
use crate::ir::Ir;

/// What went wrong, as a stable code (`R0xx`) that tests and the app may match on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FailureCode {
    /// The document is not an IR at all (malformed JSON, unknown or missing field).
    Malformed = 1,
    /// `version` differs from the one this trainer reads.
    Version = 2,
    /// Too many operations, parameters, features or elements.
    TooLarge = 3,
    /// An input or target declaration is empty, duplicated or inconsistent.
    Declaration = 4,
    /// A parameter's name is empty or used twice, or two operations share one.
    ParameterName = 5,
    /// A parameter is missing, or its shape or role is not what its operation needs.
    ParameterMismatch = 6,
    /// A parameter's initialiser is not finite or makes no sense for its shape.
    Initializer = 7,
    /// An operation reads a value that is not defined before it.
    Order = 8,
    /// An operation has the wrong number of inputs.
    InputCount = 9,
    /// An operation's features do not follow from its inputs and parameters.
    Features = 10,
    /// An attribute is not finite or outside its range.
    Attribute = 11,
    /// No loss, or a loss naming a value or target that does not exist or does not fit.
    Loss = 12,
    /// A loss needs probabilities that its value does not give.
    LossActivation = 13,
    /// An optimizer setting is not finite or outside its range.
    Optimizer = 14,
    /// Epochs, batch size, validation split or threads outside their range.
    Training = 15,
    /// The dataset does not match the IR's inputs, targets or fitted constants.
    Dataset = 20,
    /// No row is left to train on.
    NoRows = 21,
    /// The run would need more memory than is available.
    Memory = 22,
    /// The instruction set asked for is none of this machine's.
    InstructionSet = 23,
    /// A value that is not a number or infinite appeared while training.
    NotFinite = 30,
    /// A thread of the run panicked.
    Panic = 31,
    /// The session is not in a state in which this can be done.
    State = 32,
    /// A named parameter does not exist or has another size.
    UnknownParameter = 33,
    /// The operating system refused a thread.
    Thread = 34,
    /// An analysis is asked for outside its limits.
    Analysis = 35,
    /// A checkpoint is damaged, is none, or cannot be opened.
    CheckpointUnreadable = 40,
    /// A checkpoint belongs to another network, other settings or other data.
    CheckpointMismatch = 41,
    /// A checkpoint could not be written; training goes on.
    CheckpointUnwritten = 42,
    /// Older checkpoints were removed because the disk is full; training goes on.
    CheckpointsDropped = 43,
    /// A model file is damaged, is none, or cannot be opened.
    ModelUnreadable = 50,
    /// A model's tensors are not those of its network, or not those of the network they are to start.
    ModelMismatch = 51,
}

impl FailureCode {
    /// `R0xx`, as events and tests spell it.
    pub fn text(self) -> String {
        format!("R{:03}", self as u32)
    }
}

/// A failure that belongs to the run as a whole.
pub fn failure(
    code: FailureCode,
    found: impl Into<String>,
    expected: impl Into<String>,
    help: impl Into<String>,
) -> RunFailure {
    RunFailure {
        code: code.text(),
        operation: None,
        node: None,
        found: found.into(),
        expected: expected.into(),
        help: help.into(),
    }
}

/// Ties a failure to operation `%operation` of `ir` and the node it was drawn as.
pub fn at_operation(ir: &Ir, operation: usize, mut failure: RunFailure) -> RunFailure {
    failure.operation = u32::try_from(operation).ok();
    failure.node = ir.operations.get(operation).map(|operation| operation.node.clone());
    failure
}

/// Ties a failure to a node that is no operation (an input, a parameter, a loss).
pub fn at_node(node: &str, mut failure: RunFailure) -> RunFailure {
    failure.node = Some(node.to_owned());
    failure
}

impl std::fmt::Display for RunFailure {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}", self.code)?;
        if let Some(node) = &self.node {
            write!(formatter, " at {node}")?;
        }
        write!(formatter, ": found {}, expected {}. {}", self.found, self.expected, self.help)
    }
}

impl std::error::Error for RunFailure {}
