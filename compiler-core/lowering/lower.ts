// Scheduled graph → loop program. Control flow here; the dataflow of a state in lower-state.ts.
import { invariant } from "../diagnostics/index.ts";
import { add, constantOf, type Expr, mul, zero } from "../symbolic/index.ts";
import { blockOf, type Check, type DType, type ElementId, type InterstateEdge, type Scalar, type Sdfg, statesOf } from "../sdfg/index.ts";
import { type ExceptionRecord, indexValue, type LoopProgram, type Parameter, type Statement, type Value } from "./loop-program.ts";
import { lowerState } from "./lower-state.ts";
import { lifetimes, type Lifetimes, sizeOf, storageOf } from "./storage.ts";

export interface Lowering {
  readonly sdfg: Sdfg;
  readonly exceptions: ExceptionRecord[];
  readonly lifetimes: Lifetimes;
  /** Names of transients of nested graphs, which live beside the outer ones. */
  readonly locals: Map<string, DType>;
}

/** The graph must be valid, and its library nodes expanded. */
export function lower(sdfg: Sdfg): LoopProgram {
  const containers = Object.entries(sdfg.containers);
  const buffers = containers.filter(([, c]) => storageOf(c) === "buffer");
  const lowering: Lowering = {
    sdfg, exceptions: [], lifetimes: lifetimes(sdfg, new Set(buffers.map(([name]) => name))),
    locals: new Map(containers.filter(([, c]) => storageOf(c) === "register").map(([name, c]) => [name, c.dtype])),
  };
  const body = lowerBlock(lowering, sdfg.root);
  const parameters = parametersOf(sdfg);
  const given = Object.keys(sdfg.symbols).filter((name) => sdfg.argNames.includes(name));
  const free = freeSymbols(sdfg).filter((name) => !given.includes(name));
  return {
    name: sdfg.name, symbols: [...free, ...given], parameters, body,
    buffers: Object.fromEntries(buffers.map(([name, c]) => [name, { dtype: c.dtype, size: sizeOf(c) }])),
    locals: Object.fromEntries(lowering.locals), exceptions: lowering.exceptions,
  };
}

/** Symbols that nothing inside assigns: the sizes. */
export function freeSymbols(sdfg: Sdfg): string[] {
  const bound = new Set<string>();
  for (const block of Object.values(sdfg.blocks)) {
    if (block.kind === "loop" && block.header.kind === "for") bound.add(block.header.variable);
    if (block.kind === "loop" || block.kind === "region") for (const edge of block.edges) for (const name of Object.keys(edge.assignments)) bound.add(name);
  }
  return Object.keys(sdfg.symbols).filter((name) => !bound.has(name));
}

function parametersOf(sdfg: Sdfg): Parameter[] {
  const written = new Set<string>();
  const read = new Set<string>();
  for (const state of statesOf(sdfg)) {
    for (const edge of state.edges) {
      const [src, dst] = [state.nodes[edge.src], state.nodes[edge.dst]];
      if (dst?.kind === "access") written.add(dst.data);
      if (src?.kind === "access") read.add(src.data);
    }
  }
  const names = [...sdfg.argNames.filter((name) => sdfg.containers[name] !== undefined), ...sdfg.returns];
  return names.map((name) => {
    const c = sdfg.containers[name];
    invariant(c !== undefined, `container ${name}`);
    const result = sdfg.returns.includes(name);
    return { name, dtype: c.dtype, shape: c.shape, scalar: c.shape.length === 0 && !result && !written.has(name), read: read.has(name) || !result, written: written.has(name), result };
  });
}

function lowerBlock(lowering: Lowering, id: ElementId): Statement[] {
  const { sdfg } = lowering;
  const block = blockOf(sdfg, id);
  const origin = { element: id, ...(block.origin && { span: block.origin }) };
  switch (block.kind) {
    case "state":
      return lowerState(lowering, block);
    case "region":
      return lowerChain(lowering, block.children, block.edges);
    case "loop": {
      const body = lowerChain(lowering, block.children, block.edges);
      if (block.header.kind === "while") return [{ kind: "while", origin, condition: conditionValue(lowering, block.header.condition), body }];
      const { variable, range } = block.header;
      const step = constantOf(range.step);
      invariant(step !== undefined && step !== 0, `loop ${id} has a step that is not a constant`);
      return [{ kind: "for", origin, variable, begin: range.begin, end: withoutClamp(range.end, range.begin), step, schedule: "sequential", body }];
    }
    case "conditional":
      return block.branches.reduceRight<Statement[]>((otherwise, branch) => {
        const then = lowerBlock(lowering, branch.body);
        return branch.condition === undefined ? then : [{ kind: "if", origin, condition: conditionValue(lowering, branch.condition), then, otherwise }];
      }, []);
    case "break":
    case "continue":
    case "return":
      return [{ kind: block.kind, origin }];
  }
}

