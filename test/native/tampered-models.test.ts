/** Model files read as if an enemy had written them. */
import { createHash } from "node:crypto";
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { failureOf as carried, MODEL_FORMAT, type ModelDescription, readDescription } from "../../engine/contract";
import { repositoryPath } from "../support/golden";
import { addon, failureOf } from "../support/native-addon";
import { cloudIr, path, trained } from "./small-model";

const headerLength = (bytes: Uint8Array) => Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));

function headerOf(bytes: Uint8Array) {
  const { __metadata__: metadata, ...tensors } = JSON.parse(
    new TextDecoder().decode(bytes.subarray(8, 8 + headerLength(bytes))),
  );
  return { metadata: metadata as Record<string, string>, tensors };
}

/** The tensors' bytes. */
const dataOf = (bytes: Uint8Array) => bytes.subarray(8 + headerLength(bytes));

/** A safetensors document of a header and the tensors' bytes. */
function document(parts: object, tensors: Uint8Array): Uint8Array {
  const text = new TextEncoder().encode(JSON.stringify(parts));
  const whole = new Uint8Array(8 + text.length + tensors.length);
  new DataView(whole.buffer).setBigUint64(0, BigInt(text.length), true);
  whole.set(text, 8);
  whole.set(tensors, 8 + text.length);
  return whole;
}

