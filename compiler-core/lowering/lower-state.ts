// The dataflow of one state → loops, loads and stores, in topological order.
import { CompilerBug, invariant, need } from "../diagnostics/index.ts";
import {
  type Edge,
  edgesInto,
  edgesOutOf,
  type MapEntry,
  type Memlet,
  type NestedSdfg,
  type Node,
  nodeOf,
  nodesInScope,
  type Scalar,
  type State,
  type Tasklet,
} from "../sdfg/index.ts";
import {
  add,
  constantOf,
  type Expr,
  isPoint,
  lengthOf,
  mul,
  point,
  type Range,
  type Subset,
  symbol,
  zero,
} from "../symbolic/index.ts";
import { joined } from "./join.ts";
import { indexValue, type Statement, type Value } from "./loop-program.ts";
import { lowerLibrary } from "./lower-library.ts";
import {
  addressOf,
  enter,
  exceptionOf,
  type Lowering,
  readValue,
  scalarValue,
  withoutClamp,
} from "./lowering-context.ts";
import { storageOf } from "./storage.ts";

export function lowerState(lowering: Lowering, state: State): Statement[] {
  return lowerScope(lowering, state, undefined);
}

function lowerScope(lowering: Lowering, state: State, scope: string | undefined): Statement[] {
  return nodesInScope(state, scope).flatMap((node) => lowerNode(lowering, state, node));
}

function lowerNode(lowering: Lowering, state: State, node: Node): Statement[] {
  switch (node.kind) {
    case "access":
      return edgesInto(state, node.id).flatMap((e) =>
        nodeOf(state, e.src).kind === "access" ? lowerCopy(lowering, state, e) : [],
      );
    case "tasklet":
      return lowerTasklet(lowering, state, node);
    case "map-entry":
      return [lowerMap(lowering, state, node)];
    case "map-exit":
      return [];
    case "library":
      return lowerLibrary(lowering, state, node);
    case "nested-sdfg":
      return lowerNested(lowering, node);
    case "foreign":
      throw new CompilerBug(`the ${node.type} ${node.id} of a file can't be run: ${node.reason}`);
  }
}

/** In place: the inner graph's memlets address the outer containers, and its symbols get their values first. */
function lowerNested(lowering: Lowering, node: NestedSdfg): Statement[] {
  const symbols = Object.entries(node.symbolMapping)
    .filter(([name, expr]) => expr.key !== name)
    .map(([name, expr]): Statement => ({ kind: "symbol", name, value: indexValue(expr) }));
  return [...symbols, ...lowering.lowerBlock(enter(lowering, node.sdfg), node.sdfg.root)];
}

/** The first parameter is the outermost loop. */
function lowerMap(lowering: Lowering, state: State, map: MapEntry): Statement {
  const origin = { element: map.id, ...(map.origin && { span: map.origin }) };
  const inner = lowerScope({ ...lowering, depth: lowering.depth + 1 }, state, map.id);
  const nest = map.params.reduceRight<readonly Statement[]>((body, variable, i) => {
    const range = need(map.ranges[i], "a range for each parameter");
    const step = constantOf(range.step);
    invariant(step !== undefined && step !== 0, `map ${map.id} has a step that is not a constant`);
    const last = i === map.params.length - 1;
    const schedule =
      i === 0 && map.schedule === "CPU_Multicore"
        ? "parallel"
        : last && map.vectorWidth !== undefined
          ? "simd"
          : "sequential";
    const lanes = last && map.vectorWidth !== undefined ? { lanes: map.vectorWidth } : {};
    return [
      {
        kind: "for",
        origin,
        variable,
        begin: range.begin,
        end: withoutClamp(range.end, range.begin),
        step,
        schedule,
        ...lanes,
        body,
      },
    ];
  }, inner);
  return need(nest[0], "a loop");
}

