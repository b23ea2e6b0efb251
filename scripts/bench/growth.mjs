/** Drawing a step's cost against batch, width, depth and rows as plain SVG, both axes logarithmic. */

/** @typedef {import("./measuring.mjs").Line} Line */
/** @typedef {{ value: number, threads: number, micros: number }} Point */

const width = 640;
const height = 400;
const margin = { left: 72, right: 20, top: 44, bottom: 52 };
const colours = /** @type {Record<number, string>} */ ({ 1: "#2f6fb2", 2: "#c2571a" });

/** What each axis counts, and what is drawn against it. */
export const axes = [
  { name: "batch", title: "Batch size (64–256–256–10, µs a step)", figure: "step_micros" },
  { name: "width", title: "Width of two hidden layers (batch 64, µs a step)", figure: "step_micros" },
  { name: "depth", title: "Hidden layers of 256 (batch 64, µs a step)", figure: "step_micros" },
  { name: "rows", title: "Rows (8–16–2, batch 64, µs a step)", figure: "step_micros" },
];

/** @param {readonly Line[]} lines */
export function growthTable(lines) {
  const columns = ["axis", "value", "threads", "step_micros", "rows_per_second", "gflops"];
  return `${[columns, ...lines.map((line) => columns.map((column) => line[column]))].map((row) => row.join(",")).join("\n")}\n`;
}

/**
 * Powers of ten around some values.
 * @param {readonly number[]} values
 */
function decades(values) {
  const from = Math.floor(Math.log10(Math.min(...values)));
  const to = Math.max(from + 1, Math.ceil(Math.log10(Math.max(...values))));
  return Array.from({ length: to - from + 1 }, (_, index) => 10 ** (from + index));
}

/** @param {number} value */
const spelled = (value) => (value >= 1e4 ? `10${superscript(Math.log10(value))}` : String(value));

/** @param {number} power */
const superscript = (power) => [...String(power)].map((digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(digit)]).join("");

/**
 * One plot: a line a number of threads.
 * @param {string} title
 * @param {readonly Point[]} points
 */
export function growthPlot(title, points) {
  const xs = points.map((point) => point.value);
  const ticksX = [...new Set(xs)].sort((a, b) => a - b);
  const ticksY = decades(points.map((point) => point.micros));
  const [left, right] = [Math.log(Math.min(...xs)), Math.log(Math.max(...xs))];
  const [low, high] = [Math.log(ticksY[0] ?? 1), Math.log(ticksY.at(-1) ?? 10)];
  const x = (/** @type {number} */ value) =>
    (margin.left + ((Math.log(value) - left) / (right - left)) * (width - margin.left - margin.right)).toFixed(1);
  const y = (/** @type {number} */ value) =>
    (height - margin.bottom - ((Math.log(value) - low) / (high - low)) * (height - margin.top - margin.bottom)).toFixed(
      1,
    );
  const bottom = height - margin.bottom;
  const parts = [
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    `<text x="${margin.left}" y="24" font-size="15">${title}</text>`,
  ];
  for (const tick of ticksY) {
    parts.push(`<path d="M${margin.left} ${y(tick)}H${width - margin.right}" stroke="#dddddd"/>`);
    parts.push(`<text x="${margin.left - 8}" y="${y(tick)}" dy="4" text-anchor="end">${spelled(tick)}</text>`);
  }
  for (const tick of ticksX) {
    parts.push(`<path d="M${x(tick)} ${bottom}v5" stroke="#666666"/>`);
    parts.push(`<text x="${x(tick)}" y="${bottom + 20}" text-anchor="middle">${spelled(tick)}</text>`);
  }
  for (const [index, threads] of [...new Set(points.map((point) => point.threads))].entries()) {
    const colour = colours[threads] ?? "#444444";
    const line = points.filter((point) => point.threads === threads).sort((a, b) => a.value - b.value);
    const path = line.map((point) => `${x(point.value)} ${y(point.micros)}`).join("L");
    parts.push(`<path d="M${path}" fill="none" stroke="${colour}" stroke-width="2"/>`);
    for (const point of line)
      parts.push(`<circle cx="${x(point.value)}" cy="${y(point.micros)}" r="3" fill="${colour}"/>`);
    const label = `${threads} thread${threads === 1 ? "" : "s"}`;
    parts.push(`<text x="${margin.left + 12}" y="${margin.top + 16 + 18 * index}" fill="${colour}">${label}</text>`);
  }
  const attributes = `xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}"`;
  return `<svg ${attributes} font-family="sans-serif" font-size="12" fill="#222222">\n<title>${title}</title>\n${parts.join("\n")}\n</svg>\n`;
}
