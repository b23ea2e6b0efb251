/** The messages between the engine host and the window, and (generated/) the types written from the Rust structs. */
export * from "./app-version";
export * from "./declared-stream";
export * from "./failure";
export * from "./fold-figures";
export * from "./fold-messages";
export * from "./generated";
export * from "./generated/native-addon";
export * from "./host-control";
export * from "./host-messages";
export * from "./model-messages";
export * from "./model-use";
export * from "./read-description";
export * from "./run-backend";
export * from "./run-capabilities";
export * from "./run-id";
export * from "./run-started";
export * from "./session-options";
