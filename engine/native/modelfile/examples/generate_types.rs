//! Prints the TypeScript types of the plain data that crosses from Rust: JSON, the text of each file by its path.

use failures::{FAILURE_CODES, Failure, FailureCode, FailureKind, FailureValue, Subject};
use modelfile::{
    InitialWeights, MODEL_FORMAT, ModelContext, ModelData, ModelDataFile, ModelDescription, ModelOutput, ModelVersions,
    NO_CLASS, RunOptions, SessionFacts, StartedFrom, TableEvaluation, TestEvaluation, TestLook,
};
use preparing::{
    ColumnSpread, ColumnSpreads, DataSchema, DataWarning, DataWarningCode, FeatureSchema, FileSchema, FilledCells,
    FittedColumnScaling, FittedImpute, FittedScale, MissingCells, OwnSpread, PartitionCounts, Preparation,
    PreparedColumn, ScaleConstants, Scaling, SplitSchema, SplitSetup, SplitWord, TableJudgement, TargetSchema,
    TypicalCells, TypicalNumbers, UnreadCells, UnreadReason,
};
use std::collections::BTreeMap;
use tabular::{
    CellTest, ColumnAssociation, ColumnEncoding, ColumnProfile, ColumnReading, ColumnRole, ColumnScaling, ColumnSetup,
    ColumnType, DataFile, DataSetup, DateOrder, DatePart, EVIDENCE_CODES, EncodingOptions, Evidence, EvidenceCode,
    Guess, IdentifierKind, Impute, ImputeStrategy, NOTICE_CODES, NoticeCode, NoticeFix, NoticeLine, NoticeSeverity,
    OptionValue, PairAxis, PairClass, PairColumn, PairCorrelation, PairGroup, PairRelation, PairSetup, RawTable,
    ReadOption, ReadOptions, RejectReason, RejectedLine, SplitPart, TableAssociation, TableFormat, TableNotice,
    TablePair, TableProfile, ValueCount, ValueSpread, ViewFilter, ViewSetup, ViewSort,
};
use trainer::analysis::{
    ANALYSIS_LIMITS, AlongGradient, AlongGradientRequest, Analysis, AnalysisRequest, EffectiveRank,
    EffectiveRankRequest, LossPlane, PlaneRequest,
};
use trainer::checkpoint::{CheckpointListing, CheckpointSettings, ContinueFrom, SkippedFile};
use trainer::events::{
    CheckpointInfo, EndReason, EpochSummary, FinalValidation, OutputMetrics, Probe, RunOutcome, RunState,
};
use trainer::statistics::{
    Merging, RunDeclaration, STATISTICS, STREAM_VERSION, Series, SeriesGroup, SeriesKind, SeriesScope, Unit,
};
use trainer::{RowFigures, TrainedFigures, ir};
use ts_rs::{Config, TS};

fn declaration<T: TS>(config: &Config) -> String {
    format!("{}export {}\n\n", T::docs().unwrap_or_default(), T::decl(config))
}

/// As `declaration`, with arrays that nobody changes.
fn read_only<T: TS>(config: &Config) -> String {
    declaration::<T>(config).replace("Array<", "ReadonlyArray<")
}

/// The one list of codes, as a table.
fn failure_codes() -> String {
    let mut text = String::from("/** A case of a code, which has a text of its own. */\nexport type FailureCase =\n");
    for code in FAILURE_CODES {
        for (case, _) in code.cases() {
            text.push_str(&format!("  | \"{code}.{case}\"\n"));
        }
    }
    text.push_str(";\n\n/** What a code belongs to, what it says, and the values that its texts are filled with: those of all, and those of each case. */\nexport interface FailureCodeFacts {\n  readonly kind: FailureKind;\n  readonly meaning: string;\n  readonly values: readonly string[];\n  readonly cases: Readonly<Record<string, readonly string[]>>;\n}\n\n/** Every code a failure can have. */\nexport const failureCodes: Readonly<Record<FailureCode, FailureCodeFacts>> = {\n");
    for code in FAILURE_CODES {
        let kind = serde_json::to_string(&code.kind()).unwrap_or_else(|error| panic!("{error}"));
        let meaning = serde_json::to_string(code.meaning()).unwrap_or_else(|error| panic!("{error}"));
        let values = serde_json::to_string(code.values()).unwrap_or_else(|error| panic!("{error}"));
        let cases: BTreeMap<_, _> = code.cases().iter().copied().collect();
        let cases = serde_json::to_string(&cases).unwrap_or_else(|error| panic!("{error}"));
        text.push_str(&format!(
            "  {code}: {{ kind: {kind}, meaning: {meaning}, values: {values}, cases: {cases} }},\n"
        ));
    }
    text.push_str("};\n\n");
    text
}