function lowerTasklet(lowering: Lowering, state: State, tasklet: Tasklet): Statement[] {
  const origin = { element: tasklet.id, ...(tasklet.origin && { span: tasklet.origin }) };
  const inputs = new Map(
    edgesInto(state, tasklet.id).flatMap((e): [string, Memlet][] =>
      e.dstConnector && e.memlet ? [[e.dstConnector, e.memlet]] : [],
    ),
  );
  const value = (code: Scalar): Value =>
    scalarValue(code, (leaf) => {
      if (leaf.kind === "read") return readValue(lowering, leaf.data, leaf.dtype, leaf.indices);
      const memlet = need(inputs.get(leaf.name), `the input ${leaf.name} of ${tasklet.id}`);
      if (leaf.kind === "input") return readValue(lowering, memlet.data, leaf.dtype, pointOf(memlet.subset ?? []));
      return {
        kind: "load",
        type: leaf.dtype,
        memory: memlet.data,
        at: computedAddress(need(lowering.containers.get(memlet.data), memlet.data).strides, leaf.indices.map(value)),
      };
    });
  const checks = tasklet.checks.map(
    (check): Statement => ({
      kind: "check",
      origin,
      condition: value(check.condition),
      exception: exceptionOf(lowering, check),
    }),
  );
  const writes = Object.entries(tasklet.outputs).flatMap(([name, code]) =>
    edgesOutOf(state, tasklet.id)
      .filter((e) => e.srcConnector === name)
      .map((e) => write(lowering, need(e.memlet, `a memlet for ${name}`), value(code), origin)),
  );
  return [...checks, ...writes];
}

function computedAddress(strides: readonly Expr[], indices: readonly Value[]): Value {
  const parts = indices.map(
    (at, i): Value => ({
      kind: "binary",
      type: "index",
      operator: "*",
      left: { kind: "cast", type: "index", operand: at },
      right: indexValue(need(strides[i], "stride")),
    }),
  );
  return parts.reduce((left, right) => ({ kind: "binary", type: "index", operator: "+", left, right }));
}

function pointOf(subset: Subset): Expr[] {
  return subset.map((r) => {
    invariant(isPoint(r), "an element is read or written by one index a dimension");
    return r.begin;
  });
}

function write(lowering: Lowering, memlet: Memlet, value: Value, origin: Statement["origin"]): Statement {
  const container = need(lowering.containers.get(memlet.data), memlet.data);
  const more = origin && { origin };
  if (storageOf(container) === "register") {
    return {
      kind: "assign",
      ...more,
      local: memlet.data,
      value:
        memlet.wcr === undefined
          ? value
          : joined(memlet.wcr, { kind: "local", type: container.dtype, name: memlet.data }, value, container.dtype),
    };
  }
  invariant(!lowering.byValue.has(memlet.data), `${memlet.data} is passed by value and written`);
  const at = indexValue(addressOf(container.strides, pointOf(memlet.subset ?? [])));
  return {
    kind: "store",
    ...more,
    memory: memlet.data,
    dtype: container.dtype,
    at,
    value,
    ...(memlet.wcr && { wcr: memlet.wcr }),
  };
}

const pointAt = (r: Range, i: Expr): Range => point(add(r.begin, mul(r.step, i)));

/** Container to container, element by element. */
function lowerCopy(lowering: Lowering, state: State, e: Edge): Statement[] {
  const [src, dst] = [nodeOf(state, e.src), nodeOf(state, e.dst)];
  invariant(src.kind === "access" && dst.kind === "access" && e.memlet?.subset !== undefined, `copy ${e.id}`);
  const [fromSubset, toSubset] =
    e.memlet.data === src.data ? [e.memlet.subset, e.memlet.otherSubset] : [e.memlet.otherSubset, e.memlet.subset];
  const from = fromSubset ?? toSubset ?? [];
  const to = toSubset ?? from;
  const wide = (subset: Subset) => subset.filter((r) => !isPoint(r));
  const variables = wide(to).map((_, i) => `c${i}`);
  const at = (subset: Subset) => {
    let next = 0;
    return subset.map((r): Subset[number] =>
      isPoint(r) ? r : pointAt(r, symbol(need(variables[next++], "variable"))),
    );
  };
  const value = readValue(
    lowering,
    src.data,
    need(lowering.containers.get(src.data), src.data).dtype,
    pointOf(at(from)),
  );
  const type = need(lowering.containers.get(dst.data), dst.data).dtype;
  const store = write(
    lowering,
    { data: dst.data, subset: at(to) },
    value.type === type ? value : { kind: "cast", type, operand: value },
    { element: e.id },
  );
  return variables.reduceRight<Statement[]>(
    (body, variable, i) => [
      {
        kind: "for",
        variable,
        begin: zero,
        end: lengthOf(need(wide(to)[i], "range")),
        step: 1,
        schedule: "sequential",
        body,
      },
    ],
    [store],
  );
}
