import { partsText, subjectNode, subjectParts } from "../../engine/model";
import { canvasActions } from "../canvas";
import { useDocument } from "../document";
import { useText } from "../i18n";
import { ProblemItem } from "../inspector";
import { Icon } from "../ui";
import { focusTrainingSetting, showInApp } from "./app-view";
import { fixProblem } from "./fix-problem";

/** Everything found wrong with the document; a click selects the node. */
export function ProblemsPanel() {
  const text = useText();
  const diagnostics = useDocument((state) => state.diagnostics);
  const graph = useDocument((state) => state.graph);
  return (
    <div className="problems-panel" data-testid="problems-list">
      {diagnostics.length === 0 && (
        <p className="panel-nothing">
          <Icon name="check" />
          {text("app.noProblems")}
        </p>
      )}
      <ul className="problem-list">
        {diagnostics.map((problem) => (
          <ProblemItem
            key={`${problem.code} ${partsText(problem)} ${problem.values.column ?? ""}`}
            problem={problem}
            nodeLabel={graph.nodes[subjectNode(problem) ?? ""]?.label}
            onFix={fixProblem}
            onShow={(shown) => {
              const { node, parameter } = subjectParts(shown);
              if (node === null && parameter !== null) focusTrainingSetting(parameter);
              if (node === null || !graph.nodes[node]) return;
              showInApp({ right: "inspector" });
              canvasActions.goTo(node);
            }}
          />
        ))}
      </ul>
    </div>
  );
}
