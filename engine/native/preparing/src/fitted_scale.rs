//! The constants of each Scale of a network and of each target it scales, fitted on the rows it trains on.

use crate::encoded_table::EncodedTable;
use crate::scaling::Scaling;
use failures::{Failure, FailureCode};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use trainer::failure::at_operation;
use trainer::ir::{Ir, OperationKind, TargetScaling};
use ts_rs::TS;

/// The constants of one Scale of an input, or of one scaled target: x ← (x − offset) · factor. Its tensors are these,
/// rounded to float32.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct FittedScale {
    /// The Scale node, or the Output of the target.
    pub node: String,
    /// Names of the two tensors.
    pub offset: String,
    pub factor: String,
    pub scaling: Scaling,
}

impl FittedScale {
    /// Fits every Scale of a network on the rows `training` of a table, in the order of its operations; columns with a scaling
    /// of their own it leaves as they are. Then every
    /// scaled target on those of these rows that weigh something. Every input reads the same table.
    ///
    /// # Errors
    /// A Scale that reads something computed, of which there are no constants before training.
    pub fn of_network(
        ir: &Ir,
        table: &EncodedTable,
        training: &[u32],
        weights: Option<&[f32]>,
    ) -> Result<Vec<FittedScale>, Failure> {
        let mut scales = Vec::new();
        for (index, operation) in ir.operations.iter().enumerate() {
            let OperationKind::Scale { offset, factor, method } = &operation.kind else { continue };
            let reads_input = operation
                .inputs
                .iter()
                .all(|input| matches!(ir.operations[*input as usize].kind, OperationKind::Input { .. }));
            if !reads_input {
                let found = "a scale of a computed value";
                let help = "Connect the Scale node directly to the Data node.";
                return Err(at_operation(
                    ir,
                    index,
                    Failure::new(FailureCode::Dataset, found, "a scale of an input", help),
                ));
            }
            scales.push(FittedScale {
                node: operation.node.clone(),
                offset: offset.clone(),
                factor: factor.clone(),
                scaling: Scaling::fit(&table.matrix, &table.wide, table.features, training, *method)
                    .leaving(&table.settled),
            });
        }
        // A row of weight 0 teaches nothing, whatever its target is.
        let weighs = |row: &u32| weights.is_none_or(|weights| weights[*row as usize] > 0.0);
        let weighing: Vec<u32> = training.iter().copied().filter(weighs).collect();
        for (index, target) in ir.targets.iter().enumerate() {
            let Some(TargetScaling { method, offset, factor }) = &target.scaling else { continue };
            let wide = table.wide_targets.get(&(index as u32)).map(|numbers| (0, numbers.clone()));
            let wide = wide.into_iter().collect();
            let numbers = table.targets[index].as_slice().into();
            scales.push(FittedScale {
                node: node_of(ir, offset),
                offset: offset.clone(),
                factor: factor.clone(),
                scaling: Scaling::fit(&numbers, &wide, 1, &weighing, *method),
            });
        }
        Ok(scales)
    }

    /// Both tensors' names, each with its constants.
    pub fn constants(&self) -> [(&String, &Vec<f64>); 2] {
        [(&self.offset, &self.scaling.offset), (&self.factor, &self.scaling.factor)]
    }
}

/// The node that has a parameter.
fn node_of(ir: &Ir, name: &str) -> String {
    let parameter = ir.parameters.iter().find(|parameter| parameter.name == name);
    parameter.map(|parameter| parameter.node.clone()).unwrap_or_default()
}

/// The constants of all scales by their tensors' names, as `trainer::Dataset` has them.
pub fn fitted_constants(scales: &[FittedScale]) -> BTreeMap<String, Vec<f64>> {
    let constants = scales.iter().flat_map(FittedScale::constants);
    constants.map(|(name, constants)| (name.clone(), constants.clone())).collect()
}
