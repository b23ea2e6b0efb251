/** The checked side of a failure, for whoever reads one that another process or an older version wrote. */
import { z } from "zod";
import { type Failure, failureCodes } from "./generated";

const text = z.string().max(65_536);
const number = z.custom<number>((value) => typeof value === "number", "a number");

/** A failure with a code of this version. */
export const failureSchema: z.ZodType<Failure> = z
  .object({
    code: z.string().refine((code) => Object.hasOwn(failureCodes, code), "a code of this version"),
    subject: z.looseObject({ kind: z.enum(["whole", "file", "node", "operation", "option", "place"]) }),
    found: text,
    expected: text,
    help: text,
    values: z.record(z.string(), z.union([number, text])),
  })
  .transform((known) => known as Failure);
