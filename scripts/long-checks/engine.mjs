/** Checks of the engine that take longer, or need more tools, than an ordinary test. */
import { mkdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { arch } from "node:os";
import { join } from "node:path";
import { addonPath, provideAddon } from "../setup/native-addon.mjs";
import { root, run, SetupError, say } from "../setup/shell.mjs";
import { checkRust } from "../setup/toolchain.mjs";

const fuzz = join(root, "engine", "native", "fuzz");
const trainer = ["-p", "layerglass-trainer"];
/** Those modules of the trainer's one program of tests. */
const tests = (/** @type {readonly string[]} */ ...names) => [
  "--test",
  "suite",
  "--",
  ...names.map((name) => `${name}::`),
];
const crossed =
  arch() === "arm64"
    ? {}
    : {
        CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_LINKER: "aarch64-linux-gnu-gcc",
        CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_RUNNER: "qemu-aarch64 -L /usr/aarch64-linux-gnu",
      };

/**
 * @param {readonly string[]} args
 * @param {Record<string, string>} [env]
 */
export async function cargo(args, env = {}) {
  await checkRust();
  say(`cargo ${args.join(" ")}`);
  const { code } = await run("cargo", args, { output: "shown", env });
  if (code !== 0) throw new SetupError(`cargo ${args[0]} failed.`);
}

/** @type {Record<string, import("../long-checks.mjs").LongCheck>} */
export const engineChecks = {
  mutated: {
    about: "a million mutated network documents (some minutes)",
    run: () => cargo(["test", "--release", ...trainer, ...tests("mutated_ir")], { LAYERGLASS_MUTATED_IRS: "1000000" }),
  },
  fuzz: {
    about:
      "ten minutes of a fuzzer over network documents, beginning with those in engine/native/fuzz/seeds; needs a nightly toolchain and cargo-fuzz",
    run: async () => {
      // The fuzzer keeps what it finds there and does not make it.
      await mkdir(join(fuzz, "corpus"), { recursive: true });
      await cargo([
        ...["+nightly", "fuzz", "run", "--fuzz-dir", fuzz, "ir"],
        ...[join(fuzz, "corpus"), join(fuzz, "seeds"), "--", "-max_total_time=600", "-max_len=8192", "-timeout=20"],
      ]);
    },
  },
  miri: {
    about: "the parts without SIMD under Miri; needs `rustup component add miri rust-src --toolchain nightly`",
    run: async () => {
      const miri = { MIRIFLAGS: "-Zmiri-disable-isolation -Zmiri-deterministic-floats", PROPTEST_CASES: "2" };
      for (const some of [["--lib"], tests("schedules", "safetensors")]) {
        await cargo(["+nightly", "miri", "test", ...trainer, ...some], miri);
      }
    },
  },
  levels: {
    about: "the whole Rust suite under each instruction set that this machine has (a few minutes each)",
    run: async () => {
      await provideAddon();
      /** @type {import("../../engine/contract/index.ts").NativeModule} */
      const engine = createRequire(import.meta.url)(addonPath);
      for (const level of engine.instructionSets()) {
        say(`levels: ${level}`);
        await cargo(["test", "--workspace", "--no-fail-fast", "--quiet"], { LAYERGLASS_ISA: level });
      }
    },
  },
  aarch64: {
    about: "kernels and products as NEON code; elsewhere needs qemu-user, a cross linker and the Rust target",
    run: () =>
      cargo(["test", "--target", "aarch64-unknown-linux-gnu", ...trainer, ...tests("kernels", "products")], crossed),
  },
};
