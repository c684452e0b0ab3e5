// Memlets: they name containers, have their dimensions, and stay inside where that can be told.
import type { AccessNode, Container, Edge, Memlet, Sdfg, State } from "../sdfg/index.ts";
import {
  type Assumptions,
  constantOf,
  type Expr,
  int,
  isAtMost,
  isNonNegative,
  isPoint,
  lengthOf,
  printExpr,
  printRange,
  type Range,
  type Subset,
  sub,
  symbolsOf,
  symbolsOfRange,
} from "../symbolic/index.ts";
import { type MemletCode, own, type Problem, problem } from "./problem.ts";
import { assumptionsAt, type Scopes, withMaps } from "./sight.ts";

export function* checkMemlets(sdfg: Sdfg, state: State, scopes: Scopes): Generator<Problem<MemletCode>> {
  for (const node of Object.values(state.nodes)) if (node.kind === "access") yield* checkAccess(sdfg, state, node);
  const known = assumptionsAt(sdfg, state.id);
  for (const e of state.edges) {
    if (e.memlet === undefined) continue;
    const container = own(sdfg.containers, e.memlet.data);
    if (container === undefined) {
      yield problem("unknown-container", `A memlet names \`${e.memlet.data}\`, which does not exist.`, e.id);
      continue;
    }
    const inside = withMaps(known, scopes.around(e));
    yield* checkSubset(e, e.memlet.data, e.memlet.subset, container, inside);
    const far = otherEnd(sdfg, state, e, e.memlet);
    if (far !== undefined) yield* checkSubset(e, far.name, e.memlet.otherSubset, far.container, inside);
  }
}

function* checkAccess(sdfg: Sdfg, state: State, node: AccessNode): Generator<Problem<MemletCode>> {
  const container = own(sdfg.containers, node.data);
  if (container === undefined)
    yield problem("unknown-container", `An access node names \`${node.data}\`, which does not exist.`, node.id);
  if (container?.kind !== "view") return;
  const viewed = state.edges.filter(
    (e) => (e.dst === node.id && e.dstConnector === "views") || (e.src === node.id && e.srcConnector === "views"),
  );
  if (viewed.length > 1) yield problem("bad-view", `The view ${node.data} is told to look at two things.`, node.id);
}

/** The container that an edge between two access nodes does not name. */
function otherEnd(
  sdfg: Sdfg,
  state: State,
  e: Edge,
  memlet: Memlet,
): { name: string; container: Container } | undefined {
  const [src, dst] = [own(state.nodes, e.src), own(state.nodes, e.dst)];
  if (src?.kind !== "access" || dst?.kind !== "access") return undefined;
  const name = src.data === memlet.data ? dst.data : src.data;
  const container = own(sdfg.containers, name);
  return container && { name, container };
}

function* checkSubset(
  e: Edge,
  name: string,
  subset: Subset | undefined,
  container: Container,
  known: Assumptions,
): Generator<Problem<MemletCode>> {
  if (subset === undefined || container.kind === "foreign") return;
  if (subset.length !== container.shape.length) {
    yield problem(
      "wrong-dimensions",
      `A memlet takes ${subset.length} dimensions of ${name}, which has ${container.shape.length}.`,
      e.id,
    );
    return;
  }
  for (const [d, range] of subset.entries()) {
    const extent = container.shape[d] as Expr;
    const why = outside(range, extent, known);
    if (why !== undefined)
      yield problem(
        "out-of-bounds",
        `${name}[${printRange(range)}] in dimension ${d} ${why} (its extent is ${printExpr(extent)}).`,
        e.id,
      );
  }
}

/** Why a range leaves its dimension for every value of the symbols; an empty range touches nothing. */
function outside(range: Range, extent: Expr, known: Assumptions): string | undefined {
  if (!isSmall(range, extent, known)) return undefined;
  if (!isPoint(range) && isNonNegative(sub(lengthOf(range), int(1)), known) !== "yes") return undefined;
  const down = (constantOf(range.step) ?? 1) < 0;
  const [least, most] = down ? [sub(range.end, int(-1)), range.begin] : [range.begin, sub(range.end, int(1))];
  if (isNonNegative(least, known) === "no") return "begins before 0";
  // With a step the last index may lie before the end.
  const step = constantOf(range.step);
  return step === 1 && isAtMost(most, sub(extent, int(1)), known) === "no" ? "ends behind the last element" : undefined;
}

/** The prover works with exact integers; a file may hold numbers that, multiplied, are none. */
function isSmall(range: Range, extent: Expr, known: Assumptions): boolean {
  const exprs = [range.begin, range.end, range.step, extent];
  const names = symbolsOf(extent, symbolsOfRange(range));
  const waiting = [...names];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const bounds = known.bounds.get(name);
    for (const bound of [bounds?.least, bounds?.most]) {
      if (bound === undefined) continue;
      exprs.push(bound);
      for (const inner of symbolsOf(bound)) {
        if (!names.has(inner)) waiting.push(inner);
        names.add(inner);
      }
    }
    if (exprs.length > 64) return false;
  }
  const degree = Math.max(
    1,
    ...exprs.flatMap((e) => e.terms.map((t) => t.factors.reduce((total, f) => total + f.power, 0))),
  );
  const bits = exprs.reduce(
    (total, e) => total + Math.log2(1 + e.terms.reduce((sum, t) => sum + Math.abs(t.coefficient), 0)),
    0,
  );
  return (
    bits * degree < 200 &&
    exprs.every((e) => e.terms.length < 50 && e.terms.every((t) => Math.abs(t.coefficient) < 2 ** 24))
  );
}
