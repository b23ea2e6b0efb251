import type { dashboards as english } from "../en/dashboards";
import type { Translation } from "../translation";

export const dashboards: Translation<typeof english> = {};
