import { useDocument } from "../document";
import { runs } from "../runs";
import { useAppView } from "./app-view";

/**
 * Brings what is known about a newly selected node to front: its statistics when a run has some, else its properties. Who
 * chose Properties or Layer stays there. Returns the unsubscriber.
 */
export function followSelection(): () => void {
  return useDocument.subscribe((now, before) => {
    const { right, rightChosen } = useAppView.getState();
    if (now.selection === before.selection || (rightChosen && right !== "training")) return;
    const [node, ...others] = now.selection.nodes;
    if (node === undefined || others.length > 0 || before.selection.nodes.has(node)) return;
    const isMeasured = runs.shown.statistics.probesOf(node).some(({ table }) => table.length > 0);
    useAppView.setState({ right: isMeasured ? "layer" : "inspector", rightChosen: false });
  });
}
