import type { ReactNode } from "react";

interface ListHeadingProps {
  readonly title: string;
  /** How many the list shows, in words. */
  readonly count?: string;
  /** Controls at the right end, such as a search field. */
  readonly children?: ReactNode;
}

/** The caption above a list, with what narrows it. */
export function ListHeading({ title, count, children }: ListHeadingProps) {
  return (
    <div className="list-heading">
      <h3>{title}</h3>
      {count && <span className="list-count">{count}</span>}
      {children}
    </div>
  );
}
