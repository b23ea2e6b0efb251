import type { Subject } from "./generated";
import type { NodeId, PortId } from "./graph";

export const wholeSubject: Subject = { kind: "whole" };

/** Where in the drawing or its setup a subject is; null where it is about none of these. */
export interface SubjectParts {
  readonly node: NodeId | null;
  readonly port: PortId | null;
  /** Of the node; without one, a training setting. */
  readonly parameter: string | null;
}

/** Node, port and parameter that something is about. */
export function subjectParts({ subject }: { readonly subject: Subject }): SubjectParts {
  const none = { node: null, port: null, parameter: null };
  if (subject.kind === "node") return { node: subject.node, port: subject.port, parameter: subject.parameter };
  if (subject.kind === "operation") return { ...none, node: subject.node };
  return subject.kind === "option" ? { ...none, parameter: subject.name } : none;
}

/** The node of the drawing that something is about; null where it is about none. */
export const subjectNode = (about: { readonly subject: Subject }): NodeId | null => subjectParts(about).node;

/** A place of the drawing as text: `dense_1.units`; empty where it is none. */
export function partsText(about: { readonly subject: Subject }): string {
  const { node, port, parameter } = subjectParts(about);
  return [node, port ?? parameter].filter((part) => part !== null).join(".");
}
