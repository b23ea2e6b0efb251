/** The one typed map of desktop channels: dialogs, documents, menu events; checked on both sides. */
export * from "./desktop-channels";
export * from "./recovery";
