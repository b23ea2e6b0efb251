//! Checkpoint files: written whole, told, listed, refused when damaged or of another run.

use crate::support::checkpoint_folder::{Folder, contents, small};
use crate::support::session_run::{bits, failure_of, run, start};
use crate::support::{Draft, dataset_of, reference_network};
use failures::Failure;
use proptest::prelude::*;
use std::fs;
use std::path::PathBuf;
use std::sync::LazyLock;
use trainer::checkpoint::{CheckpointSettings, ContinueFrom, list};
use trainer::events::{EventBatch, RunState};
use trainer::ir::{ActivationFunction, Ir, LossFunction, Optimizer, Schedule, TargetEncoding};
use trainer::safetensors::Header;
use trainer::{Dataset, Session, SessionOptions};

fn train(ir: &Ir, dataset: &Dataset, settings: CheckpointSettings) -> (Session, Vec<EventBatch>) {
    run(ir, dataset, SessionOptions { checkpoints: Some(settings), ..SessionOptions::default() })
}

fn go_on(ir: &Ir, dataset: &Dataset, continue_from: ContinueFrom) -> Result<u32, Failure> {
    let options = SessionOptions { continue_from: Some(continue_from), ..SessionOptions::default() };
    Session::with_options(ir.clone(), dataset.clone(), options).map(|session| session.first_step())
}

/// The bytes of a whole checkpoint of `small`.
static WHOLE: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let ((ir, dataset), folder) = (small(), Folder::new());
    train(&ir, &dataset, folder.at_the_end());
    fs::read(&folder.files()[0]).expect("a checkpoint")
});

/// What going on from these bytes answers.
fn go_on_from(bytes: &[u8]) -> Result<u32, Failure> {
    let ((ir, dataset), folder) = (small(), Folder::new());
    fs::create_dir_all(&folder.0).expect("a folder");
    let path = folder.0.join("checkpoint-x.safetensors");
    fs::write(&path, bytes).expect("a file");
    let listing = list(&folder.0).expect("a folder");
    assert_eq!(listing.checkpoints.len() + listing.skipped.len(), 1);
    go_on(&ir, &dataset, ContinueFrom::File(path))
}

#[test]
fn a_checkpoint_is_a_safetensors_document_of_everything_a_run_needs() {
    assert_eq!(go_on_from(&WHOLE), Ok(12));
    let mut rest = WHOLE.as_slice();
    let header = Header::read(&mut rest, WHOLE.len() as u64).expect("a header");
    let names: Vec<&str> = header.tensors.iter().map(|tensor| tensor.name.as_str()).collect();
    for name in ["parameter/dense_1.weight", "parameter/norm_2.variance", "optimizer/velocity/norm_3.gamma"] {
        assert!(names.contains(&name), "{name} is not in {names:?}");
    }
    assert!(names.contains(&"best/norm_2.variance"));
}

#[test]
fn a_file_cut_short_at_any_byte_is_refused() {
    for length in (0..WHOLE.len()).step_by(7).chain(WHOLE.len() - 9..WHOLE.len()) {
        let failure = go_on_from(&WHOLE[..length]).expect_err("half a file");
        assert_eq!(failure.code, "R040", "{length} bytes: {failure}");
    }
    let longer: Vec<u8> = WHOLE.iter().copied().chain([0; 4]).collect();
    assert_eq!(go_on_from(&longer).expect_err("too long").code, "R040");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn no_flipped_bit_goes_unnoticed(at in 0..WHOLE.len(), bit in 0..8) {
        let mut bytes = WHOLE.clone();
        bytes[at] ^= 1_u8 << bit;
        prop_assert_eq!(go_on_from(&bytes).expect_err("a flipped bit").code, "R040");
    }

    #[test]
    fn garbage_is_refused(bytes: Vec<u8>, keeps in 0..200_usize) {
        let bytes: Vec<u8> = WHOLE[..keeps].iter().copied().chain(bytes).collect();
        prop_assert_eq!(go_on_from(&bytes).expect_err("garbage").code, "R040");
    }

    #[test]
    fn any_header_is_read_or_refused(text in "\\{(\"[a-b]\":\\{(\"(dtype|shape|data_offsets)\":(\"F32\"|\\[[0-9]{1,20}(,[0-9]{1,3})?\\]),?){1,4}\\},?){1,3}\\}", data in 0..64_usize) {
        let mut bytes = (text.len() as u64).to_le_bytes().to_vec();
        bytes.extend_from_slice(text.as_bytes());
        bytes.resize(bytes.len() + data, 0);
        if let Ok(header) = Header::read(&mut bytes.as_slice(), bytes.len() as u64) {
            prop_assert_eq!(header.tensors.iter().map(|tensor| tensor.bytes.len()).sum::<usize>(), data);
        }
    }
}

fn header_failure(json: &str, data: usize) -> String {
    let mut bytes = (json.len() as u64).to_le_bytes().to_vec();
    bytes.extend_from_slice(json.as_bytes());
    bytes.resize(bytes.len() + data, 0);
    Header::read(&mut bytes.as_slice(), bytes.len() as u64).expect_err("a bad header").to_string()
}

