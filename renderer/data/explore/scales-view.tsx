import { useState } from "react";
import type { TableProfile } from "../../../engine/contract";
import type { DataSetup } from "../../../engine/model";
import { useDocument } from "../../document";
import { countText, type MessageKey, tickText, useFailureText, useText } from "../../i18n";
import { IconButton, Notice, PickButton } from "../../ui";
import { scaleMethod } from "../scale-choice";
import { commonAxis, type DrawnSpread, type SpreadView, spreadViews, viewOfNetwork } from "./spread-axis";
import { SpreadBars } from "./spread-bars";
import { mostSpreads, useSpreads } from "./use-spreads";
import "./explore.css";

const firstShown = 6;
const laneWidth = 240;
const laneHeight = 26;

export const spreadViewText: Readonly<Record<SpreadView, MessageKey>> = {
  raw: "explore.raw",
  min_max: "explore.minMax",
  standardize: "explore.standardized",
  own: "explore.network",
};

interface ScalesViewProps {
  readonly setup: DataSetup;
  readonly profile: TableProfile;
}

/** Several columns on one axis: as they are, where their scales differ wildly, and scaled, where they do not. */
export function ScalesView({ setup, profile }: ScalesViewProps) {
  const text = useText();
  const failureText = useFailureText();
  const numeric = profile.columns
    .filter(({ type, constant }) => type === "number" && !constant)
    .map(({ name }) => name);
  const features = setup.columns.filter(({ role, name }) => role === "feature" && numeric.includes(name));
  const [chosen, setChosen] = useState<readonly string[]>(() => features.slice(0, firstShown).map(({ name }) => name));
  const { answer, failure } = useSpreads(chosen);
  const method = useDocument((state) => scaleMethod(state.graph));
  const others = numeric.filter((name) => !chosen.includes(name));
  const columns = answer?.columns.filter(({ name }) => chosen.includes(name)) ?? [];
  // Columns that scale themselves reach the network unlike the others: no panel of one scaling shows what it reads.
  const hasOwn = columns.some(({ own }) => own !== null);
  if (numeric.length === 0) return <p className="data-note">{text("explore.noNumbers")}</p>;
  return (
    <div className="data-section" data-testid="scales">
      <p className="data-note">{text("explore.scalesHelp")}</p>
      <div className="explore-chosen">
        {chosen.map((name) => (
          <span key={name} className="explore-chip">
            {name}
            <IconButton
              icon="close"
              label={text("explore.removeColumn", { column: name })}
              onClick={() => setChosen(chosen.filter((other) => other !== name))}
            />
          </span>
        ))}
        {others.length > 0 && chosen.length < mostSpreads && (
          <PickButton
            label={text("explore.addColumn")}
            placeholder={text("explore.findColumn")}
            items={others.map((name) => ({ id: name, label: name }))}
            onPick={(name) => setChosen([...chosen, name])}
            nothingFound={text("data.noMatch")}
            data-testid="scales-add"
          />
        )}
      </div>
      {failure !== null && <Notice severity="error">{failureText(failure)}</Notice>}
      {answer !== null && columns.length > 0 && (
        <>
          <div className="scales-panels">
            {spreadViews.map((view) => (
              <ScalesPanel
                key={view}
                view={view}
                drawn={columns.map((column) => ({ column, view }))}
                isUsed={!hasOwn && (method === "none" ? "raw" : method) === view}
              />
            ))}
            {hasOwn && (
              <ScalesPanel
                view="own"
                drawn={columns.map((column) => ({ column, view: viewOfNetwork(column, method) }))}
                isUsed
              />
            )}
          </div>
          <p className="data-note" data-testid="scales-rows">
            {text(answer.of_training ? "explore.ofTraining" : "explore.ofAll", { rows: countText(answer.rows) })}
          </p>
        </>
      )}
    </div>
  );
}

interface ScalesPanelProps {
  readonly view: SpreadView;
  readonly drawn: readonly DrawnSpread[];
  /** Whether the drawn network reads its features so. */
  readonly isUsed: boolean;
}

function ScalesPanel({ view: panel, drawn, isUsed }: ScalesPanelProps) {
  const text = useText();
  const axis = commonAxis(drawn);
  const name = text(spreadViewText[panel]);
  return (
    <section className="scales-panel" aria-label={name} data-testid={`scales-${panel}`}>
      <h3>
        {name}
        {isUsed && <span className="explore-used">{text("explore.asNetwork")}</span>}
      </h3>
      {drawn.map(({ column, view }) => (
        <div key={column.name} className="scales-lane" data-testid={`scales-${panel}-${column.name}`}>
          <span title={column.name}>{column.name}</span>
          <SpreadBars
            {...{ column, view, axis, width: laneWidth, height: laneHeight }}
            label={`${text("data.distributionOf", { column: column.name })} (${name})`}
          />
        </div>
      ))}
      <p className="explore-axis">
        {[axis.minimum, (axis.minimum + axis.maximum) / 2, axis.maximum].map((value) => (
          <span key={value}>{tickText(value, (axis.maximum - axis.minimum) / 20)}</span>
        ))}
      </p>
    </section>
  );
}
