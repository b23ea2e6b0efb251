/** The two files that hold an icon in several sizes, both made of PNG pictures: Windows' .ico and macOS's .icns. */

/** @typedef {ReadonlyMap<number, Buffer>} Pictures PNG files by their side in pixels. */

const windowsSides = [16, 24, 32, 48, 64, 128, 256];

/** Apple's four-letter type of each side; the ones of half the side are for screens of two pixels a point. */
const appleTypes = /** @type {const} */ ([
  ["icp4", 16],
  ["icp5", 32],
  ["ic07", 128],
  ["ic08", 256],
  ["ic09", 512],
  ["ic10", 1024],
  ["ic11", 32],
  ["ic12", 64],
  ["ic13", 256],
  ["ic14", 512],
]);

/**
 * @param {Pictures} pictures
 * @param {number} side
 */
function pictureOf(pictures, side) {
  const png = pictures.get(side);
  if (!png) throw new Error(`the picture of ${side} × ${side} pixels is missing`);
  return png;
}

/**
 * Windows' icon file.
 * @param {Pictures} pictures
 */
export function ico(pictures) {
  const head = Buffer.alloc(6 + 16 * windowsSides.length);
  head.writeUInt16LE(1, 2);
  head.writeUInt16LE(windowsSides.length, 4);
  const bodies = windowsSides.map((side) => pictureOf(pictures, side));
  let offset = head.length;
  bodies.forEach((png, index) => {
    const at = 6 + 16 * index;
    const side = windowsSides[index] ?? 0;
    // One byte a side, where 0 stands for 256.
    head.writeUInt8(side % 256, at);
    head.writeUInt8(side % 256, at + 1);
    head.writeUInt16LE(1, at + 4);
    head.writeUInt16LE(32, at + 6);
    head.writeUInt32LE(png.length, at + 8);
    head.writeUInt32LE(offset, at + 12);
    offset += png.length;
  });
  return Buffer.concat([head, ...bodies]);
}

/**
 * Apple's icon file.
 * @param {Pictures} pictures
 */
export function icns(pictures) {
  const entries = appleTypes.map(([type, side]) => {
    const png = pictureOf(pictures, side);
    const head = Buffer.alloc(8);
    head.write(type, "latin1");
    head.writeUInt32BE(8 + png.length, 4);
    return Buffer.concat([head, png]);
  });
  const head = Buffer.alloc(8);
  head.write("icns", "latin1");
  head.writeUInt32BE(8 + entries.reduce((sum, entry) => sum + entry.length, 0), 4);
  return Buffer.concat([head, ...entries]);
}
