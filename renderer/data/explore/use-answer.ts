import { useEffect, useState } from "react";
import type { Failure, HostRequestName, HostRequests } from "../../../engine/contract";
import { EngineFailure, engine } from "../../bridge";

/** What the engine answers to a question, and while it looks for that its last answer. */
export interface Asked<Answer> {
  readonly answer: Answer | null;
  readonly failure: Failure | null;
}

/** Asks the engine, again whenever the request is another; null asks nothing. */
export function useAnswer<Name extends HostRequestName>(
  name: Name,
  request: HostRequests[Name]["request"] | null,
): Asked<HostRequests[Name]["answer"]> {
  const [state, setState] = useState<Asked<HostRequests[Name]["answer"]>>({ answer: null, failure: null });
  // Requests are plain data, made anew at every drawing: the same text is the same question.
  const question = request === null ? null : JSON.stringify(request);
  useEffect(() => {
    if (question === null) return;
    let isCurrent = true;
    engine.request(name, JSON.parse(question) as HostRequests[Name]["request"]).then(
      (answer) => {
        if (isCurrent) setState({ answer, failure: null });
      },
      (error: unknown) => {
        if (!(error instanceof EngineFailure)) throw error;
        if (isCurrent) setState(({ answer }) => ({ answer, failure: error.failure }));
      },
    );
    return () => {
      isCurrent = false;
    };
  }, [name, question]);
  return state;
}
