import { canvasActions } from "../canvas";
import { useDocument } from "../document";
import { useText } from "../i18n";
import { ProblemItem } from "../inspector";
import { Icon } from "../ui";
import { focusTrainingSetting, showInApp } from "./app-view";

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
            key={`${problem.code} ${problem.node ?? ""} ${problem.port ?? ""} ${problem.parameter ?? ""}`}
            problem={problem}
            nodeLabel={problem.node === undefined ? undefined : graph.nodes[problem.node]?.label}
            onFix={canvasActions.fix}
            onShow={({ node, parameter }) => {
              if (node === undefined && parameter !== undefined) focusTrainingSetting(parameter);
              if (node === undefined || !graph.nodes[node]) return;
              showInApp({ right: "inspector" });
              canvasActions.goTo(node);
            }}
          />
        ))}
      </ul>
    </div>
  );
}
