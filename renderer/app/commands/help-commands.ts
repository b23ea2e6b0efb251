import { desktop } from "../../bridge";
import { currentText } from "../../i18n";
import { showAbout } from "../about";
import { askConfirm } from "../confirm";
import { showCrashReports } from "../crash-reports";
import { commandGroup, titled } from "./command";

/** The app makes no connection by itself: it offers to show the page of releases in the system's browser. */
async function checkForUpdates(): Promise<void> {
  const { version, releasesPage } = await desktop.request("about", null);
  const agreed = await askConfirm({
    title: currentText("about.updates"),
    body: currentText("about.updatesBody", { version, address: releasesPage }),
    confirm: currentText("about.openBrowser"),
  });
  if (agreed) await desktop.request("open_releases_page", null);
}

export const helpCommands = commandGroup([
  { id: "help.crashReports", title: titled("commands.crashReports"), run: () => void showCrashReports() },
  { id: "help.about", title: titled("about.title"), run: () => void showAbout() },
  { id: "help.checkForUpdates", title: titled("about.updates"), run: () => void checkForUpdates() },
]);
