//! Bad IRs and datasets: each known one is answered with its code at its operation.

use crate::support::{dataset_of, reference_network};
use failures::Failure;
use serde_json::Value;
use trainer::ir::{
    ActivationFunction, ClassWeights, Initializer, Ir, LossFunction, MOST_BRANCHES, OperationKind, Optimizer,
    ParameterRole, ScaleMethod, Target, TargetEncoding, TargetScaling,
};
use trainer::validate::{parse_ir, validate};
use trainer::{Dataset, Session};

fn good() -> Ir {
    reference_network(14, 8, 2)
}

/// One fault in the reference network, the code it must give, and the operation it must name.
type Fault = (&'static str, fn(&mut Ir), &'static str, Option<u32>);

const FAULTS: &[Fault] = &[
    ("newer version", |ir| ir.version = 3, "R002", None),
    ("too many operations", |ir| ir.operations = vec![ir.operations[0].clone(); 5000], "R003", None),
    ("too many features", |ir| ir.operations[2].features = u32::MAX, "R003", Some(2)),
    ("no features", |ir| ir.operations[2].features = 0, "R003", Some(2)),
    ("huge weight", |ir| ir.parameters[2].shape = vec![u32::MAX, u32::MAX], "R003", None),
    ("input without columns", |ir| ir.inputs[0].features = 0, "R004", None),
    ("target narrower than its classes", |ir| ir.targets[0].width = 1, "R004", None),
    ("three classes in one 0/1 column", |ir| set_target(ir, TargetEncoding::Value, 1, 3), "R004", None),
    ("class indices in two columns", |ir| set_target(ir, TargetEncoding::Index, 2, 2), "R004", None),
    ("one class index", |ir| set_target(ir, TargetEncoding::Index, 1, 1), "R004", None),
    ("scaled classes", |ir| scale_number(ir, |target| (target.width, target.classes) = (1, 2)), "R004", None),
    ("scaled indices", |ir| scale_number(ir, |target| target.encoding = TargetEncoding::Index), "R004", None),
    ("target scaled to a range", |ir| scale_so(ir, |scaling| scaling.method = ScaleMethod::MinMax), "R004", None),
    ("target scaled by nothing", |ir| scale_so(ir, |scaling| scaling.offset = "no".to_owned()), "R006", None),
    ("target scaled by a layer", |ir| scale_so(ir, |scaling| scaling.factor = "scale.factor".to_owned()), "R006", None),
    ("one constant for both", |ir| scale_so(ir, |scaling| scaling.factor.clone_from(&scaling.offset)), "R005", None),
    ("nameless weight column", |ir| ir.sample_weight = Some(String::new()), "R004", None),
    ("input that is not declared", |ir| ir.operations[0].kind = OperationKind::Input { index: 9 }, "R004", Some(0)),
    ("name used twice", |ir| ir.parameters[1].name = ir.parameters[0].name.clone(), "R005", None),
    ("empty name", |ir| ir.parameters[0].name.clear(), "R005", None),
    ("parameter missing", |ir| drop(ir.parameters.remove(2)), "R006", Some(2)),
    ("parameter nobody uses", |ir| ir.operations[2].kind = ir.operations[6].kind.clone(), "R006", Some(2)),
    ("transposed weight", |ir| ir.parameters[2].shape.reverse(), "R006", Some(2)),
    ("weight with three sides", |ir| ir.parameters[2].shape = vec![1, 1, 1], "R006", None),
    ("running weight", |ir| ir.parameters[2].role = ParameterRole::Running, "R006", Some(2)),
    (
        "infinite initializer",
        |ir| ir.parameters[2].initializer = Initializer::Constant { value: f64::INFINITY },
        "R007",
        None,
    ),
    (
        "upside-down range",
        |ir| ir.parameters[2].initializer = Initializer::Uniform { low: 1.0, high: 0.0 },
        "R007",
        None,
    ),
    ("reads itself", |ir| ir.operations[3].inputs = vec![3], "R008", Some(3)),
    ("reads what comes later", |ir| ir.operations[3].inputs = vec![900], "R008", Some(3)),
    ("two inputs", |ir| ir.operations[3].inputs = vec![0, 1], "R009", Some(3)),
    ("no input", |ir| ir.operations[3].inputs.clear(), "R009", Some(3)),
    ("scale of a dense", |ir| ir.operations[1].inputs = vec![], "R009", Some(1)),
    ("activation that widens", |ir| ir.operations[4].features = 9, "R010", Some(4)),
    ("NaN rate", |ir| ir.operations[5].kind = OperationKind::Dropout { rate: f64::NAN }, "R011", Some(5)),
    ("rate of 1", |ir| ir.operations[5].kind = OperationKind::Dropout { rate: 1.0 }, "R011", Some(5)),
    ("relu with alpha", |ir| set_function(ir, ActivationFunction::Relu, Some(0.1)), "R011", Some(4)),
    ("leaky relu without alpha", |ir| set_function(ir, ActivationFunction::LeakyRelu, None), "R011", Some(4)),
    ("leaky relu that folds", |ir| set_function(ir, ActivationFunction::LeakyRelu, Some(-0.1)), "R011", Some(4)),
    ("steep leaky relu", |ir| set_function(ir, ActivationFunction::LeakyRelu, Some(1001.0)), "R011", Some(4)),
    ("flat elu", |ir| set_function(ir, ActivationFunction::Elu, Some(0.0)), "R011", Some(4)),
    ("NaN elu", |ir| set_function(ir, ActivationFunction::Elu, Some(f64::NAN)), "R011", Some(4)),
    ("negative noise", |ir| set_noise(ir, -0.1), "R011", Some(5)),
    ("loud noise", |ir| set_noise(ir, 1001.0), "R011", Some(5)),
    ("noise without end", |ir| set_noise(ir, f64::INFINITY), "R011", Some(5)),
    (
        "noise of two",
        |ir| {
            set_noise(ir, 0.1);
            ir.operations[5].inputs = vec![3, 4]
        },
        "R009",
        Some(5),
    ),
    (
        "two noises of a node",
        |ir| {
            set_noise(ir, 0.1);
            ir.operations[4] = ir.operations[5].clone();
            ir.operations[4].inputs = vec![3];
        },
        "R005",
        Some(5),
    ),
    ("two dropouts of a node", |ir| ir.operations[9].node = ir.operations[5].node.clone(), "R005", Some(9)),
    ("sum of one", |ir| join(ir, OperationKind::Add {}, &[4]), "R009", Some(5)),
    ("sum of none", |ir| join(ir, OperationKind::Add {}, &[]), "R009", Some(5)),
    ("sum of too many", |ir| join(ir, OperationKind::Add {}, &[4; MOST_BRANCHES + 1]), "R009", Some(5)),
    ("sum of what comes later", |ir| join(ir, OperationKind::Add {}, &[4, 6]), "R008", Some(5)),
    ("sum of different widths", |ir| join(ir, OperationKind::Add {}, &[4, 0]), "R010", Some(5)),
    ("product of different widths", |ir| join(ir, OperationKind::Multiply {}, &[0, 4]), "R010", Some(5)),
    ("concat as wide as one", |ir| join(ir, OperationKind::Concat {}, &[4, 4]), "R010", Some(5)),
    ("layer norm with a short gamma", |ir| set_layer_norm(ir, 1e-3, &[1]), "R006", Some(11)),
    ("layer norm with a matrix", |ir| set_layer_norm(ir, 1e-3, &[2, 1]), "R006", Some(11)),
    ("layer norm without epsilon", |ir| set_layer_norm(ir, 0.0, &[2]), "R011", Some(11)),
    ("negative epsilon", |ir| set_epsilon(ir, -1e-3), "R011", Some(3)),
    ("no loss", |ir| ir.losses.clear(), "R012", None),
    ("loss of nothing", |ir| ir.losses[0].value = 99, "R012", Some(99)),
    ("loss against nothing", |ir| ir.losses[0].target = 7, "R012", Some(12)),
    ("loss of another width", |ir| ir.losses[0].value = 4, "R012", Some(4)),
    ("weightless loss", |ir| ir.losses[0].weight = 0.0, "R012", Some(12)),
    (
        "cross-entropy without softmax",
        |ir| ir.operations[12].kind = OperationKind::Activation { function: ActivationFunction::Tanh, alpha: None },
        "R013",
        Some(12),
    ),
    (
        "binary cross-entropy of a relu",
        |ir| {
            ir.operations[12].kind = OperationKind::Activation { function: ActivationFunction::Relu, alpha: None };
            ir.losses[0].function = LossFunction::BinaryCrossEntropy;
        },
        "R013",
        Some(12),
    ),
    ("more class indices than units", |ir| set_target(ir, TargetEncoding::Index, 1, 3), "R012", Some(12)),
    ("one-hot loss of class indices", |ir| set_target(ir, TargetEncoding::Index, 1, 2), "R013", Some(12)),
    (
        "sparse loss of one-hot classes",
        |ir| ir.losses[0].function = LossFunction::SparseCategoricalCrossEntropy,
        "R013",
        Some(12),
    ),
    (
        "absolute error of class indices",
        |ir| {
            set_target(ir, TargetEncoding::Index, 1, 2);
            ir.losses[0].function = LossFunction::MeanAbsoluteError;
        },
        "R013",
        Some(12),
    ),
    ("delta of 0", |ir| ir.losses[0].function = LossFunction::Huber { delta: 0.0 }, "R012", Some(12)),
    (
        "delta of nothing in float32",
        |ir| ir.losses[0].function = LossFunction::Huber { delta: 1e-50 },
        "R012",
        Some(12),
    ),
    ("NaN delta", |ir| ir.losses[0].function = LossFunction::Huber { delta: f64::NAN }, "R012", Some(12)),
    ("too few class weights", |ir| set_class_weights(ir, &[1.0]), "R012", Some(12)),
    ("negative class weight", |ir| set_class_weights(ir, &[1.0, -1.0]), "R012", Some(12)),
    ("class weight beyond float32", |ir| set_class_weights(ir, &[1.0, 1e300]), "R012", Some(12)),
    ("class weights of 0", |ir| set_class_weights(ir, &[0.0, 0.0]), "R012", Some(12)),
    (
        "balanced numbers",
        |ir| {
            (ir.operations[10].features, ir.operations[11].features, ir.operations[12].features) = (1, 1, 1);
            for parameter in ir.parameters.iter_mut().rev().take(6) {
                *parameter.shape.last_mut().expect("a side") = 1;
            }
            set_target(ir, TargetEncoding::Value, 1, 0);
            ir.losses[0].function = LossFunction::MeanSquaredError;
            ir.losses[0].class_weights = ClassWeights::Balanced;
        },
        "R012",
        Some(12),
    ),
    (
        "NaN learning rate",
        |ir| {
            ir.training.optimizer =
                Optimizer::Sgd { learning_rate: f64::NAN, decay: 0.0, momentum: 0.0, nesterov: false }
        },
        "R014",
        None,
    ),
    (
        "beta of 1",
        |ir| ir.training.optimizer = Optimizer::Adam { learning_rate: 0.1, beta_1: 1.0, beta_2: 0.9, epsilon: 1e-7 },
        "R014",
        None,
    ),
    ("no epoch", |ir| ir.training.epochs = 0, "R015", None),
    ("empty batches", |ir| ir.training.batch_size = 0, "R015", None),
    ("no thread", |ir| ir.training.threads = 0, "R015", None),
    ("everything validates", |ir| ir.training.validation_split = 1.0, "R015", None),
];

