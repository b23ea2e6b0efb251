import { fileNameOf } from "../../engine/project";
import { useDocument } from "../document";
import { useText } from "../i18n";
import { isActive, useRun } from "../runs";
import { Button, Dialog } from "../ui";
import { closeModel, compareWithNetwork, type ShownModel, takeWeights, useShownModel } from "./model-actions";
import { ModelFacts } from "./model-facts";
import { WeightDifferences } from "./weight-differences";
import "./model-dialog.css";

export interface ModelDialogProps {
  /** Opens the text of a project file, found in a model at `path`, as a new document. */
  readonly onOpenNetwork: (text: string, path: string) => void;
  /** Predicts with the model at `path`. */
  readonly onPredict: (path: string) => void;
  /** Whether a document is on screen that weights can be loaded into. */
  readonly hasNetwork: boolean;
}

/** A saved model: what it is, and what can be done with it. Once in the window. */
export function ModelDialog(props: ModelDialogProps) {
  const shown = useShownModel((state) => state.shown);
  return shown && <Shown shown={shown} {...props} />;
}

function Shown({ shown, onOpenNetwork, onPredict, hasNetwork }: ModelDialogProps & { readonly shown: ShownModel }) {
  const text = useText();
  const isTraining = useRun((run) => isActive(run.state));
  const isEmpty = useDocument((document) => Object.keys(document.graph.nodes).length === 0);
  const { path, description, comparison } = shown;
  const openNetwork = (): void => {
    closeModel();
    onOpenNetwork(JSON.stringify(description.project), path);
  };
  const predict = (): void => {
    closeModel();
    onPredict(path);
  };
  return (
    <Dialog
      title={text("models.title", { name: description.name })}
      className="model-dialog"
      onClose={closeModel}
      data-testid="model-dialog"
      actions={
        comparison === null ? (
          <>
            <Button onClick={openNetwork} data-testid="model-open-network">
              {text("models.openNetwork")}
            </Button>
            <Button onClick={predict} data-testid="model-predict">
              {text("models.predict")}
            </Button>
            <Button
              variant="primary"
              disabled={!hasNetwork || isEmpty || isTraining}
              onClick={() => void compareWithNetwork()}
              data-testid="model-load-weights"
            >
              {text("models.loadWeights")}
            </Button>
          </>
        ) : (
          <>
            <Button onClick={closeModel}>{text("models.leave")}</Button>
            <Button
              variant="primary"
              disabled={comparison.matching.length === 0 || isTraining}
              onClick={takeWeights}
              data-testid="model-take-weights"
            >
              {text("models.take", { count: comparison.matching.length })}
            </Button>
          </>
        )
      }
    >
      <p className="model-path" title={path}>
        {fileNameOf(path)}
      </p>
      <section className="model-body" aria-label={text("models.contents")}>
        {comparison === null ? <ModelFacts description={description} /> : <WeightDifferences comparison={comparison} />}
      </section>
    </Dialog>
  );
}
