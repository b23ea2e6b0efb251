/**
 * `npm run long-checks -- mutated|fuzz|miri|aarch64 …`: checks of the engine that take longer, or need more tools, than
 * an ordinary test.
 *
 * - `mutated`: a million mutated network documents (some minutes)
 * - `fuzz`: ten minutes of a fuzzer over network documents, beginning with those in engine/native/fuzz/seeds; needs a
 *   nightly toolchain and cargo-fuzz
 * - `miri`: the parts without SIMD under Miri; needs `rustup component add miri rust-src --toolchain nightly`
 * - `aarch64`: kernels and products as NEON code; elsewhere needs qemu-user, a cross linker and the Rust target
 */
import { mkdir } from "node:fs/promises";
import { arch } from "node:os";
import { join } from "node:path";
import { command, root, run, SetupError, say } from "./setup/shell.mjs";
import { checkRust } from "./setup/toolchain.mjs";

const fuzz = join(root, "engine", "native", "fuzz");
const trainer = ["-p", "layerglass-trainer"];
const tests = (/** @type {readonly string[]} */ ...names) => names.flatMap((name) => ["--test", name]);
const crossed =
  arch() === "arm64"
    ? {}
    : {
        CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_LINKER: "aarch64-linux-gnu-gcc",
        CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_RUNNER: "qemu-aarch64 -L /usr/aarch64-linux-gnu",
      };

/** @type {Record<string, readonly { args: readonly string[], env?: Record<string, string> }[]>} */
const checks = {
  mutated: [
    { args: ["test", "--release", ...trainer, ...tests("mutated_ir")], env: { LAYERGLASS_MUTATED_IRS: "1000000" } },
  ],
  fuzz: [
    {
      args: [
        ...["+nightly", "fuzz", "run", "--fuzz-dir", fuzz, "ir"],
        ...[join(fuzz, "corpus"), join(fuzz, "seeds"), "--", "-max_total_time=600", "-max_len=8192", "-timeout=20"],
      ],
    },
  ],
  miri: [
    {
      args: [...["+nightly", "miri", "test", ...trainer, "--lib"], ...tests("schedules", "safetensors")],
      env: { MIRIFLAGS: "-Zmiri-disable-isolation -Zmiri-deterministic-floats", PROPTEST_CASES: "2" },
    },
  ],
  aarch64: [
    {
      args: ["test", "--target", "aarch64-unknown-linux-gnu", ...trainer, ...tests("kernels", "products")],
      env: crossed,
    },
  ],
};

await command(async () => {
  const wanted = process.argv.slice(2);
  if (wanted.length === 0 || !wanted.every((name) => name in checks)) {
    throw new SetupError(`Usage: npm run long-checks -- ${Object.keys(checks).join("|")} …`);
  }
  await checkRust();
  // The fuzzer keeps what it finds there and does not make it.
  await mkdir(join(fuzz, "corpus"), { recursive: true });
  for (const name of wanted) {
    for (const { args, env = {} } of checks[name] ?? []) {
      say(`${name}: cargo ${args.join(" ")}`);
      const { code } = await run("cargo", args, { output: "shown", env });
      if (code !== 0) throw new SetupError(`${name} failed.`);
    }
  }
});
