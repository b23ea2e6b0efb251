import {
  type ColumnFix,
  type Diagnostic,
  type GraphEdit,
  type NodeId,
  type PortId,
  type Severity,
  type Subject,
  type TrainingSetup,
  wholeSubject,
} from "../model";

/**
 * Every code a check can give, with its title in the docs. The first letter is the severity; numbers are never reused
 * (E024 was of a time with one target column).
 */
export const findingTitles = {
  E001: "No Data node",
  E002: "No data file",
  E003: "No Output node",
  E004: "Unconnected input port",
  E005: "Several wires at one input port",
  E006: "Cycle",
  E007: "Shape mismatch",
  E008: "Units differ from classes",
  E009: "Bad parameter",
  E010: "Unknown node kind",
  E011: "Unknown parameter",
  E012: "More than one Data node",
  E013: "Scale not directly on Data",
  E014: "Categorical cross-entropy without softmax",
  E015: "Binary cross-entropy without probabilities",
  E016: "No target column",
  E017: "Cross-entropy on a numeric target",
  E018: "No feature columns",
  E019: "Unknown port",
  E020: "Bypassed node that cannot be bypassed",
  E021: "Bad training setting",
  E022: "No rows to train on",
  E023: "Data file cannot be read",
  E025: "Unknown target column",
  E026: "Class weights differ from classes",
  E027: "Target of one class",
  E028: "Merged inputs of different shapes",
  E030: "Stratified split without classes",
  E031: "No whole batch",
  E032: "Split by a column that is not there",
  E033: "Rows cannot be split so",
  W001: "BatchNorm meets a batch of one row",
  W002: "Dropout before BatchNorm",
  W003: "Node leads to no Output",
  W004: "Softmax before a loss on a numeric target",
  W005: "Softmax over one feature",
  W006: "All units of a Dense start alike",
  W007: "Data file changed since the project was saved",
  W008: "Target column without an Output",
  W010: "Warm-up as long as the run",
  W011: "Learning rate lost in rounding",
  W012: "Bounded function before a standardized target",
  W013: "Class without training rows",
  W014: "Class without validation rows",
  W015: "Rows in the target's order, the last of which validate",
  W016: "Rare class",
  W017: "Row numbers among the features",
  W018: "Identifier among the features",
  W019: "Feature that alone tells the target",
  W020: "Feature constant on the training rows",
  W021: "More features than training rows",
  W022: "Rows left out for missing cells",
  W023: "Rows of a validation or test file left out",
  W024: "Values of a validation or test file unknown to training",
  W025: "Lines of a validation or test file that are no rows",
  W026: "Values that no training row has",
  I001: "Dense bias redundant before BatchNorm",
  I002: "Dense directly after Dense",
  I010: "Training loss watched",
  I011: "Patience as long as the run",
  I012: "Data file read for the first time",
} as const;

export type FindingCode = keyof typeof findingTitles;

export interface FindingDetails {
  readonly node?: NodeId;
  readonly port?: PortId;
  /** Of the node; without one, a training setting. */
  readonly parameter?: string;
  readonly found: string;
  readonly expected: string;
  readonly help: string;
  readonly values?: Readonly<Record<string, string | number>>;
  /** None where it is empty. */
  readonly fix?: readonly GraphEdit[];
  readonly training_fix?: Partial<TrainingSetup>;
  readonly column_fix?: ColumnFix;
}

const severities: Readonly<Record<string, Severity>> = { E: "error", W: "warning", I: "information" };

/** A diagnostic of one code; node, port and parameter join the values that translations are filled with. */
export function finding(code: FindingCode, details: FindingDetails): Diagnostic {
  const { node, port, parameter, fix = [], ...rest } = details;
  const place = Object.entries({ node, port, parameter }).filter((entry): entry is [string, string] => !!entry[1]);
  const severity = severities[code.charAt(0)] ?? "error";
  const values = { ...Object.fromEntries(place), ...details.values };
  return { ...rest, subject: subjectOf(details), code, severity, values, ...(fix.length > 0 && { fix }) };
}

function subjectOf({ node, port, parameter }: FindingDetails): Subject {
  if (node !== undefined) return { kind: "node", node, port: port ?? null, parameter: parameter ?? null };
  return parameter === undefined ? wholeSubject : { kind: "option", name: parameter };
}
