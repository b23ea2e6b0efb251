import { useEffect } from "react";
import { type Diagnostic, nodeOf } from "../../engine/model";
import { useDocument } from "../document";
import { type FindingText, type Text, useDiagnosticText, useText } from "../i18n";
import { Icon } from "../ui";
import { useCanvasView } from "./canvas-view";
import type { Refusal } from "./wiring";

const SHOWN_MILLIS = 6000;

/** Why something was refused, in one or two sentences. */
export function refusalText(text: Text, words: (diagnostic: Diagnostic) => FindingText, refusal: Refusal): string {
  if (refusal.type === "diagnostic") {
    const { expected, help } = words(refusal.diagnostic);
    return text("canvas.refused.shape", { code: refusal.diagnostic.code, expected, help });
  }
  if (refusal.type === "same_side") return text(`canvas.refused.two_${refusal.side}s`);
  const { graph } = useDocument.getState();
  const { rejection, wire } = refusal;
  const name = (id: string | undefined): string => (id === undefined ? "" : (nodeOf(graph, id)?.label ?? id));
  const values = { from: name(wire?.from.node), to: name(wire?.to.node), limit: rejection.limit ?? 0 };
  return text(`canvas.refused.${rejection.code}`, values);
}

/** Short reason for a list entry. */
export function refusalReason(text: Text, words: (diagnostic: Diagnostic) => FindingText, refusal: Refusal): string {
  if (refusal.type === "diagnostic") return words(refusal.diagnostic).title;
  if (refusal.type === "same_side") return text(`canvas.refused.two_${refusal.side}s`);
  return text(`canvas.reason.${refusal.rejection.code}`);
}

/** The reason of the last refusal, beside where it happened; goes by itself or with the next press. */
export function RefusalNote() {
  const text = useText();
  const words = useDiagnosticText();
  const refused = useCanvasView((state) => state.refused);
  useEffect(() => {
    if (!refused) return;
    const hide = (): void => useCanvasView.setState({ refused: null });
    const timer = setTimeout(hide, SHOWN_MILLIS);
    window.addEventListener("pointerdown", hide);
    return () => {
      clearTimeout(timer);
      window.removeEventListener("pointerdown", hide);
    };
  }, [refused]);
  return (
    <div className="refusal-live" role="alert">
      {refused && (
        <div
          className="refusal-note"
          data-testid="refusal"
          style={{
            left: Math.min(refused.at.x + 12, window.innerWidth - 340),
            top: Math.min(refused.at.y + 12, window.innerHeight - 96),
          }}
        >
          <Icon name="error" />
          {refusalText(text, words, refused.refusal)}
        </div>
      )}
    </div>
  );
}
