import v8 from "node:v8";
import { expect, it } from "vitest";
import { buildWasm } from "../../compiler/index.ts";
import { need } from "../../diagnostics/index.ts";
import { hasFusedMultiplyAdd, loadWasm, multiplyAddFor, type NdArray, runWasm } from "../../runtime/index.ts";
import { symbol } from "../../symbolic/index.ts";
import { exactResults } from "../../testing/exact-results.ts";
import { binary, call, load, loop, programOf, store } from "../../testing/loop-programs.ts";
import { now } from "../../testing/programs.ts";

if (!hasFusedMultiplyAdd()) v8.setFlagsFromString("--experimental-wasm-relaxed-simd");
const i = symbol("i");

it("is asked of an engine that has it", () => expect(multiplyAddFor("strict")).toBe("exact"));

it.each(["log10", "power"])("%s in lanes has the same bits with it", async (name) => {
  const { inputs: columns, hi } = need(
    exactResults().find((f) => f.name === name),
    name,
  );
  const [x, y] = [load("float64", "x", i), load("float64", "y", i)];
  const value = name === "power" ? binary("**", x, y) : call("log10", x);
  const body = [loop("i", hi.length, [store("z", i, value)], { schedule: "simd", lanes: 2 })];
  const program = programOf(body, { x: "float64", y: "float64", z: "float64" }, hi.length);
  const inputs = Object.fromEntries(
    ["x", "y", "z"].map((memory, k): [string, NdArray] => [
      memory,
      { dtype: "float64", shape: [hi.length], data: columns[k] ?? new Float64Array(hi.length) },
    ]),
  );
  const artefacts = [undefined, "exact" as const].map((multiplyAdd) => buildWasm(program, {}, { multiplyAdd }));
  expect(artefacts[1]?.bytes).not.toEqual(artefacts[0]?.bytes);
  const [plain, fused] = await Promise.all(
    artefacts.map(async (artefact) => runWasm(await loadWasm(artefact), inputs, { now })),
  );
  if (plain?.kind !== "finished" || fused?.kind !== "finished") throw new Error("it raised");
  expect(plain.outputs["z"]?.data.some((each) => each !== 0)).toBe(true);
  expect(fused.outputs["z"]).toEqual(plain.outputs["z"]);
});
