import { chmod, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join, resolve } from "node:path";
import { _electron } from "@playwright/test";
import type { DesktopRequestName } from "../../electron/contract";
import { requestChannel, requestSchemas } from "../../electron/contract/channels";
import { appCommand, expect, test } from "../support/app";
import { expectRun, setManyEpochs, wires } from "../support/canvas-gestures";
import { request } from "../support/desktop";
import { damagedCopy, hostileValue, seededNumbers } from "../support/hostile-values";

// Numbers in brackets are those of Electron's security checklist.

const samplePath = resolve("samples/why-batch-normalization.layerglass");

test("[2, 3, 4, 6, 8, 9, 10] the page is sandboxed, isolated and has no experiments switched on", async ({ app }) => {
  const preferences = await app.electron.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents ?? {};
    // Electron leaves this out of its types.
    const read = "getLastWebPreferences" in contents ? contents.getLastWebPreferences : null;
    return typeof read === "function" ? read.call(contents) : null;
  });
  expect(preferences).toMatchObject({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInSubFrames: false,
    webviewTag: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
  });
  expect(preferences.nodeIntegrationInWorker ?? false).toBe(false);
  expect(preferences.enableBlinkFeatures ?? "").toBe("");
  const command = await app.electron.evaluate(() => process.argv.join(" "));
  expect(command).not.toMatch(/--(disable-web-security|allow-file-access|ignore-certificate-errors)/);
  const globals = ["require", "process", "module", "Buffer", "ipcRenderer", "electron"];
  const found = await app.window.evaluate((names) => names.filter((name) => name in globalThis), globals);
  expect(found).toEqual([]);
});

test("[7] the content security policy forbids evaluation and inline scripts", async ({ app }) => {
  const policy = await app.window.evaluate(async () =>
    (await fetch("index.html")).headers.get("content-security-policy"),
  );
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'self';");
  const outcome = await app.window.evaluate(async () => {
    const script = document.createElement("script");
    script.textContent = "document.body.dataset.inline = 'ran'";
    document.body.append(script);
    // In a task of its own: Playwright lets the code it evaluates itself pass the policy.
    const evaluation = await new Promise<string>((resolve) => {
      setTimeout(() => {
        try {
          resolve(String(new Function("return 'evaluated'")()));
        } catch {
          resolve("refused");
        }
      });
    });
    return [evaluation, document.body.dataset.inline ?? "did not run"];
  });
  expect(outcome).toEqual(["refused", "did not run"]);
});

test("[1, 18] all that the page loads is the app's own, and no file of the disk can be read through an address", async ({
  app,
}) => {
  const outcome = await app.window.evaluate(async () => {
    const loaded = [...document.querySelectorAll("script, link, img, [src]")].map((element) =>
      String(Reflect.get(element, "src") || Reflect.get(element, "href")),
    );
    const tries = ["file:///etc/passwd", "file:///C:/Windows/win.ini", "filesystem:app://layerglass/x"];
    const read = await Promise.all(
      tries.map((address) =>
        fetch(address).then(
          () => `${address} was read`,
          () => "refused",
        ),
      ),
    );
    const frame = document.createElement("iframe");
    frame.src = "file:///etc/passwd";
    document.body.append(frame);
    await new Promise((resolve) => {
      frame.onload = resolve;
      setTimeout(resolve, 500);
    });
    return { loaded, read, framed: frame.contentDocument?.body.textContent ?? "" };
  });
  expect(outcome.loaded.length).toBeGreaterThan(1);
  expect(outcome.loaded.filter((name) => !/^(app:\/\/layerglass\/|data:)/.test(name))).toEqual([]);
  expect(outcome.read).toEqual(["refused", "refused", "refused"]);
  expect(outcome.framed).toBe("");
});

