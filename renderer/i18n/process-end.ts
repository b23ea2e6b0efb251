import type { MessageKey } from "./en";
import type { Text } from "./language";

const ends: Readonly<Record<string, MessageKey>> = {
  killed: "app.end.killed",
  crashed: "app.end.crashed",
  oom: "app.end.memory",
  "abnormal-exit": "app.end.error",
  "launch-failed": "app.end.launch",
  "integrity-failure": "app.end.damaged",
  hung: "app.end.hung",
  restarted: "app.end.restarted",
  connection_closed: "app.end.connection",
};

/** Why a process ended, by the code it is told with; a code without words of its own stands for itself. */
export function processEndText(text: Text, reason: string): string {
  const [, code] = /^exit (-?\d+)$/.exec(reason) ?? [];
  if (code !== undefined) return text("app.end.exit", { code });
  const key = Object.hasOwn(ends, reason) ? ends[reason] : undefined;
  return key === undefined ? reason : text(key);
}