/// The codes of what reading tells, with the values that their texts are filled with.
fn reading_codes() -> String {
    let mut text = String::from(
        "/** What a notice's texts are filled with beside `column` and `count`. */\nexport const noticeValues: Readonly<Record<NoticeCode, readonly string[]>> = {\n",
    );
    for (_, code, _, values) in NOTICE_CODES {
        text.push_str(&format!("  {code}: {values:?},\n"));
    }
    text.push_str("};\n\n/** What speaks for a guess, in English; `{name}` stands for a value. */\nexport const evidenceTexts: Readonly<Record<EvidenceCode, string>> = {\n");
    for (_, code, english) in EVIDENCE_CODES {
        text.push_str(&format!("  {code}: {english:?},\n"));
    }
    text.push_str("};\n\n");
    text
}

/// What engine/model speaks of too: a table's setup and schema, and what a finding is about.
fn model() -> String {
    let config = Config::default();
    let declarations = [
        declaration::<ColumnType>(&config),
        declaration::<ColumnRole>(&config),
        declaration::<ColumnEncoding>(&config),
        declaration::<DatePart>(&config),
        read_only::<EncodingOptions>(&config),
        declaration::<ImputeStrategy>(&config),
        declaration::<Impute>(&config),
        declaration::<ColumnScaling>(&config),
        declaration::<ColumnSetup>(&config),
        declaration::<TableFormat>(&config),
        declaration::<DateOrder>(&config),
        read_only::<ColumnReading>(&config),
        read_only::<ReadOptions>(&config),
        read_only::<DataFile>(&config),
        read_only::<DataSetup>(&config),
        declaration::<FeatureSchema>(&config),
        declaration::<FileSchema>(&config),
        declaration::<TargetSchema>(&config),
        declaration::<SplitPart>(&config),
        read_only::<SplitWord>(&config),
        read_only::<SplitSchema>(&config),
        read_only::<DataSchema>(&config),
        read_only::<PartitionCounts>(&config),
        declaration::<DataWarningCode>(&config),
        declaration::<DataWarning>(&config),
        declaration::<TableJudgement>(&config),
        read_only::<ir::Fold>(&config),
        declaration::<Subject>(&config),
    ];
    format!("{}{}", declarations.concat(), encoding_options())
}

/// The usual values of an encoding's options, and the ranges of those that are numbers.
fn encoding_options() -> String {
    let usual = serde_json::to_string_pretty(&EncodingOptions::usual()).unwrap_or_else(|error| panic!("{error}"));
    let mut text = format!(
        "/** What is usual of an encoding where nothing is said. */\nexport const usualOptions = {usual} as const satisfies EncodingOptions;\n\n/** Least and greatest of the options that are numbers. */\nexport const encodingRanges = {{\n"
    );
    for (name, [least, most]) in EncodingOptions::LIMITS {
        text.push_str(&format!("  {name}: {{ minimum: {least}, maximum: {most} }},\n"));
    }
    text.push_str("} as const;\n");
    text
}

fn main() {
    let files = BTreeMap::from([
        ("engine/contract/generated/index.ts", contract()),
        ("engine/model/generated/index.ts", model()),
    ]);
    println!("{}", serde_json::json!(files));
}

