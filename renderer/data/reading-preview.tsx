import type { TableProfile } from "../../engine/contract";
import { type ReadOptions, readTypes } from "../../engine/model";
import { useText } from "../i18n";
import { typeText } from "./data-texts";
import { withColumnType } from "./reading-values";
import { RowPreview } from "./row-preview";

interface ReadingPreviewProps {
  readonly profile: TableProfile;
  readonly options: ReadOptions;
  readonly onChange: (options: ReadOptions) => void;
}

/** First rows as they are read, each column with its type to choose. */
export function ReadingPreview({ profile, options, onChange }: ReadingPreviewProps) {
  const text = useText();
  const given = new Map(options.columns?.map(({ name, type }) => [name, type]));
  return (
    <div className="reading-preview">
      <RowPreview
        profile={profile}
        showsRead
        data-testid="reading-preview"
        head={({ name, type }) => (
          <>
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
          </>
        )}
      />
    </div>
  );
}
