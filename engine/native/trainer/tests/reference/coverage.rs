//! No kind goes without a reference run: whatever the IR can name must stand in some file of test/reference, and what
//! trains must do so in both frameworks.

use std::collections::BTreeSet;

use serde_json::Value;
use trainer::ir::{
    ActivationFunction, ClassWeights, Initializer, LossFunction, OperationKind, Optimizer, RunningVariance, Schedule,
    SplitMethod, TargetEncoding,
};
use ts_rs::{Config, TS};

use super::case::{FRAMEWORKS, ReferenceCase};
use super::runs::CASES;

/// Every variant of an enum of the IR by its name in the document, told by the enum's own generated type: `"a" | "b"`, or
/// `{ "op": "a", … } | …` where `tag` names the variant. A variant added to the enum is in here at once.
fn variants<T: TS>(tag: Option<&str>) -> BTreeSet<String> {
    let declared = T::inline(&Config::default());
    let mut words = declared.split('"').skip(1).step_by(2);
    let mut found = BTreeSet::new();
    while let Some(word) = words.next() {
        match tag {
            None => found.insert(word.to_owned()),
            Some(tag) if word == tag => found.insert(words.next().expect("a name after the tag").to_owned()),
            Some(_) => false,
        };
    }
    found
}

/// Every text at some key of the document, at any depth below one of its parts.
fn texts<'a>(value: &'a Value, key: &str, found: &mut BTreeSet<&'a str>) {
    match value {
        Value::Object(fields) => {
            found.extend(fields.get(key).and_then(Value::as_str));
            fields.values().for_each(|value| texts(value, key, found));
        }
        Value::Array(values) => values.iter().for_each(|value| texts(value, key, found)),
        _ => {}
    }
}

struct Kinds {
    what: &'static str,
    /// Part of the document, and key below it.
    part: &'static str,
    key: &'static str,
    declared: BTreeSet<String>,
    /// Whether each framework computes it, rather than the trainer's own definitions deciding alone.
    in_both: bool,
}

fn every_kind() -> Vec<Kinds> {
    // Groups, times and columns part the rows before the trainer sees them: tests of the crate `preparing` hold those.
    let parted_before = ["group", "time", "column"].map(str::to_owned);
    let cut_here = &variants::<SplitMethod>(None) - &BTreeSet::from(parted_before);
    let kinds = |what, part, key, declared, in_both| Kinds { what, part, key, declared, in_both };
    vec![
        kinds("operation", "/operations", "op", variants::<OperationKind>(Some("op")), true),
        kinds("activation", "/operations", "function", variants::<ActivationFunction>(None), true),
        kinds("running variance", "/operations", "running_variance", variants::<RunningVariance>(None), true),
        kinds(
            "loss",
            "/losses",
            "kind",
            &variants::<LossFunction>(Some("kind")) | &variants::<ClassWeights>(Some("kind")),
            true,
        ),
        kinds("optimizer", "/training/optimizer", "kind", variants::<Optimizer>(Some("kind")), true),
        kinds("schedule", "/training/schedule", "kind", variants::<Schedule>(Some("kind")), false),
        kinds("split", "/training", "split", cut_here, false),
        kinds("initializer", "/parameters", "kind", variants::<Initializer>(Some("kind")), false),
        kinds("target encoding", "/targets", "encoding", variants::<TargetEncoding>(None), false),
    ]
}

#[test]
fn every_kind_of_the_ir_has_a_reference_run() {
    let cases: Vec<_> = CASES.iter().map(|case| ReferenceCase::load(case)).collect();
    let mut missing = Vec::new();
    for Kinds { what, part, key, declared, in_both } in every_kind() {
        assert!(declared.len() > 1, "no names of {what} found in its type");
        for framework in FRAMEWORKS {
            let mut covered = BTreeSet::new();
            for case in cases.iter().filter(|case| !in_both || case.frameworks().contains(&framework)) {
                texts(case.document.pointer(part).expect("a part of the IR"), key, &mut covered);
            }
            missing.extend(
                declared
                    .iter()
                    .filter(|name| !covered.contains(name.as_str()))
                    .map(|name| format!("{what} {name} ({framework})")),
            );
        }
    }
    assert!(missing.is_empty(), "no reference run for {missing:#?}");
}

#[test]
fn every_setting_is_off_in_one_reference_run_and_on_in_another() {
    let settings = [
        "clip_value",
        "clip_norm",
        "drop_last_batch",
        "nesterov",
        "centered",
        "max_norm",
        "l1",
        "l2",
        "sample_weight",
        "validation_split",
        "bias",
        "gamma",
        "beta",
    ];
    let cases: Vec<_> = CASES.iter().map(|case| ReferenceCase::load(case)).collect();
    for setting in settings {
        let (mut is_off, mut is_on) = (false, false);
        for case in &cases {
            every_value(&case.document, setting, &mut |value| {
                let off = matches!(value, Value::Null | Value::Bool(false)) || value.as_f64() == Some(0.0);
                is_off |= off;
                is_on |= !off;
            });
        }
        assert!(is_off && is_on, "{setting}: off {is_off}, on {is_on}");
    }
}

fn every_value(value: &Value, key: &str, tell: &mut impl FnMut(&Value)) {
    match value {
        Value::Object(fields) => {
            fields.get(key).into_iter().for_each(&mut *tell);
            fields.values().for_each(|value| every_value(value, key, tell));
        }
        Value::Array(values) => values.iter().for_each(|value| every_value(value, key, tell)),
        _ => {}
    }
}
