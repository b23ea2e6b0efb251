/** Composition root of the window: settings first, then the page. */
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app";
import { restoreDocument } from "./recovery";
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
try {
  await restoreDocument();
} catch (error) {
  // The copy stays where it is, and is offered.
  console.error("The document was not restored.", error);
}
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
