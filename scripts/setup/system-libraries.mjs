/** Shared libraries Electron's runtime loads on Linux, and the virtual display its tests draw on. */
import { findProgram, run, SetupError, say } from "./shell.mjs";

/** Debian and Ubuntu packages; where a release renamed one, any of the names will do. */
const windowPackages = [
  ["libgtk-3-0", "libgtk-3-0t64"],
  ["libnss3"],
  ["libasound2", "libasound2t64"],
  ["libgbm1"],
  ["libxss1"],
  ["libxtst6"],
  ["libnotify4"],
  ["libatspi2.0-0", "libatspi2.0-0t64"],
  ["libsecret-1-0"],
];
/** A bare machine has neither a screen nor a font for Chinese; a test watches the app's system calls. */
const displayPackages = [["xvfb"], ["xauth"], ["fonts-noto-cjk"], ["strace"]];

/**
 * The packages of the list that are absent, each by the name this release knows.
 * @param {readonly (readonly string[])[]} wanted
 */
async function missingPackages(wanted) {
  const { stdout } = await run("dpkg", ["--get-selections", ...wanted.flat()]);
  const installed = new Set();
  for (const line of stdout.split("\n")) {
    const [name = "", state] = line.split(/\s+/);
    if (state === "install" || state === "hold") installed.add(name.replace(/:.*/, ""));
  }
  return wanted.filter((names) => !names.some((name) => installed.has(name)));
}

/** @param {readonly string[]} names */
async function nameInThisRelease(names) {
  for (const name of names) {
    const { stdout } = await run("apt-cache", ["policy", name]);
    if (/Candidate: (?!\(none\))\S/.test(stdout)) return name;
  }
  return names[0] ?? "";
}

/**
 * Installs what is missing when root on Debian or Ubuntu; otherwise stops with the command to type.
 * Other systems bring these libraries with their desktop and are left alone.
 * @param {{ display: boolean }} needs `display`: tests or measurements draw without a screen.
 */
export async function provideSystemLibraries({ display }) {
  if (process.platform !== "linux" || !findProgram("dpkg")) return;
  const wanted = display ? [...windowPackages, ...displayPackages] : windowPackages;
  const missing = await missingPackages(wanted);
  if (missing.length === 0) return;
  const isRoot = process.getuid?.() === 0;
  if (isRoot) {
    say("system libraries: reading the package lists");
    await run("apt-get", ["update", "-qq"]);
  }
  const names = await Promise.all(missing.map(nameInThisRelease));
  if (!isRoot) {
    throw new SetupError(
      `System libraries are missing. Install them with: sudo apt-get update && sudo apt-get install -y ${names.join(" ")}`,
    );
  }
  say(`system libraries: installing ${names.join(" ")}`);
  const installed = await run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", ...names], {
    env: { DEBIAN_FRONTEND: "noninteractive" },
  });
  if (installed.code !== 0) {
    const reason = installed.stderr.trim().split("\n").at(-1) ?? "";
    throw new SetupError(`apt-get could not install ${names.join(" ")}: ${reason}`);
  }
}
