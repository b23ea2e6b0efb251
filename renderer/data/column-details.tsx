import type { ColumnProfile } from "../../engine/contract";
import type { DataSetup } from "../../engine/model";
import { useDocument } from "../document";
import { figureText, useText } from "../i18n";
import { ColumnHistogram } from "./column-histogram";
import { scaledFigures, valueShares } from "./data-choices";
import { methodText } from "./data-texts";
import { MissingCells } from "./missing-cells";
import { scaleMethod } from "./scale-choice";
import { ValueBars } from "./value-bars";

const VALUES_SHOWN = 10;

interface ColumnDetailsProps {
  readonly column: ColumnProfile;
  readonly rows: number;
  readonly setup: DataSetup;
}

/** A column's values at reading size, and of a feature what is done with its cells before the network reads them. */
export function ColumnDetails({ column, rows, setup }: ColumnDetailsProps) {
  const isFeature = setup.columns.some(({ name, role }) => name === column.name && role === "feature");
  return (
    <div className="column-details">
      <ColumnValues column={column} rows={rows} isFeature={isFeature} />
      {isFeature && <MissingCells column={column} setup={setup} />}
    </div>
  );
}

interface ColumnValuesProps extends Omit<ColumnDetailsProps, "setup"> {
  readonly isFeature: boolean;
}

/** Raw values and as the network will see them, or the most frequent ones. */
function ColumnValues({ column, rows, isFeature }: ColumnValuesProps) {
  const text = useText();
  const method = useDocument((state) => scaleMethod(state.graph));
  const raw = scaledFigures(column, "none");
  const scaled = scaledFigures(column, method);
  if (raw === null || scaled === null || column.histogram.length === 0) {
    const { shares, rest } = valueShares(column, rows, VALUES_SHOWN);
    return (
      <>
        <p className="data-note">{text("data.mostFrequent")}</p>
        <ValueBars shares={shares} rest={rest} />
      </>
    );
  }
  const views = [{ name: text("data.raw"), figures: raw }];
  if (isFeature && method !== "none") {
    views.push({ name: `${text("data.scaled")} · ${text(methodText[method])}`, figures: scaled });
  }
  return (
    <>
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
    </>
  );
}
