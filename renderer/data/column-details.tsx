import type { ColumnProfile } from "../../engine/contract";
import { useDocument } from "../document";
import { figureText, useText } from "../i18n";
import { ColumnHistogram } from "./column-histogram";
import { scaledFigures, valueShares } from "./data-choices";
import { methodText } from "./data-texts";
import { scaleMethod } from "./scale-choice";
import { ValueBars } from "./value-bars";

const VALUES_SHOWN = 10;

interface ColumnDetailsProps {
  readonly column: ColumnProfile;
  readonly rows: number;
  readonly isFeature: boolean;
}

/** A column's values at reading size: raw and as the network will see them, or its most frequent values. */
export function ColumnDetails({ column, rows, isFeature }: ColumnDetailsProps) {
  const text = useText();
  const method = useDocument((state) => scaleMethod(state.graph));
  const raw = scaledFigures(column, "none");
  const scaled = scaledFigures(column, method);
  if (raw === null || scaled === null || column.histogram.length === 0) {
    const { shares, rest } = valueShares(column, rows, VALUES_SHOWN);
    return (
      <div className="column-details">
        <p className="data-note">{text("data.mostFrequent")}</p>
        <ValueBars shares={shares} rest={rest} />
      </div>
    );
  }
  const views = [{ name: text("data.raw"), figures: raw }];
  if (isFeature && method !== "none") {
    views.push({ name: `${text("data.scaled")} · ${text(methodText[method])}`, figures: scaled });
  }
  return (
    <div className="column-details">
      <div className="column-details-views">
        {views.map(({ name, figures }) => (
          <div key={name}>
            <p className="column-details-name">{name}</p>
            <ColumnHistogram
              column={column}
              width={220}
              height={72}
              label={`${text("data.distributionOf", { column: column.name })} (${name})`}
            />
            <p className="data-note">
              {text("data.figures", {
                minimum: figureText(figures.minimum),
                mean: figureText(figures.mean),
                maximum: figureText(figures.maximum),
              })}
            </p>
          </div>
        ))}
      </div>
      {views.length > 1 && <p className="data-note">{text("data.scaledNote")}</p>}
    </div>
  );
}
