//! A table's rows as the IR asks for them.

use crate::failure::Failure;
use std::collections::BTreeMap;
use tabular::{DataSetup, EncodedTable, ScaleMethod, Scaling, Table, TargetForm, training_rows};
use trainer::failure::at_operation;
use trainer::ir::{self, Ir, OperationKind, TargetEncoding};
use trainer::{Dataset, FailureCode, failure};

/// The dataset of a valid IR and how many rows were left out for a missing cell. Every input reads the same table.
pub fn dataset(ir: &Ir, table: &Table, setup: &DataSetup) -> Result<(Dataset, usize), Failure> {
    let [target] = ir.targets.as_slice() else {
        let found = format!("{} targets", ir.targets.len());
        return Err(failure(FailureCode::Dataset, found, "one", "Compile the project again.").into());
    };
    let classes = target.classes as usize;
    let form = match target.encoding {
        TargetEncoding::Value => TargetForm::Value { classes },
        TargetEncoding::OneHot => TargetForm::OneHot { classes },
        TargetEncoding::Index => {
            let mend = "Choose categorical cross-entropy for the Output node.";
            return Err(failure(FailureCode::Dataset, "a target of class indices", "one column a class", mend).into());
        }
    };
    let encoded = EncodedTable::encode(table, setup, form)?;
    let rows_to_fit = training_rows(encoded.rows, ir.training.validation_split);
    let mut fitted = BTreeMap::new();
    for (index, operation) in ir.operations.iter().enumerate() {
        let OperationKind::Scale { offset, factor, method } = &operation.kind else { continue };
        let reads_input = operation
            .inputs
            .iter()
            .all(|input| matches!(ir.operations[*input as usize].kind, OperationKind::Input { .. }));
        if !reads_input {
            let found = "a scale of a computed value";
            let mend = "Connect the Scale node directly to the Data node.";
            return Err(
                at_operation(ir, index, failure(FailureCode::Dataset, found, "a scale of an input", mend)).into()
            );
        }
        let method = match method {
            ir::ScaleMethod::Standardize => ScaleMethod::Standardize,
            ir::ScaleMethod::MinMax => ScaleMethod::MinMax,
        };
        let scaling = Scaling::fit(&encoded.matrix, encoded.features, rows_to_fit, method);
        fitted.insert(offset.clone(), scaling.offset);
        fitted.insert(factor.clone(), scaling.factor);
    }
    let dataset = Dataset {
        rows: encoded.rows,
        inputs: vec![encoded.matrix; ir.inputs.len()],
        targets: vec![encoded.target],
        fitted,
        sample_weights: None,
    };
    Ok((dataset, encoded.missing_rows))
}
