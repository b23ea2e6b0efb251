import { useEffect, useMemo, useRef } from "react";
import { definitionOf, definitions } from "../../engine/catalog";
import { nodeOf } from "../../engine/model";
import { useDocument } from "../document";
import { useCatalogText, useDiagnosticText, useText } from "../i18n";
import { Dialog, KindMark, PickList } from "../ui";
import { canvasActions, wiringContext } from "./canvas-actions";
import { focusNode, useCanvasView } from "./canvas-view";
import { rankedKinds } from "./quick-add-ranking";
import { refusalReason } from "./refusal-note";
import { connectTargets } from "./wiring";

const closeQuickAdd = (): void => useCanvasView.setState({ quickAdd: null });

/** The list that opens where a wire was dropped on empty canvas: what fits the end, most usual first. */
export function QuickAdd() {
  const text = useText();
  const words = useCatalogText();
  const quickAdd = useCanvasView((state) => state.quickAdd);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!quickAdd) return;
    const closeOutside = (event: PointerEvent): void => {
      if (!box.current?.contains(event.target instanceof Node ? event.target : null)) closeQuickAdd();
    };
    window.addEventListener("pointerdown", closeOutside, true);
    return () => window.removeEventListener("pointerdown", closeOutside, true);
  }, [quickAdd]);
  const kinds = useMemo(() => {
    if (!quickAdd) return [];
    return quickAdd.end ? rankedKinds(wiringContext(), quickAdd.end) : definitions;
  }, [quickAdd]);
  if (!quickAdd) return null;
  return (
    <div
      ref={box}
      className="quick-add pick-popup"
      style={{
        left: Math.min(quickAdd.at.x, window.innerWidth - 292),
        top: Math.min(quickAdd.at.y, window.innerHeight - 330),
      }}
    >
      <PickList
        data-testid="quick-add"
        label={text("canvas.quickAdd")}
        placeholder={text("canvas.quickAddPlaceholder")}
        nothingFound={text("canvas.nothingFits")}
        items={kinds.map((definition) => ({
          id: definition.kind,
          label: words.label(definition),
          keywords: `${definition.label} ${definition.kind}`,
          detail: words.category(definition.category),
          mark: <KindMark kind={definition.kind} category={definition.category} />,
          "data-testid": `quick-add-${definition.kind}`,
        }))}
        onPick={(kind) => {
          closeQuickAdd();
          const { end, spot, at } = quickAdd;
          const id = end ? canvasActions.addAtEnd(kind, end, spot, at) : canvasActions.dropNode(kind, spot, null, at);
          if (id) focusNode(id);
        }}
        onCancel={closeQuickAdd}
      />
    </div>
  );
}

/** The list of targets for a wire drawn by keyboard from the selected node. */
export function ConnectPicker() {
  const text = useText();
  const words = useCatalogText();
  const diagnosticWords = useDiagnosticText();
  const from = useCanvasView((state) => state.connecting);
  const graph = useDocument((state) => state.graph);
  const targets = useMemo(() => {
    if (from === null) return [];
    const found = connectTargets({ ...wiringContext(), graph }, from);
    return [...found].sort((a, b) => Number(a.refusal !== null) - Number(b.refusal !== null));
  }, [from, graph]);
  const source = from === null ? null : nodeOf(graph, from);
  const output = source && definitionOf(source.kind)?.outputs[0];
  if (!source || !output) return null;
  const close = (): void => useCanvasView.setState({ connecting: null });
  const title = text("canvas.connectFrom", { label: source.label });
  return (
    <Dialog title={title} bare className="dialog-picker" onClose={close}>
      <PickList
        data-testid="connect-picker"
        label={title}
        placeholder={title}
        nothingFound={text("canvas.noTargets")}
        items={targets.map(({ node, to, refusal }) => ({
          id: `${to.node}.${to.port}`,
          label: node.label,
          keywords: words.kindLabel(node.kind),
          detail: words.kindLabel(node.kind),
          mark: <KindMark kind={node.kind} category={definitionOf(node.kind)?.category} />,
          ...(refusal && { refused: refusalReason(text, diagnosticWords, refusal) }),
          "data-testid": `connect-${to.node}`,
        }))}
        onPick={(id) => {
          const target = targets.find(({ to }) => `${to.node}.${to.port}` === id);
          close();
          if (target) canvasActions.connect({ node: source.id, port: output.id }, target.to, null);
        }}
      />
    </Dialog>
  );
}
