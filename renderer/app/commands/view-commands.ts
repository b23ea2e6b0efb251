import { viewActions } from "../../canvas";
import { showInApp, togglePanel } from "../app-view";
import { changeSettings } from "../settings";
import { commandGroup, hasNodes, inWorkbench, titled } from "./command";

export const viewCommands = commandGroup([
  {
    id: "view.commandPalette",
    title: titled("commands.commandPalette"),
    shortcuts: ["Mod+K", "Mod+Shift+P"],
    run: () => showInApp({ commandPaletteShown: true }),
  },
  { id: "view.welcome", title: titled("commands.welcome"), run: () => showInApp({ screen: "welcome" }) },
  { id: "view.fit", title: titled("commands.fit"), shortcuts: ["Mod+0"], isEnabled: inWorkbench, run: viewActions.fit },
  {
    id: "view.fitSelection",
    title: titled("commands.fitSelection"),
    shortcuts: ["Mod+1"],
    isEnabled: hasNodes,
    run: viewActions.fitSelection,
  },
  {
    id: "view.zoomIn",
    title: titled("commands.zoomIn"),
    shortcuts: ["Mod+=", "Mod++"],
    isEnabled: inWorkbench,
    run: viewActions.zoomIn,
  },
  {
    id: "view.zoomOut",
    title: titled("commands.zoomOut"),
    shortcuts: ["Mod+-"],
    isEnabled: inWorkbench,
    run: viewActions.zoomOut,
  },
  { id: "view.minimap", title: titled("commands.minimap"), isEnabled: inWorkbench, run: viewActions.toggleMinimap },
  {
    id: "view.leftPanel",
    title: titled("commands.toggleLeft"),
    shortcuts: ["Mod+B"],
    isEnabled: inWorkbench,
    run: () => togglePanel("left"),
  },
  {
    id: "view.bottomPanel",
    title: titled("commands.toggleBottom"),
    shortcuts: ["Mod+J"],
    isEnabled: inWorkbench,
    run: () => togglePanel("bottom"),
  },
  {
    id: "view.rightPanel",
    title: titled("commands.toggleRight"),
    shortcuts: ["Mod+Shift+B"],
    isEnabled: inWorkbench,
    run: () => togglePanel("right"),
  },
  {
    id: "view.palette",
    title: titled("commands.showPalette"),
    isEnabled: inWorkbench,
    run: () => showInApp({ left: "palette" }),
  },
  {
    id: "view.data",
    title: titled("commands.showData"),
    isEnabled: inWorkbench,
    run: () => showInApp({ left: "data" }),
  },
  {
    id: "view.layer",
    title: titled("commands.showLayer"),
    isEnabled: inWorkbench,
    run: () => showInApp({ right: "layer" }),
  },
  {
    id: "view.training",
    title: titled("commands.showTraining"),
    isEnabled: inWorkbench,
    run: () => showInApp({ right: "training" }),
  },
  {
    id: "view.curves",
    title: titled("commands.showCurves"),
    isEnabled: inWorkbench,
    run: () => showInApp({ bottom: "curves" }),
  },
  {
    id: "view.metrics",
    title: titled("commands.showMetrics"),
    isEnabled: inWorkbench,
    run: () => showInApp({ bottom: "metrics" }),
  },
  {
    id: "view.analysis",
    title: titled("commands.showAnalysis"),
    isEnabled: inWorkbench,
    run: () => showInApp({ bottom: "analysis" }),
  },
  {
    id: "view.predict",
    title: titled("commands.showPredict"),
    isEnabled: inWorkbench,
    run: () => showInApp({ bottom: "predict" }),
  },
  {
    id: "view.problems",
    title: titled("commands.showProblems"),
    isEnabled: inWorkbench,
    run: () => showInApp({ bottom: "problems" }),
  },
  { id: "view.ir", title: titled("commands.showIr"), isEnabled: inWorkbench, run: () => showInApp({ bottom: "ir" }) },
  {
    id: "view.theme.system",
    title: titled("commands.themeSystem"),
    run: () => void changeSettings({ theme: "system" }),
  },
  { id: "view.theme.light", title: titled("commands.themeLight"), run: () => void changeSettings({ theme: "light" }) },
  { id: "view.theme.dark", title: titled("commands.themeDark"), run: () => void changeSettings({ theme: "dark" }) },
  { id: "view.language.en", title: () => "English", run: () => void changeSettings({ language: "en" }) },
  { id: "view.language.zh-CN", title: () => "简体中文", run: () => void changeSettings({ language: "zh-CN" }) },
]);
