// Scheduled graph → loop program. Control flow here; the dataflow of a state in lower-state.ts.
import { CompilerBug, invariant } from "../diagnostics/index.ts";
import {
  blockOf,
  type DType,
  type ElementId,
  freeName,
  type InterstateEdge,
  nodesOf,
  type Sdfg,
  statesOf,
} from "../sdfg/index.ts";
import { constantOf } from "../symbolic/index.ts";
import { finish } from "./finish.ts";
import type { LoopProgram, Parameter, Statement } from "./loop-program.ts";
import { lowerState } from "./lower-state.ts";
import { conditionValue, enter, type Lowering, withoutClamp } from "./lowering-context.ts";
/** The graph must be valid. */
export function lower(sdfg: Sdfg): LoopProgram {
  const parameters = parametersOf(sdfg);
  const locals = new Map<string, DType>();
  const graphs = [sdfg, ...nestedIn(sdfg)];
  const symbols = new Set(graphs.flatMap((g) => Object.keys(g.symbols)));
  const containers = new Set(graphs.flatMap((g) => Object.keys(g.containers)));
  const root: Omit<Lowering, "lifetimes"> = {
    sdfg,
    containers: new Map(),
    depth: 0,
    exceptions: [],
    locals,
    buffers: new Map(),
    byValue: new Set(parameters.flatMap((p) => (p.scalar ? [p.name] : []))),
    fresh: (name, dtype) => {
      const free = freeName(name, (n) => locals.has(n) || containers.has(n));
      locals.set(free, dtype);
      return free;
    },
    freshSymbol: (name) => {
      const free = freeName(name, (n) => symbols.has(n));
      symbols.add(free);
      return free;
    },
    lowerBlock,
  };
  const body = finish(lowerBlock(enter(root, sdfg), sdfg.root), root.fresh);
  const given = Object.keys(sdfg.symbols).filter((name) => sdfg.argNames.includes(name));
  const free = freeSymbols(sdfg).filter((name) => !given.includes(name));
  return {
    name: sdfg.name,
    symbols: [...free, ...given],
    parameters,
    body,
    buffers: Object.fromEntries(root.buffers),
    locals: Object.fromEntries(locals),
    exceptions: root.exceptions,
  };
}

function nestedIn(sdfg: Sdfg): readonly Sdfg[] {
  return statesOf(sdfg)
    .flatMap((state) => nodesOf(state))
    .flatMap((node) => (node.kind === "nested-sdfg" ? [node.sdfg, ...nestedIn(node.sdfg)] : []));
}

/** Symbols that nothing inside assigns: the sizes. */
export function freeSymbols(sdfg: Sdfg): string[] {
  const bound = new Set<string>();
  for (const block of Object.values(sdfg.blocks)) {
    if (block.kind === "loop" && block.header.kind === "for") bound.add(block.header.variable);
    if (block.kind === "loop" || block.kind === "region")
      for (const edge of block.edges) for (const name of Object.keys(edge.assignments)) bound.add(name);
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
    return {
      name,
      dtype: c.dtype,
      shape: c.shape,
      scalar: c.shape.length === 0 && !result && !written.has(name),
      read: read.has(name) || !result,
      written: written.has(name),
      result,
    };
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
      const body = lowerChain({ ...lowering, depth: lowering.depth + 1 }, block.children, block.edges);
      if (block.header.kind === "while")
        return [{ kind: "while", origin, condition: conditionValue(lowering, block.header.condition), body }];
      const { variable, range } = block.header;
      const step = constantOf(range.step);
      invariant(step !== undefined && step !== 0, `loop ${id} has a step that is not a constant`);
      return [
        {
          kind: "for",
          origin,
          variable,
          begin: range.begin,
          end: withoutClamp(range.end, range.begin),
          step,
          schedule: "sequential",
          body,
        },
      ];
    }
    case "conditional":
      return block.branches.reduceRight<Statement[]>((otherwise, branch) => {
        const then = lowerBlock(lowering, branch.body);
        return branch.condition === undefined
          ? then
          : [{ kind: "if", origin, condition: conditionValue(lowering, branch.condition), then, otherwise }];
      }, []);
    case "break":
    case "continue":
    case "return":
      return [{ kind: block.kind, origin }];
    case "foreign":
      throw new CompilerBug(`the ${block.type} ${id} of a file can't be run: ${block.reason}`);
  }
}

function lowerChain(lowering: Lowering, children: readonly ElementId[], edges: readonly InterstateEdge[]): Statement[] {
  const into = new Map(edges.map((e) => [e.dst, e]));
  return children.flatMap((child) => {
    const assigned = Object.entries(into.get(child)?.assignments ?? {}).map(
      ([name, code]): Statement => ({ kind: "symbol", name, value: conditionValue(lowering, code) }),
    );
    const allocs = (lowering.lifetimes.before.get(child) ?? []).map((buffer): Statement => ({ kind: "alloc", buffer }));
    const frees = (lowering.lifetimes.after.get(child) ?? []).map((buffer): Statement => ({ kind: "free", buffer }));
    return [...assigned, ...allocs, ...lowerBlock(lowering, child), ...frees];
  });
}
