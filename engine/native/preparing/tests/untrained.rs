//! Values of a one-hot column that no training row has.

use crate::prepared_run::network;
use crate::support::{imputed, number_or_code, setup, table};
use preparing::{DataWarningCode, Preparation, PreparedRun, SplitSetup, UnreadReason, data_warnings};
use serde_json::json;
use tabular::ColumnEncoding::{Number, OneHot};
use tabular::ColumnRole::{Feature, Target};
use tabular::{DataSetup, Table};

/// Of eight rows the last two validate; one of them is of Rome.
fn cities() -> (Table, DataSetup) {
    let cities = table("city,y\nOslo,1\nBergen,2\nOslo,3\nBergen,4\nOslo,5\nBergen,6\nRome,7\nOslo,8\n");
    (cities, setup(&[("city", Feature, OneHot), ("y", Target, Number)]))
}

fn prepared(table: &Table, setup: &DataSetup, features: u32) -> PreparedRun {
    let mut ir = network(features, &number_or_code("y", 0), None);
    ir.training.validation_split = 0.25;
    PreparedRun::of(&ir, table, setup).unwrap_or_else(|failure| panic!("{failure}"))
}

#[test]
fn a_value_that_only_validates_is_encoded_as_none_and_told_of_other_tables() {
    let (table, setup) = cities();
    let run = prepared(&table, &setup, 3);
    let [city] = &run.preparation.features[..] else { panic!("{:?}", run.preparation) };
    assert_eq!(
        (city.values.as_slice(), city.untrained.as_slice()),
        (&["Bergen", "Oslo", "Rome"].map(str::to_owned)[..], &["Rome".to_owned()][..])
    );
    let matrix = &run.dataset.inputs[0];
    assert_eq!(matrix[15..24], [1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0]);

    let again = run.preparation.encode(&table.columns, table.rows).unwrap();
    assert_eq!(again.matrix[..], matrix[..]);
    let [told] = &again.unread[..] else { panic!("{:?}", again.unread) };
    assert_eq!((told.reason, told.count, told.first_rows.as_slice()), (UnreadReason::UnseenValue, 1, &[7][..]));
    assert_eq!(told.values, ["Rome"]);

    let written = json!(run.preparation);
    let read: Preparation = serde_json::from_value(written.clone()).unwrap();
    assert_eq!(read, run.preparation);
    let mut other = written;
    other["features"][0]["untrained"] = json!(["Paris"]);
    assert!(serde_json::from_value::<Preparation>(other).unwrap().check().is_err());
}

#[test]
fn what_fills_missing_cells_of_training_rows_is_trained() {
    let table = table("city,y\nOslo,1\nBergen,2\n,3\nBergen,4\nOslo,5\nBergen,6\nRome,7\nOslo,8\n");
    let setup = setup(&[("city", Feature, OneHot), ("y", Target, Number)]);
    let filled = imputed(setup, &[("city", r#"{"strategy": "constant", "value": "Rome"}"#)]);
    let run = prepared(&table, &filled, 3);
    assert!(run.preparation.features[0].untrained.is_empty());
    assert_eq!(run.dataset.inputs[0][18..21], [0.0, 0.0, 1.0]);
}

#[test]
fn rows_of_untrained_values_are_told_before_training() {
    let (table, setup) = cities();
    let mut split = SplitSetup::of(&network(3, &number_or_code("y", 0), None).training);
    split.validation_split = 0.25;
    let warnings = data_warnings(&table, &setup, split).unwrap().warnings;
    let told = warnings.iter().find(|warning| warning.code == DataWarningCode::UntrainedValues).unwrap();
    assert_eq!(told.column.as_deref(), Some("city"));
    assert_eq!(json!(told.values), json!({"count": 1.0, "row": 7.0, "names": "Rome"}));
    split.validation_split = 0.0;
    let warnings = data_warnings(&table, &setup, split).unwrap().warnings;
    assert!(warnings.iter().all(|warning| warning.code != DataWarningCode::UntrainedValues));
}
