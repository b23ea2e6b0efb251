/**
 * A freshly made Debian or Ubuntu system in a folder, as a container: mounts, processes and, where asked, the network are
 * its own. What is installed and started there meets a machine that has never seen a developer's tool.
 */
import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { findProgram, root, run, SetupError, say } from "../../setup/shell.mjs";

const home = join(root, "out", "clean-root");
const base = join(home, "base");
const tree = join(home, "tree");
/** Downloaded packages outlive the tree, for the next check. */
const downloads = join(home, "downloads");

/** The ordinary user of the clean system. */
export const user = Object.freeze({ name: "learner", id: 1000, home: "/home/learner" });

/** `root` for what only root may do: nothing before it as root, otherwise sudo without a question. */
const asRoot = process.getuid?.() === 0 ? [] : ["sudo", "-n"];

/** @param {readonly string[]} words */
async function must(words) {
  const [program = "", ...args] = [...asRoot, ...words];
  const done = await run(program, args);
  if (done.code !== 0)
    throw new SetupError(`${words.join(" ")} failed: ${(done.stderr || done.stdout).trim().slice(-800)}`);
  return done.stdout;
}

/** The release of this machine and where its packages come from: the clean system is of the same. */
async function release() {
  const text = await readFile("/etc/os-release", "utf8").catch(() => "");
  const [, codename] = /^VERSION_CODENAME=(\S+)$/m.exec(text) ?? [];
  if (!codename || !findProgram("apt-get")) throw new SetupError("The check needs Debian or Ubuntu.");
  const { stdout } = await run("apt-get", ["indextargets", "--format", "$(SITE) $(CODENAME)", "Created-By: Packages"]);
  const [mirror] =
    stdout
      .split("\n")
      .find((line) => line.endsWith(` ${codename}`))
      ?.split(" ") ?? [];
  if (!mirror) throw new SetupError(`apt names no source of ${codename}; run: sudo apt-get update`);
  return { codename, mirror, parts: /^ID=ubuntu$/m.test(text) ? "main,universe" : "main" };
}

/** What is told of the folder where the check takes place. */
export function aboutCleanRoot() {
  return `a new system made by debootstrap in ${tree.slice(root.length + 1)}, as a container of its own`;
}

async function layBase() {
  if (!findProgram("debootstrap")) {
    throw new SetupError("debootstrap is missing. On Debian or Ubuntu: sudo apt-get install -y debootstrap");
  }
  const { codename, mirror, parts } = await release();
  const mark = join(base, "etc", "layerglass-clean-root");
  const made = await readFile(mark, "utf8").catch(() => "");
  if (made === codename) return;
  say(`check: making a clean ${codename} (some minutes the first time)`);
  await must(["rm", "-rf", base]);
  await must(["mkdir", "-p", home]);
  await must(["debootstrap", "--variant=minbase", `--components=${parts}`, codename, base, mirror]);
  await must(["sh", "-c", `printf %s ${codename} > '${mark}'`]);
}

/** First program of the container: mounts what a system has, forgets the outside, and waits. */
const firstProgram = `
set -e
mount --make-rprivate /
mount --bind "$1" "$1"
mkdir -p "$1/var/cache/apt/archives" && mount --bind "$2" "$1/var/cache/apt/archives"
mount -t proc proc "$1/proc"
mount -t sysfs -o ro sysfs "$1/sys"
mount -t tmpfs -o mode=755 dev "$1/dev"
for name in null zero full random urandom tty; do
  touch "$1/dev/$name"
  mount --bind "/dev/$name" "$1/dev/$name"
done
mkdir -p "$1/dev/pts" "$1/dev/shm"
mount -t devpts -o newinstance,ptmxmode=0666 devpts "$1/dev/pts"
ln -s pts/ptmx "$1/dev/ptmx"
ln -s /proc/self/fd "$1/dev/fd"
mount -t tmpfs -o mode=1777 shm "$1/dev/shm"
cd "$1"
mkdir -p .outside
pivot_root . .outside
umount -l /.outside
rmdir /.outside
trap '' CHLD
exec sleep infinity
`;

/**
 * The process a container's others are entered by, once it stands.
 * @param {number} pid Of the program that makes it.
 * @returns {Promise<number>}
 */