#[test]
fn a_header_is_refused_for_what_is_wrong_in_it() {
    let tensor = |shape: &str, start: u64, end: u64| {
        format!("{{\"dtype\":\"F32\",\"shape\":{shape},\"data_offsets\":[{start},{end}]}}")
    };
    let four = tensor("[1]", 0, 4);
    for (json, data, reason) in [
        (format!("{{\"a\":{four},\"a\":{four}}}"), 4, "a twice"),
        (format!("{{\"a\":{four},\"b\":{four}}}"), 4, "found b from byte 0, expected from byte 4"),
        (format!("{{\"a\":{four},\"b\":{}}}", tensor("[1]", 8, 12)), 12, "found b from byte 8"),
        (format!("{{\"a\":{}}}", tensor("[2]", 0, 4)), 4, "found a of shape [2]"),
        (format!("{{\"a\":{}}}", tensor("[18446744073709551615,4]", 0, 4)), 4, "found a of shape"),
        (format!("{{\"a\":{}}}", tensor("[1]", 4, 0)), 4, "found a of shape [1] in bytes 4 to 0"),
        (format!("{{\"a\":{}}}", tensor("[2]", 0, 8)), 4, "found a of shape [2] in bytes 0 to 8 of 4"),
        (format!("{{\"a\":{four}}}"), 8, "found 8 bytes of data, expected 4"),
        (format!("{{\"a\":{}}}", four.replace("F32", "F16")), 4, "found dtype F16"),
        (format!("{{\"a\":{}}}", four.replace("}", ",\"x\":1}")), 4, "unknown field"),
        ("{\"__metadata__\":{\"a\":\"\",\"a\":\"\"}}".to_owned(), 0, "metadata a twice"),
        ("[]".to_owned(), 0, "an object of tensors"),
    ] {
        let failure = header_failure(&json, data);
        assert!(failure.contains(reason), "{failure} for {json}");
    }
    let mut endless = u64::MAX.to_le_bytes().to_vec();
    endless.extend_from_slice(b"{}");
    let failure = Header::read(&mut endless.as_slice(), 10).expect_err("a long header").to_string();
    assert!(failure.contains("at most 2"), "{failure}");
}

#[test]
fn only_the_same_run_goes_on() {
    let ((ir, dataset), folder) = (small(), Folder::new());
    train(&ir, &dataset, folder.at_the_end());
    let file = ContinueFrom::File(folder.files()[0].clone());
    let with = |change: &dyn Fn(&mut Ir)| {
        let mut ir = ir.clone();
        change(&mut ir);
        ir
    };
    for allowed in [
        with(&|ir| ir.training.threads = 3),
        with(&|ir| ir.training.statistics = true),
        with(&|ir| ir.training.epochs = 9),
    ] {
        assert_eq!(go_on(&allowed, &dataset, file.clone()), Ok(12));
    }
    for other in [
        with(&|ir| ir.training.seed += 1),
        with(&|ir| ir.training.batch_size = 8),
        with(&|ir| ir.training.keep_best = false),
        with(&|ir| ir.training.epochs = 3),
        reference_network(5, 9, 2),
    ] {
        let failure = go_on(&other, &dataset, file.clone()).expect_err("another run");
        assert_eq!(failure.code, "R041", "{failure}");
    }
    let mut changed = dataset.clone();
    changed.inputs[0].to_mut()[17] += 1.0;
    let failure = go_on(&ir, &changed, file.clone()).expect_err("other data");
    assert!(failure.code == "R041" && failure.found.contains("60 rows"), "{failure}");
    assert_eq!(go_on(&ir, &changed, ContinueFrom::Latest(folder.0.clone())).expect_err("other data").code, "R041");
    let nowhere = ContinueFrom::Latest(folder.0.join("nowhere"));
    assert_eq!(go_on(&ir, &dataset, nowhere).expect_err("nothing").code, "R040");
    let nothing = ContinueFrom::File(folder.0.join("nothing.safetensors"));
    assert_eq!(go_on(&ir, &dataset, nothing).expect_err("nothing").code, "R040");
    assert_eq!(go_on(&ir, &dataset, ContinueFrom::File(folder.0.clone())).expect_err("a folder").code, "R040");
}

#[test]
fn a_schedule_over_the_whole_run_fixes_its_epochs() {
    let ((mut ir, dataset), folder) = (small(), Folder::new());
    ir.training.schedule = Schedule::Cosine { warmup_epochs: 0.0, final_fraction: 0.1 };
    train(&ir, &dataset, folder.at_the_end());
    ir.training.epochs += 1;
    assert_eq!(go_on(&ir, &dataset, ContinueFrom::Latest(folder.0.clone())).expect_err("another run").code, "R041");
}

