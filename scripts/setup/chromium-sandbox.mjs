/**
 * Chromium's process sandbox on Linux: it needs user namespaces that an ordinary user may make, or its own helper owned by
 * root. Where neither is there Chromium ends with a line that helps nobody; this says what stops it and what fixes it.
 */
import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * @typedef {object} SandboxFacts
 * @property {string | null} apparmorRestricts kernel.apparmor_restrict_unprivileged_userns, "1" on Ubuntu from 24.04.
 * @property {string | null} unprivilegedClone kernel.unprivileged_userns_clone, "0" on older Debian.
 * @property {string | null} mostNamespaces user.max_user_namespaces, "0" where an administrator switched them off.
 * @property {"absent" | "ordinary" | "setuid"} helper chrome-sandbox beside the runtime; of use only as root's with mode 4755.
 */

/**
 * Whether a line of Chromium's says that it found no sandbox it may use. Chromium tries before it opens anything, and alone
 * knows: an AppArmor profile may allow it what another program is refused.
 * @param {string} line
 */
export function isSandboxFault(line) {
  return /FATAL.*(No usable sandbox|SUID sandbox helper)/.test(line);
}

/** @param {string} name */
function sysctl(name) {
  const path = `/proc/sys/${name.replaceAll(".", "/")}`;
  return existsSync(path) ? readFileSync(path, "utf8").trim() : null;
}

/** @param {string} path */
function helperAt(path) {
  if (!existsSync(path)) return "absent";
  const { uid, mode } = statSync(path);
  return uid === 0 && (mode & 0o4755) === 0o4755 ? "setuid" : "ordinary";
}

/** @param {string} executable */
const helperOf = (executable) => join(dirname(executable), "chrome-sandbox");

/**
 * What this machine says about the sandbox of a runtime.
 * @param {string} executable
 * @returns {SandboxFacts}
 */
export function sandboxFacts(executable) {
  return {
    apparmorRestricts: sysctl("kernel.apparmor_restrict_unprivileged_userns"),
    unprivilegedClone: sysctl("kernel.unprivileged_userns_clone"),
    mostNamespaces: sysctl("user.max_user_namespaces"),
    helper: helperAt(helperOf(executable)),
  };
}

/** @param {string} setting A kernel setting with the value it should have. */
const allowing = (setting) => `echo ${setting} | sudo tee /etc/sysctl.d/60-layerglass.conf && sudo sysctl --system`;

/**
 * What stops the sandbox of a Chromium that found none to use, and the commands that fix it.
 * @param {SandboxFacts} facts
 * @param {string} executable Absolute path of the runtime.
 */
export function explainSandboxFault(facts, executable) {
  const paragraphs = [];
  if (facts.apparmorRestricts === "1") {
    paragraphs.push(`AppArmor lets only programs with a profile make user namespaces here (kernel.apparmor_restrict_unprivileged_userns = 1, as on Ubuntu from 24.04). Give this runtime a profile:
  sudo tee /etc/apparmor.d/layerglass-development >/dev/null <<'EOF'
abi <abi/4.0>,
include <tunables/global>
profile layerglass-development "${executable}" flags=(unconfined) {
  userns,
}
EOF
  sudo apparmor_parser -r /etc/apparmor.d/layerglass-development`);
  }
  if (facts.unprivilegedClone === "0") {
    paragraphs.push(`The kernel keeps user namespaces from ordinary users (kernel.unprivileged_userns_clone = 0). Allow them:
  ${allowing("kernel.unprivileged_userns_clone=1")}`);
  }
  if (facts.mostNamespaces === "0") {
    paragraphs.push(`The kernel allows no user namespaces at all (user.max_user_namespaces = 0). Allow some:
  ${allowing("user.max_user_namespaces=15000")}`);
  }
  if (paragraphs.length === 0) {
    paragraphs.push(
      "No kernel setting forbids user namespaces, so a container or a security module does. Allow them there.",
    );
  }
  if (facts.helper === "ordinary") {
    const helper = helperOf(executable);
    paragraphs.push(`Or, without changing the system, give Chromium its own helper:
  sudo chown root:root '${helper}' && sudo chmod 4755 '${helper}'`);
  }
  return `The window cannot open: Chromium may not build its sandbox, which needs user namespaces.\n\n${paragraphs.join("\n\n")}\n\nThen start again.`;
}
