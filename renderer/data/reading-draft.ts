import { create } from "zustand";
import type { Failure, TableProfile } from "../../engine/contract";
import { type DataSetup, type ReadOptions, readingField } from "../../engine/model";
import { EngineFailure, engine } from "../bridge";
import { useDocument } from "../document";
import { tableActions, useTableWork } from "./table-actions";

/** A table that a person is deciding how to read. Nothing of it counts before it is applied. */
export interface ReadingDraft {
  readonly path: string;
  /** What the person said; everything else is guessed. */
  readonly options: ReadOptions;
  /** What the latest options that make a table of the file come to; null when none did yet. */
  readonly profile: TableProfile | null;
  /** Why the options as they stand make no table of it. */
  readonly failure: Failure | null;
  readonly isReading: boolean;
}

export const useReadingDraft = create<{ readonly draft: ReadingDraft | null }>(() => ({ draft: null }));

/** Long enough to finish a word, short enough to seem at once. */
const pauseMillis = 200;
let timer: ReturnType<typeof setTimeout> | undefined;
/** Number of the newest request; older answers come too late. */
let newest = 0;

async function read({ path, options }: ReadingDraft): Promise<void> {
  newest += 1;
  const request = newest;
  const answer = await engine.request("open_table", { path, ...readingField(options) }).then(
    (profile) => ({ profile, failure: null }),
    (error: unknown) => {
      if (!(error instanceof EngineFailure)) throw error;
      return { failure: error.failure };
    },
  );
  const { draft } = useReadingDraft.getState();
  if (request === newest && draft !== null)
    useReadingDraft.setState({ draft: { ...draft, ...answer, isReading: false } });
}

/** Path of the table whose reading can be chosen: the one that could not be read, else the document's; null without one. */
function readable(failed: string | null, data: DataSetup | null): string | null {
  return failed ?? data?.path ?? null;
}

/** Whether there is a table whose reading can be chosen. */
export function useHasReadableTable(): boolean {
  const failed = useTableWork((work) => work.failed);
  const data = useDocument((state) => state.data);
  return readable(failed, data) !== null;
}

export function hasReadableTable(): boolean {
  return readable(useTableWork.getState().failed, useDocument.getState().data) !== null;
}

/** Shows how the table is read. */
function open(): void {
  const { data, profile } = useDocument.getState();
  const path = readable(useTableWork.getState().failed, data);
  if (path === null) return;
  const options = data?.path === path ? (data.reading ?? {}) : {};
  const shown = profile?.path === path ? profile : null;
  const draft = { path, options, profile: shown, failure: null, isReading: true };
  useReadingDraft.setState({ draft });
  void read(draft);
}

/** Other options for the table in the dialog; it is read again with them. */
function change(options: ReadOptions): void {
  const { draft } = useReadingDraft.getState();
  if (draft === null) return;
  const next = { ...draft, options, isReading: true };
  useReadingDraft.setState({ draft: next });
  clearTimeout(timer);
  timer = setTimeout(() => void read(next), pauseMillis);
}

function close(): void {
  clearTimeout(timer);
  newest += 1;
  useReadingDraft.setState({ draft: null });
}

/** Makes the table, read as it stands in the dialog, the document's. */
async function apply(): Promise<void> {
  const { draft } = useReadingDraft.getState();
  if (draft === null || draft.failure !== null || draft.isReading) return;
  close();
  await tableActions.readAs(draft.path, draft.options);
}

export const readingActions = { open, change, close, apply };