fn set_target(ir: &mut Ir, encoding: TargetEncoding, width: u32, classes: u32) {
    let target = &mut ir.targets[0];
    (target.encoding, target.width, target.classes) = (encoding, width, classes);
}

/// Adds a numeric target that is scaled, with this fault.
fn scale_number(ir: &mut Ir, change: fn(&mut Target)) {
    let mut parameter =
        ir.parameters.iter().find(|parameter| parameter.name == "scale.offset").expect("a scale").clone();
    let [offset, factor] = ["output.target_offset", "output.target_factor"].map(str::to_owned);
    for name in [&offset, &factor] {
        (parameter.name, parameter.shape) = (name.clone(), vec![1]);
        ir.parameters.push(parameter.clone());
    }
    let scaling = Some(TargetScaling { method: ScaleMethod::Standardize, offset, factor });
    let encoding = TargetEncoding::Value;
    let mut target = Target { name: "number".to_owned(), width: 1, classes: 0, encoding, scaling };
    change(&mut target);
    ir.targets.push(target);
}

/// The same with a fault of the scaling.
fn scale_so(ir: &mut Ir, change: fn(&mut TargetScaling)) {
    scale_number(ir, |_| ());
    change(ir.targets[1].scaling.as_mut().expect("just set"));
}

fn set_class_weights(ir: &mut Ir, weights: &[f64]) {
    ir.losses[0].class_weights = ClassWeights::Given { weights: weights.to_vec() };
}

