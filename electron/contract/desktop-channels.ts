import type { Failure } from "../../engine/contract";
import type { MenuCommand } from "./menu-commands";
import type { RecoveryRequests } from "./recovery";

/** A file the person works on. `path` is null until first saved. */
export interface DocumentFile {
  readonly path: string;
  readonly text: string;
}

/** Why a file was not opened or saved. */
export type FileRefusal = { readonly ok: false; readonly failure: Failure };
/** The person called it off. */
export type CalledOff = { readonly ok: false; readonly failure: null };
export type OpenAnswer = { readonly ok: true; readonly file: DocumentFile } | CalledOff | FileRefusal;
export type SaveAnswer =
  /**
   * `backup`: where the file as an older version wrote it is kept; null when there was none to keep. `unkept`: why the
   * version replaced could not be put by; null when all is well.
   */
  | { readonly ok: true; readonly path: string; readonly backup: string | null; readonly unkept: Failure | null }
  | CalledOff
  /** Nothing was written: the file is not what was last read or written here (`file_changed`). `version` names what it is. */
  | (FileRefusal & { readonly version: string })
  | FileRefusal;

/** How a project's file stands against what was last read from it or written to it here; `version` names a content. */
export type DiskAnswer =
  | { readonly state: "same" }
  | { readonly state: "gone" }
  | { readonly state: "changed"; readonly version: string };

/** A file as it stands on the disk, only looked at. */
export type PeekAnswer = { readonly ok: true; readonly file: DocumentFile; readonly version: string } | FileRefusal;

/** A version of a project from before a save. */
export interface ProjectBackup {
  readonly name: string;
  /** When that version was saved, in milliseconds since 1970. */
  readonly savedMillis: number;
}

export interface RecentFile {
  readonly path: string;
  readonly name: string;
}

export type ThemeChoice = "system" | "light" | "dark";
export type Language = "en" | "zh-CN";

export interface DesktopSettings {
  readonly theme: ThemeChoice;
  readonly language: Language;
  /** Whether a run that ends out of sight is told of by a notification. */
  readonly notifications: boolean;
  /** Pixels the person gave the panels, by the panel's name. */
  readonly panelSizes: Readonly<Record<string, number>>;
}

/** What is known of a process that ended, or of an error that nobody caught. */
export interface CrashReport {
  readonly id: string;
  /** ISO 8601. */
  readonly time: string;
  readonly process: "main" | "window" | "engine";
  readonly reason: string;
  /** The whole report as it stands in its file. */
  readonly text: string;
}

/** What the app says of itself. */
export interface AboutFacts {
  readonly version: string;
  readonly electron: string;
  readonly chromium: string;
  readonly node: string;
  /** System and processor. */
  readonly system: string;
  readonly packaged: boolean;
  /** Where releases are listed; opened in the system's browser, never read by the app. */
  readonly releasesPage: string;
}

/** The licence of something by others that ships with the app. */
export interface ThirdPartyNotice {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
  readonly homepage: string;
  readonly text: string;
}

/** Commands that a focused text field carries out itself instead of the document. */
export type TextEdit = "undo" | "redo" | "cut" | "copy" | "paste" | "delete" | "selectAll";

/** State of the document the main process needs for the title, the unsaved dot and the prompt on close. */
export interface DocumentState {
  readonly name: string;
  readonly path: string | null;
  readonly dirty: boolean;
  readonly training: boolean;
  readonly undo: string | null;
  readonly redo: string | null;
}

export type EngineStatus =
  | { readonly state: "starting" }
  | { readonly state: "ready" }
  /**
   * `reason` is a code the window has words for: Electron's (`killed`, `crashed`, `oom`, …), `hung`, `exit 7` for an end by itself,
   * `restarted`, `connection_closed`.
   */
  | { readonly state: "crashed"; readonly reason: string; readonly restarting: boolean };

export interface PathAnswer {
  readonly path: string | null;
}

