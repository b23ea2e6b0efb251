// Written by `npm run generate` from engine/native; do not edit.

import type { ColumnEncoding, ColumnRole, ColumnScaling, ColumnType, DataSetup, DateOrder, EncodingOptions, Fold, ImputeStrategy, ReadOptions, Subject, TableFormat } from "../../model";

/**
 * A whole compiled network with everything a run needs except the rows.
 */
export type Ir = { version: number, 
/**
 * Matrices of the dataset the graph reads, in the order the dataset supplies them.
 */
inputs: Array<Input>, 
/**
 * Targets of the dataset, in the order the dataset supplies them.
 */
targets: Array<Target>, 
/**
 * Name of the column whose number multiplies each row's loss, if any; the dataset supplies it.
 */
sample_weight: string | null, parameters: Array<Parameter>, operations: Array<Operation>, losses: Array<Loss>, training: Training, };

/**
 * One input matrix `[rows, features]`.
 */
export type Input = { name: string, features: number, node: string, };

/**
 * One target column set. `classes` is 0 for numeric targets, 2 for a 0/1 target in one column.
 */
export type Target = { name: string, 
/**
 * Columns after encoding: 1 for a numeric, 0/1 or index target, the number of classes for a one-hot one.
 */
width: number, classes: number, encoding: TargetEncoding, 
/**
 * How a number is scaled before a loss reads it; absent where it is not.
 */
scaling?: TargetScaling, };

export type TargetEncoding = "value" | "one_hot" | "index";

/**
 * y ← (y − offset) · factor of a numeric target, in f64; predictions and metrics are told in the target's own unit.
 */
export type TargetScaling = { method: ScaleMethod, 
/**
 * Fitted parameters of one element each.
 */
offset: string, factor: string, };

/**
 * A named tensor the network owns: trained, tracked while training, or fitted on the training rows beforehand.
 */
export type Parameter = { 
/**
 * Unique, `node.role`, such as `dense_1.weight`; also the name of its random stream.
 */
name: string, 
/**
 * `[in, out]` of a weight, `[features]` of a vector.
 */
shape: Array<number>, role: ParameterRole, initializer: Initializer, regularizer: Regularizer, 
/**
 * Most L2 norm of a unit's incoming weights (a column of `[in, out]`), held after each update; `None` for no bound.
 */
max_norm: number | null, node: string, };

export type ParameterRole = "trainable" | "running" | "fitted";

/**
 * Penalty added to the loss: l1·Σ|w| + l2·Σw² (Keras's; PyTorch's weight decay λ is l2 = λ/2). 0 for none.
 */
export type Regularizer = { l1: number, l2: number, };

/**
 * How a parameter starts. Random ones draw from the stream named after the parameter.
 */
export type Initializer = { "kind": "zeros" } | { "kind": "ones" } | { "kind": "constant", value: number, } | { "kind": "uniform", low: number, high: number, } | { "kind": "normal", mean: number, standard_deviation: number, } | { "kind": "glorot_uniform" } | { "kind": "glorot_normal" } | { "kind": "he_uniform" } | { "kind": "he_normal" } | { "kind": "lecun_normal" };

/**
 * One operation; its position in `Ir::operations` is the number of the value it defines.
 */
export type Operation = { kind: OperationKind, 
/**
 * Values read, each below this operation's own number.
 */
inputs: Array<number>, 
/**
 * Features of the value defined.
 */
features: number, 
/**
 * Node it was drawn as, so that a failure lights the right card.
 */
node: string, };

/**
 * What an operation computes. Parameters are named by `Parameter::name`.
 */
export type OperationKind = { "op": "input", index: number, } | { "op": "scale", offset: string, factor: string, method: ScaleMethod, } | { "op": "dense", weight: string, bias: string | null, } | { "op": "batch_norm", gamma: string | null, beta: string | null, mean: string, variance: string, epsilon: number, momentum: number, running_variance: RunningVariance, } | { "op": "layer_norm", gamma: string | null, beta: string | null, epsilon: number, } | { "op": "activation", function: ActivationFunction, 
/**
 * Slope below 0 of leaky_relu, in [0, 1000]; α of elu, in (0, 1000]; `None` for every other function.
 */
alpha: number | null, } | { "op": "dropout", rate: number, } | { "op": "gaussian_noise", standard_deviation: number, } | { "op": "add", } | { "op": "multiply", } | { "op": "concat", };

/**
 * How the constants of a Scale, or of a target, were fitted.
 */
export type ScaleMethod = "standardize" | "min_max";

export type RunningVariance = "biased" | "unbiased";

export type ActivationFunction = "linear" | "tanh" | "sigmoid" | "relu" | "leaky_relu" | "elu" | "selu" | "gelu" | "gelu_tanh" | "swish" | "softplus" | "softsign" | "hard_sigmoid" | "softmax";

/**
 * A weighted loss on one value against one target.
 */
export type Loss = { function: LossFunction, value: number, target: number, weight: number, class_weights: ClassWeights, node: string, };

/**
 * What a loss computes of a row; the batch's loss is the mean over its rows.
 */
export type LossFunction = { "kind": "binary_cross_entropy" } | { "kind": "categorical_cross_entropy" } | { "kind": "sparse_categorical_cross_entropy" } | { "kind": "mean_squared_error" } | { "kind": "mean_absolute_error" } | { "kind": "huber", delta: number, };

/**
 * What multiplies a row's loss by its class while training, as Keras does: the weighted sum is still divided by the batch's
 * rows, and figures of inference mode are without class weights.
 */
export type ClassWeights = { "kind": "none" } | { "kind": "balanced" } | { "kind": "given", weights: Array<number>, };

export type Training = { optimizer: Optimizer, schedule: Schedule, 
/**
 * Every element of every gradient is held within ± this.
 */
clip_value: number | null, 
/**
 * All gradients together are scaled down to this L2 norm (after `clip_value`).
 */
clip_norm: number | null, epochs: number, batch_size: number, 
/**
 * Whether a last batch of fewer rows than `batch_size` is left out.
 */
drop_last_batch: boolean, 
/**
 * Share of rows kept for validation, of those that are not tested.
 */
validation_split: number, 
/**
 * Share of rows kept for a test: they are none of a dataset's.
 */
test_split?: number, split: SplitMethod, 
/**
 * Which of several equal parts of the rows validates, in place of a share.
 */
fold?: Fold, seed: number, shuffle: boolean, early_stopping: EarlyStopping | null, 
/**
 * Whether the run ends with the parameters of its best epoch rather than its last.
 */
keep_best: boolean, 
/**
 * What BatchNorm's inference statistics are once the run has ended.
 */
batch_norm_statistics: BatchNormStatistics, 
/**
 * Whether each epoch ends with the training rows evaluated in inference mode too.
 */
evaluate_training: boolean, threads: number, 
/**
 * Whether per-layer statistics are taken.
 */
statistics: boolean, };

/**
 * Which rows validate.
 */
export type SplitMethod = "last" | "shuffled" | "stratified" | "group" | "time" | "column";

/**
 * Ends the run after `patience` epochs without an improvement of more than `minimum_delta` over the best.
 * Watched is the validation loss, or the training loss where no rows validate.
 */
export type EarlyStopping = { patience: number, minimum_delta: number, 
/**
 * Whether the parameters of the best epoch are put back however the run ends: early, with its last epoch, or stopped.
 */
restore_best: boolean, };

export type BatchNormStatistics = "moving" | "population";

/**
 * How the optimizer's learning rate changes; e counts epochs from 0, t batches from 0, T all batches of the run.
 */
export type Schedule = { "kind": "constant" } | { "kind": "inverse_time", rate: number, } | { "kind": "step", epochs: number, factor: number, } | { "kind": "exponential", factor: number, } | { "kind": "cosine", warmup_epochs: number, final_fraction: number, } | { "kind": "one_cycle", rising_share: number, initial_divisor: number, final_divisor: number, } | { "kind": "reduce_on_plateau", factor: number, patience: number, minimum_delta: number, minimum_learning_rate: number, };

/**
 * How parameters move against their gradients g. t counts steps from 0, as in `Schedule`; where a bias correction needs
 * it, T = t + 1. lr is the learning rate of the schedule at t. Adam and all after it are as in PyTorch's documentation,
 * `torch.optim`.
 */
export type Optimizer = { "kind": "sgd", learning_rate: number, decay: number, momentum: number, nesterov: boolean, } | { "kind": "adam", learning_rate: number, beta_1: number, beta_2: number, epsilon: number, } | { "kind": "adam_w", learning_rate: number, beta_1: number, beta_2: number, epsilon: number, weight_decay: number, } | { "kind": "nadam", learning_rate: number, beta_1: number, beta_2: number, epsilon: number, momentum_decay: number, } | { "kind": "rms_prop", learning_rate: number, rho: number, epsilon: number, momentum: number, centered: boolean, } | { "kind": "adagrad", learning_rate: number, learning_rate_decay: number, initial_accumulator_value: number, epsilon: number, };

/**
 * Where a run stands.
 */
export type RunState = "running" | "paused" | "finished" | "stopped" | "failed";

/**
 * Figures of one whole epoch. Training figures are Σ(value·rows)/Σrows of the batches as they were before each update.
 */
