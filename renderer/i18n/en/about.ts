export const about = {
  "about.title": "About Layerglass",
  "about.version": "Version {version}",
  "about.fromSource": "run from its sources",
  "about.system": "System",
  "about.licence": "Layerglass is free software under the MIT licence.",
  "about.copyVersion": "Copy versions",
  "about.copied": "The versions were copied.",
  "about.notices": "Work by others",
  "about.noticesSearch": "Find a package or licence…",
  "about.noticesCounted": "{count, plural, one {# package} other {# packages}}",
  "about.noticesNone": "No package matches.",
  "about.noticesAbsent": "The list is made when the app is packaged: npm run notices.",
  "about.chromium": "Licences of Chromium and Node.js stand in LICENSES.chromium.html beside the program.",
  "about.updates": "Check for updates",
  "about.updatesBody":
    "Layerglass makes no network connections, so it does not look for updates by itself. This is version {version}. Newer ones are listed at {address}, which opens in your browser.",
  "about.openBrowser": "Open in browser",
} as const;
