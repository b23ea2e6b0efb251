/** The app as a folder that runs, by electron-builder from electron-builder.yml. */
import { findProgram, root } from "../setup/shell.mjs";
import { fuseConfiguration } from "./fuses.mjs";

/**
 * @typedef {object} UnpackedOptions
 * @property {string} electron Folder of the runtime.
 * @property {string} electronVersion
 * @property {string} version The app's.
 * @property {Readonly<Record<string, boolean>> | null} fuses Those the runtime has; null for a runtime that has no executable to set them in.
 * @property {string} output
 */

/**
 * Runs electron-builder, which reads electron-builder.yml by itself; what is given here goes over it.
 * @param {UnpackedOptions} options
 * @param {readonly string[]} targets As electron-builder calls them; `dir` for the folder alone.
 */
export async function runElectronBuilder({ electron, electronVersion, version, fuses, output }, targets) {
  const { build, Platform } = await import("electron-builder");
  /** @type {Partial<Record<NodeJS.Platform, import("electron-builder").Platform>>} */
  const platforms = { win32: Platform.WINDOWS, darwin: Platform.MAC };
  const platform = platforms[process.platform] ?? Platform.LINUX;
  // electron-builder would download an archiver of its own.
  const archiver = findProgram("7za");
  if (archiver) process.env.ELECTRON_BUILDER_7ZIP_PATH = archiver;
  const configuration = fuses === null ? null : await fuseConfiguration(fuses);
  return build({
    targets: platform.createTarget([...targets]),
    publish: "never",
    projectDir: root,
    config: {
      electronVersion,
      electronDist: electron,
      extraMetadata: { version },
      // electron-builder fails at a fuse the runtime lacks, so those it has are set here.
      electronFuses: null,
      ...(configuration === null
        ? {}
        : {
            /** @param {import("electron-builder").AfterPackContext} context */
            afterPack: async (context) => {
              await context.packager.addElectronFuses(context, configuration);
            },
          }),
      directories: { output },
    },
  });
}
