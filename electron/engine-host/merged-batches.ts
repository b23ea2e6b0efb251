import { HISTOGRAM_CELLS, type RunEventBatch, STATISTICS } from "../../engine/contract";

/** Records of one place, as indexes into arrays of several batches laid end to end, cut into `count` stretches of even length. */
function stretches(records: readonly number[], count: number): readonly (readonly number[])[] {
  const cuts = Array.from({ length: count + 1 }, (_, cut) => Math.round((cut * records.length) / count));
  return cuts.slice(1).map((end, index) => records.slice(cuts[index], end));
}

const mostOf = (counts: readonly number[]): number => Math.max(...counts);

/** Step records as few as the fullest of the batches has, each the mean of those it stands for. */
function mergedSteps(batches: readonly RunEventBatch[]) {
  const records = batches.flatMap(({ step_steps, step_losses, step_accuracies, step_merged }) =>
    Array.from(step_steps, (step, index) => ({
      step,
      loss: step_losses[index] ?? Number.NaN,
      accuracy: step_accuracies[index] ?? Number.NaN,
      merged: step_merged[index] ?? 1,
    })),
  );
  const count = mostOf(batches.map(({ step_steps }) => step_steps.length));
  const groups = stretches([...records.keys()], count).map((group) => {
    const members = group.flatMap((index) => records[index] ?? []);
    const merged = members.reduce((sum, member) => sum + member.merged, 0);
    // A NaN makes the mean NaN: a broken batch must not vanish.
    const mean = (of: "loss" | "accuracy") => members.reduce((sum, each) => sum + each[of] * each.merged, 0) / merged;
    return { step: members.at(-1)?.step ?? 0, loss: mean("loss"), accuracy: mean("accuracy"), merged };
  });
  return {
    step_steps: Float64Array.from(groups, ({ step }) => step),
    step_losses: Float32Array.from(groups, ({ loss }) => loss),
    step_accuracies: Float32Array.from(groups, ({ accuracy }) => accuracy),
    step_merged: Uint32Array.from(groups, ({ merged }) => merged),
  };
}

interface LayerRecord {
  readonly batch: RunEventBatch;
  readonly index: number;
  readonly merged: number;
}

/** Layer records as few of each probe as the fullest of the batches has: the newest of those it stands for, as in the engine's ring. */
function mergedLayers(batches: readonly RunEventBatch[]) {
  const probes = new Map<number, { readonly records: LayerRecord[]; most: number }>();
  for (const batch of batches) {
    const counts = new Map<number, number>();
    for (const [index, probe] of batch.layer_probes.entries()) {
      const known = probes.get(probe) ?? { records: [], most: 0 };
      probes.set(probe, known);
      known.records.push({ batch, index, merged: batch.layer_merged[index] ?? 1 });
      counts.set(probe, (counts.get(probe) ?? 0) + 1);
      known.most = Math.max(known.most, counts.get(probe) ?? 0);
    }
  }
  const kept = [...probes.values()].flatMap(({ records, most }) =>
    stretches([...records.keys()], most).flatMap((group): LayerRecord[] => {
      const newest = records[group.at(-1) ?? -1];
      const merged = group.reduce((sum, index) => sum + (records[index]?.merged ?? 0), 0);
      return newest === undefined ? [] : [{ ...newest, merged }];
    }),
  );
  const stepOf = ({ batch, index }: LayerRecord) => batch.layer_steps[index] ?? 0;
  kept.sort((one, other) => stepOf(one) - stepOf(other));
  const values = new Float32Array(kept.length * STATISTICS.length);
  const histograms = new Uint32Array(kept.length * HISTOGRAM_CELLS);
  const gradients = new Uint32Array(kept.length * HISTOGRAM_CELLS);
  for (const [place, { batch, index }] of kept.entries()) {
    const cells = [index * HISTOGRAM_CELLS, (index + 1) * HISTOGRAM_CELLS] as const;
    values.set(
      batch.layer_values.subarray(index * STATISTICS.length, (index + 1) * STATISTICS.length),
      place * STATISTICS.length,
    );
    histograms.set(batch.layer_histograms.subarray(...cells), place * HISTOGRAM_CELLS);
    gradients.set(batch.layer_gradient_histograms.subarray(...cells), place * HISTOGRAM_CELLS);
  }
  return {
    layer_steps: Float64Array.from(kept, stepOf),
    layer_probes: Uint32Array.from(kept, ({ batch, index }) => batch.layer_probes[index] ?? 0),
    layer_merged: Uint32Array.from(kept, ({ merged }) => merged),
    layer_values: values,
    layer_histograms: histograms,
    layer_gradient_histograms: gradients,
  };
}

/**
 * Batches that follow one another as one, under the last one's number: every epoch, whatever ended the run, the newest state,
 * checkpoint and warning, and about as many statistics as one of them held. Records that stand for several say so, as those
 * that the engine merges do.
 */
export function mergedBatch(batches: readonly [RunEventBatch, ...RunEventBatch[]]): RunEventBatch {
  const last = batches.at(-1) ?? batches[0];
  if (batches.length === 1) return last;
  return {
    ...last,
    states: batches.flatMap(({ states }) => states).slice(-1),
    epochs: batches.flatMap(({ epochs }) => epochs),
    failure: batches.flatMap(({ failure }) => failure ?? []).at(-1) ?? null,
    outcome: batches.flatMap(({ outcome }) => outcome ?? []).at(-1) ?? null,
    checkpoints: batches.flatMap(({ checkpoints }) => checkpoints).slice(-1),
    warnings: batches.flatMap(({ warnings }) => warnings).slice(-1),
    ...mergedSteps(batches),
    ...mergedLayers(batches),
  };
}
