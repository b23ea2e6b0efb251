//! What can go wrong: a table's fault, or the run's and the model's.

use std::fmt;
use tabular::TableFailure;
use trainer::FailureCode;
use trainer::events::RunFailure;

/// Why a run or a model cannot be had.
#[derive(Debug, Clone, PartialEq)]
pub enum Fault {
    Table(Box<TableFailure>),
    Run(Box<RunFailure>),
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::Table(failure) => failure.fmt(formatter),
            Fault::Run(failure) => failure.fmt(formatter),
        }
    }
}

impl std::error::Error for Fault {}

impl From<TableFailure> for Fault {
    fn from(failure: TableFailure) -> Fault {
        Fault::Table(Box::new(failure))
    }
}

impl From<RunFailure> for Fault {
    fn from(failure: RunFailure) -> Fault {
        Fault::Run(Box::new(failure))
    }
}

/// A model file that cannot be used, and why.
pub(crate) fn unreadable(found: impl Into<String>, expected: impl Into<String>) -> RunFailure {
    trainer::failure(
        FailureCode::ModelUnreadable,
        found,
        expected,
        "Use another copy of the file, or save the model again.",
    )
}
