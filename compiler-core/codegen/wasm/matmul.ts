// Matrix products: c (m×n) = a (m×k) · b (k×n), each matrix with its own two strides, counted in elements. Small ones by the
// plain loops, thin ones without packing, the rest in blocks that stay in the caches.

import type { Statement, Value } from "../../lowering/index.ts";
import type { DType } from "../../sdfg/index.ts";
import { add, type Expr, int, mul, symbol, zero } from "../../symbolic/index.ts";
import type { FunctionWriter } from "./function-writer.ts";
import { KnownSymbols } from "./known-symbols.ts";
import { blockScratchBytes, writeBlocked, writeThin } from "./matmul-blocks.ts";
import { blockKernel, type KernelType, thinKernel } from "./matmul-kernel.ts";
import { element, emitStatements, k, load, loop, m, n, nothing, store } from "./matmul-parts.ts";
import type { LibraryFunction, ModuleWriter } from "./module.ts";
import type { Emitter } from "./statements.ts";
import { emitIndex } from "./values.ts";

/** Up to so many multiplications, calling and packing cost more than they save. */
const smallProduct = 2048;
const thinRows = 8;

export const matmulArguments = [
  "m",
  "n",
  "k",
  "a",
  "aRow",
  "aColumn",
  "b",
  "bRow",
  "bColumn",
  "c",
  "cRow",
  "cColumn",
  "scratch",
] as const;

/** Bytes that a product may use beside its matrices. */
export function matmulScratchBytes(type: DType): number {
  return isKernelType(type) ? blockScratchBytes(type) : 0;
}

export const matmulName = (type: DType) => `matmul_${type}`;

export function matmulLibrary(module: () => ModuleWriter, fused: boolean): [string, LibraryFunction][] {
  const types: readonly DType[] = [
    "float64",
    "float32",
    "int64",
    "int32",
    "uint64",
    "uint32",
    "int16",
    "uint16",
    "int8",
    "uint8",
    "bool",
  ];
  return types.flatMap((type): [string, LibraryFunction][] => {
    const product: LibraryFunction = {
      parameters: matmulArguments.map((name) => ({ name, type: "i32" as const })),
      write: (w) => {
        const e = routine(w, module());
        if (isKernelType(type)) writeProduct(e, type);
        else emitStatements(e, plainProduct(type));
      },
    };
    const kernels: [string, LibraryFunction][] = isKernelType(type)
      ? [
          [`block_${type}`, blockKernel(type, fused)],
          [`thin_${type}`, thinKernel(type, fused)],
        ]
      : [];
    return [[matmulName(type), product], ...kernels];
  });
}

function isKernelType(type: DType): type is KernelType {
  return type === "float64" || type === "float32";
}

function routine(writer: FunctionWriter, module: ModuleWriter): Emitter {
  const known = new KnownSymbols();
  for (const name of ["m", "n", "k"]) known.atLeastZero(name);
  const pointers = new Map(["a", "b", "c", "packedA", "packedB", "tile"].map((name) => [name, name]));
  return {
    writer,
    module,
    addresses: new Map(),
    pointers,
    known,
    functions: {},
    loops: [],
    scratch: () => writer.get("scratch"),
    raise: () => writer.emit("unreachable"),
  };
}

/** One element after the other. */
function plainProduct(type: DType): readonly Statement[] {
  const [i, j, q] = [symbol("i"), symbol("j"), symbol("q")];
  const sum: Value = { kind: "local", type, name: "sum" };
  const product: Value = {
    kind: "binary",
    type,
    operator: "*",
    left: load(type, "a", element("a", i, q)),
    right: load(type, "b", element("b", q, j)),
  };
  const next: Value = { kind: "binary", type, operator: "+", left: sum, right: product };
  return [
    loop("i", m, [
      loop("j", n, [
        { kind: "assign", local: "sum", value: nothing(type) },
        loop("q", k, [{ kind: "assign", local: "sum", value: next }]),
        store(type, "c", element("c", i, j), sum),
      ]),
    ]),
  ];
}

