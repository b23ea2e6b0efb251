import type { Language } from "../contract";

/** Every text of the native menus and dialogs. `{name}` and the like are filled in by `fill`. */
export interface NativeTexts {
  readonly file: string;
  readonly new: string;
  readonly open: string;
  readonly openRecent: string;
  readonly clearRecent: string;
  readonly openData: string;
  readonly openModel: string;
  readonly openRun: string;
  readonly saveRun: string;
  readonly trainBeside: string;
  readonly crossValidate: string;
  readonly samples: string;
  readonly recover: string;
  readonly saveModel: string;
  readonly savePredictions: string;
  readonly exportRejected: string;
  readonly exportFigure: string;
  readonly save: string;
  readonly saveAs: string;
  readonly closeWindow: string;
  readonly quit: string;
  readonly edit: string;
  readonly undo: string;
  readonly redo: string;
  readonly undoStep: string;
  readonly redoStep: string;
  readonly cut: string;
  readonly copy: string;
  readonly paste: string;
  readonly duplicate: string;
  readonly delete: string;
  readonly selectAll: string;
  readonly view: string;
  readonly commandPalette: string;
  readonly fit: string;
  readonly zoomIn: string;
  readonly zoomOut: string;
  readonly theme: string;
  readonly themeSystem: string;
  readonly themeLight: string;
  readonly themeDark: string;
  readonly language: string;
  readonly fullScreen: string;
  readonly developerTools: string;
  readonly run: string;
  readonly train: string;
  readonly pause: string;
  readonly stop: string;
  readonly analyze: string;
  readonly restartEngine: string;
  readonly notifications: string;
  readonly help: string;
  readonly crashReports: string;
  readonly showSettingsFile: string;
  readonly checkForUpdates: string;
  readonly about: string;
  readonly projects: string;
  readonly tables: string;
  readonly models: string;
  readonly allFiles: string;
  readonly discardQuestion: string;
  readonly discardDetail: string;
  readonly dontSave: string;
  readonly cancel: string;
  readonly silentQuestion: string;
  readonly silentDetail: string;
  readonly closeAnyway: string;
  readonly wait: string;
  readonly goneQuestion: string;
  readonly goneDetail: string;
  readonly reload: string;
  readonly trainingFinished: string;
  readonly trainingFailed: string;
  readonly engineEnded: string;
  readonly trainingResult: string;
}

const en: NativeTexts = {
  file: "&File",
  new: "New",
  open: "Open…",
  openRecent: "Open Recent",
  clearRecent: "Clear Recent",
  openData: "Open Data…",
  openModel: "Open Model…",
  openRun: "Open Run…",
  saveRun: "Save Run…",
  trainBeside: "Train Another Run Beside It",
  crossValidate: "Cross-Validate…",
  samples: "Samples…",
  recover: "Recover Unsaved Work…",
  saveModel: "Save Model…",
  savePredictions: "Save Predictions",
  exportRejected: "Export Rejected Lines",
  exportFigure: "Export Figure",
  save: "Save",
  saveAs: "Save As…",
  closeWindow: "Close Window",
  quit: "Quit",
  edit: "&Edit",
  undo: "Undo",
  redo: "Redo",
  undoStep: "Undo {step}",
  redoStep: "Redo {step}",
  cut: "Cut",
  copy: "Copy",
  paste: "Paste",
  duplicate: "Duplicate",
  delete: "Delete",
  selectAll: "Select All",
  view: "&View",
  commandPalette: "Command Palette…",
  fit: "Zoom to Fit",
  zoomIn: "Zoom In",
  zoomOut: "Zoom Out",
  theme: "Theme",
  themeSystem: "As in the System",
  themeLight: "Light",
  themeDark: "Dark",
  language: "Language",
  fullScreen: "Full Screen",
  developerTools: "Developer Tools",
  run: "&Run",
  train: "Train",
  pause: "Pause",
  stop: "Stop",
  analyze: "Analyze",
  restartEngine: "Restart Engine",
  notifications: "Notify When Training Ends",
  help: "&Help",
  crashReports: "Show Crash Reports…",
  showSettingsFile: "Show Settings File",
  checkForUpdates: "Check for Updates…",
  about: "About Layerglass",
  projects: "Layerglass projects",
  tables: "Tables",
  models: "Layerglass models",
  allFiles: "All files",
  discardQuestion: "Save the changes to “{name}”?",
  discardDetail: "They are lost if you don't save them.",
  dontSave: "Don't Save",
  cancel: "Cancel",
  silentQuestion: "The window of “{name}” does not answer.",
  silentDetail: "If you close it now, unsaved changes are lost and a running training ends.",
  closeAnyway: "Close Anyway",
  wait: "Wait",
  goneQuestion: "The window of “{name}” stopped working ({reason}).",
  goneDetail: "Unsaved changes are lost. It can be opened again.",
  reload: "Open Again",
  trainingFinished: "Training finished",
  trainingFailed: "Training failed",
  engineEnded: "The engine process ended.",
  trainingResult: "{epochs} epochs, loss {loss}",
};

