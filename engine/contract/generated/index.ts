// Written by `npm run generate` from the Rust structs in engine/native/trainer; do not edit.

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
targets: Array<Target>, parameters: Array<Parameter>, operations: Array<Operation>, losses: Array<Loss>, training: Training, };

/**
 * One input matrix `[rows, features]`.
 */
export type Input = { name: string, features: number, node: string, };

/**
 * One target column set. `classes` is 0 for numeric targets.
 */
export type Target = { name: string, 
/**
 * Columns after encoding: 1 for a numeric or 0/1 target, the number of classes for a one-hot one.
 */
width: number, classes: number, encoding: TargetEncoding, };

export type TargetEncoding = "value" | "one_hot";

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
shape: Array<number>, role: ParameterRole, initializer: Initializer, node: string, };

export type ParameterRole = "trainable" | "running" | "fitted";

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
export type OperationKind = { "op": "input", index: number, } | { "op": "scale", offset: string, factor: string, method: ScaleMethod, } | { "op": "dense", weight: string, bias: string | null, } | { "op": "batch_norm", gamma: string | null, beta: string | null, mean: string, variance: string, epsilon: number, momentum: number, running_variance: RunningVariance, } | { "op": "activation", function: ActivationFunction, } | { "op": "dropout", rate: number, };

/**
 * How a Scale's constants were fitted.
 */
export type ScaleMethod = "standardize" | "min_max";

export type RunningVariance = "biased" | "unbiased";

export type ActivationFunction = "linear" | "tanh" | "sigmoid" | "relu" | "softsign" | "softmax";

/**
 * A weighted loss on one value against one target.
 */
export type Loss = { kind: LossKind, value: number, target: number, weight: number, node: string, };

export type LossKind = "binary_cross_entropy" | "categorical_cross_entropy" | "mean_squared_error";

export type Training = { optimizer: Optimizer, epochs: number, batch_size: number, 
/**
 * Share of rows, cut from the end before shuffling, kept for validation.
 */
validation_split: number, seed: number, shuffle: boolean, threads: number, 
/**
 * Whether per-layer statistics are taken.
 */
statistics: boolean, };

export type Optimizer = { "kind": "sgd", learning_rate: number, decay: number, momentum: number, nesterov: boolean, } | { "kind": "adam", learning_rate: number, beta_1: number, beta_2: number, epsilon: number, };

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
steps: number, };

/**
 * A run-time fault, tied to the operation and node where it showed.
 */
export type RunFailure = { 
/**
 * Stable code, `R0xx`.
 */
code: string, operation: number | null, node: string | null, found: string, expected: string, mend: string, };

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

export const IR_VERSION = 1;

/** Names of a layer record's values, in order. */
export const STATISTICS = [
  "mean",
  "standard_deviation",
  "minimum",
  "maximum",
  "percentile_1",
  "percentile_15",
  "percentile_50",
  "percentile_85",
  "percentile_99",
  "unit_percentile_15",
  "unit_percentile_50",
  "unit_percentile_85",
  "saturation",
  "dead",
  "gradient_norm",
  "gradient_mean_absolute",
  "gradient_zero",
  "weight_norm",
  "weight_mean",
  "weight_standard_deviation",
  "update_ratio",
  "drift_mean_average",
  "drift_mean_maximum",
  "drift_variance_average",
  "drift_variance_maximum",
  "batch_mean",
  "running_mean",
  "batch_variance",
  "running_variance",
  "gamma_15",
  "gamma_50",
  "gamma_85",
  "beta_15",
  "beta_50",
  "beta_85",
  "gamma_near_zero",
  "variance_near_zero",
] as const;

export type StatisticName = (typeof STATISTICS)[number];

export const HISTOGRAM_BINS = 64;
/** Underflow, bins, overflow, NaN count. */
export const HISTOGRAM_CELLS = 67;
