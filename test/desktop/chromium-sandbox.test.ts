import { describe, expect, test } from "vitest";
import { type SandboxFacts, sandboxFacts, sandboxObstacle } from "../../scripts/setup/chromium-sandbox.mjs";

const free: SandboxFacts = {
  isRoot: false,
  canMakeNamespaces: false,
  hasHelper: false,
  apparmorRestricts: null,
  unprivilegedClone: null,
  mostNamespaces: "15000",
};
const runtime = "/opt/runtime/electron";

describe("what stops Chromium's sandbox", () => {
  test.each([
    { ...free, isRoot: true },
    { ...free, canMakeNamespaces: true, apparmorRestricts: "1" },
    { ...free, hasHelper: true, mostNamespaces: "0" },
  ])("nothing, where it has what it needs: %j", (facts) => {
    expect(sandboxObstacle(facts, runtime)).toBeNull();
  });

  test("AppArmor, as on Ubuntu 24.04: the profile to load names this very runtime", () => {
    const text = sandboxObstacle({ ...free, apparmorRestricts: "1" }, runtime);
    expect(text).toContain("kernel.apparmor_restrict_unprivileged_userns = 1");
    expect(text).toContain(`profile layerglass-development "${runtime}" flags=(unconfined)`);
    expect(text).toContain("sudo apparmor_parser -r /etc/apparmor.d/layerglass-development");
  });

  test("a kernel setting: the setting and the command that changes it", () => {
    expect(sandboxObstacle({ ...free, unprivilegedClone: "0" }, runtime)).toContain(
      "kernel.unprivileged_userns_clone=1",
    );
    expect(sandboxObstacle({ ...free, mostNamespaces: "0" }, runtime)).toContain("user.max_user_namespaces=15000");
    expect(sandboxObstacle(free, runtime)).toContain("a container or a security module");
  });

  test.skipIf(process.platform !== "linux")("the facts of this machine are read", async () => {
    const facts = await sandboxFacts("/nowhere/electron");
    expect(facts.hasHelper).toBe(false);
    expect(facts.isRoot).toBe(process.getuid?.() === 0);
    expect(typeof facts.canMakeNamespaces).toBe("boolean");
  });
});
