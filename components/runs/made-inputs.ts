// Arguments for a graph that has no program to make them: the same numbers every time, between 0 and 1.
import type { Program } from "@datawright/compiler-core/compiler";
import { allocate, type Inputs, type NdArray, setNumber } from "@datawright/compiler-core/runtime";
import { type DType, isInteger, kindOf } from "@datawright/compiler-core/sdfg";
import { evaluate } from "@datawright/compiler-core/symbolic";

/** Whole numbers stay small: they may count loops, or name elements. */
const mostInteger = 4;

export function madeInputs({ signature }: Pick<Program, "signature">, sizes: Readonly<Record<string, number>>): Inputs {
  return Object.fromEntries(
    signature.parameters.flatMap(({ name, type }, i): [string, NdArray][] => {
      if (type.kind === "int") return [];
      const shape = type.kind === "array" ? type.shape.map((extent) => evaluate(extent, sizes)) : [];
      return [[name, filled(type.dtype, shape, i + 1)]];
    }),
  );
}

function filled(dtype: DType, shape: readonly number[], seed: number): NdArray {
  const array = allocate(dtype, shape);
  let state = seed * 2_654_435_761;
  const next = () => {
    // Marsaglia's xorshift, "Xorshift RNGs" (2003).
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
  const one = kindOf(dtype) === "bool" ? 2 : isInteger(dtype) ? mostInteger : undefined;
  for (let at = 0; at < array.data.length; at++)
    setNumber(array.data, at, one === undefined ? next() : Math.floor(next() * one));
  return array;
}
