/** Loads and trains 10⁷ rows of 14 numbers in the terminal program, and looks at the most memory it takes meanwhile. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream, existsSync, readFileSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { platform } from "node:os";
import { join } from "node:path";
import { prepare } from "../setup/prepare.mjs";
import { root, SetupError, say } from "../setup/shell.mjs";

const [rows, features] = [10_000_000, 14];
const matrix = rows * features * 4;
/** Most memory, in matrices of the rows as float32. */
const most = 1.5;
/** Milliseconds between two looks. */
const look = 20;

export const memory = {
  about: `loads and trains ${rows} × ${features} numbers within ${most} times the memory of their rows; 2 GB of disk, Linux; 4 min`,
  async run() {
    if (platform() !== "linux") throw new SetupError("memory: looks into /proc, which Linux alone has.");
    await prepare({ bundles: ["cli"], addon: true });
    const folder = join(root, "out", "long-checks");
    const [table, project] = [join(folder, "memory.csv"), join(folder, "memory.layerglass")];
    await mkdir(folder, { recursive: true });
    if (!existsSync(table)) await write(table);
    await rm(project, { force: true });
    const ratios = [
      await taken("load", ["new", "--data", table, "--target", "y", "--out", project]),
      await taken("train", ["train", project, "--epochs", "1"]),
    ];
    if (ratios.some((ratio) => ratio >= most)) throw new SetupError(`memory: ${most} times the rows' or more.`);
  },
};

/**
 * A table of decimals, most of which float32 rounds, and a target that depends on them: the same everywhere.
 * @param {string} path
 */
async function write(path) {
  say(`memory: writing ${path}`);
  const out = createWriteStream(`${path}.part`);
  const names = Array.from({ length: features }, (_, feature) => `x${feature}`);
  out.write(`${[...names, "y"].join(",")}\n`);
  let state = 12_345;
  for (let row = 0; row < rows; ) {
    let text = "";
    for (const end = row + 10_000; row < end; row += 1) {
      let sum = 0;
      for (let feature = 0; feature < features; feature += 1) {
        // Numerical Recipes' generator.
        state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
        const cell = (state / 2 ** 32) * 20 - 10;
        sum += cell * (feature - 6);
        text += `${cell.toFixed(3)},`;
      }
      text += `${sum.toFixed(2)}\n`;
    }
    if (!out.write(text)) await once(out, "drain");
  }
  out.end();
  await once(out, "finish");
  await rename(`${path}.part`, path);
}

/**
 * The most memory that a command of the terminal program takes, in matrices of the rows. Told apart: what the system can
 * take back without a swap file, and what it cannot.
 * @param {string} name
 * @param {readonly string[]} args
 */
async function taken(name, args) {
  const child = spawn(process.execPath, [join(root, "dist", "cli", "index.cjs"), ...args], { stdio: "ignore" });
  const ended = once(child, "close");
  const peaks = { VmHWM: 0, RssAnon: 0, RssFile: 0 };
  const timer = setInterval(() => {
    const status = statusOf(child.pid);
    for (const [figure, peak] of Object.entries(peaks)) {
      const found = new RegExp(`^${figure}:\\s*(\\d+) kB`, "m").exec(status)?.[1];
      Object.assign(peaks, { [figure]: Math.max(peak, Number(found ?? 0) * 1024) });
    }
  }, look);
  const [code] = await ended;
  clearInterval(timer);
  if (code !== 0) throw new SetupError(`memory: ${name} ended with ${code}.`);
  if (peaks.VmHWM === 0) throw new SetupError(`memory: nothing was told of ${name}.`);
  const [all, own, file] = [peaks.VmHWM, peaks.RssAnon, peaks.RssFile].map((bytes) => Math.round(bytes / 2 ** 20));
  const ratio = peaks.VmHWM / matrix;
  say(`memory: ${name} took ${all} MiB, ${ratio.toFixed(2)} of the rows' (own at most ${own}, files' at most ${file})`);
  return ratio;
}

/** @param {number | undefined} pid */
function statusOf(pid) {
  try {
    return readFileSync(`/proc/${pid}/status`, "utf8");
  } catch {
    // Between its end and the notice of it.
    return "";
  }
}
