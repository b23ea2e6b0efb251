/** A run recorded by `train --record`, printed again by `show`. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { jsonEvents as events, runBuiltCli as run, sample } from "../support/built-cli";

let folder = "";
let recorded = "";
let trained = "";

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "layerglass-show-"));
  recorded = join(folder, "run");
  const line = ["train", sample, "--epochs", "3", "--json", "--record", recorded];
  trained = (await run(...line)).out;
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true }));

test("the lines are those of the training, but for the time it took", async () => {
  const shown = await run("show", recorded, "--json");
  expect(shown.exitCode).toBe(0);
  const ofTraining = events(trained).filter(({ event }) => event !== "warning");
  const again = events(shown.out);
  expect(again.map(({ event }) => event)).toEqual(ofTraining.map(({ event }) => event));
  const epochs = (all: ReturnType<typeof events>) => all.filter(({ event }) => event === "epoch" || event === "layer");
  expect(epochs(again)).toEqual(epochs(ofTraining));
  expect(again.at(-1)).toEqual({ ...ofTraining.at(-1), seconds: null });
});

test("people read the epochs, how it ended and the layers", async () => {
  const { out, exitCode } = await run("show", recorded);
  expect(exitCode).toBe(0);
  expect(out).toContain("epoch 3/3");
  expect(out).toContain("finished after 3 epochs");
  expect(out).toMatch(/\nlayer +mean/);
});

test("a folder that holds something is left alone, one that is no run is refused by its file", async () => {
  const refused = await run("train", sample, "--epochs", "1", "--record", recorded);
  expect(refused.exitCode).not.toBe(0);
  expect(refused.error).toContain("file_exists: found something that stands there already");
  const none = await run("show", folder);
  expect(none.exitCode).toBe(1);
  expect(none.error).toContain("no recorded run");
  for (const [name, spoil] of [
    ["version", (text: string) => text.replace('"version": 2', '"version": 99')],
    ["no JSON", (text: string) => text.slice(1)],
    ["an alien width", (text: string) => text.replace('"width": 1', '"width": 7')],
  ] as const) {
    const spoilt = join(folder, name.replace(" ", "-"));
    mkdirSync(spoilt);
    cpSync(recorded, spoilt, { recursive: true });
    writeFileSync(join(spoilt, "run.json"), spoil(readFileSync(join(recorded, "run.json"), "utf8")));
    const found = await run("show", spoilt);
    expect(found.exitCode, name).toBe(1);
    expect(found.error, name).toContain("run.json: found");
  }
});

test("a record that was cut off is shown as far as it goes", async () => {
  const cut = join(folder, "cut");
  mkdirSync(cut);
  cpSync(recorded, cut, { recursive: true });
  const bytes = readFileSync(join(cut, "events.bin"));
  writeFileSync(join(cut, "events.bin"), bytes.subarray(0, bytes.length - 5));
  const { exitCode, error } = await run("show", cut);
  expect(exitCode).toBe(0);
  expect(error).toContain("before its run did");
});
