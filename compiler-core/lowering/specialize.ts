// Puts numbers in the place of sizes, so that addresses and bounds become constants.
import { type Expr, int, nothingAssumed, simplify, substitute } from "../symbolic/index.ts";
import {
  type LoopProgram,
  type Matrix,
  mapBodies,
  mapValue,
  mapValues,
  type Statement,
  type Value,
} from "./loop-program.ts";

/** The same program for these sizes only. Symbols without a value stay. */
export function specialize(program: LoopProgram, sizes: Readonly<Record<string, number>>): LoopProgram {
  const bindings = new Map(Object.entries(sizes).map(([name, value]) => [name, int(value)]));
  const fix = (expr: Expr) => simplify(substitute(expr, bindings), nothingAssumed);
  const value = (v: Value): Value => (v.kind === "index" ? { ...v, expr: fix(v.expr) } : mapValue(v, value));
  const statement = (s: Statement): Statement => {
    const inner = mapBodies(mapValues(s, value), (body) => body.map(statement));
    if (inner.kind === "matmul") {
      const matrix = (m: Matrix): Matrix => ({
        memory: m.memory,
        offset: fix(m.offset),
        rowStride: fix(m.rowStride),
        columnStride: fix(m.columnStride),
      });
      return {
        ...inner,
        a: matrix(inner.a),
        b: matrix(inner.b),
        c: matrix(inner.c),
        m: fix(inner.m),
        n: fix(inner.n),
        k: fix(inner.k),
      };
    }
    return inner.kind === "for" ? { ...inner, begin: fix(inner.begin), end: fix(inner.end) } : inner;
  };
  return {
    ...program,
    symbols: program.symbols.filter((name) => !bindings.has(name)),
    parameters: program.parameters.map((p) => ({ ...p, shape: p.shape.map(fix) })),
    buffers: Object.fromEntries(
      Object.entries(program.buffers).map(([name, b]) => [name, { ...b, size: fix(b.size) }]),
    ),
    body: program.body.map(statement),
  };
}