/** Four rows at once with one column: four sums that do not wait for each other. Leaves the rows after the last four. */
function fourRows(type: DType): readonly Statement[] {
  const [i, q] = [symbol("i"), symbol("q")];
  const row = (r: number) => add(mul(int(4), i), int(r));
  const four = (f: (r: number) => Statement) => [0, 1, 2, 3].map(f);
  const sum = (r: number): Value => ({ kind: "local", type, name: `sum${r}` });
  const product = (r: number): Value => ({
    kind: "binary",
    type,
    operator: "*",
    left: load(type, "a", element("a", row(r), q)),
    right: load(type, "b", element("b", q, zero)),
  });
  const body = [
    ...four((r) => ({ kind: "assign", local: `sum${r}`, value: nothing(type) })),
    loop(
      "q",
      k,
      four((r) => ({
        kind: "assign",
        local: `sum${r}`,
        value: { kind: "binary", type, operator: "+", left: sum(r), right: product(r) },
      })),
    ),
    ...four((r) => store(type, "c", element("c", row(r), zero), sum(r))),
  ];
  return [loop("i", symbol("fours"), body)];
}

function writeProduct(e: Emitter, type: KernelType): void {
  const { writer: w } = e;
  const returnIf = (condition: () => void, write: () => void) => {
    condition();
    w.open("if");
    write();
    w.emit("return");
    w.close();
  };
  const test = (left: Expr, comparison: "i32.le_s" | "i32.eq", right: number) => {
    emitIndex(e, left);
    w.i32(right);
    w.emit(comparison);
  };
  const both = (first: () => void, second: () => void) => () => {
    first();
    second();
    w.emit("i32.and");
  };
  const columnsTouch = (matrix: "b" | "c") => () => test(symbol(`${matrix}Column`), "i32.eq", 1);
  // The counts are compared as floats, because their product may leave 32 bits.
  const isSmall = () => {
    for (const [i, name] of (["m", "n", "k"] as const).entries()) {
      w.get(name);
      w.emit("f64.convert_i32_s");
      if (i > 0) w.emit("f64.mul");
    }
    w.f64(smallProduct);
    w.emit("f64.le");
  };
  returnIf(isSmall, () => emitStatements(e, plainProduct(type)));
  // A row times a matrix is thin below where the matrix has its columns side by side; else it is the product of the transposes.
  w.get("m");
  w.i32(1);
  w.emit("i32.eq");
  w.get("bColumn");
  w.i32(1);
  w.emit("i32.ne");
  w.emit("i32.and");
  w.open("if");
  for (const [x, y] of [
    ["m", "n"],
    ["a", "b"],
    ["aRow", "bColumn"],
    ["aColumn", "bRow"],
    ["cRow", "cColumn"],
  ] as const)
    exchange(w, x, y);
  w.close();
  returnIf(
    () => test(n, "i32.eq", 1),
    () => writeColumn(e, type),
  );
  returnIf(
    both(() => test(m, "i32.le_s", thinRows), both(columnsTouch("b"), columnsTouch("c"))),
    () => writeThin(e, type),
  );
  writeBlocked(e, type);
}

function exchange(w: FunctionWriter, x: string, y: string): void {
  w.get(x);
  w.get(y);
  w.setLocal(w.local(x, "i32"));
  w.setLocal(w.local(y, "i32"));
}

function writeColumn(e: Emitter, type: KernelType): void {
  const [fours, q, i] = [symbol("fours"), symbol("q"), symbol("i")];
  e.writer.get("m");
  e.writer.i32(2);
  e.writer.emit("i32.shr_s");
  e.writer.setLocal(e.writer.local("fours", "i32"));
  emitStatements(e, fourRows(type));
  const sum: Value = { kind: "local", type, name: "sum" };
  const product: Value = {
    kind: "binary",
    type,
    operator: "*",
    left: load(type, "a", element("a", i, q)),
    right: load(type, "b", element("b", q, zero)),
  };
  const rest = [
    { kind: "assign", local: "sum", value: nothing(type) } as const,
    loop("q", k, [
      { kind: "assign", local: "sum", value: { kind: "binary", type, operator: "+", left: sum, right: product } },
    ]),
    store(type, "c", element("c", i, zero), sum),
  ];
  emitStatements(e, [loop("i", m, rest, mul(int(4), fours))]);
}
