import type { canvas as english } from "../en/canvas";
import type { Translation } from "../translation";

export const canvas: Translation<typeof english> = {};