#[test]
fn the_newest_whole_checkpoint_is_found_past_damaged_ones() {
    let ((mut ir, dataset), folder) = (small(), Folder::new());
    ir.training.epochs = 12;
    let every_epoch = CheckpointSettings { every_epochs: Some(2), ..folder.at_the_end() };
    let (_, batches) = train(&ir, &dataset, every_epoch);
    let reported: Vec<PathBuf> =
        batches.iter().flat_map(|batch| &batch.checkpoints).map(|info| folder.0.join(&info.name)).collect();
    let files = folder.files();
    assert_eq!(reported, files);
    assert!(files.len() >= 2, "{files:?}");
    let [.., second, newest] = files.as_slice() else { panic!("{files:?}") };
    assert_eq!(contents(newest).2["position"], serde_json::json!({ "epoch": 12, "batch": 0, "step": 36 }));
    let mut bytes = fs::read(newest).expect("a checkpoint");
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    fs::write(newest, &bytes).expect("a file");
    let expected = contents(second).2["position"]["step"].as_u64().expect("a step") as u32;
    assert_eq!(go_on(&ir, &dataset, ContinueFrom::Latest(folder.0.clone())), Ok(expected));
    bytes.truncate(last);
    fs::write(newest, &bytes).expect("a file");
    let listing = list(&folder.0).expect("a folder");
    assert_eq!((listing.checkpoints.len(), listing.skipped.len()), (files.len() - 1, 1));
    assert_eq!(listing.skipped[0].failure.code, "R040");
}

#[test]
fn a_history_stays_within_its_size_and_keeps_first_and_last() {
    let ((mut ir, dataset), folder) = (small(), Folder::new());
    ir.training.epochs = 1_000_000;
    let most = 10 * WHOLE.len() as u64;
    let checkpoints = Some(CheckpointSettings { history_bytes: most, ..folder.often() });
    let options = SessionOptions { checkpoints, ..SessionOptions::default() };
    let mut session = Session::with_options(ir, dataset, options).expect("a sound run");
    let receiver = start(&mut session);
    let mut reported = Vec::new();
    // However long a file takes.
    while reported.len() <= 20 {
        reported.extend(receiver.recv().expect("events").checkpoints);
    }
    session.stop();
    session.wait();
    reported.extend(receiver.try_iter().flat_map(|batch| batch.checkpoints));
    let reported: Vec<PathBuf> = reported.iter().map(|info| folder.0.join(&info.name)).collect();
    let files = folder.files();
    let bytes: u64 = files.iter().map(|file| fs::metadata(file).expect("a file").len()).sum();
    assert!(bytes <= most && files.len() >= 8, "{bytes} bytes in {} files", files.len());
    assert_eq!(files.first().map(PathBuf::as_path), reported.first().map(PathBuf::as_path));
    assert_eq!(files.last().map(PathBuf::as_path), reported.last().map(PathBuf::as_path));
}

#[test]
fn a_folder_that_cannot_be_written_is_a_warning_and_training_goes_on() {
    let ((ir, dataset), folder) = (small(), Folder::new());
    fs::write(&folder.0, "a file where the folder should be").expect("a file");
    let (session, batches) = train(&ir, &dataset, folder.often());
    fs::remove_file(&folder.0).expect("a file");
    assert_eq!(session.state(), Some(RunState::Finished));
    let warnings: Vec<&Failure> = batches.iter().flat_map(|batch| &batch.warnings).collect();
    assert_eq!(warnings.iter().map(|warning| warning.code.as_str()).collect::<Vec<_>>(), ["R042"]);
    let free = Folder::new();
    let (other, _) = train(&ir, &dataset, free.often());
    assert_eq!(bits(&session.parameters().expect("ended")), bits(&other.parameters().expect("ended")));
}

#[test]
fn a_run_that_explodes_leaves_its_last_good_checkpoint_and_names_it() {
    let mut draft = Draft::new(4, 1, TargetEncoding::Value);
    let mut value = draft.dense("dense_1", 0, 8, true);
    value = draft.activation("relu_1", value, ActivationFunction::Relu);
    value = draft.dense("dense_2", value, 1, true);
    draft.loss(LossFunction::MeanSquaredError, value);
    let mut ir = draft.0;
    // Slow enough that checkpoints are written before it explodes.
    ir.training.optimizer = Optimizer::Sgd { learning_rate: 1.7, decay: 0.0, momentum: 0.9, nesterov: false };
    (ir.training.epochs, ir.training.batch_size) = (100_000, 1);
    let dataset = dataset_of(&ir, 64, 10);
    let folder = Folder::new();
    let (_, batches) = train(&ir, &dataset, folder.often());
    let failure = failure_of(&batches);
    assert_eq!(failure.code, "R030", "{failure}");
    let newest = folder.files().pop().expect("a checkpoint from before");
    assert!(failure.help.contains(&*newest.to_string_lossy()), "{failure}");
    let (_, data, _) = contents(&newest);
    let (values, _) = data.as_chunks();
    assert!(values.iter().all(|bytes| f32::from_le_bytes(*bytes).is_finite()));
}
