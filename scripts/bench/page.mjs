/** docs/benchmarks.md, written from the figures recorded beside it. */
import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { root } from "../setup/shell.mjs";
import { axes, growthPlot, growthTable } from "./growth.mjs";

/** @typedef {import("./measuring.mjs").Line} Line */
/** @typedef {ReturnType<typeof import("./measuring.mjs").machine>} Machine */
/** @typedef {{ machine: Machine | Omit<Machine, "isa">, command: string, lines: Line[] }} Record_ */

const folder = join(root, "docs", "benchmarks");
const workloads = ["seed", "mid", "wide"];
/** The instruction set of the page's first sections; those of another have sections and files of their own. */
const widest = "avx512";
/** Narrower ones that may have been measured, and what their processors are. */
const narrower = /** @type {Record<string, string>} */ ({ avx2: "AVX2", neon: "NEON", portable: "portable code" });
/** Least microseconds a step could take if its products alone ran at the matrix limit of the machine that set the bars. */
const limits = /** @type {Record<string, [number, number]>} */ ({
  seed: [4.3, 4.3],
  mid: [243, 128],
  wide: [38_400, 19_700],
});
/** Times jax that each workload must reach. */
const bars = /** @type {Record<string, number>} */ ({ seed: 4.5, mid: 1.7, wide: 1.05 });
/** Times jax aimed at; wide aims at a share of the limit instead. */
const aims = /** @type {Record<string, number>} */ ({ seed: 8, mid: 2.3 });
const aimedShareOfLimit = /** @type {Record<string, number>} */ ({ wide: 0.93 });

/**
 * Keeps what a command measured, and writes the page anew.
 * @param {string} name
 * @param {string} command
 * @param {Machine} machine
 * @param {readonly Line[]} lines
 */
export async function record(name, command, machine, lines) {
  await mkdir(folder, { recursive: true });
  const file = machine.isa === widest ? name : `${name}-${machine.isa}`;
  if (name === "growth") {
    await writeFile(join(folder, `${file}.csv`), growthTable(lines));
    for (const axis of axes) {
      const points = lines
        .filter((line) => line.axis === axis.name)
        .map((line) => ({
          value: Number(line.value),
          threads: Number(line.threads),
          micros: Number(line[axis.figure]),
        }));
      await writeFile(join(folder, `${file}-${axis.name}.svg`), growthPlot(axis.title, points));
    }
  }
  const kept = { machine, command, lines: name === "growth" ? [] : lines };
  await writeFile(join(folder, `${file}.json`), `${JSON.stringify(kept, null, 2)}\n`);
  await writePage();
}

/** Writes the page anew from the figures that are kept. */
export async function writePage() {
  await writeFile(join(root, "docs", "benchmarks.md"), await page());
}

/** @param {string} name @returns {Promise<Record_ | null>} */
async function recorded(name) {
  const path = join(folder, `${name}.json`);
  return existsSync(path) ? JSON.parse(await readFile(path, "utf8")) : null;
}

/** @param {number} value */
const figure = (value) => (value >= 1000 ? String(Math.round(value)) : value.toPrecision(3));
/** @param {number} share */
const percent = (share) => `${(share * 100).toFixed(1)} %`;
/** @param {readonly (readonly (string | number)[])[]} rows First the head. */
function table(rows) {
  const [head = [], ...body] = rows;
  return [head, head.map(() => "---"), ...body].map((row) => `| ${row.join(" | ")} |`).join("\n");
}

/** Figures were first taken on a machine with the widest, and did not say so. @param {Record_["machine"]} on */
const isaOf = (on) => ("isa" in on ? on.isa : widest);
/** @param {string} isa */
const nameOf = (isa) => (isa === widest ? "AVX-512" : (narrower[isa] ?? isa));

/** @param {Record_} taken */
function origin({ machine: on, command }) {
  const text = `\`${command}\`, ${on.date}: ${on.processor}, ${nameOf(isaOf(on))}, ${on.cores} cores, ${on.gibibytes} GiB, ${on.system}.`;
  if (on.load < on.cores / 4) return text;
  return `${text} The machine's load was ${on.load} when it began; what ran beside makes times longer, those of two threads most.`;
}

