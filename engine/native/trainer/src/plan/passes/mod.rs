//! Passes over a validated IR: small pure functions, each answering one question about what a run computes once, together
//! or not at all; the plan lowers their answers.
//!
//! None changes a result beyond rounding: `tests/passes` trains without each that a plan can do without, and holds what
//! each answers against committed text.

mod count_readers;
mod find_gradients;
mod fold_inputs;
mod fuse_descent;
mod fuse_epilogues;
mod fuse_losses;

pub use count_readers::count_readers;
pub use find_gradients::find_gradients;
pub use fold_inputs::fold_inputs;
pub use fuse_descent::fuse_descent;
pub use fuse_epilogues::{Visit, fuse_epilogues};
pub use fuse_losses::fuse_losses;

use crate::ir::Ir;
use crate::kernels::losses::GradientOf;

/// What the passes answered about one IR.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answers {
    /// By operation: how many live operations and losses read its value. Nothing computes what has none.
    pub readers: Vec<usize>,
    /// By operation: whether it is computed once for the whole dataset.
    pub folded: Vec<bool>,
    /// By operation: whether its value has a gradient.
    pub has_gradient: Vec<bool>,
    /// What every batch computes, in order.
    pub visits: Vec<Visit>,
    /// By loss: with respect to what it gives its gradient.
    pub losses: Vec<GradientOf>,
    /// By operation: whether it is a Dense whose weight takes its step while its gradient is made.
    pub descends: Vec<bool>,
}

impl Answers {
    /// Runs every pass on a valid IR.
    pub fn of(ir: &Ir) -> Answers {
        let readers = count_readers(ir);
        let folded = fold_inputs(ir);
        let has_gradient = find_gradients(ir);
        Answers {
            visits: fuse_epilogues(ir, &readers, &folded),
            losses: fuse_losses(ir, &has_gradient),
            descends: fuse_descent(ir, &readers),
            readers,
            folded,
            has_gradient,
        }
    }
}
