import { useEffect } from "react";
import { create } from "zustand";
import { useText } from "../i18n";
import { Button, IconButton } from "./button";
import { Icon } from "./icon";

export interface ToastContent {
  readonly kind: "information" | "error" | "ok" | "warning";
  readonly text: string;
  readonly action?: { readonly label: string; readonly run: () => void };
}

interface Toast extends ToastContent {
  readonly id: number;
}

const SHOWN_MILLIS = 6000;
const SHOWN_AT_ONCE = 4;

const useToasts = create<{ toasts: readonly Toast[] }>(() => ({ toasts: [] }));
let lastId = 0;

const dismiss = (id: number): void =>
  useToasts.setState(({ toasts }) => ({ toasts: toasts.filter((toast) => toast.id !== id) }));

/** Says something in passing at the window's corner; errors stay until dismissed. The same text is not stacked. */
export function showToast(content: ToastContent): void {
  lastId += 1;
  const id = lastId;
  useToasts.setState(({ toasts }) => ({
    toasts: [...toasts.filter((toast) => toast.text !== content.text), { ...content, id }].slice(-SHOWN_AT_ONCE),
  }));
}

function ToastItem({ toast }: { toast: Toast }) {
  const text = useText();
  const { id, kind, action } = toast;
  useEffect(() => {
    if (kind === "error") return;
    const timer = setTimeout(() => dismiss(id), SHOWN_MILLIS);
    return () => clearTimeout(timer);
  }, [id, kind]);
  return (
    <div className={`toast toast-${kind}`} role={kind === "error" ? "alert" : "status"}>
      <Icon name={kind === "ok" ? "check" : kind} />
      <span className="toast-text">{toast.text}</span>
      {action && (
        <Button
          variant="quiet"
          onClick={() => {
            dismiss(id);
            action.run();
          }}
        >
          {action.label}
        </Button>
      )}
      <IconButton icon="close" label={text("ui.dismiss")} onClick={() => dismiss(id)} />
    </div>
  );
}

/** Where toasts appear; once in the window. */
export function Toasts() {
  const text = useText();
  const toasts = useToasts((state) => state.toasts);
  return (
    <section aria-label={text("ui.notifications")}>
      <ol className="toasts">
        {toasts.map((toast) => (
          <li key={toast.id}>
            <ToastItem toast={toast} />
          </li>
        ))}
      </ol>
    </section>
  );
}
