/** Where the program writes; tests and pipes are terminals too, only plainer ones. */
export interface Terminal {
  /** Result text, to stdout. */
  out(text: string): void;
  /** What went wrong or may, to stderr. */
  error(text: string): void;
  /** Whether stdout is a screen on which a line can be redrawn, and how wide. */
  readonly isScreen: boolean;
  readonly columns: number;
  /** From now on there is something to keep (a file to save): the program goes on though nobody reads what it tells. */
  outliveReaders(): void;
}

/** What a stream answers once its reader went away (`| head`): on Windows in a word of its own. */
const readerIsGone: ReadonlySet<string | undefined> = new Set(["EPIPE", "EOF", "ERR_STREAM_DESTROYED"]);

/**
 * The process's own streams. A reader that went away ends the program quietly, or, where there is something to keep, its
 * telling. Output that cannot be written (a full disk) is told once on stderr and makes the exit code 1.
 */
export function processTerminal(): Terminal {
  const { stdout, stderr } = process;
  let isOutlivingReaders = false;
  let isReportedInVain = false;
  const lose = (failure: NodeJS.ErrnoException) => {
    if (isReportedInVain) return;
    isReportedInVain = true;
    if (readerIsGone.has(failure.code)) {
      if (!isOutlivingReaders) process.exit(0);
      return;
    }
    stderr.write(`layerglass: the output could not be written (${failure.message})\n`);
    process.once("exit", () => {
      process.exitCode ||= 1;
    });
    if (!isOutlivingReaders) process.exit(1);
  };
  stdout.on("error", lose);
  // There is nowhere left to say that it cannot be said.
  stderr.on("error", () => {});
  return {
    out: (text) => {
      if (!isReportedInVain) stdout.write(text);
    },
    error: (text) => stderr.write(text),
    isScreen: stdout.isTTY === true,
    columns: stdout.columns ?? 80,
    outliveReaders: () => {
      isOutlivingReaders = true;
    },
  };
}
