import type { TableProfile } from "../../engine/contract";
import { type ReadOptions, readTypes } from "../../engine/model";
import { useText } from "../i18n";
import { typeText } from "./data-texts";
import { withColumnType } from "./reading-values";

const rowsShown = 20;
const columnsShown = 60;

interface ReadingPreviewProps {
  readonly profile: TableProfile;
  readonly options: ReadOptions;
  readonly onChange: (options: ReadOptions) => void;
}

/** First rows as they are read, each column with its type to choose. */
export function ReadingPreview({ profile, options, onChange }: ReadingPreviewProps) {
  const text = useText();
  const columns = profile.columns.slice(0, columnsShown);
  const rows = profile.preview.slice(0, rowsShown).map((cells, index) => ({ number: index + 1, cells }));
  const given = new Map(options.columns?.map(({ name, type }) => [name, type]));
  return (
    <div className="reading-preview">
      <table className="preview-table" data-testid="reading-preview">
        <caption className="visually-hidden">{text("data.previewCaption", { count: rows.length })}</caption>
        <thead>
          <tr>
            <th scope="col">{text("data.rowNumber")}</th>
            {columns.map(({ name, type }) => (
              <th key={name} scope="col">
                <span className="reading-name">{name}</span>
                <select
                  className="input select reading-type"
                  aria-label={text("reading.typeOf", { column: name })}
                  data-testid={`reading-type-${name}`}
                  value={given.get(name) ?? ""}
                  onChange={(event) => {
                    const chosen = readTypes.find((each) => each === event.target.value);
                    onChange(withColumnType(options, name, chosen));
                  }}
                >
                  <option value="">
                    {given.get(name) === undefined
                      ? text("reading.typeGuessed", { type: text(typeText[type]) })
                      : text("reading.guess")}
                  </option>
                  {readTypes.map((each) => (
                    <option key={each} value={each}>
                      {text(typeText[each])}
                    </option>
                  ))}
                </select>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ number, cells }) => (
            <tr key={number}>
              <th scope="row">{number}</th>
              {columns.map(({ name, type }, index) => (
                <td key={name} data-type={type} data-missing={cells[index] === ""}>
                  {cells[index] === "" ? "–" : cells[index]}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
