import { type Diagnostic, partsText } from "../../engine/model";
import { useDiagnosticText, useText } from "../i18n";
import { Button, Icon } from "../ui";
import "./problem-item.css";

export interface ProblemItemProps {
  readonly problem: Diagnostic;
  /** Carries out the problem's fix. */
  readonly onFix: (problem: Diagnostic) => void;
  /** Shows the node or the training setting it is about; absent where it is shown already. */
  readonly onShow?: (problem: Diagnostic) => void;
  /** Name of the node it is about. */
  readonly nodeLabel?: string | undefined;
}

/** One finding: what was found, what was expected, how to fix it, and the fix where there is one. */
export function ProblemItem({ problem, onFix, onShow, nodeLabel }: ProblemItemProps) {
  const text = useText();
  const { title, found, expected, help } = useDiagnosticText()(problem);
  const body = (
    <>
      <span className="problem-head">
        <strong>{title}</strong>
        <span className="problem-code">{problem.code}</span>
        {nodeLabel && <span className="problem-node">{nodeLabel}</span>}
      </span>
      <span className="problem-detail">{text("inspector.foundExpected", { found, expected })}</span>
      <span className="problem-detail">{text("inspector.help", { help })}</span>
    </>
  );
  const columns = problem.column_fix?.columns ?? [];
  return (
    <li className="problem-item" data-testid={`problem-${problem.code}`}>
      <span className={`problem-icon problem-${problem.severity}`}>
        <Icon name={problem.severity} />
        <span className="visually-hidden">{text(`inspector.${problem.severity}`)}</span>
      </span>
      <div className="problem-text">
        {onShow && partsText(problem) !== "" ? (
          <button type="button" className="problem-body" onClick={() => onShow(problem)}>
            {body}
          </button>
        ) : (
          <div className="problem-body">{body}</div>
        )}
        {columns.length > 1 && (
          <details className="problem-columns">
            <summary>{text("inspector.allColumns", { count: columns.length })}</summary>
            <p>{columns.join(", ")}</p>
          </details>
        )}
      </div>
      {(problem.training_fix || problem.column_fix || (problem.fix && problem.fix.length > 0)) && (
        <Button onClick={() => onFix(problem)} data-testid={`fix-${problem.code}`}>
          {columns.length > 0 ? text("inspector.ignore", { count: columns.length }) : text("inspector.fix")}
        </Button>
      )}
    </li>
  );
}
