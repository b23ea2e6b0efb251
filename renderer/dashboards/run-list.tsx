import { useStore } from "zustand";
import { figureText, useText } from "../i18n";
import { isActive, type Run, useRuns } from "../runs";
import { IconButton } from "../ui";
import { compareColor } from "./compared-curves";
import { metricColumnsOf } from "./metric-figures";
import { stateTexts } from "./run-status";
import "./run-list.css";

/** The window's runs, once there are several: which is shown, which are drawn beside it, which is let go. */
export function RunList() {
  const text = useText();
  const [runs] = useRuns((state) => state.runs);
  if (runs.length < 2) return null;
  return (
    <ul className="run-list" aria-label={text("runs.list")} data-testid="run-list">
      {runs.map((run) => (
        <RunItem key={run.id} run={run} />
      ))}
    </ul>
  );
}

/** What a run is called. */
export function useRunName(run: Run): string {
  const text = useText();
  const graph = useStore(run.store, ({ snapshot }) => snapshot?.graph);
  const bypassed = Object.values(graph?.nodes ?? {}).filter((node) => node.bypassed);
  const name = text("runs.name", { number: run.number });
  if (bypassed.length === 0) return name;
  const nodes = [...new Set(bypassed.map(({ label, id }) => label || id))].slice(0, 2).join(", ");
  return `${name}, ${text("runs.without", { nodes: bypassed.length > 2 ? `${nodes}, …` : nodes })}`;
}

/** The first figure of a run whose test rows were looked at. */
function TestFigure({ run }: { readonly run: Run }) {
  const text = useText();
  const outputs = useStore(run.store, ({ test }) => test.look?.evaluation.outputs);
  const [first] = outputs ?? [];
  if (first === undefined) return null;
  const all = metricColumnsOf(first);
  const column = all.find(({ id }) => id === "accuracy" || id === "r_squared") ?? all[0];
  if (column === undefined) return null;
  const figure = figureText(first[column.id] ?? Number.NaN, column.unit);
  return <span className="run-item-state">{text("runs.test.figure", { name: text(column.label), figure })}</span>;
}

function RunItem({ run }: { readonly run: Run }) {
  const text = useText();
  const name = useRunName(run);
  const state = useStore(run.store, ({ state }) => state);
  const [{ shown, compared }, registry] = useRuns((all) => all);
  const isShown = shown === run;
  const isCompared = compared.has(run);
  return (
    <li className="run-item" data-state={state} data-shown={isShown} data-testid={`run-item-${run.number}`}>
      <button
        type="button"
        className="run-item-name"
        aria-pressed={isShown}
        title={text("runs.show", { name })}
        onClick={() => registry.show(run)}
        data-testid={`run-show-${run.number}`}
      >
        <span
          className="run-item-swatch"
          style={{ color: `var(${isCompared ? compareColor([...compared].indexOf(run)) : "--series-1"})` }}
          data-drawn={isShown || isCompared}
          aria-hidden="true"
        />
        {name} <span className="run-item-state">{text(stateTexts[state])}</span>
        <TestFigure run={run} />
      </button>
      {!isShown && (
        <IconButton
          icon={isCompared ? "minus" : "plus"}
          label={text(isCompared ? "runs.uncompare" : "runs.compare", { name })}
          pressed={isCompared}
          onClick={() => registry.compare(run, !isCompared)}
          data-testid={`run-compare-${run.number}`}
        />
      )}
      {!isActive(state) && (
        <IconButton
          icon="close"
          label={text("runs.letGo", { name })}
          onClick={() => void registry.letGo(run)}
          data-testid={`run-let-go-${run.number}`}
        />
      )}
    </li>
  );
}
