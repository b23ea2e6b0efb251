import { mkdir, readFile, rename } from "node:fs/promises";
import { dirname } from "node:path";
import { z } from "zod";
import { FailureError, type NativeModel, type TestLook } from "../contract";
import { systemFailure, writeFileAtomically } from "../files";
import { type DataSetup, type SplitMethod, splitMethods, splitRole, type TrainingSetup } from "../model";

/** Name of the file of looks in the folder that the app keeps a person's files in. */
export const testLooksName = "test-looks.json";

/** Which rows of which table are kept for a test. */
export interface TestRows {
  /** SHA-256 of the table's bytes. */
  readonly table: string;
  readonly split: SplitMethod;
  readonly test_split: number;
  /** Null where nothing is drawn. */
  readonly seed: number | null;
  /** The column that the split goes by; null for none. */
  readonly column: string | null;
}

/** A look at them: by the model of which run or file, and when. */
interface Look {
  readonly model: string;
  readonly at_unix_millis: number;
}

const version = 1;
/** Looks that are kept of the same rows; a higher count says nothing new. */
const mostLooks = 10_000;

const file = z.object({
  version: z.literal(version),
  tests: z.array(
    z.object({
      table: z.string().max(64),
      split: z.enum(splitMethods),
      test_split: z.number(),
      seed: z.number().nullable(),
      column: z.string().nullable(),
      looks: z.array(z.object({ model: z.string(), at_unix_millis: z.number() })),
    }),
  ),
});
type Tests = z.infer<typeof file>["tests"];

/** The test rows of a run: of its table and what of its settings decides which they are. */
export function testRowsOf(
  { sha256, columns, test }: Pick<DataSetup, "sha256" | "columns" | "test">,
  { split, test_split, seed }: Pick<TrainingSetup, "split" | "test_split" | "seed">,
): TestRows {
  // All rows of a file of their own, whatever the setting is that cuts tables.
  if (test !== undefined) return { table: test.sha256, split: "last", test_split: 1, seed: null, column: null };
  const role = splitRole(split);
  const column = role === null ? null : (columns.find((one) => one.role === role)?.name ?? null);
  const isDrawn = split !== "last" && split !== "time";
  return { table: sha256, split, test_split, seed: isDrawn ? seed : null, column };
}

const isOf =
  (rows: TestRows) =>
  (other: TestRows): boolean =>
    rows.table === other.table &&
    rows.split === other.split &&
    rows.test_split === other.test_split &&
    rows.seed === other.seed &&
    rows.column === other.column;

/**
 * How often test rows were looked at, by whatever project or program of this person: a file that only counts. A choice made by
 * figures on test rows makes them too good, and nobody remembers such choices.
 */
export class TestLooks {
  /** `path` is absolute; the file need not be there. */
  constructor(private readonly path: string) {}

  /** Looks at these rows so far by other models than `model`. */
  async before(rows: TestRows, model: string): Promise<number> {
    const looks = (await this.read()).find(isOf(rows))?.looks ?? [];
    return looks.filter((look) => look.model !== model).length;
  }

  /** Takes down a look; one more by the same model counts as the same. Throws `FailureError` where the file cannot be written. */
  async add(rows: TestRows, look: Look): Promise<void> {
    const tests = await this.read();
    const known = tests.find(isOf(rows));
    if (known?.looks.some(({ model }) => model === look.model)) return;
    const looks = [...(known?.looks ?? []), look].slice(-mostLooks);
    const next = { version, tests: [...tests.filter((test) => test !== known), { ...rows, looks }] };
    try {
      await mkdir(dirname(this.path), { recursive: true });
      await writeFileAtomically(this.path, `${JSON.stringify(next, null, 1)}\n`);
    } catch (fault) {
      throw new FailureError(systemFailure(this.path, fault));
    }
  }

  private async read(): Promise<Tests> {
    let text: string;
    try {
      text = await readFile(this.path, "utf8");
    } catch (fault) {
      const refused = systemFailure(this.path, fault);
      if (refused.code === "file_absent") return [];
      throw new FailureError(refused);
    }
    const tests = testsIn(text);
    if (tests !== null) return tests;
    const aside = `${this.path}.damaged`;
    await rename(this.path, aside).catch(() => {});
    console.error(
      `What counts looks at test rows cannot be read and was put aside as ${aside}; they are counted from 0.`,
    );
    return [];
  }
}

function testsIn(text: string): Tests | null {
  try {
    return file.parse(JSON.parse(text)).tests;
  } catch {
    return null;
  }
}

/** What is looked at, by whom. */
export interface TestedRun {
  /** With absolute paths. */
  readonly data: DataSetup;
  readonly training: Pick<TrainingSetup, "split" | "test_split" | "seed">;
  /** Tells one model from another: the id of its run, or what its file says. */
  readonly model: string;
}

/** Looks at the rows that a model's run kept for a test; that it was done is taken down before anything is told. */
export async function lookAtTest(
  model: Pick<NativeModel, "evaluateTest">,
  { data, training, model: name }: TestedRun,
  looks: TestLooks,
): Promise<TestLook> {
  const rows = testRowsOf(data, training);
  const looks_before = await looks.before(rows, name);
  const evaluation = await model.evaluateTest(data);
  const at_unix_millis = Date.now();
  await looks.add(rows, { model: name, at_unix_millis });
  return { at_unix_millis, looks_before, evaluation };
}
