import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { z } from "zod";
import { type FileSystem, nodeFileSystem, writeFileAtomically } from "../../engine/files";
import type { DesktopSettings, RecentFile } from "../contract";
import { panelSizes } from "../contract/channels";

const rectangle = z.object({ x: z.int(), y: z.int(), width: z.int().min(200), height: z.int().min(200) });

/** Where the window stood when it was last closed, in screen pixels. */
export interface WindowState {
  readonly bounds: z.infer<typeof rectangle> | null;
  readonly maximized: boolean;
}

/** What the settings file holds; a field that cannot be read falls back alone, the others keep their value. */
const fileSchema = z.object({
  theme: z.enum(["system", "light", "dark"]).catch("system"),
  language: z.enum(["en", "zh-CN"]).nullable().catch(null),
  notifications: z.boolean().catch(true),
  panelSizes: panelSizes.catch({}),
  window: z.object({ bounds: rectangle.nullable(), maximized: z.boolean() }).catch({ bounds: null, maximized: false }),
  recent: z.array(z.string().min(1)).max(100).catch([]),
});

const recentLimit = 10;

/** The person's settings, kept in one readable JSON file. */
export class SettingsFile {
  private values: z.infer<typeof fileSchema>;
  private writing: Promise<void> = Promise.resolve();
  private isWriteDue = false;

  /** Reads the file; a missing or damaged one means defaults. `systemLocale` decides the language until one is chosen. */
  constructor(
    readonly path: string,
    private readonly systemLocale: string,
    private readonly fileSystem: FileSystem = nodeFileSystem,
  ) {
    let stored: unknown = {};
    try {
      stored = JSON.parse(readFileSync(path, "utf8"));
    } catch {
      // Absent at the first start; a damaged one is replaced by the next change.
    }
    this.values = fileSchema.safeParse(stored).data ?? fileSchema.parse({});
  }

  get settings(): DesktopSettings {
    const language = this.values.language ?? (this.systemLocale.toLowerCase().startsWith("zh") ? "zh-CN" : "en");
    const { theme, notifications, panelSizes } = this.values;
    return { theme, language, notifications, panelSizes };
  }

  get window(): WindowState {
    return this.values.window;
  }

  /** Most recent first. */
  get recent(): readonly RecentFile[] {
    return this.values.recent.map((path) => ({ path, name: basename(path) }));
  }

  changeSettings(patch: Partial<DesktopSettings>): DesktopSettings {
    this.store(patch);
    return this.settings;
  }

  rememberWindow(window: WindowState): void {
    this.store({ window });
  }

  addRecent(path: string): void {
    this.store({ recent: [path, ...this.values.recent.filter((other) => other !== path)].slice(0, recentLimit) });
  }

  removeRecent(path: string): void {
    this.store({ recent: this.values.recent.filter((other) => other !== path) });
  }

  clearRecent(): void {
    this.store({ recent: [] });
  }

  /** Resolves when every change made so far is on disk. */
  flushed(): Promise<void> {
    return this.writing;
  }

  private store(patch: Partial<z.infer<typeof fileSchema>>): void {
    this.values = { ...this.values, ...patch };
    if (this.isWriteDue) return;
    this.isWriteDue = true;
    this.writing = this.writing
      .then(() => {
        // Written as it stands by then: changes that came meanwhile need no write of their own.
        this.isWriteDue = false;
        return writeFileAtomically(this.path, `${JSON.stringify(this.values, null, 2)}\n`, {
          fileSystem: this.fileSystem,
        });
      })
      .catch((failure: unknown) => console.error("The settings could not be saved:", failure));
  }
}
