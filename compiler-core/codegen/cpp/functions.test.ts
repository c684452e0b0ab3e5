// The mathematical functions and the arithmetic of other rules, compiled: strict ones give the bits that WebAssembly gives.
import { expect, it } from "vitest";
import { buildCpp, buildWasm } from "../../compiler/index.ts";
import type { Value } from "../../lowering/index.ts";
import { loadWasm, type NdArray, runWasm } from "../../runtime/index.ts";
import type { ArithmeticOperator, DType, ScalarFunction } from "../../sdfg/index.ts";
import { elementwiseAll } from "../../testing/elementwise.ts";
import { hasCompiler, withNative } from "../../testing/native.ts";
import { now } from "../../testing/programs.ts";

const call = (fn: ScalarFunction, type: DType, ...args: readonly Value[]): Value => ({ kind: "call", type, fn, args });
const binary = (operator: ArithmeticOperator, type: DType, left: Value, right: Value): Value => ({
  kind: "binary",
  type,
  operator,
  left,
  right,
});
const cast = (type: DType, operand: Value): Value => ({ kind: "cast", type, operand });

type Operation = readonly [name: string, type: DType, f: (...args: readonly Value[]) => Value];

const one = [
  "exp",
  "exp2",
  "expm1",
  "log",
  "log2",
  "log10",
  "log1p",
  "sin",
  "cos",
  "tan",
  "sinh",
  "cosh",
  "tanh",
  "arctan",
  "sign",
  "rint",
] as const;
const operations: readonly Operation[] = [
  ...one.map((fn): Operation => [fn, "float64", (x) => call(fn, "float64", x as Value)]),
  ...(["exp", "tanh"] as const).map(
    (fn): Operation => [`${fn}32`, "float32", (x) => call(fn, "float32", cast("float32", x as Value))],
  ),
  ...(["arctan2", "fmod", "minimum", "maximum"] as const).map(
    (fn): Operation => [fn, "float64", (x, y) => call(fn, "float64", x as Value, y as Value)],
  ),
  ...(["//", "%", "**"] as const).map(
    (operator, i): Operation => [`float${i}`, "float64", (x, y) => binary(operator, "float64", x as Value, y as Value)],
  ),
  ...(["+", "-", "*", "//", "%", "<<", ">>"] as const).flatMap((operator, i): Operation[] =>
    (["int8", "uint16", "int32", "uint32", "int64", "uint64"] as const).map((type) => [
      `${type}_${i}`,
      type,
      (x, y) => binary(operator, type, cast(type, x as Value), cast(type, y as Value)),
    ]),
  ),
  ["power_int32", "int32", (x, y) => binary("**", "int32", cast("int32", x as Value), cast("int32", y as Value))],
  ["magnitude", "float64", (x, y) => call("abs", "float64", call("complex", "complex128", x as Value, y as Value))],
  [
    "quotient",
    "complex128",
    (x, y) =>
      binary(
        "/",
        "complex128",
        call("complex", "complex128", x as Value, y as Value),
        call("complex", "complex128", y as Value, x as Value),
      ),
  ],
];

const special = [
  0,
  -0,
  1,
  -1,
  0.5,
  2,
  -3,
  7,
  63,
  64,
  100,
  -100,
  1e-310,
  1e-20,
  1e16,
  1e300,
  -1e300,
  2147483648,
  -9.3e18,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  Number.NaN,
];
const pairs = special.flatMap((x) => special.map((y) => [x, y] as const));
const many = Array.from(
  { length: 4000 },
  (_, i) => [Math.sin(i * 12.9898) * (i % 3 === 0 ? 700 : 5), Math.cos(i * 78.233) * (i % 5 === 0 ? 1e6 : 9)] as const,
);
const column = (at: 0 | 1): NdArray => {
  const data = Float64Array.from([...pairs, ...many], (pair) => pair[at]);
  return { dtype: "float64", shape: [data.length], data };
};

it.skipIf(!hasCompiler)("g++ and WebAssembly give the same bits", async () => {
  const program = elementwiseAll(
    ["float64", "float64"],
    Object.fromEntries(operations.map(([name, type, f]) => [name, { type, f }])),
  );
  const inputs = { in0: column(0), in1: column(1) };
  const sizes = { N: inputs.in0.data.length };
  const wasm = runWasm(await loadWasm(buildWasm(program, sizes)), inputs, { now });
  const cpp = withNative(buildCpp(program), "strict", (native) => native.run(inputs, sizes, 1));
  if (cpp.kind !== "finished" || wasm.kind !== "finished") throw new Error("raised");
  for (const [name] of operations)
    expect({ name, data: cpp.outputs[name]?.data }).toEqual({ name, data: wasm.outputs[name]?.data });
});
