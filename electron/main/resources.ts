/** Where the app's own files lie, in a clone and in a package alike. */
import { dirname, join, sep } from "node:path";

/** Absolute paths of what the app reads of its own. */
export interface Resources {
  /** The built page, served under the app's scheme. */
  readonly page: string;
  readonly preload: string;
  /** Program of the engine's process. */
  readonly engineHost: string;
  /** The native engine, loaded by the engine host alone. A file of the disk, never inside the archive. */
  readonly addon: string;
  /** Projects and data a person can open; files of the disk, since the engine reads the data by itself. */
  readonly samples: string;
  /** The window's icon where no desktop entry gives one. */
  readonly icon: string;
  readonly licence: string;
  /** Third-party notices and the bill of materials, made at packaging; in a clone there only once they were made. */
  readonly notices: string;
  /** Licences of Chromium and of Electron, which lie beside the executable in every package. */
  readonly runtimeLicences: string;
}

const archive = "app.asar";

/**
 * All paths, from the folder of the main program and the executable. A package keeps the layout of a clone inside
 * `app.asar`, with the files that other programs must find on the disk beside it in `app.asar.unpacked`.
 */
export function resourcesOf(mainFolder: string, executable: string): Resources {
  const root = join(mainFolder, "..", "..");
  const onDisk = root.endsWith(sep + archive) ? `${root}.unpacked` : root;
  const dist = join(root, "dist");
  return {
    page: join(dist, "renderer"),
    preload: join(dist, "preload", "index.cjs"),
    engineHost: join(dist, "engine-host", "index.cjs"),
    addon: join(onDisk, "dist", "native", "layerglass.node"),
    samples: join(onDisk, "samples"),
    icon: join(root, "electron", "build", "icons", "256x256.png"),
    licence: join(root, "LICENSE"),
    notices: join(dist, "notices"),
    runtimeLicences: dirname(executable),
  };
}
