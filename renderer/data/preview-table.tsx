import type { TableProfile } from "../../engine/contract";
import type { DataSetup } from "../../engine/model";
import { useText } from "../i18n";
import { ListHeading } from "../ui";
import { RowPreview } from "./row-preview";

interface PreviewTableProps {
  readonly profile: TableProfile;
  readonly setup: DataSetup;
  readonly onDetail: (column: string) => void;
}

/** First rows of the document's table; a column's name shows its details. */
export function PreviewTable({ profile, setup, onDetail }: PreviewTableProps) {
  const text = useText();
  return (
    <section className="data-section">
      <ListHeading title={text("data.preview")} />
      <div className="preview-scroll">
        <RowPreview
          profile={profile}
          roles={new Map(setup.columns.map(({ name, role }) => [name, role]))}
          head={({ name }) => (
            <button
              type="button"
              className="preview-head"
              title={text("data.showDetails", { column: name })}
              onClick={() => onDetail(name)}
            >
              {name}
            </button>
          )}
        />
      </div>
    </section>
  );
}
