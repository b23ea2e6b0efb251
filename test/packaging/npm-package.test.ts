import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { packFolder } from "../../scripts/npm-package/pack.mjs";
import { platformPackage, platforms, thisPlatform } from "../../scripts/npm-package/platforms.mjs";
import { stageMainPackage, stagePlatformPackage } from "../../scripts/npm-package/stage.mjs";
import { findProgram, root } from "../../scripts/setup/shell.mjs";
import { isApiBuilt } from "../support/built-api";
import { isCliBuilt } from "../support/built-cli";

const read = (path: string) => readFileSync(join(root, path), "utf8");
const example = read("docs/examples/train-and-predict.mjs");
const samples = readdirSync(join(root, "samples")).map((name) => `samples/${name}`);

/** What the package holds apart from the addon. */
const mainFiles = [
  ...["LICENSE", "README.md", "THIRD-PARTY-NOTICES.txt", "package.json"],
  ...["api/index.d.ts", "api/index.js", "cli/index.cjs", "example/train-and-predict.mjs"],
  ...samples,
];

// The programs are built before the suite runs; a run of single files without a build leaves these out.
describe.skipIf(!isApiBuilt || !isCliBuilt)("the npm package", () => {
  const work = mkdtempSync(join(tmpdir(), "layerglass-npm-"));
  const home = join(work, "home");
  const folder = (name: string) => {
    mkdirSync(join(work, name), { recursive: true });
    return join(work, name);
  };
  type Packed = Awaited<ReturnType<typeof packFolder>>;
  let alone: Packed;
  let main: Packed;
  let platform: Packed;
  /** A folder in which nothing was before the package was installed. */
  let empty = "";
  let installed: ReturnType<typeof run>;

  beforeAll(async () => {
    const here = thisPlatform();
    const packed = async (staged: Promise<void>, name: string, tarballs: string) => {
      await staged;
      return packFolder(join(work, name), folder(tarballs));
    };
    [alone, main, platform] = await Promise.all([
      packed(stageMainPackage(join(work, "alone"), here), "alone", "tarballs-alone"),
      packed(stageMainPackage(join(work, "main"), null), "main", "tarballs"),
      packed(stagePlatformPackage(join(work, "platform"), here), "platform", "tarballs"),
    ]);
    empty = folder("empty");
    installed = run(empty, "npm", "install", alone.file);
  }, 120_000);
  afterAll(() => rmSync(work, { recursive: true, force: true }));

  /** A path on which there is Node and a shell, and no compiler. */
  function pathWithoutCargo(): string {
    if (process.platform === "win32") {
      const folders = (process.env.PATH ?? "").split(delimiter);
      return folders.filter((one) => !existsSync(join(one, "cargo.exe"))).join(delimiter);
    }
    const tools = folder("tools");
    for (const tool of ["node", "npm", "npx", "sh"]) {
      const from = tool === "node" ? process.execPath : findProgram(tool);
      if (from && !existsSync(join(tools, tool))) symlinkSync(from, join(tools, tool));
    }
    return tools;
  }

  /** Runs a program as a person who has only Node would, without a network: an empty home, cache and registry. */
  function run(cwd: string, program: string, ...args: readonly string[]) {
    const env = {
      PATH: pathWithoutCargo(),
      HOME: home,
      USERPROFILE: home,
      npm_config_cache: join(home, "cache"),
      npm_config_offline: "true",
      npm_config_audit: "false",
      npm_config_fund: "false",
      npm_config_update_notifier: "false",
      ...(process.env.SystemRoot === undefined ? {} : { SystemRoot: process.env.SystemRoot }),
    };
    const { status, stdout, stderr } = spawnSync(program, args, {
      cwd,
      env,
      encoding: "utf8",
      shell: process.platform === "win32" && program !== process.execPath,
    });
    return { status, out: stdout, error: stderr };
  }

  /** The program that the installation put on the path of scripts. */
  const layerglass = (cwd: string, ...args: readonly string[]) =>
    run(cwd, join(cwd, "node_modules", ".bin", "layerglass"), ...args);

  const sample = join("node_modules", "layerglass", "samples", "why-batch-normalization.layerglass");

  test("holds exactly what runs, what a person opens and what a licence asks for", () => {
    expect(alone.files).toEqual([...mainFiles, "native/layerglass.node"].sort());
    expect(main.files).toEqual([...mainFiles].sort());
    expect(platform.files).toEqual(
      [
        "LICENSE",
        "README.md",
        "THIRD-PARTY-NOTICES.txt",
        `layerglass.${thisPlatform().name}.node`,
        "package.json",
      ].sort(),
    );
  });

  test("its manifests name programs, types, versions and platforms, and nothing to run at installation", () => {
    const { version } = JSON.parse(read("package.json"));
    const manifest = (of: string) => JSON.parse(readFileSync(join(work, of, "package.json"), "utf8"));
    for (const of of ["alone", "main", "platform"]) {
      expect(manifest(of)).toMatchObject({ version, license: "MIT", engines: { node: ">=20.19" } });
      expect(Object.keys(manifest(of))).not.toContain("scripts");
      expect(Object.keys(manifest(of))).not.toContain("dependencies");
    }
    const optional = Object.fromEntries(platforms.map((one) => [platformPackage(one), version]));
    expect(manifest("main").optionalDependencies).toEqual(optional);
    expect(manifest("alone").optionalDependencies).toBeUndefined();
    const { os, cpu } = thisPlatform();
    for (const of of ["alone", "platform"]) expect(manifest(of)).toMatchObject({ os, cpu });
    expect(readFileSync(join(work, "main", "api", "index.js"), "utf8")).not.toContain("sourceMappingURL");
  });

  test("installed alone into an empty folder, without cargo and without a network, it trains the sample", () => {
    expect([installed.status, installed.error]).toEqual([0, ""]);
    expect(readdirSync(join(empty, "node_modules")).filter((name) => !name.startsWith("."))).toEqual(["layerglass"]);
    const trained = run(empty, "npx", "layerglass", "train", sample, "--epochs", "1", "--save", "m.safetensors");
    expect(trained).toMatchObject({ status: 0 });
    expect(trained.out).toMatch(/^finished after 1 epoch in /m);
    const reported = layerglass(empty, "model", "m.safetensors");
    expect(reported.out).toContain("trained on adult_codes.csv.gz (39073 training rows, 9769 validation rows)");
  }, 60_000);

  test("its example runs as it stands in the documentation", () => {
    const path = join("node_modules", "layerglass", "example", "train-and-predict.mjs");
    expect(readFileSync(join(empty, path), "utf8")).toBe(example);
    const { status, out, error } = run(empty, process.execPath, path);
    expect([status, error]).toEqual([0, ""]);
    const lines = out.trimEnd().split("\n");
    expect(lines[0]).toBe("13 layers, 5510 parameters");
    expect(lines.slice(1, 4).map((line) => line.replace(/0\.\d{3}$/, "0.###"))).toEqual(
      [1, 2, 3].map((epoch) => `epoch ${epoch}: validation accuracy 0.###`),
    );
    expect(lines.slice(4).filter((line) => /^income class [01] /.test(line))).toHaveLength(2);
    const page = read("docs/javascript-api.md");
    expect(page).toContain(`\`\`\`js\n${example}\`\`\`\n`);
    // Classes and the network's size hold everywhere; digits may differ between processors.
    const shown = /prints .*\n\n```\n([\s\S]*?)```\n/.exec(page)?.[1] ?? "";
    const rough = (text: string) => text.replace(/0\.\d+/g, "0.#");
    expect(rough(shown)).toBe(rough(out));
  }, 60_000);

  test("finds the engine in the package of its platform, and says so where there is none", () => {
    const both = folder("both");
    expect(run(both, "npm", "install", main.file, platform.file)).toMatchObject({ status: 0, error: "" });
    const checked = layerglass(both, "check", sample);
    expect([checked.status, checked.error]).toEqual([0, ""]);
    rmSync(join(both, "node_modules", "@layerglass"), { recursive: true });
    const refused = layerglass(both, "check", sample);
    expect(refused.status).toBe(1);
    expect(refused.error).toContain(`found no engine that runs here: ${platformPackage(thisPlatform())}`);
  }, 60_000);

  test("its types stand by themselves in a strict project", () => {
    writeFileSync(
      join(empty, "use.mts"),
      `import { check, compile, type EpochEvent, LayerglassError, type Series, train } from "layerglass";
export async function use(signal: AbortSignal): Promise<readonly string[]> {
  const { ir, layers, parameters } = await compile("p.layerglass", { without: ["batch_norm"], threads: 2 });
  const width: number = (layers[0]?.features ?? 0) + parameters + ir.operations.length;
  const run = train({ format: "layerglass" }, { signal, epochs: 3, checkpoints: "here", checkpointEpochs: 1 });
  const epochs: EpochEvent[] = [];
  const series: Series[] = [];
  for await (const event of run) {
    if (event.event === "epoch") epochs.push(event);
    else if (event.event === "start") series.push(...event.declaration.groups.flatMap((group) => group.series));
    else if (event.event === "batches") event.losses.at(-1)?.toFixed(width);
  }
  const saturation = epochs[0]?.layers[0]?.values.saturation?.toFixed(series.length) ?? "";
  const model = await run.result();
  await model.save("m.safetensors");
  const [row] = await model.predict([{ age: 39, city: null }]);
  await model.predict({ age: Float64Array.of(1), city: ["Oslo"] });
  const output = row?.outputs[0];
  const told = output === undefined ? "" : "class" in output ? output.class : output.value.toFixed(2);
  try {
    return (await check("p.layerglass")).map(({ code, node }) => code + (node ?? ""));
  } catch (error) {
    if (error instanceof LayerglassError) return [error.code, ...error.findings.map(({ found }) => found)];
    return [told, saturation];
  }
}
`,
    );
    // One a line: other events have no loss, a loaded model is a file already, and true is no cell.
    writeFileSync(
      join(empty, "misuse.mts"),
      `import { loadModel, train } from "layerglass";
for await (const event of train("p.layerglass")) if (event.event === "start") event.loss;
(await loadModel("m.safetensors")).save("n.safetensors");
await (await loadModel("m.safetensors")).predict([{ age: true }]);
`,
    );
    const compilerOptions = {
      ...{ strict: true, noUncheckedIndexedAccess: true, exactOptionalPropertyTypes: true, skipLibCheck: false },
      ...{ target: "ES2022", module: "NodeNext", moduleResolution: "NodeNext", noEmit: true },
      ...{ allowJs: true, checkJs: true, maxNodeModuleJsDepth: 0 },
      ...{ lib: ["ES2022"], types: ["node"], typeRoots: [join(root, "node_modules", "@types")] },
    };
    writeFileSync(join(empty, "example.mjs"), example);
    writeFileSync(
      join(empty, "tsconfig.json"),
      JSON.stringify({ compilerOptions, files: ["use.mts", "misuse.mts", "example.mjs"] }),
    );
    const compiler = join(root, "node_modules", "typescript", "bin", "tsc");
    const faults = run(empty, process.execPath, compiler, "-p", ".", "--pretty", "false").out.match(
      /^\S.*error TS\d+/gm,
    );
    expect(faults?.map((fault) => fault.replace(/(\(\d+),\d+/, "$1"))).toEqual([
      "misuse.mts(2): error TS2339",
      "misuse.mts(3): error TS2339",
      "misuse.mts(4): error TS2353",
    ]);
    const types = readFileSync(join(empty, "node_modules", "layerglass", "api", "index.d.ts"), "utf8");
    expect(types).not.toMatch(/^import |from "|import\(/m);
  }, 60_000);

  test.skipIf(process.platform !== "linux")(
    "its engine asks for no newer C library than the documentation says",
    () => {
      const addon = readFileSync(join(work, "alone", "native", "layerglass.node"), "latin1");
      const versions = [...addon.matchAll(/GLIBC_2\.(\d+)/g)].map(([, minor]) => Number(minor));
      const reported = /glibc 2\.(\d+) or newer/.exec(read("docs/javascript-api.md"))?.[1];
      expect(versions.length).toBeGreaterThan(0);
      expect(Math.max(...versions)).toBeLessThanOrEqual(Number(reported));
      // The installers carry the same addon.
      const settings = read("electron-builder.yml");
      expect(settings).toContain(`- libc6 (>= 2.${reported})`);
      expect(settings).toContain(`- glibc >= 2.${reported}`);
    },
  );

  test("a bare npm pack of the clone is refused with the command that makes the package", () => {
    const { status, error } = run(root, "npm", "pack", "--dry-run");
    expect(status).not.toBe(0);
    expect(error).toContain("npm run npm-package makes out/npm/layerglass-VERSION.tgz");
  });
});
