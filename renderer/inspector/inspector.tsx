import { type ReactNode, useMemo, useState } from "react";
import { canBypass, merges, type NodeDefinition, type ParameterGroup } from "../../engine/catalog";
import { type Diagnostic, type GraphNode, partsText, shapeText, subjectNode, wiresInto } from "../../engine/model";
import { documentActions, useDocument } from "../document";
import { countText, useCatalogText, useText } from "../i18n";
import { Checkbox, Icon, KindMark, TextField } from "../ui";
import { type FormField, formFields, sharedDefinition } from "./form-fields";
import "./inspector.css";
import { MergedInputs } from "./merged-inputs";
import { ParameterField } from "./parameter-field";
import { ProblemItem } from "./problem-item";

export interface InspectorProps {
  readonly onFix: (problem: Diagnostic) => void;
  /** Shown when nothing is selected, under the project's figures. */
  readonly emptyHint?: ReactNode;
}

/** The node's name; an empty one is refused in place. */
function LabelField({ node }: { node: GraphNode }) {
  const text = useText();
  const [draft, setDraft] = useState<string | null>(null);
  const typed = draft ?? node.label;
  const error = typed.trim() === "" ? text("inspector.labelEmpty") : null;
  const commit = (): void => {
    if (error) return;
    const label = typed.trim();
    setDraft(null);
    if (label === node.label) return;
    documentActions.edit([{ type: "set_label", node: node.id, label }], {
      key: "document.rename",
      values: { label: node.label },
    });
  };
  return (
    <TextField
      label={text("inspector.label")}
      value={typed}
      error={error}
      maxLength={80}
      data-testid="node-label"
      onChange={setDraft}
      onBlur={commit}
      onKeyDown={(event) => {
        if (event.key === "Enter") commit();
        if (event.key !== "Escape" || draft === null) return;
        event.stopPropagation();
        setDraft(null);
      }}
    />
  );
}

/** Shape in, shape out, and the numbers the node owns. */
function ShapeLine({ node, definition }: { node: GraphNode; definition: NodeDefinition }) {
  const text = useText();
  const graph = useDocument((state) => state.graph);
  const { shapes, parameterCounts } = useDocument((state) => state.inference);
  const shapeOf = (id: string | undefined): string => {
    const shape = id === undefined ? null : shapes[id];
    return shape ? shapeText(shape) : "?";
  };
  // What a node merges is listed with its inputs.
  const hasOneInput = definition.inputs.length > 0 && !merges(definition);
  const input = hasOneInput ? wiresInto(graph, node.id)[0] : undefined;
  const count = parameterCounts[node.id] ?? 0;
  return (
    <p className="inspector-shape">
      {hasOneInput && <span>{shapeOf(input?.from.node)}</span>}
      {hasOneInput && definition.outputs.length > 0 && <span>→</span>}
      {definition.outputs.length > 0 && <span>{shapeOf(node.id)}</span>}
      {count > 0 && (
        <span className="inspector-count">{text("inspector.parameters", { count: countText(count) })}</span>
      )}
    </p>
  );
}

function Formula({ definition }: { definition: NodeDefinition }) {
  const text = useText();
  // The catalog sets several formulas apart by wide gaps; here each has its line.
  const lines = definition.formula.split(/\s{4,}/);
  return (
    <details className="inspector-formula">
      <summary>
        <Icon name="chevron" size={12} />
        {text("inspector.formula")}
      </summary>
      {lines.map((line) => (
        <p key={line}>{line}</p>
      ))}
    </details>
  );
}

function BypassField({ nodes }: { nodes: readonly GraphNode[] }) {
  const text = useText();
  const bypassed = nodes.filter((node) => node.bypassed).length;
  return (
    <Checkbox
      label={text("inspector.bypass")}
      help={text("inspector.bypassHelp")}
      checked={bypassed === nodes.length}
      mixed={bypassed > 0 && bypassed < nodes.length}
      data-testid="bypass"
      onChange={(checked) =>
        documentActions.edit(
          nodes.map((node) => ({ type: "set_bypassed", node: node.id, bypassed: checked })),
          { key: checked ? "document.bypass" : "document.restore", values: { count: nodes.length } },
        )
      }
    />
  );
}

const GROUPS: readonly ParameterGroup[] = ["weights", "penalties"];

/** Whether a field is off its default in some node. */
const isChanged = ({ value, parameter }: FormField): boolean => value !== parameter.default;

interface FieldGroupProps {
  readonly label: string;
  readonly opens: boolean;
  readonly children: ReactNode;
  readonly "data-testid": string;
}

