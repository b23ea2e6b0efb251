import type { NoticeFix, TableNotice } from "../../engine/contract";
import type { ReadOptions } from "../../engine/model";
import { useText } from "../i18n";
import { Button, Notice } from "../ui";

interface NoticeListProps {
  readonly notices: readonly TableNotice[];
  /** Reads the file with other options. */
  readonly onReading: (reading: ReadOptions) => void;
  /** Gives a column another role or encoding; without it such fixes are not offered. */
  readonly onColumn?: (fix: Extract<NoticeFix, { kind: "column" }>) => void;
  /** Fills missing cells or leaves out their rows; without it such fixes are not offered. */
  readonly onMissing?: (fix: Extract<NoticeFix, { kind: "missing" }>) => void;
}

/** What was done or found in reading, warnings first, each with its lines and what mends it. */
export function NoticeList({ notices, ...mends }: NoticeListProps) {
  const ordered = [...notices].sort(
    (left, right) => Number(left.severity === "info") - Number(right.severity === "info"),
  );
  return ordered.map((notice) => (
    <Notice
      key={`${notice.code} ${notice.column ?? ""}`}
      severity={notice.severity === "warning" ? "warning" : "information"}
    >
      <NoticeBody notice={notice} {...mends} />
    </Notice>
  ));
}

type Mends = Omit<NoticeListProps, "notices">;

function NoticeBody({ notice, ...mends }: Mends & { readonly notice: TableNotice }) {
  const text = useText();
  const { code, column, count, lines, values, fix } = notice;
  const message = text(`reading.notice.${code}`, { ...values, column: column ?? "", count });
  const mend = fix === null ? null : fixOf(fix, mends);
  return (
    <div data-testid={`notice-${code}`}>
      {lines.length === 0 ? (
        message
      ) : (
        <details className="data-notice-lines">
          <summary>{message}</summary>
          <ul className="data-lines">
            {lines.map(({ line, text: found }) => (
              <li key={`${line} ${found}`}>
                <span className="data-line-number">{text("reading.line", { line })}</span> <code>{found}</code>
              </li>
            ))}
            {count > lines.length && <li>{text("reading.moreLines", { count: count - lines.length })}</li>}
          </ul>
        </details>
      )}
      {mend !== null && fix !== null && (
        <div className="data-notice-actions">
          <Button variant="quiet" onClick={mend} data-testid={`notice-fix-${code}`}>
            {text(fixText(fix))}
          </Button>
        </div>
      )}
    </div>
  );
}

function fixOf(fix: NoticeFix, { onReading, onColumn, onMissing }: Mends): (() => void) | null {
  if (fix.kind === "reading") return () => onReading(fix.reading);
  if (fix.kind === "missing") return onMissing === undefined ? null : () => onMissing(fix);
  return onColumn === undefined ? null : () => onColumn(fix);
}

/** What a fix does, in two or three words. */
function fixText(fix: NoticeFix) {
  if (fix.kind === "missing") return fix.fill ? "reading.fix.fill" : "reading.fix.leaveOut";
  if (fix.kind === "column") return fix.role === "ignore" ? "reading.fix.ignore" : "reading.fix.column";
  const says = fix.reading.missing !== undefined || fix.reading.columns?.some(({ missing }) => missing !== undefined);
  return says ? "reading.fix.missing" : "reading.fix.reading";
}
