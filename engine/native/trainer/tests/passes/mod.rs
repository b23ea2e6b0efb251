//! What each pass over the IR answers and the plan made of it, against committed text; and that no pass changes a result
//! beyond rounding.

mod harmless;
mod telling;

use crate::support::golden::expect_golden;
use telling::Telling;
use trainer::ir::{Ir, OperationKind};
use trainer::kernels::losses::GradientOf;
use trainer::plan::Plan;
use trainer::plan::passes::{Answers, count_readers, find_gradients, fold_inputs, fuse_descent};

/// A golden file: each network under its title, line by line as `show` has it.
fn page(networks: &[Telling], show: impl Fn(&Ir) -> Vec<String>) -> String {
    let sections = networks.iter().map(|(title, ir)| {
        trainer::validate::validate(ir).unwrap_or_else(|failure| panic!("{title}: {failure:?}"));
        format!("{title}\n{}\n", show(ir).iter().map(|line| format!("  {line}\n")).collect::<String>())
    });
    sections.collect::<String>().trim_end().to_owned() + "\n"
}

/// `%4 = tanh %3`.
fn operation(ir: &Ir, index: usize) -> String {
    let operation = &ir.operations[index];
    let name = match &operation.kind {
        OperationKind::Activation { function, .. } => function.name(),
        kind => kind.name(),
    };
    operation.inputs.iter().fold(format!("%{index} = {name}"), |line, input| format!("{line} %{input}"))
}

/// Every operation with what a pass answered about it.
fn operations(ir: &Ir, answer: impl Fn(usize) -> String) -> Vec<String> {
    let line = |index| format!("{:<28}{}", operation(ir, index), answer(index)).trim_end().to_owned();
    (0..ir.operations.len()).map(line).collect()
}

fn marked(answers: Vec<bool>, word: &str) -> impl Fn(usize) -> String {
    move |index| if answers[index] { word.to_owned() } else { String::new() }
}

#[test]
fn readers_are_counted() {
    let networks = [telling::two_readers(), telling::read_and_judged(), telling::two_outputs(), telling::dead_branch()];
    let text = page(&networks, |ir| {
        let readers = count_readers(ir);
        operations(ir, |index| match readers[index] {
            0 => "never computed".to_owned(),
            1 => "1 reader".to_owned(),
            count => format!("{count} readers"),
        })
    });
    expect_golden("passes/count_readers.txt", &text);
}

#[test]
fn what_depends_on_inputs_alone_is_folded() {
    let networks = [telling::reference_network(), telling::concat_branches()];
    let text = page(&networks, |ir| operations(ir, marked(fold_inputs(ir), "once for the dataset")));
    expect_golden("passes/fold_inputs.txt", &text);
}

#[test]
fn gradients_reach_what_is_trained() {
    let networks = [telling::reference_network(), telling::concat_branches()];
    let text = page(&networks, |ir| operations(ir, marked(find_gradients(ir), "gradient")));
    expect_golden("passes/find_gradients.txt", &text);
}

#[test]
fn epilogues_are_fused() {
    let networks = [
        telling::reference_network(),
        telling::without_batch_norm(),
        telling::two_readers(),
        telling::read_and_judged(),
        telling::dropout_first(),
        telling::two_outputs(),
        telling::concat_branches(),
        telling::dead_branch(),
    ];
    let text = page(&networks, |ir| {
        let visits = Answers::of(ir).visits;
        let lines = visits.iter().flat_map(|visit| {
            let line = |place, index| format!("{:<7}{}", if place == 0 { "visit" } else { "" }, operation(ir, index));
            visit.iter().enumerate().map(move |(place, index)| line(place, *index))
        });
        lines.collect()
    });
    expect_golden("passes/fuse_epilogues.txt", &text);
}

#[test]
fn losses_are_fused() {
    let networks = [
        telling::reference_network(),
        telling::without_batch_norm(),
        telling::read_and_judged(),
        telling::binary(),
        telling::squared_sigmoid(),
        telling::regression(),
        telling::softmax_by_unit("Softmax of two units with binary cross-entropy", 2),
        telling::softmax_by_unit("Softmax of three units with binary cross-entropy", 3),
        telling::two_outputs(),
        telling::one_softmax_twice(),
    ];
    let text = page(&networks, |ir| {
        let lines = ir.losses.iter().zip(Answers::of(ir).losses).map(|(loss, gradient_of)| {
            let of = match gradient_of {
                GradientOf::Value => "its value",
                GradientOf::Softmax => "the softmax's input",
                GradientOf::Sigmoid => "the sigmoid's input",
            };
            let value = operation(ir, loss.value as usize);
            format!("{} of {value}: gradient of {of}", loss.function.name())
        });
        lines.collect()
    });
    expect_golden("passes/fuse_losses.txt", &text);
}

#[test]
fn plain_steps_are_fused() {
    let text =
        page(&telling::descents(), |ir| operations(ir, marked(fuse_descent(ir, &count_readers(ir)), "descends")));
    expect_golden("passes/fuse_descent.txt", &text);
}

#[test]
fn the_plan_prints() {
    let networks = [
        telling::reference_network(),
        telling::without_batch_norm(),
        telling::two_readers(),
        telling::read_and_judged(),
        telling::dropout_first(),
        telling::binary(),
        telling::regression(),
        telling::two_outputs(),
        telling::concat_branches(),
        telling::dead_branch(),
        telling::one_softmax_twice(),
    ];
    let text = page(&networks, |ir| Plan::new(ir).text(ir, "portable", 1).lines().map(str::to_owned).collect());
    expect_golden("plan.txt", &text);
}
