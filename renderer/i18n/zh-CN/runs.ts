import type { runs as english } from "../en/runs";
import type { Translation } from "../translation";

export const runs: Translation<typeof english> = {
  "runs.list": "训练列表",
  "runs.name": "训练 {number}",
  "runs.show": "显示{name}",
  "runs.compare": "把{name}与当前训练画在一起",
  "runs.uncompare": "不再把{name}与当前训练画在一起",
  "runs.letGo": "丢弃{name}",
  "runs.without": "不含 {nodes}",
  "runs.saved": "训练记录已保存为 {name}。",
  "runs.saveFailed": "训练记录未能保存。{message}",
  "runs.openFailed": "训练记录未能打开。{message}",
  "runs.changedSinceRun": "此次训练后已修改",
  "runs.changedSinceRunTitle": "此次训练后已修改。",
  "runs.changedSinceRunHelp": "曲线对应的是开始训练时的网络和设置。",
};
