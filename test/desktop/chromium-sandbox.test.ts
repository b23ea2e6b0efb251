import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { explainSandboxFault, isSandboxFault, type SandboxFacts } from "../../scripts/setup/chromium-sandbox.mjs";
import { electronRuntime } from "../../scripts/setup/electron-runtime.mjs";
import { repositoryPath } from "../support/golden";

const free: SandboxFacts = {
  apparmorRestricts: null,
  unprivilegedClone: null,
  mostNamespaces: "15000",
  helper: "absent",
};
const executable = "/opt/runtime/electron";

describe("what stops Chromium's sandbox", () => {
  test("AppArmor, as on Ubuntu 24.04: the profile to load names this very runtime", () => {
    const text = explainSandboxFault({ ...free, apparmorRestricts: "1" }, executable);
    expect(text).toContain("kernel.apparmor_restrict_unprivileged_userns = 1");
    expect(text).toContain(`profile layerglass-development "${executable}" flags=(unconfined)`);
    expect(text).toContain("sudo apparmor_parser -r /etc/apparmor.d/layerglass-development");
    expect(text).not.toContain("chrome-sandbox");
  });

  test("a kernel setting: the setting and the command that changes it, for each that is in the way", () => {
    const text = explainSandboxFault({ ...free, unprivilegedClone: "0", mostNamespaces: "0" }, executable);
    expect(text).toContain("kernel.unprivileged_userns_clone=1");
    expect(text).toContain("user.max_user_namespaces=15000");
    expect(explainSandboxFault(free, executable)).toContain("a container or a security module");
  });

  test("a helper that lies there can be given to root instead", () => {
    expect(explainSandboxFault({ ...free, helper: "ordinary" }, executable)).toContain(
      "sudo chown root:root '/opt/runtime/chrome-sandbox' && sudo chmod 4755 '/opt/runtime/chrome-sandbox'",
    );
    expect(explainSandboxFault({ ...free, helper: "setuid" }, executable)).not.toContain("chown");
  });

  test.each([
    "[7:1127/020407.9:FATAL:setuid_sandbox_host.cc(158)] The SUID sandbox helper binary was found, but is not configured correctly.",
    "[7:1127/020407.9:FATAL:zygote_host_impl_linux.cc(127)] No usable sandbox! Update your kernel",
    "[7:7:1127/020407.9:FATAL:content/browser/zygote_host/zygote_host_impl_linux.cc:128] No usable sandbox! If you are",
  ])("is told from other faults: %s", (line) => {
    expect(isSandboxFault(line)).toBe(true);
    expect(isSandboxFault(line.replaceAll("sandbox", "window"))).toBe(false);
  });
});

/** Runs as an ordinary user, in a namespace of its own in which no further one may be made. */
const withoutNamespaces = [
  ...["unshare", "--user", "--map-user=1000", "--map-group=1000", "--keep-caps", "sh", "-c"],
  'echo 0 > /proc/sys/user/max_user_namespaces && exec setpriv --ambient-caps=-all --inh-caps=-all "$@"',
  "sh",
] as const;
const [program, ...limits] = withoutNamespaces;
const canLimit = process.platform === "linux" && spawnSync(program, [...limits, "true"]).status === 0;
const runtime = electronRuntime();

test.skipIf(!canLimit || !runtime)("the real app says so, in place of Chromium's own line", { timeout: 60_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), "layerglass-sandbox-"));
  try {
    // The runtime's own arguments switch the sandbox off for root, who there is none of inside.
    const script = `
      import { openWindow } from ${JSON.stringify(repositoryPath("scripts", "setup", "app-window.mjs"))};
      import { command } from ${JSON.stringify(repositoryPath("scripts", "setup", "shell.mjs"))};
      const runtime = { executable: ${JSON.stringify(runtime?.executable)}, arguments: [], version: "" };
      await command(() => openWindow(runtime, [${JSON.stringify(`--user-data-dir=${folder}`)}]));`;
    const ended = spawnSync(program, [...limits, process.execPath, "--input-type=module", "-e", script], {
      encoding: "utf8",
    });
    expect(ended.stderr).toContain("user.max_user_namespaces = 0");
    expect(ended.stderr).toContain(dirname(runtime?.executable ?? ""));
    expect(ended.stderr).not.toContain("FATAL");
    expect(ended.status).toBe(1);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
