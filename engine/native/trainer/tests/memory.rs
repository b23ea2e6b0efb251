//! How much memory a run is said to need, and how much there is to be had.

use crate::support::{Draft, reference_network};
use std::fs;
use std::path::PathBuf;
use trainer::Dataset;
use trainer::ir::{LossFunction, TargetEncoding};
use trainer::memory::{MemoryNeed, available_bytes, left_by_limits};
use trainer::plan::Plan;
use trainer::validate::validate;

const MEBIBYTE: u64 = 1 << 20;

/// A machine's files in a folder that is removed when its test ends.
struct Machine(PathBuf);

impl Machine {
    fn new(name: &str) -> Machine {
        let folder = std::env::temp_dir().join(format!("layerglass-memory-{}-{name}", std::process::id()));
        Machine(folder)
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.0.join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }

    fn left(&self) -> Option<u64> {
        left_by_limits(&self.0)
    }
}

impl Drop for Machine {
    fn drop(&mut self) {
        // What is left lies among temporary files.
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn a_machine_without_limits_gives_what_it_has_free() {
    let machine = Machine::new("free");
    assert_eq!(machine.left(), None);
    machine.write("proc/self/cgroup", "0::/user\n");
    machine.write("sys/fs/cgroup/user/memory.max", "max\n");
    machine.write("sys/fs/cgroup/user/memory.current", "12345\n");
    machine.write("proc/self/limits", "Max address space         unlimited            unlimited            bytes\n");
    assert_eq!(machine.left(), None);
    // More than a process like this one has, less than an exbibyte: a machine's memory in bytes.
    let free = available_bytes().expect("what every system tells");
    assert!((MEBIBYTE..1 << 60).contains(&free), "{free}");
}

#[test]
fn a_container_gives_what_its_groups_leave() {
    // Version 2: a group and the one above it; files that were only read are given back.
    let machine = Machine::new("groups");
    machine.write("proc/self/cgroup", "0::/service/run\n");
    machine.write("sys/fs/cgroup/service/memory.max", "3145728\n");
    machine.write("sys/fs/cgroup/service/memory.current", "2097152\n");
    assert_eq!(machine.left(), Some(MEBIBYTE));
    machine.write("sys/fs/cgroup/service/memory.stat", "anon 5\ninactive_file 1048576\n");
    assert_eq!(machine.left(), Some(2 * MEBIBYTE));
    machine.write("sys/fs/cgroup/service/run/memory.max", "1000\n");
    machine.write("sys/fs/cgroup/service/run/memory.current", "2000\n");
    assert_eq!(machine.left(), Some(0));
    // Version 1, where the container sees its group as the root.
    let machine = Machine::new("groups-1");
    machine.write("proc/self/cgroup", "5:cpu:/x\n4:memory:/docker/4711\n1:name=systemd:/docker/4711\n");
    machine.write("sys/fs/cgroup/memory/memory.limit_in_bytes", "3145728\n");
    machine.write("sys/fs/cgroup/memory/memory.usage_in_bytes", "2097152\n");
    machine.write("sys/fs/cgroup/memory/memory.stat", "total_inactive_file 524288\n");
    assert_eq!(machine.left(), Some(MEBIBYTE + MEBIBYTE / 2));
}

#[test]
fn a_limit_on_the_address_space_counts() {
    let machine = Machine::new("address-space");
    machine.write("proc/self/limits", "Max address space         2097152              unlimited            bytes\n");
    machine.write("proc/self/status", "VmPeak:  9999 kB\nVmSize:\t    1024 kB\n");
    assert_eq!(machine.left(), Some(MEBIBYTE));
}

/// 8000 × 8000 weights of 256 MB: one copy from before the step is all that statistics take of that size.
#[test]
fn statistics_are_reckoned_as_they_are_kept() {
    let mut draft = Draft::new(8000, 1, TargetEncoding::Value);
    let value = draft.dense("wide", 0, 8000, true);
    let value = draft.dense("head", value, 1, true);
    draft.loss(LossFunction::MeanSquaredError, value);
    draft.0.training.statistics = true;
    let dataset = Dataset { rows: 100, ..Dataset::default() };
    let need = MemoryNeed::new(&draft.0, &Plan::new(&draft.0), &dataset);
    assert!((256_000_000..270_000_000).contains(&need.statistics), "{need:?}");
    draft.0.training.statistics = false;
    assert_eq!(MemoryNeed::new(&draft.0, &Plan::new(&draft.0), &dataset).statistics, 0);
}

#[test]
fn copies_are_of_the_weights_and_of_what_the_optimizer_remembers() {
    let ir = reference_network(4, 64, 2);
    let need = MemoryNeed::new(&ir, &Plan::new(&ir), &Dataset { rows: 9, ..Dataset::default() });
    // SGD keeps a velocity: weights, gradients and velocities.
    assert_eq!(need.parameters, 3 * need.weights);
    assert_eq!(need.with_copies(true, false).copies, need.weights);
    assert_eq!(need.with_copies(false, true).copies, 2 * need.weights);
    assert_eq!(need.with_copies(true, true).copies, 4 * need.weights);
}

#[test]
fn a_refusal_names_what_can_be_left_out() {
    let ir = reference_network(4, 64, 2);
    let need = MemoryNeed::new(&ir, &Plan::new(&ir), &Dataset { rows: 9, ..Dataset::default() });
    let failure = need.check(Some(1)).expect_err("too little");
    assert!(failure.help.contains("--statistics off"), "{failure}");
}

#[test]
fn metrics_are_reckoned_with_the_predictions_they_keep() {
    let mut ir = reference_network(4, 8, 7);
    let plan = Plan::new(&ir);
    let dataset = Dataset { rows: 1_000_000, ..Dataset::default() };
    assert!(MemoryNeed::new(&ir, &plan, &dataset).evaluation < 1000, "no row validates");
    ir.training.validation_split = 0.25;
    // Seven scores and a class of 4 bytes each, and a key of 8, for each row.
    let need = MemoryNeed::new(&ir, &plan, &dataset).evaluation;
    assert!((10_000_000..10_100_000).contains(&need), "{need}");
    ir.training.evaluate_training = true;
    let need = MemoryNeed::new(&ir, &plan, &dataset).evaluation;
    assert!((40_000_000..40_100_000).contains(&need), "{need}");
}

#[test]
fn memory_is_reckoned_before_it_is_taken_and_refused_with_the_numbers() {
    let mut ir = reference_network(4, 30_000, 2);
    ir.training.batch_size = 1_000_000;
    validate(&ir).expect("large but sound");
    let dataset = Dataset { rows: 1_000_000, ..Dataset::default() };
    let plan = Plan::new(&ir);
    let need = MemoryNeed::new(&ir, &plan, &dataset);
    // Two layers of 30 000 units over a million rows alone: values and gradients of dense and dropout.
    assert!(need.total() > 30_000 * 1_000_000 * 4 * 8, "{need:?}");
    let failure = need.check(Some(8 << 30)).expect_err("more than 8 GiB");
    assert!(
        failure.code == "R022" && failure.found.contains("MiB") && failure.expected.contains("8192 MiB"),
        "{failure}"
    );
    assert!(need.check(None).is_ok() && need.check(Some(need.total())).is_ok());
}
