/** Running other programs from the set-up: quietly, with their output kept for the case that they fail. */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Absolute path of the repository. */
export const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/[\\/]$/, "");

/** A failure whose message is complete for the person: shown as one line, without a stack trace. */
export class SetupError extends Error {}

/**
 * @typedef {object} Finished
 * @property {number} code Exit code; 1 when a signal ended it.
 * @property {string} stdout
 * @property {string} stderr
 */

/**
 * Runs a program to its end. `output` decides what becomes of what it writes:
 * `kept` collects both streams, `shown` passes them through.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ output?: "kept" | "shown", env?: Record<string, string | undefined>, cwd?: string, timeoutMs?: number }} [options]
 * @returns {Promise<Finished>}
 */
export function run(command, args, { output = "kept", env, cwd = root, timeoutMs } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: output === "shown" ? "inherit" : ["ignore", "pipe", "pipe"],
      shell: process.platform === "win32" && /^(npm|npx)$/.test(command),
      timeout: timeoutMs,
    });
    let stdout = "";
    let stderr = "";
    child.stdout?.setEncoding("utf8").on("data", (text) => {
      stdout += text;
    });
    child.stderr?.setEncoding("utf8").on("data", (text) => {
      stderr += text;
    });
    child.on("error", reject);
    child.on("close", (code) => resolve({ code: code ?? 1, stdout, stderr }));
  });
}

/**
 * Where a program stands in PATH, or null.
 * @param {string} name
 */
export function findProgram(name) {
  const endings = process.platform === "win32" ? [".exe", ".cmd", ""] : [""];
  for (const folder of (process.env.PATH ?? "").split(delimiter)) {
    for (const ending of endings) {
      const path = join(folder, name + ending);
      if (folder && existsSync(path)) return path;
    }
  }
  return null;
}

/**
 * Tells what the set-up is doing. On stderr, so that a command's own output stays clean.
 * @param {string} line
 */
export function say(line) {
  process.stderr.write(`${line}\n`);
}

/** What a stream answers once its reader went away: on Windows in a word of its own. */
const readerIsGone = new Set(["EPIPE", "EOF", "ERR_STREAM_DESTROYED"]);
/** As a shell tells of a program that wrote to nobody. */
const unreadExitCode = 141;
let isOutlivingReaders = false;

/** From now on the command has something to keep: it goes on though nobody reads what it tells. */
export function outliveReaders() {
  isOutlivingReaders = true;
}

/** A reader that has had enough (`| head`) ends the command, quietly. */
function heedReaders() {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (/** @type {NodeJS.ErrnoException} */ failure) => {
      if (!readerIsGone.has(failure.code ?? "")) throw failure;
      if (!isOutlivingReaders) process.exit(unreadExitCode);
    });
  }
}

/**
 * Runs a command's body; a `SetupError` becomes one line and exit code 1.
 * @param {() => Promise<number | undefined | void>} body Its answer is the exit code.
 */
export async function command(body) {
  heedReaders();
  try {
    process.exitCode = (await body()) ?? 0;
  } catch (failure) {
    if (!(failure instanceof SetupError)) throw failure;
    say(`layerglass: ${failure.message}`);
    process.exitCode = 1;
  }
}
