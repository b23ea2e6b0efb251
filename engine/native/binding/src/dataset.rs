//! A table's rows as the IR asks for them.

use crate::failure::Failure;
use tabular::{DataSetup, EncodedTable, ScaleMethod, Scaling, Table, TargetForm, training_rows};
use trainer::ir::{self, Ir, OperationKind, TargetEncoding};
use trainer::{Dataset, FailureCode, failure};

/// The dataset of an IR and how many rows were left out for a missing cell. Every input reads the same table.
pub fn dataset(ir: &Ir, table: &Table, setup: &DataSetup) -> Result<(Dataset, usize), Failure> {
    let [target] = ir.targets.as_slice() else {
        let found = format!("{} targets", ir.targets.len());
        return Err(failure(FailureCode::Dataset, found, "one", "compile the project again").into());
    };
    let classes = target.classes as usize;
    let form = match target.encoding {
        TargetEncoding::Value => TargetForm::Value { classes },
        TargetEncoding::OneHot => TargetForm::OneHot { classes },
    };
    let encoded = EncodedTable::encode(table, setup, form)?;
    let rows_to_fit = training_rows(encoded.rows, ir.training.validation_split);
    let fitted = ir
        .operations
        .iter()
        .filter_map(|operation| match &operation.kind {
            OperationKind::Scale { offset, factor, method } => Some((offset, factor, *method)),
            _ => None,
        })
        .flat_map(|(offset, factor, method)| {
            let method = match method {
                ir::ScaleMethod::Standardize => ScaleMethod::Standardize,
                ir::ScaleMethod::MinMax => ScaleMethod::MinMax,
            };
            let scaling = Scaling::fit(&encoded.matrix, encoded.features, rows_to_fit, method);
            [(offset.clone(), scaling.offset), (factor.clone(), scaling.factor)]
        })
        .collect();
    let dataset = Dataset {
        rows: encoded.rows,
        inputs: vec![encoded.matrix; ir.inputs.len()],
        targets: vec![encoded.target],
        fitted,
    };
    Ok((dataset, encoded.missing_rows))
}
