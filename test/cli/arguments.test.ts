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

test.each([["help"], ["--help"], ["-h"]])("%s lists every command", async (word) => {
  const { exitCode, out, error } = await run(word);
  expect([exitCode, error]).toEqual([0, ""]);
  for (const command of ["profile", "new", "check", "compile", "train", "model", "predict", "evaluate", "help"]) {
    expect(out).toMatch(new RegExp(`^  ${command} `, "m"));
  }
});

test.each([
  ["help", "train"],
  ["train", "--help"],
  ["train", "x.layerglass", "-h"],
])("%s %s prints the help of that command", async (...words) => {
  const { exitCode, out, error } = await run(...words.filter(Boolean));
  expect([exitCode, error]).toEqual([0, ""]);
  expect(out).toContain("Usage: layerglass train [options] <project>");
  for (const option of [
    "--epochs <count>",
    "--optimizer <kind>",
    "--learning-rate <rate>",
    "--batch-size <rows>",
    "--split <method>",
    "--validation-split <share>",
    "--keep-best",
    "--early-stopping <patience>",
    "--continue-from <file|latest>",
    "--analyze",
    "--without <kind>",
    "--help",
  ]) {
    expect(out).toContain(option);
  }
});

test.each(["--version", "-V"])("%s prints the version alone", async (word) => {
  expect(await run(word)).toEqual({ exitCode: 0, out: "development\n", error: "" });
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
      "unknown command 'fly'; expected profile, new, check, compile, train, show, model, predict, evaluate",
    ],
    ["mistyped command", ["trian", "x.layerglass"], "unknown command 'trian' (Did you mean train?)"],
    ["help of no command", ["help", "predikt"], "unknown command 'predikt' (Did you mean predict?)"],
    ["no file", ["train"], "missing required argument 'project'. See layerglass train --help."],
    ["no table", ["predict", "a"], "missing required argument 'table'"],
    [
      "two files",
      ["check", "a", "b"],
      "too many arguments for 'check'. Expected 1 argument but got 2; one too many is \"b\"",
    ],
    ["unknown option", ["train", "a", "--epoch", "3"], "unknown option '--epoch' (Did you mean --epochs?)"],
    [
      "an option before its command",
      ["--json", "check", "a"],
      "--json belongs to profile, new, check, compile, train, show, model, predict, evaluate and comes after it",
    ],
    ["missing value", ["train", "a", "--epochs"], "option '--epochs <count>' argument missing"],
    ["option for a value", ["train", "a", "--save", "--json"], "--save needs a value"],
    ["not a number", ["train", "a", "--epochs", "many"], '--epochs "many"; expected a whole number from 1 to 1000000'],
    ["a fraction", ["train", "a", "--epochs=1.5"], '--epochs "1.5"; expected a whole number'],
    ["too small", ["train", "a", "--batch-size", "0"], "--batch-size 0; expected a whole number from 1"],
    ["seed too large", ["train", "a", "--seed", "4294967296"], "--seed 4294967296; expected"],
    ["threads", ["train", "a", "--threads", "0"], "--threads 0; expected a whole number from 1 to 256"],
    [
      "an optimizer that is none",
      ["train", "a", "--optimizer", "adamw"],
      "argument 'adamw' is invalid. Allowed choices are sgd, adam, adam_w, nadam, rms_prop, adagrad",
    ],
    ["a rate of 0", ["train", "a", "--learning-rate", "0"], "--learning-rate 0; expected a number above 0"],
    ["a rate below 0", ["train", "a", "--learning-rate", "-0.1"], '--learning-rate "-0.1"; expected a number above 0'],
    ["a rate in words", ["train", "a", "--learning-rate", "0x1"], '--learning-rate "0x1"; expected a number above 0'],
    [
      "no row to train",
      ["train", "a", "--validation-split", "1"],
      "--validation-split 1; expected a number at least 0 and below 1",
    ],
    ["a split that is none", ["train", "a", "--split", "first"], "Allowed choices are last, shuffled, stratified"],
    ["no patience", ["train", "a", "--early-stopping", "0"], "--early-stopping 0; expected a whole number from 1"],
    ["a value for the best", ["train", "a", "--keep-best=on"], "--keep-best takes no value"],
    ["a profile of nothing", ["profile"], "missing required argument 'table'. See layerglass profile --help."],
    ["a project of no table", ["new", "--out", "a.layerglass"], "required option '--data <file>' not specified"],
    ["a project to nowhere", ["new", "--data", "a.csv"], "required option '--out <project>' not specified"],
    [
      "a project by another name",
      ["new", "--data", "a.csv", "--out", "a.csv"],
      '--out "a.csv"; expected a name that ends in .layerglass. See layerglass new --help.',
    ],
    ["a kind that is none", ["train", "a", "--without", "conv"], '--without "conv"; expected scale, dense, batch_norm'],
    ["a kind that must stay", ["train", "a", "--without", "output"], '--without "output"; expected'],
    [
      "neither on nor off",
      ["train", "a", "--statistics", "yes"],
      "option '--statistics <on|off>' argument 'yes' is invalid. Allowed choices are on, off",
    ],
    ["an option of train", ["check", "a", "--epochs", "3"], "--epochs belongs to new, train, not check"],
    ["an analysis of nothing", ["compile", "a", "--analyze"], "--analyze belongs to train, not compile"],
    ["a plan of a run", ["train", "a", "--plan"], "--plan belongs to compile, not train"],
    ["a plan with a value", ["compile", "a", "--plan=all"], "--plan takes no value"],
    ["a plan as JSON", ["compile", "a", "--plan", "--json"], "option '--plan' cannot be used with option '--json'"],
    ["an analysis with a value", ["train", "a", "--analyze=all"], "--analyze takes no value"],
    [
      "a cadence without a folder",
      ["train", "a", "--checkpoint-seconds", "3"],
      "--checkpoint-seconds needs --checkpoints",
    ],
    ["epochs without a folder", ["train", "a", "--checkpoint-epochs", "3"], "--checkpoint-epochs needs --checkpoints"],
    [
      "latest of no folder",
      ["train", "a", "--continue-from", "latest"],
      "--continue-from latest needs --checkpoints <folder>",
    ],
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
  expect(missing.error).toMatch(/^nowhere\.layerglass: file_absent: found no such file or folder; expected .*Help: /);
  const wrong = await run("check", "package.json");
  expect(wrong.exitCode).toBe(1);
  expect(wrong.error).toMatch(/^package\.json: not_a_project: found JSON without a format; expected .*Help: /);
});
