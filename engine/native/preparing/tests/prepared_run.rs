//! IR, table and setup joined to what a session takes.

use crate::support::{imputed, number_or_code, one_hot, scaled, setup, table};
use preparing::{Partition, PreparedRun, SplitSetup};
use serde_json::{Value, json};
use tabular::ColumnEncoding::{Code, Number, OneHot};
use tabular::ColumnRole::{Feature, Target, Weight};
use tabular::{ColumnRole, DataSetup, Table};
use trainer::FailureCode;
use trainer::ir::{self, Ir, SplitMethod};
use trainer::split::Split;
use trainer::validate::parse_ir;

/// Input, Scale and a Dense for the target, as the compiler writes them.
pub fn network(features: u32, target: &ir::Target, sample_weight: Option<&str>) -> Ir {
    let parameter = |name: &str, shape: &[u32], role: &str| {
        json!({"name": name, "shape": shape, "role": role, "initializer": {"kind": "zeros"},
            "regularizer": {"l1": 0.0, "l2": 0.0}, "max_norm": null, "node": name.split('.').next()})
    };
    let operation = |kind: Value, inputs: &[u32], features: u32, node: &str| json!({"kind": kind, "inputs": inputs, "features": features, "node": node});
    let sgd = ir::Optimizer::Sgd { learning_rate: 0.1, decay: 0.0, momentum: 0.0, nesterov: false };
    let ir = json!({
        "version": ir::IR_VERSION,
        "inputs": [{"name": "features", "features": features, "node": "data"}],
        "targets": [target],
        "sample_weight": sample_weight,
        "parameters": [
            parameter("scale.offset", &[features], "fitted"),
            parameter("scale.factor", &[features], "fitted"),
            parameter("dense.weight", &[features, target.width], "trainable"),
        ],
        "operations": [
            operation(json!({"op": "input", "index": 0}), &[], features, "data"),
            operation(
                json!({"op": "scale", "offset": "scale.offset", "factor": "scale.factor", "method": "min_max"}),
                &[0], features, "scale",
            ),
            operation(json!({"op": "dense", "weight": "dense.weight", "bias": null}), &[1], target.width, "dense"),
        ],
        "losses": [{"function": {"kind": "mean_squared_error"}, "value": 2, "target": 0, "weight": 1.0,
            "class_weights": {"kind": "none"}, "node": "output"}],
        "training": ir::Training::new(sgd),
    });
    parse_ir(&ir.to_string()).unwrap_or_else(|failure| panic!("{failure}"))
}

/// Ten whole rows and one without a city.
fn people() -> (Table, DataSetup) {
    let cities = ["Oslo", "Bergen", "Rome"];
    let rows = (0..10).map(|row| format!("{},{},{},{}\n", row * row, cities[row % 3], row % 2, row + 1));
    let people = table(&format!("age,city,paid,times\n{}9,,1,1\n", rows.collect::<String>()));
    let setup = setup(&[
        ("age", Feature, Number),
        ("city", Feature, OneHot),
        ("paid", Target, Code),
        ("times", Weight, Number),
    ]);
    (people, setup)
}