export type EpochSummary = { 
/**
 * Counts from 1.
 */
epoch: number, loss: number, 
/**
 * `None` for regression.
 */
accuracy: number | null, validation_loss: number | null, validation_accuracy: number | null, rows_per_second: number, 
/**
 * Training steps taken since the run began.
 */
steps: number, 
/**
 * Learning rate of the epoch's last step.
 */
learning_rate: number, 
/**
 * Of the validation rows in inference mode, one for each loss; empty without validation rows.
 */
validation_metrics: Array<OutputMetrics>, 
/**
 * The same of the training rows with the epoch's final parameters; empty unless asked for.
 */
training_metrics: Array<OutputMetrics>, };

/**
 * Metrics of one output over a set of rows in inference mode. `None` where a figure is not defined for the output's target.
 * The weight column weighs `loss` alone and class weights weigh none of them, as Keras' `evaluate` and `metrics` have it.
 */
export type OutputMetrics = { 
/**
 * The Output node.
 */
node: string, 
/**
 * Mean of the output's own loss, unweighted by the output's weight and without penalties.
 */
loss: number, accuracy: number | null, 
/**
 * Of class 1 with two classes; with more unweighted means over the classes that are true or predicted of some row
 * (scikit-learn's macro). 0 where nothing was to be found.
 */
precision: number | null, recall: number | null, f1: number | null, 
/**
 * Area under the ROC curve, exact by rank; with more than two classes the mean of one-against-rest over the classes
 * that have rows. `None` if no class has, and above 64 classes.
 */
auc: number | null, 
/**
 * `[classes, classes]` row-major: rows are true classes, columns predicted ones. Empty for regression and above 64 classes.
 */
confusion: Array<number>, 
/**
 * 1 − Σ(p−y)²/Σ(y−ȳ)².
 */
r_squared: number | null, 
/**
 * In the target's unit, as is the mean absolute error.
 */
root_mean_squared_error: number | null, mean_absolute_error: number | null, 
/**
 * What a target's numbers, less an offset, were divided by before the loss compared them, in the target's unit; absent
 * where they were not scaled.
 */
scaled_by?: number, };

/**
 * Why and how a run ended short of a failure.
 */
export type RunOutcome = { reason: EndReason, 
/**
 * Epoch with the best watched loss, counted from 1; `None` if no epoch was finished.
 */
best_epoch: number | null, 
/**
 * Whether the parameters are those of `best_epoch`.
 */
restored_best: boolean, 
/**
 * Whether BatchNorm's inference statistics were recomputed over the training rows.
 */
population_statistics: boolean, 
/**
 * The validation rows under the parameters the run ends with, where those are not what its last epoch was validated
 * with (the best were put back, statistics were recomputed); `None` where they are, or where no rows validate.
 */
validation: FinalValidation | null, };

/**
 * Figures of the validation rows in inference mode under the parameters a run ended with.
 */
export type FinalValidation = { loss: number, 
/**
 * `None` for regression.
 */
accuracy: number | null, 
/**
 * One for each loss, as in `EpochSummary::validation_metrics`.
 */
metrics: Array<OutputMetrics>, };

export type EndReason = "every_epoch" | "early_stopping" | "stopped";

/**
 * One checkpoint on disk.
 */
export type CheckpointInfo = { 
/**
 * Name of its file in the run's folder.
 */
name: string, 
/**
 * Epoch it stands in, from 0, and batches of that epoch already trained.
 */
epoch: number, batch: number, 
/**
 * Training steps taken.
 */
step: number, bytes: number, 
/**
 * Milliseconds since 1970 when it was written.
 */
saved_at_unix_millis: number, };

/**
 * What a folder holds.
 */
export type CheckpointListing = { 
/**
 * By training step, then by name.
 */
checkpoints: Array<CheckpointInfo>, 
/**
 * Files named like checkpoints that are none.
 */
skipped: Array<SkippedFile>, };

/**
 * A file that is not a whole checkpoint.
 */
export type SkippedFile = { 
/**
 * In the folder that was listed.
 */
name: string, failure: Failure, };

/**
 * Why something asked for was not done. It crosses every border as it is: `code` and `values` make its text in any
 * language, `found`, `expected` and `help` are the engine's own English.
 */
export type Failure = { code: FailureCode, 
/**
 * What it is about.
 */
subject: Subject, found: string, expected: string, 
/**
 * What to do about it.
 */
help: string, 
/**
 * The code's values (`FAILURE_CODES` names them), and as `case` which of its cases it is, where it has any.
 */
values: { [key in string]: FailureValue }, };

/**
 * A named value that a failure's texts are filled with.
 */
export type FailureValue = number | string;

/**
 * What went wrong, as a stable code that programs may match on.
 */
export type FailureCode = "R001" | "R002" | "R003" | "R004" | "R005" | "R006" | "R007" | "R008" | "R009" | "R010" | "R011" | "R012" | "R013" | "R014" | "R015" | "R020" | "R021" | "R022" | "R023" | "R030" | "R031" | "R032" | "R033" | "R034" | "R035" | "R040" | "R041" | "R042" | "R043" | "R050" | "R051" | "model_unlike" | "model_preparation" | "table_missing" | "table_unreadable" | "table_damaged" | "table_foreign" | "table_corrupt" | "table_line" | "table_part" | "table_array" | "table_no_column" | "table_cancelled" | "table_empty" | "table_no_rows" | "table_one_column" | "table_cell_too_large" | "table_not_text" | "table_encoding" | "table_too_large" | "table_too_wide" | "table_setup" | "impute" | "encoding" | "scaling" | "table_no_target" | "table_no_whole_row" | "target_mismatch" | "column_missing" | "column_not_numeric" | "column_unknown" | "cell" | "column_length" | "value_unknown" | "weight_negative" | "weights_all_zero" | "split_column" | "split_word" | "split_whole" | "split_file" | "test_rows" | "session_options" | "model_context" | "analysis_request" | "bad_request" | "relative_path" | "graph_has_errors" | "run_name" | "run_exists" | "run_ended" | "run_under_way" | "run_unknown" | "model_let_go" | "run_recorded" | "run_unreadable" | "window_gone" | "option" | "argument" | "training_left" | "file_absent" | "file_access" | "file_busy" | "read_only_file" | "read_only_folder" | "read_only_disk" | "disk_full" | "disk_quota" | "file_too_large_for_disk" | "is_a_folder" | "not_a_file" | "file_exists" | "name_too_long" | "disk_error" | "out_of_reach" | "file_changed" | "file_not_chosen" | "system_error" | "not_a_project" | "project_newer" | "project_not_text" | "project_damaged" | "copy_damaged" | "dialog_failed" | "too_many_nodes" | "too_many_wires" | "project_too_large" | "too_many_columns" | "text_too_long" | "not_storable" | "engine_lost" | "engine_unavailable" | "engine_missing" | "engine_crashed" | "internal" | "addon";

/**
 * What a failure's code belongs to.
 */
export type FailureKind = "ir" | "run" | "checkpoint" | "model" | "table" | "call" | "engine" | "file" | "internal";

/**
 * Which place of the network a layer record speaks of.
 */
export type Probe = { 
/**
 * Value `%operation` of the IR.
 */
operation: number, node: string, 
/**
 * `dense`, `batch_norm`, `activation`, `dropout`, `scale`: the IR's `op` name.
 */
op: string, features: number, };

/**
 * What a session says of its run before it starts.
 */
export type SessionFacts = { 
/**
 * Every series it will report.
 */
declaration: RunDeclaration, steps_per_epoch: number, training_rows: number, validation_rows: number, 
/**
 * Rows kept for a test: the run does not see them.
 */
test_rows: number, 
/**
 * Numbers that the network learns.
 */
parameters: number, 
/**
 * Rows left out because a used cell was missing.
 */
missing_rows: number, 
/**
 * Training steps taken before: 0 unless the run goes on from a checkpoint.
 */
first_step: number, 
/**
 * What training executes, printed: one line a kernel.
 */
plan_text: string, };

/**
 * Everything a run will report over its steps.
 */
export type RunDeclaration = { version: number, groups: Array<SeriesGroup>, };

/**
 * Series that are recorded together: each record has a step, and one entry in every series.
 */
export type SeriesGroup = { name: string, 
/**
 * The places of the network that records speak of; empty where they speak of the run as a whole.
 */
probes: Array<Probe>, merging: Merging, series: Array<Series>, };

/**
 * What becomes of records for which there is no room: one stands for several.
 */
export type Merging = "mean" | "newest";

/**
 * One series of numbers over the training steps.
 */
export type Series = { 
/**
 * Names it in texts, files and programs; unique in its group.
 */
name: string, unit: Unit, scope: SeriesScope, kind: SeriesKind, 
/**
 * Numbers a record.
 */
width: number, };

/**
 * What a series speaks of.
 */
export type SeriesScope = "run" | "node" | "parameter";

/**
 * How the numbers of a series are to be read.
 */
export type SeriesKind = { "type": "scalar" } | { "type": "percentile", percent: number, } | { "type": "histogram", 
/**
 * Ascending.
 */
edges: Array<number>, };

/**
 * What the numbers of a series are measured in.
 */
export type Unit = "loss" | "share" | "value" | "value_squared" | "gradient" | "parameter" | "log10" | "ln" | "standard_deviations" | "learning_rate" | "count";

