export const crashes = {
  "crashes.title": "Crash reports",
  "crashes.about":
    "Reports stay on this computer. They hold versions, the machine and the last log lines, and nothing of your tables.",
  "crashes.none": "There are none: nothing has crashed.",
  "crashes.list": "Reports",
  "crashes.report": "The report",
  "crashes.process.main": "Application",
  "crashes.process.window": "Window",
  "crashes.process.engine": "Engine",
  "crashes.copy": "Copy",
  "crashes.copied": "The report was copied.",
  "crashes.showInFolder": "Show in Folder",
  "crashes.delete": "Delete",
  "crashes.close": "Close",
  "crashes.show": "Show crash reports",
  "crashes.windowCrashed": "A report of the crash was written.",
  "crashes.mainFailed": "Something in the application failed. It goes on; save your work to be safe.",
} as const;
