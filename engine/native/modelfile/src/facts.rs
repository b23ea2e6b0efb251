//! What a session says of its run before it starts.

use crate::run::OpenedRun;
use serde::Serialize;
use trainer::statistics::RunDeclaration;
use ts_rs::TS;

/// What a session says of its run before it starts.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct SessionFacts {
    /// Every series it will report.
    pub declaration: RunDeclaration,
    pub steps_per_epoch: usize,
    pub training_rows: usize,
    pub validation_rows: usize,
    /// Rows kept for a test: the run does not see them.
    pub test_rows: usize,
    /// Numbers that the network learns.
    pub parameters: usize,
    /// Rows left out because a used cell was missing.
    pub missing_rows: usize,
    /// Training steps taken before: 0 unless the run goes on from a checkpoint.
    pub first_step: u32,
    /// What training executes, printed: one line a kernel.
    pub plan_text: String,
}

impl SessionFacts {
    pub fn of(OpenedRun { session, source }: &OpenedRun) -> Self {
        Self {
            declaration: RunDeclaration::of(session.probes()),
            steps_per_epoch: session.steps_per_epoch(),
            training_rows: session.training_rows(),
            validation_rows: session.validation_rows(),
            test_rows: source.data.test_rows,
            parameters: session.parameter_count(),
            missing_rows: source.data.missing_rows,
            first_step: session.first_step(),
            plan_text: session.plan_text().to_owned(),
        }
    }
}
