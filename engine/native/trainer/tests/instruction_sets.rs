//! Whole runs under each instruction set of this machine, each in a process of its own, since the cap is read once.

mod support;

use std::process::Command;
use support::session_run::{bits, train};
use support::{dataset_of, reference_network};
use trainer::Session;
use trainer::kernels::Isa;
use trainer::processor::ISA_VARIABLE;

/// Set for the process that trains.
const CHILD: &str = "LAYERGLASS_TEST_TRAINS";

/// What `the_process_that_trains` prints under a cap.
fn printed_under(cap: &str) -> Vec<String> {
    let output = Command::new(std::env::current_exe().expect("this test"))
        .args(["--exact", "the_process_that_trains", "--nocapture"])
        .env(ISA_VARIABLE, cap)
        .env(CHILD, "1")
        .output()
        .expect("a process");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{cap}: {text}{}", String::from_utf8_lossy(&output.stderr));
    text.lines().filter_map(|line| Some(line.split_once("reported ")?.1.to_owned())).collect()
}

#[test]
fn every_level_trains_whole_runs_to_the_same_end_and_to_the_same_bits_on_its_own() {
    let mut ends: Vec<Vec<f64>> = Vec::new();
    for isa in Isa::available() {
        let [level, fingerprint, losses] = &printed_under(isa.name())[..] else { panic!("three lines") };
        assert_eq!(level, isa.name());
        assert_eq!(&printed_under(isa.name())[1], fingerprint, "{level} twice");
        ends.push(losses.split(' ').map(|loss| loss.parse().expect("a number")).collect());
    }
    for losses in &ends {
        assert_eq!(losses.len(), 6);
        for (loss, first) in losses.iter().zip(&ends[0]) {
            assert!((loss - first).abs() < 1e-4 * first.abs(), "{ends:?}");
        }
    }
}

#[test]
fn a_level_that_the_machine_has_not_is_refused_before_anything_is_trained() {
    let printed = printed_under("sse9");
    let [refusal] = &printed[..] else { panic!("one line: {printed:?}") };
    assert!(refusal.starts_with("found LAYERGLASS_ISA=sse9; expected one of portable"), "{refusal}");
}

/// Does nothing in an ordinary run of the tests.
#[test]
fn the_process_that_trains() {
    if std::env::var_os(CHILD).is_none() {
        return;
    }
    let mut ir = reference_network(14, 64, 2);
    (ir.training.epochs, ir.training.statistics, ir.training.threads) = (6, true, 2);
    let dataset = dataset_of(&ir, 300, 5);
    if let Err(refusal) = Session::new(ir.clone(), dataset.clone()) {
        println!("\nreported {refusal}");
        return;
    }
    let (parameters, batches) = train(&ir, &dataset);
    let words = bits(&parameters).into_iter().flat_map(|(_, words)| words);
    let fingerprint = words.fold(0_u64, |sum, word| sum.wrapping_mul(31).wrapping_add(u64::from(word)));
    let losses = batches.iter().flat_map(|batch| &batch.epochs).map(|epoch| epoch.loss.to_string());
    println!(
        "\nreported {}\nreported {fingerprint}\nreported {}",
        Isa::detect().name(),
        losses.collect::<Vec<_>>().join(" ")
    );
}
