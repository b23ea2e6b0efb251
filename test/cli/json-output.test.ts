import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { JSON_OUTPUT_VERSION } from "../../engine/cli/json-report";
import { isCliBuilt, jsonEvents, runBuiltCli as run, sample } from "../support/built-cli";
import { statisticNames } from "../support/declared-stream";
import { repositoryPath } from "../support/golden";

/** The fields docs/json-output.md names, by event. */
function documented(): ReadonlyMap<string, ReadonlySet<string>> {
  const page = readFileSync(repositoryPath("docs", "json-output.md"), "utf8");
  const rows = [...page.matchAll(/^\| `(\w+)` \| [^|]+ \| ([^\n]+) \|$/gm)];
  const names = (text = "") => new Set([...text.matchAll(/`(\w+)`/g)].map(([, name]) => name ?? ""));
  return new Map(rows.map(([, event, fields]) => [event ?? "", names(fields)]));
}

// The program is built before the suite runs; a run of single files without a build leaves these out.
describe.skipIf(!isCliBuilt)("train --json", () => {
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "layerglass-json-"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test("writes only lines and fields that are documented, warnings among them, and all of those", async () => {
    const { exitCode, out, error } = await run(
      ...["train", sample, "--json", "--epochs", "1", "--batch-size", "2001", "--analyze"],
      ...["--test-split", "0.1", "--test"],
      ...["--checkpoints", join(folder, "checkpoints")],
    );
    expect([exitCode, error]).toEqual([0, ""]);
    const lines = jsonEvents(out);
    expect(lines[0]).toMatchObject({ event: "start", version: JSON_OUTPUT_VERSION });
    const events = documented();
    for (const [event, fields] of events) {
      const line = lines.find((one) => one.event === event);
      // The sample has nothing to be told of.
      if (event === "warning" || event === "notice") continue;
      const found = Object.keys(line ?? {}).filter((name) => name !== "event");
      const plain = event === "layer" ? found.filter((name) => !statisticNames.includes(name)) : found;
      for (const name of plain) expect([...fields], event).toContain(name);
      expect(plain.length, event).toBeGreaterThan(0);
    }
    for (const { event } of lines) expect([...events.keys()]).toContain(event);
  });

  test("what reading the table found follows the start, too", async () => {
    const table = join(folder, "ragged.csv");
    writeFileSync(table, `x,y\n${"1,0\n2,1\n".repeat(40)}3\n`);
    const project = join(folder, "ragged.layerglass");
    expect((await run("new", "--data", table, "--out", project)).exitCode).toBe(0);
    const lines = jsonEvents((await run("train", project, "--json", "--epochs", "1")).out);
    const notice = lines.find(({ code }) => code === "rejected_lines");
    expect(notice).toMatchObject({ event: "notice", count: 1, lines: [{ line: 82, text: "3" }] });
    const inside = ["info", "warning", "null", "line"];
    const fields = [...(documented().get("notice") ?? [])].filter((name) => !inside.includes(name));
    expect(
      Object.keys(notice ?? {})
        .slice(1)
        .sort(),
    ).toEqual(fields.sort());
    expect(lines[0]).toMatchObject({ event: "start" });
  });

  test("what the drawing warns of follows the start", async () => {
    const warned = jsonEvents((await run("train", sample, "--json", "--epochs", "1")).out);
    const warning = { event: "warning", code: "W001", node: "batch_norm_1", found: expect.any(String) };
    expect(warned.slice(0, 2)).toMatchObject([{ event: "start" }, warning]);
    expect(Object.keys(warned[1] ?? {}).slice(1)).toEqual(
      [...(documented().get("warning") ?? [])].filter((name) => name !== "null"),
    );
  });
});
