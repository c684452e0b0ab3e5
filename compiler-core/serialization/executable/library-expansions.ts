// DaCe's reductions and products as maps that add up, where lowering has no statement of its own for them.
import {
  type AccessNode,
  type Container,
  cast,
  constant,
  type Edge,
  type ElementId,
  edgesInto,
  edgesOutOf,
  input,
  type LibraryNode,
  type MapEntry,
  type Memlet,
  type Node,
  type Scalar,
  type Sdfg,
  type State,
  type WriteConflict,
} from "../../sdfg/index.ts";
import {
  add,
  constantOf,
  isPoint,
  lengthOf,
  mul,
  point,
  type Range,
  range,
  type Subset,
  symbol,
  zero,
} from "../../symbolic/index.ts";
import { mapStates } from "./states.ts";

export function withExpansions(sdfg: Sdfg): Sdfg {
  return mapStates(sdfg, (state) =>
    Object.values(state.nodes).reduce((current, node) => {
      const sum = node.kind === "library" ? accumulationOf(sdfg, current, node) : undefined;
      return sum === undefined ? current : expanded(current, node as LibraryNode, sum);
    }, state),
  );
}

/** out[place] = join of code(inputs) over all values of the parameters. */
interface Accumulation {
  readonly extents: readonly Range[];
  readonly inputs: readonly {
    readonly edge: Edge;
    readonly memlet: Memlet;
    readonly at: Subset;
    readonly name: string;
  }[];
  readonly output: { readonly edge: Edge; readonly memlet: Memlet; readonly at: Subset };
  /** Parameters that the output's place names; the others are joined. */
  readonly kept: readonly number[];
  readonly code: Scalar;
  readonly wcr: WriteConflict;
  readonly identity: Scalar | undefined;
}

const parameter = (i: number) => `__r${i}`;

function accumulationOf(sdfg: Sdfg, state: State, node: LibraryNode): Accumulation | undefined {
  const [into, outOf] = [
    edgesInto(state, node.id).filter((e) => e.memlet),
    edgesOutOf(state, node.id).filter((e) => e.memlet),
  ];
  const [output] = outOf;
  const to = output?.memlet && sdfg.containers[output.memlet.data];
  if (outOf.length !== 1 || output?.memlet === undefined || to === undefined || to.kind === "foreign") return undefined;
  if (node.operation === "Reduce") return reduction(sdfg, node, into, output, to);
  if (node.operation === "Dot" || node.operation === "MatMul") return product(sdfg, into, output, to);
  return undefined;
}

function reduction(
  sdfg: Sdfg,
  node: LibraryNode,
  into: readonly Edge[],
  output: Edge,
  to: Container,
): Accumulation | undefined {
  const [edge] = into;
  const [from, subset] = [edge?.memlet && sdfg.containers[edge.memlet.data], edge?.memlet?.subset];
  const outSubset = output.memlet?.subset;
  const wcr = conflictOf(node.attributes["wcr"]);
  if (
    into.length !== 1 ||
    edge?.memlet === undefined ||
    from === undefined ||
    subset === undefined ||
    outSubset === undefined ||
    wcr === undefined ||
    output.memlet === undefined
  )
    return undefined;
  const axes = node.attributes["axes"];
  const reduced = new Set(
    Array.isArray(axes)
      ? (axes as readonly number[]).map((axis) => (axis < 0 ? axis + subset.length : axis))
      : subset.map((_, d) => d),
  );
  const kept = subset.flatMap((_, d) => (reduced.has(d) ? [] : [d]));
  // Dimensions that are kept with one element have nothing to say.
  const places = outSubset.length === kept.length ? outSubset.map((_, j) => kept[j]) : spread(outSubset, kept, subset);
  if (places === undefined) return undefined;
  const at = outSubset.map((r, j): Range => along(r, places[j]));
  const identity = node.attributes["identity"];
  const value =
    identity === undefined
      ? undefined
      : typeof identity === "number" || (typeof identity === "string" && identity.trim() !== "")
        ? Number(identity)
        : Number.NaN;
  if (Number.isNaN(value)) return undefined;
  return {
    extents: subset.map((r) => range(zero, lengthOf(r))),
    inputs: [{ edge, memlet: edge.memlet, at: subset.map((r, d) => along(r, d)), name: "value" }],
    output: { edge: output, memlet: output.memlet, at },
    kept,
    code: cast(input("value", from.dtype), to.dtype),
    wcr,
    identity: value === undefined ? undefined : cast(constant(value, "float64"), to.dtype),
  };
}

