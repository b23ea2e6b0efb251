//! Work done off the JavaScript thread.

use crate::failure::{Outcome, caught, delivered};
use napi::bindgen_prelude::{AsyncTask, ToNapiValue, TypeName};
use napi::{Env, Result, Task};

type Job<T> = Box<dyn FnOnce() -> Outcome<T> + Send>;

pub struct Work<T> {
    job: Option<Job<T>>,
}

/// What a function returns that goes on off the JavaScript thread; napi-derive writes its TypeScript type by this name.
pub type Promise<T> = AsyncTask<Work<T>>;

/// A promise of what `job` returns, rejected with its failure.
pub fn promise<T>(job: impl FnOnce() -> Outcome<T> + Send + 'static) -> Promise<T>
where
    T: ToNapiValue + TypeName + Send + 'static,
{
    AsyncTask::new(Work { job: Some(Box::new(job)) })
}

impl<T: ToNapiValue + TypeName + Send + 'static> Task for Work<T> {
    type Output = Outcome<Option<T>>;
    type JsValue = Option<T>;

    fn compute(&mut self) -> Result<Self::Output> {
        Ok(caught(|| self.job.take().map(|job| job()).transpose()))
    }

    fn resolve(&mut self, env: Env, output: Self::Output) -> Result<Self::JsValue> {
        delivered(&env, output)
    }
}
