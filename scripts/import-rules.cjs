/**
 * Who may import whom, room by room, for dependency-cruiser. Each room lists everything it may reach besides itself;
 * anything else fails the check. There is no list of exemptions.
 */

const vocabulary = "engine/model";
const drawn = [vocabulary, "engine/catalog", "engine/project", "engine/contract"];
const pureEngine = [...drawn, "engine/compiler", "engine/drawing"];
const shared = ["renderer/document", "renderer/runs", "renderer/bridge", "renderer/ui", "renderer/i18n"];
const feature = [...pureEngine, ...shared, "electron/contract", "npm:react", "npm:react-dom", "npm:zustand"];

/** @type {Record<string, readonly string[]>} Rooms, `node` for Node's own modules, `npm:NAME` for a package. */
const rooms = {
  "engine/model": [],
  "engine/contract": [vocabulary, "npm:zod"],
  "engine/catalog": [vocabulary, "engine/contract"],
  // Answers with the one failure type.
  "engine/project": [vocabulary, "engine/catalog", "engine/contract", "npm:zod"],
  "engine/compiler": [vocabulary, "engine/catalog", "engine/contract"],
  "engine/drawing": drawn,
  "engine/predictions": [vocabulary, "engine/contract"],
  // Says in the one failure type what the system refuses.
  "engine/files": ["engine/contract", "node"],
  "engine/runs": [vocabulary, "engine/contract", "engine/files", "engine/project", "node", "npm:zod"],
  "engine/session": [...pureEngine, "engine/files", "node"],
  "engine/cli": [
    ...pureEngine,
    "engine/files",
    "engine/predictions",
    "engine/runs",
    "engine/session",
    "node",
    "npm:commander",
    "npm:@commander-js/extra-typings",
  ],
  "engine/package": [...pureEngine, "engine/files", "engine/session", "node"],

  "electron/contract": [vocabulary, "engine/contract", "npm:zod"],
  "electron/main": [
    "electron/contract",
    "engine/contract",
    "engine/files",
    "engine/project",
    "engine/runs",
    vocabulary,
    // The words of a failure alone, for what the desktop shows beside the window.
    "renderer/i18n",
    "node",
    "npm:electron",
    "npm:zod",
  ],
  "electron/preload": ["electron/contract", "engine/contract", "npm:electron"],
  "electron/engine-host": [
    "engine/compiler",
    "engine/contract",
    "engine/files",
    "engine/predictions",
    "engine/project",
    "engine/runs",
    vocabulary,
    "node",
    "npm:electron",
    "npm:zod",
  ],

  "renderer/bridge": ["engine/contract", vocabulary, "electron/contract"],
  "renderer/i18n": [...pureEngine, "electron/contract", "renderer/bridge", "npm:react", "npm:zustand"],
  "renderer/ui": [
    "renderer/i18n",
    "npm:@base-ui/react",
    "npm:@tanstack/react-virtual",
    "npm:lucide-react",
    "npm:react",
    "npm:react-dom",
    "npm:react-resizable-panels",
    "npm:zustand",
  ],
  "renderer/document": [
    ...pureEngine,
    "electron/contract",
    "renderer/bridge",
    "renderer/i18n",
    "npm:react",
    "npm:zustand",
  ],
  "renderer/runs": feature,
  "renderer/training-setup": [...feature, "renderer/data"],
  "renderer/canvas": [...feature, "npm:@xyflow/react"],
  "renderer/inspector": feature,
  "renderer/data": [...feature.filter((place) => place !== "renderer/runs"), "engine/predictions"],
  "renderer/models": [...feature, "engine/predictions"],
  "renderer/predict": [...feature, "engine/predictions", "renderer/data"],
  "renderer/dashboards": [...feature, "npm:uplot"],
  "electron/build": [],
  "renderer/app": [
    ...feature,
    "electron/build",
    "renderer/canvas",
    "renderer/inspector",
    "renderer/data",
    "renderer/models",
    "renderer/predict",
    "renderer/dashboards",
    "renderer/training-setup",
    "npm:@xyflow/react",
    "npm:zustand",
  ],
};

/** @param {string} text */
const literal = (text) => text.replace(/[/.@-]/g, "\\$&");

/** @param {string} place */
function pathOf(place) {
  if (place.startsWith("npm:")) return `^node_modules/(@types/)?${literal(place.slice(4))}/`;
  return `^${literal(place)}/`;
}

/** @type {object[]} */
const roomRules = Object.entries(rooms).flatMap(([room, reach]) => {
  const from = { path: `^${room}/` };
  const allowed = [room, ...reach.filter((place) => place !== "node")].map(pathOf);
  const inside = {
    name: `${room} reaches only ${reach.join(", ") || "nothing"}`,
    severity: "error",
    from,
    to: { pathNot: allowed, dependencyTypesNot: ["core"] },
  };
  const noNode = { name: `${room} knows no Node`, severity: "error", from, to: { dependencyTypes: ["core"] } };
  return reach.includes("node") ? [inside] : [inside, noNode];
});

module.exports = {
  forbidden: [
    ...roomRules,
    {
      name: "every file stands in a room",
      severity: "error",
      from: {},
      to: {
        path: "^(engine|electron|renderer)/",
        pathNot: [...Object.keys(rooms), "engine/native"].map((room) => `^${literal(room)}/`),
      },
    },
    {
      name: "no circles",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    { name: "every import is found", severity: "error", from: {}, to: { couldNotResolve: true } },
    {
      name: "the app knows no tests",
      severity: "error",
      from: { path: "^(engine|electron|renderer)/" },
      to: { path: "^(test|scripts)/" },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^engine/native/" },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { extensions: [".ts", ".tsx", ".mjs", ".js", ".cjs", ".json", ".css"] },
  },
};
