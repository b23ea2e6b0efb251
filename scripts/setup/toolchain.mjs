/** The tools a person must have brought: Node, Rust and a C linker. Missing ones are named with their remedy. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { findProgram, root, run, SetupError } from "./shell.mjs";

const leastNode = [20, 19];

/**
 * @param {readonly number[]} found
 * @param {readonly number[]} least
 */
function isAtLeast(found, least) {
  const [major = 0, minor = 0] = found;
  const [leastMajor = 0, leastMinor = 0] = least;
  return major > leastMajor || (major === leastMajor && minor >= leastMinor);
}

/** Refuses a Node too old for the build tools. */
export function checkNode() {
  const found = process.versions.node;
  if (!isAtLeast(found.split(".").map(Number), leastNode)) {
    throw new SetupError(
      `Node ${leastNode.join(".")} or newer is needed, found ${found}. Install it from https://nodejs.org and start again.`,
    );
  }
}

/** Refuses to go on without a Rust toolchain that can build the engine. */
export async function checkRust() {
  if (!findProgram("cargo")) {
    throw new SetupError(
      "Rust is needed to build the engine and cargo was not found. Install it from https://rustup.rs, open a new terminal and start again.",
    );
  }
  const manifest = await readFile(join(root, "Cargo.toml"), "utf8");
  const leastRust = (/^rust-version = "([\d.]+)"/m.exec(manifest)?.[1] ?? "0").split(".").map(Number);
  const { stdout } = await run("cargo", ["--version"]);
  const found = /(\d+)\.(\d+)\.\d+/.exec(stdout);
  if (!found || !isAtLeast([Number(found[1]), Number(found[2])], leastRust)) {
    throw new SetupError(
      `Rust ${leastRust.join(".")} or newer is needed, found ${found?.[0] ?? "none"}. Update it with: rustup update stable`,
    );
  }
}