/**
 * What to compute; nothing where null.
 */
export type AnalysisRequest = { effective_rank: EffectiveRankRequest | null, along_gradient: AlongGradientRequest | null, plane: PlaneRequest | null, };

/**
 * Asks for the effective rank of every activation.
 */
export type EffectiveRankRequest = { 
/**
 * Most training rows; taken are those that make whole batches, or fewer than a batch where they fill none.
 */
rows: number, };

/**
 * Asks for the loss and its gradient along the gradient of one batch.
 */
export type AlongGradientRequest = { 
/**
 * Step sizes.
 */
points: number, };

/**
 * Asks for the loss on a filter-normalised plane.
 */
export type PlaneRequest = { 
/**
 * Points along each direction; odd, so that the parameters as they are stand in the centre.
 */
side: number, 
/**
 * Most training rows at each point; taken as for the effective rank.
 */
rows: number, };

/**
 * What was asked for of a network as it stands.
 */
export type Analysis = { 
/**
 * Training steps the run has taken.
 */
steps: number, 
/**
 * One for each activation that the network computes, in the order of the IR; empty if not asked for.
 */
effective_ranks: Array<EffectiveRank>, along_gradient: AlongGradient | null, plane: LossPlane | null, };

/**
 * How many directions the output of an activation really uses.
 */
export type EffectiveRank = { 
/**
 * Value `%operation` of the IR.
 */
operation: number, node: string, features: number, 
/**
 * Rows of the matrix.
 */
rows: number, 
/**
 * exp(−Σ pᵢ ln pᵢ) with pᵢ = σᵢ/Σσ of the matrix `[rows, features]` (Roy & Vetterli 2007): from 1 to the smaller side;
 * 0 where every output is zero. Null where an output is not finite, and above 4096 features.
 */
rank: number | null, };

/**
 * The loss of one batch, and its gradient g by every trained parameter, at x − ηg (Santurkar et al. 2018, "How does batch
 * normalization help optimization?", section 3.2). Arrays are parallel, one element a step size.
 */
export type AlongGradient = { 
/**
 * Of the batch.
 */
rows: number, 
/**
 * Of the last step taken, by the schedule and after the optimizer's own decay; before the first step, the one it is to
 * have.
 */
learning_rate: number, 
/**
 * At x.
 */
loss: number, 
/**
 * ‖g‖₂, penalties included, neither bounded nor clipped.
 */
gradient_norm: number, 
/**
 * η: the learning rate times 0.5 to 4, evenly.
 */
step_sizes: Array<number>, losses: Array<number>, 
/**
 * Of `losses`; those that are not numbers left out.
 */
minimum: number, maximum: number, 
/**
 * ‖g − ∇L(x − ηg)‖₂, the gradient's predictiveness: the smaller, the longer the gradient stays what it is.
 */
gradient_distances: Array<number>, 
/**
 * The greatest ‖g − ∇L(x − ηg)‖₂/‖ηg‖₂, a bound of the gradient's Lipschitz constant from below. Null where nothing
 * moves: a learning rate or gradient of 0.
 */
effective_beta: number | null, };

/**
 * The loss at x + αd₁ + βd₂ with two random directions in which each unit of a Dense has as long a vector of incoming
 * weights as in x (Li et al. 2018, "Visualizing the loss landscape of neural nets", section 4). Biases, γ and β stay.
 */
export type LossPlane = { 
/**
 * Over which each loss is a mean.
 */
rows: number, 
/**
 * Of α and of β alike: −1 to 1, evenly.
 */
coordinates: Array<number>, 
/**
 * Loss at (`coordinates[i]`, `coordinates[j]`) is element `i · coordinates.length + j`.
 */
losses: Array<number>, 
/**
 * In the centre: of the parameters as they are.
 */
loss: number, 
/**
 * Of `losses`; those that are not numbers left out.
 */
minimum: number, maximum: number, };

/**
 * How good a network is on a set of rows, in inference mode.
 */
export type RowFigures = { rows: number, 
/**
 * What training minimises, penalties included, without class weights.
 */
loss: number, 
/**
 * `None` for regression.
 */
accuracy: number | null, 
/**
 * One for each output.
 */
metrics: Array<OutputMetrics>, };

/**
 * How a network was trained, and what came of it.
 */
export type TrainedFigures = { 
/**
 * `finished`, `stopped`, `paused`; `None` for a run that was not started.
 */
state: RunState | null, 
/**
 * Why it ended; `None` while it is paused.
 */
reason: EndReason | null, 
/**
 * Whole epochs trained.
 */
epochs: number, 
/**
 * Training steps taken.
 */
steps: number, steps_per_epoch: number, 
/**
 * Epoch with the lowest watched loss, counted from 1.
 */
best_epoch: number | null, 
/**
 * The step after which the weights were as they are here: the last taken, or that of the best epoch put back.
 */
weights_step: number, 
/**
 * Whether the weights are those of `best_epoch`, put back at the end.
 */
restored_best: boolean, 
/**
 * Whether BatchNorm's inference statistics were recomputed over the training rows.
 */
population_statistics: boolean, 
/**
 * Of exactly these weights; `None` where the loss is not finite.
 */
training: RowFigures | null, 
/**
 * `None` where no rows validate, too.
 */
validation: RowFigures | null, };

/**
 * A feature's own scaling as it was fitted: x ← (x − offset) · factor, where ln(1 + x) stands for x under `log1p`.
 */
export type FittedColumnScaling = { method: ColumnScaling, 
/**
 * 0 under `none` and `quantile`.
 */
offset: number, 
/**
 * 1 under `none` and `quantile`.
 */
factor: number, 
/**
 * Of `quantile` the training rows' quantiles at equal steps from 0 to 1, ascending; x becomes the place among them,
 * linear between two. Empty of others.
 */
knots?: Array<number>, };

/**
 * What stands in place of a feature's missing cells.
 */
export type FittedImpute = { strategy: ImputeStrategy, 
/**
 * Of a column encoded as `number`, `date_parts` or, its characters, `text_length`.
 */
number: number | null, 
/**
 * Of any other, one of its values; none where missing cells are a category of their own.
 */
value: string | null, 
/**
 * Whether one more 0/1 column says where a cell was missing.
 */
indicator: boolean, };

/**
 * A column as it was encoded in training.
 */
export type PreparedColumn = { name: string, 
/**
 * What the cells were.
 */
column_type: ColumnType, 
/**
 * `number`: the value itself; `code`: its place in `values`; `one_hot`: one 0/1 column each of `values`; the others as
 * `ColumnEncoding` says.
 */
encoding: ColumnEncoding, 
/**
 * The distinct values in the order of their codes; of `top_k` those that have a column, the most frequent first; of
 * `frequency` and `target_mean` those of the training rows, sorted; empty of others.
 */
values: Array<string>, 
/**
 * Of `one_hot`, those of `values` that no training row had: they are encoded as 0 in every column. Absent where there are
 * none, as in all files before format 6.
 */
untrained?: Array<string>, 
/**
 * Which came first in dates such as 3/4/2024; they are read so in other tables whose cells do not tell it. Absent where
 * there were none, as in all files before format 6.
 */
date_order?: DateOrder, 
/**
 * What was said of the encoding, or is usual of it: `k` (no more than there are values), `buckets`, `parts`, `cyclic`,
 * `smoothing`, `folds`, `seed`. Absent of `number`, `code` and `one_hot`, as in all files before format 6.
 */
options?: EncodingOptions, 
/**
 * Of `frequency` and `target_mean`, for each encoded column, a number each of `values`, then of a missing cell where these
 * are a category of their own, then of a value that training did not know.
 */
lookup?: Array<Array<number>>, 
/**
 * Of a feature: what stands in place of its missing cells. Absent where their rows are left out, as in all files before
 * format 6.
 */
impute?: FittedImpute, 
/**
 * Of a feature: its own scaling, after its missing cells are filled; a Scale node leaves it as it is. Absent where it has
 * none, as in all files before format 6.
 */
scaling?: FittedColumnScaling, };

/**
 * What is done with a row in which a cell is missing that nothing stands in for.
 */
export type MissingCells = "leave_out_row";

/**
 * Everything that turns a table's cells into a network's unscaled inputs, and its outputs into a target's words.
 */
export type Preparation = { 
/**
 * In the order of the network's inputs.
 */
features: Array<PreparedColumn>, targets: Array<PreparedColumn>, 
/**
 * The column that weighed the rows.
 */
weight: string | null, missing_cells: MissingCells, };

/**
 * One offset and factor an encoded feature: x ← (x − offset) · factor. A feature that is constant on the training rows
 * has factor 1.
 */
export type Scaling = { method: ScaleMethod, offset: Array<number>, factor: Array<number>, };

/**
 * Versions of the programs that wrote the file.
 */
export type ModelVersions = { app: string, engine: string, };

/**
 * The constants of one Scale of an input, or of one scaled target: x ← (x − offset) · factor. Its tensors are these,
 * rounded to float32.
 */
export type FittedScale = { 
/**
 * The Scale node, or the Output of the target.
 */
node: string, 
/**
 * Names of the two tensors.
 */
offset: string, factor: string, scaling: Scaling, };

