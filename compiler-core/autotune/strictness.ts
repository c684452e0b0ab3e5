// Which strictness the automatic recipe asks for: relaxed, except where the last bit of a number decides what comes next.
import { codeOf } from "../analysis/index.ts";
import {
  isComplex,
  isInteger,
  loopsAround,
  nodesOf,
  type Scalar,
  type Sdfg,
  statesOf,
  walkBlocks,
  walkScalar,
} from "../sdfg/index.ts";

/**
 * A comparison of floats under a loop steers what the loop carries on; a sum that is rounded otherwise may then take another
 * way and end far from NumPy's answer (an escape-time fractal does). There the order of the source is kept.
 */
export function strictnessFor(sdfg: Sdfg): "strict" | "relaxed" {
  for (const block of walkBlocks(sdfg))
    if (codeOf(block).some((code) => block.kind !== "region" && comparesFloats(code))) return "strict";
  for (const state of statesOf(sdfg)) {
    for (const node of nodesOf(state))
      if (node.kind === "nested-sdfg" && strictnessFor(node.sdfg) === "strict") return "strict";
    if (loopsAround(sdfg, state.id).length === 0) continue;
    for (const node of nodesOf(state))
      if (node.kind === "tasklet" && Object.values(node.outputs).some(comparesFloats)) return "strict";
  }
  return "relaxed";
}

function comparesFloats(code: Scalar): boolean {
  return walkScalar(code).some(
    (part) =>
      part.kind === "compare" &&
      [part.left, part.right].some(({ dtype }) => isComplex(dtype) || !(isInteger(dtype) || dtype === "bool")),
  );
}