fn set_epsilon(ir: &mut Ir, value: f64) {
    if let OperationKind::BatchNorm { epsilon, .. } = &mut ir.operations[3].kind {
        *epsilon = value;
    }
}

fn set_function(ir: &mut Ir, function: ActivationFunction, alpha: Option<f64>) {
    ir.operations[4].kind = OperationKind::Activation { function, alpha };
}

fn set_noise(ir: &mut Ir, standard_deviation: f64) {
    ir.operations[5].kind = OperationKind::GaussianNoise { standard_deviation };
}

/// The first dropout becomes this of these.
fn join(ir: &mut Ir, kind: OperationKind, inputs: &[u32]) {
    ir.operations[5].kind = kind;
    ir.operations[5].inputs = inputs.to_vec();
}

/// The last BatchNorm becomes a LayerNorm whose γ has this shape.
fn set_layer_norm(ir: &mut Ir, epsilon: f64, shape: &[u32]) {
    let gamma = Some("norm_3.gamma".to_owned());
    ir.operations[11].kind = OperationKind::LayerNorm { gamma, beta: Some("norm_3.beta".to_owned()), epsilon };
    ir.parameters.retain(|parameter| parameter.name != "norm_3.mean" && parameter.name != "norm_3.variance");
    for parameter in ir.parameters.iter_mut().filter(|parameter| parameter.name == "norm_3.gamma") {
        parameter.shape = shape.to_vec();
    }
}

