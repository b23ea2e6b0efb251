import { definitions } from "../../../engine/catalog";
import { canvasActions } from "../../canvas";
import { CatalogText, currentText, useLanguageStore } from "../../i18n";
import { focusInspector } from "../app-view";
import { type Command, commandGroup, hasNodes, inWorkbench, titled } from "./command";

export const nodeCommands = commandGroup([
  ...definitions.map(
    (definition): Command<`node.add.${string}`> => ({
      id: `node.add.${definition.kind}`,
      title: () => {
        const label = new CatalogText(useLanguageStore.getState().language).label(definition);
        return currentText(hasNodes() ? "commands.addAfter" : "commands.add", { label });
      },
      isEnabled: inWorkbench,
      run: () => {
        const id = canvasActions.addNode(definition.kind);
        if (id) canvasActions.goTo(id);
      },
    }),
  ),
  {
    id: "node.connect",
    title: titled("commands.connect"),
    shortcuts: ["C"],
    typing: "yields",
    isEnabled: hasNodes,
    run: canvasActions.startConnecting,
  },
  {
    id: "node.bypass",
    title: titled("commands.bypass"),
    shortcuts: ["B"],
    typing: "yields",
    isEnabled: hasNodes,
    run: canvasActions.toggleBypass,
  },
  { id: "node.inspect", title: titled("commands.inspect"), isEnabled: hasNodes, run: focusInspector },
  {
    id: "canvas.arrange",
    title: titled("commands.arrange"),
    shortcuts: ["Mod+Shift+L"],
    isEnabled: inWorkbench,
    run: canvasActions.arrange,
  },
]);