#[test]
fn a_scaled_target_has_mean_and_deviation_of_the_training_rows_that_weigh_something() {
    // Cents beyond float32; the row of weight 0 and the validation rows would move the mean.
    let rows = [(16_777_216.25, 1), (16_777_218.75, 2), (9e9, 0), (16_777_220.25, 1), (5.0, 1)];
    let text = rows.iter().map(|(price, times)| format!("{},{price},{times}\n", price * 2.0));
    let prices = table(&format!("x,price,times\n{}", text.collect::<String>()));
    let setup = setup(&[("x", Feature, Number), ("price", Target, Number), ("times", Weight, Number)]);
    let mut ir = network(1, &number_or_code("price", 0), Some("times"));
    ir.training.validation_split = 0.2;
    let mut constant = ir.parameters[0].clone();
    let [offset, factor] = ["output.target_offset", "output.target_factor"].map(str::to_owned);
    for name in [&offset, &factor] {
        (constant.name, constant.node) = (name.clone(), "output".to_owned());
        ir.parameters.push(constant.clone());
    }
    ir.targets[0].scaling = Some(ir::TargetScaling { method: ir::ScaleMethod::Standardize, offset, factor });
    let prepared = PreparedRun::of(&ir, &prices, &setup).unwrap();
    prepared.dataset.check(&ir).unwrap();
    let [_, of_target] = &prepared.scales[..] else { panic!("{:?}", prepared.scales) };
    let mut second = [0.0];
    prepared.dataset.wide_targets[&0].read(1, &mut second);
    assert_eq!((of_target.node.as_str(), second[0]), ("output", 16_777_218.75));
    let weighing = [16_777_216.25, 16_777_218.75, 16_777_220.25];
    let mean = weighing.iter().sum::<f64>() / 3.0;
    let deviation = (weighing.iter().map(|price| (price - mean).powi(2)).sum::<f64>() / 3.0).sqrt();
    assert_eq!((of_target.scaling.offset[0], of_target.scaling.factor[0]), (mean, 1.0 / deviation));

    let same = table("x,price,times\n1,7,1\n2,7,1\n3,7,1\n");
    ir.training.validation_split = 0.0;
    let prepared = PreparedRun::of(&ir, &same, &setup).unwrap();
    assert_eq!((prepared.scales[1].scaling.offset[0], prepared.scales[1].scaling.factor[0]), (7.0, 1.0));
}

#[test]
fn a_table_becomes_what_a_session_takes() {
    let (people, setup) = people();
    let mut ir = network(4, &one_hot("paid", 2), Some("times"));
    ir.training.validation_split = 0.2;
    let prepared = PreparedRun::of(&ir, &people, &setup).unwrap();
    prepared.dataset.check(&ir).unwrap();
    assert_eq!((prepared.dataset.rows, prepared.missing_rows), (10, 1));
    assert_eq!((prepared.training_rows, prepared.validation_rows), (8, 2));
    assert_eq!(prepared.dataset.inputs[0][4..8], [1.0, 1.0, 0.0, 0.0]);
    assert_eq!(prepared.dataset.targets[0][..4], [1.0, 0.0, 0.0, 1.0]);
    assert_eq!(prepared.dataset.sample_weights.as_ref().unwrap()[..3], [1.0, 2.0, 3.0]);
    assert_eq!(prepared.scales[0].node, "scale");
    // Ages of the eight training rows are 0 to 49.
    assert_eq!(prepared.dataset.fitted["scale.offset"], [0.0; 4]);
    assert_eq!(prepared.dataset.fitted["scale.factor"], [1.0 / 49.0, 1.0, 1.0, 1.0]);
    let again = prepared.preparation.encode(&people.columns, people.rows).unwrap();
    assert_eq!(again.matrix, prepared.dataset.inputs[0]);
}

#[test]
fn every_way_to_split_fits_on_the_rows_it_trains_on() {
    let (people, setup) = people();
    let mut fitted = Vec::new();
    for split in [SplitMethod::Last, SplitMethod::Shuffled, SplitMethod::Stratified] {
        let mut ir = network(4, &number_or_code("paid", 2), Some("times"));
        ir.training.validation_split = 0.5;
        ir.training.split = split;
        let PreparedRun { dataset, scales, training_rows, .. } = PreparedRun::of(&ir, &people, &setup).unwrap();
        let training = Split::new(&ir, dataset.rows, &dataset.targets).unwrap().training;
        let ages: Vec<f64> = training.iter().map(|row| f64::from(row * row)).collect();
        let (least, most) = (ages.iter().copied().fold(f64::MAX, f64::min), ages.iter().copied().fold(0.0, f64::max));
        assert_eq!((training.len(), scales[0].scaling.offset[0]), (training_rows, least));
        assert_eq!(scales[0].scaling.factor[0], 1.0 / (most - least));
        fitted.push(most);
    }
    assert!(fitted[1] > fitted[0] || fitted[2] > fitted[0], "a random split trains on other rows: {fitted:?}");
}

#[test]
fn a_network_of_another_table_is_refused() {
    let (people, setup) = people();
    let refusal = |ir: &Ir| PreparedRun::of(ir, &people, &setup).unwrap_err();
    let unweighted = refusal(&network(4, &number_or_code("paid", 2), None));
    assert_eq!(unweighted.code, FailureCode::Dataset);
    assert_eq!((unweighted.found.as_str(), unweighted.expected.as_str()), ("\"times\"", "no sample weights"));
    assert_eq!(refusal(&network(4, &one_hot("paid", 3), Some("times"))).code, "target_mismatch");
    assert_eq!(refusal(&network(4, &number_or_code("gone", 2), Some("times"))).code, "target_mismatch");
}

