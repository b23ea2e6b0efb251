import type { GroupRecords, Merging, RunDeclaration, RunEventBatch, SeriesColumn } from "../contract";

/** Records of one place, as indexes into arrays of several batches laid end to end, cut into `count` stretches of even length. */
function stretches<Item>(records: readonly Item[], count: number): readonly (readonly Item[])[] {
  const cuts = Array.from({ length: count + 1 }, (_, cut) => Math.round((cut * records.length) / count));
  return cuts.slice(1).map((end, index) => records.slice(cuts[index], end));
}

/** One record of one of the batches. */
interface RecordAt {
  readonly records: GroupRecords;
  readonly index: number;
  readonly step: number;
  readonly merged: number;
}

/** Several records of a place that become one. */
type Stretch = readonly [RecordAt, ...RecordAt[]];

/** Records as few of each place as the fullest of the batches has of it, each standing for a stretch of them. */
function stretchesOf(batches: readonly GroupRecords[]): readonly Stretch[] {
  const places = new Map<number, { readonly all: RecordAt[]; most: number }>();
  for (const records of batches) {
    const counts = new Map<number, number>();
    for (const [index, probe] of records.probes.entries()) {
      const place = places.get(probe) ?? { all: [], most: 0 };
      places.set(probe, place);
      place.all.push({ records, index, step: records.steps[index] ?? 0, merged: records.merged[index] ?? 1 });
      counts.set(probe, (counts.get(probe) ?? 0) + 1);
      place.most = Math.max(place.most, counts.get(probe) ?? 0);
    }
  }
  const kept = [...places.values()].flatMap(({ all, most }) =>
    stretches(all, most).flatMap(([first, ...others]): Stretch[] => (first === undefined ? [] : [[first, ...others]])),
  );
  return kept.sort((one, other) => newestOf(one).step - newestOf(other).step);
}

const newestOf = (stretch: Stretch): RecordAt => stretch.at(-1) ?? stretch[0];
const batchesOf = (stretch: Stretch): number => stretch.reduce((sum, { merged }) => sum + merged, 0);

/** One series of the merged records. */
function mergedColumn(stretches: readonly Stretch[], series: number, width: number, merging: Merging): SeriesColumn {
  const isCounts = stretches[0]?.[0].records.columns[series] instanceof Uint32Array;
  const column = isCounts ? new Uint32Array(stretches.length * width) : new Float32Array(stretches.length * width);
  for (const [place, stretch] of stretches.entries()) {
    if (merging === "newest") {
      const { records, index } = newestOf(stretch);
      column.set(records.columns[series]?.subarray(index * width, (index + 1) * width) ?? [], place * width);
      continue;
    }
    const batches = batchesOf(stretch);
    for (const { records, index, merged } of stretch) {
      for (let cell = 0; cell < width; cell += 1) {
        // A NaN makes the mean NaN: a broken batch must not vanish.
        const value = records.columns[series]?.[index * width + cell] ?? Number.NaN;
        column[place * width + cell] = (column[place * width + cell] ?? 0) + (value * merged) / batches;
      }
    }
  }
  return column;
}

function mergedRecords(declaration: RunDeclaration, batches: readonly RunEventBatch[]): readonly GroupRecords[] {
  return declaration.groups.flatMap(({ series, merging }, group) => {
    const records = batches.flatMap((batch) => batch.records.filter((one) => one.group === group));
    if (records.length === 0) return [];
    const kept = stretchesOf(records);
    return {
      group,
      steps: Float64Array.from(kept, (stretch) => newestOf(stretch).step),
      probes: Uint32Array.from(kept, (stretch) => {
        const { records, index } = newestOf(stretch);
        return records.probes[index] ?? 0;
      }),
      merged: Uint32Array.from(kept, batchesOf),
      columns: series.map(({ width }, index) => mergedColumn(kept, index, width, merging)),
    };
  });
}

/**
 * Batches that follow one another as one, under the last one's number: every epoch, whatever ended the run, the newest state,
 * checkpoint and warning, and about as many records as one of them held, merged as the run declares. Records that stand for
 * several say so, as those that the engine merges do.
 */
export function mergedBatch(
  declaration: RunDeclaration,
  batches: readonly [RunEventBatch, ...RunEventBatch[]],
): RunEventBatch {
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
    records: mergedRecords(declaration, batches),
  };
}
