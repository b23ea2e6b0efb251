/** Forms of how a network is trained: the document's setup, and where its weights begin. */
export * from "./training-panel";
