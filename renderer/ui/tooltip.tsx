import { Tooltip as BaseTooltip } from "@base-ui/react/tooltip";
import { type ReactElement, type ReactNode, useState } from "react";

const SHOW_AFTER_MILLIS = 450;

/** What the text stands in: its landmark, or the open dialog, above which nothing outside it can be seen. */
function frameOf(target: Element | undefined): HTMLElement {
  const frame = target?.closest<HTMLElement>("[role=dialog], main") ?? target?.closest<HTMLElement>("header, footer");
  return frame ?? document.body;
}

/** Shows a short text beside its child on hover and on keyboard focus; Escape hides it. */
export function Tooltip({ text, children }: { text: ReactNode; children: ReactElement }) {
  const [frame, setFrame] = useState<HTMLElement | null>(null);
  return (
    <BaseTooltip.Root onOpenChange={(open, { trigger }) => open && setFrame(frameOf(trigger))}>
      <BaseTooltip.Trigger delay={SHOW_AFTER_MILLIS} render={children} />
      <BaseTooltip.Portal className="tooltip-portal" container={frame}>
        {/* Fixed, so that no scrolling frame cuts it off. */}
        <BaseTooltip.Positioner className="tooltip-position" positionMethod="fixed" sideOffset={8} collisionPadding={8}>
          <BaseTooltip.Popup className="tooltip" role="tooltip">
            {text}
          </BaseTooltip.Popup>
        </BaseTooltip.Positioner>
      </BaseTooltip.Portal>
    </BaseTooltip.Root>
  );
}
