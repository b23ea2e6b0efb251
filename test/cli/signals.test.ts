import { type ChildProcess, spawn } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { jsonEvents as events, isCliBuilt, sample, startCli as start } from "../support/built-cli";
import { repositoryPath } from "../support/golden";

/** Until the program tells that it trains. */
function training(child: ChildProcess): Promise<void> {
  return new Promise((resolve) =>
    child.stdout?.on("data", (text: string) => /"event":"(start|epoch)"/.test(text) && resolve()),
  );
}

// The program is built before the suite runs; a run of single files without a build leaves these out.
describe.skipIf(!isCliBuilt || process.platform === "win32")("a run that is asked to end", () => {
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "layerglass-signals-"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const signals = [
    ["SIGINT", 130],
    ["SIGTERM", 143],
    ["SIGHUP", 129],
  ] as const;
  test.each(signals)("%s stops within a batch, keeps and saves what was learnt", async (signal, code) => {
    const target = join(folder, `${signal}.safetensors`);
    const words = ["train", sample, "--json", "--epochs", "100000", "--save", target] as const;
    const { child, ended } = start(...words, "--checkpoints", join(folder, signal));
    await training(child);
    child.kill(signal);
    const { exitCode, out, error } = await ended;
    expect(exitCode).toBe(code);
    const finish = events(out).at(-1);
    expect(finish).toMatchObject({ event: "finish", state: "stopped", saved: target });
    expect(existsSync(String(finish?.checkpoint))).toBe(true);
    expect(error).toContain("what was learnt is kept");
    expect(existsSync(target)).toBe(true);
  });

  /** A run that another program starts; it has ended when nobody holds its output any more. */
  function started(by: string, before: readonly string[], target: string) {
    const words = [...before, "train", sample, "--json", "--epochs", "100000", "--save", target];
    const child = spawn(by, words, { stdio: ["ignore", "pipe", "ignore"], cwd: repositoryPath() });
    let out = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      out += text;
    });
    const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
    return { child, ended, last: () => events(out).at(-1) };
  }

  test.each(signals.slice(1))("%s to the program that started it reaches it, once or twice", async (signal, code) => {
    const target = join(folder, `command-${signal}.safetensors`);
    const { child, ended, last } = started(process.execPath, [repositoryPath("scripts", "cli.mjs")], target);
    await training(child);
    child.kill(signal);
    child.kill(signal);
    expect(await ended).toBe(code);
    expect(last()).toMatchObject({ event: "finish", state: "stopped", saved: target });
    expect(existsSync(target)).toBe(true);
  });

  test.each(signals.slice(1))("%s to npm, which started it, ends it too", async (signal) => {
    const target = join(folder, `npm-${signal}.safetensors`);
    const { child, ended, last } = started("npm", ["run", "--silent", "cli", "--"], target);
    await training(child);
    child.kill(signal);
    await ended;
    expect(last()).toMatchObject({ event: "finish", state: "stopped", saved: target });
    expect(existsSync(target)).toBe(true);
  });

  describe("a cross-validation", () => {
    let place = "";
    const before = process.env.TMPDIR;
    const files = () => readdirSync(place, { recursive: true }).map(String).sort();
    beforeAll(() => {
      // Whatever it may write lies here: beside the project, or where temporary files do.
      place = join(folder, "folds");
      mkdirSync(join(place, "tmp"), { recursive: true });
      for (const name of [basename(sample), "adult_codes.csv.gz"])
        copyFileSync(join(dirname(sample), name), join(place, name));
      process.env.TMPDIR = join(place, "tmp");
    });
    afterAll(() => {
      if (before === undefined) delete process.env.TMPDIR;
      else process.env.TMPDIR = before;
    });

    const told = (text: string, event: string): boolean => text.includes(`"event":"${event}"`);
    /** Interrupts a cross-validation as soon as it told an event of this name. */
    async function interrupted(event: string, ...options: readonly string[]) {
      const there = files();
      const { child, ended } = start("train", join(place, basename(sample)), "--json", ...options);
      await new Promise<void>((resolve) => child.stdout?.on("data", (text: string) => told(text, event) && resolve()));
      child.kill("SIGINT");
      const { exitCode, out, error } = await ended;
      expect(exitCode, error).toBe(130);
      expect(files()).toEqual(there);
      return { all: events(out), error };
    }

    test("stops within a batch at Ctrl+C, tells the folds that were finished, and leaves no file", async () => {
      const { all, error } = await interrupted("fold", "--folds", "500", "--epochs", "1");
      const finished = all.filter(({ event }) => event === "fold");
      expect(finished.length).toBeGreaterThan(0);
      expect(finished.length).toBeLessThan(500);
      expect(finished.map(({ fold }) => fold)).toEqual(finished.map((_, index) => index));
      const losses = finished.map(({ loss }) => Number(loss));
      const mean = losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
      expect(all.at(-1)).toMatchObject({ event: "folds", folds: finished.length, loss: { mean } });
      const folds = finished.length === 1 ? "fold 1 was" : `folds 1 to ${finished.length} were`;
      expect(error).toContain(`stopped in fold ${finished.length + 1} of 500; ${folds} finished\n`);
    });

    test("says so where none was finished", async () => {
      const { all, error } = await interrupted("start", "--folds", "5", "--epochs", "100000");
      expect(all.map(({ event }) => event)).toEqual(["start", "folds"]);
      expect(all.at(-1)).toMatchObject({ folds: 0, loss: null, outputs: [] });
      expect(error).toContain("stopped in fold 1 of 5; no fold was finished\n");
    });
  });
});
