//! Failures to JavaScript: an `Error` whose property `failure` is the `Failure` as it is.

use failures::{Failure, FailureCode};
use napi::bindgen_prelude::{Object, Result};
use napi::{Env, JsValue};
use serde::Serialize;
use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// What a call comes to: its result, or why there is none.
pub type Outcome<T> = std::result::Result<T, Failure>;

/// An argument that cannot be read.
pub fn unreadable(code: FailureCode, reason: impl Into<String>) -> Failure {
    let reason = reason.into();
    let (expected, help) = ("what the declaration says", "correct the argument");
    Failure::new(code, format!("an argument that cannot be read ({reason})"), expected, help).text("reason", reason)
}

/// A fault of the addon's own.
fn internal(reason: impl Into<String>) -> Failure {
    let reason = reason.into();
    let help = "try it again; if it happens again, report it with the project";
    Failure::new(FailureCode::Addon, reason.clone(), "an answer", help).text("reason", reason)
}

/// A fault of the border between the languages.
pub fn border(error: &napi::Error) -> Failure {
    internal(error.reason.clone())
}

/// Bytes that could not be made.
pub fn unwritten(error: &std::io::Error) -> Failure {
    internal(error.to_string())
}

/// Runs what may fail or panic; neither may unwind into Node.
pub fn caught<T>(work: impl FnOnce() -> Outcome<T>) -> Outcome<T> {
    catch_unwind(AssertUnwindSafe(work))
        .unwrap_or_else(|panic| Err(internal(format!("The engine panicked: {}", panic_text(panic.as_ref())))))
}

/// The result, or the failure as the error to throw or to reject with. On the JavaScript thread.
pub fn delivered<T>(env: &Env, outcome: Outcome<T>) -> Result<T> {
    outcome.map_err(|failure| error_of(env, &failure).unwrap_or_else(|error| error))
}

/// Runs what may fail or panic on the JavaScript thread.
pub fn guarded<T>(env: &Env, work: impl FnOnce() -> Outcome<T>) -> Result<T> {
    delivered(env, caught(work))
}

fn error_of(env: &Env, failure: &Failure) -> Result<napi::Error> {
    let mut error: Object = env.create_error(napi::Error::from_reason(failure.to_string()))?;
    error.set("failure", env.to_js_value(failure)?)?;
    Ok(napi::Error::from(error.to_unknown()))
}

fn panic_text(panic: &(dyn Any + Send)) -> &str {
    panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("without a message")
}

/// A value as JSON text.
pub fn json(value: &impl Serialize) -> Outcome<String> {
    serde_json::to_string(value).map_err(|error| internal(error.to_string()))
}
