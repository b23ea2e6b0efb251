import { spawn } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { answerMessageBoxes, appCommand, chooseMenuItem, expect, pickFiles, pickSavePath, test } from "../support/app";
import { request } from "../support/desktop";

const documentState = { name: "Draft", path: null, dirty: true, training: false, undo: "Move 3 nodes", redo: null };

test("the window opens on the app's own page", async ({ app }) => {
  expect(app.window.url()).toBe("app://layerglass/index.html");
  const shown = () =>
    app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().map((window) => window.isVisible()));
  await expect.poll(shown).toEqual([true]);
  await expect(app.window.locator("body")).not.toBeEmpty();
});

test("the title shows the document's name and the unsaved dot", async ({ app }) => {
  await request(app.window, "document_state", documentState);
  const title = () => app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getTitle());
  expect(await title()).toBe(process.platform === "darwin" ? "Draft — Layerglass" : "• Draft — Layerglass");
  await request(app.window, "document_state", { ...documentState, dirty: false });
  expect(await title()).toBe("Draft — Layerglass");
});

test("a project saved through the window opens equal, and is remembered", async ({ app, folder }) => {
  const path = join(folder, "network.layerglass");
  const text = `{ "name": "网络", "note": "${"x".repeat(100_000)}" }\n`;
  await pickSavePath(app.electron, join(folder, "network"));
  expect(
    await request(app.window, "save_project", { path: null, suggestedName: "Draft", text, replacing: null }),
  ).toEqual({
    ok: true,
    path,
    backup: null,
    unkept: null,
  });
  await pickFiles(app.electron, path);
  expect(await request(app.window, "open_project_dialog", null)).toEqual({ ok: true, file: { path, text } });
  expect(await request(app.window, "list_recent", null)).toEqual([{ path, name: "network.layerglass" }]);

  await request(app.window, "save_project", { path, suggestedName: "Draft", text: "{}", replacing: null });
  expect(await request(app.window, "open_project", { path })).toEqual({ ok: true, file: { path, text: "{}" } });
});

test("calling a dialog off, and files that cannot be opened, are told apart in words", async ({ app, folder }) => {
  await pickFiles(app.electron);
  expect(await request(app.window, "open_project_dialog", null)).toEqual({ ok: false, failure: null });
  const absent = join(folder, "absent.layerglass");
  expect(await request(app.window, "open_project", { path: absent })).toMatchObject({
    ok: false,
    failure: { code: "file_absent" },
  });
  expect(await request(app.window, "open_project", { path: "/etc/passwd" })).toMatchObject({
    failure: { code: "not_a_project" },
  });
});

test("a save without a dialog goes only where the person chose before", async ({ app, folder }) => {
  await pickSavePath(app.electron, null);
  const path = join(folder, "never-chosen.layerglass");
  expect(await request(app.window, "save_project", { path, suggestedName: "x", text: "{}", replacing: null })).toEqual({
    ok: false,
    failure: null,
  });
});

test("settings are kept from one start to the next", async ({ launch }) => {
  const first = await launch();
  await request(first.window, "change_settings", { theme: "dark", language: "zh-CN" });
  await first.electron.close();
  const second = await launch();
  expect(await request(second.window, "settings", null)).toEqual({
    theme: "dark",
    language: "zh-CN",
    notifications: true,
    panelSizes: {},
  });
  const colours = await second.electron.evaluate(({ nativeTheme }) => nativeTheme.themeSource);
  expect(colours).toBe("dark");
});

test("the menu is there in both languages, and its items reach the window as commands", async ({ app }) => {
  const ids = ["file.new", "file.open", "file.save", "file.saveAs", "file.openData", "edit.undo", "edit.redo"];
  ids.push("edit.cut", "edit.delete", "edit.selectAll", "view.fit", "view.zoomIn", "view.theme.dark", "run.train");
  ids.push("view.language.zh-CN", "run.pause", "run.stop", "run.analyze");
  const labels = () =>
    app.electron.evaluate(
      ({ Menu }, wanted) => wanted.map((id) => Menu.getApplicationMenu()?.getMenuItemById(id)?.label ?? null),
      ids,
    );
  await request(app.window, "change_settings", { language: "en" });
  expect(await labels()).not.toContain(null);
  await request(app.window, "document_state", documentState);
  expect(await labels()).toContain("Undo Move 3 nodes");
  await request(app.window, "change_settings", { language: "zh-CN" });
  expect(await labels()).toContain("训练");

  const command = app.window.evaluate(
    () => new Promise<string>((resolve) => window.desktop?.on("menu_command", (id) => resolve(id))),
  );
  await app.window.evaluate(() => new Promise(requestAnimationFrame));
  await chooseMenuItem(app.electron, "view.fit");
  expect(await command).toBe("view.fit");
});

