// What is known about symbols at a place of the graph: sizes, the loops around a block, the parameters of a map.

import { type ElementId, loopsAround, type MapEntry, type Sdfg } from "../sdfg/index.ts";
import {
  type Assumptions,
  add,
  assume,
  type Bounds,
  constantOf,
  type Expr,
  equal,
  nothingAssumed,
  obtained,
  one,
  type Range,
  remembered,
  sub,
} from "../symbolic/index.ts";

const known = new WeakMap<Sdfg, Map<ElementId, Assumptions>>();

/** For code inside the block: an iteration of every loop around it is running, so no such loop is empty. */
export function assumptionsIn(sdfg: Sdfg, block: ElementId): Assumptions {
  return obtained(
    obtained(known, sdfg, () => new Map()),
    block,
    () => derived(sdfg, block),
  );
}

function derived(sdfg: Sdfg, block: ElementId): Assumptions {
  const self = sdfg.blocks[block];
  const loops = self?.kind === "loop" ? [...loopsAround(sdfg, block), self] : loopsAround(sdfg, block);
  const variables = loopVariables(sdfg.blocks);
  let assumptions = nothingAssumed;
  for (const [name, info] of Object.entries(sdfg.symbols))
    if (!variables.has(name)) assumptions = assume(assumptions, name, info);
  for (const { header } of loops)
    if (header.kind === "for") assumptions = assume(assumptions, header.variable, boundsOf(header.range));
  return assumptions;
}

const loopVariables = remembered(
  (blocks: Sdfg["blocks"]) =>
    new Set(
      Object.values(blocks).flatMap((b) => (b.kind === "loop" && b.header.kind === "for" ? [b.header.variable] : [])),
    ),
);

export function withParameters(assumptions: Assumptions, map: Pick<MapEntry, "params" | "ranges">): Assumptions {
  return map.params.reduce((known, name, i) => assume(known, name, boundsOf(map.ranges[i] as Range)), assumptions);
}

/** The least and the most that something walking the range takes. */
export function boundsOf(range: Range): Bounds {
  const step = constantOf(range.step);
  if (step === undefined) return {};
  return step > 0
    ? { least: range.begin, most: sub(withoutClamp(range), one) }
    : { least: add(range.end, one), most: range.begin };
}

/** begin ≤ i < max(begin, e) is the same as begin ≤ i < e. */
function withoutClamp({ begin, end }: Range): Expr {
  const [term] = end.terms;
  const [factor] = term?.factors ?? [];
  const alone = end.terms.length === 1 && term?.coefficient === 1 && term.factors.length === 1 && factor?.power === 1;
  if (!alone || factor?.atom.kind !== "max") return end;
  const rest = factor.atom.args.filter((arg) => !equal(arg, begin));
  return rest.length === 1 && rest.length < factor.atom.args.length ? (rest[0] as Expr) : end;
}
