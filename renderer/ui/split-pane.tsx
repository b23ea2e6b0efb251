import { type ReactNode, useLayoutEffect, useRef } from "react";
import { Group, Panel, Separator, usePanelRef } from "react-resizable-panels";
import { useText } from "../i18n";

export interface SplitPaneProps {
  /** The side whose size is dragged; the other takes the rest. */
  readonly side: "left" | "right" | "bottom";
  /** Pixels as long as the person chose none, and after a double-click on the bar. */
  readonly size: number;
  /** Pixels the person chose; null for none. */
  readonly chosenSize: number | null;
  readonly minimum: number;
  readonly maximum: number;
  /** Takes the size the person gave the pane; null when the first one is wanted back. */
  readonly onResized: (size: number | null) => void;
  /** Whether the pane is put away, so that the rest has all the room. */
  readonly hidden?: boolean;
  readonly pane: ReactNode;
  readonly children: ReactNode;
}

/** Pixels the rest keeps at least, in either direction. */
const LEAST_REST = 96;

/** A pane of adjustable size beside the rest; the bar moves by mouse and by arrow keys, a double-click resets it. */
export function SplitPane(props: SplitPaneProps) {
  const { side, size: first, chosenSize, minimum, maximum, onResized, hidden = false, pane, children } = props;
  const text = useText();
  const panel = usePanelRef();
  const size = chosenSize ?? first;
  // When the pane comes to hold something else, of another size. One just shown has its size already.
  const wasShown = useRef(false);
  useLayoutEffect(() => {
    if (!hidden && wasShown.current) panel.current?.resize(size);
    wasShown.current = !hidden;
  }, [panel, size, hidden]);

  const bar = (
    <Separator
      key="bar"
      id={`${side}-bar`}
      className="split-bar"
      aria-label={text("ui.resizePanel")}
      disableDoubleClick
      onDoubleClick={() => {
        panel.current?.resize(first);
        onResized(null);
      }}
      onKeyDown={(event) => event.stopPropagation()}
    />
  );
  const sized = (
    <Panel
      key="pane"
      id={`${side}-pane`}
      panelRef={panel}
      className="split-pane"
      defaultSize={size}
      minSize={minimum}
      maxSize={maximum}
      groupResizeBehavior="preserve-pixel-size"
    >
      {pane}
    </Panel>
  );
  return (
    <Group
      className="split"
      orientation={side === "bottom" ? "vertical" : "horizontal"}
      resizeTargetMinimumSize={{ fine: 8, coarse: 20 }}
      onLayoutChanged={(_layout, { isUserInteraction }) => {
        if (!isUserInteraction) return;
        // The size is read once the page shows it: after a key it comes with the next frame.
        requestAnimationFrame(() => {
          const chosen = panel.current?.getSize().inPixels;
          if (chosen) onResized(Math.round(chosen));
        });
      }}
    >
      {side === "left" && !hidden && [sized, bar]}
      <Panel key="rest" id={`${side}-rest`} className="split-rest" minSize={LEAST_REST}>
        {children}
      </Panel>
      {side !== "left" && !hidden && [bar, sized]}
    </Group>
  );
}
