import { type ReactNode, useEffect, useId, useRef } from "react";
import { useText } from "../i18n";
import { IconButton } from "./button";

export interface DialogProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
  /** Buttons, the affirmative one last. */
  readonly actions?: ReactNode;
  readonly className?: string;
  /** A bare dialog shows no title row; the title is still read by screen readers. */
  readonly bare?: boolean;
  readonly "data-testid"?: string;
}

/** What has the focus first: what is marked, else the affirmative button. The browser would take the one that closes. */
function focusFirst(dialog: HTMLDialogElement | null): void {
  if (!document.activeElement?.closest(".dialog-head")) return;
  const marked = dialog?.querySelector<HTMLElement>("[data-first-focus]");
  (marked ?? dialog?.querySelector<HTMLElement>(".dialog-actions .button-primary"))?.focus();
}

/**
 * A modal dialog: focus stays inside, Escape and a click outside close it, focus returns to where it was. It begins at an
 * element marked `data-first-focus`, else at the primary action.
 */
export function Dialog({ title, onClose, children, actions, className = "", bare = false, ...rest }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const text = useText();
  const id = useId();
  useEffect(() => {
    const before = document.activeElement;
    dialog.current?.showModal();
    focusFirst(dialog.current);
    return () => {
      if (before instanceof HTMLElement || before instanceof SVGElement) before.focus();
    };
  }, []);
  return (
    <dialog
      {...rest}
      ref={dialog}
      className={`dialog ${className}`}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onKeyDown={(event) => event.stopPropagation()}
      onPointerDown={(event) => {
        if (event.target === dialog.current) onClose();
      }}
    >
      <div className="dialog-body">
        <div className={bare ? "visually-hidden" : "dialog-head"}>
          <h2 id={id}>{title}</h2>
          {!bare && <IconButton icon="close" label={text("ui.close")} onClick={onClose} />}
        </div>
        {children}
        {actions && <div className="dialog-actions">{actions}</div>}
      </div>
    </dialog>
  );
}