test("an edit command edits the focused text field instead of the document", async ({ app }) => {
  const value = app.window.evaluate(() => {
    const field = document.createElement("input");
    field.id = "probe";
    field.value = "kept";
    document.body.append(field);
    field.focus();
    field.setSelectionRange(0, 0);
    let reached = 0;
    window.desktop?.on("menu_command", () => {
      reached += 1;
      field.dataset.reached = String(reached);
    });
  });
  await value;
  await chooseMenuItem(app.electron, "edit.selectAll");
  const selected = () =>
    app.window.evaluate(() => {
      const field = document.querySelector<HTMLInputElement>("#probe");
      return [field?.selectionStart, field?.selectionEnd, field?.dataset.reached ?? "none"];
    });
  await expect.poll(selected).toEqual([0, 4, "none"]);
});

test("a second start focuses the first and opens its file there", async ({ app, folder }) => {
  const opened = app.window.evaluate(
    () => new Promise<string>((resolve) => window.desktop?.on("open_file", ({ path }) => resolve(path))),
  );
  await app.window.evaluate(() => new Promise(requestAnimationFrame));
  const path = join(folder, "second.layerglass");
  const { executable, args } = appCommand(folder);
  const second = spawn(executable, [...args, path], { stdio: "ignore" });
  const code = await new Promise((resolve) => second.once("exit", resolve));
  expect(code).toBe(0);
  expect(await opened).toBe(path);
  expect(app.electron.windows()).toHaveLength(1);
});

test("a project named on the command line is opened, and remembered", async ({ launch }) => {
  const sample = resolve("samples/why-batch-normalization.layerglass");
  const { electron, window } = await launch(sample);
  const title = () => electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getTitle());
  await expect.poll(title).toBe("why-batch-normalization — Layerglass");
  expect(await request(window, "list_recent", null)).toEqual([{ path: sample, name: basename(sample) }]);
  expect((await request(window, "list_samples", null)).map(({ path }) => path)).toContain(sample);
});

test("a page that crashed is loaded again at once; when it keeps crashing, the person is asked", async ({ app }) => {
  const reload = 0;
  const shown = await answerMessageBoxes(app.electron, reload);
  const isBack = () =>
    app.electron.evaluate(async ({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents;
      if (!contents || contents.isCrashed() || contents.isLoading()) return false;
      return contents.executeJavaScript("typeof window.desktop === 'object' && document.body.childElementCount > 0");
    });
  for (const asked of [0, 0, 1]) {
    await app.electron.evaluate(({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents;
      const crashed = new Promise((resolve) => contents?.once("render-process-gone", resolve));
      contents?.forcefullyCrashRenderer();
      return crashed.then(() => null);
    });
    await expect.poll(isBack).toBe(true);
    expect((await shown()).length).toBe(asked);
  }
});

test("the page learns the path of a file it was given, and of no other", async ({ app, folder }) => {
  const path = join(folder, "table.csv");
  await writeFile(path, "a,b\n1,2\n");
  await app.window.evaluate(() => {
    const field = document.createElement("input");
    field.type = "file";
    field.id = "file-probe";
    document.body.append(field);
  });
  await app.window.locator("#file-probe").setInputFiles(path);
  const paths = await app.window.evaluate(() => {
    const given = document.querySelector<HTMLInputElement>("#file-probe")?.files?.[0];
    return [given, new File(["x"], "/etc/passwd")].map((file) => file && window.desktop?.pathForFile(file));
  });
  expect(paths).toEqual([path, ""]);
});

test("a page that hangs can still be closed, after a question that names what is lost", async ({ app }) => {
  const exited = new Promise((resolve) => app.electron.process().once("exit", resolve));
  const close = () => app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
  const closeAnyway = 0;
  const wait = 1;
  await request(app.window, "document_state", documentState);
  const hang = app.window.evaluate(() => {
    for (;;);
  });
  hang.catch(() => {});

  const shown = await answerMessageBoxes(app.electron, wait);
  await close();
  await expect.poll(shown).toEqual(["The window of “Draft” does not answer."]);
  expect(app.electron.windows()).toHaveLength(1);

  await answerMessageBoxes(app.electron, closeAnyway);
  await close();
  expect(await exited).toBe(0);
});

test("Save, Don't Save and Cancel are told apart, and Cancel keeps the window", async ({ app }) => {
  for (const [button, choice] of [
    [0, "save"],
    [1, "discard"],
    [2, "cancel"],
  ] as const) {
    await answerMessageBoxes(app.electron, button);
    expect(await request(app.window, "confirm_discard", { name: "Draft" })).toEqual({ choice });
  }
  expect(app.electron.windows()).toHaveLength(1);
});

test("the page asks for the window to go, and the app ends", async ({ app }) => {
  const exited = new Promise((resolve) => app.electron.process().once("exit", resolve));
  await request(app.window, "close_window", null).catch(() => {});
  expect(await exited).toBe(0);
});
