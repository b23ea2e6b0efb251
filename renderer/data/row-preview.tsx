import type { ReactNode } from "react";
import type { ColumnProfile, TableProfile } from "../../engine/contract";
import type { ColumnRole } from "../../engine/model";
import { useText } from "../i18n";

const ROWS_SHOWN = 20;
const COLUMNS_SHOWN = 60;

interface RowPreviewProps {
  readonly profile: TableProfile;
  /** What stands above a column. */
  readonly head: (column: ColumnProfile) => ReactNode;
  /** Where roles are shown: the target stands out, ignored columns step back. */
  readonly roles?: ReadonlyMap<string, ColumnRole>;
  /** Whether each cell that is read as something else than its text says what it is read as. */
  readonly showsRead?: boolean;
  readonly "data-testid"?: string;
}

/** First rows of a table as text. */
export function RowPreview({ profile, head, roles, showsRead = false, ...rest }: RowPreviewProps) {
  const text = useText();
  const columns = profile.columns.slice(0, COLUMNS_SHOWN);
  const rows = profile.preview.slice(0, ROWS_SHOWN).map((cells, index) => ({ number: index + 1, cells }));
  return (
    <table {...rest} className="preview-table">
      <caption className="visually-hidden">{text("data.previewCaption", { count: rows.length })}</caption>
      <thead>
        <tr>
          <th scope="col">{text("data.rowNumber")}</th>
          {columns.map((column) => (
            <th key={column.name} scope="col" data-role={roles?.get(column.name)}>
              {head(column)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ number, cells }) => (
          <tr key={number}>
            <th scope="row">{number}</th>
            {columns.map(({ name, type }, index) => (
              <td key={name} data-role={roles?.get(name)} data-type={type} data-missing={cells[index] === ""}>
                {cells[index] === "" ? "–" : cells[index]}
                {showsRead && <ReadAs cell={cells[index] ?? ""} read={profile.preview_read[number - 1]?.[index]} />}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** What a cell is read as, where that is another value than its text: `1.234,5` is 1234.5, `3/4/24` a day, `n/a` missing. */
function ReadAs({ cell, read }: { readonly cell: string; readonly read: string | null | undefined }) {
  const text = useText();
  if (read === undefined || cell === "" || isSame(cell, read)) return null;
  return (
    <span className="preview-read" data-testid="preview-read">
      {" → "}
      {read ?? text("reading.missingCell")}
    </span>
  );
}

/** Whether a text is its value as it stands, as that of a number may be written in several ways. */
function isSame(cell: string, read: string | null): boolean {
  if (read === null) return false;
  const [written, meant] = [Number(cell), Number(read)];
  return cell === read || (cell.trim() !== "" && written === meant);
}
