/** Composition root of the window: settings first, then the page. */
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app";
import { startSettings } from "./settings";

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");

try {
  await startSettings();
} catch (error) {
  // Without settings the window still opens, with the first ones.
  console.error("The settings could not be read.", error);
  document.documentElement.dataset.theme = "light";
}
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