function lowerChain(lowering: Lowering, children: readonly ElementId[], edges: readonly InterstateEdge[]): Statement[] {
  const into = new Map(edges.map((e) => [e.dst, e]));
  return children.flatMap((child) => {
    const assigned = Object.entries(into.get(child)?.assignments ?? {}).map(([name, code]): Statement => ({ kind: "symbol", name, value: conditionValue(lowering, code) }));
    const allocs = (lowering.lifetimes.before.get(child) ?? []).map((buffer): Statement => ({ kind: "alloc", buffer }));
    const frees = (lowering.lifetimes.after.get(child) ?? []).map((buffer): Statement => ({ kind: "free", buffer }));
    return [...assigned, ...allocs, ...lowerBlock(lowering, child), ...frees];
  });
}

/** `begin <= i < max(begin, e)` walks the same points as `begin <= i < e`. */
export function withoutClamp(end: Expr, begin: Expr): Expr {
  const [term] = end.terms;
  const [factor] = term?.factors ?? [];
  if (end.terms.length !== 1 || term?.coefficient !== 1 || term.factors.length !== 1 || factor?.atom.kind !== "max") return end;
  const rest = factor.atom.args.filter((arg) => arg.key !== begin.key && !(constantOf(arg) === 0 && constantOf(begin) === 0));
  return rest.length === 1 && rest[0] !== undefined ? rest[0] : end;
}

/** Code of a condition or an assignment: it reads containers by name. */
export function conditionValue(lowering: Lowering, code: Scalar): Value {
  return valueOf(code, (leaf) => {
    invariant(leaf.kind === "read", `${leaf.kind} in a condition`);
    return readValue(lowering.sdfg, leaf.data, leaf.dtype, leaf.indices);
  });
}

/** A container's element: a register, a scalar parameter, or memory at its row-major address. */
export function readValue(sdfg: Sdfg, data: string, dtype: DType, indices: readonly Expr[]): Value {
  const container = sdfg.containers[data];
  invariant(container !== undefined, `container ${data}`);
  if (container.shape.length === 0 && (storageOf(container) === "register" || isScalarParameter(sdfg, data))) return { kind: "local", type: dtype, name: data };
  return { kind: "load", type: dtype, memory: data, at: indexValue(addressOf(container.strides, indices)) };
}

const scalarParameters = new WeakMap<Sdfg, ReadonlySet<string>>();

export function isScalarParameter(sdfg: Sdfg, data: string): boolean {
  let known = scalarParameters.get(sdfg);
  if (known === undefined) {
    known = new Set(parametersOf(sdfg).flatMap((p) => (p.scalar ? [p.name] : [])));
    scalarParameters.set(sdfg, known);
  }
  return known.has(data);
}

export function addressOf(strides: readonly Expr[], indices: readonly Expr[]): Expr {
  return add(...indices.map((at, i) => mul(at, strides[i] ?? zero)));
}

/** Element code → loop-program value; `leaf` gives the meaning of inputs, reads and gathers. */
export function valueOf(code: Scalar, leaf: (leaf: Scalar & { kind: "input" | "read" | "element" }) => Value): Value {
  const inner = (operand: Scalar) => valueOf(operand, leaf);
  switch (code.kind) {
    case "input":
    case "read":
    case "element":
      return leaf(code);
    case "constant":
      return { kind: "constant", type: code.dtype, value: code.value, ...(code.imag !== undefined && { imag: code.imag }) };
    case "index":
      return { kind: "cast", type: "int64", operand: indexValue(code.expr) };
    case "unary":
      return { kind: "unary", type: code.dtype, operator: code.operator, operand: inner(code.operand) };
    case "binary":
      return { kind: "binary", type: code.dtype, operator: code.operator, left: inner(code.left), right: inner(code.right) };
    case "compare":
      return { kind: "compare", type: "bool", operator: code.operator, left: inner(code.left), right: inner(code.right) };
    case "logical":
      return { kind: "logical", type: "bool", operator: code.operator, left: inner(code.left), right: inner(code.right) };
    case "select":
      return { kind: "select", type: code.dtype, condition: inner(code.condition), then: inner(code.then), otherwise: inner(code.otherwise) };
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
