//! What codes belong to.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What a failure's code belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum FailureKind {
    /// An IR that is none, or not a valid one.
    Ir,
    /// The data of a run, its memory or this machine.
    Run,
    /// A checkpoint or a model file.
    Checkpoint,
    Model,
    /// A table's file, its columns or the setup over them.
    Table,
    /// A call, request or option that is none.
    Call,
    /// The engine's process: gone, or not to be had.
    Engine,
    /// A file or project that cannot be opened or saved.
    File,
    /// A fault of the program's own.
    Internal,
}
