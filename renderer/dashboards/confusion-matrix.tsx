import type { CSSProperties } from "react";
import { countText, figureText, useText } from "../i18n";
import { ExportMenu, type FigureExport, gridFigure } from "./charts";

/** Share of its row above which a cell is as dark as cells get, so that figures stay readable on it. */
const deepest = 46;

interface ConfusionMatrixProps {
  readonly counts: readonly number[];
  /** Names of the classes; without as many as there are classes, these are told by their indices. */
  readonly names: readonly string[] | null;
  readonly caption: string;
}

/** How often each class was taken for each: rows are true classes, the darker the larger the share of its row. */
export function ConfusionMatrix({ counts, names, caption }: ConfusionMatrixProps) {
  const text = useText();
  const classes = Math.round(Math.sqrt(counts.length));
  const indices = Array.from({ length: classes }, (_, index) => index);
  const nameOf = (index: number): string => (names?.length === classes && names[index]) || String(index);
  const figure = (): FigureExport => {
    const rowOf = (truth: number): readonly number[] => counts.slice(truth * classes, (truth + 1) * classes);
    return gridFigure({
      columns: indices.map(nameOf),
      rows: indices.map((truth) => {
        const row = rowOf(truth);
        const total = row.reduce((sum, count) => sum + count, 0);
        return {
          head: nameOf(truth),
          cells: row.map((count, guess) => {
            const share = total > 0 ? count / total : 0;
            return {
              lines: [countText(count), figureText(share, "share")],
              strength: (share * deepest) / 100,
              color: guess === truth ? "--series-1" : "--series-2",
            };
          }),
        };
      }),
      note: text("dashboards.confusionAxes"),
      table: [
        [text("dashboards.confusionAxes"), ...indices.map(nameOf)],
        ...indices.map((truth) => [nameOf(truth), ...rowOf(truth)]),
      ],
    });
  };
  return (
    <div className="confusion" data-testid="confusion-matrix">
      <table>
        <caption>
          {caption}
          <ExportMenu title={caption} figure={figure} />
        </caption>
        <thead>
          <tr>
            <th scope="col" className="confusion-corner">
              <span className="visually-hidden">{text("dashboards.trueClass")}</span>
            </th>
            {indices.map((guess) => (
              <th key={guess} scope="col" title={text("dashboards.predictedAs", { name: nameOf(guess) })}>
                {nameOf(guess)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {indices.map((truth) => {
            const row = counts.slice(truth * classes, (truth + 1) * classes);
            const total = row.reduce((sum, count) => sum + count, 0);
            return (
              <tr key={truth}>
                <th scope="row" title={text("dashboards.trulyIs", { name: nameOf(truth) })}>
                  {nameOf(truth)}
                </th>
                {indices.map((guess) => {
                  const count = row[guess] ?? 0;
                  const share = total > 0 ? count / total : 0;
                  const style: CSSProperties & Readonly<Record<"--depth", string>> = {
                    "--depth": `${Math.round(share * deepest)}%`,
                  };
                  return (
                    <td key={guess} style={style} data-right={guess === truth}>
                      {countText(count)}
                      <span className="confusion-share">{figureText(share, "share")}</span>
                    </td>
                  );
                })}
              </tr>
            );
          })}
        </tbody>
      </table>
      <p className="confusion-axes" aria-hidden="true">
        {text("dashboards.confusionAxes")}
      </p>
    </div>
  );
}
