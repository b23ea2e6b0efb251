import type { HostFailure, ModelSource, TypedRow, UsedModel } from "../../engine/contract";
import { fileNameOf } from "../../engine/project";
import { desktop, EngineFailure, engine } from "../bridge";
import { countText, currentText, failureText } from "../i18n";
import type { Run } from "../runs";
import { showToast } from "../ui";
import { noModel, type RowStart, usePredict } from "./predict-store";
import { cellOfTable, fittingRow, typicalRow } from "./typed-row";

/** Numbers of the newest requests; older answers come too late. */
const newest = { model: 0, table: 0 };

function failureOf(error: unknown): HostFailure {
  if (!(error instanceof EngineFailure)) throw error;
  return error.failure;
}

/** Predicts with the run on screen, as it rests. */
function takeRun(run: Run): Promise<void> {
  return takeSource({ kind: "run", run: run.id }, run.state.step);
}

/** Predicts with the run on screen from now on. */
function wantRun(): void {
  if (usePredict.getState().wanted.kind === "shown_run") return;
  drop();
  usePredict.setState({ wanted: { kind: "shown_run" } });
}

/** Predicts with a model file. */
async function wantFile(path: string): Promise<void> {
  usePredict.setState({ wanted: { kind: "file", path } });
  await takeSource({ kind: "file", path });
}

/** Asks for a model file and predicts with it. */
async function chooseModel(): Promise<void> {
  const { path } = await desktop.request("open_model_dialog", null);
  if (path !== null) await wantFile(path);
}

/** Lets go of the model, its table and its row. */
function drop(): void {
  newest.model += 1;
  newest.table += 1;
  const { table } = usePredict.getState();
  usePredict.setState({ ...noModel, table: table && { ...table, isBusy: false, prediction: null } });
}

async function takeSource(source: ModelSource, usedStep: number | null = null): Promise<void> {
  const request = ++newest.model;
  usePredict.setState({ source, usedStep, failure: null });
  try {
    const model = await engine.request("use_model", { source });
    if (request !== newest.model) return;
    takeModel(model);
    const { table } = usePredict.getState();
    if (table !== null) await predictTable(table.path);
  } catch (error) {
    const failure = failureOf(error);
    if (request === newest.model) usePredict.setState({ ...noModel, source, usedStep, failure });
  }
}

/** A model comes in: what was typed stays where the model has the same features. */
function takeModel(model: UsedModel): void {
  const { startRow, row, start } = usePredict.getState();
  const typical = typicalRow(model.fields);
  const kept = { startRow: fittingRow(model.fields, startRow), row: fittingRow(model.fields, row) };
  const rows = kept.startRow === null || kept.row === null ? null : { startRow: kept.startRow, row: kept.row };
  usePredict.setState({
    ...{ model, failure: null, rowPrediction: null, rowFailure: null },
    ...(rows === null ? { start: { kind: "typical" }, startRow: typical, row: typical } : { ...rows, start }),
  });
  void predictRow();
}

/** Asks for a table and predicts it. */
async function chooseTable(): Promise<void> {
  const { path } = await desktop.request("open_data_dialog", null);
  if (path !== null) await predictTable(path);
}

/** Predicts every row of a table. */
async function predictTable(path: string): Promise<void> {
  const { model, readsAlike } = usePredict.getState();
  if (model === null) return;
  const request = ++newest.table;
  const reading = readsAlike ? model.reading : {};
  const table = { path, reading, isBusy: false, prediction: null, failure: null };
  usePredict.setState({ table: { ...table, isBusy: true } });
  try {
    const prediction = await engine.request("predict_table", { model: model.model, path, reading });
    if (request === newest.table) usePredict.setState({ table: { ...table, prediction } });
  } catch (error) {
    const failure = failureOf(error);
    if (request === newest.table) usePredict.setState({ table: { ...table, failure } });
  }
}

