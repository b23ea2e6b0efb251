import { Menu, type MenuItemConstructorOptions } from "electron";
import type { DesktopSettings, DocumentState, Language, MenuCommand, RecentFile } from "../contract";
import { fill, nativeTexts } from "./native-texts";

const isMac = process.platform === "darwin";

/** What the menu shows besides its fixed items. */
export interface MenuState {
  readonly settings: DesktopSettings;
  readonly document: DocumentState;
  readonly recent: readonly RecentFile[];
}

/** What choosing an item does. */
export interface MenuActions {
  readonly command: (id: MenuCommand) => void;
  readonly openRecent: (path: string) => void;
  readonly clearRecent: () => void;
  readonly restartEngine: () => void;
  readonly showSettingsFile: () => void;
}

const languageNames: Readonly<Record<Language, string>> = { en: "English", "zh-CN": "简体中文" };

/**
 * The application menu. Items carry the ids of the window's command registry, which also owns the keys: accelerators
 * are shown here but only the window acts on them, so that no key press counts twice and text fields keep their own.
 */
function template(state: MenuState, actions: MenuActions): MenuItemConstructorOptions[] {
  const text = nativeTexts[state.settings.language];
  const item = (id: MenuCommand, label: string, accelerator?: string): MenuItemConstructorOptions => ({
    id,
    label,
    ...(accelerator === undefined ? {} : { accelerator, registerAccelerator: false }),
    click: () => actions.command(id),
  });
  const separator: MenuItemConstructorOptions = { type: "separator" };
  const { undo, redo } = state.document;

  const file: MenuItemConstructorOptions[] = [
    item("file.new", text.new, "CmdOrCtrl+N"),
    item("file.open", text.open, "CmdOrCtrl+O"),
    {
      id: "file.openRecent",
      label: text.openRecent,
      enabled: state.recent.length > 0,
      submenu: [
        ...state.recent.map((recent) => ({
          label: recent.name,
          toolTip: recent.path,
          click: () => actions.openRecent(recent.path),
        })),
        separator,
        { id: "file.clearRecent", label: text.clearRecent, click: actions.clearRecent },
      ],
    },
    item("file.samples", text.samples),
    separator,
    item("file.recover", text.recover),
    separator,
    item("file.openData", text.openData, "CmdOrCtrl+Shift+O"),
    separator,
    item("model.open", text.openModel),
    item("model.save", text.saveModel),
    separator,
    item("file.save", text.save, "CmdOrCtrl+S"),
    item("file.saveAs", text.saveAs, "CmdOrCtrl+Shift+S"),
    separator,
    isMac ? { role: "close", label: text.closeWindow } : { id: "file.quit", role: "quit", label: text.quit },
  ];

  const edit: MenuItemConstructorOptions[] = [
    {
      ...item("edit.undo", undo === null ? text.undo : fill(text.undoStep, { step: undo }), "CmdOrCtrl+Z"),
    },
    {
      ...item(
        "edit.redo",
        redo === null ? text.redo : fill(text.redoStep, { step: redo }),
        isMac ? "Cmd+Shift+Z" : "Ctrl+Y",
      ),
    },
    separator,
    item("edit.cut", text.cut, "CmdOrCtrl+X"),
    item("edit.copy", text.copy, "CmdOrCtrl+C"),
    item("edit.paste", text.paste, "CmdOrCtrl+V"),
    item("edit.duplicate", text.duplicate, "CmdOrCtrl+D"),
    item("edit.delete", text.delete, "Delete"),
    separator,
    item("edit.selectAll", text.selectAll, "CmdOrCtrl+A"),
  ];

  const radio = (id: MenuCommand, label: string, checked: boolean): MenuItemConstructorOptions => ({
    ...item(id, label),
    type: "radio",
    checked,
  });
  const view: MenuItemConstructorOptions[] = [
    item("view.commandPalette", text.commandPalette, "CmdOrCtrl+K"),
    separator,
    item("view.fit", text.fit, "CmdOrCtrl+0"),
    item("view.zoomIn", text.zoomIn, "CmdOrCtrl+="),
    item("view.zoomOut", text.zoomOut, "CmdOrCtrl+-"),
    separator,
    {
      label: text.theme,
      submenu: [
        radio("view.theme.system", text.themeSystem, state.settings.theme === "system"),
        radio("view.theme.light", text.themeLight, state.settings.theme === "light"),
        radio("view.theme.dark", text.themeDark, state.settings.theme === "dark"),
      ],
    },
    {
      label: text.language,
      submenu: (Object.keys(languageNames) as Language[]).map((language) =>
        radio(`view.language.${language}`, languageNames[language], state.settings.language === language),
      ),
    },
    separator,
    { role: "togglefullscreen", label: text.fullScreen },
    { role: "toggleDevTools", label: text.developerTools },
  ];

  const run: MenuItemConstructorOptions[] = [
    item("run.train", text.train, "F5"),
    item("run.trainBeside", text.trainBeside),
    item("run.crossValidate", text.crossValidate),
    item("run.pause", text.pause, "F6"),
    item("run.stop", text.stop, "Shift+F5"),
    item("run.analyze", text.analyze),
    separator,
    item("run.open", text.openRun),
    item("run.save", text.saveRun),
    separator,
    {
      ...item("run.notifications", text.notifications),
      type: "checkbox",
      checked: state.settings.notifications,
    },
    { id: "run.restartEngine", label: text.restartEngine, click: actions.restartEngine },
  ];

  const help: MenuItemConstructorOptions[] = [
    item("help.crashReports", text.crashReports),
    { id: "help.showSettingsFile", label: text.showSettingsFile, click: actions.showSettingsFile },
    separator,
    item("help.checkForUpdates", text.checkForUpdates),
    item("help.about", text.about),
  ];

  return [
    ...(isMac ? [{ role: "appMenu" } satisfies MenuItemConstructorOptions] : []),
    { id: "file", label: text.file, submenu: file },
    { id: "edit", label: text.edit, submenu: edit },
    { id: "view", label: text.view, submenu: view },
    { id: "run", label: text.run, submenu: run },
    { id: "help", role: "help", label: text.help, submenu: help },
  ];
}

/** Puts the menu in place; called again whenever something it shows changed. */
export function showMenu(state: MenuState, actions: MenuActions): void {
  Menu.setApplicationMenu(Menu.buildFromTemplate(template(state, actions)));
}