/** Which kept dimension each dimension of the output follows, in order; those of one element follow none. */
function spread(output: Subset, kept: readonly number[], subset: Subset): (number | undefined)[] | undefined {
  const wide = kept.filter((d) => !isPoint(subset[d] as Range));
  let next = 0;
  const places = output.map((r) => (isPoint(r) ? undefined : wide[next++]));
  return next === wide.length ? places : undefined;
}

/** The place in a range that a parameter stands for; its beginning where there is none. */
function along(r: Range, i: number | undefined): Range {
  return point(i === undefined ? r.begin : add(r.begin, mul(r.step, symbol(parameter(i)))));
}

function conflictOf(wcr: unknown): WriteConflict | undefined {
  const text = typeof wcr === "string" ? wcr.replace(/\s+/g, "") : "";
  const body = /^\(?lambda(\w+),(\w+):\(?(.*?)\)*$/.exec(text);
  const [, a, b, code] = body ?? [];
  if (code === `${a}+${b}`) return "sum";
  if (code === `${a}*${b}`) return "product";
  return code === `max(${a},${b}` ? "max" : code === `min(${a},${b}` ? "min" : undefined;
}

/** Vectors by vectors, and stacks of matrices; two matrices, or a matrix and a vector, have a statement of their own. */
function product(sdfg: Sdfg, into: readonly Edge[], output: Edge, to: Container): Accumulation | undefined {
  const named = (names: readonly string[]) => into.find((e) => names.includes(e.dstConnector ?? ""));
  const [left, right] = [named(["a", "_a", "_x"]), named(["b", "_b", "_y"])];
  const [a, b, c] = [left?.memlet?.subset, right?.memlet?.subset, output.memlet?.subset];
  if (
    left?.memlet === undefined ||
    right?.memlet === undefined ||
    output.memlet === undefined ||
    a === undefined ||
    b === undefined ||
    c === undefined
  )
    return undefined;
  const [wa, wb, wc] = [a, b, c].map(wideOf) as [number[], number[], number[]];
  const types = [left.memlet, right.memlet].map((m) => sdfg.containers[m.data]?.dtype ?? "float64");
  const batch = Math.max(wa.length, wb.length) - 2;
  const isDot = wa.length === 1 && wb.length === 1 && wc.length === 0;
  const isStack =
    batch > 0 && wa.length === batch + 2 && (wb.length === 2 || wb.length === wa.length) && wc.length === batch + 2;
  const isMixed =
    batch === 0 && wa.length === 2 && wb.length === 2 && wc.length === 2 && types.some((t) => t !== to.dtype);
  if (!isDot && !isStack && !isMixed) return undefined;
  // Parameters: the batch, then rows, columns, and what is summed over.
  const size = (subset: Subset, d: number | undefined) => range(zero, lengthOf(subset[d ?? 0] as Range));
  const stack = isDot ? 0 : batch;
  const extents = isDot
    ? [size(a, wa[0])]
    : [...wa.slice(0, -2).map((d) => size(a, d)), size(a, wa.at(-2)), size(b, wb.at(-1)), size(a, wa.at(-1))];
  const [row, column, inner] = isDot ? [undefined, undefined, 0] : [stack, stack + 1, stack + 2];
  const lead = wa.slice(0, stack).map((_, i) => i);
  const at = (subset: Subset, wide: readonly number[], parameters: readonly (number | undefined)[]) =>
    subset.map((r, d) => along(r, parameters[wide.indexOf(d)]));
  return {
    extents,
    inputs: [
      { edge: left, memlet: left.memlet, at: at(a, wa, isDot ? [inner] : [...lead, row, inner]), name: "x" },
      {
        edge: right,
        memlet: right.memlet,
        at: at(b, wb, isDot ? [inner] : [...(wb.length === 2 ? [] : lead), inner, column]),
        name: "y",
      },
    ],
    output: { edge: output, memlet: output.memlet, at: at(c, wc, [...lead, row, column]) },
    kept: isDot ? [] : [...lead, stack, stack + 1],
    code: {
      kind: "binary",
      dtype: to.dtype,
      operator: "*",
      left: cast(input("x", types[0] ?? to.dtype), to.dtype),
      right: cast(input("y", types[1] ?? to.dtype), to.dtype),
    },
    wcr: "sum",
    identity: cast(constant(0, "float64"), to.dtype),
  };
}

function wideOf(subset: Subset): number[] {
  return subset.flatMap((r, d) => (isPoint(r) || constantOf(lengthOf(r)) === 1 ? [] : [d]));
}

/** The identity everywhere, then the map that joins; the first comes before the second by an edge without data. */
function expanded(state: State, node: LibraryNode, sum: Accumulation): State {
  const nodes: Record<ElementId, Node> = { ...state.nodes };
  delete nodes[node.id];
  const edges = state.edges.filter((e) => e.src !== node.id && e.dst !== node.id);
  const { id } = node;
  const entry: MapEntry = {
    kind: "map-entry",
    id: `${id}.map`,
    label: node.label,
    params: sum.extents.map((_, i) => parameter(i)),
    ranges: sum.extents,
    schedule: "Default",
  };
  const exit = `${id}.exit`;
  nodes[entry.id] = entry;
  nodes[exit] = { kind: "map-exit", id: exit, entry: entry.id };
  nodes[id] = {
    kind: "tasklet",
    id,
    label: node.label,
    inputs: sum.inputs.map((i) => i.name),
    outputs: { out: sum.code },
    checks: [],
  };
  for (const { edge, memlet, at, name } of sum.inputs) {
    edges.push({ ...edge, dst: entry.id, dstConnector: `IN_${name}` });
    edges.push({
      id: `${edge.id}.in`,
      src: entry.id,
      srcConnector: `OUT_${name}`,
      dst: id,
      dstConnector: name,
      memlet: { data: memlet.data, subset: at },
    });
  }
  const { edge, memlet, at } = sum.output;
  edges.push({
    id: `${edge.id}.out`,
    src: id,
    srcConnector: "out",
    dst: exit,
    dstConnector: "IN_out",
    memlet: { data: memlet.data, subset: at, wcr: sum.wcr },
  });
  edges.push({ ...edge, src: exit, srcConnector: "OUT_out", memlet: { ...memlet, wcr: sum.wcr } });
  const source = sum.inputs[0]?.edge.src;
  const orders = state.edges.filter((e) => (e.dst === node.id || e.src === node.id) && e.memlet === undefined);
  for (const e of orders) edges.push(e.dst === node.id ? { ...e, dst: entry.id } : { ...e, src: exit });
  if (sum.identity !== undefined && source !== undefined) start(nodes, edges, sum, sum.identity, entry.id, source, id);
  return { ...state, nodes, edges };
}

function start(
  nodes: Record<ElementId, Node>,
  edges: Edge[],
  sum: Accumulation,
  identity: Scalar,
  before: ElementId,
  source: ElementId,
  id: ElementId,
): void {
  const { memlet, at } = sum.output;
  const [code, made] = [`${id}.zero`, `${id}.start`];
  const access: AccessNode = { kind: "access", id: made, data: memlet.data };
  nodes[code] = { kind: "tasklet", id: code, label: "start", inputs: [], outputs: { out: identity }, checks: [] };
  nodes[made] = access;
  edges.push({ id: `${made}>${before}`, src: made, dst: before });
  const place: Memlet = { data: memlet.data, subset: at };
  if (sum.kept.length === 0) {
    edges.push({ id: `${source}>${code}`, src: source, dst: code });
    edges.push({ id: `${code}>${made}`, src: code, srcConnector: "out", dst: made, memlet: place });
    return;
  }
  const [entry, exit] = [`${id}.startmap`, `${id}.startexit`];
  nodes[entry] = {
    kind: "map-entry",
    id: entry,
    label: "start",
    params: sum.kept.map(parameter),
    ranges: sum.kept.map((i) => sum.extents[i] as Range),
    schedule: "Default",
  };
  nodes[exit] = { kind: "map-exit", id: exit, entry };
  edges.push({ id: `${source}>${entry}`, src: source, dst: entry });
  edges.push({ id: `${entry}>${code}`, src: entry, dst: code });
  edges.push({
    id: `${code}>${exit}`,
    src: code,
    srcConnector: "out",
    dst: exit,
    dstConnector: "IN_out",
    memlet: place,
  });
  edges.push({
    id: `${exit}>${made}`,
    src: exit,
    srcConnector: "OUT_out",
    dst: made,
    memlet: { data: memlet.data, ...(memlet.subset && { subset: memlet.subset }) },
  });
}
