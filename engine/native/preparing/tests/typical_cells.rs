//! What is usual in feature columns.

use crate::support::{learnt, setup, table};
use preparing::{TypicalCells, TypicalNumbers};
use tabular::ColumnEncoding::{Code, Number, OneHot};
use tabular::ColumnRole::{Feature, Target};

#[test]
fn numbers_tell_their_percentiles_and_other_columns_their_most_frequent_value() {
    let mut text = "age,city,rank,height,paid\n".to_owned();
    for row in 1..=200 {
        let city = if row % 3 == 0 { "Rome" } else { "Oslo" };
        let age = if row % 50 == 0 { String::new() } else { row.to_string() };
        text.push_str(&format!("{age},{city},{},{}.5,no\n", row % 2, row));
    }
    let people = table(&text);
    let setup = setup(&[
        ("city", Feature, OneHot),
        ("age", Feature, Number),
        ("rank", Feature, Code),
        ("height", Feature, Number),
        ("paid", Target, Code),
    ]);
    let learnt = learnt(&people, &setup);
    let typical = TypicalCells::of_features(&learnt.features, &people);
    let named = |column: &str| typical.iter().find(|cells| cells.column == column).unwrap();
    assert_eq!(
        typical.iter().map(|cells| cells.column.as_str()).collect::<Vec<_>>(),
        ["city", "age", "rank", "height"]
    );
    assert_eq!((named("city").value.as_deref(), named("city").numbers), (Some("Oslo"), None));
    // Equally frequent: the first in order.
    assert_eq!(named("rank").value.as_deref(), Some("0"));
    let ages = TypicalNumbers { low: 2.0, median: 99.0, high: 198.0, is_whole: true };
    assert_eq!((named("age").value.as_ref(), named("age").numbers), (None, Some(ages)));
    assert_eq!(named("height").numbers, Some(TypicalNumbers { low: 2.5, median: 100.5, high: 198.5, is_whole: false }));
}
