import { useMemo } from "react";
import { compile, printIr } from "../../engine/compiler";
import { canvasActions } from "../canvas";
import { useDocument } from "../document";
import { useText } from "../i18n";

/** Node a printed operation came from, as the printer writes it at the line's end. */
const nodeOfLine = (line: string): string | null => /;\s*node\s+(\S+)\s*$/.exec(line)?.[1] ?? null;

/** The program the drawing compiles to, one operation a line; a click on one selects its node. */
export function IrPanel() {
  const text = useText();
  const graph = useDocument((state) => state.graph);
  const schema = useDocument((state) => state.schema);
  const training = useDocument((state) => state.training);
  const selected = useDocument((state) => state.selection.nodes);
  const lines = useMemo(() => {
    const { ir } = compile(graph, schema, training);
    return ir ? printIr(ir).trimEnd().split("\n") : null;
  }, [graph, schema, training]);
  if (!lines) return <p className="panel-nothing">{text("app.noIr")}</p>;
  return (
    <div className="ir-panel" data-testid="ir-panel">
      {lines.map((line, index) => {
        const node = nodeOfLine(line);
        // Lines of a program are told apart by their place.
        const key = `${index} ${line}`;
        if (node === null || !graph.nodes[node]) return <pre key={key}>{line || " "}</pre>;
        return (
          <button
            key={key}
            type="button"
            className="ir-line"
            data-selected={selected.has(node)}
            onClick={() => canvasActions.goTo(node)}
          >
            <pre>{line}</pre>
          </button>
        );
      })}
    </div>
  );
}
