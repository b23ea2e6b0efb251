import type { AlongGradient, Analysis, EffectiveRank, LossPlane } from "../contract";
import { aligned } from "./metrics-table";

/** What an analysis found, for people: a table of ranks, then a paragraph each for the gradient and the plane. */
export function analysisText({ effective_ranks, along_gradient, plane }: Analysis): string {
  return [
    ...(effective_ranks.length > 0 ? [rankTable(effective_ranks)] : []),
    ...(along_gradient ? [alongGradientText(along_gradient)] : []),
    ...(plane ? [planeText(plane)] : []),
  ].join("\n");
}

function rankTable(ranks: readonly EffectiveRank[]): string {
  return aligned(
    [
      ["activation", "effective rank", "of", "rows"],
      ...ranks.map(({ node, rank, features, rows }) => [
        node,
        rank === null ? "–" : rank.toFixed(2),
        String(Math.min(features, rows)),
        String(rows),
      ]),
    ],
    1,
  );
}

function alongGradientText(along: AlongGradient): string {
  const { rows, step_sizes, loss, gradient_norm, minimum, maximum, gradient_distances, effective_beta } = along;
  const farthest = Math.max(...gradient_distances);
  const facts: readonly (readonly [string, string])[] = [
    ["loss here", figure(loss)],
    ["loss along the way, lowest to highest", `${figure(minimum)} to ${figure(maximum)}`],
    ["gradient's length", figure(gradient_norm)],
    ["gradient's greatest change along the way", figure(farthest)],
    ["effective β", effective_beta === null ? "–" : figure(effective_beta)],
  ];
  const steps = `${figure(step_sizes[0] ?? 0)} to ${figure(step_sizes.at(-1) ?? 0)} times the gradient`;
  return `along the gradient of one batch (${rows} rows), steps of ${steps}\n${aligned(facts, 1)}`;
}

function planeText({ rows, coordinates, loss, minimum, maximum }: LossPlane): string {
  const facts: readonly (readonly [string, string])[] = [
    ["loss in the centre", figure(loss)],
    ["lowest", figure(minimum)],
    ["highest", figure(maximum)],
  ];
  const side = coordinates.length;
  return `on a filter-normalised plane (${side} × ${side} points, ${rows} rows each)\n${aligned(facts, 1)}`;
}

/** A number of a report, with four digits that count. */
export function figure(value: number): string {
  return String(Number(value.toPrecision(4)));
}
