//! Failures to JavaScript errors, whose message is a JSON `HostFailure` or `RunFailure`.

use modelfile::Fault;
use serde::Serialize;
use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use tabular::TableFailure;
use trainer::events::RunFailure;

/// What a call ends with instead of its result.
pub enum Failure {
    Table(Box<TableFailure>),
    Run(Box<RunFailure>),
    Host { code: &'static str, message: String },
}

#[derive(Serialize)]
struct HostFailure<'failure> {
    code: &'failure str,
    message: &'failure str,
}

impl Failure {
    /// An argument that is no `DataSetup`.
    pub fn setup(error: napi::Error) -> Self {
        Self::Host { code: "table_setup", message: format!("The data setup cannot be read: {}", error.reason) }
    }

    /// An argument that is no `SessionOptions`.
    pub fn options(error: napi::Error) -> Self {
        Self::Host { code: "session_options", message: format!("The options cannot be read: {}", error.reason) }
    }

    /// An argument that is no `ModelContext`.
    pub fn context(error: &serde_json::Error) -> Self {
        Self::Host { code: "model_context", message: format!("The model's context cannot be read: {error}") }
    }

    /// An argument that is no `AnalysisRequest`.
    pub fn analysis(error: napi::Error) -> Self {
        Self::Host { code: "analysis_request", message: format!("The request cannot be read: {}", error.reason) }
    }
}

impl From<TableFailure> for Failure {
    fn from(failure: TableFailure) -> Self {
        Self::Table(Box::new(failure))
    }
}

impl From<RunFailure> for Failure {
    fn from(failure: RunFailure) -> Self {
        Self::Run(Box::new(failure))
    }
}

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Table(failure) => Self::Table(failure),
            Fault::Run(failure) => Self::Run(failure),
        }
    }
}

impl From<napi::Error> for Failure {
    fn from(error: napi::Error) -> Self {
        Self::Host { code: "addon", message: error.reason.clone() }
    }
}

impl From<Failure> for napi::Error {
    fn from(failure: Failure) -> Self {
        let json = match &failure {
            Failure::Table(failure) => serde_json::to_string(failure),
            Failure::Run(failure) => serde_json::to_string(failure),
            Failure::Host { code, message } => serde_json::to_string(&HostFailure { code, message }),
        };
        Self::from_reason(json.unwrap_or_else(|error| error.to_string()))
    }
}

/// Runs what may fail or panic; neither may unwind into Node.
pub fn guarded<T>(work: impl FnOnce() -> Result<T, Failure>) -> napi::Result<T> {
    let outcome = catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| {
        Err(Failure::Host { code: "panic", message: format!("The engine panicked: {}", panic_text(panic.as_ref())) })
    });
    outcome.map_err(napi::Error::from)
}

fn panic_text(panic: &(dyn Any + Send)) -> &str {
    panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("without a message")
}

/// A value as JSON text.
pub fn json(value: &impl Serialize) -> Result<String, Failure> {
    serde_json::to_string(value).map_err(|error| Failure::Host { code: "json", message: error.to_string() })
}
