/** The life of an installed package on a clean system: installed, used, upgraded while it runs, removed, purged. */
import { mkdir, rm, stat, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { root, SetupError, say } from "../../setup/shell.mjs";
import { packageSettings } from "../settings.mjs";
import { aboutCleanRoot, CleanRoot, user } from "./clean-root.mjs";
import { Desk, deskPackages } from "./desk.mjs";
import { dataFolder, executable, modelDescription, Person } from "./person.mjs";

const pictures = join(root, "out", "package", "check");
const projects = `${user.home}/Projects`;
/** Chromium's sandbox filters a process's system calls. */
const filtered = "Seccomp:\t2";

/**
 * @param {boolean} holds
 * @param {string} claim
 * @param {string} [found]
 */
function expect(holds, claim, found = "") {
  if (!holds) throw new SetupError(`The package's check failed: ${claim}${found === "" ? "" : `; found ${found}`}.`);
  say(`check: ${claim}`);
}

/** Every file of the system that a package may have put there, and what makes up for it when it goes. */
const everyFile = `find / -xdev \\( -path /proc -o -path /sys -o -path /dev -o -path /tmp -o -path /run -o -path /home -o -path /var/cache -o -path /var/lib/dpkg -o -path /var/lib/apt -o -path /var/log \\) -prune -o -type f -print | sort`;

/** @param {CleanRoot} system @param {string} deb */
async function install(system, deb) {
  const to = `/tmp/${basename(deb)}`;
  await system.put(deb, to);
  await system.must(["apt-get", "install", "-y", "-qq", "--no-install-recommends", to], { online: true });
}

/** What dpkg knows of the installed package. @param {CleanRoot} system @param {string} name */
async function packageField(system, name) {
  const text = await system.must(["dpkg", "--status", "layerglass"]);
  return new RegExp(`^${name}: (.*)$`, "m").exec(text)?.[1] ?? "";
}

/** Shared libraries that a program or an addon of the package asks for and the system does not have. @param {CleanRoot} system */
async function missingLibraries(system) {
  const files = [executable, "/opt/Layerglass/resources/app.asar.unpacked/dist/native/layerglass.node"];
  const text = await system.must(["ldd", ...files]);
  return text
    .split("\n")
    .filter((line) => line.includes("not found"))
    .map((line) => line.trim());
}

/** What the app is to the desktop: type, icon and entry. @param {Person} person */
async function checkDesktop(person) {
  const { desk, system } = person;
  const { appId, fileAssociations } = packageSettings();
  const mime = fileAssociations[0]?.mimeType ?? "";
  const asked = await desk.run(["gio", "info", "-a", "standard::content-type", `${projects}/first.layerglass`]);
  expect(asked.stdout.includes(mime), `a .layerglass file is of type ${mime}`, asked.stdout.trim());
  const handler = await desk.run(["gio", "mime", mime]);
  expect(handler.stdout.includes(`${appId}.desktop`), "the app is what opens that type", handler.stdout.trim());
  const icons = [`apps/${appId}.png`, `mimetypes/${mime.replace("/", "-")}.png`];
  for (const icon of icons) await system.must(["test", "-s", `/usr/share/icons/hicolor/256x256/${icon}`]);
  expect(true, "app and document have their icons");
}

/** The desktop's own list of programs, and the app started from it. @param {Person} person */
async function startFromMenu(person) {
  const { desk } = person;
  desk.start(["xfce4-appfinder"]);
  await desk.window(/Application Finder/);
  await desk.type("Layerglass");
  await desk.picture(join(pictures, "menu-entry.png"));
  await desk.press("Return");
  await desk.window(/ — Layerglass$/);
  expect(true, "the menu entry starts the app");
}

/** Each process in its sandbox, as an ordinary user. @param {Person} person */
async function checkSandbox(person) {
  const found = await person.processes();
  expect(found.length > 2, "the app runs as several processes", String(found.length));
  const open = found.filter(({ words }) => words.includes("--no-sandbox"));
  expect(open.length === 0, "none of them without its sandbox", open.map(({ id }) => id).join(", "));
  const pages = found.filter(({ words }) => words.includes("--type=renderer"));
  expect(pages.length === 1, "one is the page's", String(pages.length));
  const status = await person.system.read(`/proc/${pages[0]?.id}/status`);
  expect(status.includes(filtered), "which is in Chromium's sandbox");
  expect(new RegExp(`^Uid:\\t${user.id}\\t`, "m").test(status), "and belongs to the ordinary user");
}

/** Opens by association, trains, saves a project and a model. @param {Person} person */
async function work(person) {
  const { desk, system } = person;
  const first = `${projects}/first.layerglass`;
  const [main] = await person.processes();
  await person.open(first, /^first — Layerglass$/);
  const [still] = await person.processes();
  expect(main?.id === still?.id, "a project opened by its association comes into the running app");
  await person.open(`${projects}/second.layerglass`, /^second — Layerglass$/);
  await person.open(first, /^first — Layerglass$/);
  expect(true, "a second instance hands its project on");

  await person.choose(
    "Theme: dark",
    async () => JSON.parse(await system.read(`${dataFolder}/settings.json`)).theme === "dark",
  );
  expect(true, "the settings are kept");

  await desk.press("F5");
  const model = `${projects}/first.safetensors`;
  // Offered once the run has ended.
  await person.choose("Save model", async () => (await desk.titles()).some((title) => /Save Model/i.test(title)));
  // The name it suggests, beside the project.
  await desk.press("Return");
  await desk.until("the model file", async () => (await system.run(["test", "-s", model])).code === 0);
  const { figures } = await modelDescription(system, model);
  expect(figures.epochs === 20, "the sample trains to its end", `${figures.epochs} epochs`);
  expect(figures.validation.accuracy > 0.8, "and is right about most rows", String(figures.validation.accuracy));
  await desk.window(/ — Layerglass$/);
  await desk.picture(join(pictures, "trained.png"));

  const nodes = (await person.project(first)).nodes.length;
  await person.choose("Add Gaussian", async () => (await desk.titles()).some((title) => title.startsWith("• first")));
  await desk.press("ctrl+s");
  await desk.until("the saved project", async () => (await desk.titles()).includes("first — Layerglass"));
  const saved = (await person.project(first)).nodes.length;
  expect(saved === nodes + 1, "Save writes the project", `${saved} nodes after ${nodes}`);
}

/** Unsaved work and settings outlive an upgrade while the older version runs. @param {Person} person @param {string} deb @param {string} version */
async function upgrade(person, deb, version) {
  const { desk, system } = person;
  const second = `${projects}/second.layerglass`;
  await person.open(second, /^second — Layerglass$/);
  const before = await person.project(second);
  const nodes = before.nodes.length;
  await person.choose("Add Gaussian", async () => (await person.unsavedNodes()) === nodes + 1);
  const settings = await system.read(`${dataFolder}/settings.json`);
  const [main] = await person.processes();

  await install(system, deb);
  const installed = await packageField(system, "Version");
  expect(installed.startsWith(version), `upgraded to ${version} while the older one ran`, installed);
  const [still] = await person.processes();
  expect(main?.id === still?.id, "the older one goes on running");
  await person.choose("Add Dropout", async () => (await person.unsavedNodes()) === nodes + 2);
  expect(true, "and takes further edits");

  await person.kill();
  expect((await system.read(`${dataFolder}/settings.json`)) === settings, "the settings are as they were");
  expect(JSON.stringify(await person.project(second)) === JSON.stringify(before), "the person's file was not touched");
  await person.start();
  const [fresh] = await person.processes();
  const program = await system.must(["readlink", `/proc/${fresh?.id}/exe`]);
  expect(program.trim() === executable, "the new version starts", program.trim());
  await desk.picture(join(pictures, "recovery-list.png"));
  await person.choose("Recover unsaved work", async () => true);
  await person.repeat(
    "the recovered project",
    () => desk.press("Return"),
    async () => (await desk.titles()).some((title) => title.startsWith("• second")),
  );
  await desk.press("ctrl+s");
  await desk.until("the recovered project", async () => (await desk.titles()).includes("second — Layerglass"));
  const after = await person.project(second);
  expect(after.nodes.length === nodes + 2, "both unsaved edits are recovered and saved");
}

/** Leaves nothing on the system, and everything of the person's. @param {Person} person @param {string} before Files of the system before. */
async function remove(person, before) {
  const { system } = person;
  await person.kill();
  const own = await person.hashes(user.home);
  await system.must(["apt-get", "remove", "-y", "-qq", "layerglass"]);
  expect((await system.run(["test", "-e", "/opt/Layerglass"])).code !== 0, "removing takes the app away");
  await system.must(["apt-get", "purge", "-y", "-qq", "layerglass"]);
  const trace = await system.run([
    "sh",
    "-c",
    "ls -d /var/lib/dpkg/info/layerglass* /etc/apparmor.d/layerglass 2>/dev/null",
  ]);
  expect(trace.stdout === "", "purging leaves no trace in the system", trace.stdout.trim());
  const after = await system.must(["sh", "-c", everyFile]);
  const known = new Set(before.split("\n"));
  const left = after.split("\n").filter((path) => !known.has(path));
  expect(left.length === 0, "every file is gone that came", left.slice(0, 5).join(", "));
  expect((await person.hashes(user.home)) === own, "nothing of the person's was touched");
}

/**
 * Runs the check and answers what it measured.
 * @param {{ deb: string, olderDeb: string, version: string }} packages
 */
export async function checkInstall({ deb, olderDeb, version }) {
  await rm(pictures, { recursive: true, force: true });
  await mkdir(pictures, { recursive: true });
  const system = await CleanRoot.make();
  say(`check: in ${aboutCleanRoot()}`);
  try {
    await system.must(["apt-get", "update", "-qq"], { online: true });
    await install(system, olderDeb);
    const missing = await missingLibraries(system);
    expect(missing.length === 0, "the package's dependencies bring every library it needs", missing.join(", "));
    await system.must(["apt-get", "purge", "-y", "-qq", "layerglass"]);
    await system.must(["apt-get", "install", "-y", "-qq", "--no-install-recommends", ...deskPackages], {
      online: true,
    });
    const before = await system.must(["sh", "-c", everyFile]);
    await install(system, olderDeb);
    const kib = Number(await packageField(system, "Installed-Size"));

    const samples = "/opt/Layerglass/resources/app.asar.unpacked/samples";
    const copy = `mkdir -p ${projects}; cp ${samples}/adult_codes.csv.gz ${projects}; for name in first second; do cp ${samples}/why-batch-normalization.layerglass ${projects}/$name.layerglass; done; chmod -R u+w ${projects}`;
    await system.must(["sh", "-c", copy], { asUser: true });
    const desk = await Desk.lay(system);
    const person = new Person(desk);
    try {
      await checkDesktop(person);
      await startFromMenu(person);
      await person.kill();
      const starts = [];
      for (let count = 0; count < 5; count += 1) {
        starts.push(await person.start());
        if (count < 4) await person.kill();
      }
      await checkSandbox(person);
      await work(person);
      await upgrade(person, deb, version);
      await remove(person, before);
      const { size } = await stat(deb);
      const figures = {
        deb_megabytes: size / 1e6,
        installed_megabytes: kib / 1024,
        start_millis: starts.map(Math.round),
      };
      await writeFile(join(pictures, "figures.json"), `${JSON.stringify(figures, null, 2)}\n`);
      return figures;
    } catch (failure) {
      await desk.picture(join(pictures, "failed.png")).catch(() => {});
      const log = await system.run(["tail", "-n", "20", `${dataFolder}/logs/layerglass.log`]);
      if (log.stdout !== "") say(log.stdout);
      throw failure;
    }
  } finally {
    await system.close();
  }
}
