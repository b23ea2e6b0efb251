/** The main process: opens the window, the files and the menu, and keeps the engine host alive. Composes its room. */
import { app } from "electron";
import { appId } from "./app-id";
import { declareScheme } from "./app-protocol";
import { DesktopApp } from "./desktop-app";
import { projectArguments } from "./launch-arguments";
import { resourcesOf } from "./resources";

// Chromium's own services would call home; with no host name ever resolved nothing can.
app.commandLine.appendSwitch("disable-background-networking");
app.commandLine.appendSwitch("disable-component-update");
app.commandLine.appendSwitch("host-resolver-rules", "MAP * ~NOTFOUND, EXCLUDE localhost");

const userData = app.commandLine.getSwitchValue("user-data-dir");
if (userData !== "") app.setPath("userData", userData);
declareScheme();
// Only Windows knows it; elsewhere the call does nothing.
app.setAppUserModelId(appId);

if (app.requestSingleInstanceLock()) {
  const desktop = new DesktopApp(resourcesOf(__dirname, process.execPath));
  for (const project of projectArguments(process.argv, process.cwd())) desktop.openFile(project);
  app.on("second-instance", (_event, args, workingFolder) => {
    desktop.focus();
    for (const project of projectArguments(args, workingFolder)) desktop.openFile(project);
  });
  app.on("open-file", (event, path) => {
    event.preventDefault();
    desktop.openFile(path);
  });
  void app.whenReady().then(() => desktop.start());
} else {
  app.quit();
}
