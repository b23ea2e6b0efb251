import { canBypass } from "../../engine/catalog";
import type { Point } from "../../engine/project";
import { useDocument } from "../document";
import { useText } from "../i18n";
import { Menu, type MenuItem } from "../ui";
import { canvasActions } from "./canvas-actions";
import { useCanvasSlots } from "./canvas-slots";
import { graphFromScreen, useCanvasView, viewActions } from "./canvas-view";

/** What can be done with what is under the pointer. */
export function CanvasMenu({ at, onClose }: { at: Point; onClose: () => void }) {
  const text = useText();
  const { openInspector } = useCanvasSlots();
  const graph = useDocument((state) => state.graph);
  const selection = useDocument((state) => state.selection);
  const nodes = [...selection.nodes].flatMap((id) => graph.nodes[id] ?? []);
  const bypassable = nodes.filter((node) => canBypass(node.kind));
  const isBypassed = bypassable.length > 0 && bypassable.every((node) => node.bypassed);
  const onSelection: MenuItem[] = [
    {
      id: "inspect",
      label: text("canvas.properties"),
      shortcut: "Enter",
      disabled: nodes.length === 0,
      run: openInspector,
    },
    {
      id: "connect",
      label: text("canvas.connectTo"),
      shortcut: "C",
      disabled: nodes.length !== 1,
      run: canvasActions.startConnecting,
    },
    {
      id: "bypass",
      label: text(isBypassed ? "canvas.restore" : "canvas.bypass"),
      shortcut: "B",
      disabled: bypassable.length === 0,
      run: canvasActions.toggleBypass,
    },
    {
      id: "duplicate",
      label: text("canvas.duplicate"),
      shortcut: "Ctrl+D",
      disabled: nodes.length === 0,
      separated: true,
      run: canvasActions.duplicate,
    },
    { id: "delete", label: text("canvas.delete"), shortcut: "Del", run: () => canvasActions.deleteSelection() },
  ];
  const onPane: MenuItem[] = [
    {
      id: "add",
      label: text("canvas.addNode"),
      run: () => useCanvasView.setState({ quickAdd: { end: null, at, spot: graphFromScreen(at) } }),
    },
    { id: "paste", label: text("canvas.paste"), shortcut: "Ctrl+V", run: () => canvasActions.paste() },
    { id: "selectAll", label: text("canvas.selectAll"), shortcut: "Ctrl+A", run: canvasActions.selectAll },
    {
      id: "arrange",
      label: text("canvas.arrange"),
      shortcut: "Ctrl+Shift+L",
      separated: true,
      run: canvasActions.arrange,
    },
    { id: "fit", label: text("canvas.fit"), shortcut: "Ctrl+0", run: viewActions.fit },
  ];
  const isEmpty = selection.nodes.size + selection.wires.size === 0;
  return <Menu label={text("canvas.menu")} at={at} items={isEmpty ? onPane : onSelection} onClose={onClose} />;
}
