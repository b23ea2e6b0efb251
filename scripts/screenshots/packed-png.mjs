/** PNGs as small as they can be without losing a pixel. */
import { crc32, deflateSync, inflateSync } from "node:zlib";

/**
 * The same PNG with its pixels packed as tightly as zlib can; Chromium packs for speed.
 * @param {Buffer} png
 */
export function packed(png) {
  const chunks = [];
  for (let at = 8; at < png.length; at += 12 + png.readUInt32BE(at)) {
    const body = png.subarray(at + 8, at + 8 + png.readUInt32BE(at));
    chunks.push({ type: png.toString("latin1", at + 4, at + 8), body });
  }
  const pixels = inflateSync(Buffer.concat(chunks.filter(({ type }) => type === "IDAT").map(({ body }) => body)));
  const first = chunks.findIndex(({ type }) => type === "IDAT");
  const whole = chunks.filter(({ type }) => type !== "IDAT");
  whole.splice(first, 0, { type: "IDAT", body: deflateSync(pixels, { level: 9, memLevel: 9 }) });
  const parts = whole.map(({ type, body }) => {
    const named = Buffer.concat([Buffer.from(type, "latin1"), body]);
    const ends = Buffer.alloc(8);
    ends.writeUInt32BE(body.length, 0);
    ends.writeUInt32BE(crc32(named), 4);
    return Buffer.concat([ends.subarray(0, 4), named, ends.subarray(4)]);
  });
  return Buffer.concat([png.subarray(0, 8), ...parts]);
}
