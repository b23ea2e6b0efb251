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
  "runs.changedSinceRunTitle": "Changed since this run.",
  "runs.changedSinceRunHelp": "The curves belong to the network and setup as they were when training started.",
  "runs.test.kept":
    "{count, plural, one {# row was kept aside for a test} other {# rows were kept aside for a test}}. No run has seen them, nothing was fitted on them.",
  "runs.test.meaning":
    "Look once, at the end, when nothing is left to choose: only then does the figure tell how the network does on new rows. Choose by validation rows.",
  "runs.test.looked":
    "These test rows have been looked at {count, plural, one {# time} other {# times}} by other runs or models; a choice made by them makes the figure too good.",
  "runs.test.look": "Look at the test rows",
  "runs.test.looking": "Looking …",
  "runs.test.notOver": "The run is not over yet.",
  "runs.test.recorded": "A recording does not compute: nobody looked while the run was there.",
  "runs.test.seen": "{rows} test rows, looked at {time}",
  "runs.test.unknown":
    "{count, plural, one {# further row holds} other {# further rows hold}} a value that the network was not trained on.",
  "runs.test.first": "The first look at these rows. What is chosen by it from now on is no longer tested by them.",
  "runs.test.confusion": "Confusion matrix of the test rows",
  "runs.test.figure": "test: {name} {figure}",
} as const;
