import { useMemo } from "react";
import { type Run, useRuns, useShownRun } from "../runs";
import { type ChartFeed, Chart as ChartOf, type ChartProps, stepAxisEnd } from "./charts";

/** Steps of a run as the axis shows them: those to come, too, while it is under way. */
function extentOf({ state: { step, epochs, stepsPerEpoch, state } }: Run) {
  const isOver = state === "finished" || state === "stopped" || state === "failed";
  return { start: 0, end: stepAxisEnd(step, epochs * stepsPerEpoch, isOver), stepsPerEpoch };
}

/** What charts follow: the figures and the state of the shown run, and of those compared with it. */
export function useChartFeed(): ChartFeed {
  const shown = useShownRun();
  const [compared] = useRuns((state) => state.compared);
  return useMemo<ChartFeed>(() => {
    const all = [shown, ...compared];
    return {
      extent: () => ({ ...extentOf(shown), end: Math.max(...all.map((run) => extentOf(run).end)) }),
      subscribe: (listener, perSecond) => {
        const releases = all.flatMap((run) => [
          run.statistics.subscribe(listener, perSecond),
          // The step axis follows the run's state even when no figures arrive with it.
          run.store.subscribe((now, before) => {
            if (now.state !== before.state) listener();
          }),
        ]);
        return () => {
          for (const release of releases) release();
        };
      },
    };
  }, [shown, compared]);
}

/** A chart that follows the run. */
export function Chart(props: Omit<ChartProps, "feed">) {
  return <ChartOf {...props} feed={useChartFeed()} />;
}