/** @param {string} workload @param {Record_} taken */
function stepSection(workload, taken) {
  const { lines } = taken;
  const ours = lines.filter((line) => line.peer === "layerglass");
  const peers = lines.filter((line) => line.peer !== undefined && line.peer !== "layerglass");
  const best = Math.min(...ours.filter((line) => !line.statistics).map((line) => Number(line.step_micros)));
  const rows = [
    ...ours.map((line) => [
      `Layerglass, ${line.threads} thread${line.threads === 1 ? "" : "s"}, statistics ${line.statistics ? "on" : "off"}`,
      figure(Number(line.step_micros)),
      "",
    ]),
    ...peers.map((line) => [
      line.peer,
      figure(Number(line.step_micros)),
      `${(Number(line.step_micros) / best).toFixed(2)}×`,
    ]),
  ];
  const text = [
    `## ${workload}`,
    origin(taken),
    table([["", "µs a step", "Layerglass is faster"], ...rows.map((row) => row.map(String))]),
  ];
  const jax = peers.find((line) => line.peer === "jax");
  const [bar, aim] = [bars[workload] ?? 0, aims[workload]];
  if (jax) {
    const times = Number(jax.step_micros) / best;
    const reached = times >= bar ? "clears the bar" : "misses the bar";
    const verdict = aim !== undefined && times >= aim ? "reaches the aim" : reached;
    const marks = aim === undefined ? `bar ${bar}×` : `bar ${bar}×, aim ${aim}×`;
    text.push(`Against jax: ${times.toFixed(2)}×, which ${verdict} (${marks}).`);
  }
  for (const line of lines.filter((line) => line.statistics_cost !== undefined)) {
    text.push(
      `Statistics on ${line.threads} thread${line.threads === 1 ? "" : "s"}: ${percent(Number(line.statistics_cost))} by median epochs, ${percent(Number(line.statistics_cost_of_shortest_epochs))} by the shortest (bar 5 %, aim 2 %).`,
    );
  }
  const [one, two] = limits[workload] ?? [0, 0];
  const aimed = aimedShareOfLimit[workload];
  text.push(
    `The products alone take at least ${figure(one)} µs on one core and ${figure(two)} µs on two at 107 and 206 GFLOP/s, the most that was seen of any matrix library on the machine the bars were set on: ${percent(two / best)} of the best step above${aimed === undefined ? "" : ` (aim ${percent(aimed)})`}.`,
  );
  return text.join("\n\n");
}

/** @param {Record_} taken @param {string} of */
function tableSection(taken, of) {
  const seconds = (/** @type {unknown} */ value) => Number(value).toFixed(2);
  const rows = taken.lines
    .filter((line) => line.reader !== undefined)
    .map((line) => {
      const against = taken.lines.find((other) => other.table === line.table && other.against === line.reader);
      const share = against ? `${Number(against.share_of_its_time).toFixed(2)}×` : "";
      const steps = [line.read, line.profile, line.encode, line.seconds].map(seconds);
      return [String(line.table), String(line.reader), ...steps, share];
    });
  const head = ["table", "reader", "read, s", "profile, s", "encode, s", "together, s", "ours takes of its time"];
  return [
    `## From a file to scaled rows${of}`,
    origin(taken),
    "10⁶ rows × 15 columns: **plain** numbers and texts, **quoted** texts with the delimiter in some, **precise** decimals with all digits of a float64. Every column profiled, then all but the last encoded and standardised. Bar: at most 1.0× polars' time, aim 0.6×.",
    table([head, ...rows]),
  ].join("\n\n");
}

/** What was profiled, as the table's head names it. @param {Line} line */
const runOf = ({ workload, threads, statistics }) => `${workload}, ${threads}${statistics ? ", statistics" : ""}`;

/** @param {Record_} taken @param {string} of */
function profileSection(taken, of) {
  const text = [`## Where the time goes${of}`, origin(taken)];
  text.push(
    "By sampling: a thread of its own looks, at random moments about 100 µs apart for 15 s, at the mark the training thread leaves in passing (one store where the kind of work changes, made whether or not anybody looks). With two threads the mark is the calling thread's. µs are the share of the shortest epoch's step.",
  );
  const kinds = [...new Set(taken.lines.map((line) => String(line.work)))];
  const runs = [...new Set(taken.lines.map((line) => runOf(line)))];
  const rows = kinds.map((kind) => [
    kind,
    ...runs.map((name) => {
      const line = taken.lines.find((line) => line.work === kind && runOf(line) === name);
      return line ? `${percent(Number(line.share))} (${figure(Number(line.micros))})` : "";
    }),
  ]);
  const products = runs.map((name) => {
    const share = taken.lines
      .filter((line) => runOf(line) === name)
      .filter((line) => String(line.work).startsWith("products"))
      .reduce((sum, line) => sum + Number(line.share), 0);
    return `**${percent(share)}**`;
  });
  text.push(table([["share of a step (µs)", ...runs], ...rows, ["**matrix products**", ...products]]));
  return text.join("\n\n");
}

/**
 * How many times faster than jax the best run without statistics is, or null where jax was not measured.
 * @param {Record_ | null} taken
 */
function timesJax(taken) {
  const lines = taken?.lines ?? [];
  const jax = lines.find((line) => line.peer === "jax");
  const ours = lines.filter((line) => line.peer === "layerglass" && !line.statistics);
  return jax ? Number(jax.step_micros) / Math.min(...ours.map((line) => Number(line.step_micros))) : null;
}

