// Matrix products of complex numbers become loops, each element summed in order of k; so do those of a row with a column,
// which no kernel makes faster.
import { indexValue, type LoopProgram, type Matrix, mapBodies, type Statement, type Value } from "../lowering/index.ts";
import { type DType, isComplex } from "../sdfg/index.ts";
import { add, constantOf, type Expr, mul, symbol, zero } from "../symbolic/index.ts";
import { freshName, namesIn } from "./rewrite.ts";
import { binary, number } from "./values.ts";

type Product = Statement & { readonly kind: "matmul" };

export function expandMatrixProducts(program: LoopProgram): LoopProgram {
  const locals: Record<string, DType> = { ...program.locals };
  const taken = namesIn(program);
  const expand = (s: Product): Statement => {
    const prefix = freshName(taken, "product");
    const sum = `${prefix}_sum`;
    locals[sum] = s.dtype;
    const [i, j, k] = [`${prefix}_i`, `${prefix}_j`, `${prefix}_k`].map((name) => symbol(name)) as [Expr, Expr, Expr];
    const origin = s.origin && { origin: s.origin };
    const total: Value = { kind: "local", type: s.dtype, name: sum };
    const start: Value = isComplex(s.dtype)
      ? { kind: "constant", type: s.dtype, value: 0, imag: 0 }
      : number(s.dtype, 0);
    const loop = (
      variable: string,
      end: Expr,
      body: readonly Statement[],
      schedule: "parallel" | "sequential" = "sequential",
    ): Statement => ({
      kind: "for",
      ...origin,
      variable,
      begin: zero,
      end,
      step: 1,
      schedule,
      ...(schedule === "parallel" && { privates: [sum] }),
      body,
    });
    const element = (matrix: Matrix, row: Expr, column: Expr): Value => ({
      kind: "load",
      type: s.dtype,
      memory: matrix.memory,
      at: addressIn(matrix, row, column),
    });
    const column = loop(`${prefix}_j`, s.n, [
      { kind: "assign", ...origin, local: sum, value: start },
      loop(`${prefix}_k`, s.k, [
        {
          kind: "assign",
          ...origin,
          local: sum,
          value: binary("+", total, binary("*", element(s.a, i, k), element(s.b, k, j))),
        },
      ]),
      { kind: "store", ...origin, memory: s.c.memory, dtype: s.dtype, at: addressIn(s.c, i, j), value: total },
    ]);
    return loop(`${prefix}_i`, s.m, [column], s.threads ? "parallel" : "sequential");
  };
  const visit = (s: Statement): Statement =>
    s.kind === "matmul" && worthLoops(s) ? expand(s) : mapBodies(s, (body) => body.map(visit));
  const body = program.body.map(visit);
  return { ...program, locals, body };
}

function worthLoops(s: Product): boolean {
  return isComplex(s.dtype) || (constantOf(s.m) === 1 && constantOf(s.n) === 1);
}

function addressIn(matrix: Matrix, row: Expr, column: Expr): Value {
  return indexValue(add(matrix.offset, mul(row, matrix.rowStride), mul(column, matrix.columnStride)));
}
