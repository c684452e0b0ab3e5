// Writes the graph while the program is walked: one state a statement, one map an operation, as NumPy would run it.
import { invariant, need, type Span } from "../../diagnostics/index.ts";
import {
  array,
  type Block,
  type Check,
  type Container,
  type DType,
  type Edge,
  type ElementId,
  edge,
  freeName,
  type InterstateEdge,
  type Memlet,
  type Node,
  type Scalar,
  type Sdfg,
  type SymbolInfo,
  transient,
} from "../../sdfg/index.ts";
import { type Expr, type Range, range, type Subset, zero } from "../../symbolic/index.ts";

interface OpenState {
  readonly id: ElementId;
  readonly label: string;
  readonly origin: Span;
  readonly nodes: Map<ElementId, Node>;
  readonly edges: Edge[];
  /** The access node that holds each container's newest value. */
  readonly latest: Map<string, ElementId>;
}

interface OpenRegion {
  readonly id: ElementId;
  readonly children: ElementId[];
  readonly edges: InterstateEdge[];
  pending: Record<string, Scalar>;
}

/** A value read by a tasklet: one element a point of the map, or (for a gather) the whole container. */
export interface TaskletInput {
  readonly name: string;
  readonly container: string;
  readonly subset: Subset;
  readonly dynamic?: true;
}

export interface Operation {
  readonly label: string;
  readonly span: Span;
  /** Extents of the map; none for a single tasklet. */
  readonly params: readonly string[];
  readonly shape: readonly Expr[];
  readonly inputs: readonly TaskletInput[];
  readonly code: Scalar;
  /** What must hold at each point. */
  readonly checks?: readonly Check[];
  readonly into: { readonly container: string; readonly subset: Subset };
  readonly wcr?: Memlet["wcr"];
}

/** What the maps written here call their parameters; no symbol and no container may be called so. */
export const isPointName = (name: string) => /^i\d+$/.test(name);