/** Fields that are seldom needed, folded away unless one is set. */
function FieldGroup({ label, opens, children, ...rest }: FieldGroupProps) {
  const [isOpen, setOpen] = useState(opens);
  return (
    <details
      {...rest}
      className="inspector-group"
      open={isOpen}
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary>
        <Icon name="chevron" size={12} />
        {label}
      </summary>
      <div className="inspector-group-fields">{children}</div>
    </details>
  );
}

function NodeForm({ nodes, definition }: { nodes: readonly GraphNode[]; definition: NodeDefinition }) {
  const text = useText();
  const words = useCatalogText();
  const fields = formFields(definition, nodes);
  const [only, ...others] = nodes;
  const fieldOf = (field: FormField) => (
    <ParameterField key={`${only?.id} ${field.parameter.id}`} field={field} nodes={nodes} />
  );
  return (
    <>
      {canBypass(definition.kind) && <BypassField nodes={nodes} />}
      {only && others.length === 0 && merges(definition) && <MergedInputs node={only} />}
      {fields.filter(({ parameter }) => parameter.group === undefined).map(fieldOf)}
      {GROUPS.map((group) => {
        const grouped = fields.filter(({ parameter }) => parameter.group === group);
        if (grouped.length === 0) return null;
        return (
          <FieldGroup
            key={`${only?.id} ${group}`}
            label={text(`inspector.group.${group}`)}
            opens={grouped.some(isChanged)}
            data-testid={`group-${group}`}
          >
            {grouped.map(fieldOf)}
          </FieldGroup>
        );
      })}
      <Formula definition={definition} />
      <p className="field-help">{words.summary(definition)}</p>
    </>
  );
}

/** Figures of the whole network, while nothing is selected. */
function ProjectSummary() {
  const text = useText();
  const name = useDocument((state) => state.name);
  const nodes = useDocument((state) => Object.keys(state.graph.nodes).length);
  const counts = useDocument((state) => state.inference.parameterCounts);
  const schema = useDocument((state) => state.schema);
  const parameters = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const rows: readonly (readonly [string, string])[] = [
    [text("inspector.nodes"), countText(nodes)],
    [text("inspector.allParameters"), countText(parameters)],
    ...(schema
      ? ([
          [text("inspector.rows"), countText(schema.rows)],
          [text("inspector.features"), countText(schema.features.length)],
          [text("inspector.target"), schema.targets.map(({ name }) => name).join(", ") || text("inspector.none")],
          ...(schema.weight === null ? [] : [[text("inspector.sampleWeight"), schema.weight] as const]),
        ] as const)
      : []),
  ];
  return (
    <>
      <h2 className="inspector-title">{name}</h2>
      <dl className="inspector-figures">
        {rows.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}

/** The form of what is selected, made from the catalog, with its problems and their fixes. */
export function Inspector({ onFix, emptyHint }: InspectorProps) {
  const text = useText();
  const words = useCatalogText();
  const graph = useDocument((state) => state.graph);
  const selected = useDocument((state) => state.selection.nodes);
  const diagnostics = useDocument((state) => state.diagnostics);
  const nodes = useMemo(() => [...selected].flatMap((id) => graph.nodes[id] ?? []), [selected, graph]);
  const definition = sharedDefinition(nodes);
  const [first] = nodes;
  const problems = diagnostics.filter((problem) => selected.has(subjectNode(problem) ?? ""));

  return (
    <div className="inspector" data-testid="inspector">
      {!first && (
        <>
          <ProjectSummary />
          <p className="field-help">{text("inspector.empty")}</p>
          {emptyHint}
        </>
      )}
      {first && (
        <h2 className="inspector-title">
          {definition && <KindMark kind={definition.kind} category={definition.category} />}
          {nodes.length === 1
            ? words.kindLabel(first.kind)
            : text("inspector.selected", { count: nodes.length, kind: definition ? words.label(definition) : "" })}
        </h2>
      )}
      {first && nodes.length === 1 && definition && <ShapeLine node={first} definition={definition} />}
      {first && nodes.length === 1 && <LabelField key={first.id} node={first} />}
      {first && definition && <NodeForm nodes={nodes} definition={definition} />}
      {first && !definition && <p className="field-help">{text("inspector.severalKinds")}</p>}
      {problems.length > 0 && (
        <section aria-label={text("inspector.problems")}>
          <h3 className="inspector-section">{text("inspector.problems")}</h3>
          <ul className="problem-list">
            {problems.map((problem) => (
              <ProblemItem
                key={`${problem.code} ${partsText(problem)} ${problem.values.column ?? ""}`}
                problem={problem}
                onFix={onFix}
              />
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}
