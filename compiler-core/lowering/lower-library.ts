// Library nodes as statements: a product as a kernel call or as plain loops, a compression as a counted loop.
import { CompilerBug, need } from "../diagnostics/index.ts";
import { matrixProductOf } from "../library/matmul.ts";
import { type DType, edgesInto, edgesOutOf, kindOf, type LibraryNode, type Memlet, type State } from "../sdfg/index.ts";
import { add, constantOf, type Expr, isPoint, lengthOf, mul, one, symbol, zero } from "../symbolic/index.ts";
import { indexValue, type Matrix, type Statement, type Value } from "./loop-program.ts";
import type { Lowering } from "./lowering-context.ts";

export function lowerLibrary(lowering: Lowering, state: State, node: LibraryNode): Statement[] {
  const memlets = new Map<string, Memlet>();
  for (const e of edgesInto(state, node.id)) if (e.dstConnector && e.memlet) memlets.set(e.dstConnector, e.memlet);
  for (const e of edgesOutOf(state, node.id)) if (e.srcConnector && e.memlet) memlets.set(e.srcConnector, e.memlet);
  const memlet = (name: string) => need(memlets.get(name), `${name} of ${node.id}`);
  switch (node.operation) {
    case "MatMul":
      return lowerMatMul(lowering, node, { a: memlet("a"), b: memlet("b"), c: memlet("c") });
    case "Compress":
      return lowerCompress(lowering, node, memlet("a"), memlet("mask"), memlet("out"));
    default:
      throw new CompilerBug(`the library node ${node.operation} has no lowering`);
  }
}

const originOf = (node: LibraryNode) => ({ element: node.id, ...(node.origin && { span: node.origin }) });

function lowerMatMul(lowering: Lowering, node: LibraryNode, memlets: { a: Memlet; b: Memlet; c: Memlet }): Statement[] {
  const product = matrixProductOf(node, memlets, (name) => need(lowering.containers.get(name), name));
  const dtype = need(lowering.containers.get(product.c.memory), product.c.memory).dtype;
  const origin = originOf(node);
  // Inside loops products are small, and a kernel's call would cost more than it saves.
  if (node.attributes["implementation"] !== "loops" && lowering.depth === 0)
    return [{ kind: "matmul", origin, dtype, ...product, threads: true }];
  const name = lowering.fresh(`${node.label}_sum`, dtype);
  const [i, j, k] = ["i", "j", "k"].map((v) => lowering.freshSymbol(`${node.label}_${v}`)) as [string, string, string];
  const at = (m: Matrix, row: Expr, column: Expr) =>
    indexValue(add(m.offset, mul(row, m.rowStride), mul(column, m.columnStride)));
  const load = (m: Matrix, row: Expr, column: Expr): Value => ({
    kind: "load",
    type: dtype,
    memory: m.memory,
    at: at(m, row, column),
  });
  const sum: Value = { kind: "local", type: dtype, name };
  const term: Value = {
    kind: "binary",
    type: dtype,
    operator: "*",
    left: load(product.a, symbol(i), symbol(k)),
    right: load(product.b, symbol(k), symbol(j)),
  };
  const inner: Statement[] = [
    { kind: "assign", origin, local: name, value: zeroOf(dtype) },
    loop(
      k,
      product.k,
      [
        {
          kind: "assign",
          origin,
          local: name,
          value: { kind: "binary", type: dtype, operator: "+", left: sum, right: term },
        },
      ],
      origin,
    ),
    { kind: "store", origin, memory: product.c.memory, dtype, at: at(product.c, symbol(i), symbol(j)), value: sum },
  ];
  return [loop(i, product.m, [loop(j, product.n, inner, origin)], origin)];
}

function loop(
  variable: string,
  extent: Expr,
  body: readonly Statement[],
  origin: Statement["origin"],
): Statement & { kind: "for" } {
  return {
    kind: "for",
    ...(origin && { origin }),
    variable,
    begin: zero,
    end: extent,
    step: 1,
    schedule: "sequential",
    body,
  };
}

function zeroOf(dtype: DType): Value {
  return { kind: "constant", type: dtype, value: 0, ...(kindOf(dtype) === "complex" && { imag: 0 }) };
}

/** out[n++] = a[at] wherever mask[at], in row-major order. */
function lowerCompress(lowering: Lowering, node: LibraryNode, a: Memlet, mask: Memlet, out: Memlet): Statement[] {
  const origin = originOf(node);
  const counter = lowering.freshSymbol(`${node.label}_count`);
  const wide = (a.subset ?? []).filter((r) => !isPoint(r) || constantOf(lengthOf(r)) === undefined);
  const variables = wide.map((_, i) => lowering.freshSymbol(`${node.label}_i${i}`));
  const load = (memlet: Memlet): Value => {
    const container = need(lowering.containers.get(memlet.data), memlet.data);
    let next = 0;
    const address = add(
      ...(memlet.subset ?? []).map((r, d) => {
        const index = isPoint(r) ? r.begin : add(r.begin, mul(r.step, symbol(need(variables[next++], "a variable"))));
        return mul(index, need(container.strides[d], "stride"));
      }),
    );
    return { kind: "load", type: container.dtype, memory: memlet.data, at: indexValue(address) };
  };
  const value = load(a);
  const begin = need(out.subset?.[0], "the output's range").begin;
  const keep: Statement[] = [
    {
      kind: "store",
      origin,
      memory: out.data,
      dtype: need(lowering.containers.get(out.data), out.data).dtype,
      at: indexValue(symbol(counter)),
      value,
    },
    { kind: "symbol", origin, name: counter, value: indexValue(add(symbol(counter), one)) },
  ];
  const test: Statement = { kind: "if", origin, condition: load(mask), then: keep, otherwise: [] };
  const nest = variables.reduceRight<Statement>(
    (body, variable, i) => loop(variable, lengthOf(need(wide[i], "range")), [body], origin),
    test,
  );
  return [{ kind: "symbol", origin, name: counter, value: indexValue(begin) }, nest];
}
