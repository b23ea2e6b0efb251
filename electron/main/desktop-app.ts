import { rmSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { extname, join } from "node:path";
import { app, type BrowserWindow, nativeTheme, shell } from "electron";
import { removeAbandonedDrafts } from "../../engine/files";
import { testLooksName } from "../../engine/runs";
import type { DesktopSettings, DocumentState } from "../contract";
import { aboutFacts, copyVersions, openReleasesPage, thirdPartyNotices } from "./about";
import { showMenu } from "./app-menu";
import { openWindow, showDocumentState, showTheme } from "./app-window";
import { answerRequests, sendEvent } from "./channels";
import { CloseGuard } from "./close-guard";
import { CrashWatch } from "./crash-watch";
import { DocumentFiles, projectExtension } from "./document-files";
import { EngineSupervisor } from "./engine-supervisor";
import { exportFigure } from "./figure-files";
import { askForData, askForProject, askWhereToSave } from "./file-dialogs";
import { askForModel, askWhereToSaveModel } from "./model-dialogs";
import { ModelFiles } from "./model-files";
import { type NativeTexts, nativeTexts } from "./native-texts";
import { ProjectBackups } from "./project-backups";
import { RecoveryStore } from "./recovery-store";
import type { Resources } from "./resources";
import { askForRun, saveRun } from "./run-folders";
import { onSessionEnd } from "./session-end";
import { SettingsFile } from "./settings-file";
import { askWhereToSaveRows } from "./table-dialogs";
import { TrainingWatch } from "./training-watch";
import { UnsavedWork } from "./unsaved-work";

const emptyDocument: DocumentState = {
  name: "Layerglass",
  path: null,
  dirty: false,
  training: false,
  undo: null,
  redo: null,
};

/** The running app: one window, its document's state, the settings and the engine. */
export class DesktopApp {
  private readonly engine: EngineSupervisor;
  private readonly backups = new ProjectBackups(join(app.getPath("userData"), "backups"));
  private readonly files = new DocumentFiles(this.backups);
  private readonly models = new ModelFiles();
  private readonly crashes = new CrashWatch({
    document: () => this.document,
    page: () => (this.isPageReady ? (this.window?.webContents ?? null) : null),
  });
  private readonly training = new TrainingWatch({
    window: () => this.window,
    texts: () => this.texts,
    language: () => this.settings.settings.language,
    document: () => this.document.name,
    notifies: () => this.settings.settings.notifications,
    focus: () => this.focus(),
  });
  private window: BrowserWindow | null = null;
  private guard: CloseGuard | null = null;
  private document = emptyDocument;
  private isPageReady = false;
  private isQuitting = false;
  private waitingFiles: string[] = [];
  private loadedSettings: SettingsFile | null = null;
  private readonly recovery = new RecoveryStore(join(app.getPath("userData"), "recovery"));
  private readonly unsaved = new UnsavedWork(this.recovery, {
    knownVersion: (path) => this.files.knownHash(path),
    choose: (path, version) => this.files.takeUp(path, version),
  });
  private watchSessionEnd: ((window: BrowserWindow) => void) | null = null;

  constructor(private readonly resources: Resources) {
    this.engine = new EngineSupervisor(resources, () => this.enginePlaces, {
      onRun: (progress) => this.training.follow(progress),
      onCrash: (reason, code, willRestart) => {
        this.training.engineCrashed(willRestart);
        this.crashes.report({ process: "engine", reason, code, stack: null });
      },
      onOutput: (text) => this.crashes.engineSaid(text),
    });
  }

  /** Opens everything; the engine starts while the page loads. */
  start(): void {
    nativeTheme.themeSource = this.settings.settings.theme;
    this.answer();
    this.removeCheckpoints();
    void this.backups.tidy();
    void removeAbandonedDrafts(app.getPath("userData"));
    void this.recovery.tidy((path) => shell.trashItem(path));
    this.watchSessionEnd = onSessionEnd(() => this.endSession());
    this.engine.start();
    this.open();
    app.on("activate", () => this.open());
    app.on("window-all-closed", () => {
      if (process.platform !== "darwin" || this.isQuitting) app.quit();
    });
    app.on("before-quit", () => {
      this.isQuitting = true;
    });
    app.once("will-quit", (event) => {
      event.preventDefault();
      void Promise.all([this.engine.stop(), this.settings.flushed(), this.recovery.flushed()]).then(() => {
        this.removeCheckpoints();
        app.exit(0);
      });
    });
    nativeTheme.on("updated", () => {
      if (this.window !== null) showTheme(this.window);
    });
  }

  /** Nobody can be asked any more: unsaved work stays as a copy, and everything is on the disk before the app leaves. */
  private async endSession(): Promise<void> {
    const page = this.window?.webContents;
    if (page && !page.isCrashed()) await this.unsaved.keepNow(() => sendEvent(page, "keep_document_now", null));
    await Promise.all([this.engine.stop(), this.settings.flushed(), this.recovery.flushed()]);
  }

  focus(): void {
    if (this.window === null) this.open();
    if (this.window?.isMinimized()) this.window.restore();
    this.window?.focus();
  }

  /** Has the window open a project now or, while it still loads, as soon as it listens. */
  openFile(path: string): void {
    if (this.window !== null && this.isPageReady) sendEvent(this.window.webContents, "open_file", { path });
    else this.waitingFiles.push(path);
  }

  private get settings(): SettingsFile {
    this.loadedSettings ??= new SettingsFile(join(app.getPath("userData"), "settings.json"), app.getLocale());
    return this.loadedSettings;
  }

  private get enginePlaces() {
    return { checkpoints: this.checkpoints, testLooks: join(app.getPath("userData"), testLooksName) };
  }

  private get checkpoints(): string {
    return join(app.getPath("userData"), "checkpoints");
  }

  /** Only a window that has seen a run can go on with it, so no checkpoint outlives the app; a crash may have left some. */
  private removeCheckpoints(): void {
    try {
      rmSync(this.checkpoints, { recursive: true, force: true });
    } catch (error) {
      console.error(error);
    }
  }

  private get texts(): NativeTexts {
    return nativeTexts[this.settings.settings.language];
  }

  private open(): void {
    if (this.window !== null) return;
    const window = openWindow(this.resources, this.settings);
    const { webContents } = window;
    this.window = window;
    this.crashes.watchPage(webContents);
    this.document = emptyDocument;
    this.guard = new CloseGuard(window, {
      document: () => this.document,
      texts: () => this.texts,
      onCancelled: () => {
        this.isQuitting = false;
      },
      onCrashed: () => this.unsaved.pageCrashed(),
    });
    this.watchSessionEnd?.(window);
    // Module scripts have run by then, so the page takes its port; the preload keeps files until the page wants them.
    webContents.on("dom-ready", () => {
      this.isPageReady = true;
      this.engine.attach(webContents);
      this.crashes.pageReady();
      for (const file of this.waitingFiles.splice(0)) this.openFile(file);
    });
    webContents.on("did-start-loading", () => {
      this.isPageReady = false;
      this.engine.detach(webContents);
    });
    window.on("closed", () => {
      this.engine.detach(webContents);
      this.unsaved.windowClosed();
      this.engine.endRuns();
      this.window = null;
      this.training.clear();
      this.guard = null;
      this.isPageReady = false;
    });
    this.refreshMenu();
  }

  private refreshMenu(): void {
    const { settings, recent } = this.settings;
    showMenu(
      { settings, recent, document: this.document },
      {
        command: (id) => {
          if (this.window !== null) sendEvent(this.window.webContents, "menu_command", id);
          else this.open();
        },
        openRecent: (path) => this.openFile(path),
        clearRecent: () => {
          this.settings.clearRecent();
          app.clearRecentDocuments();
          this.refreshMenu();
        },
        restartEngine: () => this.engine.restart(),
        showSettingsFile: () => {
          this.settings.changeSettings({});
          void this.settings.flushed().then(() => shell.showItemInFolder(this.settings.path));
        },
      },
    );
  }

  private noteRecent(path: string): void {
    this.settings.addRecent(path);
    app.addRecentDocument(path);
    this.refreshMenu();
  }

  private changeSettings(patch: Partial<DesktopSettings>): DesktopSettings {
    const settings = this.settings.changeSettings(patch);
    nativeTheme.themeSource = settings.theme;
    this.refreshMenu();
    if (this.window !== null) sendEvent(this.window.webContents, "settings_changed", settings);
    return settings;
  }

  private answer(): void {
    const { files } = this;
    const open = async (path: string) => {
      const answer = await files.read(path);
      if (answer.ok) this.noteRecent(path);
      else if (answer.failure?.code === "file_absent") {
        this.settings.removeRecent(path);
        this.refreshMenu();
      }
      return answer;
    };
    const save = async (path: string, text: string, replacing: string | null) => {
      const answer = await files.write(path, text, replacing);
      if (answer.ok) this.noteRecent(path);
      return answer;
    };
    const saveAs = async (window: BrowserWindow, suggestedName: string, text: string) => {
      const path = await askWhereToSave(window, this.texts, suggestedName, this.document.path);
      if (path === null) return { ok: false, failure: null } as const;
      // The system's dialog asked whether to replace what stands there.
      await files.choose(path);
      return save(path, text, null);
    };
    answerRequests({
      open_project_dialog: async (_body, window) => {
        const path = await askForProject(window, this.texts);
        return path === null ? { ok: false, failure: null } : open(path);
      },
      open_project: ({ path }) => open(path),
      save_project: ({ path, suggestedName, text, replacing }, window) =>
        path !== null && files.isChosen(path) ? save(path, text, replacing) : saveAs(window, suggestedName, text),
      save_project_as: ({ suggestedName, text }, window) => saveAs(window, suggestedName, text),
      disk_state: ({ path }) => files.diskState(path),
      peek_project: ({ path }) => files.peek(path),
      list_backups: ({ path }) => files.listBackups(path),
      open_backup: ({ path, name, adopt }) => files.readBackup(path, name, adopt),
      save_model_dialog: async ({ suggestedName }, window) => {
        const path = await askWhereToSaveModel(window, this.texts, suggestedName, this.document.path);
        if (path !== null) this.models.choose(path);
        return { path };
      },
      save_model: ({ path, bytes }) => this.models.write(path, bytes),
      export_figure: (figure, window) => exportFigure(window, this.texts, this.document.path, figure),
      open_model_dialog: async (_body, window) => ({ path: await askForModel(window, this.texts) }),
      save_run: ({ run, suggestedName }, window) =>
        saveRun(window, this.texts, join(this.checkpoints, run), suggestedName, this.document.path),
      save_predictions_dialog: async ({ table }, window) =>
        this.writable(await askWhereToSaveRows(window, this.texts, "predictions", table)),
      save_rejected_dialog: async ({ table }, window) =>
        this.writable(await askWhereToSaveRows(window, this.texts, "rejected", table)),
      open_run_dialog: async (_body, window) => ({ path: await askForRun(window, this.texts) }),
      open_data_dialog: async (_body, window) => ({ path: await askForData(window, this.texts) }),
      list_recent: () => this.settings.recent,
      list_samples: () => this.samples(),
      settings: () => this.settings.settings,
      change_settings: (patch) => this.changeSettings(patch),
      document_state: (state, window) => {
        const relabelled = state.undo !== this.document.undo || state.redo !== this.document.redo;
        this.document = state;
        showDocumentState(window, state);
        if (relabelled) this.refreshMenu();
        return null;
      },
      confirm_discard: async ({ name }) => ({ choice: (await this.guard?.confirmDiscard(name)) ?? "cancel" }),
      ...this.unsaved.requests,
      close_window: async () => {
        await this.unsaved.giveUp();
        // After the answer has left, since the page that waits for it goes with the window.
        setImmediate(() => this.guard?.close());
        return null;
      },
      about: () => aboutFacts(),
      copy_versions: () => copyVersions(),
      third_party_notices: () => thirdPartyNotices(this.resources.notices),
      open_releases_page: () => openReleasesPage(),
      restart_engine: () => {
        this.engine.restart();
        return null;
      },
      ...this.crashes.requests,
      edit_text: ({ command }, window) => {
        window.webContents[command]();
        return null;
      },
      close_acknowledged: ({ handled }) => {
        this.guard?.acknowledged(handled);
        return null;
      },
    });
  }

  /** The engine may write once to a file that the person chose. */
  private writable(path: string | null): { path: string | null } {
    if (path !== null) this.engine.allowWriting(path);
    return { path };
  }

  private async samples(): Promise<readonly { path: string; name: string }[]> {
    const folder = this.resources.samples;
    const names = await readdir(folder).catch(() => []);
    return names
      .filter((name) => extname(name) === projectExtension)
      .sort()
      .map((name) => ({ path: join(folder, name), name }));
  }
}
