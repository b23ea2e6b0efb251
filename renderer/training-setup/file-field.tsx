import { type DataFilePart, hasChanged } from "../../engine/model";
import { fileNameOf } from "../../engine/project";
import { tableActions, useTableWork } from "../data";
import { useDocument } from "../document";
import { useFailureText, useText } from "../i18n";
import { Button, Notice } from "../ui";

/** The file of the rows that validate, or test, in place of a share of the table's: chosen, told and removed. */
export function FileField({ part }: { readonly part: DataFilePart }) {
  const text = useText();
  const failureText = useFailureText();
  const file = useDocument((state) => state.data?.[part]);
  const read = useDocument((state) => state.schema?.[part]);
  const hasTable = useDocument((state) => state.data !== null);
  const isReading = useTableWork((work) => work.reading !== null);
  const failure = useTableWork((work) => (work.partFailure?.part === part ? work.partFailure.failure : null));
  if (!hasTable) return null;
  const label = text(`training.file.${part}`);
  return (
    <fieldset className="training-file" aria-label={label} data-testid={`training-file-${part}`}>
      {file !== undefined && (
        <p className="training-file-name" title={file.path}>
          {label}: <strong>{fileNameOf(file.path)}</strong>
          {read !== undefined && ` · ${text("data.file.rows", { count: read.rows })}`}
        </p>
      )}
      <div className="training-file-actions">
        <Button
          icon="folder"
          disabled={isReading}
          onClick={() => void tableActions.chooseFile(part)}
          data-testid={`training-file-${part}-choose`}
        >
          {text(file === undefined ? `training.file.${part}.choose` : "training.file.other")}
        </Button>
        {file !== undefined && (
          <Button
            variant="quiet"
            disabled={isReading}
            onClick={() => void tableActions.setFile(part, null)}
            aria-label={text(`data.file.remove.${part}`)}
            data-testid={`training-file-${part}-remove`}
          >
            {text("training.file.remove")}
          </Button>
        )}
      </div>
      {file && read && hasChanged(file, read) && <Notice severity="warning">{text("training.file.changed")}</Notice>}
      {failure !== null && <Notice severity="error">{failureText(failure)}</Notice>}
    </fieldset>
  );
}
