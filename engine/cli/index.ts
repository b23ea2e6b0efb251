#!/usr/bin/env node
/** The same engine from a terminal: from a table to predictions. */
import { loadEngine } from "../session";
import { runCli } from "./run-cli";
import { processTerminal } from "./terminal";

const terminal = processTerminal();
runCli(process.argv.slice(2), loadEngine, terminal).then(
  (exitCode) => {
    process.exitCode = exitCode;
  },
  (error: unknown) => {
    // Only a fault of this program itself comes here; its stack is what a report of it needs.
    terminal.error(`layerglass: ${error instanceof Error ? error.stack : String(error)}\n`);
    process.exitCode = 70;
  },
);
