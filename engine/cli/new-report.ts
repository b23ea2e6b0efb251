import type { Guess, TableProfile } from "../contract";
import { type ColumnSetup, type DataSchema, type DataSetup, imputeText, type TrainingSetup } from "../model";
import { fileNameOf, type Project } from "../project";
import { aligned } from "./metrics-table";
import { formatNames } from "./profile-report";
import { guessesText } from "./reading-report";
import { counted, shortened } from "./terminal-text";

/** Version of the object of `new --json` (docs/json-output.md): raised when what it says is taken away or changed. */
export const NEW_JSON_VERSION = 1;

/** What was written. */
export interface NewProject {
  /** Where. */
  readonly file: string;
  readonly project: Project;
  readonly data: DataSetup;
  readonly schema: DataSchema;
  readonly profile: TableProfile;
}

/** Most columns that are listed; a target is always among them. */
const mostColumns = 20;
const longestName = 28;

/** How the table is read and what was chosen, each with what spoke for it and the option that chooses otherwise. */
export function newText({ file, project, data, schema, profile }: NewProject): string {
  const targets = schema.targets.map(({ name }) => name).join(", ");
  const features = counted(schema.features.length, "feature");
  return [
    `${file}: ${counted(schema.rows, "row")}, ${features}, predicts ${targets}\n`,
    `\nread as ${formatNames[profile.format]}:\n`,
    guessesText(profile.guesses, flagOf),
    `\n${columnsText(data, schema)}`,
    `\nchosen, and the option that chooses otherwise:\n`,
    aligned(
      choices({ data, schema, profile, training: project.training }).map(([name, value, flags]) => [
        `  ${name}`,
        value,
        flags.map((flag) => `--${flag}`).join(" "),
      ]),
      3,
    ),
  ].join("");
}

/** What each column is for; the targets, then the first others. */
function columnsText({ columns }: DataSetup, { targets }: DataSchema): string {
  const isTarget = ({ role }: ColumnSetup): boolean => role === "target";
  const ordered = [...columns.filter(isTarget), ...columns.filter((column) => !isTarget(column))];
  const classes = new Map(targets.map((target) => [target.name, target.classes]));
  const lines = ordered.slice(0, mostColumns).map((column) => {
    const { name, role, encoding, impute, scaling } = column;
    const count = classes.get(name) ?? 0;
    const encoded = role === "ignore" ? "–" : count > 0 ? `${count} classes` : encoding;
    return [`  ${shortened(name, longestName)}`, role, encoded, impute ? imputeText(impute) : "–", scaling ?? "–"];
  });
  const others = ordered.length - lines.length;
  const more = others > 0 ? `  and ${counted(others, "column")} more, in the file\n` : "";
  return `${aligned([["  column", "role", "encoding", "missing cells", "own scaling"], ...lines], 5)}${more}`;
}

interface Chosen extends Pick<NewProject, "data" | "schema" | "profile"> {
  readonly training: TrainingSetup;
}

/** Each choice with its value and the options that choose otherwise. */
function choices({
  data,
  schema,
  profile,
  training,
}: Chosen): readonly (readonly [string, string, readonly string[]])[] {
  const { optimizer, batch_size, epochs, split, validation_split, test_split, early_stopping, keep_best } = training;
  const filled = data.columns.filter(({ impute }) => impute !== undefined).length;
  const leftOut = profile.rows - schema.rows;
  const missing = [
    ...(filled > 0 ? [`filled in ${counted(filled, "column")}`] : []),
    ...(leftOut > 0 ? [`${counted(leftOut, "row")} left out`] : []),
  ];
  const stops = early_stopping === null ? "" : `, ended after ${early_stopping.patience} without an improvement`;
  const { validation, test } = data;
  const validated = validation ? `${fileNameOf(validation.path)} validates` : `${validation_split} validate`;
  const tested = test
    ? `, ${fileNameOf(test.path)} kept for a test`
    : test_split > 0
      ? `, ${test_split} kept for a test`
      : "";
  const isSplit = validation === undefined || (test === undefined && test_split > 0);
  return [
    ["target", schema.targets.map(({ name }) => name).join(", ") || "none", ["target"]],
    ["missing cells", missing.join(", ") || "none", ["impute"]],
    ["scaling", "that of the Scale node", ["scale"]],
    [
      "rows",
      `${isSplit ? `${split}, ` : ""}${validated}${tested}`,
      [
        ...(isSplit ? ["split"] : []),
        validation ? "validation-data" : "validation-split",
        test ? "test-data" : "test-split",
      ],
    ],
    ["optimizer", `${optimizer.kind}, learning rate ${optimizer.learning_rate}`, ["optimizer", "learning-rate"]],
    ["batch", counted(batch_size, "row"), ["batch-size"]],
    ["epochs", `${epochs} at most${stops}`, ["epochs", "early-stopping"]],
    ["weights", keep_best ? "of the best epoch" : "of the last epoch", ["keep-best"]],
  ];
}

/** The option of the command line that says how a table is read. */
const flagOf = (option: Guess["option"]): string => `--${option.replaceAll("_", "-")}`;

/** The same as one JSON object, for programs. */
export function newJson({ file, project, data, schema, profile }: NewProject): object {
  const { format, guesses } = profile;
  const { rows, features, targets } = schema;
  return {
    version: NEW_JSON_VERSION,
    file,
    format,
    guesses,
    rows,
    features: features.length,
    targets,
    columns: data.columns,
    ...(data.validation && { validation_file: data.validation.path }),
    ...(data.test && { test_file: data.test.path }),
    training: project.training,
  };
}
