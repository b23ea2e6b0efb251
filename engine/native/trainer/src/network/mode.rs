//! How a batch goes through the network.

/// How the network is run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    /// Batch moments, dropout of this step; `keep_inner` keeps values inside fused visits.
    Train { step: u32, keep_inner: bool },
    /// Batch moments, neither dropout nor noise.
    Undisturbed,
    /// Running moments, neither dropout nor noise.
    Infer,
}

impl Mode {
    /// Whether values and gradients inside fused visits are kept.
    pub(super) fn keeps_inner(self) -> bool {
        matches!(self, Mode::Train { keep_inner: true, .. })
    }

    /// Whether dropout drops.
    pub(super) fn drops(self) -> bool {
        matches!(self, Mode::Train { .. })
    }
}

/// What the losses of a batch are taken for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Weighing {
    /// Rows weigh by the weight column and by their class; gradients are wanted.
    Train,
    /// Rows weigh as in training; no gradients.
    Compare,
    /// Rows weigh by the weight column alone; no gradients.
    Evaluate,
}
