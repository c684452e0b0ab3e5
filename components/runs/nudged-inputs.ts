// The same arguments, each float one ulp up or down: how far a result moves with them is how far two right ones may lie
// apart. For graphs, whose answer is the interpreter's; programs are asked of NumPy.
import type { Inputs, NdArray } from "@datawright/compiler-core/runtime";

export function nudgedInputs(inputs: Inputs): Inputs {
  let state = 2_654_435_761;
  const isUp = () => {
    // Marsaglia's xorshift, "Xorshift RNGs" (2003).
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state & 1) === 1;
  };
  return Object.fromEntries(Object.entries(inputs).map(([name, array]) => [name, nudged(array, isUp)]));
}

function nudged(array: NdArray, isUp: () => boolean): NdArray {
  const data = array.data.slice();
  const { buffer, byteOffset, length } = data;
  if (data instanceof Float64Array) {
    const bits = new BigInt64Array(buffer, byteOffset, length);
    nudge(data, isUp, (at, by) => {
      bits[at] = (bits[at] ?? 0n) + BigInt(by);
    });
  } else if (data instanceof Float32Array) {
    const bits = new Int32Array(buffer, byteOffset, length);
    nudge(data, isUp, (at, by) => {
      bits[at] = (bits[at] ?? 0) + by;
    });
  }
  return { ...array, data };
}

/** A float's magnitude grows with its bits: one more is the next one away from zero. What is not finite stays. */
function nudge(
  values: Float64Array | Float32Array,
  isUp: () => boolean,
  addToBits: (at: number, by: number) => void,
): void {
  for (let at = 0; at < values.length; at++) {
    if (!Number.isFinite(values[at])) continue;
    addToBits(at, values[at] === 0 || isUp() ? 1 : -1);
    // The largest has no next one.
    if (!Number.isFinite(values[at])) addToBits(at, -2);
  }
}
