import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import packageFile from "./package.json" with { type: "json" };
import { recordBundledPackages } from "./scripts/notices/bundled-packages.mjs";

const entries: Readonly<Record<string, string>> = {
  main: "electron/main/index.ts",
  preload: "electron/preload/index.ts",
  "engine-host": "electron/engine-host/index.ts",
  cli: "engine/cli/index.ts",
  api: "engine/package/index.ts",
};

/** One self-contained file a program, CommonJS but for the API; `mode` names the program. */
export default defineConfig(({ mode }) => {
  const entry = entries[mode];
  if (entry === undefined) throw new Error(`no program is called ${mode}`);
  return {
    define: { LAYERGLASS_VERSION: JSON.stringify(packageFile.version) },
    plugins: [recordBundledPackages()],
    build: {
      ssr: entry,
      outDir: fileURLToPath(new URL(`dist/${mode}`, import.meta.url)),
      emptyOutDir: true,
      target: mode === "preload" ? "chrome114" : "node18",
      sourcemap: true,
      minify: false,
      rolldownOptions: {
        external: ["electron"],
        output: {
          ...(mode === "api"
            ? { format: "es", entryFileNames: "index.js" }
            : { format: "cjs", entryFileNames: "index.cjs" }),
          codeSplitting: false,
        },
      },
    },
    ssr: { noExternal: true, external: ["electron"] },
  };
});