/**
 * What is usual in one feature column of the table a model was trained on.
 */
export type TypicalCells = { column: string, 
/**
 * Of a column encoded as numbers or parts of times; none of one without any.
 */
numbers: TypicalNumbers | null, 
/**
 * The most frequent value of a column encoded otherwise.
 */
value: string | null, };

/**
 * Where most numbers of a column lie.
 */
export type TypicalNumbers = { 
/**
 * 1st percentile (nearest rank).
 */
low: number, median: number, 
/**
 * 99th percentile (nearest rank).
 */
high: number, 
/**
 * Whether all are whole.
 */
is_whole: boolean, };

/**
 * What of a run's settings decides which rows train.
 */
export type SplitSetup = { split: SplitMethod, 
/**
 * Share of the rows that validate, of those that do not test, in [0, 1).
 */
validation_split: number, 
/**
 * Share of the rows that are kept for a test, in [0, 1).
 */
test_split: number, 
/**
 * One of several equal parts that validates, in place of the share.
 */
fold?: Fold, seed: number, };

/**
 * What an output predicts.
 */
export type ModelOutput = { 
/**
 * The Output node.
 */
node: string, 
/**
 * Column it was trained to predict.
 */
target: string, 
/**
 * The target's values in the order of the output's units; with one unit it is the probability of the second. Empty
 * where a number is predicted.
 */
classes: Array<string>, 
/**
 * Whether the output was trained as probabilities, by a cross-entropy.
 */
is_probability: boolean, };

/**
 * A file whose rows were all of one part.
 */
export type ModelDataFile = { 
/**
 * The file's name, without its folder.
 */
name: string, 
/**
 * Of the file's bytes, lower-case hex.
 */
sha256: string, };

/**
 * The table a model was trained on.
 */
export type ModelData = { 
/**
 * The file's name, without its folder.
 */
name: string, 
/**
 * Of the file's bytes, lower-case hex.
 */
sha256: string, 
/**
 * Rows that trained and validated: those without a missing cell in a used column but those whose missing cells are
 * filled.
 */
rows: number, 
/**
 * Rows left out for a missing cell, or in a validation or test file for one that training did not know.
 */
missing_rows: number, training_rows: number, validation_rows: number, 
/**
 * Rows kept for a test, which no run saw; none in files before format 5.
 */
test_rows: number, 
/**
 * The file of the rows that validated, where they had their own; absent in files before format 6, as the next is.
 */
validation_file?: ModelDataFile, 
/**
 * The file of the rows kept for a test, where they have their own.
 */
test_file?: ModelDataFile, };

/**
 * The model whose weights a run started from.
 */
export type StartedFrom = { 
/**
 * The file's name, without its folder.
 */
name: string, 
/**
 * Names of the parameters taken.
 */
parameters: Array<string>, };

/**
 * A model's figures on test rows.
 */
export type TestEvaluation = { 
/**
 * Rows kept for the test.
 */
rows: number, 
/**
 * Those of them that the figures are of: every value known to the model.
 */
evaluated_rows: number, 
/**
 * One for each Output; numbers in their target's unit.
 */
outputs: Array<OutputMetrics>, };

/**
 * A look at the test rows, as it is kept with the model.
 */
export type TestLook = { 
/**
 * When, in milliseconds since 1970.
 */
at_unix_millis: number, 
/**
 * Looks at the same rows by other models before this one, as far as was known.
 */
looks_before: number, evaluation: TestEvaluation, };

/**
 * A model but for its tensors. `ir.training` has the training setup and the seed.
 */
export type ModelDescription = { format: number, 
/**
 * The project's.
 */
name: string, versions: ModelVersions, 
/**
 * Milliseconds since 1970.
 */
saved_at_unix_millis: number, ir: Ir, preparation: Preparation, 
/**
 * One for each Scale of the IR, in its order, then one for each target that it scales.
 */
scales: Array<FittedScale>, 
/**
 * What is usual in the feature columns, for rows typed by hand; none in files before format 4.
 */
typical: Array<TypicalCells>, 
/**
 * One for each loss of the IR, in its order.
 */
outputs: Array<ModelOutput>, data: ModelData, figures: TrainedFigures, 
/**
 * What was seen of the rows kept for a test, once somebody looked; none in files before format 6.
 */
test?: TestLook, started_from: StartedFrom | null, 
/**
 * The project as a `.layerglass` file holds it, to be opened again.
 */
project: unknown, };

/**
 * What whoever saves a model knows beside the run.
 */
export type ModelContext = { app_version: string, 
/**
 * The project's name.
 */
name: string, 
/**
 * Name of the table's file, without its folder.
 */
data_name: string, 
/**
 * What was seen of the run's test rows, if somebody looked.
 */
test?: TestLook, 
/**
 * The project as its file holds it.
 */
project: unknown, };

/**
 * Missing cells of one feature column in place of which something stands.
 */
export type FilledCells = { column: string, count: number, 
/**
 * What stands there, as the column's cells are written; none where missing cells are a category of their own.
 */
value: string | null, };

/**
 * A model's metrics over the rows of a table.
 */
export type TableEvaluation = { 
/**
 * Rows of the table.
 */
rows: number, 
/**
 * Those of them that the metrics are of: every feature and target there and known to the model.
 */
evaluated_rows: number, 
/**
 * Lines of the file that are no rows.
 */
rejected_rows: number, 
/**
 * What was missing or unknown, by column.
 */
unread: Array<UnreadCells>, 
/**
 * The missing cells of evaluated rows that were filled, by column.
 */
filled: Array<FilledCells>, 
/**
 * One for each Output; numbers in their target's unit. Empty without a row to evaluate.
 */
outputs: Array<OutputMetrics>, };

/**
 * Where and how often a run is checkpointed. Checkpoints are taken between batches, one at a time: one that falls due while
 * the last is still being written is taken as soon as that is done. A run that ends or is stopped takes one more, unless the
 * last is of just there.
 */
export type CheckpointSettings = { 
/**
 * Folder, made if it is not there.
 */
directory: string, 
/**
 * Most seconds from one to the next; 0 for as often as they can be written, null for not by time.
 */
every_seconds: number | null, 
/**
 * Whole epochs from one to the next; null for not by epochs.
 */
every_epochs: number | null, 
/**
 * Size of the history. The newest file stays even if it alone is larger.
 */
history_bytes: number, };

/**
 * Where a run goes on from.
 */
export type ContinueFrom = { "file": string } | { "latest": string };

/**
 * Weights that a run starts from instead of fresh ones.
 */
export type InitialWeights = { 
/**
 * Absolute path of a model file.
 */
file: string, 
/**
 * Names of the parameters to take: each must be in the model and in the network, of one shape (else R051). Those of a
 * Scale are taken instead of being fitted. Everything else starts fresh.
 */
parameters: ReadonlyArray<string>, };

/**
 * What a run may be asked beside its IR and its table. Every path is absolute.
 */
export type SessionOptions = { checkpoints?: CheckpointSettings | null, continue_from?: ContinueFrom | null, initial?: InitialWeights | null, };

/**
 * Why a cell cannot be encoded.
 */
export type UnreadReason = "missing" | "unknown_value" | "unseen_value" | "no_logarithm";

/**
 * Cells of one feature column for which rows are left out, or that training did not know.
 */
export type UnreadCells = { column: string, reason: UnreadReason, count: number, 
/**
 * Rows of the first few, from 1.
 */
first_rows: ReadonlyArray<number>, 
/**
 * The first few different values; empty for missing cells.
 */
values: ReadonlyArray<string>, };

/**
 * A value of a column and how often it stands there.
 */
export type ValueCount = { value: string, count: number, };

/**
 * Why a column looks like an identifier.
 */
export type IdentifierKind = "running_number" | "named" | "unique_text";

/**
 * Figures of one column; those of numbers are `None` for categories and for columns without any value. Of booleans they are
 * of 0 and 1, of times of days since 1970 began.
 */
export type ColumnProfile = { name: string, type: ColumnType, missing: number, distinct: number, constant: boolean, mean: number | null, 
/**
 * Population standard deviation.
 */
standard_deviation: number | null, minimum: number | null, maximum: number | null, 
/**
 * Values below which 1, 5, 25, 50, 75, 95 and 99 in 100 lie, between two values in proportion; empty for categories.
 */
quantiles: ReadonlyArray<number>, 
/**
 * Cells further than 1.5 interquartile ranges below the lower or above the upper quartile.
 */
outliers: number | null, 
/**
 * Most frequent values first, at most 20, equally frequent ones in sorted order.
 */
top: ReadonlyArray<ValueCount>, 
/**
 * 32 equal bins between minimum and maximum; a value on an inner edge belongs to the bin above it.
 */
histogram: ReadonlyArray<number>, 
/**
 * Of columns that are classes as a target: from 0, where nearly all rows are of one class, to 1, where all are equally
 * frequent: the entropy of the classes over the greatest they can have.
 */
balance: number | null, 
/**
 * Why it looks as if it named rows rather than measured something.
 */
identifier: IdentifierKind | null, 
/**
 * How it is encoded as a target unless chosen otherwise: its values as classes (`code`), or as a quantity (`number`).
 */
target_encoding: ColumnEncoding, 
/**
 * The same as a feature.
 */
feature_encoding: ColumnEncoding, };

