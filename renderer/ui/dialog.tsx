import { Dialog as BaseDialog } from "@base-ui/react/dialog";
import { type ReactNode, useEffect, useRef, useState } from "react";
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

/** What has the focus first: what is marked, else the affirmative button, else what the library takes. */
function firstFocus(popup: HTMLElement | null): HTMLElement | true {
  const marked = popup?.querySelector<HTMLElement>("[data-first-focus]");
  return marked ?? popup?.querySelector<HTMLElement>(".dialog-actions .button-primary") ?? true;
}

/**
 * A modal dialog: focus stays inside, Escape and a click outside close it, focus returns to where it was. It begins at an
 * element marked `data-first-focus`, else at the primary action.
 */
export function Dialog({ title, onClose, children, actions, className = "", bare = false, ...rest }: DialogProps) {
  const popup = useRef<HTMLDivElement>(null);
  // The library itself knows neither wires, which are SVG, nor what had the focus before a field that takes it at once.
  const [before] = useState(() => document.activeElement);
  useEffect(
    () => () => {
      if (before instanceof HTMLElement || before instanceof SVGElement) before.focus();
    },
    [before],
  );
  const text = useText();
  return (
    <BaseDialog.Root open onOpenChange={(open) => !open && onClose()}>
      <BaseDialog.Portal>
        <BaseDialog.Backdrop className="dialog-backdrop" />
        <BaseDialog.Popup
          {...rest}
          ref={popup}
          className={`dialog ${className}`}
          initialFocus={() => firstFocus(popup.current)}
          finalFocus={false}
          onKeyDown={(event) => event.stopPropagation()}
        >
          <div className="dialog-body">
            <div className={bare ? "visually-hidden" : "dialog-head"}>
              <BaseDialog.Title>{title}</BaseDialog.Title>
              {!bare && <IconButton icon="close" label={text("ui.close")} onClick={onClose} />}
            </div>
            {children}
            {actions && <div className="dialog-actions">{actions}</div>}
          </div>
        </BaseDialog.Popup>
      </BaseDialog.Portal>
    </BaseDialog.Root>
  );
}