#[test]
fn what_only_looks_like_a_fault_is_sound() {
    let sound: [fn(&mut Ir); 6] = [
        |ir| set_function(ir, ActivationFunction::LeakyRelu, Some(0.0)),
        |ir| set_function(ir, ActivationFunction::Elu, Some(1000.0)),
        |ir| set_noise(ir, 0.0),
        |ir| join(ir, OperationKind::Multiply {}, &[4; 16]),
        |ir| set_layer_norm(ir, 1e-3, &[2]),
        // A dropout and a noise of one node draw from different streams.
        |ir| {
            set_noise(ir, 1000.0);
            ir.operations[9].node = ir.operations[5].node.clone();
        },
    ];
    for change in sound {
        let mut ir = good();
        change(&mut ir);
        validate(&ir).expect("sound");
    }
}

#[test]
fn every_known_fault_is_named() {
    validate(&good()).expect("the network is sound before its fault");
    for (name, fault, code, operation) in FAULTS {
        let mut ir = good();
        fault(&mut ir);
        let failure = validate(&ir).expect_err(name);
        assert_eq!((failure.code.as_str(), failure.operation()), (*code, *operation), "{name}: {failure}");
        assert!(![&failure.found, &failure.expected, &failure.help].iter().any(|text| text.is_empty()), "{name}");
        if let Some(operation) = operation.filter(|operation| (*operation as usize) < ir.operations.len()) {
            let node = if *code == "R012" || *code == "R013" {
                &ir.losses[0].node
            } else {
                &ir.operations[operation as usize].node
            };
            assert_eq!(failure.node(), Some(node.as_str()), "{name}");
        }
    }
}

#[test]
fn documents_that_are_no_ir_are_refused() {
    for text in ["", "null", "[]", "{}", "{\"version\": 1}", &"[".repeat(100_000)] {
        assert_eq!(parse_ir(text).expect_err("no IR").code, "R001");
    }
    let mut json = serde_json::to_value(good()).expect("an IR is JSON");
    json["extra"] = Value::from(1);
    assert_eq!(parse_ir(&json.to_string()).expect_err("an unknown field").code, "R001");
}

fn session_failure(ir: &Ir, change: impl FnOnce(&mut Dataset)) -> Failure {
    let mut dataset = dataset_of(ir, 40, 1);
    change(&mut dataset);
    Session::new(ir.clone(), dataset).err().expect("a bad dataset")
}

