export const runs = {
  "runs.list": "Runs",
  "runs.name": "Run {number}",
  "runs.show": "Show {name}",
  "runs.compare": "Draw {name} beside the shown run",
  "runs.uncompare": "No longer draw {name} beside the shown run",
  "runs.letGo": "Let go of {name}",
  "runs.without": "without {nodes}",
  "runs.saved": "Run saved as {name}.",
  "runs.saveFailed": "The run was not saved. {message}",
  "runs.openFailed": "The run was not opened. {message}",
  "runs.changedSinceRun": "Changed since this run",
  "runs.changedSinceRunHelp": "The curves belong to the network and setup as they were when training started.",
} as const;
