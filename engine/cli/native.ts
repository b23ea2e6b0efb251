import { createRequire } from "node:module";
import { join } from "node:path";
import type { NativeModule } from "../contract";
import { CliFault } from "./cli-fault";

/** The engine's addon, which stands beside this program: `native/` next to the folder of the built file. */
export function loadEngine(): NativeModule {
  const path = join(import.meta.dirname, "..", "native", "layerglass.node");
  try {
    return createRequire(import.meta.url)(path) as NativeModule;
  } catch (error) {
    const reason = error instanceof Error ? error.message.split("\n", 1)[0] : String(error);
    throw new CliFault(`layerglass: the engine ${path} could not be loaded (${reason}). Build it with npm run build.`);
  }
}

/** What the addon said in an error: its message is a JSON failure, or plain text. */
export interface EngineFailure {
  readonly code: string;
  readonly node: string | null;
  /** One sentence or `found …; expected …. Mend: …`. */
  readonly text: string;
}

/** A failure of a project file as one line. */
export function failureLine(file: string, { code, node, text }: EngineFailure): string {
  return `${file}: ${code}${node ? ` ${node}` : ""}: ${text}`;
}

/** Reads an error thrown by the addon. */
export function engineFailure(error: unknown): EngineFailure {
  const message = error instanceof Error ? error.message : String(error);
  let failure: unknown;
  try {
    failure = JSON.parse(message);
  } catch {
    return { code: "engine", node: null, text: message };
  }
  if (typeof failure !== "object" || failure === null) return { code: "engine", node: null, text: message };
  const fields = new Map<string, unknown>(Object.entries(failure));
  const field = (name: string) => {
    const value = fields.get(name);
    return typeof value === "string" ? value : null;
  };
  const found = field("found");
  const text = found ? `found ${found}; expected ${field("expected")}. Mend: ${field("mend")}` : field("message");
  return { code: field("code") ?? "engine", node: field("node"), text: text ?? message };
}
