//! Fitted constants against figures computed another way.

use preparing::Scaling;
use std::collections::BTreeMap;
use trainer::Stored;
use trainer::ir::ScaleMethod;

#[test]
fn scaling_is_fitted_on_training_rows_only() {
    // Two features, five rows of which four train; the last row is far off and must not matter.
    let matrix = Stored::from(vec![1.0, 7.0, 3.0, 7.0, 5.0, 7.0, 7.0, 7.0, 1000.0, -1000.0]);
    let rows = [0, 1, 2, 3];
    let none = BTreeMap::new();
    let standardize = Scaling::fit(&matrix, &none, 2, &rows, ScaleMethod::Standardize);
    assert_eq!(standardize.offset, [4.0, 7.0]);
    assert_eq!(standardize.factor, [1.0 / 5.0_f64.sqrt(), 1.0]);
    let min_max = Scaling::fit(&matrix, &none, 2, &rows, ScaleMethod::MinMax);
    assert_eq!((min_max.offset, min_max.factor), (vec![1.0, 7.0], vec![1.0 / 6.0, 1.0]));
    let few = Scaling::fit(&matrix, &none, 2, &[1, 4], ScaleMethod::MinMax);
    assert_eq!((few.offset, few.factor), (vec![3.0, -1000.0], vec![1.0 / 997.0, 1.0 / 1007.0]));
}

#[test]
fn a_constant_feature_keeps_factor_one_whatever_the_rounding() {
    let matrix = Stored::from(vec![0.1_f32; 1001]);
    let rows: Vec<u32> = (0..1001).collect();
    let scaling = Scaling::fit(&matrix, &BTreeMap::new(), 1, &rows, ScaleMethod::Standardize);
    assert_eq!((scaling.narrow_offset()[0], scaling.narrow_factor()[0]), (0.1, 1.0));
}

#[test]
fn scaling_is_fitted_on_the_typed_cells_of_columns_that_float32_rounds() {
    // Unix seconds, of which float32 knows one in 128.
    let seconds: Vec<f64> = (0..100).map(|second| 1_700_000_000.0 + f64::from(second)).collect();
    let matrix: Stored<f32> = seconds.iter().map(|second| *second as f32).collect();
    let wide = BTreeMap::from([(0, seconds.into())]);
    let rows: Vec<u32> = (0..100).collect();
    let min_max = Scaling::fit(&matrix, &wide, 1, &rows, ScaleMethod::MinMax);
    assert_eq!((min_max.offset[0], min_max.factor[0]), (1_700_000_000.0, 1.0 / 99.0));
    let standardize = Scaling::fit(&matrix, &wide, 1, &rows, ScaleMethod::Standardize);
    assert_eq!((standardize.offset[0], standardize.factor[0]), (1_700_000_049.5, 1.0 / (9999.0_f64 / 12.0).sqrt()));
}
