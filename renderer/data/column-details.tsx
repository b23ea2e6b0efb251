import type { ColumnProfile } from "../../engine/contract";
import type { ColumnScaling, DataSetup } from "../../engine/model";
import { timeText } from "../../engine/predictions";
import { useDocument } from "../document";
import { figureText, useText } from "../i18n";
import { ColumnHistogram } from "./column-histogram";
import { ColumnScalingChoice } from "./column-scaling";
import { scaledFigures, valueShares } from "./data-choices";
import { columnScalingText, methodText } from "./data-texts";
import { EncodingOptionFields } from "./encoding-options";
import { ColumnSpreadsSideBySide } from "./explore/column-spreads";
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
  const choice = setup.columns.find(({ name }) => name === column.name);
  const isFeature = choice?.role === "feature";
  return (
    <div className="column-details">
      <ColumnValues
        column={column}
        rows={rows}
        isRead={isFeature && choice.encoding === "number"}
        own={choice?.scaling ?? null}
      />
      {isFeature && (
        <>
          <EncodingOptionFields column={column} setup={setup} />
          <MissingCells column={column} setup={setup} />
          {choice.encoding === "number" && (
            <div className="column-missing">
              <ColumnScalingChoice column={column} setup={setup} />
            </div>
          )}
        </>
      )}
    </div>
  );
}

/** A day since 1970 as a date that no line end cuts. */
const dateText = (days: number): string => timeText(days, true).replaceAll("-", "\u2011");

interface ColumnValuesProps extends Omit<ColumnDetailsProps, "setup"> {
  /** Whether the network reads the numbers themselves. */
  readonly isRead: boolean;
  /** The column's own scaling, in place of the Scale node's. */
  readonly own: ColumnScaling | null;
}

/** Raw values and as the network will see them, or the most frequent ones. */
function ColumnValues({ column, rows, isRead, own }: ColumnValuesProps) {
  const text = useText();
  const ofNode = useDocument((state) => scaleMethod(state.graph));
  const method = own ?? ofNode;
  const raw = scaledFigures(column, "none");
  const scaled = scaledFigures(column, method);
  if (raw === null || column.histogram.length === 0) {
    const { shares, rest } = valueShares(column, rows, VALUES_SHOWN);
    return (
      <>
        <p className="data-note">{text("data.mostFrequent")}</p>
        <ValueBars shares={shares} rest={rest} />
      </>
    );
  }
  if (column.type === "number") {
    return <ColumnSpreadsSideBySide name={column.name} isRead={isRead} />;
  }
  const shown = (value: number): string => (column.type === "time" ? dateText(value) : figureText(value));
  const views = [{ name: text("data.raw"), figures: raw, shown }];
  if (isRead && method !== "none" && scaled !== null) {
    views.push({
      name: `${text("data.scaled")} · ${text(own === null ? methodText[ofNode] : columnScalingText[own])}`,
      figures: scaled,
      shown: (value: number) => figureText(value),
    });
  }
  return (
    <>
      <div className="column-details-views">
        {views.map(({ name, figures, shown }) => (
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
                minimum: shown(figures.minimum),
                mean: figures.mean === null ? "–" : shown(figures.mean),
                maximum: shown(figures.maximum),
              })}
            </p>
          </div>
        ))}
      </div>
      {views.length > 1 && <p className="data-note">{text("data.scaledNote")}</p>}
    </>
  );
}