test("no request leaves the app, neither the page's nor the main process's session", async ({ app }) => {
  let visits = 0;
  const server = createServer((_request, response) => {
    visits += 1;
    response.end("reached");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  await app.window.evaluate(async (url) => {
    await fetch(url).catch(() => {});
    const image = new Image();
    image.src = url;
    await new Promise((resolve) => {
      image.onerror = resolve;
      image.onload = resolve;
    });
  }, address);
  await app.electron.evaluate(async ({ session }, url) => {
    await session.defaultSession.fetch(url).catch(() => {});
  }, address);
  server.close();
  expect(visits).toBe(0);
});

test("[13, 14] navigation and new windows are refused", async ({ app }) => {
  const opened = await app.window.evaluate(() => {
    const windows = ["https://example.com", "app://layerglass/index.html", "file:///etc/passwd", "about:blank"];
    const found = windows.filter((address) => window.open(address) !== null);
    const form = document.createElement("form");
    form.action = "https://example.com/";
    document.body.append(form);
    form.submit();
    const link = document.createElement("a");
    link.href = "https://example.com/";
    link.target = "_blank";
    document.body.append(link);
    link.click();
    window.location.href = "https://example.com/";
    return found;
  });
  expect(opened).toEqual([]);
  await app.window.evaluate(() => new Promise((resolve) => setTimeout(resolve, 200)));
  expect(app.window.url()).toBe("app://layerglass/index.html");
  expect(app.electron.windows()).toHaveLength(1);
});

test("[5] every permission a page can ask for is refused", async ({ app }) => {
  const outcome = await app.window.evaluate(async () => {
    const refused = async (asking: () => unknown): Promise<boolean> => {
      try {
        await asking();
        return false;
      } catch {
        return true;
      }
    };
    return {
      notification: await Notification.requestPermission(),
      camera: await refused(() => navigator.mediaDevices.getUserMedia({ video: true, audio: true })),
      screen: await refused(() => navigator.mediaDevices.getDisplayMedia()),
      place: await refused(
        () =>
          new Promise((found, failed) => navigator.geolocation.getCurrentPosition(found, failed, { timeout: 3_000 })),
      ),
      clipboard: await refused(() => navigator.clipboard.readText()),
      pointer: await navigator.permissions.query({ name: "geolocation" }).then(({ state }) => state),
    };
  });
  expect(outcome).toEqual({
    notification: "denied",
    camera: true,
    screen: true,
    place: true,
    clipboard: true,
    pointer: "denied",
  });
});

test("[11, 12] a webview element is an empty box: no second page comes to be", async ({ app }) => {
  const before = await app.electron.evaluate(({ webContents }) => webContents.getAllWebContents().length);
  await app.window.evaluate(() => {
    const view = document.createElement("webview");
    view.setAttribute("src", "data:text/html,hello");
    view.setAttribute("nodeintegration", "");
    view.setAttribute("allowpopups", "");
    document.body.append(view);
    return new Promise((resolve) => setTimeout(resolve, 300));
  });
  expect(await app.electron.evaluate(({ webContents }) => webContents.getAllWebContents().length)).toBe(before);
});

test("[17] a page that is not the app's own is refused, whatever it asks", async ({ app }) => {
  const preload = join(process.cwd(), "dist", "preload", "index.cjs");
  const answers = await app.electron.evaluate(async ({ BrowserWindow }, script) => {
    const stranger = new BrowserWindow({
      show: false,
      webPreferences: { preload: script, sandbox: true, contextIsolation: true },
    });
    await stranger.loadURL("data:text/html,<p>stranger</p>");
    const ask = `Promise.all(["settings", "list_recent", "close_window"].map((name) =>
      window.desktop.request(name, null).then(() => name + " was answered", (failure) => failure.message)))`;
    const reported: readonly string[] = await stranger.webContents.executeJavaScript(ask);
    stranger.destroy();
    return reported;
  }, preload);
  expect(answers).toHaveLength(3);
  for (const answer of answers) expect(answer).toContain("refused a message from data:text/html");
  expect(await request(app.window, "settings", null)).toMatchObject({ language: expect.any(String) });
});

test("[20] the page is given the contract's doors and nothing of Electron's", async ({ app }) => {
  const doors = await app.window.evaluate(() => Object.keys(window.desktop ?? {}).sort());
  expect(doors).toEqual(["on", "pathForFile", "platform", "request"]);
  const channels = await app.electron.evaluate(({ ipcMain }) => {
    // Electron keeps the handlers of `handle` in a map it does not type.
    const handlers: unknown = Reflect.get(ipcMain, "_invokeHandlers");
    return {
      handled: handlers instanceof Map ? [...handlers.keys()].sort() : [],
      heard: ipcMain.eventNames().filter((name) => name !== "error"),
    };
  });
  const contract = Object.keys(requestSchemas) as DesktopRequestName[];
  expect(channels).toEqual({ handled: contract.map(requestChannel).sort(), heard: [] });
});

test("malformed and unknown requests are refused before they reach a handler", async ({ app }) => {
  const refusals = await app.window.evaluate(async () => {
    const send = window.desktop?.request as (name: string, body: unknown) => Promise<unknown>;
    const reported = (name: string, body: unknown) =>
      send(name, body).then(
        () => "answered",
        (failure: Error) => failure.message,
      );
    return [
      await reported("open_project", { path: 3 }),
      await reported("change_settings", { theme: "dark", __proto__: null, more: 1 }),
      await reported("toString", null),
    ];
  });
  expect(refusals[0]).toContain("malformed open_project");
  expect(refusals[1]).toContain("malformed change_settings");
  expect(refusals[2]).toContain("no request called toString");
});

test("the app's scheme serves nothing outside its folder", async ({ app }) => {
  const statuses = await app.window.evaluate(async () => {
    const paths = ["index.html", "../main/index.cjs", "..%2fmain%2findex.cjs", "%2e%2e/package.json", "absent.js"];
    return Promise.all(paths.map(async (path) => (await fetch(path)).status));
  });
  expect(statuses).toEqual([200, 404, 404, 404, 404]);
});

test("damaged requests by the thousand reach no handler, and the app lives", async ({ app }) => {
  const next = seededNumbers(11);
  const settings = await request(app.window, "settings", null);
  const good = { path: "/a.layerglass", suggestedName: "a", text: "{}", theme: "dark", name: "a", handled: true };
  const names = Object.keys(requestSchemas) as DesktopRequestName[];
  const messages: { readonly name: DesktopRequestName; readonly body: unknown }[] = [];
  while (messages.length < 3_000) {
    const name = names[messages.length % names.length] ?? "settings";
    // As JSON, since Playwright does not carry every value to the page; a key `__proto__` it leaves out.
    const body: unknown = JSON.parse(
      JSON.stringify(next() < 0.5 ? hostileValue(next) : damagedCopy(good, next)) ?? "null",
      (key, value) => (key === "__proto__" ? undefined : value),
    );
    // What passes would open dialogs or close the window: that is what it is for.
    if (!requestSchemas[name].request.safeParse(body).success) messages.push({ name, body });
  }
  const answers = await app.window.evaluate(async (all) => {
    const send = window.desktop?.request as (name: string, body: unknown) => Promise<unknown>;
    return Promise.all(
      all.map(({ name, body }) =>
        send(name, body).then(
          () => `${name} was answered`,
          (failure: Error) => (failure.message.includes(`refused a malformed ${name}`) ? "refused" : failure.message),
        ),
      ),
    );
  }, messages);
  expect(answers.filter((answer) => answer !== "refused")).toEqual([]);
  expect(await request(app.window, "settings", null)).toEqual(settings);
  expect(await request(app.window, "list_recent", null)).toEqual([]);
});

test("a whole session makes no connection but on this machine, as the kernel sees it", async ({ folder }) => {
  test.skip(process.platform !== "linux", "system calls are watched with strace");
  const { executable, args } = appCommand(folder);
  const log = join(folder, "calls.txt");
  const watched = join(folder, "watched.sh");
  const calls = "trace=connect,bind,sendto,sendmsg,sendmmsg";
  await writeFile(
    watched,
    `#!/bin/sh\nexec strace -f -qq -e signal=none -e ${calls} -o '${log}' '${executable}' "$@"\n`,
  );
  await chmod(watched, 0o755);
  const electron = await _electron.launch({ executablePath: watched, args: [...args, samplePath] });
  const ended = new Promise((resolve) => electron.process().once("exit", resolve));
  const page = await electron.firstWindow();
  await expect(wires(page)).toHaveCount(13);
  await setManyEpochs(page);
  await page.keyboard.press("F5");
  await expectRun(page, "running");
  await page.keyboard.press("Shift+F5");
  await expectRun(page, "stopped");
  await electron.evaluate(({ app: main }) => main.exit(0)).catch(() => {});
  await ended;

  const seen = await readFile(log, "utf8");
  // The display's own socket: without it nothing was watched.
  expect(seen).toMatch(/connect\(\d+, \{sa_family=AF_UNIX/);
  const elsewhere = seen
    .split("\n")
    .filter((line) => /sa_family=AF_INET/.test(line))
    .filter((line) => !/inet_addr\("127\.|"::1"/.test(line));
  expect(elsewhere).toEqual([]);
});
