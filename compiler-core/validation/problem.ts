// What a check of a graph says. Each subject owns its codes; together they are closed.
import type { ElementId, Sdfg } from "../sdfg/index.ts";

export type NameCode = "not-an-identifier" | "name-taken";
export type ControlFlowCode = "no-start" | "unknown-block" | "two-parents" | "several-ways" | "bad-loop";
export type StateCode = "unknown-node" | "state-cycle" | "isolated-node";
export type ScopeCode = "no-exit" | "crossed-scopes" | "bad-map";
export type ConnectorCode = "unknown-connector" | "connector-twice" | "unused-connector" | "unpaired-connector";
export type MemletCode = "unknown-container" | "wrong-dimensions" | "out-of-bounds" | "foreign-memlet" | "bad-view";
export type SymbolCode = "unknown-symbol" | "assigned-and-read" | "assigned-container";
export type NestedCode = "unbound-container" | "unmapped-symbol" | "written-input";
export type ProblemCode =
  | NameCode
  | ControlFlowCode
  | StateCode
  | ScopeCode
  | ConnectorCode
  | MemletCode
  | SymbolCode
  | NestedCode;

export interface Problem<Code extends ProblemCode = ProblemCode> {
  /** A warning is something that may be meant. */
  readonly severity: "error" | "warning";
  readonly code: Code;
  readonly message: string;
  readonly elements: readonly ElementId[];
}

export function problem<Code extends ProblemCode>(
  code: Code,
  message: string,
  ...elements: ElementId[]
): Problem<Code> {
  return { severity: "error", code, message, elements };
}

export function warning<Code extends ProblemCode>(
  code: Code,
  message: string,
  ...elements: ElementId[]
): Problem<Code> {
  return { severity: "warning", code, message, elements };
}

/** A name may be one that every object has, in a graph that nobody has checked. */
export function own<Value>(record: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

/** A graph, and what is known from around it where it is nested. */
export interface Subject {
  readonly sdfg: Sdfg;
  readonly nested: boolean;
}
