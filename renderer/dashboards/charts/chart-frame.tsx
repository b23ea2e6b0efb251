import { type ReactNode, useId, useState } from "react";
import { useText } from "../../i18n";
import { IconButton } from "../../ui";
import { ExportMenu } from "./export-menu";
import type { FigureExport } from "./figure-page";
import "./chart.css";

export interface ChartFrameProps {
  readonly title: string;
  /** Unit or short qualifier after the title. */
  readonly qualifier?: string;
  /** One sentence that answers "what am I seeing?". */
  readonly explanation: string;
  readonly controls?: ReactNode;
  readonly plot: ReactNode;
  /** The same figures as a table; absent where the plot is one already. */
  readonly table?: () => ReactNode;
  /** The figure as it can be written to a file. */
  readonly figure?: () => FigureExport;
  readonly "data-testid"?: string;
}

/** What every figure has around it: its title, its explanation, and the table in its place. */
export function ChartFrame({ title, qualifier, explanation, controls, plot, table, figure, ...rest }: ChartFrameProps) {
  const text = useText();
  const id = useId();
  const [shows, setShows] = useState<"plot" | "table">("plot");
  const [isExplained, setExplained] = useState(false);
  return (
    <figure className="chart" aria-labelledby={`${id}-title`} {...rest}>
      <figcaption className="chart-head">
        <h3 id={`${id}-title`} className="chart-title">
          {title}
          {qualifier !== undefined && <span className="chart-qualifier">{qualifier}</span>}
        </h3>
        <div className="chart-tools">
          {controls}
          <IconButton
            icon="information"
            label={text("dashboards.whatAmISeeing")}
            className="chart-tool"
            pressed={isExplained}
            aria-expanded={isExplained}
            onClick={() => setExplained(!isExplained)}
          />
          {table && (
            <IconButton
              icon="table"
              label={text(shows === "plot" ? "dashboards.showTable" : "dashboards.showChart")}
              className="chart-tool"
              pressed={shows === "table"}
              onClick={() => setShows(shows === "plot" ? "table" : "plot")}
            />
          )}
          {figure && <ExportMenu title={title} figure={figure} />}
        </div>
      </figcaption>
      {isExplained && <p className="chart-explanation">{explanation}</p>}
      {table && shows === "table" ? table() : plot}
    </figure>
  );
}