export class GraphBuilder {
  readonly containers = new Map<string, Container>();
  readonly symbols = new Map<string, SymbolInfo>();
  readonly #blocks = new Map<ElementId, Block>();
  readonly #regions: OpenRegion[] = [];
  readonly #used = new Set<string>();
  #state: OpenState | undefined;
  #statement: { label: string; span: Span } = {
    label: "start",
    span: { line: 1, column: 0, endLine: 1, endColumn: 0 },
  };

  constructor() {
    this.#regions.push({ id: this.#name("root"), children: [], edges: [], pending: {} });
  }

  /** What follows belongs to this statement, in a state of its own. */
  beginStatement(label: string, span: Span): void {
    this.#closeState();
    this.#statement = { label, span };
  }

  /** A new transient, named after what it holds. */
  transient(name: string, dtype: DType, shape: readonly Expr[], origin: Span): string {
    const free = this.freeContainerName(name);
    this.containers.set(free, transient(dtype, shape, { origin }));
    return free;
  }

  argument(name: string, container: Partial<Container> & { dtype: DType; shape: readonly Expr[] }): void {
    this.containers.set(name, array(container.dtype, container.shape, container));
  }

  /** Is what comes next part of a loop or branch? */
  isInside(): boolean {
    return this.#regions.length > 1;
  }

  /** Of a name that no program can write, `(result 0)` or `returned_5:4`, one that graphs and files can. */
  freeContainerName(name: string): string {
    return freeName(
      name.replace(/[()]/g, "").replace(/[ :]/g, "_"),
      (n) => isPointName(n) || this.containers.has(n) || this.symbols.has(n),
    );
  }

  symbol(name: string, info: SymbolInfo): string {
    const free = this.freeContainerName(name);
    this.symbols.set(free, info);
    return free;
  }

  /** One map (or one tasklet) that computes `code` at each point and writes it. */
  operation(op: Operation): void {
    const state = this.#openState();
    const taskletId = this.#name(`${state.id}/${op.label}`);
    const reads = new Map<string, ElementId>();
    for (const one of op.inputs)
      if (!reads.has(one.container)) reads.set(one.container, this.#read(state, one.container));
    const written = this.#write(state, op.into.container);
    const tasklet: Node = {
      kind: "tasklet",
      id: taskletId,
      label: op.label,
      origin: op.span,
      inputs: op.inputs.map((i) => i.name),
      outputs: { out: op.code },
      checks: op.checks ?? [],
    };
    const result: Memlet = { data: op.into.container, subset: op.into.subset, ...(op.wcr && { wcr: op.wcr }) };
    state.nodes.set(taskletId, tasklet);
    if (op.shape.length === 0) {
      for (const i of op.inputs)
        state.edges.push(
          edge(
            { node: need(reads.get(i.container), i.container) },
            { node: taskletId, connector: i.name },
            memletOf(i),
          ),
        );
      state.edges.push(edge({ node: taskletId, connector: "out" }, { node: written }, result));
      return;
    }
    const entry = `${taskletId}.map`;
    const exit = `${taskletId}.exit`;
    const ranges = op.shape.map((extent): Range => range(zero, extent));
    state.nodes.set(entry, {
      kind: "map-entry",
      id: entry,
      label: op.label,
      origin: op.span,
      params: op.params,
      ranges,
      schedule: "Default",
    });
    state.nodes.set(exit, { kind: "map-exit", id: exit, entry, origin: op.span });
    for (const [data, node] of reads)
      state.edges.push(edge({ node }, { node: entry, connector: `IN_${data}` }, { data }));
    for (const i of op.inputs)
      state.edges.push(
        edge({ node: entry, connector: `OUT_${i.container}` }, { node: taskletId, connector: i.name }, memletOf(i)),
      );
    if (op.inputs.length === 0) state.edges.push(edge({ node: entry }, { node: taskletId }));
    state.edges.push(
      edge({ node: taskletId, connector: "out" }, { node: exit, connector: `IN_${op.into.container}` }, result),
    );
    state.edges.push(
      edge(
        { node: exit, connector: `OUT_${op.into.container}` },
        { node: written },
        { data: op.into.container, ...(op.wcr && { wcr: op.wcr }) },
      ),
    );
  }

  /** A named operation on whole subsets. Connector names are the keys. */
  library(
    operation: string,
    label: string,
    span: Span,
    inputs: Readonly<Record<string, Memlet>>,
    outputs: Readonly<Record<string, Memlet>>,
    attributes: Readonly<Record<string, string | number | boolean | readonly number[]>> = {},
  ): void {
    const state = this.#openState();
    const id = this.#name(`${state.id}/${label}`);
    const reads = Object.entries(inputs).map(([name, memlet]) => ({
      name,
      memlet,
      node: this.#read(state, memlet.data),
    }));
    state.nodes.set(id, {
      kind: "library",
      id,
      operation,
      label,
      origin: span,
      attributes,
      inputs: Object.keys(inputs),
      outputs: Object.keys(outputs),
    });
    for (const { name, memlet, node } of reads) state.edges.push(edge({ node }, { node: id, connector: name }, memlet));
    for (const [name, memlet] of Object.entries(outputs))
      state.edges.push(edge({ node: id, connector: name }, { node: this.#write(state, memlet.data) }, memlet));
  }

  /** Ends the program with an exception unless `condition` holds. */
  check(check: Check, inputs: readonly TaskletInput[] = []): void {
    this.#closeState();
    const state = this.#openState();
    const id = this.#name(`${state.id}/check`);
    state.nodes.set(id, {
      kind: "tasklet",
      id,
      label: "check",
      origin: check.span,
      inputs: inputs.map((i) => i.name),
      outputs: {},
      checks: [check],
    });
    for (const i of inputs)
      state.edges.push(edge({ node: this.#read(state, i.container) }, { node: id, connector: i.name }, memletOf(i)));
    this.#closeState();
  }

  /** From here on, `name` stands for the value that `code` has now. */
  assign(name: string, code: Scalar): void {
    this.#closeState();
    const region = this.#region();
    if (Object.keys(region.pending).length > 0 || region.children.length === 0) this.#emptyState();
    region.pending = { ...region.pending, [name]: code };
  }

  /** Runs `body` inside a new loop. */
  loop(label: string, span: Span, header: (Block & { kind: "loop" })["header"], body: () => void): void {
    this.#nest(label, body, (id, region) => ({
      kind: "loop",
      id,
      label,
      origin: span,
      header,
      children: region.children,
      edges: region.edges,
    }));
  }

  /** Runs each branch's body in a region of its own. */
  conditional(
    label: string,
    span: Span,
    branches: readonly { readonly condition?: Scalar; readonly body: () => void }[],
  ): void {
    this.#closeState();
    const id = this.#name(label);
    const built = branches.map(({ condition, body }, i) => {
      const region: OpenRegion = { id: this.#name(`${id}/${i}`), children: [], edges: [], pending: {} };
      this.#inside(region, body);
      this.#blocks.set(region.id, {
        kind: "region",
        id: region.id,
        label: condition === undefined ? "else" : "then",
        children: region.children,
        edges: region.edges,
      });
      return { ...(condition && { condition }), body: region.id };
    });
    this.#add({ kind: "conditional", id, label, origin: span, branches: built });
  }

  jump(kind: "break" | "continue" | "return", span: Span): void {
    this.#closeState();
    this.#add({ kind, id: this.#name(kind), label: kind, origin: span });
  }

  finish(name: string, argNames: readonly string[], returns: readonly string[]): Sdfg {
    this.#closeState();
    const [root] = this.#regions;
    invariant(root !== undefined && this.#regions.length === 1, "a region was left open");
    this.#settle(root);
    this.#blocks.set(root.id, { kind: "region", id: root.id, label: name, children: root.children, edges: root.edges });
    return {
      name,
      argNames,
      returns,
      containers: Object.fromEntries(this.containers),
      symbols: Object.fromEntries(this.symbols),
      blocks: Object.fromEntries(this.#blocks),
      root: root.id,
    };
  }

  #nest(label: string, body: () => void, make: (id: ElementId, region: OpenRegion) => Block): void {
    this.#closeState();
    const region: OpenRegion = { id: this.#name(label), children: [], edges: [], pending: {} };
    this.#inside(region, body);
    this.#add(make(region.id, region));
  }

  #inside(region: OpenRegion, body: () => void): void {
    this.#regions.push(region);
    try {
      body();
    } finally {
      this.#closeState();
      this.#settle(region);
      this.#regions.pop();
    }
  }

  #settle(region: OpenRegion): void {
    if (Object.keys(region.pending).length > 0)
      this.#add({ kind: "state", id: this.#name("end"), label: "end", nodes: {}, edges: [] }, region);
  }

  #region(): OpenRegion {
    return need(this.#regions.at(-1), "an open region");
  }

  #add(block: Block, region: OpenRegion = this.#region()): void {
    const before = region.children.at(-1);
    this.#blocks.set(block.id, block);
    region.children.push(block.id);
    if (before !== undefined) region.edges.push({ src: before, dst: block.id, assignments: region.pending });
    region.pending = {};
  }

  #emptyState(): void {
    this.#add({
      kind: "state",
      id: this.#name(this.#statement.label),
      label: this.#statement.label,
      origin: this.#statement.span,
      nodes: {},
      edges: [],
    });
  }

  #openState(): OpenState {
    if (this.#state === undefined) {
      const { label, span } = this.#statement;
      this.#state = { id: this.#name(label), label, origin: span, nodes: new Map(), edges: [], latest: new Map() };
    }
    return this.#state;
  }

  #closeState(): void {
    const state = this.#state;
    if (state === undefined) return;
    this.#state = undefined;
    this.#add({
      kind: "state",
      id: state.id,
      label: state.label,
      origin: state.origin,
      nodes: Object.fromEntries(state.nodes),
      edges: state.edges,
    });
  }

  #read(state: OpenState, data: string): ElementId {
    const known = state.latest.get(data);
    return known ?? this.#access(state, data);
  }

  #write(state: OpenState, data: string): ElementId {
    return this.#access(state, data);
  }

  #access(state: OpenState, data: string): ElementId {
    const id = this.#name(`${state.id}/${data}`);
    state.nodes.set(id, { kind: "access", id, data });
    state.latest.set(data, id);
    return id;
  }

  #name(base: string): ElementId {
    const id = freeName(base, (name) => this.#used.has(name));
    this.#used.add(id);
    return id;
  }
}

function memletOf(input: TaskletInput): Memlet {
  return { data: input.container, subset: input.subset, ...(input.dynamic && { dynamic: true }) };
}
