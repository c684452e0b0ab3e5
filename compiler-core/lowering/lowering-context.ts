// What is known while a graph is lowered, and the meaning of names, elements and conditions in it.
import { invariant, need } from "../diagnostics/index.ts";
import type { Check, Container, DType, ElementId, Scalar, Sdfg } from "../sdfg/index.ts";
import { add, constantOf, type Expr, mul, zero } from "../symbolic/index.ts";
import { type Buffer, type ExceptionRecord, indexValue, type Statement, type Value } from "./loop-program.ts";
import { type Lifetimes, lifetimes, sizeOf, storageOf } from "./storage.ts";

export interface Lowering {
  /** The graph whose blocks are being lowered: the program's, or one nested in it. */
  readonly sdfg: Sdfg;
  readonly lifetimes: Lifetimes;
  /** Every container that can be named here: a nested graph sees the outer ones by the same names. */
  readonly containers: ReadonlyMap<string, Container>;
  /** Loops and maps around what is being lowered. */
  readonly depth: number;
  readonly exceptions: ExceptionRecord[];
  readonly locals: Map<string, DType>;
  readonly buffers: Map<string, Buffer>;
  /** Parameters passed by value. */
  readonly byValue: ReadonlySet<string>;
  /** A new register, or a new symbol, named after what it is for. */
  readonly fresh: (name: string, dtype: DType) => string;
  readonly freshSymbol: (name: string) => string;
  /** The walk over blocks, for graphs inside graphs. */
  readonly lowerBlock: (lowering: Lowering, id: ElementId) => Statement[];
}

/** Inside a graph: its transients are new, everything else it names is the outer graph's. */
export function enter(outer: Omit<Lowering, "lifetimes">, sdfg: Sdfg): Lowering {
  const containers = new Map(outer.containers);
  const own: string[] = [];
  for (const [name, c] of Object.entries(sdfg.containers)) {
    if (!c.transient && containers.has(name)) continue;
    containers.set(name, c);
    const kind = storageOf(c);
    if (kind === "register") outer.locals.set(name, c.dtype);
    if (kind === "buffer") {
      outer.buffers.set(name, { dtype: c.dtype, size: sizeOf(c) });
      own.push(name);
    }
  }
  return { ...outer, sdfg, containers, lifetimes: lifetimes(sdfg, new Set(own)) };
}

/** `begin <= i < max(begin, e)` walks the same points as `begin <= i < e`. */
export function withoutClamp(end: Expr, begin: Expr): Expr {
  const [term] = end.terms;
  const [factor] = term?.factors ?? [];
  if (end.terms.length !== 1 || term?.coefficient !== 1 || term.factors.length !== 1 || factor?.atom.kind !== "max")
    return end;
  const rest = factor.atom.args.filter(
    (arg) => arg.key !== begin.key && !(constantOf(arg) === 0 && constantOf(begin) === 0),
  );
  return rest.length === 1 && rest[0] !== undefined ? rest[0] : end;
}

/** Code of a condition or an assignment: it reads containers by name. */
export function conditionValue(lowering: Lowering, code: Scalar): Value {
  return scalarValue(code, (leaf) => {
    invariant(leaf.kind === "read", `${leaf.kind} in a condition`);
    return readValue(lowering, leaf.data, leaf.dtype, leaf.indices);
  });
}

/** A container's element: a register, a scalar parameter, or memory at its row-major address. */
export function readValue(lowering: Lowering, data: string, dtype: DType, indices: readonly Expr[]): Value {
  const container = need(lowering.containers.get(data), `container ${data}`);
  if (storageOf(container) === "register" || lowering.byValue.has(data))
    return { kind: "local", type: dtype, name: data };
  return { kind: "load", type: dtype, memory: data, at: indexValue(addressOf(container.strides, indices)) };
}

export function addressOf(strides: readonly Expr[], indices: readonly Expr[]): Expr {
  return add(...indices.map((at, i) => mul(at, strides[i] ?? zero)));
}

/** Element code → loop-program value; `leaf` gives the meaning of inputs, reads and gathers. */
export function scalarValue(
  code: Scalar,
  leaf: (leaf: Scalar & { kind: "input" | "read" | "element" }) => Value,
): Value {
  const inner = (operand: Scalar) => scalarValue(operand, leaf);
  switch (code.kind) {
    case "input":
    case "read":
    case "element":
      return leaf(code);
    case "constant":
      return {
        kind: "constant",
        type: code.dtype,
        value: code.value,
        ...(code.imag !== undefined && { imag: code.imag }),
      };
    case "index":
      return { kind: "cast", type: "int64", operand: indexValue(code.expr) };
    case "unary":
      return { kind: "unary", type: code.dtype, operator: code.operator, operand: inner(code.operand) };
    case "binary":
      return {
        kind: "binary",
        type: code.dtype,
        operator: code.operator,
        left: inner(code.left),
        right: inner(code.right),
      };
    case "compare":
      return {
        kind: "compare",
        type: "bool",
        operator: code.operator,
        left: inner(code.left),
        right: inner(code.right),
      };
    case "logical":
      return {
        kind: "logical",
        type: "bool",
        operator: code.operator,
        left: inner(code.left),
        right: inner(code.right),
      };
    case "select":
      return {
        kind: "select",
        type: code.dtype,
        condition: inner(code.condition),
        then: inner(code.then),
        otherwise: inner(code.otherwise),
      };
    case "call":
      return { kind: "call", type: code.dtype, fn: code.fn, args: code.args.map(inner) };
    case "cast":
      return { kind: "cast", type: code.dtype, operand: inner(code.operand) };
  }
}

export function exceptionOf(lowering: Lowering, check: Check): number {
  lowering.exceptions.push({ exception: check.exception, message: check.message, span: check.span });
  return lowering.exceptions.length - 1;
}
