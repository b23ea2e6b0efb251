import { expect, test } from "vitest";
import { eventSchemas, requestSchemas } from "../../electron/contract/channels";

const accepts = (name: keyof typeof requestSchemas, body: unknown) =>
  requestSchemas[name].request.safeParse(body).success;

test("well-formed requests pass", () => {
  expect(accepts("open_project_dialog", null)).toBe(true);
  expect(accepts("save_project", { path: null, suggestedName: "a", text: "{}", replacing: null })).toBe(true);
  expect(accepts("change_settings", {})).toBe(true);
  expect(accepts("change_settings", { theme: "light" })).toBe(true);
});

test.each([
  ["open_project", { path: "" }],
  ["open_project", { path: "a\0b" }],
  ["open_project", { path: "x".repeat(40_000) }],
  ["open_project", null],
  ["open_project_dialog", {}],
  ["save_project", { path: null, suggestedName: "a" }],
  ["change_settings", { theme: undefined }],
  ["change_settings", { language: "fr" }],
  ["edit_text", { command: "reload" }],
  ["document_state", { name: "a", path: null, dirty: "yes", training: false, undo: null, redo: null }],
] as const)("%s refuses %j", (name, body) => {
  expect(accepts(name, body)).toBe(false);
});

test("every event has its schema, and refuses what is not its own", () => {
  for (const schema of Object.values(eventSchemas)) expect(schema.safeParse(Symbol("foreign")).success).toBe(false);
  expect(eventSchemas.engine_status.safeParse({ state: "crashed", reason: "killed", restarting: true }).success).toBe(
    true,
  );
  expect(eventSchemas.engine_status.safeParse({ state: "crashed" }).success).toBe(false);
});
