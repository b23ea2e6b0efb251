import { BrowserWindow, nativeTheme, type Session, screen, session } from "electron";
import type { DocumentState } from "../contract";
import { pageAddress, servePage } from "./app-protocol";
import type { Resources } from "./resources";
import type { SettingsFile, WindowState } from "./settings-file";

/** The page's `--surface-app` of either theme, so that the window never flashes white before its first paint. */
const groundColours = { light: "#f3f4f6", dark: "#121417" };

/** Where the remembered window would be out of reach (a screen was unplugged), the system places it instead. */
function reachableBounds(state: WindowState): Electron.Rectangle | null {
  const { bounds } = state;
  if (bounds === null) return null;
  const reachable = screen.getAllDisplays().some(({ workArea }) => {
    const overlapX = Math.min(bounds.x + bounds.width, workArea.x + workArea.width) - Math.max(bounds.x, workArea.x);
    const overlapY = Math.min(bounds.y + bounds.height, workArea.y + workArea.height) - Math.max(bounds.y, workArea.y);
    return overlapX >= 100 && overlapY >= 100;
  });
  return reachable ? bounds : null;
}

/** A page may go nowhere and open nothing. */
function refuseNavigation(window: BrowserWindow): void {
  const contents = window.webContents;
  contents.setWindowOpenHandler(() => ({ action: "deny" }));
  contents.on("will-navigate", (event) => event.preventDefault());
  contents.on("will-redirect", (event) => event.preventDefault());
  contents.on("will-attach-webview", (event) => event.preventDefault());
}

function rememberState(window: BrowserWindow, settings: SettingsFile): void {
  window.on("close", () => {
    settings.rememberWindow({ bounds: window.getNormalBounds(), maximized: window.isMaximized() });
  });
}

let servedSession: Session | null = null;

/** The sandboxed session the page lives in: serves the built page, reaches nothing else. */
function pageSession(page: string): Session {
  if (servedSession === null) {
    servedSession = session.defaultSession;
    servePage(servedSession, page);
  }
  return servedSession;
}

/** Opens the window, hidden until its page has painted. */
export function openWindow(resources: Resources, settings: SettingsFile): BrowserWindow {
  const bounds = reachableBounds(settings.window);
  const window = new BrowserWindow({
    width: 1280,
    height: 800,
    ...bounds,
    minWidth: 800,
    minHeight: 500,
    show: false,
    title: "Layerglass",
    // Elsewhere the icon is the program's own.
    ...(process.platform === "linux" && { icon: resources.icon }),
    backgroundColor: nativeTheme.shouldUseDarkColors ? groundColours.dark : groundColours.light,
    webPreferences: {
      session: pageSession(resources.page),
      preload: resources.preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
      // Charts keep their state while the window is covered, and training goes on in any case.
      backgroundThrottling: true,
    },
  });
  refuseNavigation(window);
  rememberState(window, settings);
  window.on("page-title-updated", (event) => event.preventDefault());
  window.once("ready-to-show", () => {
    if (settings.window.maximized) window.maximize();
    window.show();
  });
  void window.loadURL(pageAddress);
  return window;
}

/** Name and unsaved dot in the title bar. */
export function showDocumentState(window: BrowserWindow, state: DocumentState): void {
  const isMac = process.platform === "darwin";
  window.setTitle(`${state.dirty && !isMac ? "• " : ""}${state.name} — Layerglass`);
  window.setDocumentEdited(state.dirty);
  window.setRepresentedFilename(state.path ?? "");
}

/** Follows a theme change before the page repaints. */
export function showTheme(window: BrowserWindow): void {
  window.setBackgroundColor(nativeTheme.shouldUseDarkColors ? groundColours.dark : groundColours.light);
}
