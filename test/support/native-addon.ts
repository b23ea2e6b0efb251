import { createRequire } from "node:module";
import type { HostFailure, NativeModule, RunFailure } from "../../engine/contract";
import { repositoryPath } from "./golden";

/** Path of the addon, built by the set-up before the tests run. */
export const addonPath = repositoryPath("dist", "native", "layerglass.node");

/** The addon as the app loads it. */
export const addon: NativeModule = createRequire(import.meta.url)(addonPath);

/** The failure a promise of the addon's, or a call, ends with. */
export async function failureOf(action: () => unknown): Promise<HostFailure & Partial<RunFailure>> {
  try {
    await action();
  } catch (error) {
    return JSON.parse(error instanceof Error ? error.message : String(error));
  }
  throw new Error("expected a failure");
}
