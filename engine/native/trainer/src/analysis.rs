//! What is asked of a resting network beside the statistics of its steps: the effective rank of its activations, and the
//! landscape of its loss, along the gradient and on a plane.
//!
//! All of it looks at the network as a function of its parameters alone: batches normalised with their own moments,
//! without dropout and noise, rows weighed as in training, penalties included. Rows are the first of the training rows in
//! one seeded order, in batches of the run's size, so that the same run at the same step gives the same figures.
//! Everything that is moved is put back to the bit.

mod along_gradient;
mod answer;
mod displaced;
mod effective_rank;
mod plane;
mod request;
mod singular_values;

use crate::memory::{MemoryNeed, available_bytes};
use crate::network::Network;
use crate::rng::permute;
pub use answer::{AlongGradient, Analysis, EffectiveRank, LossPlane};
pub use effective_rank::effective_rank;
use failures::Failure;
pub use request::{ANALYSIS_LIMITS, AlongGradientRequest, AnalysisRequest, EffectiveRankRequest, PlaneRequest};
pub use singular_values::singular_values;

/// Stream of the order in which training rows are taken, at step 0.
const ROW_STREAM: &str = "analysis";
/// Most copies of every parameter that are held at a time: as they were, and the plane's two directions.
const COPIES: u64 = 3;

/// Asked before every batch and every sweep of a matrix; its failure breaks the analysis off.
type Attend<'a> = &'a mut dyn FnMut() -> Result<(), Failure>;

/// Computes what is asked for, of the network as it is and of rows among `training_rows`. `attend` is asked before every
/// batch; its failure breaks off and is answered. Whatever happens, the network's parameters and all that a run goes on
/// from are then what they were, to the bit.
pub fn analyze(
    network: &mut Network,
    training_rows: &[u32],
    request: &AnalysisRequest,
    attend: &mut dyn FnMut() -> Result<(), Failure>,
) -> Result<Analysis, Failure> {
    request.check()?;
    let copies = COPIES * 4 * network.parameter_floats() as u64;
    MemoryNeed { copies, ..MemoryNeed::default() }.check(available_bytes())?;
    let mut rows = training_rows.to_vec();
    permute(network.ir().training.seed, ROW_STREAM, 0, &mut rows);
    let batch = network.batch();
    let effective_ranks = match request.effective_rank {
        Some(EffectiveRankRequest { rows: most }) => {
            effective_rank::effective_ranks(network, whole_batches(&rows, most, batch), attend)?
        }
        None => Vec::new(),
    };
    let along_gradient = request.along_gradient.map(|AlongGradientRequest { points }| {
        along_gradient::along_gradient(network, &rows[..batch.min(rows.len())], points, attend)
    });
    let along_gradient = along_gradient.transpose()?;
    let plane = request.plane.map(|PlaneRequest { side, rows: most }| {
        plane::plane(network, whole_batches(&rows, most, batch), side, attend)
    });
    Ok(Analysis { steps: network.steps(), effective_ranks, along_gradient, plane: plane.transpose()? })
}

/// The first `most` rows that make whole batches, or all of the first `most` where they do not fill one: a smaller batch
/// has other moments than those the network trains with.
fn whole_batches(rows: &[u32], most: u32, batch: usize) -> &[u32] {
    let rows = &rows[..rows.len().min(most as usize)];
    let whole = rows.len() / batch.max(1) * batch;
    if whole == 0 { rows } else { &rows[..whole] }
}
