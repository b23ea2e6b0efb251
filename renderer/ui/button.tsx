import type { ButtonHTMLAttributes, ReactNode } from "react";
import { Icon, type IconName } from "./icon";
import { Tooltip } from "./tooltip";

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly variant?: "primary" | "secondary" | "quiet" | "danger";
  readonly icon?: IconName;
  readonly "data-testid"?: string;
  /** Takes the focus when its dialog opens. */
  readonly "data-first-focus"?: boolean;
}

/** A labelled button; at most one `primary` on a screen. */
export function Button({ variant = "secondary", icon, className = "", children, ...rest }: ButtonProps) {
  return (
    <button type="button" {...rest} className={`button button-${variant} ${className}`}>
      {icon && <Icon name={icon} />}
      {children}
    </button>
  );
}

export interface IconButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, "aria-label" | "children"> {
  readonly icon: IconName;
  /** Read by screen readers and shown as the tooltip. */
  readonly label: string;
  readonly shortcut?: string | undefined;
  readonly pressed?: boolean;
  readonly "data-testid"?: string;
}

/** A button with a drawing only; its label shows on hover and focus. */
export function IconButton({ icon, label, shortcut, pressed, className = "", ...rest }: IconButtonProps) {
  return (
    <Tooltip
      text={
        <>
          {label}
          {shortcut && <Kbd keys={shortcut} />}
        </>
      }
    >
      <button
        type="button"
        {...rest}
        className={`icon-button ${className}`}
        aria-label={label}
        {...(pressed !== undefined && { "aria-pressed": pressed })}
      >
        <Icon name={icon} />
      </button>
    </Tooltip>
  );
}

/** Keys of a shortcut as shown beside a command: `Ctrl+K`. */
export function Kbd({ keys }: { keys: ReactNode }) {
  return <kbd className="kbd">{keys}</kbd>;
}
