import { type FindingCode, type FindingDetails, finding, isCrossEntropy, readOutput, targetOf } from "../../catalog";
import type {
  DataSchema,
  DataWarning,
  DataWarningCode,
  Diagnostic,
  Graph,
  GraphNode,
  TrainingSetup,
} from "../../model";
import { isOutput } from "./structure";

/** What a warning is told in view of: the drawing that reads the table, and the run's settings. */
export interface WarnedOf {
  readonly graph: Graph;
  readonly schema: DataSchema | null;
  readonly training: TrainingSetup;
}

/** The findings about a project's table that only its rows show, as the engine judged them. */
export function tableWarnings(warnings: readonly DataWarning[], of: WarnedOf): readonly Diagnostic[] {
  const node = Object.values(of.graph.nodes).find(({ kind }) => kind === "data")?.id;
  const constant = warnings.filter(({ code }) => code === "constant_feature");
  return warnings.flatMap((warning) => {
    const told = findings[warning.code](warning, of, constant);
    if (told === null) return [];
    const [code, details] = told;
    const { column } = warning;
    const values = { ...warning.values, ...(column !== null && { column }), ...details.values };
    return [finding(code, { ...(node !== undefined && { node }), ...details, values })];
  });
}

type Told = readonly [FindingCode, FindingDetails] | null;

const ignoring = (column: string | null) =>
  column === null ? {} : { column_fix: { columns: [column], role: "ignore" } as const };

/** Most columns of one finding that its text names. */
const namedColumns = 8;

/** One finding about every feature that training rows have no second value of. */
function constantFeatures(warnings: readonly DataWarning[]): Told {
  const columns = warnings.flatMap(({ column }) => column ?? []);
  const [first] = warnings;
  const named = columns.slice(0, namedColumns).join(", ");
  const names = columns.length > namedColumns ? `${named}, …` : named;
  const isOne = columns.length === 1;
  return [
    "W020",
    {
      found: isOne
        ? `the feature ${names}, which is ${first?.values.value} in every training row`
        : `${columns.length} features of one value each in the training rows: ${names}`,
      expected: "features that differ, since nothing is learnt of one that does not",
      help: `ignore the ${isOne ? "column" : "columns"} in the Data panel, or choose another split`,
      column_fix: { columns, role: "ignore" },
      values: { columns: names, count: columns.length },
    },
  ];
}

/** A fix where rows are not yet chosen so that every class is among them; rows of a file are not chosen. */
const stratifying = ({ training, schema }: WarnedOf) =>
  training.split === "stratified" || schema?.validation ? {} : { training_fix: { split: "stratified" } as const };

type Tell = (warning: DataWarning, of: WarnedOf, constant: readonly DataWarning[]) => Told;

