//! Training speed through a session, as the app runs it; JSON lines.
//!
//! `cargo run --release --example bench -p layerglass-trainer -- COMMAND`, where COMMAND is
//!
//! - `step seed|mid|wide [--threads N] [--statistics on|off] [--epochs N]`: microseconds a training step
//! - `siblings seed|mid|wide`: rows a second of two runs side by side against one
//! - `profile seed|mid|wide [--threads N] [--statistics on|off]`: what kind of work the training thread is at
//! - `probe seed|mid|wide [--threads N]`: what a probed step costs, in plain ones
//! - `isa`: the instruction set in use
//! - `growth`: a step's cost against batch, width, depth, rows and threads

mod growth;
mod probe;
mod profile;
mod siblings;
mod timing;
mod workload;

use timing::epoch_seconds;
use trainer::kernels::Isa;
use workload::Workload;

type Failed = Box<dyn std::error::Error>;

const USAGE: &str =
    "bench step|siblings|profile|probe seed|mid|wide [--threads N] [--statistics on|off] [--epochs N] | isa | growth";

struct Options {
    threads: u32,
    statistics: bool,
    epochs: u32,
}

fn options(mut arguments: impl Iterator<Item = String>) -> Option<Options> {
    let mut options = Options { threads: 1, statistics: false, epochs: 5 };
    while let Some(name) = arguments.next() {
        let value = arguments.next()?;
        match (name.as_str(), value.as_str()) {
            ("--threads", number) => options.threads = number.parse().ok()?,
            ("--epochs", number) => options.epochs = number.parse().ok().filter(|epochs| *epochs > 0)?,
            ("--statistics", "on") => options.statistics = true,
            ("--statistics", "off") => options.statistics = false,
            _ => return None,
        }
    }
    Some(options)
}

fn main() -> Result<(), Failed> {
    let mut arguments = std::env::args().skip(1);
    let command = arguments.next().ok_or(USAGE)?;
    trainer::processor::check_cap()?;
    if command == "growth" {
        return growth::print();
    }
    if command == "isa" {
        println!("{{\"isa\": \"{}\"}}", Isa::detect().name());
        return Ok(());
    }
    let name = arguments.next().ok_or(USAGE)?;
    let workload = Workload::named(&name).ok_or(USAGE)?;
    let options = options(arguments).ok_or(USAGE)?;
    match command.as_str() {
        "step" => print_step(&name, &workload, &options),
        "probe" => probe::print(&name, &workload, options.threads),
        "siblings" => siblings::print(&name, &workload, options.epochs),
        "profile" => profile::print(&name, &workload, options.threads, options.statistics, options.epochs),
        _ => Err(USAGE.into()),
    }
}

/// The median epoch, and the shortest: on a machine with other work the one nearest to what the program takes.
fn print_step(name: &str, workload: &Workload, options: &Options) -> Result<(), Failed> {
    let Options { threads, statistics, epochs } = *options;
    let mut seconds = epoch_seconds(workload, epochs, threads, statistics)?;
    seconds.sort_by(f64::total_cmp);
    let (least, median) = (seconds[0], seconds[(seconds.len() - 1) / 2]);
    let steps = workload.steps() as f64;
    println!(
        "{{\"workload\": \"{name}\", \"peer\": \"layerglass\", \"step_micros\": {:.1}, \"least_micros\": {:.1}, \
         \"rows_per_second\": {:.0}, \"gflops\": {:.2}, \"threads\": {threads}, \"statistics\": {statistics}, \
         \"isa\": \"{}\"}}",
        median / steps * 1e6,
        least / steps * 1e6,
        workload.rows as f64 / median,
        workload.product_flops() * steps / median / 1e9,
        Isa::detect().name(),
    );
    Ok(())
}
