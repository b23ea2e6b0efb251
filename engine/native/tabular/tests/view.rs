//! Sorting and filtering a table's rows, as a person does who looks through them.

use std::sync::Arc;
use tabular::{CellTest, ReadLimits, ReadOptions, Table, TableView, ViewFilter, ViewSetup, ViewSort, Watch};

const TEXT: &str = "n,kind,day\n2,b,2024-01-02\n,a,2024-01-01\n-1,,2024-03-01T10:00:00\n2,B,\n-0.5,a,2023-12-31\n";

fn table() -> Arc<Table> {
    let bytes = TEXT.as_bytes().to_vec();
    let table = Table::of_bytes(bytes, None, &ReadOptions::default(), &ReadLimits::default(), &Watch::default());
    Arc::new(table.unwrap())
}

fn sorted(column: &str, descending: bool) -> Vec<u32> {
    let sort = Some(ViewSort { column: column.to_owned(), descending });
    TableView::of(table(), &ViewSetup { sort, filters: Vec::new() }).unwrap().places(0, 9)
}

fn filtered(tests: &[(&str, CellTest)]) -> Vec<u32> {
    let filter = |(column, test): &(&str, CellTest)| ViewFilter { column: (*column).to_owned(), test: test.clone() };
    let filters = tests.iter().map(filter).collect();
    TableView::of(table(), &ViewSetup { sort: None, filters }).unwrap().places(0, 9)
}

#[test]
fn rows_are_sorted_stably_with_missing_cells_last_either_way() {
    assert_eq!(sorted("n", false), [2, 4, 0, 3, 1]);
    assert_eq!(sorted("n", true), [0, 3, 4, 2, 1]);
    assert_eq!(sorted("kind", false), [3, 1, 4, 0, 2]);
    assert_eq!(sorted("kind", true), [0, 1, 4, 3, 2]);
    assert_eq!(sorted("day", false), [4, 1, 0, 2, 3]);
    let sort = Some(ViewSort { column: "other".to_owned(), descending: false });
    let refused = TableView::of(table(), &ViewSetup { sort, filters: Vec::new() }).err().unwrap();
    assert_eq!(refused.code, "column_missing");
}

#[test]
fn a_row_is_in_view_that_passes_every_filter() {
    let range = |minimum, maximum| CellTest::Range { minimum, maximum };
    assert_eq!(filtered(&[("n", range(Some(-0.5), None))]), [0, 3, 4]);
    assert_eq!(filtered(&[("n", range(None, Some(-0.5)))]), [2, 4]);
    // Days since 1970 began: 2024-01-01 to the end of 2024-01-02.
    assert_eq!(filtered(&[("day", range(Some(19_723.0), Some(19_724.999)))]), [0, 1]);
    assert_eq!(filtered(&[("kind", CellTest::Contains { text: "b".to_owned() })]), [0, 3]);
    assert_eq!(filtered(&[("kind", CellTest::Values { values: vec!["b".to_owned()] })]), [0]);
    assert_eq!(filtered(&[("kind", CellTest::Missing)]), [2]);
    assert_eq!(filtered(&[("kind", CellTest::Missing), ("n", range(Some(0.0), None))]), [0_u32; 0]);
    assert_eq!(filtered(&[("n", CellTest::Contains { text: "2".to_owned() })]), [0, 3]);
}

#[test]
fn pages_hold_the_cells_of_the_rows_in_view() {
    let sort = Some(ViewSort { column: "n".to_owned(), descending: false });
    let filters =
        vec![ViewFilter { column: "n".to_owned(), test: CellTest::Range { minimum: None, maximum: Some(1.0) } }];
    let view = TableView::of(table(), &ViewSetup { sort, filters }).unwrap();
    assert_eq!(view.rows(), 2);
    let text = |text: &str| Some(text.to_owned());
    assert_eq!(view.cells(0, 9, &[2, 1]), [[text("2024-03-01T10:00:00"), None], [text("2023-12-31"), text("a")]]);
    assert_eq!(view.places(1, 9), [4]);
    assert!(view.places(7, 9).is_empty());
    let all = TableView::of(table(), &ViewSetup::default()).unwrap();
    assert_eq!((all.rows(), all.places(3, 9)), (5, vec![3, 4]));
}
