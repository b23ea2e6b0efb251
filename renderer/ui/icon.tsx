import {
  ArrowDown,
  ArrowUp,
  ChartNoAxesColumn,
  Check,
  ChevronRight,
  CircleAlert,
  CircleDot,
  CirclePlus,
  CircleX,
  File,
  Folder,
  Info,
  type LucideIcon,
  Maximize,
  Minus,
  PanelBottom,
  PanelLeft,
  PanelRight,
  Pause,
  PictureInPicture2,
  Play,
  Plus,
  RectangleHorizontal,
  Redo2,
  RotateCcw,
  Save,
  Search,
  Square,
  Table2,
  TriangleAlert,
  Undo2,
  Workflow,
  X,
} from "lucide-react";
import { type KindDrawing, kindDrawings } from "./kind-drawings";

const icons = {
  play: Play,
  pause: Pause,
  stop: Square,
  plus: Plus,
  minus: Minus,
  close: X,
  check: Check,
  search: Search,
  undo: Undo2,
  redo: Redo2,
  error: CircleAlert,
  warning: TriangleAlert,
  information: Info,
  chevron: ChevronRight,
  arrange: Workflow,
  fit: Maximize,
  map: PictureInPicture2,
  panelLeft: PanelLeft,
  panelBottom: PanelBottom,
  panelRight: PanelRight,
  file: File,
  folder: Folder,
  save: Save,
  reset: RotateCcw,
  table: Table2,
  up: ArrowUp,
  down: ArrowDown,
  scale: ChartNoAxesColumn,
  sum: CirclePlus,
  product: CircleX,
  target: CircleDot,
  node: RectangleHorizontal,
} as const satisfies Readonly<Record<string, LucideIcon>>;

/** Drawn as a whole surface, as on every player. */
const filled: ReadonlySet<string> = new Set(["play", "pause", "stop"]);

/** Lucide's grid is 24 wide, the marks' own 16: the same stroke on both. */
const MARK_GRID = 16;
const MARK_STROKE = 1.4;
const LUCIDE_STROKE = (MARK_STROKE * 24) / MARK_GRID;

export type IconName = keyof typeof icons | KindDrawing;

const isOwn = (name: IconName): name is KindDrawing => name in kindDrawings;

/** A small drawing beside words; hidden from screen readers, which read the words. */
export function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
  if (!isOwn(name)) {
    const Drawing = icons[name];
    return (
      <Drawing
        className="icon"
        size={size}
        strokeWidth={LUCIDE_STROKE}
        fill={filled.has(name) ? "currentColor" : "none"}
        aria-hidden="true"
      />
    );
  }
  return (
    <svg
      className="icon"
      width={size}
      height={size}
      viewBox={`0 0 ${MARK_GRID} ${MARK_GRID}`}
      fill="none"
      stroke="currentColor"
      strokeWidth={MARK_STROKE}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      {kindDrawings[name]}
    </svg>
  );
}
