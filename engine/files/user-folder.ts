import { homedir } from "node:os";
import { join } from "node:path";

/** What says where a person's own files lie. */
interface Surroundings {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
}

/**
 * The folder that the app keeps a person's files in, as Electron places it, for programs without Electron;
 * `LAYERGLASS_USER_DATA` names another.
 */
export function userFolder(
  { platform, env, home }: Surroundings = { platform: process.platform, env: process.env, home: homedir() },
): string {
  if (env.LAYERGLASS_USER_DATA) return env.LAYERGLASS_USER_DATA;
  const name = "Layerglass";
  if (platform === "win32") return join(env.APPDATA || join(home, "AppData", "Roaming"), name);
  if (platform === "darwin") return join(home, "Library", "Application Support", name);
  return join(env.XDG_CONFIG_HOME || join(home, ".config"), name);
}
