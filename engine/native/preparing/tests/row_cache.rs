//! Rows in a scratch file in place of memory: the same run to the bit, and every training row once an epoch.

use crate::prepared_run::network;
use crate::support::{imputed, number_or_code, one_hot, scaled, setup};
use preparing::PreparedRun;
use proptest::prelude::*;
use std::io::Write;
use tabular::ColumnEncoding::{Code, Number, OneHot};
use tabular::ColumnRole::{Feature, Target};
use tabular::{ReadLimits, ReadOptions, Table};
use tempfile::NamedTempFile;
use trainer::ir::{Ir, SplitMethod};
use trainer::{Dataset, NamedTensor, Session};

/// A table whose text and columns lie in memory or in scratch files.
fn table(text: &str, memory_bytes: u64) -> Table {
    let mut file = NamedTempFile::new().unwrap();
    file.write_all(text.as_bytes()).unwrap();
    let limits = ReadLimits { memory_bytes, ..ReadLimits::default() };
    Table::open_within(file.path(), &ReadOptions::default(), &limits).unwrap()
}

/// What the network has learnt at the end of its run.
fn trained(ir: &Ir, dataset: Dataset) -> Vec<NamedTensor> {
    let mut session = Session::new(ir.clone(), dataset).unwrap_or_else(|failure| panic!("{failure}"));
    session.start(Box::new(|_| Ok(()))).unwrap();
    session.wait();
    session.parameters().unwrap()
}

fn bits(tensors: &[NamedTensor]) -> Vec<Vec<u32>> {
    tensors.iter().map(|tensor| tensor.values.iter().map(|value| value.to_bits()).collect()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Numbers that float32 rounds and that it does not, words, missing cells that are filled, a column scaled by itself.
    #[test]
    fn any_table_trains_to_the_same_bits_from_a_scratch_file(
        rows in prop::collection::vec((-1e9..1e9_f64, 0..1000_i32, prop::option::of(0..400_u32), 0..3_usize), 8..300),
        memory_bytes in 1_u64..4000,
        batch_size in 1_u32..40,
        seed in any::<u32>(),
        split in prop_oneof![Just(SplitMethod::Last), Just(SplitMethod::Shuffled)],
        is_target_wide in any::<bool>(),
    ) {
        let mut text = "time,count,share,word,y\n".to_owned();
        for (row, (time, count, share, word)) in rows.iter().enumerate() {
            let share = share.map(|share| format!("{}", f64::from(share) / 400.0)).unwrap_or_default();
            let y = if is_target_wide { time / 3e8 } else { f64::from(row as u32 % 2) };
            text += &format!("{time},{count},{share},{},{y}\n", ["red", "green", "blue"][*word]);
        }
        // Every kind of cell is there.
        text += "0.1,7,0.25,red,0.5\n0.2,8,0.75,green,0.25\n0.3,9,,blue,1.5\n0.4,1.5,0.5,red,2.5\n";
        let columns = [("time", Feature, Number), ("count", Feature, Number), ("share", Feature, Number),
            ("word", Feature, OneHot), ("y", Target, Number)];
        let of_columns = imputed(setup(&columns), &[("share", r#"{"strategy":"mean","indicator":true}"#)]);
        let of_columns = scaled(of_columns, &[("count", "standardize")]);
        let mut ir = network(7, &number_or_code("y", 0), None);
        let training = &mut ir.training;
        (training.epochs, training.batch_size, training.seed) = (2, batch_size, seed);
        (training.split, training.validation_split) = (split, 0.25);
        let (whole, parts) = (table(&text, u64::MAX), table(&text, memory_bytes));
        let in_memory = PreparedRun::within(&ir, &whole, &of_columns, u64::MAX).unwrap();
        let set_aside = PreparedRun::within(&ir, &parts, &of_columns, memory_bytes).unwrap();
        let bytes = (rows.len() + 4) as u64 * 7 * 4;
        prop_assert_eq!(set_aside.dataset.inputs[0].is_set_aside(), bytes > memory_bytes);
        prop_assert!(!in_memory.dataset.inputs[0].is_set_aside());
        prop_assert!(in_memory.dataset.wide.contains_key(&0));
        prop_assert!(in_memory == set_aside);
        prop_assert_eq!(bits(&trained(&ir, set_aside.dataset)), bits(&trained(&ir, in_memory.dataset)));
    }

    /// Each row has a column of its own that is 1 in it alone, so that one weight tells how often and in how large a batch
    /// its row was trained on: w ← w − 0.1·2(w − 1)/rows of the batch.
    #[test]
    fn an_epoch_trains_on_every_training_row_once_from_a_scratch_file(
        rows in 30_usize..160,
        batch_size in 1_u32..50,
        seed in any::<u32>(),
    ) {
        let text: String = (0..rows).map(|row| format!("w{row:03},1,{}\n", row % 7)).collect();
        let table = table(&format!("word,y,other\n{text}"), 256);
        let of_columns = setup(&[("word", Feature, OneHot), ("y", Target, Number)]);
        let mut ir = network(rows as u32, &number_or_code("y", 0), None);
        let training = &mut ir.training;
        (training.epochs, training.batch_size, training.seed, training.shuffle) = (1, batch_size, seed, true);
        (training.split, training.validation_split) = (SplitMethod::Shuffled, 0.2);
        let run = PreparedRun::within(&ir, &table, &of_columns, 1000).unwrap();
        prop_assert!(run.dataset.inputs[0].is_set_aside());
        let split = run.dataset.split(&ir).unwrap();
        let learnt = trained(&ir, run.dataset);
        let weights = &learnt.iter().find(|tensor| tensor.name == "dense.weight").unwrap().values;
        let batch = (batch_size as usize).min(split.training.len());
        let rest = split.training.len() % batch;
        let is_once = |weight: f32, rows: usize| rows > 0 && (weight - 0.2 / rows as f32).abs() < 1e-6;
        let in_whole_batches = split.training.iter().filter(|row| is_once(weights[**row as usize], batch)).count();
        let in_the_rest = split.training.iter().filter(|row| is_once(weights[**row as usize], rest)).count();
        prop_assert_eq!((in_whole_batches, in_the_rest), (split.training.len() - rest, rest));
        prop_assert!(split.validation.iter().all(|row| weights[*row as usize] == 0.0));
        prop_assert_eq!(split.training.len() + split.validation.len(), rows);
    }
}

#[test]
fn targets_of_classes_train_to_the_same_bits_from_a_scratch_file() {
    let text: String =
        (0..500).map(|row| format!("{},{}\n", f64::from(row) * 0.1, ["a", "b", "c"][row as usize % 3])).collect();
    let of_columns = setup(&[("x", Feature, Number), ("y", Target, Code)]);
    let ir = network(1, &one_hot("y", 3), None);
    let run = |memory_bytes: u64| {
        let run = PreparedRun::within(&ir, &table(&format!("x,y\n{text}"), memory_bytes), &of_columns, memory_bytes);
        bits(&trained(&ir, run.unwrap().dataset))
    };
    assert_eq!(run(100), run(u64::MAX));
}
