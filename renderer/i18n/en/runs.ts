export const runs = {
  "runs.changedSinceRun": "Changed since this run",
  "runs.changedSinceRunHelp": "The curves belong to the network and setup as they were when training started.",
} as const;
