import { type FailureCode, type FailureWords, failure, failureText, type HostFailure } from "../../engine/contract";
import type { Diagnostic } from "../../engine/model";

/** A request that is refused, thrown through the handlers. */
export class RequestFailure extends Error {
  readonly failure: HostFailure;

  constructor(code: FailureCode, words: FailureWords, diagnostics?: readonly Diagnostic[]) {
    const told = failure(code, words);
    super(failureText(told));
    this.failure = diagnostics ? { ...told, diagnostics } : told;
  }
}
