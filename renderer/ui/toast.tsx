import { Toast as BaseToast } from "@base-ui/react/toast";
import { useEffect } from "react";
import { useText } from "../i18n";
import { Button, IconButton } from "./button";
import { Icon } from "./icon";

export interface ToastContent {
  readonly kind: "information" | "error" | "ok" | "warning";
  readonly text: string;
  readonly action?: { readonly label: string; readonly run: () => void };
}

const SHOWN_MILLIS = 6000;
const SHOWN_AT_ONCE = 4;

const manager = BaseToast.createToastManager<ToastContent>();
/** What is said before the window shows its first page, which the manager itself would lose. */
let early: ToastContent[] | null = [];

/**
 * Says something in passing at the window's corner, for as long as pointer or focus stay on it; errors stay until
 * dismissed. The same text is not stacked.
 */
export function showToast(content: ToastContent): void {
  if (early) early.push(content);
  else manager.add({ id: content.text, data: content, timeout: content.kind === "error" ? 0 : SHOWN_MILLIS });
}

/** A toast is a message, not the small dialog that the library makes of it. */
const noDialog = { "aria-modal": undefined };

function ToastItem({ toast }: { toast: BaseToast.Root.ToastObject<ToastContent> }) {
  const text = useText();
  if (!toast.data) return null;
  const { kind, action } = toast.data;
  return (
    <BaseToast.Root
      toast={toast}
      className={`toast toast-${kind}`}
      role={kind === "error" ? "alert" : "status"}
      {...noDialog}
      swipeDirection={[]}
    >
      <Icon name={kind === "ok" ? "check" : kind} />
      <BaseToast.Description className="toast-text" render={<span />}>
        {toast.data.text}
      </BaseToast.Description>
      {action && (
        <Button
          variant="quiet"
          onClick={() => {
            manager.close(toast.id);
            action.run();
          }}
        >
          {action.label}
        </Button>
      )}
      <IconButton icon="close" label={text("ui.dismiss")} onClick={() => manager.close(toast.id)} />
    </BaseToast.Root>
  );
}

function ToastList() {
  const text = useText();
  const { toasts } = BaseToast.useToastManager<ToastContent>();
  return (
    // Each toast says itself, an error at once: the region stays silent. The newest stands last.
    <BaseToast.Viewport className="toasts" aria-label={text("ui.notifications")} aria-live="off">
      {[...toasts].reverse().map((toast) => (
        <ToastItem key={toast.id} toast={toast} />
      ))}
    </BaseToast.Viewport>
  );
}

/** Where toasts appear; once in the window. */
export function Toasts() {
  useEffect(() => {
    const waiting = early ?? [];
    early = null;
    for (const content of waiting) showToast(content);
  }, []);
  return (
    <BaseToast.Provider toastManager={manager} limit={SHOWN_AT_ONCE}>
      <ToastList />
    </BaseToast.Provider>
  );
}
