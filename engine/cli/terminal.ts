/** Where the program writes; tests and pipes are terminals too, only plainer ones. */
export interface Terminal {
  /** Result text, to stdout. */
  out(text: string): void;
  /** What went wrong or may, to stderr. */
  error(text: string): void;
  /** Whether stdout is a screen on which a line can be redrawn, and how wide. */
  readonly isScreen: boolean;
  readonly columns: number;
}

/** The process's own streams. A reader that went away (`| head`) ends the program quietly. */
export function processTerminal(): Terminal {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EPIPE") process.exit(0);
      throw error;
    });
  }
  return {
    out: (text) => process.stdout.write(text),
    error: (text) => process.stderr.write(text),
    isScreen: process.stdout.isTTY === true,
    columns: process.stdout.columns ?? 80,
  };
}