#[test]
fn a_scale_of_something_computed_is_refused_with_its_card() {
    let (people, setup) = people();
    let mut ir = network(4, &number_or_code("paid", 2), Some("times"));
    ir.operations.swap(1, 2);
    ir.operations[1].inputs = vec![0];
    ir.operations[2].inputs = vec![1];
    let failure = PreparedRun::of(&ir, &people, &setup).unwrap_err();
    assert_eq!((failure.node(), failure.operation()), (Some("scale"), Some(2)));
    assert_eq!(failure.found, "a scale of a computed value");
}

#[test]
fn a_run_by_groups_is_given_its_rows_and_nothing_of_the_test_rows() {
    let rows = |tested: &str| {
        let lines = (0..12).map(|row| {
            let set = if row % 4 == 3 { "test" } else { "train" };
            let age = if set == "test" { tested.to_owned() } else { (row * row).to_string() };
            format!("{age},{},{set},{}\n", row / 2, row % 2)
        });
        table(&format!("age,family,set,paid\n{}", lines.collect::<String>()))
    };
    let mut ir = network(1, &number_or_code("paid", 2), None);
    (ir.training.validation_split, ir.training.split) = (0.3, SplitMethod::Column);
    let by_words = [("age", Feature, Number), ("set", ColumnRole::Split, Code), ("paid", Target, Code)];
    let prepared = PreparedRun::of(&ir, &rows("7"), &setup(&by_words)).unwrap();
    assert_eq!((prepared.training_rows, prepared.validation_rows, prepared.test_rows), (6, 3, 3));
    assert_eq!(prepared.dataset.rows, 9);
    assert_eq!(prepared.dataset.split(&ir).unwrap(), prepared.dataset.partition.clone().unwrap());
    assert_eq!(PreparedRun::of(&ir, &rows("123456789.5"), &setup(&by_words)).unwrap(), prepared);

    // The same of a share: what the trainer cuts of the rows it is given is what the scales were fitted on.
    for split in [SplitMethod::Last, SplitMethod::Shuffled, SplitMethod::Stratified] {
        (ir.training.split, ir.training.test_split) = (split, 0.25);
        let columns = [("age", Feature, Number), ("paid", Target, Code)];
        let prepared = PreparedRun::of(&ir, &rows("7"), &setup(&columns)).unwrap();
        assert_eq!((prepared.test_rows, prepared.dataset.rows, prepared.dataset.partition.is_none()), (3, 9, true));
        let training = prepared.dataset.split(&ir).unwrap().training;
        let ages: Vec<f64> = training.iter().map(|row| f64::from(prepared.dataset.inputs[0][*row as usize])).collect();
        let least = ages.iter().copied().fold(f64::INFINITY, f64::min);
        assert_eq!((prepared.training_rows, prepared.scales[0].scaling.offset[0]), (training.len(), least));
    }

    (ir.training.split, ir.training.test_split) = (SplitMethod::Group, 0.0);
    let by_family = [("age", Feature, Number), ("family", ColumnRole::Group, Code), ("paid", Target, Code)];
    let prepared = PreparedRun::of(&ir, &rows("7"), &setup(&by_family)).unwrap();
    let split = prepared.dataset.split(&ir).unwrap();
    assert_eq!((prepared.validation_rows, split.validation.len()), (4, 4));
    assert!(split.validation.chunks(2).all(|pair| pair[0] % 2 == 0 && pair[1] == pair[0] + 1), "{split:?}");
}

