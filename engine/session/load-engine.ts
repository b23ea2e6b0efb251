import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { NativeModule } from "../contract";
import { callError } from "./layerglass-error";

/**
 * The engine's addon: the one that stands beside this program (`native/` next to the folder of the built file), else the
 * npm package of this platform.
 * @throws LayerglassError `engine_missing` when there is none or the system refuses it.
 */
export function loadEngine(): NativeModule {
  const require = createRequire(import.meta.url);
  const beside = join(import.meta.dirname, "..", "native", "layerglass.node");
  const place = existsSync(beside) ? beside : `@layerglass/engine-${platformName()}`;
  try {
    return require(place);
  } catch (error) {
    const [reason = ""] = String(error instanceof Error ? error.message : error).split("\n", 1);
    throw callError("engine_missing", {
      found: `no engine that runs here: ${place} could not be loaded (${reason})`,
      expected: "the addon of this platform",
      help: "install layerglass again without --omit=optional, or build it from source with npm run build",
      values: { place, reason },
    });
  }
}

/** System, processor and, where there are several, C library, as npm packages of addons are commonly named. */
function platformName(): string {
  const { platform, arch, report } = process;
  if (platform === "win32") return `win32-${arch}-msvc`;
  if (platform !== "linux") return `${platform}-${arch}`;
  const { header } = report.getReport() as { readonly header: { readonly glibcVersionRuntime?: string } };
  return `linux-${arch}-${header.glibcVersionRuntime === undefined ? "musl" : "gnu"}`;
}
