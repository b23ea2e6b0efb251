import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { describe, expect, test } from "vitest";
import { isCliBuilt, runBuiltCli as run, sample } from "../support/built-cli";
import { repositoryPath } from "../support/golden";

const packageFile = JSON.parse(readFileSync(repositoryPath("package.json"), "utf8"));

// The program is built before the suite runs; a run of single files without a build leaves these out.
describe.skipIf(!isCliBuilt)("the built program", () => {
  test("prints the version of package.json", async () => {
    expect(await run("--version")).toEqual({ exitCode: 0, out: `${packageFile.version}\n`, error: "" });
  });

  test("prints help of one command", async () => {
    const { exitCode, out, error } = await run("help", "predict");
    expect([exitCode, error]).toEqual([0, ""]);
    expect(out).toContain("Usage: layerglass predict [options] <model> <table>");
  });

  test("refuses a mistyped command and says what may have been meant", async () => {
    const { exitCode, out, error } = await run("chek", sample);
    expect([exitCode, out]).toEqual([2, ""]);
    expect(error).toBe("layerglass: unknown command 'chek' (Did you mean check?). See layerglass --help.\n");
  });

  test("stands under its name where the clone is linked, and takes paths from where it is called", () => {
    const folder = mkdtempSync(join(tmpdir(), "layerglass-link-"));
    try {
      const program = repositoryPath(packageFile.bin.layerglass);
      expect(statSync(program).mode & 0o100).toBe(0o100);
      const link = join(folder, "layerglass");
      symlinkSync(program, link);
      const here = relative(dirname(folder), sample);
      const { status, stdout } = spawnSync(process.execPath, [link, "check", here], {
        cwd: dirname(folder),
        encoding: "utf8",
      });
      expect(status).toBe(0);
      expect(stdout).toContain(`${here}: W001 batch_norm_1: `);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
