import { failure } from "../contract";
import { addedParameters, withParameters } from "./added-parameters";
import { notExpected, outOfRange, ProjectFault } from "./parse-failure";

/** Version of the files this program writes. */
export const projectVersion = 5;

export type JsonObject = Readonly<Record<string, unknown>>;

/** Takes a document of one version to the next; it may trust nothing but that the document is an object. */
export type Migration = (document: JsonObject) => JsonObject;

/** Settings of a run that version 2 added. */
const addedTraining = {
  schedule: { kind: "constant" },
  clip_value: null,
  clip_norm: null,
  drop_last_batch: false,
  split: "last",
  early_stopping: null,
  keep_best: false,
  batch_norm_statistics: "moving",
  evaluate_training: false,
};

/**
 * How to read every older version, by the version read: `migrations[1]` turns version 1 into version 2. A change of the
 * format raises `projectVersion` and adds one entry here, never edits an old one.
 */
export const migrations: Readonly<Record<number, Migration>> = {
  // Version 1 knew a constant rate, the last rows as validation and the last epoch's parameters: said outright from 2 on.
  1: (document) => ({
    ...document,
    nodes: withParameters(document.nodes, addedParameters[2]),
    training: withDefaults(document.training, addedTraining),
  }),
  // Version 2 said nothing of how its table is read: all of it was told from the file. It compared predictions with numbers
  // as the table has them.
  2: (document) => ({ ...document, nodes: withParameters(document.nodes, addedParameters[3]) }),
  // Version 3 knew no test rows: every row trained or validated.
  3: (document) => ({ ...document, training: withDefaults(document.training, { test_split: 0 }) }),
  // Version 4 left out every row with a missing cell, as is still done where a column says nothing of it.
  4: (document) => document,
};

function withDefaults(training: unknown, defaults: object): unknown {
  // Whatever else stands there is refused with its place when the section is read.
  if (typeof training !== "object" || training === null || Array.isArray(training)) return training;
  return { ...defaults, ...training };
}

/**
 * Brings a document to the current version.
 * @throws ProjectFault for a newer version, or one that never was.
 */
export function migrate(
  document: JsonObject,
  steps: Readonly<Record<number, Migration>> = migrations,
  current: number = projectVersion,
): JsonObject {
  const { version } = document;
  if (typeof version !== "number" || !Number.isInteger(version) || version < 1) {
    throw outOfRange("$.version", version, { integer: true, minimum: 1, maximum: current });
  }
  if (version > current) {
    throw new ProjectFault(
      failure("project_newer", {
        subject: { kind: "place", path: "$.version" },
        found: `version ${version}`,
        expected: `version ${current} or older`,
        help: "open it with a newer Layerglass; the file was left as it is",
        values: { version, known: current },
      }),
    );
  }
  let migrated = document;
  for (let from = version; from < current; from++) {
    const step = steps[from];
    if (!step) throw notExpected("$.version", version, `a version with a migration (from ${from})`);
    migrated = { ...step(migrated), version: from + 1 };
  }
  return migrated;
}
