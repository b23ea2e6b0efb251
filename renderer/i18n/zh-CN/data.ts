import type { data as english } from "../en/data";
import type { Translation } from "../translation";

export const data: Translation<typeof english> = {};
