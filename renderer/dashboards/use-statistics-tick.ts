import { useEffect, useState } from "react";
import { useShownRun } from "../runs";

/**
 * Renders the component again after new figures, at most `perSecond` times a second; the last figures always get their
 * turn. Returns the statistics' version.
 */
export function useStatisticsTick(perSecond: number): number {
  const { statistics } = useShownRun();
  const [version, setVersion] = useState(statistics.version);
  useEffect(() => {
    const show = (): void => setVersion(statistics.version);
    show();
    return statistics.subscribe(show, perSecond);
  }, [statistics, perSecond]);
  return version;
}
