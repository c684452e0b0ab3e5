// Arithmetic against what NumPy gave (make-references.py): as it stands in the interpreter, and legalized in the interpreter
// and in WebAssembly.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { cppCapabilities } from "../codegen/cpp/index.ts";
import { need } from "../diagnostics/index.ts";
import type { LoopProgram, Value } from "../lowering/index.ts";
import { countOf, type NdArray, viewOf } from "../runtime/index.ts";
import type { ArithmeticOperator, DType, ScalarFunction } from "../sdfg/index.ts";
import { readNpz } from "../serialization/index.ts";
import { elementwise, interpreted, inWasm } from "../testing/elementwise.ts";
import { legalize } from "./legalize.ts";

const stored = need(
  readNpz(readFileSync(fileURLToPath(new URL("references.npz", import.meta.url)))).value,
  "references",
);

function load(name: string): NdArray | undefined {
  const found = stored[name];
  return (
    found && {
      dtype: found.dtype,
      shape: found.shape,
      data: viewOf(found.dtype, found.bytes.slice().buffer, 0, countOf(found.shape)),
    }
  );
}

const operators = new Set(["//", "%", "**", "+", "-", "*", "/", "<<", ">>"]);

function programFor(name: string, inputs: readonly DType[], output: DType): LoopProgram {
  const operation = name.split(" ")[1] ?? "";
  return elementwise(inputs, output, (x, y) => {
    const [left, right] = [x as Value, y as Value];
    const type = need(inputs[0], "type");
    if (operation === "to") return { kind: "cast", type: output, operand: left };
    if (operation === "==") return { kind: "compare", type: "bool", operator: "==", left, right };
    if (operation === "negative") return { kind: "unary", type, operator: "-", operand: left };
    if (operators.has(operation))
      return { kind: "binary", type, operator: operation as ArithmeticOperator, left, right };
    return {
      kind: "call",
      type: output,
      fn: operation as ScalarFunction,
      args: right === undefined ? [left] : [left, right],
    };
  });
}

/** Numbers as text: NaN equals NaN, and a zero's sign counts. */
const listed = (array: NdArray) => Array.from(array.data as Float64Array, (x) => (Object.is(x, -0) ? "-0" : String(x)));

/**
 * NumPy fuses complex products where the processor can, and takes its platform's hypot; so these agree within a rounding.
 * Where both are finite the expected number is taken, if it is near.
 */
function near(array: NdArray, expected: NdArray): NdArray {
  const rounding =
    expected.dtype.endsWith("64") && expected.dtype !== "float64" ? 3e-7 : expected.dtype === "float32" ? 3e-7 : 1e-15;
  const data = (array.data as Float64Array).map((x, i) => {
    const wanted = Number(expected.data[i]);
    return Math.abs(x - wanted) <= rounding * Math.max(1, Math.abs(wanted)) ? wanted : x;
  });
  return { ...array, data };
}

const names = Object.keys(stored)
  .filter((key) => key.endsWith(".out"))
  .map((key) => key.slice(0, -4))
  .filter((name) => !/uint\d+ negative$/.test(name));

it.each(names)("%s as NumPy does", async (name) => {
  const out = need(load(`${name}.out`), name);
  const inputs = [load(`${name}.in0`), load(`${name}.in1`)].filter((x) => x !== undefined);
  const program = programFor(
    name,
    inputs.map((x) => x.dtype),
    out.dtype,
  );
  const compared = (array: NdArray) => listed(/^complex.* ([*/]|abs)$/.test(name) ? near(array, out) : array);
  const wasm = await inWasm(program, ...inputs);
  expect({ engine: "interpreter", out: compared(interpreted(program, ...inputs)) }).toEqual({
    engine: "interpreter",
    out: listed(out),
  });
  expect({ engine: "WebAssembly", out: compared(wasm) }).toEqual({ engine: "WebAssembly", out: listed(out) });
  // Legalized for C++, other functions stay; the bits are the same.
  expect(interpreted(legalize(program, cppCapabilities), ...inputs).data).toEqual(wasm.data);
});