#[test]
fn missing_cells_are_filled_by_the_training_rows_of_the_run_alone() {
    let setup = |split: SplitMethod| {
        let columns = [
            ("age", Feature, Number),
            ("family", ColumnRole::Group, Code),
            ("year", ColumnRole::Time, Number),
            ("set", ColumnRole::Split, Code),
            ("paid", Target, Code),
        ];
        let used = |column: &&(&str, ColumnRole, _)| match column.1 {
            ColumnRole::Group => split == SplitMethod::Group,
            ColumnRole::Time => split == SplitMethod::Time,
            ColumnRole::Split => split == SplitMethod::Column,
            _ => true,
        };
        let columns: Vec<_> = columns.iter().filter(used).copied().collect();
        imputed(self::setup(&columns), &[("age", r#"{"strategy": "mean"}"#)])
    };
    let rows = |ages: &dyn Fn(u32) -> f64| {
        let line = |row: u32| {
            let age = if row % 5 == 1 { String::new() } else { ages(row).to_string() };
            format!("{age},{},{},{},{}\n", row / 4, row % 7, ["train", "val", "test"][row as usize % 3], row % 2)
        };
        table(&format!("age,family,year,set,paid\n{}", (0..60).map(line).collect::<String>()))
    };
    let mut ir = network(1, &number_or_code("paid", 2), None);
    (ir.training.validation_split, ir.training.test_split) = (0.25, 0.25);
    let by_columns = [SplitMethod::Group, SplitMethod::Time, SplitMethod::Column];
    for split in [SplitMethod::Last, SplitMethod::Shuffled, SplitMethod::Stratified].into_iter().chain(by_columns) {
        ir.training.split = split;
        let (setup, as_drawn) = (setup(split), rows(&|row| f64::from(row * row)));
        let prepared = PreparedRun::of(&ir, &as_drawn, &setup).unwrap();
        let all = prepared.training_rows + prepared.validation_rows + prepared.test_rows;
        assert_eq!((all, prepared.missing_rows), (60, 0), "{split:?}");
        let parts = Partition::of(&as_drawn, &setup, SplitSetup::of(&ir.training), Some("paid")).unwrap();
        let ages = parts.training.iter().filter(|row| *row % 5 != 1).map(|row| f64::from(row * row));
        let mean = ages.clone().sum::<f64>() / ages.count() as f64;
        let fitted = prepared.preparation.features[0].impute.as_ref().unwrap().number.unwrap();
        assert!((fitted - mean).abs() < 1e-9, "{split:?}: {fitted}, not {mean}");
        let place = parts.seen().iter().position(|row| row % 5 == 1).unwrap();
        assert_eq!(prepared.dataset.inputs[0][place], mean as f32, "{split:?}");
        // Nothing of the other rows, whatever stands there.
        let others = rows(&|row| if parts.training.contains(&row) { f64::from(row * row) } else { 1e9 });
        let again = PreparedRun::of(&ir, &others, &setup).unwrap();
        assert_eq!((again.preparation, again.scales), (prepared.preparation, prepared.scales), "{split:?}");
    }
}

#[test]
fn a_scale_leaves_columns_with_a_scaling_of_their_own_as_they_are() {
    let lines = (0..20).map(|row| format!("{},{},{},{},{}\n", row * row, 7 * row, row - 3, 1000 + row, row % 2));
    let rows = table(&format!("a,b,c,d,paid\n{}", lines.collect::<String>()));
    let columns = [("a", Feature, Number), ("b", Feature, Number), ("c", Feature, Number), ("d", Feature, Number)];
    let columns = setup(&[columns.as_slice(), &[("paid", Target, Code)]].concat());
    let mut ir = network(4, &number_or_code("paid", 2), None);
    ir.training.validation_split = 0.5;
    let own = scaled(columns.clone(), &[("b", "robust"), ("d", "none")]);
    let prepared = PreparedRun::of(&ir, &rows, &own).unwrap();
    let plain = PreparedRun::of(&ir, &rows, &columns).unwrap();
    let (of_own, of_plain) = (&prepared.scales[0].scaling, &plain.scales[0].scaling);
    assert_eq!(of_own.offset, [of_plain.offset[0], 0.0, of_plain.offset[2], 0.0]);
    assert_eq!(of_own.factor, [of_plain.factor[0], 1.0, of_plain.factor[2], 1.0]);
    // The ten rows that train are the first: of 0 to 63 median 31.5, quartiles 15.75 and 47.25.
    let fitted = prepared.preparation.features[1].scaling.as_ref().unwrap();
    assert_eq!((fitted.offset, fitted.factor), (31.5, 1.0 / 31.5));
    assert_eq!(prepared.dataset.inputs[0][4..8], [1.0, ((7.0 - 31.5) / 31.5) as f32, -2.0, 1001.0]);
}
