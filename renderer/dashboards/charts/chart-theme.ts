/** Colours and type of the present theme, resolved for drawing on a canvas. */
export interface ChartTheme {
  readonly font: string;
  readonly text: string;
  readonly line: string;
  readonly axis: string;
  readonly zone: string;
  readonly zoneText: string;
  readonly error: string;
  readonly surface: string;
  color(variable: string): string;
}

/** Reads the theme's CSS variables as they hold at an element. */
export function themeAt(element: Element): ChartTheme {
  const style = getComputedStyle(element);
  const known = new Map<string, string>();
  const color = (variable: string): string => {
    let value = known.get(variable);
    if (value === undefined) {
      value = style.getPropertyValue(variable).trim();
      known.set(variable, value);
    }
    return value;
  };
  return {
    font: style.getPropertyValue("--font").trim() || "sans-serif",
    text: color("--text-muted"),
    line: color("--line"),
    axis: color("--line-strong"),
    zone: color("--ok-soft"),
    zoneText: color("--ok"),
    error: color("--error"),
    surface: color("--surface"),
    color,
  };
}

type Listener = () => void;

const listeners = new Set<Listener>();
let observer: MutationObserver | null = null;

/** Calls `listener` when the theme changes. Returns the unsubscriber. */
export function onThemeChange(listener: Listener): () => void {
  listeners.add(listener);
  if (observer === null) {
    observer = new MutationObserver(() => {
      for (const each of [...listeners]) each();
    });
    observer.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme", "lang"] });
  }
  return () => {
    listeners.delete(listener);
  };
}
