import v8 from "node:v8";
import { describe, expect, it } from "vitest";
import type { LoopProgram, Matrix } from "../../lowering/index.ts";
import {
  allocate,
  hasFusedMultiplyAdd,
  interpret,
  judge,
  loadWasm,
  type NdArray,
  runWasm,
} from "../../runtime/index.ts";
import type { DType } from "../../sdfg/index.ts";
import { int } from "../../symbolic/index.ts";
import { now } from "../../testing/programs.ts";
import { emitWasm } from "./emit.ts";

interface Shape {
  readonly m: number;
  readonly n: number;
  readonly k: number;
}

/** `columns` apart, rows side by side: the matrix is the transpose of what lies in memory. */
const matrix = (memory: string, columns: number, transposed: number | undefined): Matrix => ({
  memory,
  offset: int(3),
  rowStride: int(transposed === undefined ? columns : 1),
  columnStride: int(transposed ?? 1),
});

function product(dtype: DType, { m, n, k }: Shape, transposed: string): LoopProgram {
  const turned = (name: string, rows: number) => (transposed.includes(name) ? rows : undefined);
  const parameter = (name: string, size: number, result: boolean) => ({
    name,
    dtype,
    shape: [int(size + 3)],
    scalar: false,
    read: !result,
    written: result,
    result,
  });
  return {
    name: "product",
    symbols: [],
    buffers: {},
    locals: {},
    exceptions: [],
    parameters: [parameter("a", m * k, false), parameter("b", k * n, false), parameter("c", m * n, true)],
    body: [
      {
        kind: "matmul",
        dtype,
        m: int(m),
        n: int(n),
        k: int(k),
        threads: false,
        a: matrix("a", k, turned("a", m)),
        b: matrix("b", n, turned("b", k)),
        c: matrix("c", n, turned("c", m)),
      },
    ],
  };
}

function filled(dtype: DType, size: number, seed: number): NdArray {
  const array = allocate(dtype, [size]);
  let state = seed;
  for (let i = 0; i < size; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    if (array.data instanceof BigInt64Array || array.data instanceof BigUint64Array) array.data[i] = BigInt(state);
    else array.data[i] = dtype.startsWith("float") ? state / 2 ** 31 : state;
  }
  return array;
}

async function check(dtype: DType, shape: Shape, transposed = ""): Promise<void> {
  const program = product(dtype, shape, transposed);
  const inputs = { a: filled(dtype, shape.m * shape.k + 3, 1), b: filled(dtype, shape.k * shape.n + 3, 2) };
  const expected = interpret(program, inputs, {}, { now });
  const actual = runWasm(await loadWasm(emitWasm(program)), inputs, { now });
  if (expected.kind !== "finished" || actual.kind !== "finished") throw new Error("it raised");
  expect(actual.outputs["c"]?.data.some((x) => Number(x) !== 0)).toBe(shape.k > 0);
  expect(actual.outputs["c"]).toEqual(expected.outputs["c"]);
}

describe("a matrix product has the bits of the triple loop", () => {
  const shapes: readonly (readonly [number, number, number])[] = [
    [3, 3, 3],
    [5, 7, 300],
    [17, 33, 31],
    [70, 45, 260],
    [67, 520, 9],
    [1, 530, 77],
    [600, 1, 41],
    [7, 95, 130],
    [1, 1, 3000],
    [4, 8, 0],
  ];
  for (const dtype of ["float64", "float32"] as const) {
    it.each(shapes)(`${dtype} %i × %i × %i`, (m, n, k) => check(dtype, { m, n, k }));
    it.each(["a", "b", "c", "ab", "abc"])(`${dtype} with %s transposed`, async (transposed) => {
      for (const [m, n, k] of [
        [17, 33, 31],
        [1, 70, 40],
        [70, 1, 40],
      ] as const)
        await check(dtype, { m, n, k }, transposed);
    });
  }
  it.each(["int64", "int32", "uint8"] as const)("%s", (dtype) => check(dtype, { m: 6, n: 5, k: 7 }));
});

describe("a fused product rounds once for each multiply-add", () => {
  if (!hasFusedMultiplyAdd()) v8.setFlagsFromString("--experimental-wasm-relaxed-simd");
  it("is asked of an engine that has it", () => {
    expect(hasFusedMultiplyAdd()).toBe(true);
  });
  it.each(["float64", "float32"] as const)("%s", async (dtype) => {
    for (const shape of [
      { m: 70, n: 45, k: 260 },
      { m: 1, n: 530, k: 77 },
    ]) {
      const program = product(dtype, shape, "");
      const inputs = { a: filled(dtype, shape.m * shape.k + 3, 1), b: filled(dtype, shape.k * shape.n + 3, 2) };
      const [plain, fused] = [emitWasm(program), emitWasm(program, { multiplyAdd: "relaxed" })];
      expect(fused.bytes).not.toEqual(plain.bytes);
      const results = [await loadWasm(plain), await loadWasm(fused)].map((loaded) => runWasm(loaded, inputs, { now }));
      const [expected, actual] = results.map((each) => (each.kind === "finished" ? each.outputs : {}));
      expect(actual).not.toEqual(expected);
      expect(judge(actual ?? {}, expected ?? {})).toMatchObject({ kind: "right" });
    }
  });
});