const findings: Readonly<Record<DataWarningCode, Tell>> = {
  class_not_trained: ({ column, values }, of) => [
    "W013",
    {
      found: `no training row of the classes ${values.names} of ${column}`,
      expected: "training rows of every class, since others are never predicted",
      help: "choose the stratified split, or leave out classes of a single row",
      ...stratifying(of),
    },
  ],
  class_not_validated: ({ column, values }, of) => [
    "W014",
    {
      found: `no validation row of the classes ${values.names} of ${column}`,
      expected: "validation rows of every class, so that the figures speak of all",
      help: of.schema?.validation
        ? "add rows of these classes to the validation file"
        : "choose the stratified split, or add rows of these classes",
      ...stratifying(of),
    },
  ],
  sorted_target: ({ column, values }) => {
    const isNumber = values.classes === 0;
    return [
      "W015",
      {
        found: `rows in the order of the target ${column}, of which the last ones validate`,
        expected: "validation rows that are like the training rows",
        help: isNumber ? "choose the random split" : "choose the stratified split",
        training_fix: { split: isNumber ? "shuffled" : "stratified" },
      },
    ];
  },
  rare_class: ({ column, values }, { graph, schema }) => {
    const outputs = Object.values(graph.nodes).filter((node) => isOutput(node) && isUnweighted(node, column, schema));
    const [first] = outputs;
    if (!first) return null;
    return [
      "W016",
      {
        node: first.id,
        parameter: "class_weights",
        found: `${values.rows} training rows of the class ${values.name} of ${column}, and ${values.most_rows} of ${values.most_name}`,
        expected: "classes of like size, or rare ones that weigh more, since a network may else never predict them",
        help: "choose balanced class weights, and look at recall and F1 beside the accuracy",
        fix: outputs.map(({ id }) => ({
          type: "set_parameter",
          node: id,
          parameter: "class_weights",
          value: "balanced",
        })),
      },
    ];
  },
  index_feature: ({ column, values }) => [
    "W017",
    {
      found: `the feature ${column}, which counts the rows from ${values.first}`,
      expected: "features that say something of rows not seen yet",
      help: "ignore the column in the Data panel",
      ...ignoring(column),
    },
  ],
  identifier_feature: ({ column, values }) => [
    "W018",
    {
      found: `the feature ${column}, with another value in each of ${values.rows} rows`,
      expected: "features whose values come again in rows not seen yet",
      help: "ignore the column in the Data panel",
      ...ignoring(column),
    },
  ],
  leaking_feature: ({ column, values }) => [
    "W019",
    {
      found: `the feature ${column}, which alone tells the target ${values.target} (${values.percent} %)`,
      expected: "features that are known before the target is",
      help: "ignore the column if it is a copy of the target, or was written down after it",
      ...ignoring(column),
    },
  ],
  // A table of pixels has hundreds: they are told once, at the first.
  constant_feature: (warning, _, constant) => (warning === constant[0] ? constantFeatures(constant) : null),
  few_rows: ({ values }) => [
    "W021",
    {
      found: `${values.features} features, one-hot columns counted each, for ${values.rows} training rows`,
      expected: "more rows than features, since fewer are learnt by heart",
      help: "ignore columns, encode those of many values as codes, or add rows",
    },
  ],
  missing_rows: ({ column, values }) => [
    "W022",
    {
      found: `${values.count} of ${values.rows} rows left out because a cell is missing, ${values.missing} of them in ${column}`,
      expected: "few rows left out, since those that are may differ from the others",
      help: "fill the missing cells in the Data panel (by the median, the most frequent value or a category of their own), or ignore the columns with the most of them",
    },
  ],
  file_cells: ({ column, values }) => {
    const { file, reason, count, row, names } = values;
    const listed = names === "" ? "" : `: ${names}`;
    const ofFile = { file: `${file}_file`, listed };
    if (reason === "unseen_value") {
      return [
        "W024",
        {
          found: `${count} cells of ${column} in the ${file} file with values that no training row has, the first in row ${row}${listed}`,
          expected: "values that training knows; others are all encoded alike",
          help: "see that the file is of the same kind as the table",
          values: ofFile,
        },
      ];
    }
    const why = reason === "missing" ? "missing" : reason === "no_logarithm" ? "without a logarithm" : "unknown";
    return [
      "W023",
      {
        found: `${count} cells of ${column} in the ${file} file that are ${why}, the first in row ${row}${listed}`,
        expected: "cells that are there and that training knows, since the rows of others are left out",
        help: "correct the file, or have missing cells filled in the Data panel",
        values: { ...ofFile, why: `cells_${reason}` },
      },
    ];
  },
  file_lines: ({ values: { file, count, example } }) => [
    "W025",
    {
      found: `${count} lines of the ${file} file that are no rows (${example})`,
      expected: "as many cells in each line as the file has columns; others are left out",
      help: "correct these lines, or say in the project how the file is read",
      values: { file: `${file}_file` },
    },
  ],
  untrained_values: ({ column, values: { count, row, names } }) => [
    "W026",
    {
      found: `${count} rows that do not train with values of ${column} that no training row has, the first row ${row}: ${names}`,
      expected: "training rows of every value; of others nothing is learnt, and their inputs are 0",
      help: "split the rows otherwise, or encode the column so that rare values are taken together",
    },
  ],
};

/** Whether an Output predicts this column by classes that all weigh the same. */
function isUnweighted(node: GraphNode, column: string | null, schema: DataSchema | null): boolean {
  const { loss, class_weights } = readOutput(node);
  return isCrossEntropy(loss) && class_weights === "none" && targetOf(node, schema)?.name === column;
}
