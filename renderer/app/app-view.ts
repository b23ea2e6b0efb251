import { create } from "zustand";

export type LeftTab = "palette" | "data";
export type RightTab = "inspector" | "layer" | "training";
export type BottomTab = "curves" | "problems" | "ir";

/** Which parts of the window are in front. */
export interface AppView {
  readonly screen: "welcome" | "workbench";
  readonly left: LeftTab;
  readonly right: RightTab;
  readonly bottom: BottomTab;
  readonly commandPaletteShown: boolean;
}

export const useAppView = create<AppView>(() => ({
  screen: "welcome",
  left: "palette",
  right: "inspector",
  bottom: "curves",
  commandPaletteShown: false,
}));

export const showInApp = (view: Partial<AppView>): void => useAppView.setState(view);

/** Brings the form of the selected node to front and gives its first control the keyboard. */
export function focusInspector(): void {
  showInApp({ right: "inspector" });
  requestAnimationFrame(() => {
    const form = document.querySelector('[data-testid="inspector"]');
    const first =
      form?.querySelector<HTMLElement>('[data-testid^="parameter-"]') ??
      form?.querySelector<HTMLElement>("input, select, button");
    first?.focus();
  });
}
