//! Plain data across the border by serde. Its TypeScript type is what ts-rs writes of the struct; `npm run generate` leaves the
//! wrapper out of the types that name it.

use crate::failure::{border, guarded, unreadable};
use failures::FailureCode;
use modelfile::{RunOptions, TestLook};
use napi::bindgen_prelude::{FromNapiValue, Result, ToNapiValue, TypeName};
use napi::{Env, Unknown, ValueType, sys};
use preparing::SplitSetup;
use serde::Serialize;
use serde::de::DeserializeOwned;
use tabular::{DataSetup, PairSetup, ReadOptions, ViewSetup};
use trainer::analysis::AnalysisRequest;

/// Data that crosses as serde writes or reads it.
pub struct Plain<T>(pub T);

/// Data that JavaScript hands in.
pub trait Argument: DeserializeOwned {
    /// What is thrown of an argument that cannot be read.
    const UNREADABLE: FailureCode;
}

impl Argument for DataSetup {
    const UNREADABLE: FailureCode = FailureCode::TableSetup;
}

impl Argument for ReadOptions {
    const UNREADABLE: FailureCode = FailureCode::TableSetup;
}

impl Argument for ViewSetup {
    const UNREADABLE: FailureCode = FailureCode::TableSetup;
}

impl Argument for PairSetup {
    const UNREADABLE: FailureCode = FailureCode::TableSetup;
}

impl Argument for SplitSetup {
    const UNREADABLE: FailureCode = FailureCode::TableSetup;
}

impl Argument for RunOptions {
    const UNREADABLE: FailureCode = FailureCode::SessionOptions;
}

impl Argument for TestLook {
    const UNREADABLE: FailureCode = FailureCode::ModelContext;
}

impl Argument for AnalysisRequest {
    const UNREADABLE: FailureCode = FailureCode::AnalysisRequest;
}

impl<T> TypeName for Plain<T> {
    fn type_name() -> &'static str {
        "Plain"
    }

    fn value_type() -> ValueType {
        ValueType::Unknown
    }
}

impl<T: Serialize> ToNapiValue for Plain<T> {
    unsafe fn to_napi_value(env: sys::napi_env, Plain(data): Self) -> Result<sys::napi_value> {
        let value = Env::from_raw(env).to_js_value(&data)?;
        // SAFETY: `env` is the one the value was just made in.
        unsafe { Unknown::to_napi_value(env, value) }
    }
}

impl<T: Argument> FromNapiValue for Plain<T> {
    unsafe fn from_napi_value(env: sys::napi_env, value: sys::napi_value) -> Result<Self> {
        let env = Env::from_raw(env);
        guarded(&env, || {
            // SAFETY: napi hands over an environment and a value of it that live as long as this call.
            let given = unsafe { Unknown::from_napi_value(env.raw(), value) }.map_err(|error| border(&error))?;
            env.from_js_value(given).map(Plain).map_err(|error| unreadable(T::UNREADABLE, error.reason.clone()))
        })
    }
}
