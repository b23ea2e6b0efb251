import type { TableProfile } from "../../engine/contract";
import type { DataSetup } from "../../engine/model";
import { useText } from "../i18n";
import { ListHeading } from "../ui";

const ROWS_SHOWN = 20;
const COLUMNS_SHOWN = 60;

interface PreviewTableProps {
  readonly profile: TableProfile;
  readonly setup: DataSetup;
  readonly onDetail: (column: string) => void;
}

/** First rows of the file as text; the target stands out, ignored columns step back. */
export function PreviewTable({ profile, setup, onDetail }: PreviewTableProps) {
  const text = useText();
  const roles = new Map(setup.columns.map((column) => [column.name, column.role]));
  const columns = profile.columns.slice(0, COLUMNS_SHOWN);
  const rows = profile.preview.slice(0, ROWS_SHOWN).map((cells, index) => ({ number: index + 1, cells }));
  return (
    <section className="data-section">
      <ListHeading title={text("data.preview")} />
      <div className="preview-scroll">
        <table className="preview-table">
          <caption className="visually-hidden">{text("data.previewCaption", { count: rows.length })}</caption>
          <thead>
            <tr>
              <th scope="col">{text("data.rowNumber")}</th>
              {columns.map((column) => (
                <th key={column.name} scope="col" data-role={roles.get(column.name)}>
                  <button
                    type="button"
                    className="preview-head"
                    title={text("data.showDetails", { column: column.name })}
                    onClick={() => onDetail(column.name)}
                  >
                    {column.name}
                  </button>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ number, cells }) => (
              <tr key={number}>
                <th scope="row">{number}</th>
                {columns.map((column, index) => (
                  <td
                    key={column.name}
                    data-role={roles.get(column.name)}
                    data-type={column.type}
                    data-missing={cells[index] === ""}
                  >
                    {cells[index] === "" ? "–" : cells[index]}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
