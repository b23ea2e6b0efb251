/** Schemas of the requests about unsaved work. */
import { z } from "zod";
import { failureSchema } from "../../engine/contract/failure-schema";
import type { RecoveryRequests } from "./recovery";

type TextSchema = z.ZodType<string>;

type RecoverySchemas = {
  readonly [Name in keyof RecoveryRequests]: {
    readonly request: z.ZodType<RecoveryRequests[Name]["request"]>;
    readonly answer: z.ZodType<RecoveryRequests[Name]["answer"]>;
  };
};

/** What the copies' file names are made of, so that none can lead out of their folder. */
export const documentId = z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);

const fileState = z.enum(["none", "same", "changed", "absent", "unknown"]);
const picture = z.strictObject({
  cards: z.array(z.strictObject({ id: z.string(), x: z.number(), y: z.number(), kind: z.string() })).readonly(),
  wires: z.array(z.tuple([z.int(), z.int()]).readonly()).readonly(),
});

/** The schemas, given those of names, paths and project texts. */
export function recoverySchemas(name: TextSchema, path: TextSchema, text: TextSchema): RecoverySchemas {
  const nothing = z.null();
  const refusal = z.strictObject({ ok: z.literal(false), failure: failureSchema });
  const one = z.strictObject({ id: documentId });
  const snapshot = z.strictObject({ id: documentId, name, path: path.nullable(), text, dirty: z.boolean() });
  const entry = z.discriminatedUnion("state", [
    z.strictObject({
      state: z.literal("whole"),
      id: documentId,
      name,
      path: path.nullable(),
      keptMillis: z.number(),
      nodeCount: z.int(),
      picture,
      file: fileState,
    }),
    z.strictObject({ state: z.literal("damaged"), id: documentId, keptMillis: z.number(), failure: failureSchema }),
  ]);
  return {
    keep_document: {
      request: snapshot,
      answer: z.union([z.strictObject({ ok: z.literal(true) }), refusal]),
    },
    restore_document: {
      request: nothing,
      answer: z.strictObject({ document: snapshot, crashed: z.boolean() }).nullable(),
    },
    list_recovery: { request: nothing, answer: z.array(entry).readonly() },
    recover: {
      request: one,
      answer: z.union([z.strictObject({ ok: z.literal(true), document: snapshot, file: fileState }), refusal]),
    },
    discard_recovery: { request: one, answer: nothing },
    show_recovery: { request: one, answer: nothing },
  };
}
