import {
  type ColumnEncoding,
  clipLimit,
  columnEncodings,
  columnRoles,
  columnScalings,
  coordinateLimit,
  dataFileParts,
  dateOrders,
  dateParts,
  type EncodingOptions,
  earlyStoppingDefaults,
  earlyStoppingLimits,
  encodingLimits,
  foldsLimit,
  hashPattern,
  idPattern,
  imageWidthLimit,
  imputeStrategies,
  lineOptions,
  linesLimit,
  mostOrdered,
  type NumberLimit,
  namePattern,
  optimizerDefaults,
  optimizerLimits,
  optionsOf,
  projectLimits,
  readingLimits,
  readTypes,
  referenceTrainingSetup,
  scheduleDefaults,
  scheduleLimits,
  splitMethods,
  tableFormats,
  textOptions,
  trainingDefaults,
  trainingLimits,
  wirePattern,
  zoomLimit,
} from "../model";
import { projectVersion } from "./migrations";

/** The same letters said without `\P{Cc}`, which validators that do not read patterns as Unicode take for other letters. */
const wireWords = wirePattern.source.replace("\\P{Cc}", "[^\\u0000-\\u001f\\u007f-\\u009f]");

type Schema = Readonly<Record<string, unknown>>;

const text = (maxLength: number): Schema => ({ type: "string", maxLength });
const choice = (...values: readonly string[]): Schema => ({ type: "string", enum: values });
const boolean: Schema = { type: "boolean" };
const orNull = (schema: Schema): Schema => ({ anyOf: [schema, { type: "null" }] });
const list = (items: Schema, maxItems: number): Schema => ({ type: "array", items, maxItems });

function number({ integer, minimum, maximum, exclusiveMinimum, exclusiveMaximum }: NumberLimit): Schema {
  return {
    type: integer ? "integer" : "number",
    [exclusiveMinimum ? "exclusiveMinimum" : "minimum"]: minimum,
    [exclusiveMaximum ? "exclusiveMaximum" : "maximum"]: maximum,
  };
}

/** An object with exactly these fields; those in `optional` may be absent. */
function object(properties: Readonly<Record<string, Schema>>, optional: readonly string[] = []): Schema {
  const required = Object.keys(properties).filter((name) => !optional.includes(name));
  return { type: "object", properties, required, additionalProperties: false };
}

const numbers = (limits: Readonly<Record<string, NumberLimit>>): Readonly<Record<string, Schema>> =>
  Object.fromEntries(Object.entries(limits).map(([name, limit]) => [name, number(limit)]));

/** An object that may lack every field that has a default, which the schema then tells. */
function objectWith(properties: Readonly<Record<string, Schema>>, defaults: object, optional: readonly string[] = []) {
  const known = new Map(Object.entries(defaults).filter(([name]) => Object.hasOwn(properties, name)));
  const told = Object.entries(properties).map(([name, schema]) => [
    name,
    known.has(name) ? { ...schema, default: known.get(name) } : schema,
  ]);
  return object(Object.fromEntries(told), [...known.keys(), ...optional]);
}

/** One object a kind, each with its own numbers and switches. */
function byKind(
  setups: Readonly<Record<string, object>>,
  limits: Readonly<Record<string, Readonly<Record<string, NumberLimit>>>>,
): Schema {
  const kinds = Object.entries(setups).map(([kind, setup]) => {
    const switches = Object.entries(setup).filter(([, value]) => typeof value === "boolean");
    const fields = Object.fromEntries(switches.map(([name]) => [name, boolean]));
    const { kind: _, ...defaults } = { kind, ...setup };
    return objectWith({ kind: { const: kind }, ...numbers(limits[kind] ?? {}), ...fields }, defaults);
  });
  return { anyOf: kinds };
}

function training(): Schema {
  const switches = Object.entries(referenceTrainingSetup).filter(([, value]) => typeof value === "boolean");
  const fold = object({
    index: number({ ...foldsLimit, minimum: 0, maximum: foldsLimit.maximum - 1 }),
    count: number(foldsLimit),
  });
  const fields = {
    optimizer: byKind(optimizerDefaults, optimizerLimits),
    schedule: byKind(scheduleDefaults, scheduleLimits),
    clip_value: orNull(number(clipLimit)),
    clip_norm: orNull(number(clipLimit)),
    split: choice(...splitMethods),
    early_stopping: orNull(
      objectWith({ ...numbers(earlyStoppingLimits), restore_best: boolean }, earlyStoppingDefaults),
    ),
    batch_norm_statistics: choice("moving", "population"),
    ...numbers(trainingLimits),
    ...Object.fromEntries(switches.map(([name]) => [name, boolean])),
    fold,
  };
  return objectWith(fields, trainingDefaults, ["fold"]);
}

