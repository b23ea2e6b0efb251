import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { CrashReports } from "../../electron/main/crash-reports";
import { ProcessLog } from "../../electron/main/process-log";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "layerglass-crashes-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const crash = { process: "engine", reason: "it was killed", code: 9, stack: null } as const;

function makeReports(log: readonly string[] = []): CrashReports {
  const facts = () => ({ version: "1.2.3", project: "census", training: true, log });
  return new CrashReports(join(folder, "crash-reports"), facts);
}

test("a report says what, when and where, and of paths only the name", () => {
  const reports = makeReports(["main: opened /home/ada/secret plans/people.csv", "engine: read C:\\Users\\ada\\t.csv"]);
  const written = reports.write({ ...crash, stack: "Error: x\n    at run (/home/ada/app/index.cjs:1:2)" });
  expect(reports.list()).toEqual([written]);
  const content = JSON.parse(written?.text ?? "");
  expect(content).toMatchObject({
    process: "engine",
    reason: "it was killed",
    code: 9,
    app: { version: "1.2.3" },
    work: { project: "census", training: true },
  });
  expect(content.machine.cores).toBeGreaterThan(0);
  expect(written?.text).not.toContain("/home/ada");
  expect(written?.text).not.toContain("Users");
  expect(content.stack[1]).toContain("…/index.cjs:1:2");
});

test("the newest twenty are kept, and each can be deleted", () => {
  const reports = makeReports();
  const written = Array.from({ length: 23 }, (_, code) => reports.write({ ...crash, code }));
  expect(new Set(written.map((report) => report?.id)).size).toBe(23);
  expect(reports.list().length).toBe(20);
  const [newest] = reports.list();
  reports.remove(newest?.id ?? "");
  expect(reports.list().length).toBe(19);
  expect(() => reports.remove("../settings")).toThrow("no report");
});

test("files that are no reports are left out and left alone", () => {
  const reports = makeReports();
  reports.write(crash);
  writeFileSync(join(reports.folder, "torn.json"), '{"time": "20');
  expect(reports.list().length).toBe(1);
  expect(readdirSync(reports.folder)).toContain("torn.json");
});

test("the log keeps the newest lines within two megabytes", () => {
  const log = new ProcessLog(join(folder, "logs", "layerglass.log"));
  for (let line = 0; line < 30_000; line += 1) log.add("engine", `line ${line} ${"x".repeat(80)}`);
  expect(log.last(2).map((line) => line.match(/line \d+/)?.[0])).toEqual(["line 29998", "line 29999"]);
  const sizes = readdirSync(join(folder, "logs")).map((name) => statSync(join(folder, "logs", name)).size);
  expect(sizes.length).toBe(2);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(2 ** 20);
  expect(readFileSync(log.path, "utf8")).toContain("engine: line 29999");
});
