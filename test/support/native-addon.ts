import { createRequire } from "node:module";
import { failureOf as carried, type HostFailure, type NativeModule } from "../../engine/contract";
import { repositoryPath } from "./golden";

/** Path of the addon, built by the set-up before the tests run. */
export const addonPath = repositoryPath("dist", "native", "layerglass.node");

/** The addon as the app loads it. */
export const addon: NativeModule = createRequire(import.meta.url)(addonPath);

/** The failure a promise of the addon's, or a call, ends with. */
export async function failureOf(action: () => unknown): Promise<HostFailure & { readonly message: string }> {
  try {
    await action();
  } catch (error) {
    const failure = carried(error);
    if (failure && error instanceof Error) return { ...failure, message: error.message };
    throw error;
  }
  throw new Error("expected a failure");
}
