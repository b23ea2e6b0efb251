//! Nothing is allocated in the step loop, with or without statistics, and before it no more than was reckoned.

mod support;

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::sync::Arc;
use support::{Draws, dataset_of, random_network, reference_network};
use trainer::ir::Ir;
use trainer::kernels::Isa;
use trainer::memory::MemoryNeed;
use trainer::metrics::Evaluation;
use trainer::network::{Network, ProbeSet};
use trainer::plan::Plan;

/// Counts the allocations of each thread.
struct Counting;

thread_local! {
    static ALLOCATIONS: Cell<usize> = const { Cell::new(0) };
    /// Bytes taken and not given back, and the most there were.
    static HELD: Cell<i64> = const { Cell::new(0) };
    static MOST: Cell<i64> = const { Cell::new(0) };
}

// SAFETY: every call is passed on to the system's allocator unchanged.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.with(|count| count.set(count.get() + 1));
        let held = HELD.get() + layout.size() as i64;
        HELD.set(held);
        MOST.set(MOST.get().max(held));
        // SAFETY: passed on.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        HELD.set(HELD.get() - layout.size() as i64);
        // SAFETY: passed on.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static COUNTING: Counting = Counting;

fn allocations_of_steps(ir: &Ir) -> usize {
    let rows = 70;
    let ir = Arc::new(ir.clone());
    let mut network =
        Network::new(Arc::clone(&ir), Plan::new(&ir), dataset_of(&ir, rows, 1), Isa::detect()).expect("memory");
    let mut probes = ProbeSet::new(&ir, network.plan(), network.batch());
    let order: Vec<u32> = (0..rows as u32).collect();
    let mut evaluation = Evaluation::new(&network, 40 * 16);
    let before = ALLOCATIONS.get();
    for (step, rows) in order.chunks(16).cycle().take(40).enumerate() {
        let probed = ir.training.statistics && step % 3 == 0;
        network.train_batch(rows, step as u32, probed.then_some(&mut probes)).expect("a finite loss");
        network.evaluate_batch(rows);
        evaluation.add(&network, rows.len());
    }
    ALLOCATIONS.get() - before
}

#[test]
fn steps_allocate_nothing() {
    let mut draws = Draws(31);
    let mut networks = vec![reference_network(14, 64, 2), reference_network(7, 300, 5)];
    networks.extend((0..20).map(|_| random_network(&mut draws)));
    for mut ir in networks {
        for statistics in [false, true] {
            (ir.training.statistics, ir.training.threads) = (statistics, 2);
            assert_eq!(allocations_of_steps(&ir), 0, "statistics {statistics}: {ir:?}");
        }
    }
}

#[test]
fn a_network_takes_no_more_memory_than_was_reckoned() {
    let mut draws = Draws(32);
    let mut networks = vec![reference_network(14, 64, 2), reference_network(7, 300, 5)];
    networks.extend((0..60).map(|_| random_network(&mut draws)));
    for mut ir in networks {
        for statistics in [false, true] {
            (ir.training.statistics, ir.training.batch_size) = (statistics, 500);
            let ir = Arc::new(ir.clone());
            let dataset = dataset_of(&ir, 700, 1);
            let need = MemoryNeed::new(&ir, &Plan::new(&ir), &dataset);
            MOST.set(HELD.get());
            let before = HELD.get();
            let network = Network::new(Arc::clone(&ir), Plan::new(&ir), dataset, Isa::detect()).expect("memory");
            let probes = ProbeSet::new(&ir, network.plan(), network.batch());
            let taken = MOST.get() - before;
            // Names, plans and the heads of vectors beside the matrices.
            let allowed = need.total() as i64 + 100_000;
            assert!(taken <= allowed, "{taken} bytes for {need:?}, statistics {statistics}: {ir:?}");
            assert!(
                need.total() as i64 <= taken + taken / 5 + 100_000,
                "{taken} bytes for {need:?}, statistics {statistics}"
            );
            drop((network, probes));
        }
    }
}