/**
 * An option of `ReadOptions` that is the same for a whole file.
 */
export type ReadOption = "sheet" | "encoding" | "delimiter" | "quote" | "escape" | "decimal" | "thousands" | "header" | "skip_lines" | "skip_after_header" | "comment";

/**
 * The value of an option, as `ReadOptions` holds it.
 */
export type OptionValue = boolean | number | string;

/**
 * What kind of evidence there is.
 */
export type EvidenceCode = "only_part" | "first_part" | "largest_part" | "byte_order_mark" | "only_ascii" | "valid_throughout" | "zero_bytes" | "letters_fit" | "lines_agree" | "numbers_fit" | "nothing_speaks_against" | "named_in_file" | "rows_agree_most" | "first_row_unlike_rows" | "first_row_like_rows" | "numbers_in_order" | "named_in_comment" | "rows_begin_there" | "texts_above_numbers" | "lines_begin_so";

/**
 * What speaks for a guess.
 */
export type Evidence = { code: EvidenceCode, 
/**
 * The code's values (`EVIDENCE_CODES` names them).
 */
values: { [key in string]: FailureValue }, 
/**
 * The same in the engine's own English.
 */
text: string, };

/**
 * What a notice says.
 */
export type NoticeCode = "column_left_out" | "labels_joined" | "rejected_objects" | "rejected_lines" | "repeated_header" | "empty_columns" | "sentinel_numbers" | "stray_cells" | "missing_words" | "missing_filled" | "marks_taken_off" | "boolean_words" | "times_read" | "date_order" | "leading_zeros" | "exact_wholes" | "mixed_column" | "category_variants" | "identifier_ignored" | "stray_quotes" | "skipped_lines" | "comment_lines" | "separator_line" | "units_lines" | "numbers_as_names" | "trailing_delimiter" | "header_width" | "name_doubled" | "encoding_guessed";

/**
 * How much a notice matters.
 */
export type NoticeSeverity = "info" | "warning";

/**
 * A line of the file, or a cell in it.
 */
export type NoticeLine = { 
/**
 * From 1.
 */
line: number, 
/**
 * What stands there, cut where it is long.
 */
text: string, };

/**
 * A change that mends what a notice tells.
 */
export type NoticeFix = { "kind": "reading", reading: ReadOptions, } | { "kind": "column", column: string, role: ColumnRole | null, encoding: ColumnEncoding | null, } | { "kind": "missing", fill: boolean, };

/**
 * One option as it was used.
 */
export type Guess = { option: ReadOption, value: OptionValue, 
/**
 * Whether a person said so; else it was guessed.
 */
given: boolean, 
/**
 * What spoke for a guess; `None` where it was given.
 */
evidence: Evidence | null, 
/**
 * Other values that make sense of the file, the likeliest first.
 */
alternatives: ReadonlyArray<OptionValue>, };

/**
 * Something that was done or found in reading.
 */
export type TableNotice = { code: NoticeCode, severity: NoticeSeverity, 
/**
 * The column it is about, unless it is about the table.
 */
column: string | null, 
/**
 * How many lines or cells it is about.
 */
count: number, 
/**
 * The first of them.
 */
lines: ReadonlyArray<NoticeLine>, 
/**
 * What its texts are filled with beside `column` and `count` (`NOTICE_CODES` names them).
 */
values: { [key in string]: FailureValue }, 
/**
 * The engine's own English.
 */
text: string, 
/**
 * What mends it in one step, where something does.
 */
fix: NoticeFix | null, };

/**
 * Cells as texts.
 */
export type RawTable = { 
/**
 * The header's cells as they stand; empty without a header.
 */
header: ReadonlyArray<string>, 
/**
 * What the columns are called.
 */
names: ReadonlyArray<string>, rows: ReadonlyArray<ReadonlyArray<string>>, 
/**
 * Lines that are no rows, among those looked at, each cut where it is long.
 */
rejected: ReadonlyArray<NoticeLine>, guesses: ReadonlyArray<Guess>, 
/**
 * What was found above the rows.
 */
notices: ReadonlyArray<TableNotice>, };

/**
 * Why a line is no row.
 */
export type RejectReason = { "kind": "cell_count", found: number, expected: number, } | { "kind": "open_quote" } | { "kind": "no_object" };

/**
 * A line of a file that is no row of its table.
 */
export type RejectedLine = { 
/**
 * Its number, or that of the first where it runs over several; from 1.
 */
line: number, reason: RejectReason, 
/**
 * What stands there, whole, without the line end.
 */
text: string, };

/**
 * What opening a table tells: its columns, first rows, and what was refused while reading.
 */
export type TableProfile = { path: string, 
/**
 * Of the file's bytes, lower-case hex.
 */
sha256: string, format: TableFormat, rows: number, columns: ReadonlyArray<ColumnProfile>, 
/**
 * First 100 rows as text, in column order; missing cells are "".
 */
preview: ReadonlyArray<ReadonlyArray<string>>, 
/**
 * The same cells as they were read, so that `1.234,5` is 1234.5 and `3/4/24` a day; null for a missing one.
 */
preview_read: ReadonlyArray<ReadonlyArray<string | null>>, 
/**
 * Rows left out because of their number of cells.
 */
rejected_rows: number, 
/**
 * The first few of them: `line 12: 14 cells, expected 15`.
 */
rejected_examples: ReadonlyArray<string>, 
/**
 * How the file was read, an option each.
 */
guesses: ReadonlyArray<Guess>, 
/**
 * What a person should know of it.
 */
notices: ReadonlyArray<TableNotice>, 
/**
 * Proposed roles and encodings.
 */
proposal: DataSetup, };

/**
 * What a column tells of the target.
 */
export type ColumnAssociation = { name: string, 
/**
 * From 0, nothing, to 1, everything: the mutual information of both over the entropy of the target (Theil's uncertainty
 * coefficient), numbers in equally filled bins, less what chance alone gives (Miller 1955).
 */
association: number, 
/**
 * Whether it gives the target away: alone it leaves hardly anything open.
 */
leak: boolean, };

/**
 * Pearson's correlation of two columns over the rows in which both are there.
 */
export type PairCorrelation = { first: string, second: string, correlation: number, };

/**
 * What the columns of a table tell of one of them.
 */
export type TableAssociation = { target: string, 
/**
 * Rows that were looked at, evenly spread; those with a target are told of.
 */
rows: number, 
/**
 * Whether the table has more.
 */
sampled: boolean, 
/**
 * Every other column, in the table's order.
 */
columns: ReadonlyArray<ColumnAssociation>, 
/**
 * Pairs of numeric columns other than the target, the most strongly correlated first, at most 50.
 */
pairs: ReadonlyArray<PairCorrelation>, 
/**
 * Numeric columns whose pairs were looked at: those that tell most of the target, at most 64.
 */
paired: number, };

/**
 * The order of a column's values: of numbers, of instants, or of categories by their bytes. Equal ones keep the file's
 * order, and rows without a value come last either way.
 */
export type ViewSort = { column: string, descending: boolean, };

export type CellTest = { "kind": "range", minimum: number | null, maximum: number | null, } | { "kind": "contains", text: string, } | { "kind": "values", values: ReadonlyArray<string>, } | { "kind": "missing" };

/**
 * What a column's cell must be.
 */
export type ViewFilter = { column: string, test: CellTest, };

/**
 * Which rows are looked at, and in which order; nothing said is all of them as they stand in the file.
 */
export type ViewSetup = { sort: ViewSort | null, 
/**
 * A row passes all of them.
 */
filters: ReadonlyArray<ViewFilter>, };

/**
 * How some numbers lie; the figures are `None`, and the lists empty or of zeros, where there is none.
 */
export type ValueSpread = { 
/**
 * How many numbers there are.
 */
count: number, minimum: number | null, maximum: number | null, mean: number | null, 
/**
 * Population standard deviation.
 */
standard_deviation: number | null, 
/**
 * Values below which 1, 5, 25, 50, 75, 95 and 99 in 100 lie, between two values in proportion.
 */
quantiles: ReadonlyArray<number>, 
/**
 * 32 equal bins between the minimum and the maximum; a value on an inner edge belongs to the bin above it.
 */
histogram: ReadonlyArray<number>, };

/**
 * The constants of a scaling of one column.
 */
export type ScaleConstants = { method: ScaleMethod, offset: number, factor: number, };

/**
 * A feature's numbers under its own scaling.
 */
export type OwnSpread = { method: ColumnScaling, spread: ValueSpread, };

/**
 * One column's numbers, and the constants of its scalings: x ← (x − offset) · factor.
 */
export type ColumnSpread = { name: string, spread: ValueSpread, scalings: ReadonlyArray<ScaleConstants>, 
/**
 * The numbers as the network gets them, where they are a feature with a scaling of its own.
 */
own: OwnSpread | null, };

/**
 * Some columns' numbers.
 */
export type ColumnSpreads = { 
/**
 * Rows they are taken from: those that train, or all where the setup does not say yet which those are.
 */
rows: number, of_training: boolean, 
/**
 * In the order asked for; columns that hold no number are left out.
 */
columns: ReadonlyArray<ColumnSpread>, };

