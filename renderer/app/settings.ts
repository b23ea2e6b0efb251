import { create } from "zustand";
import type { DesktopSettings } from "../../electron/contract";
import { desktop } from "../bridge";
import { setLanguage } from "../i18n";

const firstSettings: DesktopSettings = {
  theme: "system",
  language: "en",
  notifications: true,
  panelSizes: {},
};

/** The person's settings, as the main process keeps them. */
export const useSettings = create<DesktopSettings>(() => firstSettings);

const prefersDark = (): MediaQueryList => matchMedia("(prefers-color-scheme: dark)");

function applyTheme(): void {
  const { theme } = useSettings.getState();
  const isDark = theme === "dark" || (theme === "system" && prefersDark().matches);
  document.documentElement.dataset.theme = isDark ? "dark" : "light";
}

function applySettings(settings: DesktopSettings): void {
  useSettings.setState(settings);
  setLanguage(settings.language);
  applyTheme();
}

/** Reads the settings before the first screen is drawn, and follows every later change. */
export async function startSettings(): Promise<void> {
  prefersDark().addEventListener("change", applyTheme);
  desktop.on("settings_changed", applySettings);
  applySettings(await desktop.request("settings", null));
}

export async function changeSettings(patch: Partial<DesktopSettings>): Promise<void> {
  applySettings(await desktop.request("change_settings", patch));
}

/** Keeps the size the person gave a panel; null gives it its first size again. */
export function rememberPanelSize(name: string, size: number | null): void {
  const { [name]: _before, ...others } = useSettings.getState().panelSizes;
  const panelSizes = size === null ? others : { ...others, [name]: size };
  // At once, so that the panel stays where it was let go.
  useSettings.setState({ panelSizes });
  void changeSettings({ panelSizes });
}
