/** The checked side of the contract: schemas and channel names, for main and preload only. The page needs the types alone. */
import { z } from "zod";
import { failureSchema } from "../../engine/contract/failure-schema";
import { RUN_ID_PATTERN } from "../../engine/contract/run-id";
import { projectLimits } from "../../engine/model";
import type { DesktopEventName, DesktopEvents, DesktopRequestName, DesktopRequests } from "./desktop-channels";
import { menuCommands } from "./menu-commands";
import { recoverySchemas } from "./recovery-schemas";

export type { DesktopEventName, DesktopEvents, DesktopRequestName, DesktopRequests } from "./desktop-channels";

// Compiling schemas to code needs `eval`, which the window's content security policy forbids.
z.config({ jitless: true });

const nothing = z.null();
const pathText = z
  .string()
  .min(1)
  .max(projectLimits.path)
  .refine((path) => !path.includes("\0"), "a path holds no NUL");
const name = z.string().max(projectLimits.name);
const projectText = z.string().max(projectLimits.bytes);
const theme = z.enum(["system", "light", "dark"]);
const language = z.enum(["en", "zh-CN"]);
/** More panels than there are; a page gone wrong cannot fill the settings file. */
const MOST_PANELS = 32;

/** Pixels the person gave the panels, by the panel's name. */
export const panelSizes = z
  .record(z.string().min(1).max(40), z.int().min(1).max(20_000))
  .refine((sizes) => Object.keys(sizes).length <= MOST_PANELS, "more panels than the window has");
const settings = z.strictObject({ theme, language, notifications: z.boolean(), panelSizes });
const crashedProcess = z.enum(["main", "window", "engine"]);
const reportId = z.strictObject({ id: z.string().regex(/^[0-9A-Za-z-]{1,80}$/) });
const crashReport = reportId.extend({
  time: z.string(),
  process: crashedProcess,
  reason: z.string(),
  text: z.string(),
});
const documentFile = z.strictObject({ path: pathText, text: projectText });
const calledOff = z.strictObject({ ok: z.literal(false), failure: z.null() });
const refusal = z.strictObject({ ok: z.literal(false), failure: failureSchema });
const openAnswer = z.union([z.strictObject({ ok: z.literal(true), file: documentFile }), calledOff, refusal]);
/** SHA-256 of a content, or size and time of one too large to be read. */
const version = z.string().regex(/^[0-9a-f:.]{1,80}$/);
const saved = z.strictObject({
  ok: z.literal(true),
  path: pathText,
  backup: pathText.nullable(),
  unkept: failureSchema.nullable(),
});
const saveAnswer = z.union([saved, calledOff, refusal.extend({ version }), refusal]);
const peekAnswer = z.union([z.strictObject({ ok: z.literal(true), file: documentFile, version }), refusal]);
const diskAnswer = z.discriminatedUnion("state", [
  z.strictObject({ state: z.literal("same") }),
  z.strictObject({ state: z.literal("gone") }),
  z.strictObject({ state: z.literal("changed"), version }),
]);
const fileList = z.array(z.strictObject({ path: pathText, name })).readonly();

const aboutFacts = z.strictObject({
  version: z.string(),
  electron: z.string(),
  chromium: z.string(),
  node: z.string(),
  system: z.string(),
  packaged: z.boolean(),
  releasesPage: z.string(),
});
const thirdPartyNotice = z.strictObject({
  name,
  version: z.string(),
  licence: z.string(),
  homepage: z.string(),
  text: z.string(),
});

type RequestSchemas = {
  readonly [Name in DesktopRequestName]: {
    readonly request: z.ZodType<DesktopRequests[Name]["request"]>;
    readonly answer: z.ZodType<DesktopRequests[Name]["answer"]>;
  };
};

