/** Exposes the checked contract as `window.desktop` and hands the page its port to the engine host. */
import { contextBridge, ipcRenderer, webUtils } from "electron";
import type { DesktopBridge, MenuCommand, TextEdit } from "../contract";
import {
  type DesktopEventName,
  type DesktopEvents,
  type DesktopRequestName,
  type DesktopRequests,
  enginePortChannel,
  eventChannel,
  eventSchemas,
  requestChannel,
  requestSchemas,
} from "../contract/channels";

type Listener<Name extends DesktopEventName> = (body: DesktopEvents[Name]) => void;
type Listeners = { readonly [Name in DesktopEventName]: Set<Listener<Name>> };

const listeners: Listeners = {
  menu_command: new Set(),
  open_file: new Set(),
  close_requested: new Set(),
  engine_status: new Set(),
  settings_changed: new Set(),
  keep_document_now: new Set(),
  crash_reported: new Set(),
};

async function request<Name extends DesktopRequestName>(
  name: Name,
  body: DesktopRequests[Name]["request"],
): Promise<DesktopRequests[Name]["answer"]> {
  if (!Object.hasOwn(requestSchemas, name)) throw new Error(`there is no request called ${String(name)}`);
  const answer: unknown = await ipcRenderer.invoke(requestChannel(name), body);
  return requestSchemas[name].answer.parse(answer) as DesktopRequests[Name]["answer"];
}

function emit<Name extends DesktopEventName>(name: Name, body: DesktopEvents[Name]): void {
  for (const listener of [...listeners[name]]) listener(body);
}

const textEdits: { readonly [Id in MenuCommand]?: TextEdit } = {
  "edit.undo": "undo",
  "edit.redo": "redo",
  "edit.cut": "cut",
  "edit.copy": "copy",
  "edit.paste": "paste",
  "edit.delete": "delete",
  "edit.selectAll": "selectAll",
};

function isTextFieldFocused(): boolean {
  const focused = document.activeElement;
  if (focused instanceof HTMLInputElement) {
    return !["button", "checkbox", "color", "radio", "range", "submit"].includes(focused.type);
  }
  return focused instanceof HTMLTextAreaElement || (focused instanceof HTMLElement && focused.isContentEditable);
}

/** Files to open that came before the page listened, such as the command line's: kept for its first listener. */
const unheardFiles: DesktopEvents["open_file"][] = [];

const receivers: { readonly [Name in DesktopEventName]: Listener<Name> } = {
  menu_command: (id) => {
    const command = textEdits[id];
    if (command !== undefined && isTextFieldFocused()) void request("edit_text", { command });
    else emit("menu_command", id);
  },
  open_file: (body) => {
    if (listeners.open_file.size === 0) unheardFiles.push(body);
    else emit("open_file", body);
  },
  close_requested: (body) => {
    void request("close_acknowledged", { handled: listeners.close_requested.size > 0 });
    emit("close_requested", body);
  },
  engine_status: (body) => emit("engine_status", body),
  settings_changed: (body) => emit("settings_changed", body),
  keep_document_now: (body) => emit("keep_document_now", body),
  crash_reported: (body) => emit("crash_reported", body),
};

function receive<Name extends DesktopEventName>(name: Name): void {
  ipcRenderer.on(eventChannel(name), (_event, body: unknown) => {
    receivers[name](eventSchemas[name].parse(body) as DesktopEvents[Name]);
  });
}
for (const name of Object.keys(eventSchemas) as DesktopEventName[]) receive(name);

ipcRenderer.on(enginePortChannel, (event) => {
  window.postMessage({ type: "engine_port" }, "*", event.ports);
});

const desktop: DesktopBridge = {
  request,
  on(name, listener) {
    listeners[name].add(listener);
    if (name === "open_file") for (const file of unheardFiles.splice(0)) emit("open_file", file);
    return () => {
      listeners[name].delete(listener);
    };
  },
  // Runtimes before Electron 29 have no `webUtils` and tell the path on the file itself.
  pathForFile: (file) =>
    webUtils === undefined
      ? ("path" in file && typeof file.path === "string" && file.path) || ""
      : webUtils.getPathForFile(file),
  platform: process.platform,
};
contextBridge.exposeInMainWorld("desktop", desktop);