describe("a model file", () => {
  let bytes: Uint8Array;
  let parameters: Uint8Array;
  let description: ModelDescription;

  beforeAll(async () => {
    ({ bytes, parameters } = await trained(cloudIr()));
    writeFileSync(path("good.safetensors"), bytes);
    description = readDescription(await addon.loadModel(path("good.safetensors")));
  });

  it("is refused with words when it was tampered with, and never brings the engine down", async () => {
    const changed = (change: (description: ModelDescription) => unknown) => {
      const { metadata, tensors } = headerOf(bytes);
      const reported = { ...metadata, "layerglass.model": JSON.stringify(change(structuredClone(description))) };
      return document({ __metadata__: reported, ...tensors }, dataOf(bytes));
    };
    const refusal = async (content: Uint8Array) => {
      writeFileSync(path("bad.safetensors"), content);
      const { code, found, message } = await failureOf(() => addon.loadModel(path("bad.safetensors")));
      return `${code} ${found ?? message}`;
    };
    const first = cloudIr().parameters[2];
    const cases: readonly (readonly [Uint8Array, RegExp])[] = [
      [bytes.subarray(0, 7), /^R050 /],
      [bytes.subarray(0, bytes.length - 1), /^R050 /],
      [new Uint8Array(64).fill(255), /^R050 a header of \d+ bytes/],
      [new TextEncoder().encode("city,size\nOslo,1\n"), /^R050 a header of/],
      [parameters, /^R050 a safetensors file without a model's description/],
      [changed((d) => ({ ...d, format: MODEL_FORMAT + 1 })), new RegExp(`^R050 model format ${MODEL_FORMAT + 1}`)],
      [changed((d) => ({ ...d, format: "one" })), /^R050 invalid type/],
      [changed((d) => ({ ...d, surplus: 1 })), /^R050 unknown field `surplus`/],
      [changed((d) => ({ ...d, ir: { ...d.ir, version: 99 } })), /^R002 version 99/],
      [changed((d) => ({ ...d, ir: { ...d.ir, parameters: d.ir.parameters.slice(1) } })), /^R006 /],
      [
        changed((d) => ({ ...d, ir: { ...d.ir, parameters: [...d.ir.parameters, { ...first, name: "more" }] } })),
        /^R0(06|50) /,
      ],
      [changed((d) => ({ ...d, outputs: [] })), /^R050 outputs that do not follow/],
      [changed((d) => ({ ...d, scales: [] })), /^R050 scales that are not those/],
      [
        changed((d) => ({
          ...d,
          scales: d.scales.map((s) => ({ ...s, scaling: { ...s.scaling, offset: [0, 0, 0, 0] } })),
        })),
        /^R050 constants of scale.offset other than its tensor's/,
      ],
      [
        changed((d) => ({ ...d, preparation: { ...d.preparation, features: d.preparation.features.slice(1) } })),
        /^R050 features encoded to 1 columns/,
      ],
      [
        changed((d) => ({
          ...d,
          preparation: {
            ...d.preparation,
            features: d.preparation.features.map((f, i) => (i === 0 ? { ...f, values: ["a", "a", "b"] } : f)),
          },
        })),
        /^model_preparation .*the value "a" twice/,
      ],
    ];
    for (const [content, expected] of cases) expect(await refusal(content)).toMatch(expected);
    const poisoned = bytes.slice();
    new DataView(poisoned.buffer).setFloat32(poisoned.length - 4, Number.NaN, true);
    expect(await refusal(poisoned)).toMatch(/^R050 a number in dense_2\.bias that is not finite/);
    expect(await failureOf(() => addon.loadModel(path("absent.safetensors")))).toMatchObject({
      code: "R050",
      found: `no file in ${path("absent.safetensors")}`,
    });
  });

  it("is found damaged by a single bit, wherever it is, and never brings the engine down", async () => {
    const unnoticed: string[] = [];
    for (let index = 0; index < 300; index += 1) {
      const flipped = bytes.slice();
      const at = (index * 7919) % flipped.length;
      flipped[at] = (flipped[at] ?? 0) ^ (1 << (index % 8));
      writeFileSync(path("flipped.safetensors"), flipped);
      const loaded = await addon.loadModel(path("flipped.safetensors")).catch((error: Error) => {
        expect(carried(error)).toMatchObject({ code: expect.stringMatching(/^(R0|model_)/) });
        return null;
      });
      if (loaded !== null) unnoticed.push(`bit ${index % 8} of byte ${at}`);
    }
    // The name of whoever wrote the file means nothing to a reader.
    const producer = new TextDecoder("latin1").decode(bytes).indexOf('"producer":"layerglass"');
    const within = ({ length }: string, at: number) => at > producer && at < producer + length;
    expect(unnoticed.filter((text) => !within('"producer":"layerglass"', Number(text.split(" ").at(-1))))).toEqual([]);
  });

  it("with a weight changed within bounds is told to be damaged, with both checksums and the file", async () => {
    const changed = bytes.slice();
    new DataView(changed.buffer).setFloat32(changed.length - 4, 0.125, true);
    writeFileSync(path("changed.safetensors"), changed);
    const failure = await failureOf(() => addon.loadModel(path("changed.safetensors")));
    expect(failure).toMatchObject({
      code: "R050",
      found: expect.stringMatching(
        /^a damaged file, whose content has SHA-256 [0-9a-f]{64} in .*changed\.safetensors$/,
      ),
      help: expect.stringContaining("use another copy of it"),
    });
    const data = dataOf(bytes);
    const { metadata } = headerOf(bytes);
    const sum = createHash("sha256")
      .update(metadata["layerglass.model"] ?? "")
      .update(data)
      .digest("hex");
    expect(metadata["layerglass.checksum"]).toBe(sum);
    expect(failure).toMatchObject({ expected: `${sum}, as it was written` });
  });

  it("needs its checksum, but for format 1, which had none", async () => {
    const { metadata, tensors } = headerOf(bytes);
    const { "layerglass.checksum": _checksum, ...others } = metadata;
    writeFileSync(path("without.safetensors"), document({ __metadata__: others, ...tensors }, dataOf(bytes)));
    expect(await failureOf(() => addon.loadModel(path("without.safetensors")))).toMatchObject({
      code: "R050",
      found: expect.stringMatching(/^no checksum in /),
    });
    const old = repositoryPath("test", "fixtures", "models", "format-1.safetensors");
    expect(headerOf(readFileSync(old)).metadata).not.toHaveProperty("layerglass.checksum");
    copyFileSync(old, path("old.safetensors"));
    expect(readDescription(await addon.loadModel(path("old.safetensors"))).format).toBe(1);
  });
});