/** What each request and its answer must look like; main checks the request, preload the answer. */
export const requestSchemas: RequestSchemas = {
  open_project_dialog: { request: nothing, answer: openAnswer },
  open_project: { request: z.strictObject({ path: pathText }), answer: openAnswer },
  save_project: {
    request: z.strictObject({
      path: pathText.nullable(),
      suggestedName: name,
      text: projectText,
      replacing: version.nullable(),
    }),
    answer: saveAnswer,
  },
  save_project_as: { request: z.strictObject({ suggestedName: name, text: projectText }), answer: saveAnswer },
  disk_state: { request: z.strictObject({ path: pathText }), answer: diskAnswer },
  peek_project: { request: z.strictObject({ path: pathText }), answer: peekAnswer },
  list_backups: {
    request: z.strictObject({ path: pathText }),
    answer: z.array(z.strictObject({ name, savedMillis: z.number() })).readonly(),
  },
  open_backup: { request: z.strictObject({ path: pathText, name, adopt: z.boolean() }), answer: openAnswer },
  save_model_dialog: {
    request: z.strictObject({ suggestedName: name }),
    answer: z.strictObject({ path: pathText.nullable() }),
  },
  save_model: { request: z.strictObject({ path: pathText, bytes: z.instanceof(Uint8Array) }), answer: saveAnswer },
  export_figure: {
    request: z.strictObject({
      suggestedName: name,
      format: z.enum(["png", "svg", "csv"]),
      bytes: z.instanceof(Uint8Array),
    }),
    answer: saveAnswer,
  },
  save_predictions_dialog: {
    request: z.strictObject({ table: pathText }),
    answer: z.strictObject({ path: pathText.nullable() }),
  },
  save_rejected_dialog: {
    request: z.strictObject({ table: pathText }),
    answer: z.strictObject({ path: pathText.nullable() }),
  },
  open_model_dialog: { request: nothing, answer: z.strictObject({ path: pathText.nullable() }) },
  save_run: {
    request: z.strictObject({ run: z.string().regex(RUN_ID_PATTERN), suggestedName: name }),
    answer: saveAnswer,
  },
  open_run_dialog: { request: nothing, answer: z.strictObject({ path: pathText.nullable() }) },
  open_data_dialog: { request: nothing, answer: z.strictObject({ path: pathText.nullable() }) },
  list_recent: { request: nothing, answer: fileList },
  list_samples: { request: nothing, answer: fileList },
  settings: { request: nothing, answer: settings },
  change_settings: {
    request: z.strictObject({
      theme: z.exactOptional(theme),
      language: z.exactOptional(language),
      notifications: z.exactOptional(z.boolean()),
      panelSizes: z.exactOptional(panelSizes),
    }),
    answer: settings,
  },
  document_state: {
    request: z.strictObject({
      name,
      path: pathText.nullable(),
      dirty: z.boolean(),
      training: z.boolean(),
      undo: name.nullable(),
      redo: name.nullable(),
    }),
    answer: nothing,
  },
  confirm_discard: {
    request: z.strictObject({ name }),
    answer: z.strictObject({ choice: z.enum(["save", "discard", "cancel"]) }),
  },
  close_window: { request: nothing, answer: nothing },
  restart_engine: { request: nothing, answer: nothing },
  about: { request: nothing, answer: aboutFacts },
  copy_versions: { request: nothing, answer: nothing },
  third_party_notices: { request: nothing, answer: z.array(thirdPartyNotice).readonly() },
  open_releases_page: { request: nothing, answer: nothing },
  list_crash_reports: { request: nothing, answer: z.array(crashReport).readonly() },
  delete_crash_report: { request: reportId, answer: nothing },
  copy_crash_report: { request: reportId, answer: nothing },
  show_crash_report: { request: reportId, answer: nothing },
  edit_text: {
    request: z.strictObject({ command: z.enum(["undo", "redo", "cut", "copy", "paste", "delete", "selectAll"]) }),
    answer: nothing,
  },
  close_acknowledged: { request: z.strictObject({ handled: z.boolean() }), answer: nothing },
  ...recoverySchemas(name, pathText, projectText),
};

/** What each event must look like; checked by preload before the page sees it. */
export const eventSchemas: { readonly [Name in DesktopEventName]: z.ZodType<DesktopEvents[Name]> } = {
  menu_command: z.enum(menuCommands),
  open_file: z.strictObject({ path: pathText }),
  close_requested: nothing,
  engine_status: z.discriminatedUnion("state", [
    z.strictObject({ state: z.literal("starting") }),
    z.strictObject({ state: z.literal("ready") }),
    z.strictObject({ state: z.literal("crashed"), reason: z.string(), restarting: z.boolean() }),
  ]),
  settings_changed: settings,
  keep_document_now: nothing,
  crash_reported: z.strictObject({ process: crashedProcess, reason: z.string() }),
};

/** Electron's channel names. The engine's port travels on its own, since only `postMessage` carries ports. */
export const requestChannel = (request: DesktopRequestName): string => `request/${request}`;
export const eventChannel = (event: DesktopEventName): string => `event/${event}`;
export const enginePortChannel = "engine_port";
