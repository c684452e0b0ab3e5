// Memlets: they name containers, have their dimensions, and stay inside where that can be told.
import {
  type AccessNode,
  type Container,
  type Edge,
  type MapEntry,
  type Memlet,
  nodesOf,
  type Sdfg,
  type State,
} from "../sdfg/index.ts";
import {
  type Assumptions,
  type Bounds,
  constantOf,
  type Expr,
  int,
  isAtMost,
  isNonNegative,
  isPoint,
  lengthOf,
  obtained,
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
  for (const node of nodesOf(state)) if (node.kind === "access") yield* checkAccess(sdfg, state, node);
  const known = assumptionsAt(sdfg, state.id);
  const within = new Map<readonly MapEntry[], Facts>();
  for (const e of state.edges) {
    if (e.memlet === undefined) continue;
    const container = own(sdfg.containers, e.memlet.data);
    if (container === undefined) {
      yield problem("unknown-container", `A memlet names \`${e.memlet.data}\`, which does not exist.`, e.id);
      continue;
    }
    const maps = scopes.around(e);
    const inside = obtained(within, maps, () => factsOf(withMaps(known, maps)));
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
  facts: Facts,
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
    const why = outside(range, extent, facts);
    if (why !== undefined)
      yield problem(
        "out-of-bounds",
        `${name}[${printRange(range)}] in dimension ${d} ${why} (its extent is ${printExpr(extent)}).`,
        e.id,
      );
  }
}

/** Assumptions with their text: equal texts mean equal facts. */
interface Facts {
  readonly known: Assumptions;
  readonly text: string;
}

function factsOf(known: Assumptions): Facts {
  const text = [...known.bounds].map(([name, { least, most }]) => `${name}:${least?.key ?? ""}:${most?.key ?? ""}`);
  return { known, text: text.join(" ") };
}

interface Answer {
  readonly extent: Expr;
  readonly facts: string;
  readonly why: string | undefined;
}

const answers = new WeakMap<Range, Answer>();

/** Why a range leaves its dimension. Most ranges are the very objects that were asked about before the last step. */
function outside(range: Range, extent: Expr, { known, text }: Facts): string | undefined {
  const before = answers.get(range);
  if (before !== undefined && before.extent === extent && before.facts === text) return before.why;
  const why = provedOnce(range, extent, known);
  answers.set(range, { extent, facts: text, why });
  return why;
}

const verdicts = new WeakMap<Expr, Map<string, string | undefined>>();

/**
 * Why a range leaves its dimension for every value of the symbols; an empty range touches nothing. Proofs are remembered with
 * the extent, by the text of all that they rest on: steps of a recipe leave most of it as it was.
 */
function provedOnce(range: Range, extent: Expr, known: Assumptions): string | undefined {
  const bounds = boundsBehind(range, extent, known);
  if (bounds === undefined) return undefined;
  const remembered = verdicts.get(extent) ?? new Map<string, string | undefined>();
  verdicts.set(extent, remembered);
  const rest = bounds.map(({ name, least, most }) => `${name}:${least?.key ?? ""}:${most?.key ?? ""}`);
  const key = [range.begin.key, range.end.key, range.step.key, ...rest].join(" ");
  if (remembered.has(key)) return remembered.get(key);
  const exprs = bounds.flatMap(({ least, most }) => [...(least ? [least] : []), ...(most ? [most] : [])]);
  const why = isSmall([range.begin, range.end, range.step, extent, ...exprs])
    ? provedOutside(range, extent, known)
    : undefined;
  remembered.set(key, why);
  return why;
}

function provedOutside(range: Range, extent: Expr, known: Assumptions): string | undefined {
  if (!isPoint(range) && isNonNegative(sub(lengthOf(range), int(1)), known) !== "yes") return undefined;
  const down = (constantOf(range.step) ?? 1) < 0;
  const [least, most] = down ? [sub(range.end, int(-1)), range.begin] : [range.begin, sub(range.end, int(1))];
  if (isNonNegative(least, known) === "no") return "begins before 0";
  // With a step the last index may lie before the end.
  const step = constantOf(range.step);
  return step === 1 && isAtMost(most, sub(extent, int(1)), known) === "no" ? "ends behind the last element" : undefined;
}

interface NamedBounds extends Bounds {
  readonly name: string;
}

/** What is known of every symbol that the question rests on; undefined where that is too much to reason about. */
function boundsBehind(range: Range, extent: Expr, known: Assumptions): readonly NamedBounds[] | undefined {
  const names = symbolsOf(extent, symbolsOfRange(range));
  const waiting = [...names];
  const all: NamedBounds[] = [];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const bounds = known.bounds.get(name) ?? {};
    all.push({ name, ...bounds });
    for (const bound of [bounds.least, bounds.most]) {
      if (bound === undefined) continue;
      for (const inner of symbolsOf(bound)) {
        if (!names.has(inner)) waiting.push(inner);
        names.add(inner);
      }
    }
    if (all.length > 32) return undefined;
  }
  return all;
}

/** The prover works with exact integers; a file may hold numbers that, multiplied, are none. */
function isSmall(exprs: readonly Expr[]): boolean {
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