export type PairColumn = { name: string, 
/**
 * Whether its values are taken as categories, also where they are numbers.
 */
categorical: boolean, };

/**
 * Which columns are looked at.
 */
export type PairSetup = { first: PairColumn, second: PairColumn, 
/**
 * What colours points by its classes, or by ranges of its numbers.
 */
class: PairColumn | null, 
/**
 * Whether axes end where 1 in 100 values lies beyond, in place of at the outermost one.
 */
trimmed: boolean, };

/**
 * Where an axis begins and ends.
 */
export type PairAxis = { minimum: number, maximum: number, };

/**
 * Rows of one class, or of a range of numbers, both ends included.
 */
export type PairClass = { name: string | null, minimum: number | null, maximum: number | null, count: number, };

/**
 * The numbers of one category.
 */
export type PairGroup = { name: string, spread: ValueSpread, };

export type PairRelation = { "kind": "numbers", x: PairAxis, y: PairAxis, 
/**
 * What points are coloured by; those of no class here are of the one after the last.
 */
classes: ReadonlyArray<PairClass>, 
/**
 * Each row's numbers and class where rows are few; else empty.
 */
xs: ReadonlyArray<number>, ys: ReadonlyArray<number>, point_classes: ReadonlyArray<number>, 
/**
 * Rows by class, by cell along y from the least value on, and along x; empty where there are points.
 */
density: ReadonlyArray<number>, 
/**
 * Cells along each axis.
 */
side: number, 
/**
 * Rows beyond an axis.
 */
beyond: number, 
/**
 * Correlation of the numbers, and of their ranks; `None` where one does not vary.
 */
pearson: number | null, spearman: number | null, } | { "kind": "groups", axis: PairAxis, 
/**
 * Whether the category is the first column.
 */
category_first: boolean, groups: ReadonlyArray<PairGroup>, 
/**
 * Categories that are left out, the least frequent, and their rows.
 */
other_groups: number, other_rows: number, 
/**
 * Share of the number's variance that lies between the categories (η²); `None` where it does not vary.
 */
correlation_ratio: number | null, } | { "kind": "counts", first: ReadonlyArray<string>, second: ReadonlyArray<string>, 
/**
 * Whether a last row or column stands for all other categories.
 */
first_others: boolean, second_others: boolean, 
/**
 * Rows by category of the first, and of the second column, those of others last.
 */
counts: ReadonlyArray<number>, 
/**
 * From 0, independent, to 1 (Cramér's V); `None` where one does not vary.
 */
cramers_v: number | null, };

/**
 * Two columns together.
 */
export type TablePair = { 
/**
 * Rows with a value in both, among those looked at.
 */
rows: number, 
/**
 * Rows looked at in which one is missing.
 */
missing: number, 
/**
 * Whether the table has more rows than are looked at, which then lie evenly spread.
 */
sampled: boolean, relation: PairRelation, };

/** What a notice's texts are filled with beside `column` and `count`. */
export const noticeValues: Readonly<Record<NoticeCode, readonly string[]>> = {
  column_left_out: ["type"],
  labels_joined: ["file"],
  rejected_objects: [],
  rejected_lines: ["cells"],
  repeated_header: [],
  empty_columns: [],
  sentinel_numbers: ["number"],
  stray_cells: ["words"],
  missing_words: ["words"],
  missing_filled: ["rows", "columns"],
  marks_taken_off: ["examples"],
  boolean_words: ["no", "yes"],
  times_read: ["example", "value"],
  date_order: ["example", "value"],
  leading_zeros: ["example"],
  exact_wholes: ["example"],
  mixed_column: ["numbers", "words"],
  category_variants: ["example", "other"],
  identifier_ignored: ["example"],
  stray_quotes: [],
  skipped_lines: [],
  comment_lines: ["mark"],
  separator_line: [],
  units_lines: [],
  numbers_as_names: [],
  trailing_delimiter: ["columns"],
  header_width: ["found", "cells", "line"],
  name_doubled: ["name"],
  encoding_guessed: ["encoding"],
};

/** What speaks for a guess, in English; `{name}` stands for a value. */
export const evidenceTexts: Readonly<Record<EvidenceCode, string>> = {
  only_part: "it is the only one",
  first_part: "it is the first of {of}",
  largest_part: "it is the largest of {of}",
  byte_order_mark: "the file begins with its mark",
  only_ascii: "every byte is ASCII",
  valid_throughout: "the whole file is valid",
  zero_bytes: "zero bytes stand where it writes them",
  letters_fit: "its letters fit",
  lines_agree: "{lines} of {of} lines have {cells} cells",
  numbers_fit: "cells that are numbers with it: {cells}",
  nothing_speaks_against: "nothing speaks against it",
  named_in_file: "the first line says so",
  rows_agree_most: "rows agree most with it",
  first_row_unlike_rows: "the first row is unlike those below it",
  first_row_like_rows: "the first row is like those below it",
  numbers_in_order: "the numbers of the first row count up, those below do not",
  named_in_comment: "the last comment has a name for each column",
  rows_begin_there: "what stands above is no row",
  texts_above_numbers: "texts stand where numbers follow",
  lines_begin_so: "{lines} lines at the head begin so",
};

/** A case of a code, which has a text of its own. */
export type FailureCase =
  | "R020.not_finite"
  | "R020.target"
  | "R020.weight"
  | "R021.split"
  | "R021.batch"
  | "R021.table"
  | "R030.loss"
  | "R030.gradient"
  | "R030.penalty"
  | "R030.update"
  | "R030.parameter"
  | "R035.effective_rank_rows"
  | "R035.along_gradient_points"
  | "R035.plane_side"
  | "R035.plane_rows"
  | "R035.plane_even"
  | "R040.damaged"
  | "R040.refused"
  | "R040.none"
  | "R040.place"
  | "R041.network"
  | "R041.data"
  | "R041.epochs"
  | "R042.not_finite"
  | "R042.refused"
  | "R050.absent"
  | "R050.refused"
  | "R050.foreign"
  | "R050.newer"
  | "R050.changed"
  | "R051.absent"
  | "R051.unknown"
  | "R051.shape"
  | "R051.not_finite"
  | "table_foreign.packed"
  | "table_foreign.pointer"
  | "table_foreign.workbook"
  | "table_foreign.web_page"
  | "table_foreign.pickle"
  | "table_foreign.database"
  | "table_foreign.statistics"
  | "table_foreign.data"
  | "table_foreign.picture"
  | "table_foreign.program"
  | "table_foreign.document"
  | "table_corrupt.cut_short"
  | "table_corrupt.sizes"
  | "table_corrupt.contents"
  | "table_array.single"
  | "table_array.objects"
  | "table_array.element"
  | "impute.strategy"
  | "impute.value"
  | "impute.empty"
  | "encoding.role"
  | "encoding.time"
  | "encoding.length"
  | "encoding.option"
  | "encoding.order"
  | "encoding.target"
  | "scaling.encoding"
  | "scaling.log1p"
  | "scaling.fill"
  | "column_not_numeric.times"
  | "split_column.group"
  | "split_column.time"
  | "split_column.split"
  | "split_whole.group"
  | "split_whole.time"
  | "split_whole.column"
  | "split_whole.folds"
  | "split_file.rows"
  | "split_file.folds"
  | "split_file.column"
  | "test_rows.none"
  | "test_rows.table"
  | "test_rows.rows"
  | "run_unreadable.absent"
  | "run_unreadable.damaged"
  | "run_unreadable.newer"
  | "project_damaged.json"
  | "project_damaged.depth"
  | "project_damaged.parts"
  | "project_damaged.key_twice"
  | "project_damaged.key_unknown"
  | "project_damaged.key_missing"
  | "project_damaged.value"
  | "project_damaged.choice"
  | "project_damaged.object"
  | "project_damaged.number"
  | "project_damaged.whole_number"
  | "project_damaged.long_text"
  | "project_damaged.long_list"
  | "project_damaged.name_twice"
  | "project_damaged.node_kind"
  | "project_damaged.node_unknown"
  | "project_damaged.wire_to_itself"
;

/** What a code belongs to, what it says, and the values that its texts are filled with: those of all, and those of each case. */
export interface FailureCodeFacts {
  readonly kind: FailureKind;
  readonly meaning: string;
  readonly values: readonly string[];
  readonly cases: Readonly<Record<string, readonly string[]>>;
}

