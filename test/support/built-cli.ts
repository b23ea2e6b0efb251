import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { repositoryPath } from "./golden";

/** Path of the built terminal program. */
export const builtCli = repositoryPath("dist", "cli", "index.cjs");

/** Whether the terminal program and the engine were built; the test command builds both before the suite runs. */
export const isCliBuilt = existsSync(builtCli) && existsSync(repositoryPath("dist", "native", "layerglass.node"));

/** The sample project. */
export const sample = repositoryPath("samples", "why-batch-normalization.layerglass");

export interface Ended {
  readonly exitCode: number | null;
  readonly out: string;
  readonly error: string;
}

/** Starts the built terminal program without a terminal. */
export function startCli(...words: readonly string[]): {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
} {
  const child = spawn(process.execPath, [builtCli, ...words], { stdio: ["ignore", "pipe", "pipe"] });
  let out = "";
  let error = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    out += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    error += text;
  });
  const ended = new Promise<Ended>((resolve) => child.on("close", (exitCode) => resolve({ exitCode, out, error })));
  return { child, ended };
}

/** Runs the built terminal program to its end. */
export function runBuiltCli(...words: readonly string[]): Promise<Ended> {
  return startCli(...words).ended;
}

/** The objects of `--json` output, one a line. */
export function jsonEvents(out: string): readonly Readonly<Record<string, unknown>>[] {
  return out
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
}
