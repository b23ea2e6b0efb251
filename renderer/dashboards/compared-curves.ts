import { useEffect, useMemo, useState } from "react";
import type { EpochSummary } from "../../engine/contract";
import type { Text } from "../i18n";
import { type Run, useRuns } from "../runs";
import type { ChartSeries, SeriesColor } from "./charts";
import { type CurveFigures, pointsOf } from "./curve-series";
import type { CurveSettings } from "./curve-settings";

const colors: readonly SeriesColor[] = ["--series-4", "--series-5", "--series-6"];

/** Colour of the compared run of this place in the order they were chosen. */
export const compareColor = (place: number): SeriesColor => colors[place % colors.length] ?? "--series-4";

/** A run to be drawn beside the shown one. */
export interface ComparedRun {
  readonly run: Run;
  readonly name: string;
  readonly color: SeriesColor;
  readonly epochs: readonly EpochSummary[];
}

/** The runs drawn beside the shown one, again after each of their epochs. */
export function useComparedRuns(text: Text): readonly ComparedRun[] {
  const [compared] = useRuns((state) => state.compared);
  const [epochs, setEpochs] = useState<ReadonlyMap<Run, readonly EpochSummary[]>>(new Map());
  useEffect(() => {
    const look = (): void => setEpochs(new Map([...compared].map((run) => [run, run.state.epochSummaries])));
    look();
    const releases = [...compared].map((run) =>
      run.store.subscribe((now, before) => {
        if (now.epochSummaries !== before.epochSummaries) look();
      }),
    );
    return () => {
      for (const release of releases) release();
    };
  }, [compared]);
  return useMemo(
    () =>
      [...compared].map((run, place) => ({
        run,
        name: text("runs.name", { number: run.number }),
        color: compareColor(place),
        epochs: epochs.get(run) ?? run.state.epochSummaries,
      })),
    [compared, epochs, text],
  );
}

/** What is drawn of a compared run: its batches, smooth where the shown one's are, its validation, all in its own colour. */
export function comparedSeries(
  { run, name, color, epochs }: ComparedRun,
  series: string,
  figures: CurveFigures,
  settings: CurveSettings,
  text: Text,
): readonly ChartSeries[] {
  const table = run.statistics.steps;
  const column = table.column(series);
  const own = { color, run: name, table, column, fit: true } as const;
  const validation = pointsOf(epochs, figures.validation);
  return [
    settings.smoothing > 0
      ? {
          ...own,
          kind: "mean",
          id: `${run.id}-smooth`,
          label: text("dashboards.trainSmooth", { count: settings.smoothing }),
          window: settings.smoothing,
        }
      : {
          ...own,
          kind: "line",
          id: `${run.id}-batch`,
          label: text("dashboards.trainBatch"),
          faint: false,
          dashed: false,
        },
    ...(validation.values.length === 0
      ? []
      : [
          {
            kind: "points",
            id: `${run.id}-validation`,
            label: text("dashboards.validation"),
            color,
            run: name,
            ...validation,
            marker: "ring",
            joined: true,
            fit: true,
          } as const,
        ]),
  ];
}