/** Window → main, answered. */
export interface DesktopRequests extends RecoveryRequests {
  open_project_dialog: { request: null; answer: OpenAnswer };
  open_project: { request: { path: string }; answer: OpenAnswer };
  /**
   * `path` null asks where. The text is written atomically. A file that another program changed is left as it is (the
   * failure's code is `file_changed`), unless it still is the version `replacing`, which the person gave up.
   */
  save_project: {
    request: { path: string | null; suggestedName: string; text: string; replacing: string | null };
    answer: SaveAnswer;
  };
  save_project_as: { request: { suggestedName: string; text: string }; answer: SaveAnswer };
  /** Whether another program changed or removed an opened project's file. */
  disk_state: { request: { path: string }; answer: DiskAnswer };
  /** Reads an opened project's file as it is now, to be looked at only. */
  peek_project: { request: { path: string }; answer: PeekAnswer };
  /** Versions of a project from before its last saves, newest first. */
  list_backups: { request: { path: string }; answer: readonly ProjectBackup[] };
  /** One of them; its `path` is the project's. With `adopt`, saving it replaces what stands there now. */
  open_backup: { request: { path: string; name: string; adopt: boolean }; answer: OpenAnswer };
  /** Asks where a trained model is to be saved; the path answered is then good for one `save_model`. */
  save_model_dialog: { request: { suggestedName: string }; answer: PathAnswer };
  save_model: { request: { path: string; bytes: Uint8Array }; answer: SaveAnswer };
  /** Asks where a figure is to go, and writes it there whole or not at all. */
  export_figure: {
    request: { suggestedName: string; format: "png" | "svg" | "csv"; bytes: Uint8Array };
    answer: SaveAnswer;
  };
  open_model_dialog: { request: null; answer: PathAnswer };
  /** Asks where predictions of the table at this path are to go; the path answered is then good for one `save_predictions`. */
  save_predictions_dialog: { request: { table: string }; answer: PathAnswer };
  /** Asks where the lines of that table that are no rows are to go; the path answered is then good for one `save_rejected`. */
  save_rejected_dialog: { request: { table: string }; answer: PathAnswer };
  /** Asks for a place and copies there all that a run of this window reported, and its checkpoints. */
  save_run: { request: { run: string; suggestedName: string }; answer: SaveAnswer };
  open_run_dialog: { request: null; answer: PathAnswer };
  open_data_dialog: { request: null; answer: PathAnswer };
  list_recent: { request: null; answer: readonly RecentFile[] };
  list_samples: { request: null; answer: readonly RecentFile[] };
  settings: { request: null; answer: DesktopSettings };
  change_settings: { request: Partial<DesktopSettings>; answer: DesktopSettings };
  document_state: { request: DocumentState; answer: null };
  /** Save / Don't Save / Cancel before the document is replaced or closed. */
  confirm_discard: { request: { name: string }; answer: { choice: "save" | "discard" | "cancel" } };
  /** Answer to `close_requested`: the window may go. */
  close_window: { request: null; answer: null };
  restart_engine: { request: null; answer: null };
  about: { request: null; answer: AboutFacts };
  /** Puts the versions onto the clipboard, which the page itself may not reach. */
  copy_versions: { request: null; answer: null };
  third_party_notices: { request: null; answer: readonly ThirdPartyNotice[] };
  /** Shows the page of releases in the system's browser. */
  open_releases_page: { request: null; answer: null };
  /** Newest first. */
  list_crash_reports: { request: null; answer: readonly CrashReport[] };
  delete_crash_report: { request: { id: string }; answer: null };
  /** Puts a report onto the clipboard, which the page itself may not reach. */
  copy_crash_report: { request: { id: string }; answer: null };
  /** Shows the report's file in its folder. */
  show_crash_report: { request: { id: string }; answer: null };
  /** Sent by preload when an edit command meets a focused text field: the field is edited, not the document. */
  edit_text: { request: { command: TextEdit }; answer: null };
  /** Sent by preload on `close_requested`: whether anything in the window listens, so that a broken page can be closed. */
  close_acknowledged: { request: { handled: boolean }; answer: null };
}

/** Main → window. */
export interface DesktopEvents {
  menu_command: MenuCommand;
  /** A project was opened from outside: second start, file association, drop on the dock. */
  open_file: { readonly path: string };
  close_requested: null;
  engine_status: EngineStatus;
  settings_changed: DesktopSettings;
  /** The system ends the session: the document is to be kept at once. */
  keep_document_now: null;
  /** A report was written of something the person would not see otherwise. */
  crash_reported: { readonly process: CrashReport["process"]; readonly reason: string };
}

export type DesktopRequestName = keyof DesktopRequests;
export type DesktopEventName = keyof DesktopEvents;

/** What preload exposes as `window.desktop`. */
export interface DesktopBridge {
  request<Name extends DesktopRequestName>(
    name: Name,
    body: DesktopRequests[Name]["request"],
  ): Promise<DesktopRequests[Name]["answer"]>;
  on<Name extends DesktopEventName>(name: Name, listener: (body: DesktopEvents[Name]) => void): () => void;
  /** Absolute path of a dropped file. */
  pathForFile(file: File): string;
  readonly platform: string;
}
// The engine port itself arrives by `window.postMessage({ type: "engine_port" }, "*", [port])` each time the host (re)starts.
