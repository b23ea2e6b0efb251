import { FailureError, failure, fileSubject } from "../contract";

/** What the text of a fault says, and its values beside the path. */
interface RecordCase {
  readonly case: "absent" | "damaged" | "newer";
  readonly version?: number;
  readonly known?: number;
}

/** Why a run's folder cannot be read (`run_unreadable`): the file, what was found there and what was expected. */
export class RecordFault extends FailureError {
  override readonly name = "RecordFault";

  constructor(path: string, found: string, expected: string, what: RecordCase = { case: "damaged" }) {
    const help = "choose the folder of a run that was saved or recorded";
    const values = { path, ...what };
    super(failure("run_unreadable", { subject: fileSubject(path), found, expected, help, values }));
  }
}
