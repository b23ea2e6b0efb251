import { useMemo } from "react";
import { statistics, useRun } from "../runs";
import { type ChartFeed, Chart as ChartOf, type ChartProps, stepAxisEnd } from "./charts";

/** What charts follow: the figures and the state of the run. */
export function useChartFeed(): ChartFeed {
  return useMemo<ChartFeed>(
    () => ({
      extent: () => {
        const { step, epochs, stepsPerEpoch, state } = useRun.getState();
        const isOver = state === "finished" || state === "stopped" || state === "failed";
        return { start: 0, end: stepAxisEnd(step, epochs * stepsPerEpoch, isOver), stepsPerEpoch };
      },
      subscribe: (listener, perSecond) => {
        const release = statistics.subscribe(listener, perSecond);
        // The step axis follows the run's state even when no figures arrive with it.
        const leave = useRun.subscribe((run, before) => {
          if (run.state !== before.state) listener();
        });
        return () => {
          release();
          leave();
        };
      },
    }),
    [],
  );
}

/** A chart that follows the run. */
export function Chart(props: Omit<ChartProps, "feed">) {
  return <ChartOf {...props} feed={useChartFeed()} />;
}
