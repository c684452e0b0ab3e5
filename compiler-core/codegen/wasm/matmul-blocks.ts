// The two fast ways of a matrix product: thin ones without packing, others in blocks that stay in the caches.
import { indexValue, type Statement, type Value } from "../../lowering/index.ts";
import { bytesOf } from "../../sdfg/index.ts";
import { add, type Expr, int, mul, symbol, zero } from "../../symbolic/index.ts";
import { blockColumns, blockRows, type KernelType } from "./matmul-kernel.ts";
import {
  callWith,
  element,
  emitStatements,
  k,
  load,
  loop,
  m,
  n,
  nothing,
  setIndex,
  steps,
  store,
} from "./matmul-parts.ts";
import type { Emitter } from "./statements.ts";

/** Extents of the packed parts: a part of b lives in the second cache, a panel of it in the first. */
const part = { m: 64, n: 512, k: 256 } as const;

/** Bytes that a product may use beside its matrices. */
export function blockScratchBytes(type: KernelType): number {
  return (part.k * (part.m + part.n) + blockRows * blockColumns(type)) * bytesOf(type);
}

/** Four rows of b at a time go by all rows of c, in stretches of columns that stay in the first cache. */
export function writeThin(e: Emitter, type: KernelType): void {
  const { writer: w } = e;
  const bytes = bytesOf(type);
  const columns = blockColumns(type);
  const [i, j, q] = [symbol("i"), symbol("j"), symbol("q")];
  const term: Value = {
    kind: "binary",
    type,
    operator: "*",
    left: load(type, "a", element("a", i, q)),
    right: load(type, "b", element("b", q, j)),
  };
  const addTo = { kind: "store", memory: "c", dtype: type, at: element("c", i, j), value: term, wcr: "sum" } as const;
  emitStatements(e, [loop("i", m, [loop("j", n, [store(type, "c", element("c", i, j), nothing(type))])])]);
  const scaled = (expr: Expr) => mul(int(bytes), expr);
  const stretch = 512;
  steps(e, "j0", n, stretch, "width", () => {
    // Whole blocks of columns here, those that are left below.
    w.get("width");
    w.i32(Math.log2(columns));
    w.emit("i32.shr_s");
    w.setLocal(w.local("blocks", "i32"));
    steps(e, "q0", k, 4, "depth", () => {
      const [q0, j0] = [symbol("q0"), symbol("j0")];
      w.get("depth");
      w.i32(4);
      w.emit("i32.eq");
      w.open("if");
      callWith(e, `thin_${type}`, [
        m,
        symbol("blocks"),
        add(symbol("a"), scaled(mul(q0, symbol("aColumn")))),
        scaled(symbol("aRow")),
        scaled(symbol("aColumn")),
        add(symbol("b"), scaled(add(mul(q0, symbol("bRow")), j0))),
        scaled(symbol("bRow")),
        add(symbol("c"), scaled(j0)),
        scaled(symbol("cRow")),
      ]);
      const left = loop("j", add(j0, symbol("width")), [addTo], add(j0, mul(int(columns), symbol("blocks"))));
      emitStatements(e, [loop("q", add(q0, int(4)), [loop("i", m, [left])], q0)]);
      w.emit("else");
      emitStatements(e, [loop("q", k, [loop("i", m, [loop("j", add(j0, symbol("width")), [addTo], j0)])], q0)]);
      w.close();
    });
  });
}

