//! Prints a table's profile as JSON and the time each step took: `profile_table FILE`.

use preparing::{DataSchema, EncodedTable, Scaling};
use std::path::Path;
use std::time::Instant;
use tabular::{Table, TableProfile};
use trainer::ir::{ScaleMethod, Target, TargetEncoding};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).ok_or("usage: profile_table FILE")?;
    let started = Instant::now();
    let table = Table::open(Path::new(&path))?;
    let read = started.elapsed();
    let profile = TableProfile::of(&table, &path);
    let profiled = started.elapsed();
    let schema = DataSchema::of(&table, &profile.proposal)?;
    let targets = schema.targets.into_iter().map(|target| Target {
        name: target.name,
        width: 1,
        classes: target.classes as u32,
        encoding: TargetEncoding::Value,
    });
    let targets: Vec<Target> = targets.collect();
    println!("{}", serde_json::to_string(&profile)?);
    let encoding = Instant::now();
    let encoded = EncodedTable::encode(&table, &profile.proposal, &targets)?;
    let rows: Vec<u32> = (0..).take(encoded.rows).collect();
    let scaling = Scaling::fit(&encoded.matrix, &encoded.wide, encoded.features, &rows, ScaleMethod::Standardize);
    eprintln!(
        "read {read:?}, profile {:?}, encode and fit {:?}: {} rows, {} left out, {} features, first offset {:?}",
        profiled - read,
        encoding.elapsed(),
        encoded.rows,
        encoded.missing_rows,
        encoded.features,
        scaling.offset.first(),
    );
    Ok(())
}