const zhCN: NativeTexts = {
  file: "文件(&F)",
  new: "新建",
  open: "打开…",
  openRecent: "打开最近的文件",
  clearRecent: "清除最近的文件",
  openData: "打开数据…",
  openModel: "打开模型…",
  openRun: "打开训练记录…",
  saveRun: "保存训练记录…",
  trainBeside: "同时再训练一次",
  crossValidate: "交叉验证…",
  samples: "示例…",
  recover: "恢复未保存的工作…",
  saveModel: "保存模型…",
  savePredictions: "保存预测结果",
  exportRejected: "导出被拒的行",
  exportFigure: "导出图表",
  save: "保存",
  saveAs: "另存为…",
  closeWindow: "关闭窗口",
  quit: "退出",
  edit: "编辑(&E)",
  undo: "撤销",
  redo: "重做",
  undoStep: "撤销{step}",
  redoStep: "重做{step}",
  cut: "剪切",
  copy: "复制",
  paste: "粘贴",
  duplicate: "创建副本",
  delete: "删除",
  selectAll: "全选",
  view: "视图(&V)",
  commandPalette: "命令面板…",
  fit: "缩放以适应",
  zoomIn: "放大",
  zoomOut: "缩小",
  theme: "主题",
  themeSystem: "跟随系统",
  themeLight: "浅色",
  themeDark: "深色",
  language: "语言",
  fullScreen: "全屏",
  developerTools: "开发者工具",
  run: "运行(&R)",
  train: "训练",
  pause: "暂停",
  stop: "停止",
  analyze: "分析",
  restartEngine: "重启引擎",
  notifications: "训练结束时通知",
  help: "帮助(&H)",
  crashReports: "查看崩溃报告…",
  showSettingsFile: "显示设置文件",
  checkForUpdates: "检查更新…",
  about: "关于 Layerglass",
  projects: "Layerglass 项目",
  tables: "表格",
  models: "Layerglass 模型",
  allFiles: "所有文件",
  discardQuestion: "要保存对“{name}”的更改吗？",
  discardDetail: "如果不保存，更改将会丢失。",
  dontSave: "不保存",
  cancel: "取消",
  silentQuestion: "“{name}”的窗口没有响应。",
  silentDetail: "如果现在关闭，未保存的更改将会丢失，正在进行的训练也会结束。",
  closeAnyway: "仍然关闭",
  wait: "等待",
  goneQuestion: "“{name}”的窗口已停止工作（{reason}）。",
  goneDetail: "未保存的更改已丢失。可以重新打开窗口。",
  reload: "重新打开",
  trainingFinished: "训练完成",
  trainingFailed: "训练失败",
  engineEnded: "引擎进程已结束。",
  trainingResult: "共 {epochs} 轮，损失 {loss}",
};

export const nativeTexts: Readonly<Record<Language, NativeTexts>> = { en, "zh-CN": zhCN };

/** Replaces each `{key}` of a text by its value. */
export function fill(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, key: string) => values[key] ?? whole);
}