/**
 * What a narrower instruction set costs. Its machine may be another than that of the sections before: only ratios compare.
 * @param {string} isa
 * @param {string} name
 */
async function narrowSections(isa, name) {
  const rows = [["workload", "threads", "µs a step", "statistics", "jax, µs", "Layerglass is faster (bar)"]];
  const origins = [];
  const verdicts = [];
  for (const workload of workloads) {
    const taken = await recorded(`${workload}-${isa}`);
    if (!taken) continue;
    origins.push(origin(taken));
    const [here, above] = [timesJax(taken), timesJax(await recorded(workload))];
    if (here !== null) {
      const verdict = here >= (bars[workload] ?? 0) ? "clears the bar" : "misses the bar";
      const beside = above === null ? "" : `, ${above.toFixed(2)}× with ${nameOf(widest)}`;
      verdicts.push(`${workload} ${here.toFixed(2)}× jax${beside} (${verdict} of ${bars[workload]}×)`);
    }
    const jax = taken.lines.find((line) => line.peer === "jax");
    for (const line of taken.lines.filter((line) => line.peer === "layerglass" && !line.statistics)) {
      const cost = taken.lines.find((other) => other.statistics_cost !== undefined && other.threads === line.threads);
      rows.push([
        workload,
        String(line.threads),
        figure(Number(line.step_micros)),
        cost ? percent(Number(cost.statistics_cost)) : "",
        jax ? figure(Number(jax.step_micros)) : "",
        jax ? `${(Number(jax.step_micros) / Number(line.step_micros)).toFixed(2)}× (${bars[workload]}×)` : "",
      ]);
    }
  }
  const parts =
    origins.length === 0 ? [] : [`## What ${name} costs`, `${apart} jax is held to the same instruction set.`];
  if (origins.length > 0) parts.push(...origins, table(rows));
  if (verdicts.length > 0) parts.push(`The better of one thread and two: ${verdicts.join("; ")}.`);
  return [...parts, ...(await commonSections(`-${isa}`, `, ${name}`))];
}

const apart =
  "A section of its own, since another machine or another hour of the same one may have taken it: compare its ratios with those above, each against jax of the same run, and not its times.";

/**
 * The sections every instruction set may have.
 * @param {string} suffix Of the files.
 * @param {string} of Of the titles.
 */
async function commonSections(suffix, of) {
  const parts = [];
  const siblings = await recorded(`siblings${suffix}`);
  if (siblings) {
    const rows = siblings.lines.map((line) => [
      String(line.workload),
      String(line.alone_rows_per_second),
      String(line.siblings_rows_per_second),
      `${Number(line.siblings_against_one).toFixed(2)}×`,
    ]);
    parts.push(`## Two runs side by side${of}`, origin(siblings));
    parts.push(table([["workload", "rows/s alone", "rows/s of two together", "ratio (bar 1.9×)"], ...rows]));
  }
  const tables = await recorded(`tables${suffix}`);
  if (tables) parts.push(tableSection(tables, of));
  const profile = await recorded(`profile${suffix}`);
  if (profile) parts.push(profileSection(profile, of));
  const growth = await recorded(`growth${suffix}`);
  if (growth) {
    parts.push(
      `## How the cost grows${of}`,
      origin(growth),
      `Figures: [growth${suffix}.csv](benchmarks/growth${suffix}.csv).`,
    );
    parts.push(axes.map((axis) => `![${axis.title}](benchmarks/growth${suffix}-${axis.name}.svg)`).join("\n"));
  }
  return parts;
}

async function page() {
  const parts = [
    "# Benchmarks",
    "Written by `npm run --silent bench -- COMMAND --record`; the figures lie beside it in `docs/benchmarks`. Times from one machine mean little on another: the ratios taken in one run are what counts. Ours and theirs are measured in turns; of each the best round counts, and of a round the median epoch.",
    "Workloads (each layer Dense → BatchNorm → activation [→ Dropout], softmax and cross-entropy, SGD with Nesterov momentum, rows shuffled every epoch, float32): **seed** 8000 × 14, 64-64, 2 classes, batch 16, tanh, dropout 0.5; **mid** 15 000 × 784, 100-100-100, 10 classes, batch 60, sigmoid; **wide** 8192 × 784, 1024-1024-1024, 10 classes, batch 256, relu.",
    "Commands: `seed|mid|wide [--peers [LIST]]`, `siblings`, `profile`, `growth`, `tables`; add `--isa avx2` to use nothing wider ([processors.md](processors.md)) and `--record` to keep the figures and write this page anew.",
  ];
  for (const workload of workloads) {
    const taken = await recorded(workload);
    if (taken) parts.push(stepSection(workload, taken));
  }
  parts.push(...(await commonSections("", "")));
  for (const [isa, name] of Object.entries(narrower)) parts.push(...(await narrowSections(isa, name)));
  return `${parts.join("\n\n")}\n`;
}
