import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { recordBundledPackages } from "./scripts/notices/bundled-packages.mjs";

/** The window's page. Relative addresses, because it is served under the app's own scheme. */
export default defineConfig({
  root: fileURLToPath(new URL("renderer", import.meta.url)),
  base: "./",
  plugins: [react(), recordBundledPackages()],
  build: {
    outDir: fileURLToPath(new URL("dist/renderer", import.meta.url)),
    emptyOutDir: true,
    target: "chrome114",
    sourcemap: true,
    // The polyfill is an inline script, which the content security policy forbids; every supported runtime has the feature.
    modulePreload: { polyfill: false },
    // Inlined assets would need `data:` allowed for fonts as well.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 2_000,
  },
});
