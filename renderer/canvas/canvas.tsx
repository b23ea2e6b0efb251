import {
  Background,
  BackgroundVariant,
  type FinalConnectionState,
  ReactFlow,
  SelectionMode,
  useReactFlow,
} from "@xyflow/react";
import { type DragEvent, type MouseEvent, useEffect, useRef, useState } from "react";
import "@xyflow/react/dist/base.css";
import { definitionOf } from "../../engine/catalog";
import { nodeOf, wiresInto } from "../../engine/model";
import type { Point } from "../../engine/project";
import { documentActions, newMark, useDocument } from "../document";
import { useText } from "../i18n";
import "./canvas.css";
import { CARD_WIDTH, cardHeightOf, GRID, portY } from "../../engine/drawing";
import { canvasActions, wiringContext } from "./canvas-actions";
import { CanvasControls } from "./canvas-controls";
import { useCardDescription, useFlowTexts, useWireDescription } from "./canvas-descriptions";
import { pressCanvasKey } from "./canvas-keys";
import { CanvasMenu } from "./canvas-menu";
import { useCanvasSlots } from "./canvas-slots";
import {
  attachFlow,
  focusNode,
  graphFromScreen,
  keepFitted,
  noteViewMoved,
  showRefusal,
  useCanvasView,
  viewActions,
} from "./canvas-view";
import { EmptyCanvas } from "./empty-canvas";
import { applyEdgeChanges, applyNodeChanges } from "./flow-changes";
import { type CardNode, FlowElements, type WireEdge } from "./flow-elements";
import { MinimapWhenNeeded } from "./minimap";
import { NodeCard } from "./node-card";
import { KIND_DRAG_TYPE } from "./palette";
import { ConnectPicker, QuickAdd } from "./pickers";
import { RefusalNote } from "./refusal-note";
import { WireCurve } from "./wire";
import { wireNear } from "./wire-path";
import { canSplice, connectEdits } from "./wiring";

const nodeTypes = { card: NodeCard };
const edgeTypes = { wire: WireCurve };
const snapGrid: [number, number] = [GRID, GRID];

const pointOf = (event: globalThis.MouseEvent | TouchEvent): Point => {
  const at = "clientX" in event ? event : event.changedTouches[0];
  return { x: at?.clientX ?? 0, y: at?.clientY ?? 0 };
};

/** Node with a port of a side under a place in the window. By geometry: ports that cannot be wired let the pointer through. */
function nodeOfPortUnder(at: Point, type: "source" | "target"): string | null {
  for (const port of document.querySelectorAll<HTMLElement>(`.react-flow__handle.${type}`)) {
    const { left, right, top, bottom } = port.getBoundingClientRect();
    if (at.x >= left && at.x <= right && at.y >= top && at.y <= bottom) return port.dataset.nodeid ?? null;
  }
  return null;
}

/** Node whose card lies under a place in the window. */
function cardUnder(at: Point): string | null {
  const card = document.elementFromPoint(at.x, at.y)?.closest<HTMLElement>(".react-flow__node");
  return card?.dataset.id ?? null;
}

/** What a wire let go at a place was meant for: a port, a card, or a new node on empty canvas. */
function endWire(event: globalThis.MouseEvent | TouchEvent, connection: FinalConnectionState): void {
  const { fromHandle, toHandle, fromNode } = connection;
  if (!fromHandle?.id || !fromNode) return;
  const at = pointOf(event);
  const side = fromHandle.type === "source" ? "output" : "input";
  const here = { node: fromNode.id, port: fromHandle.id };
  const join = (there: { node: string; port: string }): void => {
    if (side === "output") canvasActions.connect(here, there, at);
    else canvasActions.connect(there, here, at);
  };
  if (toHandle?.id && toHandle.type !== fromHandle.type) {
    join({ node: toHandle.nodeId, port: toHandle.id });
    return;
  }
  const facing = nodeOfPortUnder(at, fromHandle.type);
  if (facing !== null && facing !== fromNode.id) {
    showRefusal({ type: "same_side", side }, at);
    return;
  }
  const under = cardUnder(at);
  const { graph } = useDocument.getState();
  const definition = under === null ? null : definitionOf(nodeOf(graph, under)?.kind ?? "");
  if (under !== null) {
    if (under === fromNode.id) return;
    const ports = (side === "output" ? definition?.inputs : definition?.outputs) ?? [];
    const free = ports.find((port) => side === "input" || wiresInto(graph, under, port.id).length === 0) ?? ports[0];
    if (free) join({ node: under, port: free.id });
    return;
  }
  useCanvasView.setState({ quickAdd: { end: { ...here, side }, at, spot: graphFromScreen(at) } });
}

