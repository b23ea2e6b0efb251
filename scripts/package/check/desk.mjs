/** What sits before a person: a display with a window manager, a keyboard, and the titles of the windows. */
import { setTimeout as delay } from "node:timers/promises";
import { SetupError } from "../../setup/shell.mjs";
import { user } from "./clean-root.mjs";

/** What a desktop has anyway, and the hands of the check. */
export const deskPackages = [
  ...["xvfb", "openbox", "dbus", "dbus-x11", "xdotool", "scrot", "fonts-dejavu-core"],
  ...["libgtk-3-bin", "libglib2.0-bin", "shared-mime-info", "desktop-file-utils", "adwaita-icon-theme"],
  "xfce4-appfinder",
];

const display = ":7";
const bus = `unix:path=/run/user/${user.id}/bus`;
const env = Object.freeze({
  DISPLAY: display,
  DBUS_SESSION_BUS_ADDRESS: bus,
  XDG_RUNTIME_DIR: `/run/user/${user.id}`,
  XDG_CURRENT_DESKTOP: "XFCE",
});

/** How long a thing may take before it counts as not happening; no step's outcome depends on less. */
const patienceMs = 90_000;

/** Between two looks. */
const pauseMs = 50;

export class Desk {
  /** @param {import("./clean-root.mjs").CleanRoot} system */
  constructor(system) {
    this.system = system;
  }

  /** Lays the desk: display, session bus, window manager. @param {import("./clean-root.mjs").CleanRoot} system */
  static async lay(system) {
    const desk = new Desk(system);
    await system.must(["install", "-d", "-m", "1777", "/tmp/.X11-unix"]);
    system.start(["Xvfb", display, "-screen", "0", "1440x900x24", "-nolisten", "tcp"], { asUser: true });
    await desk.until("the display", async () => (await desk.run(["xdotool", "getdisplaygeometry"])).code === 0);
    system.start(["dbus-daemon", "--session", "--nofork", `--address=${bus}`], { asUser: true, env });
    await desk.until(
      "the session bus",
      async () => (await system.run(["test", "-S", bus.split("=")[1] ?? ""])).code === 0,
    );
    system.start(["openbox"], { asUser: true, env });
    await desk.until("the window manager", async () => (await desk.run(["xdotool", "get_num_desktops"])).code === 0);
    return desk;
  }

  /** Runs a program of the person's to its end. @param {readonly string[]} words */
  run(words) {
    return this.system.run(words, { asUser: true, env });
  }

  /** Starts a program of the person's. @param {readonly string[]} words */
  start(words) {
    return this.system.start(words, { asUser: true, env });
  }

  /**
   * Waits until something is so.
   * @template Answer
   * @param {string} what As it is told when it does not happen.
   * @param {() => Promise<Answer | false | null | undefined>} look
   * @returns {Promise<Answer>}
   */
  async until(what, look) {
    const end = Date.now() + patienceMs;
    for (;;) {
      const found = await look();
      if (found) return found;
      if (Date.now() > end) {
        const titles = (await this.titles().catch(() => [])).join(" | ");
        throw new SetupError(`The check waited ${patienceMs / 1000} s for ${what}; windows: ${titles || "none"}.`);
      }
      await delay(pauseMs);
    }
  }

  /** Titles of the windows that show. */
  async titles() {
    const { stdout } = await this.run([
      "sh",
      "-c",
      "for id in $(xdotool search --onlyvisible --name . 2>/dev/null); do xdotool getwindowname $id; done",
    ]);
    return stdout.split("\n").filter((line) => line !== "");
  }

  /** Waits for a window whose title fits, and brings it to the front. @param {RegExp} title */
  async window(title) {
    await this.until(`a window called ${title}`, async () => (await this.titles()).some((one) => title.test(one)));
    const ids = await this.run(["sh", "-c", "xdotool search --onlyvisible --name ."]);
    for (const id of ids.stdout.split("\n").filter(Boolean)) {
      const { stdout } = await this.run(["xdotool", "getwindowname", id]);
      if (!title.test(stdout.trim())) continue;
      await this.run(["xdotool", "windowactivate", "--sync", id]);
      return id;
    }
    return null;
  }

  /** Presses keys, as `ctrl+s`. @param {readonly string[]} keys */
  async press(...keys) {
    for (const key of keys) {
      const { code, stderr } = await this.run(["xdotool", "key", "--clearmodifiers", key]);
      if (code !== 0) throw new SetupError(`The key ${key} could not be pressed: ${stderr.trim()}`);
      await delay(150);
    }
  }

  /** Types a text. @param {string} text */
  async type(text) {
    await this.run(["xdotool", "type", "--clearmodifiers", "--delay", "25", text]);
    await delay(300);
  }

  /** Picks a command of the app's palette by its name. @param {string} name */
  async choose(name) {
    await this.press("ctrl+k");
    await delay(300);
    await this.type(name);
    await this.press("Return");
  }

  /** Takes a picture of the screen. @param {string} file On this machine. */
  async picture(file) {
    await this.run(["scrot", "--overwrite", "/tmp/screen.png"]);
    await this.system.take("/tmp/screen.png", file);
  }
}
