// What a whole scope moves: the union of its iterations, one range a dimension, never too small.

import type { MapEntry } from "../sdfg/index.ts";
import {
  add,
  constantOf,
  type Expr,
  int,
  isPoint,
  one,
  type Range,
  range,
  type Subset,
  sub,
  substitute,
  sum,
  symbolsOf,
  symbolsOfRange,
} from "../symbolic/index.ts";

/** The subset over all values of the parameters; undefined for a dimension whose index is not affine in them. */
export function propagated(subset: Subset, map: Pick<MapEntry, "params" | "ranges">, whole: Subset): Subset {
  return subset.map((r, i) => {
    let current: Range | undefined = r;
    // Innermost first, since an inner range may name an outer parameter.
    for (let p = map.params.length - 1; p >= 0 && current !== undefined; p--)
      current = overParameter(current, map.params[p] as string, map.ranges[p] as Range);
    return current ?? (whole[i] as Range);
  });
}

function overParameter(r: Range, name: string, values: Range): Range | undefined {
  if (!symbolsOfRange(r).has(name)) return r;
  const step = constantOf(values.step);
  if (step === undefined || symbolsOf(r.step).has(name)) return undefined;
  const [least, most] = step > 0 ? [values.begin, sub(values.end, one)] : [add(values.end, one), values.begin];
  const slopes = [slopeIn(r.begin, name), slopeIn(r.end, name)];
  const [rising, same] = slopes;
  if (
    rising === undefined ||
    same === undefined ||
    Math.sign(rising) * Math.sign(same) < 0 ||
    (constantOf(r.step) ?? 0) <= 0
  )
    return undefined;
  const at = (e: Expr, value: Expr) => substitute(e, new Map([[name, value]]));
  const [low, high] = rising >= 0 && same >= 0 ? [least, most] : [most, least];
  const grid = isPoint(r) && Math.abs(step) === 1 && Math.abs(rising) > 1 ? Math.abs(rising) : 1;
  return range(at(r.begin, low), at(r.end, high), int(grid));
}

/** c where expr = c·name + rest, rest free of name. */
export function slopeIn(expr: Expr, name: string): number | undefined {
  let slope = 0;
  for (const term of expr.terms) {
    const inside = term.factors.some((f) =>
      f.atom.kind === "symbol" ? f.atom.name === name : symbolsOf(sum([{ coefficient: 1, factors: [f] }])).has(name),
    );
    if (!inside) continue;
    const [factor] = term.factors;
    if (term.factors.length !== 1 || factor?.power !== 1 || factor.atom.kind !== "symbol") return undefined;
    slope += term.coefficient;
  }
  return slope;
}
