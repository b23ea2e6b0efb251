import type { ReactNode } from "react";
import { Icon } from "./icon";
import "./notice.css";

export interface NoticeProps {
  readonly severity: "error" | "warning" | "information";
  readonly children: ReactNode;
  /** Not announced by screen readers as it comes; an error always is. */
  readonly quiet?: boolean;
  readonly className?: string;
  readonly "data-testid"?: string;
}

/** Something to know about what is shown, in a line or a few. */
export function Notice({ severity, children, quiet = false, className = "", ...rest }: NoticeProps) {
  const role = severity === "error" ? "alert" : quiet ? undefined : "status";
  return (
    <div {...rest} className={`notice notice-${severity} ${className}`} role={role}>
      <Icon name={severity} size={14} />
      <div>{children}</div>
    </div>
  );
}
