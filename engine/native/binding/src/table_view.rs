//! `NativeTableView`: rows of a table, filtered and in order, as a JavaScript object.

use napi::bindgen_prelude::{Uint8Array, Uint32Array};
use napi_derive::napi;
use tabular::TableView;

/// The rows of a table in view, read in pages; it keeps the table's columns until it is collected.
#[napi]
pub struct NativeTableView(TableView);

impl From<TableView> for NativeTableView {
    fn from(view: TableView) -> Self {
        Self(view)
    }
}

#[napi]
impl NativeTableView {
    /// How many rows are in view.
    #[napi(getter)]
    pub fn rows(&self) -> u32 {
        self.0.rows() as u32
    }

    /// Places in the table, from 0, of at most `count` rows in view from `from` on.
    #[napi]
    pub fn places(&self, from: u32, count: u32) -> Uint32Array {
        self.0.places(from as usize, count as usize).into()
    }

    /// The numbers of these rows, of the columns at these places, as shades row by row: 0 at `low` and below, 255 at `high` and
    /// above.
    #[napi]
    pub fn shades(&self, from: u32, count: u32, columns: Vec<u32>, low: f64, high: f64) -> Uint8Array {
        self.0.shades(from as usize, count as usize, &columns, [low, high]).into()
    }

    /// The cells of these rows, of the columns at these places, as texts; null for a missing one.
    #[napi]
    pub fn cells(&self, from: u32, count: u32, columns: Vec<u32>) -> Vec<Vec<Option<String>>> {
        self.0.cells(from as usize, count as usize, &columns)
    }
}
