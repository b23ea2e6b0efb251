import { canvasActions } from "../canvas";
import { useAppView } from "./app-view";
import { isTyping } from "./shortcuts";

const belongsToCanvas = (event: ClipboardEvent): boolean =>
  useAppView.getState().screen === "workbench" &&
  !isTyping(event.target) &&
  document.querySelector("[role=dialog]") === null &&
  (document.getSelection()?.isCollapsed ?? true);

/** Takes copy, cut and paste for nodes wherever no text is meant. Returns the unsubscriber. */
export function listenToClipboard(): () => void {
  const take = (event: ClipboardEvent, nodes: () => string | null): void => {
    if (!belongsToCanvas(event)) return;
    const text = nodes();
    if (text === null) return;
    event.clipboardData?.setData("text/plain", text);
    event.preventDefault();
  };
  const onCopy = (event: ClipboardEvent): void => take(event, canvasActions.copy);
  const onCut = (event: ClipboardEvent): void => take(event, canvasActions.cut);
  const onPaste = (event: ClipboardEvent): void => {
    if (!belongsToCanvas(event)) return;
    if (canvasActions.paste(event.clipboardData?.getData("text/plain") ?? "")) event.preventDefault();
  };
  window.addEventListener("copy", onCopy);
  window.addEventListener("cut", onCut);
  window.addEventListener("paste", onPaste);
  return () => {
    window.removeEventListener("copy", onCopy);
    window.removeEventListener("cut", onCut);
    window.removeEventListener("paste", onPaste);
  };
}
