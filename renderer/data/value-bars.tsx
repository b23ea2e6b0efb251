import { countText, figureText, useText } from "../i18n";
import type { ValueShare } from "./data-choices";

interface ValueBarsProps {
  readonly shares: readonly ValueShare[];
  /** Share of all values not listed; 0 when none. */
  readonly rest: number;
}

/** Values with their share as bars, most frequent first. */
export function ValueBars({ shares, rest }: ValueBarsProps) {
  const text = useText();
  const greatest = Math.max(rest, ...shares.map((each) => each.share), 1e-12);
  return (
    <ul className="value-bars">
      {shares.map(({ value, count, share }) => (
        <li key={value} className="value-bar">
          <span className="value-bar-name" title={value}>
            {value}
          </span>
          <span className="value-bar-track">
            <span className="value-bar-fill" style={{ width: `${(100 * share) / greatest}%` }} />
          </span>
          <span className="value-bar-share" title={countText(count)}>
            {figureText(share, "share")}
          </span>
        </li>
      ))}
      {rest > 0 && (
        <li className="value-bar">
          <span className="value-bar-name">{text("data.others")}</span>
          <span className="value-bar-track">
            <span className="value-bar-fill value-bar-rest" style={{ width: `${(100 * rest) / greatest}%` }} />
          </span>
          <span className="value-bar-share">{figureText(rest, "share")}</span>
        </li>
      )}
    </ul>
  );
}
