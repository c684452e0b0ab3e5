// A wrong number in generated code must not pass: the verdict says so, and where.
import { describe, expect, it } from "vitest";
import { buildWasm, lowerProgram } from "../compiler/index.ts";
import { compiled, now, referenceOf } from "../testing/programs.ts";
import { judge } from "./verdict.ts";
import { loadWasm, runWasm } from "./wasm-host.ts";

const opcodeOfF64Constant = 0x44;

function withConstant(bytes: Uint8Array, before: number, after: number): Uint8Array {
  const pattern = [opcodeOfF64Constant, ...new Uint8Array(new Float64Array([before]).buffer)];
  const places = [...bytes.keys()].filter((at) => pattern.every((byte, i) => bytes[at + i] === byte));
  expect(places.length).toBeGreaterThan(0);
  const altered = bytes.slice();
  altered.set(new Uint8Array(new Float64Array([after]).buffer), (places[0] as number) + 1);
  return altered;
}

async function verdictOf(name: string, before: number, after: number) {
  const { sizes, inputs, outputs } = referenceOf(name);
  const artefact = buildWasm(lowerProgram(compiled(name).sdfg), sizes);
  const loaded = await loadWasm({ ...artefact, bytes: withConstant(artefact.bytes, before, after) });
  const result = runWasm(loaded, inputs, { now });
  if (result.kind !== "finished") throw new Error("it raised");
  return judge(result.outputs, outputs);
}

describe("one altered constant in WebAssembly", () => {
  it.each([
    ["hdiff", 4, 4.001, /^out_field\[\d+, \d+, \d+\] is .*, and should be /],
    ["jacobi_2d", 0.2, 0.2000001, /^[AB]\[\d+, \d+\] is .*, and should be /],
  ] as const)("makes %s wrong, at an index", async (name, before, after, reason) => {
    const verdict = await verdictOf(name, before, after);
    expect(verdict.kind).toBe("wrong");
    expect(verdict.kind === "wrong" ? verdict.reason : "").toMatch(reason);
  });

  it("is right where the constant stays what it is", async () => {
    expect((await verdictOf("hdiff", 4, 4)).kind).toBe("right");
  });
});
