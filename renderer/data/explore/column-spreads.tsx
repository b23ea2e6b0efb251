import type { ColumnSpread } from "../../../engine/contract";
import { useDocument } from "../../document";
import { countText, figureText, useText } from "../../i18n";
import { scaleMethod } from "../scale-choice";
import { spreadViewText } from "./scales-view";
import { commonAxis, spreadViews, viewed } from "./spread-axis";
import { SpreadBars } from "./spread-bars";
import { useSpreads } from "./use-spreads";
import "./explore.css";

/** A numeric column's values side by side: as they are, and as each scaling makes them, with what the network reads marked. */
export function ColumnSpreadsSideBySide({ name, isFeature }: { readonly name: string; readonly isFeature: boolean }) {
  const text = useText();
  const { answer } = useSpreads([name]);
  const method = useDocument((state) => scaleMethod(state.graph));
  const column = answer?.columns.find((found) => found.name === name);
  if (answer === null || column === undefined) return null;
  const used = method === "none" ? "raw" : method;
  return (
    <>
      <div className="column-details-views">
        {spreadViews.map((view) => {
          const title = text(spreadViewText[view]);
          return (
            <div key={view} data-testid={`spread-${view}`}>
              <p className="column-details-name">
                {title}
                {isFeature && used === view && <span className="explore-used">{text("explore.asNetwork")}</span>}
              </p>
              <SpreadBars
                {...{ column, view, axis: commonAxis([column], view), width: 200, height: 76 }}
                label={`${text("data.distributionOf", { column: name })} (${title})`}
              />
              <p className="data-note">{text("data.figures", figures(column, view))}</p>
            </div>
          );
        })}
      </div>
      <p className="data-note">
        {text(answer.of_training ? "explore.ofTraining" : "explore.ofAll", { rows: countText(answer.rows) })}
      </p>
    </>
  );
}

function figures(column: ColumnSpread, view: (typeof spreadViews)[number]) {
  const { minimum, mean, maximum } = column.spread;
  const shown = (value: number | null) => figureText(value === null ? Number.NaN : viewed(column, view, value));
  return { minimum: shown(minimum), mean: shown(mean), maximum: shown(maximum) };
}
