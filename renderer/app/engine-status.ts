import { useEffect, useState } from "react";
import type { EngineStatus } from "../../electron/contract";
import { engine } from "../bridge";

/** The last end of the engine process that the person has not yet dismissed. */
export interface EngineTrouble {
  readonly reason: string;
  /** `down` until somebody restarts it, `restarting` by itself, `back` once it runs again. */
  readonly stage: "down" | "restarting" | "back";
}

/** What to tell after a change of status: trouble stays told until dismissed, even when the engine is back at once. */
export function troubleAfter(trouble: EngineTrouble | null, status: EngineStatus): EngineTrouble | null {
  if (status.state === "crashed") {
    return { reason: status.reason, stage: status.restarting ? "restarting" : "down" };
  }
  if (trouble === null) return null;
  return { ...trouble, stage: status.state === "ready" ? "back" : "restarting" };
}

/** The engine's status, kept up to date. */
export function useEngineStatus(): EngineStatus {
  const [status, setStatus] = useState(engine.status);
  useEffect(() => {
    setStatus(engine.status);
    return engine.onStatus(setStatus);
  }, []);
  return status;
}

/** The engine's last trouble and the way to dismiss it. */
export function useEngineTrouble(): readonly [EngineTrouble | null, () => void] {
  const [trouble, setTrouble] = useState(() => troubleAfter(null, engine.status));
  useEffect(() => engine.onStatus((status) => setTrouble((reported) => troubleAfter(reported, status))), []);
  return [trouble, () => setTrouble(null)];
}
