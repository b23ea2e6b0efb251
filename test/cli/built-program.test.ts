import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  closeSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { referenceTrainingSetup } from "../../engine/model";
import { type Project, parseProject, serializeProject } from "../../engine/project";
import {
  builtCli,
  jsonEvents as events,
  isCliBuilt,
  runBuiltCli as run,
  sample,
  startCli as start,
} from "../support/built-cli";
import { statisticNames } from "../support/declared-stream";
import { expectGolden, repositoryPath } from "../support/golden";
import { chain, edited } from "../support/reference-network";
import { parseSafetensors } from "../support/safetensors";

// The program is built before the suite runs; a run of single files without a build leaves these out.
describe.skipIf(!isCliBuilt)("the built program", () => {
  let folder = "";
  /** Two clouds of points around (±1, ±1), which no coordinate alone tells apart: learnt in a few epochs. */
  const csv = `a,b,kind\n${Array.from({ length: 200 }, (_, row) => {
    const side = row % 2 === 0 ? 1 : -1;
    return `${side + 1.05 * Math.sin(row)},${side + 1.05 * Math.cos(3 * row)},${side > 0 ? "yes" : "no"}`;
  }).join("\n")}\n`;
  const path = (name: string) => join(folder, name);

  function project(changes: Partial<Project> = {}): Project {
    return {
      name: "Clouds",
      graph: chain(
        ["data"],
        ["scale"],
        ["dense", { units: 8 }],
        ["batch_norm"],
        ["activation", { function: "tanh" }],
        ["dense", { units: 2 }],
        ["activation", { function: "softmax" }],
        ["output"],
      ),
      layout: { positions: {}, viewport: null },
      data: {
        path: "clouds.csv",
        sha256: createHash("sha256").update(csv).digest("hex"),
        columns: [
          { name: "a", role: "feature", encoding: "number" },
          { name: "b", role: "feature", encoding: "number" },
          { name: "kind", role: "target", encoding: "code" },
        ],
      },
      training: {
        ...referenceTrainingSetup,
        optimizer: { kind: "sgd", learning_rate: 0.1, decay: 0, momentum: 0.9, nesterov: true },
        epochs: 3,
        batch_size: 16,
        validation_split: 0.2,
        seed: 1,
        shuffle: true,
        threads: 1,
        statistics: true,
      },
      ...changes,
    };
  }

  function saved(name: string, changes: Partial<Project> = {}): string {
    writeFileSync(path(name), serializeProject(project(changes)));
    return path(name);
  }

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "layerglass-cli-"));
    writeFileSync(path("clouds.csv"), csv);
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test("check of the sample succeeds and tells its warning and information", async () => {
    const { exitCode, out, error } = await run("check", sample);
    expect([exitCode, error]).toEqual([0, ""]);
    expect(out).toContain("W001 batch_norm_1: found a last batch of one row (39073 training rows in batches of 16)");
    expect(out).toMatch(/0 errors, 1 warning, 3 information\n$/);
  });

  test("compile of the sample prints the golden IR, and with --json the document itself", async () => {
    const text = await run("compile", sample);
    expect(text.exitCode).toBe(0);
    expectGolden(text.out, "test", "golden", "reference-network.ir.txt");
    const json = await run("compile", sample, "--json");
    expect(JSON.parse(json.out)).toMatchObject({ version: 2, operations: expect.any(Array), training: { epochs: 20 } });
  });

  test("compile --plan prints what training executes, fused", async () => {
    const { exitCode, out, error } = await run("compile", saved("clouds.layerglass"), "--plan");
    expect([exitCode, error]).toEqual([0, ""]);
    const [kernels, ...lines] = out.split("\n");
    expect(kernels).toMatch(/^kernels \w+, 1 threads, batches of 16$/);
    expect(lines).toEqual([
      "once   %0 = input",
      "once   %1 = scale %0",
      "batch  gather %1 : [B,2]",
      "step   %2 = dense %1 @dense_1.weight + @dense_1.bias : [B,8]; back to parameters only, descending",
      "step   %4 = batch_norm %3 > tanh %2 : [B,8]; back to %2",
      "step   %5 = dense %4 @dense_2.weight + @dense_2.bias : [B,2]; back to %4, descending",
      "step   %6 = softmax %5 : [B,2]; back by its loss",
      "loss   binary_cross_entropy %6 against target 0 x1; back to %5, through softmax",
      "update sgd 6 parameters, 58 values",
      "",
    ]);
  });

  test("errors go to stderr with file, node, found, expected and help, and fail every command", async () => {
    const graph = edited(project().graph, { type: "set_parameter", node: "dense_2", parameter: "units", value: 5 });
    const file = saved("wrong.layerglass", { graph });
    for (const command of ["check", "compile", "train"]) {
      const { exitCode, error } = await run(command, file);
      expect(exitCode).toBe(1);
      expect(error).toContain(
        `${file}: E008 output_1.prediction: found 5 units for the 2 classes of kind; expected 2 units`,
      );
      expect(error).toContain("Help: give the last Dense 2 units");
    }
  });

  test("train --json: start, one epoch line and one line a layer each epoch, finish", async () => {
    const { exitCode, out, error } = await run("train", saved("clouds.layerglass"), "--json", "--epochs", "4");
    expect([exitCode, error]).toEqual([0, ""]);
    const lines = events(out);
    expect(lines[0]).toMatchObject({
      event: "start",
      epochs: 4,
      training_rows: 160,
      validation_rows: 40,
      steps_per_epoch: 10,
    });
    expect(lines.at(-1)).toMatchObject({ event: "finish", state: "finished", epochs: 4 });
    const epochs = lines.filter(({ event }) => event === "epoch");
    expect(epochs.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4]);
    for (const line of epochs) {
      for (const key of ["loss", "accuracy", "validation_loss", "validation_accuracy", "rows_per_second"]) {
        expect(typeof line[key], key).toBe("number");
      }
    }
    expect(epochs.at(-1)?.validation_accuracy).toBeGreaterThan(0.95);
    const layers = lines.filter(({ event }) => event === "layer");
    for (const epoch of [1, 2, 3, 4]) {
      const nodes = layers.filter((line) => line.epoch === epoch).map(({ node }) => node);
      expect(nodes).toEqual(
        expect.arrayContaining(["dense_1", "batch_norm_1", "activation_1", "dense_2", "activation_2"]),
      );
      expect(new Set(nodes).size).toBe(nodes.length);
    }
    for (const line of layers) {
      expect(Object.keys(line).slice(0, 5)).toEqual(["event", "node", "op", "epoch", "step"]);
      expect(Object.keys(line).slice(5).sort()).toEqual([...statisticNames].sort());
      const step = Number(line.step);
      expect(Math.floor(step / 10) + 1).toBe(line.epoch);
    }
  });

  test("train --analyze looks into the trained network, for people and for programs", async () => {
    const people = await run("train", saved("clouds.layerglass"), "--analyze");
    expect([people.exitCode, people.error]).toEqual([0, ""]);
    expect(people.out).toMatch(/^activation_1 +\d\.\d\d +8 +160$/m);
    expect(people.out).toContain("along the gradient of one batch (16 rows)");
    expect(people.out).toContain("on a filter-normalised plane (21 × 21 points, 160 rows each)");
    const programs = await run("train", saved("clouds.layerglass"), "--analyze", "--json");
    const [finish, analysis] = events(programs.out).slice(-2);
    expect([finish?.event, analysis?.event, analysis?.steps]).toEqual(["finish", "analysis", 30]);
    expect(Object.keys(analysis ?? {})).toEqual(["event", "steps", "effective_ranks", "along_gradient", "plane"]);
  });

  test("train without --json: an epoch a line, then a table with a row a layer", async () => {
    const { exitCode, out } = await run("train", saved("clouds.layerglass"));
    expect(exitCode).toBe(0);
    expect(out).not.toContain("\u001b");
    expect(out.match(/^epoch \d\/3 {2}loss /gm)).toHaveLength(3);
    expect(out).toMatch(/^layer .*saturated/m);
    for (const node of ["dense_1", "batch_norm_1", "activation_1"]) expect(out).toMatch(new RegExp(`^${node} `, "m"));
  });

  test("the same seed gives the same figures, another seed others, on one thread and on two", async () => {
    const file = saved("clouds.layerglass");
    const losses = async (...words: readonly string[]) =>
      events((await run("train", file, "--json", ...words)).out)
        .filter(({ event }) => event === "epoch")
        .map(({ loss }) => loss);
    const first = await losses("--seed", "5");
    expect(first).toHaveLength(3);
    expect(await losses("--seed", "5", "--threads", "2")).toEqual(first);
    expect(await losses("--seed", "5", "--statistics", "off")).toEqual(first);
    expect(await losses("--seed", "6")).not.toEqual(first);
  });

  test("--without takes a kind out, --statistics off takes the layer lines away", async () => {
    const file = saved("clouds.layerglass");
    const { out } = await run(
      "train",
      file,
      "--json",
      "--without",
      "batch_norm",
      "--without",
      "scale",
      "--epochs",
      "1",
    );
    const nodes = events(out)
      .filter(({ event }) => event === "layer")
      .map(({ node }) => node);
    expect(nodes).not.toContain("batch_norm_1");
    expect(nodes).not.toContain("scale_1");
    expect(nodes).toContain("dense_1");
    const quiet = events((await run("train", file, "--json", "--statistics", "off")).out);
    expect(quiet.filter(({ event }) => event === "layer")).toEqual([]);
    const refused = await run("train", file, "--without", "activation");
    expect([refused.exitCode, refused.out]).toEqual([1, ""]);
    expect(refused.error).toContain("E015 output_1.prediction");
  });

  test("--save writes safetensors with every parameter", async () => {
    const target = path("weights.safetensors");
    const { exitCode, out } = await run("train", saved("clouds.layerglass"), "--save", target);
    expect(exitCode).toBe(0);
    expect(out).toContain(`model saved to ${target}`);
    const bytes = readFileSync(target);
    const header = JSON.parse(bytes.subarray(8, 8 + Number(bytes.readBigUInt64LE(0))).toString("utf8"));
    expect(header["dense_1.weight"]).toMatchObject({ dtype: "F32", shape: [2, 8] });
    expect(Object.keys(header)).toEqual(
      expect.arrayContaining(["dense_1.bias", "batch_norm_1.gamma", "batch_norm_1.variance", "scale_1.factor"]),
    );
    const nowhere = await run("train", path("clouds.layerglass"), "--save", path("no/such/folder/w"));
    expect(nowhere.exitCode).toBe(1);
    expect(nowhere.error).toContain("could not be saved");
  });

  test("a changed table is warned about and trains; another is named with --data; a missing one is an error", async () => {
    const base = project();
    const changed = saved("changed.layerglass", { data: base.data && { ...base.data, sha256: "0".repeat(64) } });
    const warned = await run("train", changed, "--epochs", "1");
    expect(warned.exitCode).toBe(0);
    expect(warned.error).toContain(`${changed}: W007 data_1: found ${path("clouds.csv")}`);
    copyFileSync(path("clouds.csv"), path("other.csv"));
    const gone = saved("gone.layerglass", { data: base.data && { ...base.data, path: "gone.csv" } });
    const missing = await run("check", gone);
    expect(missing.exitCode).toBe(1);
    expect(missing.error).toContain(`${gone}: E023 data_1: found ${path("gone.csv")}`);
    const given = await run("train", gone, "--data", path("other.csv"), "--epochs", "1");
    expect([given.exitCode, given.error]).toEqual([0, ""]);
    const empty = await run("check", saved("empty.layerglass", { data: null }));
    expect([empty.exitCode, empty.error.includes("E002 data_1: found no data file")]).toEqual([1, true]);
  });

  test("a project without a table trains on --data with the table's own proposal", async () => {
    const { exitCode, error } = await run(
      "train",
      saved("bare.layerglass", { data: null }),
      "--data",
      path("clouds.csv"),
      "--json",
    );
    expect([exitCode, error]).toEqual([0, ""]);
  });

  test("an exploding loss ends in the trainer's failure, with its node", async () => {
    const graph = chain(
      ["data"],
      ["dense", { units: 64 }],
      ["activation", { function: "linear" }],
      ["dense", { units: 2 }],
      ["output", { loss: "mean_squared_error" }],
    );
    const training = {
      ...project().training,
      epochs: 50,
      optimizer: { kind: "sgd", learning_rate: 1e5, decay: 0, momentum: 0.9, nesterov: false },
    } as const;
    const file = saved("explodes.layerglass", { graph, training });
    const { exitCode, error } = await run("train", file);
    expect(exitCode).toBe(1);
    expect(error).toMatch(/explodes\.layerglass: R\d+ \w+: found .*; expected .*\. Help: /);
    const programs = await run("train", file, "--json");
    const finish = events(programs.out).at(-1) ?? {};
    expect(finish).toMatchObject({ event: "finish", state: "failed", outcome: null, code: "R030" });
    const { code, node, found, expected, help } = finish;
    expect(programs.error).toBe(`${file}: ${code} ${node}: found ${found}; expected ${expected}. Help: ${help}\n`);
  });

  test("--checkpoints and --continue-from: a run stopped with Ctrl+C goes on to the bytes of one that never stopped", async () => {
    const file = saved("long.layerglass");
    const checkpoints = path("checkpoints");
    const words = (target: string, ...more: readonly string[]) =>
      ["train", file, "--json", "--checkpoints", checkpoints, "--save", path(target), ...more] as const;
    const { child, ended } = start(...words("part.safetensors", "--epochs", "1000000", "--checkpoint-epochs", "50"));
    await new Promise<void>((resolve) =>
      child.stdout?.on("data", (text: string) => text.includes('"event":"checkpoint"') && resolve()),
    );
    child.kill("SIGINT");
    const stopped = await ended;
    expect(stopped.exitCode).toBe(130);
    const finish = events(stopped.out).at(-1);
    const written =
      events(stopped.out)
        .filter(({ event }) => event === "checkpoint")
        .at(-1) ?? {};
    const { path: newest, epoch, step } = written;
    expect(finish).toMatchObject({ event: "finish", state: "stopped", checkpoint: newest });
    const epochs = String(Number(epoch) + 3);
    const continued = await run(...words("continued.safetensors", "--epochs", epochs, "--continue-from", "latest"));
    expect([continued.exitCode, continued.error]).toEqual([0, ""]);
    expect(events(continued.out)[0]).toMatchObject({ event: "start", first_step: step });
    const straight = path("straight.safetensors");
    await run("train", file, "--epochs", epochs, "--threads", "2", "--save", straight);
    const tensors = (file: string) => parseSafetensors(readFileSync(file));
    expect(tensors(path("continued.safetensors"))).toEqual(tensors(straight));
    const reported = await run("train", file, "--epochs", epochs, "--continue-from", String(newest));
    // Ten batches an epoch.
    const place = Number(step) % 10 === 0 ? "after epoch" : "in epoch";
    const within = Math.ceil(Number(step) / 10);
    expect(reported.out).toContain(`continued from a checkpoint ${place} ${within}, after step ${Number(step)}`);

    const other = await run(...words("x.safetensors", "--seed", "9", "--continue-from", "latest"));
    expect(other.exitCode).toBe(1);
    expect(other.error).toMatch(/long\.layerglass: R041: found a checkpoint of another network or other settings/);
    const nothing = await run("train", file, "--continue-from", path("nothing"));
    expect([nothing.exitCode, nothing.error]).toEqual([1, expect.stringContaining("R040: found ")]);
    const nowhere = await run("train", file, "--checkpoints", path("clouds.csv"));
    expect([nowhere.exitCode, nowhere.out]).toEqual([1, ""]);
    expect(nowhere.error).toContain("clouds.csv: checkpoints cannot be written there: file_exists: found ");
  });

  test("the reader of a pipe may leave early", async () => {
    const { child, ended } = start("train", sample, "--json", "--epochs", "100000");
    child.stdout?.once("data", () => child.stdout?.destroy());
    const { exitCode, error } = await ended;
    expect(exitCode).toBe(0);
    expect(error).not.toContain("EPIPE");
  });

  test("what is to be saved is saved though the reader left", async () => {
    const file = saved("unread.layerglass");
    const { child, ended } = start("train", file, "--json", "--epochs", "200", "--save", path("unread.safetensors"));
    child.stdout?.once("data", () => child.stdout?.destroy());
    const { exitCode, error } = await ended;
    expect([exitCode, error]).toEqual([0, ""]);
    expect(existsSync(path("unread.safetensors"))).toBe(true);
  });

  test.skipIf(!existsSync("/dev/full"))("output that cannot be written is told in a line, and nothing is lost", () => {
    const file = saved("full.layerglass");
    const full = openSync("/dev/full", "w");
    const train = (...more: readonly string[]) =>
      spawnSync(process.execPath, [builtCli, "train", file, "--json", ...more], {
        stdio: ["ignore", full, "pipe"],
        encoding: "utf8",
      });
    const reported = /^layerglass: the output could not be written \(.*no space left on device.*\)\n$/i;
    try {
      for (const ended of [train(), train("--save", path("full.safetensors"))]) {
        expect([ended.status, ended.stderr]).toEqual([1, expect.stringMatching(reported)]);
      }
    } finally {
      closeSync(full);
    }
    expect(existsSync(path("full.safetensors"))).toBe(true);
  });

  test("the sample's own file names a table that is there", () => {
    const parsed = parseProject(readFileSync(sample, "utf8"));
    expect(parsed.ok && existsSync(repositoryPath("samples", parsed.project.data?.path ?? "?"))).toBe(true);
  });
});
