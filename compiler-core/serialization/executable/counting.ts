// Loops over one variable: `for (v = begin; test; v = next)` as a range, where the end stays what it is while the loop runs.
import {
  type Block,
  childrenOf,
  type ElementId,
  type InterstateEdge,
  index,
  type Scalar,
  type Sdfg,
  symbolsOfScalar,
  walkScalar,
} from "../../sdfg/index.ts";
import { type Expr, type Range, symbol, symbolsOf, symbolsOfRange } from "../../symbolic/index.ts";
import { isUnread, readable } from "../sdfg-file/problem.ts";
import { countedRange } from "../sdfg-file/read-block.ts";

export interface Counted {
  readonly variable: string;
  readonly range: Range;
  /** What has to be assigned before: an end that containers hold. */
  readonly before: InterstateEdge["assignments"];
}

export interface Counting {
  readonly variable: string;
  readonly begin: Expr;
  readonly test: Scalar;
  readonly next: Expr;
}

/** What a loop changes: names that its edges and inner loops assign, and containers that its states write. */
export function changedIn(
  sdfg: Sdfg,
  blocks: Iterable<ElementId>,
  edges: readonly InterstateEdge[],
  into = { symbols: new Set<string>(), containers: new Set<string>() },
) {
  for (const e of edges) for (const name of Object.keys(e.assignments)) into.symbols.add(name);
  for (const id of blocks) {
    const block = sdfg.blocks[id];
    if (block === undefined) continue;
    if (block.kind === "state") {
      for (const e of block.edges) {
        const dst = block.nodes[e.dst];
        if (dst?.kind === "access") into.containers.add(dst.data);
      }
      continue;
    }
    if (block.kind === "loop" && block.header.kind === "for") into.symbols.add(block.header.variable);
    if (block.kind === "foreign" && block.loop !== undefined) into.symbols.add(block.loop.variable);
    changedIn(sdfg, childrenOf(block), "edges" in block ? (block as Block & { kind: "region" }).edges : [], into);
  }
  return into;
}

/** None where the loop is none that counts to a fixed end. */
export function counted(
  loop: Counting,
  changed: ReturnType<typeof changedIn>,
  isFree: (name: string) => boolean,
): Counted | undefined {
  const { variable, begin, next } = loop;
  if (changed.symbols.has(variable)) return undefined;
  const limit = limitOf(loop.test, variable);
  if (limit === undefined) return undefined;
  const reads = walkScalar(limit).filter((part) => part.kind === "read");
  if (
    reads.some((r) => changed.containers.has(r.data)) ||
    [...symbolsOfScalar(limit)].some((name) => changed.symbols.has(name) || name === variable)
  )
    return undefined;
  const name = `${variable}_end`;
  if (limit.kind !== "index" && limit.kind !== "constant") {
    if (!isFree(name)) return undefined;
    const test = loop.test.kind === "compare" ? replaceLimit(loop.test, limit, index(symbol(name))) : loop.test;
    const range = readable(() => countedRange(variable, begin, test, next));
    return isUnread(range) ? undefined : { variable, range, before: { [name]: limit } };
  }
  const range = readable(() => countedRange(variable, begin, loop.test, next));
  if (
    isUnread(range) ||
    [...symbolsOfRange(range)].some((each) => changed.symbols.has(each) && !symbolsOf(begin).has(each))
  )
    return undefined;
  return { variable, range, before: {} };
}

/** The side of the test that is not the variable. */
function limitOf(test: Scalar, variable: string): Scalar | undefined {
  if (test.kind !== "compare") return undefined;
  const is = (side: Scalar) => side.kind === "index" && side.expr.key === variable;
  return is(test.left) ? test.right : is(test.right) ? test.left : undefined;
}

function replaceLimit(test: Scalar & { kind: "compare" }, limit: Scalar, by: Scalar): Scalar {
  return test.left === limit ? { ...test, left: by } : { ...test, right: by };
}
