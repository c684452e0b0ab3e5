// Loops, branches and jumps as plain states with conditions on their edges: the form that every DaCe reads and runs.
import {
  type Block,
  type ElementId,
  freeName,
  type InterstateEdge,
  index,
  type Node,
  type Scalar,
  type Sdfg,
  type State,
  type SymbolInfo,
} from "../../sdfg/index.ts";
import { add, constantOf, type Expr, symbol, symbolsOf } from "../../symbolic/index.ts";

interface Flat {
  readonly sdfg: Sdfg;
  readonly states: State[];
  readonly edges: InterstateEdge[];
  readonly symbols: Record<string, SymbolInfo>;
  readonly labels: Set<string>;
}

/** Where `break`, `continue` and `return` lead. */
interface Targets {
  readonly leave?: ElementId;
  readonly repeat?: { readonly to: ElementId; readonly assignments: InterstateEdge["assignments"] };
  readonly end: ElementId;
}

/** Control enters the first; what is left of it leaves the last, unless it always jumps. */
interface Piece {
  readonly first: ElementId;
  readonly last: ElementId | undefined;
}

export function flattened(sdfg: Sdfg): Sdfg {
  const flat: Flat = { sdfg, states: [], edges: [], symbols: { ...sdfg.symbols }, labels: new Set() };
  const end = freeName("end", (id) => Object.hasOwn(sdfg.blocks, id));
  const whole = flatten(flat, sdfg.root, { end });
  if (flat.edges.some((e) => e.dst === end)) {
    addState(flat, end, "end");
    if (whole.last !== undefined) connect(flat, whole.last, end);
  }
  const states = flat.states.map(
    (s): State => ({
      ...s,
      nodes: Object.fromEntries(
        Object.entries(s.nodes).map(([id, node]): [ElementId, Node] => [
          id,
          node.kind === "nested-sdfg" ? { ...node, sdfg: flattened(node.sdfg) } : node,
        ]),
      ),
    }),
  );
  const root: Block = {
    kind: "region",
    id: sdfg.root,
    label: sdfg.name,
    children: states.map((s) => s.id),
    edges: flat.edges,
    ...(whole.first !== states[0]?.id && { start: whole.first }),
  };
  return {
    ...sdfg,
    symbols: flat.symbols,
    blocks: Object.fromEntries([root, ...states].map((b): [ElementId, Block] => [b.id, b])),
  };
}

function addState(
  flat: Flat,
  id: ElementId,
  label: string,
  nodes: State["nodes"] = {},
  edges: State["edges"] = [],
): ElementId {
  const free = freeName(label.replace(/\W+/g, "_"), (name) => flat.labels.has(name));
  flat.labels.add(free);
  flat.states.push({ kind: "state", id, label: free, nodes, edges });
  return id;
}

function connect(
  flat: Flat,
  src: ElementId,
  dst: ElementId,
  assignments: InterstateEdge["assignments"] = {},
  condition?: Scalar,
): void {
  flat.edges.push({ src, dst, assignments, ...(condition && { condition }) });
}

const not = (operand: Scalar): Scalar => ({ kind: "unary", dtype: "bool", operator: "not", operand });

function flatten(flat: Flat, id: ElementId, targets: Targets): Piece {
  const block = flat.sdfg.blocks[id];
  if (block === undefined) return once(addState(flat, id, "missing"));
  switch (block.kind) {
    case "state":
      return once(addState(flat, id, block.label, block.nodes, block.edges));
    case "region":
    case "foreign":
      return chain(flat, block.id, block.label, block.children, block.edges, targets);
    case "loop":
      return block.header.kind === "while"
        ? whileLoop(flat, block, block.header.condition, targets)
        : forLoop(flat, block, block.header, targets);
    case "conditional": {
      const test = addState(flat, id, block.label);
      const join = `${id}.join`;
      const before: Scalar[] = [];
      const under = (condition: Scalar | undefined) => [...before.map(not), ...(condition ? [condition] : [])];
      const lasts = block.branches.map((branch) => {
        const body = flatten(flat, branch.body, targets);
        connect(flat, test, body.first, {}, all(under(branch.condition)));
        if (branch.condition !== undefined) before.push(branch.condition);
        return body.last;
      });
      addState(flat, join, `${block.label}_join`);
      for (const last of lasts) if (last !== undefined) connect(flat, last, join);
      if (block.branches.every((branch) => branch.condition !== undefined))
        connect(flat, test, join, {}, all(before.map(not)));
      return { first: test, last: join };
    }
    case "break":
      return jump(flat, id, targets.leave ?? targets.end);
    case "continue":
      return jump(flat, id, targets.repeat?.to ?? targets.end, targets.repeat?.assignments);
    case "return":
      return jump(flat, id, targets.end);
  }
}

const once = (id: ElementId): Piece => ({ first: id, last: id });

