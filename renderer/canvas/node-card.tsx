import { Handle, type NodeProps, Position } from "@xyflow/react";
import { memo } from "react";
import { parametersOf } from "../../engine/catalog";
import { CARD_WIDTH, cardHeight, portY, showsDistribution } from "../../engine/drawing";
import { type Diagnostic, type GraphNode, partsText } from "../../engine/model";
import { fileNameOf } from "../../engine/project";
import { useDocument } from "../document";
import { countText, useCatalogText, useDiagnosticText, useText } from "../i18n";
import { Icon, KindMark, Tooltip } from "../ui";
import { useCanvasSlots } from "./canvas-slots";
import { type CardData, type CardNode, gravest } from "./flow-elements";

const DISTRIBUTION_HEIGHT = 34;
/** Inside the card: its width less edge and padding. */
const DISTRIBUTION_WIDTH = CARD_WIDTH - 4 - 16;

/** Count and gravity of a node's findings; the words on hover. */
function ProblemBadge({ problems }: { problems: readonly Diagnostic[] }) {
  const text = useText();
  const words = useDiagnosticText();
  const severity = gravest(problems);
  if (!severity) return null;
  return (
    <Tooltip
      text={
        <span className="badge-words">
          {problems.map((problem) => (
            <span key={`${problem.code} ${partsText(problem)}`}>
              {problem.code} {words(problem).title}
            </span>
          ))}
        </span>
      }
    >
      <span
        className={`problem-badge problem-${severity}`}
        role="img"
        aria-label={text("canvas.problems", { count: problems.length })}
      >
        <Icon name={severity} size={14} />
        {problems.length > 1 && problems.length}
      </span>
    </Tooltip>
  );
}

/** Where a Data node's values come from, or the way to a table. */
function TableCaption() {
  const text = useText();
  const data = useDocument((state) => state.data);
  const failure = useDocument((state) => state.dataFailure);
  const { chooseData, locateData } = useCanvasSlots();
  if (!data || failure) {
    return (
      <button
        type="button"
        className="card-action nodrag nopan"
        data-testid={data ? "locate-data" : "choose-data"}
        onClick={data ? locateData : chooseData}
      >
        {text(data ? "canvas.locateData" : "canvas.chooseData")}
      </button>
    );
  }
  return <span className="card-caption">{fileNameOf(data.path)}</span>;
}

/** Rows of the table, once it was read. */
function RowCount() {
  const text = useText();
  const schema = useDocument((state) => state.schema);
  return schema && <span className="card-count">{text("canvas.rows", { rows: countText(schema.rows) })}</span>;
}

/** What tells a node from others of its kind: the number of `dense_2`, else the name the person gave. */
function shortName({ kind, label }: GraphNode): string {
  const number = label.startsWith(`${kind}_`) ? label.slice(kind.length + 1) : "";
  return /^\d+$/.test(number) ? number : label;
}

function Ports({ data }: { data: CardData }) {
  const words = useCatalogText();
  const { definition, inputs } = data;
  if (!definition) return null;
  return (
    <>
      {inputs.map((port, index) => (
        <Handle
          key={port.id}
          id={port.id}
          type="target"
          position={Position.Left}
          className="port"
          style={{ top: portY(index) }}
          title={words.port(definition, port)}
        />
      ))}
      {definition.outputs.map((port, index) => (
        <Handle
          key={port.id}
          id={port.id}
          type="source"
          position={Position.Right}
          className="port"
          style={{ top: portY(index) }}
          title={words.port(definition, port)}
        />
      ))}
    </>
  );
}

/** One node: kind, name, what it is set to, its parameters, its problems and its values while training. */
export const NodeCard = memo(function NodeCard({ id, data, selected }: NodeProps<CardNode>) {
  const text = useText();
  const words = useCatalogText();
  const { Distribution } = useCanvasSlots();
  const { node, definition, inputs, sources, parameterCount, problems } = data;
  const kindLabel = words.kindLabel(node.kind);
  const units = parametersOf(node, "dense")?.units ?? Number.NaN;
  const caption = Number.isNaN(units) ? words.caption(node, sources) : text("canvas.units", { count: units });
  return (
    <div
      className="card"
      data-testid={`node-${id}`}
      data-kind={node.kind}
      data-category={definition?.category ?? "data"}
      data-selected={selected}
      data-bypassed={node.bypassed}
      data-severity={gravest(problems) ?? "none"}
      style={{ width: CARD_WIDTH, height: cardHeight(node.kind, inputs.length) }}
    >
      <Ports data={data} />
      <div className="card-head">
        <KindMark kind={node.kind} category={definition?.category} />
        <span className="card-kind">{kindLabel}</span>
        <span className="card-name" title={node.label}>
          {shortName(node)}
        </span>
        <ProblemBadge problems={problems} />
        {node.kind === "data" && <RowCount />}
      </div>
      <div className="card-line">
        {node.kind === "data" ? (
          <TableCaption />
        ) : (
          <>
            <span className="card-caption" title={caption}>
              {node.bypassed ? text("canvas.bypassed") : caption}
            </span>
            {parameterCount > 0 && (
              <span className="card-count" title={text("canvas.parameters", { count: countText(parameterCount) })}>
                θ {countText(parameterCount)}
              </span>
            )}
          </>
        )}
      </div>
      {Distribution && showsDistribution(node.kind) && (
        <div className="card-distribution">
          <Distribution node={id} width={DISTRIBUTION_WIDTH} height={DISTRIBUTION_HEIGHT} />
        </div>
      )}
    </div>
  );
});
