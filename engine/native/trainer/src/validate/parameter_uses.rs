//! Which operation or target has which parameter: each parameter is had by exactly one.

use super::Parameters;
use crate::failure::{FailureCode, failure};
use crate::ir::{Ir, ParameterRole};
use failures::Failure;
use std::collections::HashSet;

pub(super) struct ParameterUses<'p, 'a> {
    parameters: &'p Parameters<'a>,
    used: HashSet<&'a str>,
}

impl<'p, 'a> ParameterUses<'p, 'a> {
    pub(super) fn of(parameters: &'p Parameters<'a>) -> Self {
        Self { parameters, used: HashSet::new() }
    }

    /// The named parameter exists with this shape and role, and nothing else has it.
    pub(super) fn parameter(&mut self, name: &'a str, shape: &[u32], role: ParameterRole) -> Result<(), Failure> {
        let Some(parameter) = self.parameters.get(name) else {
            return Err(mismatch(format!("no parameter {name}"), "every parameter an operation or target names"));
        };
        if parameter.shape != shape {
            return Err(mismatch(format!("shape {:?} of {name}", parameter.shape), &format!("{shape:?}")));
        }
        if parameter.role != role {
            return Err(mismatch(format!("role {:?} of {name}", parameter.role), &format!("{role:?}")));
        }
        if !self.used.insert(name) {
            return Err(failure(
                FailureCode::ParameterName,
                format!("parameter {name} used twice"),
                "one operation or target for each parameter",
                "Give the nodes different ids.",
            ));
        }
        Ok(())
    }

    /// Every parameter is had by something.
    pub(super) fn require_all(&self, ir: &Ir) -> Result<(), Failure> {
        match ir.parameters.iter().find(|parameter| !self.used.contains(parameter.name.as_str())) {
            Some(parameter) => {
                let found = format!("parameter {} that no operation or target uses", parameter.name);
                Err(mismatch(found, "an operation or target for every parameter"))
            }
            None => Ok(()),
        }
    }
}

fn mismatch(found: String, expected: &str) -> Failure {
    failure(FailureCode::ParameterMismatch, found, expected, "Compile the project again.")
}