function all(conditions: readonly Scalar[]): Scalar | undefined {
  return conditions.length === 0
    ? undefined
    : conditions.reduce((left, right) => ({ kind: "logical", dtype: "bool", operator: "and", left, right }));
}

function jump(flat: Flat, id: ElementId, to: ElementId, assignments: InterstateEdge["assignments"] = {}): Piece {
  connect(flat, addState(flat, id, "jump"), to, assignments);
  return { first: id, last: undefined };
}

function chain(
  flat: Flat,
  id: ElementId,
  label: string,
  children: readonly ElementId[],
  edges: readonly InterstateEdge[],
  targets: Targets,
): Piece {
  const assigned = new Map(edges.map((e) => [e.dst, e.assignments]));
  // What the first child needs assigned has to happen on an edge into it.
  const [head] = children;
  const needsStart = head === undefined || Object.keys(assigned.get(head) ?? {}).length > 0;
  let last: ElementId | undefined = needsStart ? addState(flat, `${id}.start`, `${label}_start`) : undefined;
  let first = last;
  for (const child of children) {
    const piece = flatten(flat, child, targets);
    if (last !== undefined) connect(flat, last, piece.first, assigned.get(child) ?? {});
    first ??= piece.first;
    last = piece.last;
    if (last === undefined) break;
  }
  return { first: first ?? `${id}.start`, last };
}

type Loop = Block & { kind: "loop" };

function whileLoop(flat: Flat, block: Loop, condition: Scalar, targets: Targets): Piece {
  const guard = addState(flat, `${block.id}.guard`, `${block.label}_guard`);
  const end = `${block.id}.end`;
  const body = chain(flat, block.id, block.label, block.children, block.edges, {
    ...targets,
    leave: end,
    repeat: { to: guard, assignments: {} },
  });
  if (body.last !== undefined) connect(flat, body.last, guard);
  // `while True` is left by its jumps only.
  if (condition.kind === "constant" && condition.value !== 0) {
    connect(flat, guard, body.first);
    const isLeft = flat.edges.some((e) => e.dst === end);
    return { first: guard, last: isLeft ? addState(flat, end, `${block.label}_end`) : undefined };
  }
  connect(flat, guard, body.first, {}, condition);
  connect(flat, guard, addState(flat, end, `${block.label}_end`), {}, not(condition));
  return { first: guard, last: end };
}

function forLoop(flat: Flat, block: Loop, header: Loop["header"] & { kind: "for" }, targets: Targets): Piece {
  const { variable, range } = header;
  const start = addState(flat, block.id, `${block.label}_init`);
  const guard = addState(flat, `${block.id}.guard`, `${block.label}_guard`);
  const end = `${block.id}.end`;
  const step: InterstateEdge["assignments"] = { [variable]: index(add(symbol(variable), range.step)) };
  const [limit, more] = fixedEnd(flat, block, range.end);
  const condition: Scalar = {
    kind: "compare",
    dtype: "bool",
    operator: (constantOf(range.step) ?? 1) < 0 ? ">" : "<",
    left: index(symbol(variable)),
    right: index(limit),
  };
  const body = chain(flat, block.id, block.label, block.children, block.edges, {
    ...targets,
    leave: end,
    repeat: { to: guard, assignments: step },
  });
  flat.symbols[variable] ??= { dtype: "int64" };
  connect(flat, start, guard, { [variable]: index(range.begin), ...more });
  connect(flat, guard, body.first, {}, condition);
  if (body.last !== undefined) connect(flat, body.last, guard, step);
  connect(flat, guard, addState(flat, end, `${block.label}_end`), {}, not(condition));
  return { first: start, last: end };
}

/** A `for` fixes its end when it begins; a guard asks again each time, so an end that the body changes is kept apart. */
function fixedEnd(flat: Flat, block: Loop, end: Expr): [Expr, InterstateEdge["assignments"]] {
  const names = symbolsOf(end);
  const inside = assignedInside(flat.sdfg, block.id);
  if (![...names].some((name) => inside.has(name))) return [end, {}];
  const name = freeName(
    `${block.header.kind === "for" ? block.header.variable : "loop"}_end`,
    (taken) => Object.hasOwn(flat.symbols, taken) || Object.hasOwn(flat.sdfg.containers, taken),
  );
  flat.symbols[name] = { dtype: "int64" };
  return [symbol(name), { [name]: index(end) }];
}

export function assignedInside(sdfg: Sdfg, id: ElementId, into: Set<string> = new Set()): Set<string> {
  const block = sdfg.blocks[id];
  if (block?.kind === "conditional") for (const branch of block.branches) assignedInside(sdfg, branch.body, into);
  if (block?.kind !== "region" && block?.kind !== "loop") return into;
  if (block.kind === "loop" && block.header.kind === "for") into.add(block.header.variable);
  for (const e of block.edges) for (const name of Object.keys(e.assignments)) into.add(name);
  for (const child of block.children) assignedInside(sdfg, child, into);
  return into;
}