fn contract() -> String {
    let config = Config::default();
    let mut text = String::from(
        "import type { ColumnEncoding, ColumnRole, ColumnScaling, ColumnType, DataSetup, DateOrder, EncodingOptions, Fold, ImputeStrategy, ReadOptions, Subject, TableFormat } from \"../../model\";

",
    );
    macro_rules! declare {
        ($($name:ty),* $(,)?) => { $(text.push_str(&declaration::<$name>(&config));)* };
    }
    declare!(
        ir::Ir,
        ir::Input,
        ir::Target,
        ir::TargetEncoding,
        ir::TargetScaling,
        ir::Parameter,
        ir::ParameterRole,
        ir::Regularizer,
        ir::Initializer,
        ir::Operation,
        ir::OperationKind,
        ir::ScaleMethod,
        ir::RunningVariance,
        ir::ActivationFunction,
        ir::Loss,
        ir::LossFunction,
        ir::ClassWeights,
        ir::Training,
        ir::SplitMethod,
        ir::EarlyStopping,
        ir::BatchNormStatistics,
        ir::Schedule,
        ir::Optimizer,
        RunState,
        EpochSummary,
        OutputMetrics,
        RunOutcome,
        FinalValidation,
        EndReason,
        CheckpointInfo,
        CheckpointListing,
        SkippedFile,
        Failure,
        FailureValue,
        FailureCode,
        FailureKind,
        Probe,
        SessionFacts,
        RunDeclaration,
        SeriesGroup,
        Merging,
        Series,
        SeriesScope,
        SeriesKind,
        Unit,
        AnalysisRequest,
        EffectiveRankRequest,
        AlongGradientRequest,
        PlaneRequest,
        Analysis,
        EffectiveRank,
        AlongGradient,
        LossPlane,
        RowFigures,
        TrainedFigures,
        FittedColumnScaling,
        FittedImpute,
        PreparedColumn,
        MissingCells,
        Preparation,
        Scaling,
        ModelVersions,
        FittedScale,
        TypicalCells,
        TypicalNumbers,
        SplitSetup,
        ModelOutput,
        ModelDataFile,
        ModelData,
        StartedFrom,
        TestEvaluation,
        TestLook,
        ModelDescription,
        ModelContext,
        FilledCells,
        TableEvaluation,
        CheckpointSettings,
        ContinueFrom,
    );
    text.push_str(&read_only::<InitialWeights>(&config));
    text.push_str(&read_only::<RunOptions>(&config));
    text.push_str(&declaration::<UnreadReason>(&config));
    text.push_str(&read_only::<UnreadCells>(&config));
    text.push_str(&declaration::<ValueCount>(&config));
    text.push_str(&declaration::<IdentifierKind>(&config));
    text.push_str(&read_only::<ColumnProfile>(&config));
    declare!(ReadOption, OptionValue, EvidenceCode, Evidence, NoticeCode, NoticeSeverity, NoticeLine, NoticeFix);
    text.push_str(&read_only::<Guess>(&config));
    text.push_str(&read_only::<TableNotice>(&config));
    text.push_str(&read_only::<RawTable>(&config));
    declare!(RejectReason, RejectedLine);
    text.push_str(&read_only::<TableProfile>(&config));
    text.push_str(&read_only::<ColumnAssociation>(&config));
    text.push_str(&read_only::<PairCorrelation>(&config));
    text.push_str(&read_only::<TableAssociation>(&config));
    text.push_str(&declaration::<ViewSort>(&config));
    text.push_str(&read_only::<CellTest>(&config));
    text.push_str(&declaration::<ViewFilter>(&config));
    text.push_str(&read_only::<ViewSetup>(&config));
    text.push_str(&read_only::<ValueSpread>(&config));
    text.push_str(&declaration::<ScaleConstants>(&config));
    text.push_str(&read_only::<OwnSpread>(&config));
    text.push_str(&read_only::<ColumnSpread>(&config));
    text.push_str(&read_only::<ColumnSpreads>(&config));
    text.push_str(&declaration::<PairColumn>(&config));
    text.push_str(&declaration::<PairSetup>(&config));
    text.push_str(&declaration::<PairAxis>(&config));
    text.push_str(&declaration::<PairClass>(&config));
    text.push_str(&declaration::<PairGroup>(&config));
    text.push_str(&read_only::<PairRelation>(&config));
    text.push_str(&declaration::<TablePair>(&config));
    text.push_str(&reading_codes());
    text.push_str(&failure_codes());
    text.push_str(&format!(
        "/** Most inputs of an Add, Multiply or Concat. */\nexport const MOST_BRANCHES = {};\n\n",
        ir::MOST_BRANCHES
    ));
    text.push_str(&format!("/** The model file format that is written, and the newest that is read. */\nexport const MODEL_FORMAT = {MODEL_FORMAT};\n\n"));
    text.push_str(&format!(
        "/** Stands for the class of a row without prediction. */\nexport const NO_CLASS = {NO_CLASS};\n\n"
    ));
    text.push_str(&format!("export const IR_VERSION = {};\n\n", ir::IR_VERSION));
    text.push_str(&format!(
        "/** The form of declarations and of the batches that refer to them. */\nexport const STREAM_VERSION = {STREAM_VERSION};\n\n"
    ));
    text.push_str("/** The statistics of layers that this version knows by name, for their texts; a run's declaration says which it has. */\nexport type StatisticName =\n");
    for name in STATISTICS {
        text.push_str(&format!("  | \"{name}\"\n"));
    }
    text.push_str(";\n");
    let groups = RunDeclaration::of(&[]).groups.iter().map(|group| format!("\"{}\"", group.name)).collect::<Vec<_>>();
    text.push_str(&format!(
        "\n/** The groups of series that a run's declaration has, by name. */\nexport type SeriesGroupName = {};\n",
        groups.join(" | ")
    ));
    text.push_str(
        "\n/** Least and greatest value of each number of an `AnalysisRequest`. */\nexport const ANALYSIS_LIMITS = {\n",
    );
    for (name, [least, most]) in ANALYSIS_LIMITS {
        text.push_str(&format!("  {name}: {{ minimum: {least}, maximum: {most} }},\n"));
    }
    let everything = AnalysisRequest::everything();
    let everything = serde_json::to_string_pretty(&everything).unwrap_or_else(|error| panic!("{error}"));
    text.push_str(&format!(
        "}} as const;\n\n/** Everything, at sizes that take seconds on a small network. */\nexport const WHOLE_ANALYSIS: AnalysisRequest = {everything};\n"
    ));
    text
}
