import { spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import type { NativeModule } from "../../engine/contract";
import { builtCli, isCliBuilt, sample } from "../support/built-cli";

/** Runs the built program under a cap, or under none. */
function under(cap: string | null, ...words: readonly string[]) {
  const env = { ...process.env, LAYERGLASS_ISA: cap ?? undefined };
  return spawnSync(process.execPath, [builtCli, ...words], { encoding: "utf8", env });
}

describe.skipIf(!isCliBuilt)("a cap of the instruction set", () => {
  test("is heeded at every level of this machine, and a word that is none of them refused with all that are", async () => {
    // Under a cap of the suite itself only the levels within it are there.
    const { addon }: { addon: NativeModule } = await import("../support/native-addon");
    const levels = addon.instructionSets();
    expect(levels[0]).toBe("portable");
    for (const level of levels) {
      const { status, stdout, stderr } = under(level, "compile", sample, "--plan");
      expect([status, stderr]).toEqual([0, expect.stringContaining("W001")]);
      expect(stdout).toContain(level);
      for (const other of levels) if (other !== level) expect(stdout).not.toContain(other);
    }
    for (const command of [["train"], ["compile", "--plan"]]) {
      const refused = under("sse9", ...command, sample);
      expect(refused.status).toBe(1);
      expect(refused.stderr).toContain("R023: found LAYERGLASS_ISA=sse9; expected one of portable");
      expect(refused.stderr).toContain("Correct or remove the environment variable LAYERGLASS_ISA.");
    }
  });
});
