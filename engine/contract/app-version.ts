/** Put in by the bundler. */
declare const LAYERGLASS_VERSION: string | undefined;

/** The version of the program this is part of, as package.json has it; `development` where nothing was bundled. */
export const appVersion: string = typeof LAYERGLASS_VERSION === "string" ? LAYERGLASS_VERSION : "development";
