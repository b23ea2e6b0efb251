//! The one list of codes: everything that can fail, beside the findings of a drawing.

use crate::kind::FailureKind;
use serde::{Deserialize, Serialize};
use std::fmt;
use ts_rs::TS;

macro_rules! codes {
    ($(
        $(#[doc = $doc:tt])*
        $variant:ident = $text:tt $kind:ident [$($value:tt),*] $({$($case:ident [$($of_case:tt),*]),* $(,)?})?;
    )*) => {
        /// What went wrong, as a stable code that programs may match on.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
        pub enum FailureCode {
            $($(#[doc = $doc])* #[serde(rename = $text)] $variant,)*
        }

        /// Every code, once.
        pub const FAILURE_CODES: &[FailureCode] = &[$(FailureCode::$variant),*];

        impl FailureCode {
            /// As answers, events and tests spell it.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),* }
            }

            /// What it belongs to.
            pub fn kind(self) -> FailureKind {
                match self { $(Self::$variant => FailureKind::$kind),* }
            }

            /// What it says, in one sentence.
            pub fn meaning(self) -> &'static str {
                match self { $(Self::$variant => concat!($($doc),*).trim_start()),* }
            }

            /// Names of the values that its texts are filled with.
            pub fn values(self) -> &'static [&'static str] {
                match self { $(Self::$variant => &[$($value),*]),* }
            }

            /// What it may say more nearly, each with a text of its own and the values that only this text is filled with.
            pub fn cases(self) -> &'static [(&'static str, &'static [&'static str])] {
                match self { $(Self::$variant => &[$($((stringify!($case), &[$($of_case),*] as &[&str])),*)?]),* }
            }
        }
    };
}

