import { z } from "zod";
import { RUN_ID_PATTERN } from "../contract";
import {
  columnEncodings,
  columnRoles,
  columnScalings,
  dateOrders,
  dateParts,
  imputeStrategies,
  linesLimit,
  mostOrdered,
  projectLimits,
  readingLimits,
  readTypes,
  type TrainingSetup,
  tableFormats,
  textOptions,
} from "../model";
import { isTrainingSetup } from "../project";

const path = z
  .string()
  .min(1)
  .max(projectLimits.path)
  .refine((text) => !text.includes("\0"), "a path holds no NUL");
const id = z.string().min(1).max(1_024);
const end = z.strictObject({ node: id, port: id });

const graph = z.strictObject({
  nodes: z.record(
    id,
    z.strictObject({
      id,
      kind: id,
      label: z.string(),
      parameters: z.record(z.string(), z.union([z.number(), z.string(), z.boolean(), z.null()])),
      bypassed: z.boolean(),
    }),
  ),
  wires: z.record(id, z.strictObject({ id, from: end, to: end })),
});

const words = z.array(z.string().max(readingLimits.word)).max(readingLimits.words);
const lines = z.int().min(linesLimit.minimum).max(linesLimit.maximum);
const textOption = (option: keyof typeof textOptions) => z.string().regex(textOptions[option].pattern).exactOptional();

const reading = z.strictObject({
  format: z.enum(tableFormats).exactOptional(),
  sheet: z.string().max(readingLimits.sheet).exactOptional(),
  encoding: textOption("encoding"),
  delimiter: textOption("delimiter"),
  quote: textOption("quote"),
  escape: textOption("escape"),
  decimal: textOption("decimal"),
  thousands: textOption("thousands"),
  comment: textOption("comment"),
  header: z.boolean().exactOptional(),
  skip_lines: lines.exactOptional(),
  skip_after_header: lines.exactOptional(),
  missing: words.exactOptional(),
  columns: z
    .array(
      z.strictObject({
        name: z.string(),
        type: z.enum(readTypes).exactOptional(),
        missing: words.exactOptional(),
        date_order: z.enum(dateOrders).exactOptional(),
        merge_variants: z.boolean().exactOptional(),
      }),
    )
    .exactOptional(),
});

const dataFile = z.strictObject({ path, sha256: z.string().max(64), reading: reading.exactOptional() });

const data = z.strictObject({
  path,
  sha256: z.string().max(64),
  reading: reading.exactOptional(),
  validation: dataFile.exactOptional(),
  test: dataFile.exactOptional(),
  columns: z.array(
    z.strictObject({
      name: z.string(),
      role: z.enum(columnRoles),
      encoding: z.enum(columnEncodings),
      options: z
        .strictObject({
          order: z.array(z.string().max(projectLimits.name)).max(mostOrdered).exactOptional(),
          k: z.number().exactOptional(),
          buckets: z.number().exactOptional(),
          smoothing: z.number().exactOptional(),
          folds: z.number().exactOptional(),
          seed: z.number().exactOptional(),
          parts: z.array(z.enum(dateParts)).max(dateParts.length).exactOptional(),
          cyclic: z.boolean().exactOptional(),
        })
        .exactOptional(),
      impute: z
        .strictObject({
          strategy: z.enum(imputeStrategies),
          value: z.string().max(projectLimits.name).exactOptional(),
          indicator: z.boolean().exactOptional(),
        })
        .exactOptional(),
      scaling: z.enum(columnScalings).exactOptional(),
    }),
  ),
});

/** Fields that several messages and files about runs have. */
export const runFields = {
  path,
  id,
  data,
  reading,
  count: z.int().nonnegative(),
  run: z.string().regex(RUN_ID_PATTERN),
  initial: z.strictObject({ file: path, parameters: z.array(id).max(65_536) }).nullable(),
};

/** What a run trains: a `RunSnapshot`. */
export const snapshotFields = z.strictObject({
  graph,
  data: data.nullable(),
  // Recordings of before there were test rows say nothing of them.
  training: z.preprocess(
    (training) => (typeof training === "object" && training !== null ? { test_split: 0, ...training } : training),
    z.custom<TrainingSetup>(isTrainingSetup, "a training setup whose fields are all there and in range"),
  ),
});
