import type { ReactNode } from "react";
import { renderToString } from "react-dom/server";
import type { Probe } from "../../../engine/contract";
import { RunsProvider } from "../../../renderer/runs";
import { declarationOf, type LayerRecordOf, layerRecords } from "../../support/declared-stream";
import { emptyBatch, ScriptedHost } from "../bridge/scripted-host";
import { runWindow } from "../runs/scripted-run";

/** A window whose shown run measures these places and has reported these records: what it shows of a part, as HTML. */
export function windowOf(probes: readonly Probe[], ...records: readonly LayerRecordOf[]) {
  const host = new ScriptedHost();
  const { runs } = runWindow(host);
  host.close();
  const { statistics } = runs.shown;
  statistics.begin({ declaration: declarationOf(probes), steps_per_epoch: 10 });
  statistics.append({ ...emptyBatch("r", 0), records: [layerRecords(records)] });
  return (part: ReactNode) => renderToString(<RunsProvider registry={runs}>{part}</RunsProvider>);
}
