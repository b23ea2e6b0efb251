/** Features encoded in other ways, from the command line to the predictions of another table. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { preparedWidth } from "../../engine/predictions";
import { isCliBuilt, jsonEvents, runBuiltCli as run } from "../support/built-cli";
import { trainedModel } from "../support/trained-model";

/** Forty towns, of which every third is dear; a size, a day and a note beside. */
const rows = Array.from({ length: 800 }, (_, row) => {
  const town = (row * 7 + Math.floor(row / 40)) % 40;
  const day = `2024-0${1 + (row % 9)}-1${row % 10}`;
  return `town${town},${["small", "medium", "large"][row % 3]},${day},note ${"x".repeat(row % 5)},${town % 3 === 0 ? "dear" : "cheap"}`;
});

const encodes = (...words: readonly string[]) => words.flatMap((word) => ["--encode", word]);

describe.skipIf(!isCliBuilt)("features encoded in other ways in the terminal", () => {
  let folder = "";
  const path = (name: string) => join(folder, name);
  const made = (project: string, ...words: readonly string[]) =>
    run("new", "--data", path("towns.csv"), "--out", path(project), ...words);
  const columnsOf = (project: string) => JSON.parse(readFileSync(path(project), "utf8")).data.columns;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "layerglass-encoding-"));
    writeFileSync(path("towns.csv"), `town,size,day,note,price\n${rows.join("\n")}\n`);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test("more than twenty categories are proposed as their most frequent values and the rest", async () => {
    expect((await made("usual.layerglass")).exitCode).toBe(0);
    expect(columnsOf("usual.layerglass")[0]).toEqual({ name: "town", role: "feature", encoding: "top_k" });
  });

  test("every encoding trains, is in the model, and encodes other tables the same", async () => {
    const all = encodes(
      "town=target_mean:smoothing=2,folds=4",
      "size=code:small<medium<large",
      "day=date_parts:month+weekday,cyclic",
      "note=text_length",
    );
    expect((await made("p.layerglass", ...all)).exitCode).toBe(0);
    expect(columnsOf("p.layerglass").map(({ options }: { options?: unknown }) => options)).toEqual([
      { smoothing: 2, folds: 4 },
      { order: ["small", "medium", "large"] },
      { parts: ["month", "weekday"], cyclic: true },
      undefined,
      undefined,
    ]);
    const words = ["--epochs", "40", "--seed", "1"];
    const { accuracy, described } = await trainedModel(path("p.layerglass"), path("m.safetensors"), ...words);
    expect(accuracy).toBeGreaterThan(0.95);
    const { features } = described.preparation;
    expect(features.map(preparedWidth)).toEqual([1, 1, 4, 1]);
    expect(features[1]?.values).toEqual(["small", "medium", "large"]);

    writeFileSync(
      path("others.csv"),
      "town,size,day,note\ntown3,small,2024-01-05,note\ntown4,large,2024-02-05,n\nnowhere,large,2024-02-05,n\ntown3,huge,2024-02-05,n\n",
    );
    const predicted = await run("predict", path("m.safetensors"), path("others.csv"), "--json");
    const classes = jsonEvents(predicted.out).map(({ outputs }) => (outputs as readonly { class: string }[])[0]?.class);
    expect(classes.slice(0, 2)).toEqual(["dear", "cheap"]);
    expect(classes[2]).not.toBeNull();
    expect(classes[3]).toBeNull();
    expect(predicted.error).toContain('column "town": 1 unknown and encoded as all such are, "nowhere", row 3');
    expect(predicted.error).toContain('column "size": 1 unknown, "huge", row 4');
  });

  test("widths of wide encodings are the network's, and what is said counts for one run", async () => {
    expect((await made("q.layerglass", ...encodes("town=hashed:16", "size=frequency", "day=top_k:3"))).exitCode).toBe(
      0,
    );
    const words = ["--epochs", "1", ...encodes("town=top_k:5", "day=date_parts")];
    const { described } = await trainedModel(path("q.layerglass"), path("q.st"), ...words);
    expect(described.preparation.features.map(preparedWidth)).toEqual([6, 1, 4, 5]);
    const [input] = described.ir.inputs;
    expect(input?.features).toBe(16);
  });

  test("what cannot be is refused with its name", async () => {
    const refused = async (...words: readonly string[]) => (await made("no.layerglass", ...encodes(...words))).error;
    expect(await refused("town=cube")).toContain("top_k:20");
    expect(await refused("nowhere=top_k")).toContain("a column that is a feature");
    expect(await refused("size=code:small<medium")).toContain('"large"');
    expect(await refused("town=date_parts")).toContain("town");
    expect(await refused("town=top_k:0")).toContain("k from 1 to 10000");
  });
});