export function writeBlocked(e: Emitter, type: KernelType): void {
  const { writer: w } = e;
  const bytes = bytesOf(type);
  const columns = blockColumns(type);
  const [i, j, q] = [symbol("i"), symbol("j"), symbol("q")];
  const [i0, j0, q0, height, width, depth, ir, jr] = ["i0", "j0", "q0", "height", "width", "depth", "ir", "jr"].map(
    symbol,
  ) as [Expr, Expr, Expr, Expr, Expr, Expr, Expr, Expr];
  setIndex(e, "packedA", symbol("scratch"));
  setIndex(e, "packedB", add(symbol("scratch"), int(part.k * part.m * bytes)));
  setIndex(e, "tile", add(symbol("scratch"), int(part.k * (part.m + part.n) * bytes)));
  emitStatements(e, [loop("i", m, [loop("j", n, [store(type, "c", element("c", i, j), nothing(type))])])]);
  steps(e, "q0", k, part.k, "depth", () => {
    steps(e, "j0", n, part.n, "width", () => {
      const panelB = (column: Expr) => indexValue(add(mul(jr, depth), mul(int(columns), q), column));
      steps(e, "jr", width, columns, "wide", () => {
        const copy = (column: Expr) =>
          store(type, "packedB", panelB(column), load(type, "b", element("b", add(q0, q), add(j0, jr, column))));
        ifWhole(
          e,
          "wide",
          columns,
          [loop("q", depth, each(columns, copy))],
          [
            loop("q", depth, [
              loop("j", symbol("wide"), [copy(j)]),
              loop("j", int(columns), [store(type, "packedB", panelB(j), nothing(type))], symbol("wide")),
            ]),
          ],
        );
      });
      steps(e, "i0", m, part.m, "height", () => {
        const panelA = (row: Expr) => indexValue(add(mul(ir, depth), mul(int(blockRows), q), row));
        steps(e, "ir", height, blockRows, "high", () => {
          const copy = (row: Expr) =>
            store(type, "packedA", panelA(row), load(type, "a", element("a", add(i0, ir, row), add(q0, q))));
          ifWhole(
            e,
            "high",
            blockRows,
            [loop("q", depth, each(blockRows, copy))],
            [
              loop("q", depth, [
                loop("i", symbol("high"), [copy(i)]),
                loop("i", int(blockRows), [store(type, "packedA", panelA(i), nothing(type))], symbol("high")),
              ]),
            ],
          );
        });
        steps(e, "jr", width, columns, "wide", () => {
          steps(e, "ir", height, blockRows, "high", () => {
            const [panels, corner] = [
              [add(symbol("packedA"), mul(int(bytes), ir, depth)), add(symbol("packedB"), mul(int(bytes), jr, depth))],
              element("c", add(i0, ir), add(j0, jr)),
            ];
            // A whole block whose columns lie side by side is summed in place, any other in a tile.
            for (const [name, whole] of [
              ["wide", columns],
              ["high", blockRows],
              ["cColumn", 1],
            ] as const) {
              w.get(name);
              w.i32(whole);
              w.emit("i32.eq");
              if (name !== "wide") w.emit("i32.and");
            }
            w.open("if");
            const at = corner.kind === "index" ? corner.expr : zero;
            callWith(e, `block_${type}`, [
              depth,
              ...panels,
              add(symbol("c"), mul(int(bytes), at)),
              mul(int(bytes), symbol("cRow")),
            ]);
            w.emit("else");
            const inC = element("c", add(i0, ir, i), add(j0, jr, j));
            const inTile = indexValue(add(mul(int(columns), i), j));
            const valid = (body: Statement) => [loop("i", symbol("high"), [loop("j", symbol("wide"), [body])])];
            emitStatements(e, valid(store(type, "tile", inTile, load(type, "c", inC))));
            callWith(e, `block_${type}`, [depth, ...panels, symbol("tile"), int(columns * bytes)]);
            emitStatements(e, valid(store(type, "c", inC, load(type, "tile", inTile))));
            w.close();
          });
        });
      });
    });
  });
}

const each = (count: number, f: (at: Expr) => Statement) => Array.from({ length: count }, (_, i) => f(int(i)));

function ifWhole(
  e: Emitter,
  extent: string,
  whole: number,
  then: readonly Statement[],
  otherwise: readonly Statement[],
): void {
  const { writer: w } = e;
  w.get(extent);
  w.i32(whole);
  w.emit("i32.eq");
  w.open("if");
  emitStatements(e, then);
  w.emit("else");
  emitStatements(e, otherwise);
  w.close();
}