codes! {
    /// The document is not an IR at all (malformed JSON, unknown or missing field).
    Malformed = "R001" Ir [];
    /// `version` differs from the one this trainer reads.
    Version = "R002" Ir ["version", "known"];
    /// Too many operations, parameters, features or elements.
    TooLarge = "R003" Ir ["count", "limit"];
    /// An input or target declaration is empty, duplicated or inconsistent.
    Declaration = "R004" Ir [];
    /// A parameter's name is empty or used twice, or two operations share one.
    ParameterName = "R005" Ir [];
    /// A parameter is missing, or its shape or role is not what its operation needs.
    ParameterMismatch = "R006" Ir [];
    /// A parameter's initialiser is not finite or makes no sense for its shape.
    Initializer = "R007" Ir [];
    /// An operation reads a value that is not defined before it.
    Order = "R008" Ir [];
    /// An operation has the wrong number of inputs.
    InputCount = "R009" Ir [];
    /// An operation's features do not follow from its inputs and parameters.
    Features = "R010" Ir [];
    /// An attribute is not finite or outside its range.
    Attribute = "R011" Ir [];
    /// No loss, or a loss naming a value or target that does not exist or does not fit.
    Loss = "R012" Ir [];
    /// A loss needs probabilities that its value does not give.
    LossActivation = "R013" Ir [];
    /// An optimizer setting is not finite or outside its range.
    Optimizer = "R014" Ir [];
    /// Epochs, batch size, validation split or threads outside their range.
    Training = "R015" Ir [];
    /// The dataset does not match the IR's inputs, targets or fitted constants.
    Dataset = "R020" Run [] {
        not_finite ["name", "row"],
        target ["name", "row"],
        weight ["name", "row"],
    };
    /// No row is left to train on.
    NoRows = "R021" Run [] {
        split ["rows", "percent"],
        batch ["rows", "batch"],
        table [],
    };
    /// The run would need more memory than is available.
    Memory = "R022" Run ["needed", "available"];
    /// The instruction set asked for is none of this machine's.
    InstructionSet = "R023" Run ["wanted", "sets"];
    /// A value that is not a number or infinite appeared while training.
    NotFinite = "R030" Run [] {
        loss ["step"], gradient ["step"], penalty ["step"], update ["step"], parameter ["parameter"],
    };
    /// A thread of the run panicked.
    Panic = "R031" Run [];
    /// The session is not in a state in which this can be done.
    State = "R032" Run [];
    /// A named parameter does not exist or has another size.
    UnknownParameter = "R033" Run ["parameter"];
    /// The operating system refused a thread.
    Thread = "R034" Run [];
    /// An analysis is asked for outside its limits.
    Analysis = "R035" Run [] {
        effective_rank_rows ["count", "least", "most"],
        along_gradient_points ["count", "least", "most"],
        plane_side ["count", "least", "most"],
        plane_rows ["count", "least", "most"],
        plane_even ["count"],
    };
    /// A checkpoint is damaged, is none, or cannot be opened.
    CheckpointUnreadable = "R040" Checkpoint [] {
        damaged ["path"],
        refused ["path", "reason"],
        none ["path"],
        place ["epoch", "batch", "step"],
    };
    /// A checkpoint belongs to another network, other settings or other data.
    CheckpointMismatch = "R041" Checkpoint [] {
        network [], data ["found_rows", "rows"], epochs ["epoch", "epochs"],
    };
    /// A checkpoint could not be written; training goes on.
    CheckpointUnwritten = "R042" Checkpoint [] {
        not_finite ["parameter", "step"], refused ["path", "reason"],
    };
    /// Older checkpoints were removed because the disk is full; training goes on.
    CheckpointsDropped = "R043" Checkpoint ["count"];
    /// A model file is damaged, is none, or cannot be opened.
    ModelUnreadable = "R050" Model [] {
        absent [], refused ["reason"], foreign [], newer ["format", "known"], changed [],
    };
    /// A model's tensors are not those of its network, or not those of the network they are to start.
    ModelMismatch = "R051" Model [] {
        absent ["parameter"],
        unknown ["parameter"],
        shape ["parameter", "found_shape", "shape"],
        not_finite ["parameter"],
    };
    /// A model of which no parameter fits the network.
    ModelUnlike = "model_unlike" Model [];
    /// A model's preparation contradicts itself.
    ModelPreparation = "model_preparation" Model [];
    /// There is no file.
    TableMissing = "table_missing" Table ["path"];
    /// The system does not let the file be read.
    TableUnreadable = "table_unreadable" Table ["path", "reason"];
    /// A compressed file that cannot be unpacked.
    TableDamaged = "table_damaged" Table ["reason"];
    /// A file that holds no table that can be read here.
    TableForeign = "table_foreign" Table ["format"] {
        packed [], pointer [], workbook [], web_page [], pickle [], database [],
        statistics [], data [], picture [], program [], document [],
    };
    /// A file whose contents contradict its format: cut short, or changed.
    TableCorrupt = "table_corrupt" Table ["format"] { cut_short [], sizes [], contents ["reason"] };
    /// A line that its format does not allow.
    TableLine = "table_line" Table ["format", "found", "expected"];
    /// A sheet or an array that the file does not have.
    TablePart = "table_part" Table ["name", "names"];
    /// An array that is no table's.
    TableArray = "table_array" Table [] { single [], objects [], element ["found"] };
    /// No column of numbers, texts, dates or truth values.
    TableNoColumn = "table_no_column" Table ["format"];
    /// Reading was called off.
    TableCancelled = "table_cancelled" Table [];
    /// A file without anything in it.
    TableEmpty = "table_empty" Table [];
    /// No rows under the column names, or none with as many cells as there are names.
    TableNoRows = "table_no_rows" Table [];
    /// Only one column.
    TableOneColumn = "table_one_column" Table ["name"];
    /// A cell beyond the limit.
    TableCellTooLarge = "table_cell_too_large" Table ["bytes", "limit"];
    /// Bytes that are no text.
    TableNotText = "table_not_text" Table [];
    /// Bytes that the file's encoding does not have.
    TableEncoding = "table_encoding" Table ["encoding"];
    /// More rows, bytes or numbers than the limit.
    TableTooLarge = "table_too_large" Table ["limit", "unit"];
    /// More columns than the limit, as read or once encoded.
    TableTooWide = "table_too_wide" Table ["limit"];
    /// A setup that names a column twice, or weights twice.
    TableSetup = "table_setup" Table [];
    /// Missing cells cannot be filled as a column's setup says.
    Impute = "impute" Table [] {
        strategy ["strategy"],
        value ["text"],
        empty [],
    };
    /// A column cannot be encoded as its setup says.
    Encoding = "encoding" Table [] {
        role [],
        time [],
        length [],
        option ["option"],
        order ["text"],
        target ["count"],
    };
    /// A column cannot be scaled as its setup says.
    Scaling = "scaling" Table [] {
        encoding [],
        log1p ["text", "row"],
        fill ["text"],
    };
    /// No column is a target.
    TableNoTarget = "table_no_target" Table [];
    /// Every row has a missing cell.
    TableNoWholeRow = "table_no_whole_row" Table ["worst", "missing", "rows"];
    /// The IR wants a target that the table does not give.
    TargetMismatch = "target_mismatch" Table [];
    /// A column that the setup or the model needs is not there.
    ColumnMissing = "column_missing" Table [];
    /// A text in a column that is encoded as a number.
    ColumnNotNumeric = "column_not_numeric" Table ["text"] {
        times ["text", "row"],
    };
    /// A column that the model does not know.
    ColumnUnknown = "column_unknown" Table [];
    /// A cell that is neither number nor text nor missing.
    Cell = "cell" Table [];
    /// A column with another number of cells than the table has rows.
    ColumnLength = "column_length" Table ["cells", "rows"];
    /// A value that the model was not trained on.
    ValueUnknown = "value_unknown" Table ["text", "row", "count"];
    /// A weight below 0.
    WeightNegative = "weight_negative" Table ["weight", "row"];
    /// No weight above 0.
    WeightsAllZero = "weights_all_zero" Table [];
    /// A split by a column of a role that no column has.
    SplitColumn = "split_column" Table [] { group [], time [], split [] };
    /// A word of a split column that does not say what its rows are for.
    SplitWord = "split_word" Table ["text", "row"];
    /// A column to split by that leaves no row to train on, or none to keep aside.
    SplitWhole = "split_whole" Table [] { group [], time [], column [], folds [] };
    /// A validation or test file that cannot be one beside the split that is chosen, or of which no row can be used.
    SplitFile = "split_file" Table [] { rows ["rows"], folds [], column [] };
    /// Rows kept for a test that cannot be told: there are none, or the table is another.
    TestRows = "test_rows" Model [] { none [], table [], rows [] };
    /// The options of a session cannot be read.
    SessionOptions = "session_options" Call ["reason"];
    /// The context of a model cannot be read.
    ModelContext = "model_context" Call ["reason"];
    /// A request for an analysis cannot be read.
    AnalysisRequest = "analysis_request" Call ["reason"];
    /// A request that the engine does not know, or that is malformed.
    BadRequest = "bad_request" Call ["request"];
    /// A path that is not absolute.
    RelativePath = "relative_path" Call ["path"];
    /// The drawing has errors, which come with the failure.
    GraphHasErrors = "graph_has_errors" Call ["count"];
    /// A run's name that is none.
    RunName = "run_name" Call [];
    /// A run of this name is under way already.
    RunExists = "run_exists" Call [];
    /// The run is not under way, or not kept any more.
    RunEnded = "run_ended" Call [];
    /// The run is under way, and cannot be let go.
    RunUnderWay = "run_under_way" Call [];
    /// There is no record of the run.
    RunUnknown = "run_unknown" Call [];
    /// A model, or a table that it predicted, that the engine does not hold any more.
    ModelLetGo = "model_let_go" Call [];
    /// The run is a recording, of which this cannot be asked.
    RunRecorded = "run_recorded" Call [];
    /// A folder that holds no recorded run, or one that cannot be read.
    RunUnreadable = "run_unreadable" Call ["path"] {
        absent [],
        damaged [],
        newer ["version", "known"],
    };
    /// The window that asked is gone.
    WindowGone = "window_gone" Call [];
    /// An option of a call that is none.
    Option = "option" Call [];
    /// An argument of a call that is none.
    Argument = "argument" Call [];
    /// A loop over a run's events that was left before the run ended.
    TrainingLeft = "training_left" Call [];
    /// There is no file, or no folder that it could stand in.
    FileAbsent = "file_absent" File [];
    /// The system does not let the file be read or written.
    FileAccess = "file_access" File [];
    /// Another program holds the file, or too many files are open.
    FileBusy = "file_busy" File [];
    /// The file is write-protected.
    ReadOnlyFile = "read_only_file" File [];
    /// Nothing can be made in the file's folder, which writing it safely needs.
    ReadOnlyFolder = "read_only_folder" File [];
    /// The disk is read-only.
    ReadOnlyDisk = "read_only_disk" File [];
    /// The disk is full.
    DiskFull = "disk_full" File [];
    /// What the person may use of the disk is used up.
    DiskQuota = "disk_quota" File [];
    /// The disk takes no file so large.
    FileTooLargeForDisk = "file_too_large_for_disk" File [];
    /// A folder where a file was wanted.
    IsAFolder = "is_a_folder" File [];
    /// A pipe, a device or the like where a file was wanted.
    NotAFile = "not_a_file" File [];
    /// Something stands there already.
    FileExists = "file_exists" File [];
    /// The file's name is too long.
    NameTooLong = "name_too_long" File [];
    /// The disk reported an error.
    DiskError = "disk_error" File [];
    /// A network drive that does not answer.
    OutOfReach = "out_of_reach" File [];
    /// Another program changed the file since it was opened.
    FileChanged = "file_changed" File [];
    /// Another file than the one that was chosen in the dialog.
    FileNotChosen = "file_not_chosen" File [];
    /// What the system says otherwise, by its code.
    SystemError = "system_error" File ["system"];
    /// Not a project file.
    NotAProject = "not_a_project" File [];
    /// A project that a newer version made.
    ProjectNewer = "project_newer" File ["version", "known"];
    /// A project file that is no text in UTF-8.
    ProjectNotText = "project_not_text" File [];
    /// A project file with something wrong at a place.
    ProjectDamaged = "project_damaged" File [] {
        json [],
        depth ["limit"],
        parts ["limit"],
        key_twice ["key", "line"],
        key_unknown ["key"],
        key_missing ["key"],
        value ["found", "expected"],
        choice ["found", "choices"],
        object ["found", "keys"],
        number ["found", "range"],
        whole_number ["found", "range"],
        long_text ["count", "limit"],
        long_list ["count", "limit"],
        name_twice ["name"],
        node_kind ["name"],
        node_unknown ["name"],
        wire_to_itself ["name"],
    };
    /// A kept copy of unsaved work that cannot be read.
    CopyDamaged = "copy_damaged" File [];
    /// The dialog to choose a file could not be shown.
    DialogFailed = "dialog_failed" File ["reason"];
    /// More nodes than a project holds.
    TooManyNodes = "too_many_nodes" File ["limit"];
    /// More wires than a project holds.
    TooManyWires = "too_many_wires" File ["limit"];
    /// More bytes than a project file holds.
    ProjectTooLarge = "project_too_large" File ["limit"];
    /// A table that a project file cannot hold: too many columns.
    TooManyColumns = "too_many_columns" File ["limit"];
    /// A table that a project file cannot hold: a name or path that is too long.
    TextTooLong = "text_too_long" File ["limit"];
    /// A table that a project file cannot hold: a name that is no text.
    NotStorable = "not_storable" File [];
    /// The engine was started again before it answered.
    EngineLost = "engine_lost" Engine [];
    /// The engine is not running.
    EngineUnavailable = "engine_unavailable" Engine ["reason"];
    /// There is no engine for this platform, or the system refuses it.
    EngineMissing = "engine_missing" Engine ["place", "reason"];
    /// The engine ended while training.
    EngineCrashed = "engine_crashed" Engine ["reason"];
    /// A fault of the program's own.
    Internal = "internal" Internal ["reason"];
    /// The addon could not hand something over.
    Addon = "addon" Internal ["reason"];
}

impl fmt::Display for FailureCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl PartialEq<&str> for FailureCode {
    fn eq(&self, text: &&str) -> bool {
        self.as_str() == *text
    }
}
