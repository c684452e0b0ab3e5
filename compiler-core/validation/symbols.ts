// Symbols: whatever an expression names is declared, assigned, or a parameter around it.
import {
  type ElementId,
  type InterstateEdge,
  type Memlet,
  nodesOf,
  type Scalar,
  type Sdfg,
  type State,
  symbolsOfScalar,
  walkScalar,
} from "../sdfg/index.ts";
import { type Expr, remembered, symbolsOf, symbolsOfRange } from "../symbolic/index.ts";
import { own, type Problem, problem, type SymbolCode } from "./problem.ts";
import { namesInSight, type Scopes } from "./sight.ts";

export function* checkSymbols(sdfg: Sdfg): Generator<Problem<SymbolCode>> {
  const names = namesInSight(sdfg);
  const missing = (used: Iterable<string>, what: string, id: ElementId) => unknown(used, names, what, id);
  for (const [name, c] of Object.entries(sdfg.containers))
    yield* missing(namesOf([...c.shape, ...c.strides]), `the shape of ${name}`, name);
  for (const block of Object.values(sdfg.blocks)) {
    if (block.kind === "loop") {
      const { header } = block;
      const used = header.kind === "for" ? symbolsOfRange(header.range) : symbolsOfScalar(header.condition);
      yield* missing(used, `the loop ${block.label}`, block.id);
      if (header.kind === "while") yield* checkReads(sdfg, header.condition, block.id);
    }
    if (block.kind === "conditional") {
      for (const { condition } of block.branches) {
        if (condition === undefined) continue;
        yield* missing(symbolsOfScalar(condition), `a condition of ${block.label}`, block.id);
        yield* checkReads(sdfg, condition, block.id);
      }
    }
    if (block.kind === "region" || block.kind === "loop" || block.kind === "foreign")
      for (const e of block.edges) yield* checkEdge(sdfg, e, names, block.id);
  }
}

function* checkEdge(
  sdfg: Sdfg,
  e: InterstateEdge,
  names: ReadonlySet<string>,
  region: ElementId,
): Generator<Problem<SymbolCode>> {
  const codes = [...(e.condition ? [e.condition] : []), ...Object.values(e.assignments)];
  for (const code of codes) {
    yield* unknown(symbolsOfScalar(code), names, `the edge from ${e.src} to ${e.dst}`, region);
    yield* checkReads(sdfg, code, region);
  }
  for (const [name, code] of Object.entries(e.assignments)) {
    if (own(sdfg.containers, name) !== undefined)
      yield problem("assigned-container", `An edge assigns \`${name}\`, which is a container.`, region);
    // All assignments happen at once; which value the other one would see is not defined.
    const other = Object.keys(e.assignments).find((each) => each !== name && symbolsOfScalar(code).has(each));
    if (other !== undefined)
      yield problem("assigned-and-read", `One edge assigns \`${other}\` and reads it for \`${name}\`.`, region);
  }
}

/** Containers that conditions and assignments read. */
function* checkReads(sdfg: Sdfg, code: Scalar, id: ElementId): Generator<Problem<SymbolCode>> {
  for (const part of walkScalar(code))
    if (part.kind === "read" && own(sdfg.containers, part.data) === undefined)
      yield problem("unknown-symbol", `A condition or an assignment reads \`${part.data}\`, which does not exist.`, id);
}

const symbolsOfMemlet = remembered(({ subset = [], otherSubset = [] }: Memlet): ReadonlySet<string> => {
  const used = new Set<string>();
  for (const range of [...subset, ...otherSubset]) symbolsOfRange(range, used);
  return used;
});

export function* checkSymbolsInState(sdfg: Sdfg, state: State, scopes: Scopes): Generator<Problem<SymbolCode>> {
  const names = new Set([...namesInSight(sdfg), ...scopes.dynamic]);
  const known = (maps: readonly { readonly params: readonly string[] }[], used: Iterable<string>) =>
    [...used].filter((name) => !names.has(name) && !maps.some((m) => m.params.includes(name)));
  for (const e of state.edges) {
    if (e.memlet === undefined) continue;
    for (const name of known(scopes.around(e), symbolsOfMemlet(e.memlet)))
      yield problem(
        "unknown-symbol",
        `A memlet of ${e.memlet.data} names \`${name}\`, which stands for nothing there.`,
        e.id,
      );
  }
  for (const node of nodesOf(state)) {
    const used = new Set<string>();
    if (node.kind === "map-entry") for (const range of node.ranges) symbolsOfRange(range, used);
    if (node.kind === "tasklet")
      for (const code of [...Object.values(node.outputs), ...node.checks.map((c) => c.condition)])
        symbolsOfScalar(code, used);
    if (node.kind === "nested-sdfg") for (const value of Object.values(node.symbolMapping)) symbolsOf(value, used);
    // A map's later ranges may name its earlier parameters.
    const maps = node.kind === "map-entry" ? [...scopes.aroundNode(node.id), node] : scopes.aroundNode(node.id);
    for (const name of known(maps, used))
      yield problem(
        "unknown-symbol",
        `${node.kind === "access" ? node.data : "label" in node ? node.label : node.id} names \`${name}\`, which stands for nothing there.`,
        node.id,
      );
  }
}

function* unknown(
  used: Iterable<string>,
  names: ReadonlySet<string>,
  what: string,
  id: ElementId,
): Generator<Problem<SymbolCode>> {
  for (const name of used)
    if (!names.has(name)) yield problem("unknown-symbol", `${what} names \`${name}\`, which stands for nothing.`, id);
}

function namesOf(exprs: readonly Expr[]): Set<string> {
  const names = new Set<string>();
  for (const e of exprs) symbolsOf(e, names);
  return names;
}
