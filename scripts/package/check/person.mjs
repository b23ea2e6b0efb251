/** What a person does with the installed app, by the desktop's entry, mouse-free: keys go in, titles and files come out. */
import { setTimeout as delay } from "node:timers/promises";
import { SetupError } from "../../setup/shell.mjs";
import { user } from "./clean-root.mjs";

/** Where the app keeps settings and unsaved work. */
export const dataFolder = `${user.home}/.config/Layerglass`;
export const executable = "/opt/Layerglass/layerglass";

/** A step whose effect does not show is tried again: a key pressed while a window still opens is heard by nobody. */
const tries = 5;
const patienceMs = 12_000;

export class Person {
  /** @param {import("./desk.mjs").Desk} desk */
  constructor(desk) {
    this.desk = desk;
    this.system = desk.system;
  }

  /**
   * Does something until its effect shows.
   * @param {string} what
   * @param {() => Promise<unknown>} act
   * @param {() => Promise<unknown>} effect
   */
  async repeat(what, act, effect) {
    for (let attempt = 0; attempt < tries; attempt += 1) {
      await act();
      const end = Date.now() + patienceMs;
      while (Date.now() < end) {
        if (await effect()) return;
        await delay(100);
      }
    }
    throw new SetupError(`${what} had no effect in ${tries} tries.`);
  }

  /**
   * Picks a command of the palette until its effect shows.
   * @param {string} name
   * @param {() => Promise<unknown>} effect
   */
  choose(name, effect) {
    const pick = async () => {
      await this.desk.press("Escape");
      await this.desk.choose(name);
    };
    return this.repeat(`"${name}" of the command palette`, pick, effect);
  }

  /** Ids of the app's own processes that are alive, the main one first. */
  async processes() {
    const { stdout } = await this.system.run(["sh", "-c", `pgrep -f '^${executable}' || true`]);
    const ids = stdout.split("\n").filter(Boolean).map(Number);
    /** @type {{ id: number, words: string[] }[]} */
    const found = [];
    for (const id of ids) {
      const text = await this.system.run(["cat", `/proc/${id}/cmdline`]);
      // Chromium's helpers write their words in one, with spaces.
      if (text.code === 0 && text.stdout !== "") found.push({ id, words: text.stdout.split(/[\0 ]/) });
    }
    const kind = (/** @type {string[]} */ words) => words.find((word) => word.startsWith("--type=")) ?? "";
    return found.sort((a, b) => kind(a.words).localeCompare(kind(b.words)));
  }

  /** Ends every process of the app at once, as a power cut does. */
  async kill() {
    await this.system.run(["pkill", "-KILL", "-f", `^${executable}`]);
    await this.desk.until("the end of the app", async () => (await this.processes()).length === 0);
  }

  /** Starts the app by its desktop entry and waits for its page; answers the milliseconds it took. */
  async start() {
    const begun = performance.now();
    this.desk.start(["gtk-launch", "org.layerglass.Layerglass"]);
    await this.desk.until("the app's page", async () =>
      (await this.desk.titles()).some((title) => / — Layerglass$/.test(title)),
    );
    const millis = performance.now() - begun;
    await this.desk.window(/ — Layerglass$/);
    return millis;
  }

  /** Opens a project as a double click in the file manager does. @param {string} path @param {RegExp} title */
  async open(path, title) {
    const done = await this.desk.run(["gio", "open", path]);
    if (done.code !== 0) throw new SetupError(`gio could not open ${path}: ${done.stderr.trim()}`);
    await this.desk.window(title);
  }

  /** What a project file holds. @param {string} path */
  async project(path) {
    return JSON.parse(await this.system.read(path));
  }

  /** Nodes of the one copy of unsaved work; 0 without one. */
  async unsavedNodes() {
    const { code, stdout } = await this.system.run(["sh", "-c", `cat ${dataFolder}/recovery/*.json`]);
    return code === 0 ? JSON.parse(JSON.parse(stdout).project).nodes.length : 0;
  }

  /** Files below a folder with their content's hash. @param {string} folder */
  async hashes(folder) {
    return this.system.must(["sh", "-c", `find ${folder} -type f -exec sha256sum {} + | sort -k2`]);
  }
}

/** The JSON header of a safetensors file. @param {import("./clean-root.mjs").CleanRoot} system @param {string} path */
export async function modelDescription(system, path) {
  const text = await system.must(["base64", "-w0", path]);
  const bytes = Buffer.from(text, "base64");
  const header = JSON.parse(bytes.subarray(8, 8 + Number(bytes.readBigUInt64LE(0))).toString("utf8"));
  return JSON.parse(header.__metadata__["layerglass.model"]);
}