async function firstProcess(pid) {
  for (let tries = 0; tries < 200; tries += 1) {
    let at = pid;
    for (;;) {
      const name = await readFile(`/proc/${at}/comm`, "utf8").catch(() => "");
      if (name.trim() === "sleep") return at;
      const next = await readFile(`/proc/${at}/task/${at}/children`, "utf8").catch(() => "");
      if (next.trim() === "") break;
      at = Number(next.trim().split(" ")[0]);
    }
    await delay(50);
  }
  throw new SetupError("The clean root's container did not start; it needs mount, PID and network namespaces.");
}

/**
 * @typedef {object} Within
 * @property {boolean} [asUser] As the ordinary user instead of root.
 * @property {boolean} [online] With this machine's network instead of none.
 * @property {Record<string, string>} [env]
 */

export class CleanRoot {
  /**
   * @param {import("node:child_process").ChildProcess} container
   * @param {number} first
   */
  constructor(container, first) {
    this.container = container;
    this.first = first;
  }

  /** A new system with an ordinary user; the one of the check before goes. */
  static async make() {
    await layBase();
    await must(["rm", "-rf", tree]);
    await must(["cp", "-a", "--reflink=auto", base, tree]);
    await must(["mkdir", "-p", join(downloads, "partial")]);
    await must(["cp", "-L", "/etc/resolv.conf", join(tree, "etc", "resolv.conf")]);
    const made = [...asRoot, "unshare", "--mount", "--pid", "--net", "--ipc", "--fork", "--kill-child"];
    const [program = "", ...args] = [...made, "sh", "-c", firstProgram, "sh", tree, downloads];
    const container = spawn(program, args, { stdio: "ignore" });
    const system = new CleanRoot(container, await firstProcess(container.pid ?? 0));
    await system.must(["useradd", "--create-home", "--uid", String(user.id), "--shell", "/bin/sh", user.name]);
    await system.must(["install", "-d", "-m", "700", "-o", user.name, `/run/user/${user.id}`]);
    return system;
  }

  /** A path of the clean system as this machine sees it, for root. @param {string} path */
  outside(path) {
    return join(tree, path);
  }

  /**
   * @param {readonly string[]} words
   * @param {Within} within
   */
  entering(words, { asUser = false, online = false, env = {} }) {
    const about = {
      PATH: "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin",
      HOME: asUser ? user.home : "/root",
      USER: asUser ? user.name : "root",
      LANG: "C.UTF-8",
      DEBIAN_FRONTEND: "noninteractive",
      ...env,
    };
    const entered = ["nsenter", "-t", String(this.first), "--mount", "--pid", "--ipc", "--root", "--wd"];
    if (!online) entered.push("--net");
    const person = ["setpriv", "--reuid", user.name, "--regid", user.name, "--init-groups"];
    return [
      ...asRoot,
      ...entered,
      ...["env", "-i", ...Object.entries(about).map(([name, value]) => `${name}=${value}`)],
      ...(asUser ? [...person, "env", "-C", user.home] : []),
      ...words,
    ];
  }

  /**
   * Runs a program to its end.
   * @param {readonly string[]} words
   * @param {Within} [within]
   */
  run(words, within = {}) {
    const [program = "", ...args] = this.entering(words, within);
    return run(program, args);
  }

  /**
   * As `run`, for a program that must succeed; answers what it printed.
   * @param {readonly string[]} words
   * @param {Within} [within]
   */
  async must(words, within = {}) {
    const done = await this.run(words, within);
    if (done.code !== 0) {
      throw new SetupError(
        `In the clean root, ${words.join(" ")} failed: ${(done.stderr || done.stdout).trim().slice(-1_500)}`,
      );
    }
    return done.stdout;
  }

  /**
   * Starts a program that goes on by itself and ends with the container.
   * @param {readonly string[]} words
   * @param {Within} [within]
   */
  start(words, within = {}) {
    const [program = "", ...args] = this.entering(words, within);
    const child = spawn(program, args, { stdio: "ignore" });
    child.on("error", () => {});
    return child;
  }

  /** Copies a file of this machine into the clean system. @param {string} from @param {string} to */
  async put(from, to) {
    await must(["mkdir", "-p", this.outside(dirname(to))]);
    await must(["cp", from, this.outside(to)]);
  }

  /** Copies a file of the clean system out. @param {string} from @param {string} to */
  async take(from, to) {
    await must(["cp", this.outside(from), to]);
    await must(["chmod", "644", to]);
  }

  /** A file's text. @param {string} path @returns {Promise<string>} */
  read(path) {
    return this.must(["cat", path]);
  }

  /** Ends everything in it. */
  async close() {
    const ended = new Promise((resolve) => this.container.once("exit", resolve));
    await must(["kill", "-KILL", String(this.first)]);
    await ended;
  }
}
