import {
  FailureError,
  failureOf,
  type ModelDescription,
  type NativeModel,
  type NativeModule,
  type OutputPrediction,
  type PredictedFile,
  type PredictedPage,
  type PredictedTable,
  type PredictedValues,
  readDescription,
  type TablePrediction,
  type TypedRow,
  type UsedModel,
} from "../../engine/contract";
import { systemFailure, writeFileAtomically } from "../../engine/files";
import type { ReadOptions } from "../../engine/model";
import { matchColumns, outputSummary, predictionFile, rowFields, typedColumns } from "../../engine/predictions";
import { parseProject } from "../../engine/project";
import { RequestFailure } from "./host-failure";
import type { TableFiles } from "./table-files";

/** Models held at once: the one in use, and those a person goes to and fro between. */
const mostModels = 4;

interface HeldModel {
  readonly model: NativeModel;
  readonly description: ModelDescription;
}

interface HeldTable {
  readonly number: number;
  readonly predicted: PredictedTable;
  readonly rows: number;
  readonly outputs: readonly OutputPrediction[];
}

/** The models that the window predicts with, the latest few, and the table it predicted last. */
export class UsedModels {
  /** By number, the longest unused first. */
  private readonly models = new Map<number, HeldModel>();
  private table: HeldTable | null = null;
  private lastNumber = 0;

  constructor(
    private readonly addon: Pick<NativeModule, "loadModel" | "readModel">,
    private readonly tables: TableFiles,
  ) {}

  /** Holds a model file. */
  async takeFile(path: string): Promise<UsedModel> {
    return this.hold(await this.addon.loadModel(path));
  }

  /** Holds the model whose file would be these bytes. */
  async takeBytes(bytes: Uint8Array): Promise<UsedModel> {
    return this.hold(await this.addon.readModel(bytes));
  }

  /** Predicts a table and holds it in place of the last; where columns are missing, says which. */
  async predictTable(number: number, path: string, reading: ReadOptions): Promise<TablePrediction> {
    const { model, description } = this.heldModel(number);
    // The table before goes first, so that two of them are never held beside each other.
    this.table = null;
    try {
      const predicted = await this.tables.named(path, model.predictTable(path, reading));
      const match = matchColumns(description.preparation, predicted.columns);
      return { match, predicted: this.holdTable(predicted) };
    } catch (thrown) {
      if (failureOf(thrown)?.code !== "column_missing") throw thrown;
      const { columns } = await this.tables.profile(path, reading);
      const names = columns.map(({ name }) => name);
      return { match: matchColumns(description.preparation, names), predicted: null };
    }
  }

  /** Some rows of the table held. */
  rowsOf(number: number, from: number, count: number, columns: readonly number[]): PredictedPage {
    const { predicted, rows, outputs } = this.heldTable(number);
    const end = Math.min(rows, from + count);
    const part = ({ classes, values, width }: OutputPrediction): PredictedValues => ({
      classes: classes.slice(from, end),
      values: values.slice(from * width, end * width),
    });
    return { from, cells: predicted.cells(from, count, [...columns]), outputs: outputs.map(part) };
  }

  /** Predicts rows typed by hand. */
  async predictRows(number: number, rows: readonly TypedRow[]): Promise<readonly PredictedValues[]> {
    const { model, description } = this.heldModel(number);
    const columns = typedColumns(description.preparation, rows);
    const { outputs } = await model.predictColumns(columns, rows.length);
    return outputs.map(({ classes, values }) => ({ classes, values }));
  }

  /** Writes the table held as Parquet or CSV, as the file's name says, whole or not at all, and says how many rows it has. */
  async save(number: number, path: string, keepColumns: boolean): Promise<number> {
    const { predicted, rows, outputs } = this.heldTable(number);
    const content = await predictionFile(path, predicted, { rows, outputs }, keepColumns);
    try {
      await writeFileAtomically(path, content);
    } catch (error) {
      throw new FailureError(systemFailure(path, error));
    }
    return rows;
  }

  private hold(model: NativeModel): UsedModel {
    const description = readDescription(model);
    const number = ++this.lastNumber;
    this.models.set(number, { model, description });
    for (const oldest of [...this.models.keys()].slice(0, -mostModels)) this.models.delete(oldest);
    const { name, data, outputs, figures, project } = description;
    const parsed = parseProject(JSON.stringify(project));
    return {
      model: number,
      name,
      trainedOn: data.name,
      reading: (parsed.ok ? parsed.project.data?.reading : undefined) ?? {},
      step: figures.weights_step,
      fields: rowFields(description),
      outputs,
    };
  }

  private holdTable(predicted: PredictedTable): PredictedFile {
    const { rows, outputs, missing_rows, unknown_rows, unread, filled, rejected_rows } = predicted.prediction();
    const number = ++this.lastNumber;
    this.table = { number, predicted, rows, outputs };
    return {
      table: number,
      rows,
      columns: predicted.columns,
      missingRows: missing_rows,
      unknownRows: unknown_rows,
      unread,
      filled,
      rejectedRows: rejected_rows,
      summaries: outputs.map(outputSummary),
    };
  }

  private heldModel(number: number): HeldModel {
    const held = this.models.get(number);
    if (held === undefined) throw letGo(`model ${number}, which is not held any more`);
    this.models.delete(number);
    this.models.set(number, held);
    return held;
  }

  private heldTable(number: number): HeldTable {
    if (this.table?.number !== number) throw letGo(`table ${number}, which is not held any more`);
    return this.table;
  }
}

function letGo(found: string): RequestFailure {
  return new RequestFailure("model_let_go", { found, expected: "one of the latest", help: "choose it again" });
}
