//! A table's rows as the IR asks for them.

use crate::failure::Failure;
use std::collections::BTreeMap;
use tabular::{ColumnRole, DataSetup, EncodedTable, ScaleMethod, Scaling, Table, TargetForm, TargetRequest};
use trainer::failure::at_operation;
use trainer::ir::{self, Ir, OperationKind, TargetEncoding};
use trainer::split::Split;
use trainer::{Dataset, FailureCode, failure};

/// The dataset of a valid IR and how many rows were left out for a missing cell. Every input reads the same table.
pub fn dataset(ir: &Ir, table: &Table, setup: &DataSetup) -> Result<(Dataset, usize), Failure> {
    let requests: Vec<TargetRequest> = ir.targets.iter().map(request).collect();
    let encoded = EncodedTable::encode(table, setup, &requests)?;
    let sample_weights = sample_weights(ir, setup, encoded.weights)?;
    let rows_to_fit = Split::new(ir, encoded.rows, &encoded.targets)?.training;
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
        let scaling = Scaling::fit(&encoded.matrix, encoded.features, &rows_to_fit, method);
        fitted.insert(offset.clone(), scaling.offset);
        fitted.insert(factor.clone(), scaling.factor);
    }
    let dataset = Dataset {
        rows: encoded.rows,
        inputs: vec![encoded.matrix; ir.inputs.len()],
        targets: encoded.targets,
        fitted,
        sample_weights,
    };
    Ok((dataset, encoded.missing_rows))
}

/// A target as the IR wants it encoded.
fn request(target: &ir::Target) -> TargetRequest<'_> {
    let classes = target.classes as usize;
    let form = match target.encoding {
        TargetEncoding::Value | TargetEncoding::Index => TargetForm::Value { classes },
        TargetEncoding::OneHot => TargetForm::OneHot { classes },
    };
    TargetRequest { name: &target.name, form }
}

/// The table's weights, which must be of the column that the IR names.
fn sample_weights(ir: &Ir, setup: &DataSetup, weights: Option<Vec<f32>>) -> Result<Option<Vec<f32>>, Failure> {
    let column = setup.columns.iter().find(|column| column.role == ColumnRole::Weight).map(|column| &column.name);
    if column == ir.sample_weight.as_ref() {
        return Ok(weights);
    }
    let named = |name: Option<&String>| name.map_or("no sample weights".to_owned(), |name| format!("{name:?}"));
    let (found, expected) = (named(column), named(ir.sample_weight.as_ref()));
    Err(failure(FailureCode::Dataset, found, expected, "Compile the project again.").into())
}
