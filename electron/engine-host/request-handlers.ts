import { isAbsolute } from "node:path";
import { compareWeights, compile, printIr } from "../../engine/compiler";
import type { HostRequestName, HostRequests, RunSnapshot } from "../../engine/contract";
import { type DataSetup, pathsOf } from "../../engine/model";
import type { EngineServices } from "./engine-services";
import { findTable } from "./find-table";
import type { Trainable } from "./fold-trainer";
import { RequestFailure } from "./host-failure";
import type { Viewer } from "./run-feed";

/** One handler for every request of the contract; a missing one is a type error. */
export type HostHandlers = {
  readonly [Name in HostRequestName]: (
    body: HostRequests[Name]["request"],
  ) => Promise<HostRequests[Name]["answer"]> | HostRequests[Name]["answer"];
};

function requireAbsolute(path: string): string {
  if (!isAbsolute(path)) {
    const help = "save the project, or choose the file again";
    const words = { found: `the path ${path}`, expected: "an absolute one", help, values: { path } };
    throw new RequestFailure("relative_path", words);
  }
  return path;
}

function requireAbsolutePaths(data: DataSetup): void {
  for (const path of pathsOf(data)) requireAbsolute(path);
}

/** What the engine does for a window, over its tables and its runs; `viewer` hears the runs the window starts or attaches to. */
export function hostHandlers(services: EngineServices, viewer: Viewer): HostHandlers {
  const { tables, views, rejected, runs, folds, feed, models, used, tested, writable } = services;
  async function compileSnapshot({ graph, data, training }: RunSnapshot) {
    if (data !== null) requireAbsolutePaths(data);
    return compile(graph, data === null ? null : await tables.schema(data), training);
  }

  /** The IR of a network that can be trained, and its data. */
  async function trainable(snapshot: RunSnapshot): Promise<Trainable> {
    const { ir, diagnostics } = await compileSnapshot(snapshot);
    if (ir === null || snapshot.data === null) {
      const errors = diagnostics.filter(({ severity }) => severity === "error");
      const found = errors.length === 1 ? "an error in the network" : `${errors.length} errors in the network`;
      const words = { found, expected: "none", help: "fix them, then train", values: { count: errors.length } };
      throw new RequestFailure("graph_has_errors", words, errors);
    }
    return { ir, data: snapshot.data };
  }
  return {
    open_table: ({ path, reading }) => tables.profile(requireAbsolute(path), reading),
    find_table: async (wanted) => ({ path: await findTable(wanted) }),
    view_table: ({ path, reading, view }) => views.open(requireAbsolute(path), reading, view),
    view_rows: ({ view, from, count, columns }) => views.rowsOf(view, from, count, columns),
    rejected_lines: ({ path, reading }) => rejected.open(requireAbsolute(path), reading),
    rejected_page: ({ list, from, count }) => rejected.linesOf(list, from, count),
    save_rejected: async ({ list, path }) => {
      await writable.take(requireAbsolute(path));
      return { count: await rejected.save(list, path) };
    },
    row_at_line: async ({ path, reading, line }) => ({
      row: await rejected.rowAt(requireAbsolute(path), reading, line),
    }),
    view_shades: ({ view, from, count, columns, low, high }) =>
      views.shadesOf(view, from, count, columns, { low, high }),
    table_association: ({ path, reading, target }) => tables.association(requireAbsolute(path), reading, target),
    table_pair: ({ path, reading, pair }) => tables.pair(requireAbsolute(path), reading, pair),
    column_spreads: ({ data, split, columns }) => {
      requireAbsolutePaths(data);
      return tables.spreads(data, split, columns);
    },
    table_schema: ({ data }) => {
      requireAbsolutePaths(data);
      return tables.schema(data);
    },
    table_warnings: ({ data, split }) => {
      requireAbsolutePaths(data);
      return tables.judgement(data, split);
    },
    compile: async (snapshot) => {
      const { ir, diagnostics } = await compileSnapshot(snapshot);
      return { diagnostics, ir_text: ir === null ? null : printIr(ir) };
    },
    start_run: async (snapshot) => {
      const { ir, data } = await trainable(snapshot);
      if (snapshot.initial !== null) requireAbsolute(snapshot.initial.file);
      models.note(snapshot.run, snapshot);
      return services.startFor(viewer, JSON.stringify(ir), data, snapshot);
    },
    train_fold: ({ fold, ...snapshot }) => folds.train(viewer, fold, () => trainable(snapshot)),
    fold_progress: () => folds.progress,
    stop_fold: () => {
      folds.stop();
      return null;
    },
    model_of_run: (request) => models.bytesOf(request, runs.of(request.run)),
    open_model: ({ path }) => models.describe(requireAbsolute(path)),
    compare_model: async (snapshot) => {
      const { ir, data } = await trainable(snapshot);
      return compareWeights(ir, data, await models.describe(requireAbsolute(snapshot.path)));
    },
    use_model: async ({ source }) => {
      if (source.kind === "file") return used.takeFile(requireAbsolute(source.path));
      const asked = { run: source.run, name: "", positions: {} };
      return used.takeBytes(await models.bytesOf(asked, runs.of(source.run)));
    },
    predict_table: ({ model, path, reading }) => used.predictTable(model, requireAbsolute(path), reading),
    predicted_rows: ({ table, from, count, columns }) => used.rowsOf(table, from, count, columns),
    predict_rows: ({ model, rows }) => used.predictRows(model, rows),
    save_predictions: async ({ table, path, keepColumns }) => {
      await writable.take(requireAbsolute(path));
      return { rows: await used.save(table, path, keepColumns) };
    },
    list_runs: () => services.listRuns(),
    open_run: ({ path }) => services.openRun(requireAbsolute(path)),
    let_go_run: async ({ run }) => {
      await services.letGo(run);
      return null;
    },
    replay_run: ({ run, from }) => feed.replay(run, from, viewer),
    analyze_run: ({ run, request }) => runs.analyze(run, request),
    test_rows: ({ run }) => tested.standing(run),
    look_at_test: ({ run }) => tested.look(run),
    list_checkpoints: ({ run }) => runs.checkpoints(run),
    pause_run: ({ run }) => {
      runs.pause(run);
      return null;
    },
    resume_run: ({ run }) => {
      runs.resume(run);
      return null;
    },
    stop_run: ({ run }) => {
      runs.stop(run);
      return null;
    },
  };
}
