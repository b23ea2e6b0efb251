import { documentActions, useDocument } from "../document";
import { useText } from "../i18n";
import { Segmented } from "../ui";
import type { ScaleChoice } from "./data-choices";
import { methodText } from "./data-texts";
import { insertScale, scaleMethod, scaleOnData } from "./scale-choice";

const METHODS: readonly ScaleChoice[] = ["none", "standardize", "min_max"];

/** Graph units between a card's corner and the next column's. */
const COLUMN_PITCH = 240;

/** How features are scaled: edits the Scale node after Data, or inserts one. */
export function ScalingChoice() {
  const text = useText();
  const graph = useDocument((state) => state.graph);
  const method = scaleMethod(graph);
  const hasScale = scaleOnData(graph) !== null;
  const others = useDocument((state) => state.data?.columns.filter(({ scaling }) => scaling !== undefined).length ?? 0);
  const hasData = Object.values(graph.nodes).some((node) => node.kind === "data");
  return (
    <div className="field" data-testid="data-scaling">
      <div className="field-head">{text("data.scaling")}</div>
      {hasData && (
        <Segmented
          label={text("data.scaling")}
          value={method}
          choices={METHODS.map((each) => ({ value: each, label: text(methodText[each]) }))}
          onChange={chooseScaling}
        />
      )}
      <p className="field-help">
        {!hasData
          ? text("data.scalingNoNode")
          : `${text("data.scalingHelp")}${hasScale ? "" : ` ${text("data.scalingInserts")}`}`}
        {others > 0 && ` ${text("data.scalingOthers", { count: others })}`}
      </p>
    </div>
  );

  function chooseScaling(chosen: ScaleChoice): void {
    const values = { method: text(methodText[chosen]) };
    const scale = scaleOnData(graph);
    if (scale !== null) {
      documentActions.edit([{ type: "set_parameter", node: scale.id, parameter: "method", value: chosen }], {
        key: "data.changeScale",
        values,
      });
      return;
    }
    const insertion = chosen === "none" ? null : insertScale(graph, chosen);
    if (insertion === null) return;
    const { positions } = useDocument.getState().layout;
    const data = positions[insertion.after] ?? { x: 0, y: 0 };
    const spot = { x: data.x + COLUMN_PITCH, y: data.y };
    // Everything to the right makes room for the new card.
    const isInTheWay = insertion.before.some(
      (node) => (positions[node]?.x ?? Number.POSITIVE_INFINITY) < spot.x + COLUMN_PITCH,
    );
    const moved = Object.entries(positions).flatMap(([node, place]) =>
      isInTheWay && node !== insertion.after && place.x > data.x
        ? [[node, { x: place.x + COLUMN_PITCH, y: place.y }] as const]
        : [],
    );
    documentActions.change({
      edits: insertion.edits,
      positions: { ...Object.fromEntries(moved), [insertion.node.id]: spot },
      label: { key: "data.insertScale", values },
    });
  }
}
