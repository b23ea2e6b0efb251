import { type FailureCode, FailureError, type FailureWords, failure } from "../../engine/contract";
import type { Diagnostic } from "../../engine/model";

/** A request that is refused, thrown through the handlers. */
export class RequestFailure extends FailureError {
  override readonly name = "RequestFailure";

  constructor(code: FailureCode, words: FailureWords, diagnostics?: readonly Diagnostic[]) {
    super(diagnostics ? { ...failure(code, words), diagnostics } : failure(code, words));
  }
}
