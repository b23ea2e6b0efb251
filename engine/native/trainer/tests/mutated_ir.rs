//! IRs with places changed at random: none aborts, none takes memory that was not reckoned.

use crate::support::{Draws, dataset_of, random_network, reference_network};
use proptest::prelude::*;
use serde_json::Value;
use trainer::memory::MemoryNeed;
use trainer::plan::Plan;
use trainer::validate::parse_ir;
use trainer::{Dataset, Session};

/// Places of a JSON document, in order, as paths of indices.
fn places(value: &Value) -> Vec<Vec<usize>> {
    let mut found = vec![Vec::new()];
    let children: Vec<&Value> = match value {
        Value::Array(items) => items.iter().collect(),
        Value::Object(fields) => fields.values().collect(),
        _ => Vec::new(),
    };
    for (index, child) in children.into_iter().enumerate() {
        found.extend(places(child).into_iter().map(|rest| [vec![index], rest].concat()));
    }
    found
}

fn place_mut<'a>(value: &'a mut Value, path: &[usize]) -> &'a mut Value {
    let Some((first, rest)) = path.split_first() else { return value };
    let child = match value {
        Value::Array(items) => &mut items[*first],
        Value::Object(fields) => fields.values_mut().nth(*first).expect("a path of this document"),
        _ => unreachable!("a path of this document"),
    };
    place_mut(child, rest)
}

/// Changes one place: another number, text from elsewhere in the document, something dropped, doubled or swapped.
fn mutate(document: &mut Value, draws: &mut Draws) {
    let all = places(document);
    let from = place_mut(document, &all[draws.below(all.len())]).clone();
    let place = place_mut(document, &all[draws.below(all.len())]);
    match draws.below(6) {
        0 => *place = from,
        1 => {
            let numbers = [0.0, 1.0, -1.0, 2.0, 1e300, 4_294_967_295.0, 0.5, 1e9, 1e-300, 17.0];
            *place = Value::from(numbers[draws.below(numbers.len())]);
        }
        2 => {
            let numbers = [0_u64, 1, 2, 3, 13, 14, 64, 1 << 20, 1 << 31, u64::from(u32::MAX), u64::MAX];
            *place = Value::from(numbers[draws.below(numbers.len())]);
        }
        3 => *place = Value::Null,
        _ => match place {
            Value::Array(items) if !items.is_empty() => {
                let (index, other) = (draws.below(items.len()), draws.below(items.len()));
                match draws.below(3) {
                    0 => drop(items.remove(index)),
                    1 => items.insert(other, items[index].clone()),
                    _ => items.swap(index, other),
                }
            }
            Value::Number(number) => {
                let moved = number.as_f64().unwrap_or(0.0) + draws.below(5) as f64 - 2.0;
                *place = if moved.fract() == 0.0 { Value::from(moved as i64) } else { Value::from(moved) };
            }
            Value::Bool(flag) => *flag = !*flag,
            _ => *place = from,
        },
    }
}

/// A sound IR of many kinds, with up to three places changed.
fn mutated(draws: &mut Draws, mutations: usize) -> String {
    let ir = if draws.below(2) == 0 { reference_network(14, 8, 2) } else { random_network(draws) };
    let mut document = serde_json::to_value(&ir).expect("an IR is JSON");
    for _ in 0..mutations {
        mutate(&mut document, draws);
    }
    document.to_string()
}

/// `LAYERGLASS_MUTATED_IRS=1000000 cargo test --test suite mutated_ir` takes a few minutes.
fn bounded() -> u64 {
    std::env::var("LAYERGLASS_MUTATED_IRS").ok().and_then(|count| count.parse().ok()).unwrap_or(20_000)
}

#[test]
fn every_mutated_ir_is_refused_with_words_or_planned_within_reckoned_memory() {
    let (mut refused, mut planned) = (0, 0);
    for seed in 0..bounded() {
        let mut draws = Draws(seed);
        let mutations = 1 + draws.below(3);
        match parse_ir(&mutated(&mut draws, mutations)) {
            Err(failure) => {
                assert!(failure.code.as_str().starts_with('R') && !failure.found.is_empty(), "seed {seed}");
                refused += 1;
            }
            Ok(ir) => {
                let plan = Plan::new(&ir);
                let need = MemoryNeed::new(&ir, &plan, &Dataset { rows: 9, ..Dataset::default() });
                assert!(need.total() > 0 && !plan.text(&ir, "portable", 1).is_empty(), "seed {seed}");
                planned += 1;
            }
        }
    }
    // Both ways out are really taken.
    assert!(refused > bounded() / 10 && planned > bounded() / 50, "{refused} refused, {planned} planned");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, ..ProptestConfig::default() })]

    /// Whatever is done to a sound IR, it is refused with words or trains; nothing panics, nothing runs away.
    #[test]
    fn no_mutated_ir_panics(seed in any::<u64>(), mutations in 1..4_usize) {
        let mut draws = Draws(seed);
        match parse_ir(&mutated(&mut draws, mutations)) {
            Err(failure) => prop_assert!(failure.code.as_str().starts_with('R') && !failure.found.is_empty()),
            Ok(mut ir) => {
                let plan = Plan::new(&ir);
                let elements: u64 = ir.inputs.iter().map(|input| u64::from(input.features)).sum();
                let small = MemoryNeed::new(&ir, &plan, &Dataset { rows: 9, ..Dataset::default() }).total() < 1 << 24;
                if small && elements < 1 << 16 && ir.targets.iter().all(|target| target.width < 1 << 12) {
                    (ir.training.epochs, ir.training.batch_size) = (1, ir.training.batch_size.min(9));
                    (ir.training.threads, ir.training.statistics) = (1, draws.below(2) == 0);
                    let dataset = dataset_of(&ir, 9, seed);
                    if let Ok(mut session) = Session::new(ir, dataset) {
                        let (sender, receiver) = std::sync::mpsc::channel();
                        session.start(Box::new(move |batch| { let _ = sender.send(batch.failure); Ok(()) })).expect("a thread");
                        session.wait();
                        session.close();
                        for failure in receiver.into_iter().flatten() {
                            prop_assert_eq!(failure.code, "R030");
                        }
                    }
                }
            }
        }
    }
}
