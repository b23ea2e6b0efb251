/**
 * Chromium's process sandbox on Linux: it needs user namespaces that an ordinary user may make, or its own helper owned by
 * root. Where neither is there Chromium ends with a line that helps nobody; this says what stops it and what mends it.
 */
import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { run } from "./shell.mjs";

/**
 * @typedef {object} SandboxFacts
 * @property {boolean} isRoot
 * @property {boolean} canMakeNamespaces Whether this user can make a user namespace and be root in it.
 * @property {boolean} hasHelper Whether chrome-sandbox beside the runtime is owned by root and has the setuid bit.
 * @property {string | null} apparmorRestricts kernel.apparmor_restrict_unprivileged_userns, "1" on Ubuntu from 24.04.
 * @property {string | null} unprivilegedClone kernel.unprivileged_userns_clone, "0" on older Debian.
 * @property {string | null} mostNamespaces user.max_user_namespaces, "0" where an administrator switched them off.
 */

/** @param {string} name */
function sysctl(name) {
  const path = `/proc/sys/${name.replaceAll(".", "/")}`;
  return existsSync(path) ? readFileSync(path, "utf8").trim() : null;
}

/** @param {string} helper */
function isSetuidHelper(helper) {
  if (!existsSync(helper)) return false;
  const { uid, mode } = statSync(helper);
  return uid === 0 && (mode & 0o4755) === 0o4755;
}

/**
 * What the machine says about the sandbox of a runtime.
 * @param {string} executable
 * @returns {Promise<SandboxFacts>}
 */
export async function sandboxFacts(executable) {
  // AppArmor lets the namespace be made and takes its rights away: only a mapped root shows whether it is of use.
  const tried = await run("unshare", ["--user", "--map-root-user", "--net", "true"]).catch(() => ({ code: 1 }));
  return {
    isRoot: process.getuid?.() === 0,
    canMakeNamespaces: tried.code === 0,
    hasHelper: isSetuidHelper(join(dirname(executable), "chrome-sandbox")),
    apparmorRestricts: sysctl("kernel.apparmor_restrict_unprivileged_userns"),
    unprivilegedClone: sysctl("kernel.unprivileged_userns_clone"),
    mostNamespaces: sysctl("user.max_user_namespaces"),
  };
}

/**
 * What stops Chromium's sandbox and the exact remedy; null when nothing does.
 * @param {SandboxFacts} facts
 * @param {string} executable Absolute path of the runtime.
 * @returns {string | null}
 */
export function sandboxObstacle(facts, executable) {
  if (facts.isRoot || facts.hasHelper || facts.canMakeNamespaces) return null;
  const helper = join(dirname(executable), "chrome-sandbox");
  const setuid = `sudo chown root:root '${helper}' && sudo chmod 4755 '${helper}'`;
  const always = existsSync(helper) ? `\nOr give Chromium its own helper:\n  ${setuid}` : "";
  const begin = "The window cannot open: Chromium's sandbox needs user namespaces, and";
  if (facts.apparmorRestricts === "1") {
    return `${begin} this system lets only programs with an AppArmor profile make them (kernel.apparmor_restrict_unprivileged_userns = 1, as Ubuntu has it from 24.04). Give this runtime a profile, then start again:
  sudo tee /etc/apparmor.d/layerglass-development >/dev/null <<'EOF'
abi <abi/4.0>,
include <tunables/global>
profile layerglass-development "${executable}" flags=(unconfined) {
  userns,
}
EOF
  sudo apparmor_parser -r /etc/apparmor.d/layerglass-development${always}`;
  }
  if (facts.unprivilegedClone === "0") {
    return `${begin} this system keeps them from ordinary users (kernel.unprivileged_userns_clone = 0). Allow them, then start again:
  echo kernel.unprivileged_userns_clone=1 | sudo tee /etc/sysctl.d/60-layerglass.conf && sudo sysctl --system${always}`;
  }
  if (facts.mostNamespaces === "0") {
    return `${begin} this system allows none (user.max_user_namespaces = 0). Allow some, then start again:
  echo user.max_user_namespaces=15000 | sudo tee /etc/sysctl.d/60-layerglass.conf && sudo sysctl --system${always}`;
  }
  return `${begin} this system (a container or a security module) refuses them to this user. Allow user namespaces there, then start again.${always}`;
}