function reading(): Schema {
  const words = list(text(readingLimits.word), readingLimits.words);
  const texts = Object.entries(textOptions).map(([name, { pattern }]) => [
    name,
    { type: "string", pattern: pattern.source },
  ]);
  const ofColumn = {
    type: choice(...readTypes),
    missing: words,
    date_order: choice(...dateOrders),
    merge_variants: boolean,
  };
  const options = {
    format: choice(...tableFormats),
    sheet: text(readingLimits.sheet),
    ...Object.fromEntries(texts),
    header: boolean,
    ...Object.fromEntries(lineOptions.map((name) => [name, number(linesLimit)])),
    missing: words,
    columns: list(
      object({ name: text(projectLimits.name), ...ofColumn }, Object.keys(ofColumn)),
      projectLimits.columns,
    ),
  };
  return object(options, Object.keys(options));
}

/** A column, whose encoding says which options it may have. */
function column(): Schema {
  const impute = object(
    { strategy: choice(...imputeStrategies), value: text(projectLimits.name), indicator: boolean },
    ["value", "indicator"],
  );
  const optionForms: Readonly<Record<keyof EncodingOptions, Schema>> = {
    order: list(text(projectLimits.name), mostOrdered),
    k: number(encodingLimits.k),
    buckets: number(encodingLimits.buckets),
    smoothing: number(encodingLimits.smoothing),
    folds: number(encodingLimits.folds),
    seed: number(encodingLimits.seed),
    parts: list(choice(...dateParts), dateParts.length),
    cyclic: boolean,
  };
  const ofColumn = {
    name: text(projectLimits.name),
    role: choice(...columnRoles),
    impute,
    scaling: choice(...columnScalings),
  };
  const optionalOfColumn = ["role", "impute", "scaling"];
  /** A column under encodings that have the same options. */
  const columnWith = (encoding: readonly ColumnEncoding[], options: readonly (keyof EncodingOptions)[]): Schema => {
    const forms = Object.fromEntries(options.map((option) => [option, optionForms[option]]));
    return object({ ...ofColumn, encoding: choice(...encoding), options: object(forms, options) }, [
      ...optionalOfColumn,
      "options",
    ]);
  };
  const withoutOptions = columnEncodings.filter((encoding) => optionsOf(encoding).length === 0);
  return {
    anyOf: [
      // Options are of an encoding that is said beside them.
      object(ofColumn, optionalOfColumn),
      columnWith(withoutOptions, []),
      ...columnEncodings.flatMap((encoding) => {
        const options = optionsOf(encoding);
        return options.length === 0 ? [] : [columnWith([encoding], options)];
      }),
    ],
  };
}

/**
 * The JSON Schema of the present version, made from the limits that reading goes by. It tells the form; that ids and column
 * names are given once and wires end at nodes of the project, the reader checks.
 */
export function projectJsonSchema(): Schema {
  const id: Schema = { type: "string", pattern: idPattern.source };
  const end: Schema = { type: "string", pattern: "^[A-Za-z][A-Za-z0-9_-]{0,127}\\.[A-Za-z][A-Za-z0-9_-]{0,127}$" };
  const value: Schema = { anyOf: [{ type: "number" }, text(projectLimits.parameterText), boolean, { type: "null" }] };
  const place = { x: number(coordinateLimit), y: number(coordinateLimit) };
  const keyed = (key: Schema, item: Schema): Schema => ({
    type: "object",
    propertyNames: key,
    additionalProperties: item,
  });
  const name: Schema = { type: "string", pattern: namePattern.source };
  const file = {
    path: text(projectLimits.path),
    sha256: { type: "string", pattern: hashPattern.source },
    reading: reading(),
  };
  const ofPart = object(file, ["sha256", "reading"]);
  const data = object(
    {
      ...file,
      columns: list(column(), projectLimits.columns),
      ...Object.fromEntries(dataFileParts.map((part) => [part, ofPart])),
    },
    ["sha256", "reading", "columns", ...dataFileParts],
  );
  const node = objectWith(
    { id, kind: name, label: text(projectLimits.name), parameters: keyed(name, value), bypassed: boolean },
    { parameters: {}, bypassed: false },
    ["label"],
  );
  const wire = object({ id: { type: "string", pattern: wireWords }, from: end, to: end }, ["id"]);
  const properties = {
    format: { const: "layerglass" },
    version: { const: projectVersion },
    name: text(projectLimits.name),
    data: orNull(data),
    training: training(),
    nodes: list(node, projectLimits.nodes),
    wires: list(wire, projectLimits.wires),
    layout: objectWith(
      {
        positions: keyed({ type: "string" }, object(place)),
        viewport: orNull(object({ ...place, zoom: number(zoomLimit) })),
        image_width: number(imageWidthLimit),
      },
      { positions: {}, viewport: null },
      ["image_width"],
    ),
  };
  const sections = objectWith(properties, { name: "", data: null, training: {}, nodes: [], wires: [], layout: {} });
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: `Layerglass project, version ${projectVersion}`,
    ...sections,
  };
}
