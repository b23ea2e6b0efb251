/** The one typed map of desktop channels: dialogs, documents, menu events; checked on both sides. */
export * from "./desktop-channels";
export type { MenuCommand } from "./menu-commands";
export * from "./recovery";