/** Asks where, and saves the predictions of the table, as CSV or Parquet. */
async function save(): Promise<void> {
  const { table, keepColumns, isSaving } = usePredict.getState();
  const predicted = table?.prediction?.predicted;
  if (table === null || !predicted || isSaving) return;
  usePredict.setState({ isSaving: true });
  try {
    const { path } = await desktop.request("save_predictions_dialog", { table: table.path });
    if (path === null) return;
    const { rows } = await engine.request("save_predictions", { table: predicted.table, path, keepColumns });
    const values = { name: fileNameOf(path), count: countText(rows) };
    showToast({ kind: "information", text: currentText("predict.saved", values) });
  } catch (error) {
    const message = failureText(failureOf(error));
    showToast({ kind: "error", text: currentText("predict.saveFailed", { message }) });
  } finally {
    usePredict.setState({ isSaving: false });
  }
}

function keepColumns(isKept: boolean): void {
  usePredict.setState({ keepColumns: isKept });
}

/** Reads tables as the training table, or as they look by themselves. */
async function readAlike(readsAlike: boolean): Promise<void> {
  usePredict.setState({ readsAlike });
  const { table } = usePredict.getState();
  if (table !== null) await predictTable(table.path);
}

/** Gives a feature of the typed row another cell. */
function setCell(name: string, cell: TypedRow[string]): void {
  usePredict.setState(({ row }) => ({ row: { ...row, [name]: cell } }));
  void predictRow();
}

/** Begins the typed row anew. */
function startAt(start: RowStart, row: TypedRow): void {
  usePredict.setState({ start, startRow: row, row, rowPrediction: null });
  void predictRow();
}

/** Puts the typed row back to where it began. */
function resetRow(): void {
  usePredict.setState(({ startRow }) => ({ row: startRow }));
  void predictRow();
}

/** Begins at what is usual. */
function startTypical(): void {
  const { model } = usePredict.getState();
  if (model !== null) startAt({ kind: "typical" }, typicalRow(model.fields));
}

/** Begins at a row of the table, counted from 1. */
async function startAtRow(number: number): Promise<void> {
  const { model, table } = usePredict.getState();
  const match = table?.prediction;
  const predicted = match?.predicted;
  if (model === null || !predicted || number < 1 || number > predicted.rows) return;
  const places = model.fields.map(({ name }) => predicted.columns.indexOf(name));
  try {
    const cells: (string | null)[] = [];
    // A page names few columns; a wide table's row comes in parts.
    for (let from = 0; from < places.length; from += columnsAtOnce) {
      const columns = places.slice(from, from + columnsAtOnce);
      const asked = { table: predicted.table, from: number - 1, count: 1, columns };
      const page = await engine.request("predicted_rows", asked);
      cells.push(...(page.cells[0] ?? []).map((cell) => cell ?? null));
    }
    if (usePredict.getState().model !== model) return;
    const row = Object.fromEntries(
      model.fields.map((field, place) => [field.name, cellOfTable(field, cells[place] ?? null)]),
    );
    startAt({ kind: "row", number }, row);
  } catch (error) {
    usePredict.setState({ rowFailure: failureOf(error) });
  }
}

const columnsAtOnce = 200;

let isPredicting = false;
let isStale = false;

/** Predicts the typed row and where it began; changes meanwhile are predicted right after, the newest alone. */
async function predictRow(): Promise<void> {
  if (isPredicting) {
    isStale = true;
    return;
  }
  isPredicting = true;
  try {
    do {
      isStale = false;
      const { model, startRow, row } = usePredict.getState();
      if (model === null) return;
      const outputs = await engine.request("predict_rows", { model: model.model, rows: [startRow, row] });
      if (usePredict.getState().model !== model) continue;
      const part = (at: number) =>
        outputs.map(({ classes, values }) => {
          const width = values.length / 2;
          return {
            classes: Array.from(classes).slice(at, at + 1),
            values: Array.from(values).slice(at * width, (at + 1) * width),
          };
        });
      usePredict.setState({ rowPrediction: { start: part(0), now: part(1) }, rowFailure: null });
    } while (isStale);
  } catch (error) {
    usePredict.setState({ rowPrediction: null, rowFailure: failureOf(error) });
  } finally {
    isPredicting = false;
  }
}

export const predictActions = {
  ...{ takeRun, wantRun, wantFile, chooseModel, drop, chooseTable, predictTable, readAlike, save, keepColumns },
  ...{ setCell, resetRow, startTypical, startAtRow },
};
