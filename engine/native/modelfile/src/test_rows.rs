//! A model's figures on the rows that its run kept for a test: cut again from the table, its setup and the run's seed, and
//! refused where they cannot be the same rows.

use crate::description::{MODEL_FORMAT, ModelData};
use crate::evaluate::TableEvaluation;
use crate::file::ModelFile;
use crate::predict::Model;
use crate::test_look::{TestEvaluation, TestLook};
use failures::{Failure, FailureCode};
use preparing::{Partition, PartitionCounts, SplitSetup, TableStore};
use std::path::Path;
use tabular::{DataSetup, Table};

impl Model {
    /// Figures on exactly the rows that the run kept for a test. `setup` is that of the project the model was trained in, with
    /// absolute paths; its tables are those it was trained on. Of a run with a test file, that file alone is read.
    ///
    /// # Errors
    /// As `TableStore::table`, and when the run kept no rows, a table is another, or the rows cut again are not as many as the
    /// run had of each.
    pub fn evaluate_test(&self, tables: &TableStore, setup: &DataSetup) -> Result<TestEvaluation, Failure> {
        let ModelData { sha256, test_rows, test_file, .. } = &self.description().data;
        if *test_rows == 0 {
            return Err(no_rows());
        }
        if let Some(known) = test_file {
            let Some(file) = &setup.test else { return Err(no_file()) };
            let reading = file.reading_beside(&setup.reading);
            let table = tables.table_as_trained(Path::new(&file.path), &reading, &self.description().preparation)?;
            is_same(&table, &known.sha256)?;
            let TableEvaluation { evaluated_rows, outputs, .. } = self.evaluate(&table)?;
            return Ok(TestEvaluation { rows: *test_rows, evaluated_rows, outputs });
        }
        let table = tables.table(Path::new(&setup.path), &setup.reading)?;
        is_same(&table, sha256)?;
        let rows = self.rows_cut_again(&table, setup)?;
        let evaluation = self.evaluate_some(&table.columns, table.rows, Some(&rows))?;
        Ok(TestEvaluation { rows: rows.len(), evaluated_rows: evaluation.evaluated_rows, outputs: evaluation.outputs })
    }

    /// The test rows of the table that the model was trained on.
    fn rows_cut_again(&self, table: &Table, setup: &DataSetup) -> Result<Vec<u32>, Failure> {
        let ModelData { training_rows, validation_rows, test_rows, validation_file, .. } = &self.description().data;
        let ir = &self.description().ir;
        let stratified_by = ir.targets.first().map(|target| target.name.as_str());
        let parts = Partition::of(table, setup, SplitSetup::of(&ir.training), stratified_by)?;
        let counts = parts.counts();
        let validation = if validation_file.is_some() { 0 } else { *validation_rows };
        let kept = PartitionCounts { training: *training_rows, validation, test: *test_rows };
        if counts != kept {
            let text = |PartitionCounts { training, validation, test }: PartitionCounts| {
                format!("{training} training, {validation} validation and {test} test rows")
            };
            let help = "open the project as it was when the model was trained";
            return Err(refused("rows", &text(counts), &text(kept), help));
        }
        Ok(parts.test)
    }
}

/// Refuses a table that is not the one of this hash.
fn is_same(table: &Table, sha256: &str) -> Result<(), Failure> {
    if table.sha256 == sha256 {
        return Ok(());
    }
    let found = format!("a table with SHA-256 {}…", shown(&table.sha256));
    let expected = format!("the one that the model was trained on, {}…", shown(sha256));
    let help = "choose that table: of another nobody can tell which rows were kept aside";
    Err(refused("table", &found, &expected, help))
}

fn no_file() -> Failure {
    let help = "open the project as it was when the model was trained";
    refused("table", "no test file", "the file of test rows that the run had", help)
}

/// The bytes of a model file with a look kept in it.
///
/// # Errors
/// As `ModelFile::read` and `ModelFile::encode`, and of a model whose run kept no rows.
pub fn with_test_look(path: &Path, look: TestLook) -> Result<Vec<u8>, Failure> {
    let mut file = ModelFile::read(path)?;
    if file.description.data.test_rows == 0 {
        return Err(no_rows());
    }
    file.description.format = MODEL_FORMAT;
    file.description.test = Some(look);
    file.encode()
}

fn no_rows() -> Failure {
    let help = "train with a test split, or evaluate another table that has the targets";
    refused("none", "a model whose run kept no rows for a test", "test rows", help)
}

fn refused(case: &str, found: &str, expected: &str, help: &str) -> Failure {
    Failure::new(FailureCode::TestRows, found, expected, help).case(case)
}

/// The beginning of a hash.
fn shown(sha256: &str) -> &str {
    sha256.get(..12).unwrap_or(sha256)
}
