//! The tables that a setup names: that of the project, and those of parts that have a file of their own.

use failures::Failure;
use std::sync::Arc;
use tabular::Table;

/// A file whose rows are all of one part.
#[derive(Debug, Clone, Copy)]
pub struct PartTable<'table> {
    pub table: &'table Table,
    /// What messages call it.
    pub path: &'table str,
}

impl PartTable<'_> {
    /// The same failure, with the file that it is of.
    pub(crate) fn named(&self, failure: Failure) -> Failure {
        failure.in_file(self.path)
    }
}

/// Tables that a run reads.
#[derive(Debug, Clone, Copy)]
pub struct DataTables<'table> {
    pub table: &'table Table,
    /// Whose rows validate.
    pub validation: Option<PartTable<'table>>,
    /// Whose rows test.
    pub test: Option<PartTable<'table>>,
}

impl<'table> From<&'table Table> for DataTables<'table> {
    fn from(table: &'table Table) -> Self {
        Self { table, validation: None, test: None }
    }
}

/// The tables of a setup as a store holds them.
#[derive(Debug, Clone)]
pub struct HeldTables {
    pub table: Arc<Table>,
    /// Each with its path.
    pub validation: Option<(Arc<Table>, String)>,
    pub test: Option<(Arc<Table>, String)>,
}

impl HeldTables {
    pub fn tables(&self) -> DataTables<'_> {
        fn part((table, path): &(Arc<Table>, String)) -> PartTable<'_> {
            PartTable { table, path }
        }
        DataTables {
            table: &self.table,
            validation: self.validation.as_ref().map(part),
            test: self.test.as_ref().map(part),
        }
    }
}
