import type { PairAxis, PairClass } from "../../../engine/contract";
import { countText, figureText, useText } from "../../i18n";
import {
  along,
  type CountsRelation,
  cellsOf,
  classColor,
  className,
  type GroupsRelation,
  type NumbersRelation,
  pointsOf,
  violinPath,
} from "./pair-drawing";

const size = 320;
const laneHeight = 30;

interface PairNames {
  readonly first: string;
  readonly second: string;
}

/** Two numbers: each row as a point where they are few, else a grid that is denser where more lie. */
export function NumbersPicture({ relation, first, second }: PairNames & { readonly relation: NumbersRelation }) {
  const text = useText();
  const { classes, x, y, side } = relation;
  const cell = size / side;
  const correlations = { pearson: shownFigure(relation.pearson), spearman: shownFigure(relation.spearman) };
  return (
    <figure className="pair-figure">
      <p className="explore-y">{second}</p>
      <div className="pair-plot">
        <AxisEnds axis={y} isVertical />
        <svg
          viewBox={`0 0 ${size} ${size}`}
          role="img"
          aria-label={text("explore.scatterOf", { first, second, ...correlations })}
          data-testid="pair-plot"
        >
          {cellsOf(relation).map(({ column, line, class: owner, weight, rows }) => (
            <rect
              key={`${column} ${line}`}
              x={column * cell}
              y={size - (line + 1) * cell}
              width={cell}
              height={cell}
              fill={classColor(owner, classes)}
              opacity={weight}
              data-rows={rows}
            />
          ))}
          {pointsOf(relation, size, size).map((point) => (
            <circle
              key={point.row}
              cx={point.x}
              cy={point.y}
              r="2.5"
              fill={classColor(point.class, classes)}
              opacity="0.7"
            />
          ))}
        </svg>
        <AxisEnds axis={x} />
      </div>
      <figcaption>{first}</figcaption>
      <ClassLegend classes={classes} />
      <dl className="pair-figures">
        <dt>{text("explore.pearson")}</dt>
        <dd data-testid="pair-pearson">{correlations.pearson}</dd>
        <dt>{text("explore.spearman")}</dt>
        <dd data-testid="pair-spearman">{correlations.spearman}</dd>
      </dl>
      {relation.beyond > 0 && (
        <p className="data-note">
          {text("explore.beyond", { count: relation.beyond, rows: countText(relation.beyond) })}
        </p>
      )}
    </figure>
  );
}

function AxisEnds({ axis, isVertical = false }: { readonly axis: PairAxis; readonly isVertical?: boolean }) {
  return (
    <p className={isVertical ? "pair-axis-y" : "explore-axis"}>
      <span>{figureText(axis.minimum)}</span>
      <span>{figureText(axis.maximum)}</span>
    </p>
  );
}

function ClassLegend({ classes }: { readonly classes: readonly PairClass[] }) {
  return (
    classes.length > 0 && (
      <ul className="pair-legend">
        {classes.map((one, index) => (
          <li key={className(one)}>
            <span style={{ background: classColor(index, classes) }} />
            {className(one)}
          </li>
        ))}
      </ul>
    )
  );
}

/** A number by category: a violin each, with the quartiles as a box, the median in it, and a line from 5 to 95 in 100. */
export function GroupsPicture({ relation, number }: { readonly relation: GroupsRelation; readonly number: string }) {
  const text = useText();
  const { axis, groups } = relation;
  return (
    <figure className="pair-figure">
      <div className="pair-lanes">
        {groups.map(({ name, spread }) => {
          const at = (value: number | undefined) => Math.min(size, Math.max(0, along(value ?? Number.NaN, axis, size)));
          const [, low, lower, median, upper, high] = spread.quantiles;
          const shown = { median: figureText(median ?? Number.NaN), count: countText(spread.count) };
          return (
            <div key={name} className="pair-lane" data-testid={`pair-group-${name}`}>
              <span title={name}>{name}</span>
              <svg
                viewBox={`0 0 ${size} ${laneHeight}`}
                preserveAspectRatio="none"
                role="img"
                aria-label={text("explore.groupOf", { name, ...shown })}
              >
                <path className="pair-violin" d={violinPath(spread, axis, size, laneHeight / 2, laneHeight / 2 - 2)} />
                <path className="pair-whisker" d={`M${at(low)} ${laneHeight / 2}H${at(high)}`} />
                <rect
                  className="pair-box"
                  x={at(lower)}
                  y={laneHeight / 2 - 4}
                  width={Math.max(1, at(upper) - at(lower))}
                  height="8"
                />
                <rect className="pair-median" x={at(median) - 1} y={laneHeight / 2 - 6} width="2" height="12" />
              </svg>
              <span
                className="pair-count"
                title={text("explore.rowsCounted", { count: spread.count, rows: shown.count })}
              >
                {shown.median}
              </span>
            </div>
          );
        })}
      </div>
      <p className="explore-axis pair-lane-axis">
        <span>{figureText(axis.minimum)}</span>
        <span>{number}</span>
        <span>{figureText(axis.maximum)}</span>
      </p>
      <dl className="pair-figures">
        <dt>{text("explore.correlationRatio")}</dt>
        <dd data-testid="pair-ratio">{shownFigure(relation.correlation_ratio)}</dd>
      </dl>
      <p className="data-note">{text("explore.groupsHelp")}</p>
      {relation.other_groups > 0 && (
        <p className="data-note">
          {text("explore.otherGroups", { count: relation.other_groups, rows: countText(relation.other_rows) })}
        </p>
      )}
    </figure>
  );
}

/** Two categories: how many rows have both, darker where more of a line do. */
export function CountsPicture({ relation, first, second }: PairNames & { readonly relation: CountsRelation }) {
  const text = useText();
  const others = text("data.others");
  const lines = [...relation.first, ...(relation.first_others ? [others] : [])];
  const columns = [...relation.second, ...(relation.second_others ? [others] : [])];
  return (
    <figure className="pair-figure">
      <div className="pair-scroll">
        <table className="pair-counts" data-testid="pair-counts">
          <caption className="visually-hidden">{text("explore.countsOf", { first, second })}</caption>
          <thead>
            <tr>
              <th scope="col">
                {first} \ {second}
              </th>
              {columns.map((name) => (
                <th key={name} scope="col" title={name}>
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {lines.map((name, line) => {
              const own = relation.counts.slice(line * columns.length, (line + 1) * columns.length);
              const all = Math.max(
                1,
                own.reduce((sum, count) => sum + count, 0),
              );
              return (
                <tr key={name}>
                  <th scope="row" title={name}>
                    {name}
                  </th>
                  {own.map((count, column) => (
                    <td
                      key={columns[column]}
                      title={figureText(count / all, "share")}
                      style={{
                        background: `color-mix(in srgb, var(--series-1) ${Math.round((45 * count) / all)}%, transparent)`,
                      }}
                    >
                      {countText(count)}
                    </td>
                  ))}
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      <dl className="pair-figures">
        <dt>{text("explore.cramersV")}</dt>
        <dd data-testid="pair-cramers">{shownFigure(relation.cramers_v)}</dd>
      </dl>
      <p className="data-note">{text("explore.countsHelp", { first })}</p>
    </figure>
  );
}

const shownFigure = (value: number | null): string => (value === null ? "–" : figureText(value, "number", 3));
