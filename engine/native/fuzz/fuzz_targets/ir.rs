//! Any bytes as an IR document: refused with words, or planned, its memory reckoned, and trained for an epoch if small.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::collections::BTreeMap;
use trainer::ir::{Ir, ParameterRole, TargetEncoding};
use trainer::memory::MemoryNeed;
use trainer::plan::Plan;
use trainer::validate::parse_ir;
use trainer::{Dataset, Session};

const ROWS: usize = 9;

fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let Ok(mut ir) = parse_ir(text) else { return };
    let plan = Plan::new(&ir);
    let need = MemoryNeed::new(&ir, &plan, &Dataset { rows: ROWS, ..Dataset::default() });
    let columns = ir.inputs.iter().map(|input| u64::from(input.features));
    let columns: u64 = columns.chain(ir.targets.iter().map(|target| u64::from(target.width))).sum();
    if need.total() > 1 << 24 || columns > 1 << 14 {
        return;
    }
    ir.training.epochs = 1;
    ir.training.batch_size = ir.training.batch_size.min(ROWS as u32);
    ir.training.threads = 1;
    let dataset = dataset_of(&ir);
    if let Ok(mut session) = Session::new(ir, dataset)
        && session.start(Box::new(|_| Ok(()))).is_ok()
    {
        session.wait();
        session.close();
    }
});

/// Nine rows that fit: features of small whole numbers, every target in its first class.
fn dataset_of(ir: &Ir) -> Dataset {
    let matrix = |columns: u32| (0..ROWS * columns as usize).map(|at| (at % 7) as f32 - 3.0).collect::<Vec<f32>>();
    let target = |target: &trainer::ir::Target| {
        let mut values = vec![0.0; ROWS * target.width as usize];
        if target.encoding == TargetEncoding::OneHot {
            values.iter_mut().step_by(target.width as usize).for_each(|first| *first = 1.0);
        }
        values
    };
    let fitted = ir.parameters.iter().filter(|parameter| parameter.role == ParameterRole::Fitted);
    Dataset {
        rows: ROWS,
        inputs: ir.inputs.iter().map(|input| matrix(input.features).into()).collect(),
        targets: ir.targets.iter().map(target).collect(),
        fitted: fitted
            .map(|parameter| (parameter.name.clone(), vec![1.0; parameter.shape.iter().product::<u32>() as usize]))
            .collect::<BTreeMap<_, _>>(),
        sample_weights: ir.sample_weight.as_ref().map(|_| vec![1.0; ROWS]),
        ..Dataset::default()
    }
}
