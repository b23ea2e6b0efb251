import { useEffect, useState } from "react";
import { statistics } from "../runs";

/**
 * Renders the component again after new figures, at most `perSecond` times a second; the last figures always get their
 * turn. Returns the statistics' version.
 */
export function useStatisticsTick(perSecond: number): number {
  const [version, setVersion] = useState(statistics.version);
  useEffect(() => {
    const gap = 1000 / perSecond;
    let last = 0;
    let timer: ReturnType<typeof setTimeout> | null = null;
    const show = (): void => {
      timer = null;
      last = performance.now();
      setVersion(statistics.version);
    };
    show();
    const release = statistics.subscribe(() => {
      timer ??= setTimeout(show, Math.max(0, last + gap - performance.now()));
    });
    return () => {
      release();
      if (timer !== null) clearTimeout(timer);
    };
  }, [perSecond]);
  return version;
}
