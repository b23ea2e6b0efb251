import { hasReadableTable, readingActions, tableActions } from "../../data";
import { canSaveModel, openModel, saveModel } from "../../models";
import { showInApp, showSamples } from "../app-view";
import { newProject, openProject, saveProject, saveProjectAs } from "../document-flow";
import { showRecoveryList } from "../recovery";
import { commandGroup, inWorkbench, titled } from "./command";

export const fileCommands = commandGroup([
  { id: "file.new", title: titled("commands.new"), shortcuts: ["Mod+N"], run: () => void newProject() },
  { id: "file.open", title: titled("commands.open"), shortcuts: ["Mod+O"], run: () => void openProject() },
  {
    id: "file.openData",
    title: titled("commands.openData"),
    shortcuts: ["Mod+Shift+O"],
    isEnabled: inWorkbench,
    run: () => {
      showInApp({ left: "data" });
      void tableActions.chooseTable();
    },
  },
  {
    id: "data.reading",
    title: titled("reading.command"),
    isEnabled: () => inWorkbench() && hasReadableTable(),
    run: () => {
      showInApp({ left: "data" });
      readingActions.open();
    },
  },
  { id: "model.open", title: titled("commands.openModel"), run: () => void openModel() },
  {
    id: "model.save",
    title: titled("commands.saveModel"),
    isEnabled: () => inWorkbench() && canSaveModel(),
    run: () => void saveModel(),
  },
  {
    id: "file.save",
    title: titled("commands.save"),
    shortcuts: ["Mod+S"],
    isEnabled: inWorkbench,
    run: () => void saveProject(),
  },
  {
    id: "file.saveAs",
    title: titled("commands.saveAs"),
    shortcuts: ["Mod+Shift+S"],
    isEnabled: inWorkbench,
    run: () => void saveProjectAs(),
  },
  { id: "file.samples", title: titled("commands.samples"), run: showSamples },
  { id: "file.recover", title: titled("recovery.command"), run: () => showRecoveryList(true) },
]);
