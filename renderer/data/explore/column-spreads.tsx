import { useDocument } from "../../document";
import { countText, figureText, useText } from "../../i18n";
import { columnScalingText } from "../data-texts";
import { scaleMethod } from "../scale-choice";
import { spreadViewText } from "./scales-view";
import { commonAxis, figuresOf, type SpreadView, spreadViews, viewOfNetwork } from "./spread-axis";
import { SpreadBars } from "./spread-bars";
import { useSpreads } from "./use-spreads";
import "./explore.css";

/**
 * A numeric column's values side by side: as they are, as each scaling makes them, and its own where
 * it has one, with what the network reads marked where it reads the numbers themselves.
 */
export function ColumnSpreadsSideBySide({ name, isRead }: { readonly name: string; readonly isRead: boolean }) {
  const text = useText();
  const { answer } = useSpreads([name]);
  const isFilled = useDocument(({ data, profile }) => {
    const isSaid = data?.columns.some((column) => column.name === name && column.impute !== undefined) ?? false;
    return isSaid && (profile?.columns.some((column) => column.name === name && column.missing > 0) ?? false);
  });
  const method = useDocument((state) => scaleMethod(state.graph));
  const column = answer?.columns.find((found) => found.name === name);
  if (answer === null || column === undefined) return null;
  const used = viewOfNetwork(column, method);
  const views: readonly SpreadView[] = column.own === null ? spreadViews : [...spreadViews, "own"];
  return (
    <>
      <div className="column-details-views">
        {views.map((view) => {
          const own = view === "own" ? column.own : null;
          const title = text(own === null ? spreadViewText[view] : columnScalingText[own.method]);
          const { minimum, mean, maximum } = figuresOf(column, view);
          return (
            <div key={view} data-testid={`spread-${view}`}>
              <p className="column-details-name">
                {title}
                {isRead && used === view && <span className="explore-used">{text("explore.asNetwork")}</span>}
              </p>
              <SpreadBars
                {...{ column, view, axis: commonAxis([{ column, view }]), width: 200, height: 76 }}
                label={`${text("data.distributionOf", { column: name })} (${title})`}
              />
              <p className="data-note">
                {text("data.figures", {
                  minimum: figureText(minimum ?? Number.NaN),
                  mean: figureText(mean ?? Number.NaN),
                  maximum: figureText(maximum ?? Number.NaN),
                })}
              </p>
            </div>
          );
        })}
      </div>
      <p className="data-note">
        {text(answer.of_training ? "explore.ofTraining" : "explore.ofAll", { rows: countText(answer.rows) })}
        {isFilled && ` ${text("explore.filled")}`}
      </p>
    </>
  );
}