#[test]
fn datasets_that_do_not_fit_are_refused() {
    let ir = good();
    Session::new(ir.clone(), dataset_of(&ir, 40, 1)).expect("the dataset is sound before its fault");
    assert_eq!(session_failure(&ir, |dataset| dataset.rows = 0).code, "R021");
    assert_eq!(session_failure(&ir, |dataset| dataset.rows = 41).code, "R020");
    assert_eq!(session_failure(&ir, |dataset| dataset.rows = usize::MAX / 2).code, "R021");
    assert_eq!(session_failure(&ir, |dataset| dataset.inputs.clear()).code, "R020");
    assert_eq!(session_failure(&ir, |dataset| dataset.targets[0].truncate(3)).code, "R020");
    assert_eq!(session_failure(&ir, |dataset| dataset.fitted.clear()).code, "R020");
    let failure = session_failure(&ir, |dataset| dataset.inputs[0].to_mut()[14 * 3 + 2] = f32::NAN);
    assert!(failure.code == "R020" && failure.found.contains("row 4"), "{failure}");
    let mut split = ir.clone();
    split.training.validation_split = 0.99;
    assert_eq!(session_failure(&split, |dataset| *dataset = dataset_of(&ir, 1, 1)).code, "R021");
    let mut long = ir;
    (long.training.epochs, long.training.batch_size) = (1_000_000, 1);
    let rows = dataset_of(&long, 5000, 1);
    assert_eq!(session_failure(&long, |dataset| *dataset = rows).code, "R015");
}

/// A faulty dataset is refused with the row, counted from 1, and what is expected there.
#[test]
fn targets_and_weights_that_are_not_what_they_promise_are_refused_by_row() {
    let refused = |ir: &Ir, change: fn(&mut Dataset), texts: [&str; 2]| {
        let failure = session_failure(ir, change);
        assert_eq!(failure.code, "R020");
        assert!(failure.found.contains(texts[0]) && failure.expected.contains(texts[1]), "{failure}");
    };
    let one_hot = good();
    refused(&one_hot, |dataset| dataset.targets[0][6..8].fill(0.0), ["target_0, row 4", "1 in one column"]);
    refused(&one_hot, |dataset| dataset.targets[0][6..8].fill(1.0), ["sum to 2 in target target_0, row 4", "1 in one"]);
    refused(&one_hot, |dataset| dataset.targets[0][0..2].fill(0.5), ["row 1", "0 in the others"]);
    let mut indexed = good();
    set_target(&mut indexed, TargetEncoding::Index, 1, 2);
    indexed.losses[0].function = LossFunction::SparseCategoricalCrossEntropy;
    Session::new(indexed.clone(), dataset_of(&indexed, 40, 1)).expect("the dataset is sound before its fault");
    refused(&indexed, |dataset| dataset.targets[0][39] = 2.0, ["2 in target target_0, row 40", "index of 0 to 1"]);
    refused(&indexed, |dataset| dataset.targets[0][7] = -1.0, ["-1", "index of 0 to 1"]);
    refused(&indexed, |dataset| dataset.targets[0][7] = 0.5, ["0.5 in target target_0, row 8", "whole"]);
    let mut draft = crate::support::Draft::new(3, 1, TargetEncoding::Value);
    let value = draft.dense("dense", 0, 1, true);
    let value = draft.activation("sigmoid", value, ActivationFunction::Sigmoid);
    draft.loss(LossFunction::BinaryCrossEntropy, value);
    let mut binary = draft.0;
    refused(&binary, |dataset| dataset.targets[0][2] = 1.5, ["1.5", "0 to 1"]);
    Session::new(binary.clone(), Dataset { targets: vec![vec![0.3; 40]], ..dataset_of(&binary, 40, 1) })
        .expect("shares");
    binary.targets[0].classes = 2;
    refused(&binary, |dataset| dataset.targets[0][2] = 0.3, ["0.3", "0 or 1"]);
    refused(&binary, |dataset| dataset.sample_weights = Some(vec![1.0; 40]), ["40 sample weights", "none"]);
    binary.sample_weight = Some("importance".to_owned());
    Session::new(binary.clone(), dataset_of(&binary, 40, 1)).expect("the dataset is sound before its fault");
    refused(&binary, |dataset| dataset.sample_weights = None, ["no sample weights", "importance"]);
    refused(&binary, |dataset| dataset.sample_weights = Some(vec![1.0; 39]), ["39", "40, one a row"]);
    for wrong in [|weights: &mut [f32]| weights[4] = -0.5, |weights: &mut [f32]| weights[4] = f32::NAN] {
        let mut dataset = dataset_of(&binary, 40, 1);
        wrong(dataset.sample_weights.as_mut().expect("weights"));
        let failure = Session::new(binary.clone(), dataset).err().expect("a bad weight");
        assert!(failure.found.contains("column importance, row 5"), "{failure}");
    }
}
