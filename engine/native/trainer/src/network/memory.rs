//! What a network allocates before its first step.

use crate::dataset::Dataset;
use crate::ir::{Ir, Parameter, ParameterRole};
use crate::kernels::Matrix;
use crate::kernels::epilogue::NormFigures;
use crate::kernels::keep_bits::{KeepBits, KeepStream};
use crate::kernels::layer_norm::RowFigures;
use crate::plan::{EpilogueStage, GradientWrite, Plan, Stage};
use crate::rng::{NoiseDraws, fill_initial};

/// What one dropout needs.
pub(super) struct Dropping {
    pub stream: KeepStream,
    pub bits: KeepBits,
    pub scale: f32,
}

/// What one noise needs.
pub(super) struct Noise {
    pub draws: NoiseDraws,
    /// Of one batch, tight.
    pub values: Vec<f32>,
}

/// Memory of one stage beyond its values.
#[derive(Default)]
pub(super) struct StageMemory {
    pub figures: Option<NormFigures>,
    pub dropping: Option<Dropping>,
    pub row_figures: Option<RowFigures>,
    pub noise: Option<Noise>,
    /// Where the gradient of a normalisation's input goes first when it may not go to its own place.
    pub spare: Matrix,
}

/// An empty matrix where nothing is kept.
pub(super) fn zeros_if(wanted: bool, rows: usize, columns: usize) -> Matrix {
    if wanted { Matrix::zeros(rows, columns) } else { Matrix::default() }
}

/// A parameter's initial value.
pub(super) fn initial(ir: &Ir, parameter: &Parameter, dataset: &Dataset) -> Matrix {
    let (rows, columns) = match parameter.shape[..] {
        [rows, columns] => (rows as usize, columns as usize),
        _ => (1, parameter.shape[0] as usize),
    };
    let mut tight = vec![0.0; rows * columns];
    match parameter.role {
        ParameterRole::Fitted => {
            let constants = &dataset.fitted[&parameter.name];
            tight.iter_mut().zip(constants).for_each(|(narrow, constant)| *narrow = *constant as f32);
        }
        ParameterRole::Trainable | ParameterRole::Running => {
            fill_initial(&parameter.initializer, ir.training.seed, &parameter.name, &parameter.shape, &mut tight);
        }
    }
    Matrix::from_tight(rows, columns, &tight)
}

impl StageMemory {
    /// For a stage that sees at most `batch` rows.
    pub(super) fn new(ir: &Ir, plan: &Plan, stage: &Stage, batch: usize) -> StageMemory {
        let EpilogueStage { norm, dropout, output, input_gradient, .. } = match stage {
            Stage::Epilogue(epilogue) => epilogue,
            Stage::LayerNorm(_) => {
                return StageMemory { row_figures: Some(RowFigures::new(batch)), ..StageMemory::default() };
            }
            Stage::Noise(noise) => {
                let draws = NoiseDraws::new(ir.training.seed, &ir.operations[noise.operation].node);
                let values = vec![0.0; batch * plan.values[noise.operation].features];
                return StageMemory { noise: Some(Noise { draws, values }), ..StageMemory::default() };
            }
            Stage::Dense(_) | Stage::Softmax(_) | Stage::Merge(_) => return StageMemory::default(),
        };
        let features = plan.values[*output].features;
        StageMemory {
            figures: norm.map(|_| NormFigures::new(features)),
            dropping: dropout.map(|(operation, rate)| Dropping {
                stream: KeepStream::new(ir.training.seed, &ir.operations[operation].node, rate),
                bits: KeepBits::new(batch * features),
                scale: (1.0 / (1.0 - rate)) as f32,
            }),
            spare: zeros_if(
                norm.is_some() && *input_gradient != GradientWrite::Store && plan.values[*output].has_gradient,
                batch,
                features,
            ),
            ..StageMemory::default()
        }
    }
}
