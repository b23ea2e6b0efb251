import { create } from "zustand";

export type LeftTab = "palette" | "data";
export type RightTab = "inspector" | "layer" | "training";
export type PanelSide = "left" | "right" | "bottom";
export type BottomTab = "curves" | "metrics" | "analysis" | "predict" | "problems" | "ir";

/** Which parts of the window are in front. */
export interface AppView {
  readonly screen: "welcome" | "workbench";
  readonly left: LeftTab;
  readonly right: RightTab;
  /** Whether the person chose the right tab, so that a selection leaves it as it is. */
  readonly rightChosen: boolean;
  readonly bottom: BottomTab;
  /** Panels put away to give the canvas their room. */
  readonly hidden: ReadonlySet<PanelSide>;
  readonly commandPaletteShown: boolean;
}

export const useAppView = create<AppView>(() => ({
  screen: "welcome",
  left: "palette",
  right: "inspector",
  rightChosen: false,
  bottom: "curves",
  hidden: new Set(),
  commandPaletteShown: false,
}));

/** Brings parts of the window to front; a panel that was put away comes back with its tab. */
export function showInApp(view: Partial<Omit<AppView, "hidden">>): void {
  useAppView.setState(({ hidden }) => ({ ...view, hidden: new Set([...hidden].filter((side) => !(side in view))) }));
}

export function togglePanel(side: PanelSide): void {
  useAppView.setState(({ hidden }) => {
    const next = new Set(hidden);
    if (!next.delete(side)) next.add(side);
    return { hidden: next };
  });
}

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

/** Shows the first page with the keyboard on its samples. */
export function showSamples(): void {
  showInApp({ screen: "welcome" });
  let tries = 0;
  const focus = (): void => {
    const sample = document.querySelector<HTMLElement>(".welcome-sample");
    if (sample !== null) sample.focus();
    // The page lists them once the desktop has told which there are.
    else if (tries++ < 120) requestAnimationFrame(focus);
  };
  requestAnimationFrame(focus);
}

/** Brings a setting of the training form to front, by its place in the setup, and gives it the keyboard. */
export function focusTrainingSetting(path: string): void {
  showInApp({ right: "training", rightChosen: true });
  requestAnimationFrame(() => {
    const place = document.querySelector<HTMLElement>(`[data-testid="training-${CSS.escape(path)}"]`);
    const control = place?.matches("input, select") ? place : place?.querySelector<HTMLElement>(":checked");
    control?.scrollIntoView({ block: "center" });
    control?.focus();
  });
}
