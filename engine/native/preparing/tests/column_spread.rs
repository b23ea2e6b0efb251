//! How columns lie on the training rows, against the split and the scaling of a run, and by hand.

use crate::support::{imputed, scaled, setup, table};
use preparing::{ColumnSpreads, Partition, SplitSetup};
use tabular::ColumnEncoding::Number;
use tabular::ColumnRole::{Feature, Ignore, Target};
use tabular::{ColumnScaling, DataSetup};
use trainer::ir::{ScaleMethod, SplitMethod};

const LAST: SplitSetup =
    SplitSetup { split: SplitMethod::Last, validation_split: 0.25, test_split: 0.0, fold: None, seed: 1 };

#[test]
fn figures_and_constants_are_of_the_training_rows_alone() {
    // The last row, which validates, would move every figure.
    let table = table("x,y,same,word\n0,1,5,a\n2,2,5,b\n4,3,5,a\n1000,4,9,b\n");
    let setup = setup(&[("x", Feature, Number), ("y", Target, Number), ("same", Ignore, Number)]);
    let names = ["x", "same", "word", "gone"].map(str::to_owned);
    let found = ColumnSpreads::of(&table, &setup, LAST, &names);
    assert!(found.of_training);
    assert_eq!((found.rows, found.columns.len()), (3, 2));
    let x = &found.columns[0];
    assert_eq!((x.spread.minimum, x.spread.mean, x.spread.maximum), (Some(0.0), Some(2.0), Some(4.0)));
    assert_eq!((x.spread.histogram[0], x.spread.histogram[16], x.spread.histogram[31]), (1, 1, 1));
    let [min_max, standardized] = x.scalings[..] else { panic!("{x:?}") };
    assert_eq!((min_max.method, min_max.offset, min_max.factor), (ScaleMethod::MinMax, 0.0, 0.25));
    let deviation = (8.0_f64 / 3.0).sqrt();
    assert_eq!((standardized.method, standardized.offset), (ScaleMethod::Standardize, 2.0));
    assert!((standardized.factor * deviation - 1.0).abs() < 1e-15);
    // Constant where it is fitted: as in a run it is moved, and not stretched.
    assert_eq!(found.columns[1].scalings[0].factor, 1.0);
}

#[test]
fn a_setup_that_cannot_be_parted_yet_is_looked_at_whole_and_says_so() {
    let table = table("x,y\n1,1\n2,2\n3,3\n4,4\n");
    let setup = setup(&[("x", Feature, Number), ("y", Target, Number)]);
    let by_group = SplitSetup { split: SplitMethod::Group, ..LAST };
    assert!(Partition::of(&table, &setup, by_group, None).is_err());
    let found = ColumnSpreads::of(&table, &setup, by_group, &["x".to_owned()]);
    assert_eq!((found.of_training, found.rows), (false, 4));
    assert_eq!(found.columns[0].spread.maximum, Some(4.0));
}

#[test]
fn missing_cells_are_left_out_or_filled_as_a_run_fills_them() {
    let table = table("x,y\n1,1\n,2\n3,3\n8,4\n");
    let setup = setup(&[("x", Feature, Number), ("y", Target, Number)]);
    let spread = |setup: &DataSetup| ColumnSpreads::of(&table, setup, LAST, &["x".to_owned()]).columns.remove(0).spread;
    // Unfilled, its row is left out: of the three others the last validates.
    assert_eq!((spread(&setup).count, spread(&setup).mean), (2, Some(2.0)));
    let filled = spread(&imputed(setup, &[("x", r#"{ "strategy": "constant", "value": "8" }"#)]));
    assert_eq!((filled.count, filled.mean, filled.maximum), (3, Some(4.0), Some(8.0)));
}

#[test]
fn a_features_own_scaling_is_shown_as_the_network_gets_it() {
    let table = table("x,y\n0,1\n9,2\n99,3\n999,4\n-5,5\n-6,6\n");
    let setup = setup(&[("x", Feature, Number), ("y", Target, Number)]);
    let own = |setup: &DataSetup, name: &str| {
        ColumnSpreads::of(&table, setup, LAST, &[name.to_owned()]).columns.remove(0).own
    };
    assert_eq!(own(&setup, "x"), None);
    // The last two of six rows validate: four are scaled, by their own figures.
    let scaled = |way: &str| own(&scaled(setup.clone(), &[("x", way)]), "x").unwrap();
    let robust = scaled("robust");
    assert_eq!((robust.method, robust.spread.count), (ColumnScaling::Robust, 4));
    let (median, range) = (54.0, 324.0 - 6.75);
    assert!((robust.spread.minimum.unwrap() - (0.0 - median) / range).abs() < 1e-12, "{robust:?}");
    // Powers of ten stand at equal steps by their logarithms, and any numbers by their places.
    for way in ["log1p", "quantile"] {
        let histogram = scaled(way).spread.histogram;
        let full: Vec<usize> = (0..histogram.len()).filter(|bin| histogram[*bin] > 0).collect();
        assert_eq!(full, [0, 10, 21, 31], "{way}");
    }
    assert_eq!(own(&scaled_target(&setup), "y"), None);
}

fn scaled_target(setup: &DataSetup) -> DataSetup {
    scaled(setup.clone(), &[("y", "robust")])
}
