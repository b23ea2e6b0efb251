/** The project file format: bytes to Project and back, with versions, migrations and limits. */
export * from "./project";
