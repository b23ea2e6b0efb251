import type { DesktopBridge } from "../../electron/contract";

declare global {
  interface Window {
    /** Put there by preload; absent when the page is opened outside the desktop app. */
    readonly desktop?: DesktopBridge;
  }
}

const missing = "The page runs outside the desktop app: files and the engine are out of reach.";

/** Stands in when there is no preload, so that every call fails in words instead of on `undefined`. */
const detachedDesktop: DesktopBridge = {
  request: () => Promise.reject(new Error(missing)),
  on: () => () => {},
  pathForFile: () => "",
  platform: "browser",
};

/** The typed `window.desktop`. */
export const desktop: DesktopBridge =
  typeof window === "undefined" || window.desktop === undefined ? detachedDesktop : window.desktop;