/** The drawing: gestures go in as edits, nodes and wires come out derived from the document. */
export function Canvas() {
  const text = useText();
  const frame = useRef<HTMLElement>(null);
  const flow = useReactFlow<CardNode, WireEdge>();
  const { openInspector } = useCanvasSlots();
  const graph = useDocument((state) => state.graph);
  const layout = useDocument((state) => state.layout);
  const selection = useDocument((state) => state.selection);
  const inference = useDocument((state) => state.inference);
  const diagnostics = useDocument((state) => state.diagnostics);
  const minimapShown = useCanvasView((state) => state.minimapShown);
  const [menu, setMenu] = useState<Point | null>(null);
  const [derived] = useState(() => new FlowElements());
  const state = { graph, layout, selection, inference, diagnostics };
  const describe = useCardDescription();
  const describeWire = useWireDescription();
  const nodes = derived.deriveNodes(state, describe);
  const edges = derived.deriveEdges(state, describeWire);
  const drag = useRef("");
  const ariaLabels = useFlowTexts();

  useEffect(() => {
    attachFlow(flow, frame.current);
    return () => attachFlow(null, null);
  }, [flow]);
  useEffect(() => {
    // A frame later the pane has its size.
    const showWhole = (): void => {
      requestAnimationFrame(() => {
        const { viewport } = useDocument.getState().layout;
        const isEmpty = Object.keys(useDocument.getState().graph.nodes).length === 0;
        if (viewport) viewActions.restore(viewport);
        // On an empty canvas React Flow would keep the wish and jump at the first node.
        else if (isEmpty) viewActions.restore({ x: 0, y: 0, zoom: 1 });
        else viewActions.fitAtOnce();
      });
    };
    showWhole();
    return useDocument.subscribe((now, before) => {
      if (now.openedCount !== before.openedCount) showWhole();
    });
  }, []);
  useEffect(() => {
    if (!frame.current) return;
    const resize = new ResizeObserver(keepFitted);
    resize.observe(frame.current);
    return () => resize.disconnect();
  }, []);

  const onDragOver = (event: DragEvent): void => {
    if (!event.dataTransfer.types.includes(KIND_DRAG_TYPE)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "copy";
    const { graph: current, layout: at } = useDocument.getState();
    const point = graphFromScreen({ x: event.clientX, y: event.clientY });
    useCanvasView.setState({ dropWire: wireNear(current, at.positions, point) });
  };
  const onDrop = (event: DragEvent): void => {
    const kind = event.dataTransfer.getData(KIND_DRAG_TYPE);
    if (!definitionOf(kind)) return;
    event.preventDefault();
    const screen = { x: event.clientX, y: event.clientY };
    useCanvasView.setState({ dropWire: null });
    const { graph: current, layout: at } = useDocument.getState();
    const point = graphFromScreen(screen);
    const id = canvasActions.dropNode(kind, point, wireNear(current, at.positions, point), screen);
    if (id) focusNode(id);
  };
  /** While an unwired node is dragged, the wire it would go into is lit. */
  const followDrag = (node: CardNode): void => {
    const { graph: current, layout: at } = useDocument.getState();
    const drawn = nodeOf(current, node.id);
    const x = node.position.x + CARD_WIDTH / 2;
    // By its ports' line or by its middle: both look as if it lay on the wire.
    const under = (y: number): string | null => wireNear(current, at.positions, { x, y: node.position.y + y }, node.id);
    const isFree = drawn !== null && canSplice(current, drawn);
    const near = isFree ? (under(portY(0)) ?? under(cardHeightOf(current, drawn.id) / 2)) : null;
    if (useCanvasView.getState().dropWire !== near) useCanvasView.setState({ dropWire: near });
  };
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      const target = event.target instanceof Element ? event.target : null;
      // Keys are the canvas's own when it has the focus, and when nothing else has it.
      const isHere = target === document.body || frame.current?.contains(target);
      if (event.defaultPrevented || !isHere) return;
      if (target?.closest("input, textarea, select, .card-action, .canvas-controls, .quick-add")) return;
      const press = {
        key: event.key,
        alt: event.altKey,
        shift: event.shiftKey,
        control: event.ctrlKey || event.metaKey,
      };
      if (pressCanvasKey(press, openInspector)) event.preventDefault();
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, [openInspector]);
  const onContextMenu = (event: MouseEvent): void => {
    event.preventDefault();
    setMenu({ x: event.clientX, y: event.clientY });
  };

  return (
    <section
      ref={frame}
      className="canvas"
      data-testid="canvas"
      aria-label={text("canvas.canvas")}
      onDragOver={onDragOver}
      onDragLeave={() => useCanvasView.setState({ dropWire: null })}
      onDrop={onDrop}
    >
      <ReactFlow<CardNode, WireEdge>
        nodes={nodes}
        edges={edges}
        nodeTypes={nodeTypes}
        edgeTypes={edgeTypes}
        onNodesChange={(changes) => applyNodeChanges(changes, drag.current)}
        onEdgesChange={applyEdgeChanges}
        onNodeDragStart={() => {
          drag.current = newMark("drag");
        }}
        onSelectionDragStart={() => {
          drag.current = newMark("drag");
        }}
        onNodeDrag={(_, node, dragged) => dragged.length === 1 && followDrag(node)}
        onNodeDragStop={(_, node) => {
          const { dropWire } = useCanvasView.getState();
          if (dropWire === null) return;
          useCanvasView.setState({ dropWire: null });
          canvasActions.spliceDragged(node.id, dropWire, drag.current);
        }}
        onConnectEnd={endWire}
        isValidConnection={({ source, target, sourceHandle, targetHandle }) =>
          connectEdits(
            wiringContext(),
            { node: source, port: sourceHandle ?? "" },
            { node: target, port: targetHandle ?? "" },
          ).refusal === null
        }
        onMoveStart={(event) => event && noteViewMoved()}
        onMoveEnd={(_, viewport) => documentActions.setViewport(viewport)}
        onNodeContextMenu={(event, node) => {
          if (!useDocument.getState().selection.nodes.has(node.id))
            documentActions.select({ nodes: new Set([node.id]) });
          onContextMenu(event);
        }}
        onSelectionContextMenu={onContextMenu}
        onEdgeContextMenu={(event, edge) => {
          documentActions.select({ wires: new Set([edge.id]) });
          onContextMenu(event);
        }}
        onPaneContextMenu={(event) => {
          event.preventDefault();
          documentActions.select({});
          setMenu({ x: event.clientX, y: event.clientY });
        }}
        onDoubleClick={(event) => {
          if (!(event.target instanceof Element) || !event.target.classList.contains("react-flow__pane")) return;
          const at = { x: event.clientX, y: event.clientY };
          useCanvasView.setState({ quickAdd: { end: null, at, spot: graphFromScreen(at) } });
        }}
        snapToGrid
        snapGrid={snapGrid}
        connectionRadius={24}
        connectOnClick={false}
        deleteKeyCode={null}
        disableKeyboardA11y
        edgesFocusable={false}
        minZoom={0.1}
        maxZoom={2}
        multiSelectionKeyCode={["Shift", "Control", "Meta"]}
        selectionKeyCode={null}
        selectionOnDrag
        selectionMode={SelectionMode.Partial}
        panOnDrag={[1]}
        panActivationKeyCode="Space"
        panOnScroll
        zoomOnDoubleClick={false}
        zoomActivationKeyCode={["Control", "Meta"]}
        onlyRenderVisibleElements={nodes.length > 200}
        proOptions={{ hideAttribution: true }}
        nodesFocusable
        ariaLabelConfig={ariaLabels}
      >
        <Background variant={BackgroundVariant.Dots} gap={GRID * 3} size={1} className="canvas-dots" />
        {minimapShown && <MinimapWhenNeeded />}
      </ReactFlow>
      {nodes.length === 0 && <EmptyCanvas />}
      <CanvasControls />
      <QuickAdd />
      <ConnectPicker />
      <RefusalNote />
      {menu && <CanvasMenu at={menu} onClose={() => setMenu(null)} />}
    </section>
  );
}
