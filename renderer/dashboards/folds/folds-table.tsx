import { type ReactNode, useEffect, useRef } from "react";
import { type FoldTable, foldTables } from "../../../engine/contract";
import { countText, figureText, useText } from "../../i18n";
import { type CrossValidationPhase, isCrossValidating, useCrossValidation } from "../../runs";
import { type MetricColumn, metricColumn } from "../metric-figures";

/** What an Output is called in the network that was trained. */
export function useOutputName(): (node: string) => string {
  const nodes = useCrossValidation(({ snapshot }) => snapshot?.graph.nodes);
  return (node) => nodes?.[node]?.label || node;
}

/** Every fold's figures as they come, and what they are together: a table for each Output, one without figures before the first. */
export function FoldsTables() {
  const folds = useCrossValidation((state) => state.folds);
  const hasEnded = !useCrossValidation(isCrossValidating);
  const outputName = useOutputName();
  const tables = foldTables(folds);
  if (tables.length === 0) return hasEnded ? null : <OutputFolds table={null} output={null} />;
  return tables.map((table) => (
    <OutputFolds key={table.node} table={table} output={tables.length > 1 ? outputName(table.node) : null} />
  ));
}

interface OutputFoldsProps {
  /** Null before the first fold was finished. */
  readonly table: FoldTable | null;
  /** What the Output is called, where there are several. */
  readonly output: string | null;
}

function OutputFolds({ table, output }: OutputFoldsProps) {
  const text = useText();
  const { count, folds, phase } = useCrossValidation((state) => state);
  const columns = (table?.columns ?? []).map((column) => ({ ...column, shown: metricColumn(column.name) }));
  const label = ({ id, label }: MetricColumn) =>
    text(id === "loss" && table?.isScaled ? "dashboards.scaledLoss" : label);
  return (
    <table className="folds-table" data-without-figures={table === null}>
      <caption className={output === null ? "visually-hidden" : ""}>
        {output === null ? text("folds.table") : text("folds.tableOf", { output })}
      </caption>
      <thead>
        <tr>
          <th scope="col">{text("folds.fold")}</th>
          <th scope="col" title={text("folds.rowsHelp")}>
            {text("folds.rows")}
          </th>
          <th scope="col" title={text("folds.epochHelp")}>
            {text("dashboards.epoch")}
          </th>
          {columns.map(({ name, shown }) => (
            <th key={name} scope="col">
              {label(shown)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {folds.map(({ fold, validation_rows, epoch }, index) => (
          <tr key={fold} data-fold={fold} data-state="finished">
            <th scope="row">{fold + 1}</th>
            <td>{countText(validation_rows)}</td>
            <td>{epoch}</td>
            {columns.map(({ name, figures, shown }) => (
              <td key={name} data-metric={name}>
                {figureOrDash(figures[index] ?? null, shown)}
              </td>
            ))}
          </tr>
        ))}
        {unfinished(phase, folds.length, count).map(([fold, state]) => (
          <tr key={fold} data-fold={fold} data-state={state}>
            <th scope="row">{fold + 1}</th>
            <Unfinished state={state} span={columns.length + 2} />
          </tr>
        ))}
      </tbody>
      {columns.length > 0 && (
        <tfoot>
          <SummaryRow label={text(folds.length === count ? "folds.mean" : "folds.meanOf", { count: folds.length })}>
            {columns.map(({ name, spread, shown }) => (
              <td key={name} data-metric={name}>
                {figureText(spread.mean, shown.unit)}
              </td>
            ))}
          </SummaryRow>
          <SummaryRow label={text("folds.deviation")}>
            {columns.map(({ name, spread, shown }) => (
              <td key={name} data-metric={name}>
                ±{"\u2009"}
                {figureText(spread.deviation, shown.unit, 3)}
              </td>
            ))}
          </SummaryRow>
        </tfoot>
      )}
    </table>
  );
}

/** What the folds are together, below them. */
function SummaryRow({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <tr>
      <th scope="row" colSpan={3}>
        {label}
      </th>
      {children}
    </tr>
  );
}

const figureOrDash = (value: number | null, { unit }: MetricColumn): string =>
  value === null ? "–" : figureText(value, unit);

type UnfinishedState = "present" | "waiting" | "broke";

/** The folds without figures that are listed: those to come while it goes on, then only one that failed. */
function unfinished(
  phase: CrossValidationPhase,
  finished: number,
  count: number,
): readonly (readonly [fold: number, state: UnfinishedState])[] {
  if (!isCrossValidating({ phase })) return phase === "failed" ? [[finished, "broke"]] : [];
  const left = Array.from({ length: count - finished }, (_, after) => finished + after);
  return left.map((fold) => [fold, fold === finished ? "present" : "waiting"]);
}

function Unfinished({ state, span }: { readonly state: UnfinishedState; readonly span: number }) {
  const text = useText();
  const progress = useCrossValidation((all) => (state === "present" ? all.progress : null));
  const cell = useRef<HTMLTableCellElement>(null);
  // Of many folds the present one would be below what is shown.
  useEffect(() => {
    if (state === "present") cell.current?.scrollIntoView({ block: "nearest" });
  }, [state]);
  return (
    <td ref={cell} colSpan={span} className="folds-unfinished">
      {state === "present"
        ? progress && progress.epochs > 0 && text("folds.epoch", { epoch: progress.epoch, epochs: progress.epochs })
        : text(`folds.${state}`)}
    </td>
  );
}
