import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { TestLook } from "../contract";

/** Name of the file in a run's folder that says what was seen of its test rows. */
export const keptLookName = "test.json";

const figure = z.number().nullable();
const look: z.ZodType<TestLook> = z.object({
  at_unix_millis: z.number(),
  looks_before: z.int().nonnegative(),
  evaluation: z.object({
    rows: z.int().nonnegative(),
    evaluated_rows: z.int().nonnegative(),
    outputs: z.array(
      z.object({
        node: z.string(),
        loss: z.number(),
        accuracy: figure,
        precision: figure,
        recall: figure,
        f1: figure,
        auc: figure,
        confusion: z.array(z.int().nonnegative()),
        r_squared: figure,
        root_mean_squared_error: figure,
        mean_absolute_error: figure,
        scaled_by: z.number().exactOptional(),
      }),
    ),
  }),
});

/** Keeps a look in a run's folder, whole or not at all. Throws what the file system does. */
export function keepLook(folder: string, kept: TestLook): void {
  const path = join(folder, keptLookName);
  writeFileSync(`${path}.part`, `${JSON.stringify(kept, null, 1)}\n`);
  renameSync(`${path}.part`, path);
}

/** The look that a run's folder keeps, whoever wrote it; null where there is none, or nothing that can be read as one. */
export function keptLook(folder: string): TestLook | null {
  try {
    return look.parse(JSON.parse(readFileSync(join(folder, keptLookName), "utf8")));
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code !== "ENOENT") console.error("A look at test rows cannot be read:", fault);
    return null;
  }
}