/** Every code a failure can have. */
export const failureCodes: Readonly<Record<FailureCode, FailureCodeFacts>> = {
  R001: { kind: "ir", meaning: "The document is not an IR at all (malformed JSON, unknown or missing field).", values: [], cases: {} },
  R002: { kind: "ir", meaning: "`version` differs from the one this trainer reads.", values: ["version","known"], cases: {} },
  R003: { kind: "ir", meaning: "Too many operations, parameters, features or elements.", values: ["count","limit"], cases: {} },
  R004: { kind: "ir", meaning: "An input or target declaration is empty, duplicated or inconsistent.", values: [], cases: {} },
  R005: { kind: "ir", meaning: "A parameter's name is empty or used twice, or two operations share one.", values: [], cases: {} },
  R006: { kind: "ir", meaning: "A parameter is missing, or its shape or role is not what its operation needs.", values: [], cases: {} },
  R007: { kind: "ir", meaning: "A parameter's initialiser is not finite or makes no sense for its shape.", values: [], cases: {} },
  R008: { kind: "ir", meaning: "An operation reads a value that is not defined before it.", values: [], cases: {} },
  R009: { kind: "ir", meaning: "An operation has the wrong number of inputs.", values: [], cases: {} },
  R010: { kind: "ir", meaning: "An operation's features do not follow from its inputs and parameters.", values: [], cases: {} },
  R011: { kind: "ir", meaning: "An attribute is not finite or outside its range.", values: [], cases: {} },
  R012: { kind: "ir", meaning: "No loss, or a loss naming a value or target that does not exist or does not fit.", values: [], cases: {} },
  R013: { kind: "ir", meaning: "A loss needs probabilities that its value does not give.", values: [], cases: {} },
  R014: { kind: "ir", meaning: "An optimizer setting is not finite or outside its range.", values: [], cases: {} },
  R015: { kind: "ir", meaning: "Epochs, batch size, validation split or threads outside their range.", values: [], cases: {} },
  R020: { kind: "run", meaning: "The dataset does not match the IR's inputs, targets or fitted constants.", values: [], cases: {"not_finite":["name","row"],"target":["name","row"],"weight":["name","row"]} },
  R021: { kind: "run", meaning: "No row is left to train on.", values: [], cases: {"batch":["rows","batch"],"split":["rows","percent"],"table":[]} },
  R022: { kind: "run", meaning: "The run would need more memory than is available.", values: ["needed","available"], cases: {} },
  R023: { kind: "run", meaning: "The instruction set asked for is none of this machine's.", values: ["wanted","sets"], cases: {} },
  R030: { kind: "run", meaning: "A value that is not a number or infinite appeared while training.", values: [], cases: {"gradient":["step"],"loss":["step"],"parameter":["parameter"],"penalty":["step"],"update":["step"]} },
  R031: { kind: "run", meaning: "A thread of the run panicked.", values: [], cases: {} },
  R032: { kind: "run", meaning: "The session is not in a state in which this can be done.", values: [], cases: {} },
  R033: { kind: "run", meaning: "A named parameter does not exist or has another size.", values: ["parameter"], cases: {} },
  R034: { kind: "run", meaning: "The operating system refused a thread.", values: [], cases: {} },
  R035: { kind: "run", meaning: "An analysis is asked for outside its limits.", values: [], cases: {"along_gradient_points":["count","least","most"],"effective_rank_rows":["count","least","most"],"plane_even":["count"],"plane_rows":["count","least","most"],"plane_side":["count","least","most"]} },
  R040: { kind: "checkpoint", meaning: "A checkpoint is damaged, is none, or cannot be opened.", values: [], cases: {"damaged":["path"],"none":["path"],"place":["epoch","batch","step"],"refused":["path","reason"]} },
  R041: { kind: "checkpoint", meaning: "A checkpoint belongs to another network, other settings or other data.", values: [], cases: {"data":["found_rows","rows"],"epochs":["epoch","epochs"],"network":[]} },
  R042: { kind: "checkpoint", meaning: "A checkpoint could not be written; training goes on.", values: [], cases: {"not_finite":["parameter","step"],"refused":["path","reason"]} },
  R043: { kind: "checkpoint", meaning: "Older checkpoints were removed because the disk is full; training goes on.", values: ["count"], cases: {} },
  R050: { kind: "model", meaning: "A model file is damaged, is none, or cannot be opened.", values: [], cases: {"absent":[],"changed":[],"foreign":[],"newer":["format","known"],"refused":["reason"]} },
  R051: { kind: "model", meaning: "A model's tensors are not those of its network, or not those of the network they are to start.", values: [], cases: {"absent":["parameter"],"not_finite":["parameter"],"shape":["parameter","found_shape","shape"],"unknown":["parameter"]} },
  model_unlike: { kind: "model", meaning: "A model of which no parameter fits the network.", values: [], cases: {} },
  model_preparation: { kind: "model", meaning: "A model's preparation contradicts itself.", values: [], cases: {} },
  table_missing: { kind: "table", meaning: "There is no file.", values: ["path"], cases: {} },
  table_unreadable: { kind: "table", meaning: "The system does not let the file be read.", values: ["path","reason"], cases: {} },
  table_damaged: { kind: "table", meaning: "A compressed file that cannot be unpacked.", values: ["reason"], cases: {} },
  table_foreign: { kind: "table", meaning: "A file that holds no table that can be read here.", values: ["format"], cases: {"data":[],"database":[],"document":[],"packed":[],"pickle":[],"picture":[],"pointer":[],"program":[],"statistics":[],"web_page":[],"workbook":[]} },
  table_corrupt: { kind: "table", meaning: "A file whose contents contradict its format: cut short, or changed.", values: ["format"], cases: {"contents":["reason"],"cut_short":[],"sizes":[]} },
  table_line: { kind: "table", meaning: "A line that its format does not allow.", values: ["format","found","expected"], cases: {} },
  table_part: { kind: "table", meaning: "A sheet or an array that the file does not have.", values: ["name","names"], cases: {} },
  table_array: { kind: "table", meaning: "An array that is no table's.", values: [], cases: {"element":["found"],"objects":[],"single":[]} },
  table_no_column: { kind: "table", meaning: "No column of numbers, texts, dates or truth values.", values: ["format"], cases: {} },
  table_cancelled: { kind: "table", meaning: "Reading was called off.", values: [], cases: {} },
  table_empty: { kind: "table", meaning: "A file without anything in it.", values: [], cases: {} },
  table_no_rows: { kind: "table", meaning: "No rows under the column names, or none with as many cells as there are names.", values: [], cases: {} },
  table_one_column: { kind: "table", meaning: "Only one column.", values: ["name"], cases: {} },
  table_cell_too_large: { kind: "table", meaning: "A cell beyond the limit.", values: ["bytes","limit"], cases: {} },
  table_not_text: { kind: "table", meaning: "Bytes that are no text.", values: [], cases: {} },
  table_encoding: { kind: "table", meaning: "Bytes that the file's encoding does not have.", values: ["encoding"], cases: {} },
  table_too_large: { kind: "table", meaning: "More rows, bytes or numbers than the limit.", values: ["limit","unit"], cases: {} },
  table_too_wide: { kind: "table", meaning: "More columns than the limit, as read or once encoded.", values: ["limit"], cases: {} },
  table_setup: { kind: "table", meaning: "A setup that names a column twice, or weights twice.", values: [], cases: {} },
  impute: { kind: "table", meaning: "Missing cells cannot be filled as a column's setup says.", values: [], cases: {"empty":[],"strategy":["strategy"],"value":["text"]} },
  encoding: { kind: "table", meaning: "A column cannot be encoded as its setup says.", values: [], cases: {"length":[],"option":["option"],"order":["text"],"role":[],"target":["count"],"time":[]} },
  scaling: { kind: "table", meaning: "A column cannot be scaled as its setup says.", values: [], cases: {"encoding":[],"fill":["text"],"log1p":["text","row"]} },
  table_no_target: { kind: "table", meaning: "No column is a target.", values: [], cases: {} },
  table_no_whole_row: { kind: "table", meaning: "Every row has a missing cell.", values: ["worst","missing","rows"], cases: {} },
  target_mismatch: { kind: "table", meaning: "The IR wants a target that the table does not give.", values: [], cases: {} },
  column_missing: { kind: "table", meaning: "A column that the setup or the model needs is not there.", values: [], cases: {} },
  column_not_numeric: { kind: "table", meaning: "A text in a column that is encoded as a number.", values: ["text"], cases: {"times":["text","row"]} },
  column_unknown: { kind: "table", meaning: "A column that the model does not know.", values: [], cases: {} },
  cell: { kind: "table", meaning: "A cell that is neither number nor text nor missing.", values: [], cases: {} },
  column_length: { kind: "table", meaning: "A column with another number of cells than the table has rows.", values: ["cells","rows"], cases: {} },
  value_unknown: { kind: "table", meaning: "A value that the model was not trained on.", values: ["text","row","count"], cases: {} },
  weight_negative: { kind: "table", meaning: "A weight below 0.", values: ["weight","row"], cases: {} },
  weights_all_zero: { kind: "table", meaning: "No weight above 0.", values: [], cases: {} },
  split_column: { kind: "table", meaning: "A split by a column of a role that no column has.", values: [], cases: {"group":[],"split":[],"time":[]} },
  split_word: { kind: "table", meaning: "A word of a split column that does not say what its rows are for.", values: ["text","row"], cases: {} },
  split_whole: { kind: "table", meaning: "A column to split by that leaves no row to train on, or none to keep aside.", values: [], cases: {"column":[],"folds":[],"group":[],"time":[]} },
  split_file: { kind: "table", meaning: "A validation or test file that cannot be one beside the split that is chosen, or of which no row can be used.", values: [], cases: {"column":[],"folds":[],"rows":["rows"]} },
  test_rows: { kind: "model", meaning: "Rows kept for a test that cannot be told: there are none, or the table is another.", values: [], cases: {"none":[],"rows":[],"table":[]} },
  session_options: { kind: "call", meaning: "The options of a session cannot be read.", values: ["reason"], cases: {} },
  model_context: { kind: "call", meaning: "The context of a model cannot be read.", values: ["reason"], cases: {} },
  analysis_request: { kind: "call", meaning: "A request for an analysis cannot be read.", values: ["reason"], cases: {} },
  bad_request: { kind: "call", meaning: "A request that the engine does not know, or that is malformed.", values: ["request"], cases: {} },
  relative_path: { kind: "call", meaning: "A path that is not absolute.", values: ["path"], cases: {} },
  graph_has_errors: { kind: "call", meaning: "The drawing has errors, which come with the failure.", values: ["count"], cases: {} },
  run_name: { kind: "call", meaning: "A run's name that is none.", values: [], cases: {} },
  run_exists: { kind: "call", meaning: "A run of this name is under way already.", values: [], cases: {} },
  run_ended: { kind: "call", meaning: "The run is not under way, or not kept any more.", values: [], cases: {} },
  run_under_way: { kind: "call", meaning: "The run is under way, and cannot be let go.", values: [], cases: {} },
  run_unknown: { kind: "call", meaning: "There is no record of the run.", values: [], cases: {} },
  model_let_go: { kind: "call", meaning: "A model, or a table that it predicted, that the engine does not hold any more.", values: [], cases: {} },
  run_recorded: { kind: "call", meaning: "The run is a recording, of which this cannot be asked.", values: [], cases: {} },
  run_unreadable: { kind: "call", meaning: "A folder that holds no recorded run, or one that cannot be read.", values: ["path"], cases: {"absent":[],"damaged":[],"newer":["version","known"]} },
  window_gone: { kind: "call", meaning: "The window that asked is gone.", values: [], cases: {} },
  option: { kind: "call", meaning: "An option of a call that is none.", values: [], cases: {} },
  argument: { kind: "call", meaning: "An argument of a call that is none.", values: [], cases: {} },
  training_left: { kind: "call", meaning: "A loop over a run's events that was left before the run ended.", values: [], cases: {} },
  file_absent: { kind: "file", meaning: "There is no file, or no folder that it could stand in.", values: [], cases: {} },
  file_access: { kind: "file", meaning: "The system does not let the file be read or written.", values: [], cases: {} },
  file_busy: { kind: "file", meaning: "Another program holds the file, or too many files are open.", values: [], cases: {} },
  read_only_file: { kind: "file", meaning: "The file is write-protected.", values: [], cases: {} },
  read_only_folder: { kind: "file", meaning: "Nothing can be made in the file's folder, which writing it safely needs.", values: [], cases: {} },
  read_only_disk: { kind: "file", meaning: "The disk is read-only.", values: [], cases: {} },
  disk_full: { kind: "file", meaning: "The disk is full.", values: [], cases: {} },
  disk_quota: { kind: "file", meaning: "What the person may use of the disk is used up.", values: [], cases: {} },
  file_too_large_for_disk: { kind: "file", meaning: "The disk takes no file so large.", values: [], cases: {} },
  is_a_folder: { kind: "file", meaning: "A folder where a file was wanted.", values: [], cases: {} },
  not_a_file: { kind: "file", meaning: "A pipe, a device or the like where a file was wanted.", values: [], cases: {} },
  file_exists: { kind: "file", meaning: "Something stands there already.", values: [], cases: {} },
  name_too_long: { kind: "file", meaning: "The file's name is too long.", values: [], cases: {} },
  disk_error: { kind: "file", meaning: "The disk reported an error.", values: [], cases: {} },
  out_of_reach: { kind: "file", meaning: "A network drive that does not answer.", values: [], cases: {} },
  file_changed: { kind: "file", meaning: "Another program changed the file since it was opened.", values: [], cases: {} },
  file_not_chosen: { kind: "file", meaning: "Another file than the one that was chosen in the dialog.", values: [], cases: {} },
  system_error: { kind: "file", meaning: "What the system says otherwise, by its code.", values: ["system"], cases: {} },
  not_a_project: { kind: "file", meaning: "Not a project file.", values: [], cases: {} },
  project_newer: { kind: "file", meaning: "A project that a newer version made.", values: ["version","known"], cases: {} },
  project_not_text: { kind: "file", meaning: "A project file that is no text in UTF-8.", values: [], cases: {} },
  project_damaged: { kind: "file", meaning: "A project file with something wrong at a place.", values: [], cases: {"choice":["found","choices"],"depth":["limit"],"json":[],"key_missing":["key"],"key_twice":["key","line"],"key_unknown":["key"],"long_list":["count","limit"],"long_text":["count","limit"],"name_twice":["name"],"node_kind":["name"],"node_unknown":["name"],"number":["found","range"],"object":["found","keys"],"parts":["limit"],"value":["found","expected"],"whole_number":["found","range"],"wire_to_itself":["name"]} },
  copy_damaged: { kind: "file", meaning: "A kept copy of unsaved work that cannot be read.", values: [], cases: {} },
  dialog_failed: { kind: "file", meaning: "The dialog to choose a file could not be shown.", values: ["reason"], cases: {} },
  too_many_nodes: { kind: "file", meaning: "More nodes than a project holds.", values: ["limit"], cases: {} },
  too_many_wires: { kind: "file", meaning: "More wires than a project holds.", values: ["limit"], cases: {} },
  project_too_large: { kind: "file", meaning: "More bytes than a project file holds.", values: ["limit"], cases: {} },
  too_many_columns: { kind: "file", meaning: "A table that a project file cannot hold: too many columns.", values: ["limit"], cases: {} },
  text_too_long: { kind: "file", meaning: "A table that a project file cannot hold: a name or path that is too long.", values: ["limit"], cases: {} },
  not_storable: { kind: "file", meaning: "A table that a project file cannot hold: a name that is no text.", values: [], cases: {} },
  engine_lost: { kind: "engine", meaning: "The engine was started again before it answered.", values: [], cases: {} },
  engine_unavailable: { kind: "engine", meaning: "The engine is not running.", values: ["reason"], cases: {} },
  engine_missing: { kind: "engine", meaning: "There is no engine for this platform, or the system refuses it.", values: ["place","reason"], cases: {} },
  engine_crashed: { kind: "engine", meaning: "The engine ended while training.", values: ["reason"], cases: {} },
  internal: { kind: "internal", meaning: "A fault of the program's own.", values: ["reason"], cases: {} },
  addon: { kind: "internal", meaning: "The addon could not hand something over.", values: ["reason"], cases: {} },
};

