import type { runs as english } from "../en/runs";
import type { Translation } from "../translation";

export const runs: Translation<typeof english> = {
  "runs.changedSinceRun": "此次训练后已修改",
  "runs.changedSinceRunHelp": "曲线对应的是开始训练时的网络和设置。",
};
