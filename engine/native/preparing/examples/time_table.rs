//! Times a table's way into scaled rows, in seconds, as one JSON line: `time_table FILE`.

use preparing::{DataSchema, EncodedTable, Scaling};
use serde_json::json;
use std::path::Path;
use std::time::Instant;
use tabular::{ColumnEncoding, EncodingOptions, ReadOptions, Table, TableProfile};
use trainer::ir::{ScaleMethod, Target, TargetEncoding};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).ok_or("usage: time_table FILE")?;
    let started = Instant::now();
    let table = Table::open(Path::new(&path), &ReadOptions::default())?;
    let read = started.elapsed();
    let profile = TableProfile::of(&table, &path);
    let profiled = started.elapsed();
    // As the other readers encode it, so that all make the same matrix.
    let mut setup = profile.proposal.clone();
    for column in &mut setup.columns {
        if column.encoding == ColumnEncoding::TopK {
            (column.encoding, column.options) = (ColumnEncoding::Code, EncodingOptions::default());
        }
    }
    let schema = DataSchema::of(&table, &setup)?;
    let targets = schema.targets.into_iter().map(|target| Target {
        name: target.name,
        width: 1,
        classes: target.classes as u32,
        encoding: TargetEncoding::Value,
        scaling: None,
    });
    let targets: Vec<Target> = targets.collect();
    let encoded = EncodedTable::encode(&table, &setup, &targets)?;
    let rows: Vec<u32> = (0..).take(encoded.rows).collect();
    let Scaling { offset, factor, .. } =
        Scaling::fit(&encoded.matrix, &encoded.wide, encoded.features, &rows, ScaleMethod::Standardize);
    let mut matrix = encoded.matrix.into_vec();
    for row in matrix.chunks_exact_mut(encoded.features) {
        for ((cell, offset), factor) in row.iter_mut().zip(&offset).zip(&factor) {
            *cell = ((f64::from(*cell) - offset) * factor) as f32;
        }
    }
    let whole = started.elapsed();
    let line = json!({
        "reader": "layerglass",
        "rows": encoded.rows,
        "features": encoded.features,
        "read": read.as_secs_f64(),
        "profile": (profiled - read).as_secs_f64(),
        "encode": (whole - profiled).as_secs_f64(),
        "seconds": whole.as_secs_f64(),
        "checksum": matrix.iter().map(|cell| f64::from(*cell).abs()).sum::<f64>(),
    });
    println!("{line}");
    Ok(())
}
