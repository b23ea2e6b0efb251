/** Model files read as if an enemy had written them. */
import { writeFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { type ModelDescription, readDescription } from "../../engine/contract";
import { addon, failureOf } from "../support/native-addon";
import { cloudIr, path, trained } from "./small-model";

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
      const view = new DataView(bytes.buffer, bytes.byteOffset);
      const length = Number(view.getBigUint64(0, true));
      const parts = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
      parts.__metadata__["layerglass.model"] = JSON.stringify(change(structuredClone(description)));
      return document(parts, bytes.subarray(8 + length));
    };
    const document = (parts: object, tensors: Uint8Array) => {
      const text = new TextEncoder().encode(JSON.stringify(parts));
      const whole = new Uint8Array(8 + text.length + tensors.length);
      new DataView(whole.buffer).setBigUint64(0, BigInt(text.length), true);
      whole.set(text, 8);
      whole.set(tensors, 8 + text.length);
      return whole;
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
      [changed((d) => ({ ...d, format: 2 })), /^R050 model format 2/],
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
    // Any byte changed: refused, or a model whose change is in its words or weights.
    for (let index = 0; index < 300; index += 1) {
      const flipped = bytes.slice();
      const at = (index * 7919) % flipped.length;
      flipped[at] = (flipped[at] ?? 0) ^ (1 << (index % 8));
      writeFileSync(path("flipped.safetensors"), flipped);
      await addon.loadModel(path("flipped.safetensors")).catch((error: Error) => {
        expect(JSON.parse(error.message)).toMatchObject({ code: expect.stringMatching(/^(R0|model_)/) });
      });
    }
  });
});