/** Most inputs of an Add, Multiply or Concat. */
export const MOST_BRANCHES = 16;

/** The model file format that is written, and the newest that is read. */
export const MODEL_FORMAT = 6;

/** Stands for the class of a row without prediction. */
export const NO_CLASS = 4294967295;

export const IR_VERSION = 2;

/** The form of declarations and of the batches that refer to them. */
export const STREAM_VERSION = 1;

/** The statistics of layers that this version knows by name, for their texts; a run's declaration says which it has. */
export type StatisticName =
  | "mean"
  | "standard_deviation"
  | "minimum"
  | "maximum"
  | "gradient_mean"
  | "gradient_standard_deviation"
  | "gradient_minimum"
  | "gradient_maximum"
  | "percentile_1"
  | "percentile_15"
  | "percentile_50"
  | "percentile_85"
  | "percentile_99"
  | "unit_percentile_1"
  | "unit_percentile_15"
  | "unit_percentile_50"
  | "unit_percentile_85"
  | "unit_percentile_99"
  | "gradient_percentile_1"
  | "gradient_percentile_15"
  | "gradient_percentile_50"
  | "gradient_percentile_85"
  | "gradient_percentile_99"
  | "gradient_unit_percentile_1"
  | "gradient_unit_percentile_15"
  | "gradient_unit_percentile_50"
  | "gradient_unit_percentile_85"
  | "gradient_unit_percentile_99"
  | "saturation"
  | "dead"
  | "dormant"
  | "effective_learning_rate"
  | "gradient_norm"
  | "gradient_mean_absolute"
  | "gradient_zero"
  | "weight_norm"
  | "weight_mean"
  | "weight_standard_deviation"
  | "update_ratio"
  | "drift_mean_average"
  | "drift_mean_maximum"
  | "drift_variance_average"
  | "drift_variance_maximum"
  | "batch_mean"
  | "running_mean"
  | "batch_variance"
  | "running_variance"
  | "gamma_near_zero"
  | "variance_near_zero"
  | "gamma_15"
  | "gamma_50"
  | "gamma_85"
  | "beta_15"
  | "beta_50"
  | "beta_85"
  | "train_eval_gap"
;

/** The groups of series that a run's declaration has, by name. */
export type SeriesGroupName = "steps" | "layers";

/** Least and greatest value of each number of an `AnalysisRequest`. */
export const ANALYSIS_LIMITS = {
  effective_rank_rows: { minimum: 2, maximum: 1024 },
  along_gradient_points: { minimum: 2, maximum: 1000 },
  plane_side: { minimum: 3, maximum: 101 },
  plane_rows: { minimum: 2, maximum: 65536 },
} as const;

/** Everything, at sizes that take seconds on a small network. */
export const WHOLE_ANALYSIS: AnalysisRequest = {
  "effective_rank": {
    "rows": 512
  },
  "along_gradient": {
    "points": 15
  },
  "plane": {
    "side": 21,
    "rows": 1024
  }
};
