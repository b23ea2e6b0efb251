import { useRef, useState } from "react";
import { useText } from "../../i18n";
import { IconButton, Menu } from "../../ui";
import { type ExportFormat, exportFigure, exportFormats } from "./export-figure";
import type { FigureExport } from "./figure-page";

export interface ExportMenuProps {
  readonly title: string;
  /** The figure as it is when the person has chosen a format. */
  readonly figure: () => FigureExport;
}

/** A button that offers the figure as a file: as dots, as vectors, or its numbers. */
export function ExportMenu({ title, figure }: ExportMenuProps) {
  const text = useText();
  const button = useRef<HTMLSpanElement>(null);
  const [at, setAt] = useState<{ readonly x: number; readonly y: number } | null>(null);
  const open = (): void => {
    const box = button.current?.getBoundingClientRect();
    setAt({ x: box?.left ?? 0, y: box?.bottom ?? 0 });
  };
  const label = text("dashboards.export", { title });
  return (
    <span ref={button} className="chart-export">
      <IconButton
        icon="save"
        label={label}
        className="chart-tool"
        aria-haspopup="menu"
        aria-expanded={at !== null}
        onClick={open}
      />
      {at !== null && (
        <Menu
          label={label}
          at={at}
          onClose={() => setAt(null)}
          items={exportFormats.map((format: ExportFormat) => ({
            id: format,
            label: text(`dashboards.export.${format}`),
            run: () => void exportFigure(title, format, figure()),
          }))}
        />
      )}
    </span>
  );
}
