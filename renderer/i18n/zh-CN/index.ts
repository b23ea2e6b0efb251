import type { Messages } from "../en";
import { about } from "./about";
import { analysis } from "./analysis";
import { app } from "./app";
import { canvas } from "./canvas";
import { commands } from "./commands";
import { crashes } from "./crashes";
import { dashboards } from "./dashboards";
import { data } from "./data";
import { document } from "./document";
import { explore } from "./explore";
import { failures } from "./failures";
import { files } from "./files";
import { folds } from "./folds";
import { inspector } from "./inspector";
import { models } from "./models";
import { predict } from "./predict";
import { reading } from "./reading";
import { recovery } from "./recovery";
import { runs } from "./runs";
import { training } from "./training";
import { ui } from "./ui";

/** Every text of the window in Simplified Chinese. */
export const chinese: Messages = {
  ...about,
  ...analysis,
  ...app,
  ...canvas,
  ...commands,
  ...crashes,
  ...dashboards,
  ...data,
  ...document,
  ...explore,
  ...failures,
  ...files,
  ...folds,
  ...inspector,
  ...models,
  ...reading,
  ...predict,
  ...recovery,
  ...runs,
  ...training,
  ...ui,
};
