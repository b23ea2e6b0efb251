import { describe, expect, test } from "vitest";
import { runCli } from "../../engine/cli/run-cli";
import type { Terminal } from "../../engine/cli/terminal";

/** Runs the program as far as it goes without the engine's addon. */
async function run(...words: readonly string[]) {
  let out = "";
  let error = "";
  const terminal: Terminal = {
    out: (text) => {
      out += text;
    },
    error: (text) => {
      error += text;
    },
    isScreen: false,
    columns: 80,
    outliveReaders: () => {},
  };
  const engine = () => {
    throw new Error("the engine was not needed for this");
  };
  const exitCode = await runCli(words, engine, terminal);
  return { exitCode, out, error };
}

test.each([["help"], ["--help"], ["train", "-h"]])("%s %s prints the usage and succeeds", async (...words) => {
  const { exitCode, out, error } = await run(...words.filter(Boolean));
  expect([exitCode, error]).toEqual([0, ""]);
  expect(out).toContain("train FILE");
});

test("no command at all is a misuse that shows the usage", async () => {
  const { exitCode, out, error } = await run();
  expect([exitCode, out]).toEqual([2, ""]);
  expect(error).toContain("Usage:");
});

describe("what is not understood gives one clear line and exit code 2", () => {
  test.each([
    [
      "unknown command",
      ["fly", "x.layerglass"],
      'unknown command "fly"; expected check, compile, train, model, predict',
    ],
    ["no file", ["train"], "train needs a project file"],
    ["two files", ["check", "a", "b"], 'a second file "b"'],
    ["unknown option", ["train", "a", "--epoch", "3"], 'unknown option "--epoch"'],
    ["missing value", ["train", "a", "--epochs"], "--epochs needs a value"],
    ["option for a value", ["train", "a", "--save", "--json"], "--save needs a value"],
    ["not a number", ["train", "a", "--epochs", "many"], '--epochs "many"; expected a whole number from 1 to 1000000'],
    ["a fraction", ["train", "a", "--epochs=1.5"], '--epochs "1.5"; expected a whole number'],
    ["too small", ["train", "a", "--batch-size", "0"], "--batch-size 0; expected a whole number from 1"],
    ["seed too large", ["train", "a", "--seed", "4294967296"], "--seed 4294967296; expected"],
    ["threads", ["train", "a", "--threads", "0"], "--threads 0; expected a whole number from 1 to 256"],
    ["a kind that is none", ["train", "a", "--without", "conv"], '--without "conv"; expected scale, dense, batch_norm'],
    ["a kind that must stay", ["train", "a", "--without", "output"], '--without "output"; expected'],
    ["neither on nor off", ["train", "a", "--statistics", "yes"], '--statistics "yes"; expected on or off'],
    ["an option of train", ["check", "a", "--epochs", "3"], "--epochs belongs to train, not check"],
    ["an analysis of nothing", ["compile", "a", "--analyze"], "--analyze belongs to train, not compile"],
    ["a plan of a run", ["train", "a", "--plan"], "--plan belongs to compile, not train"],
    ["a plan with a value", ["compile", "a", "--plan=all"], "--plan takes no value"],
    ["a plan as JSON", ["compile", "a", "--plan", "--json"], "--plan is text; leave --json out"],
    ["an analysis with a value", ["train", "a", "--analyze=all"], "--analyze takes no value"],
    [
      "a cadence without a folder",
      ["train", "a", "--checkpoint-seconds", "3"],
      "--checkpoint-seconds needs --checkpoints",
    ],
    ["epochs without a folder", ["train", "a", "--checkpoint-epochs", "3"], "--checkpoint-epochs needs --checkpoints"],
    ["latest of no folder", ["train", "a", "--resume", "latest"], "--resume latest needs --checkpoints DIR"],
    [
      "seconds below 0",
      ["train", "a", "--checkpoint-seconds", "-1"],
      '--checkpoint-seconds "-1"; expected a whole number',
    ],
    ["a value for a switch", ["check", "a", "--json=1"], "--json takes no value"],
  ])("%s", async (_, words, text) => {
    const { exitCode, out, error } = await run(...words);
    expect(error).toContain(text);
    expect(error.trimEnd().split("\n")).toHaveLength(1);
    expect([exitCode, out]).toEqual([2, ""]);
  });
});

test("a file that is not there, and one that is no project, name the file", async () => {
  const missing = await run("check", "nowhere.layerglass");
  expect([missing.exitCode, missing.out]).toEqual([1, ""]);
  expect(missing.error).toMatch(/^nowhere\.layerglass: cannot be read \(ENOENT/);
  const wrong = await run("check", "package.json");
  expect(wrong.exitCode).toBe(1);
  expect(wrong.error).toMatch(/^package\.json: not_a_project at \$: found JSON without a format; expected .*Help: /);
});
