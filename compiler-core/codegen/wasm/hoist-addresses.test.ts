import { describe, expect, it } from "vitest";
import { lowerProgram } from "../../compiler/index.ts";
import { type LoopProgram, printLoopProgram, type Statement, specialize } from "../../lowering/index.ts";
import { interpret, type RunResult } from "../../runtime/index.ts";
import { add, floorDiv, int, mod, mul, sub, symbol } from "../../symbolic/index.ts";
import { compiled, now, referenceOf } from "../../testing/programs.ts";
import { hoistAddresses } from "./hoist-addresses.ts";

const outputsOf = (r: RunResult) => (r.kind === "finished" ? r.outputs : r);
const [i, j, n] = [symbol("i"), symbol("j"), symbol("n")];

const loop = (variable: string, end: number, body: readonly Statement[]): Statement => ({
  kind: "for",
  variable,
  begin: int(0),
  end: int(end),
  step: 1,
  schedule: "sequential",
  body,
});
const storeAt = (at: LoopProgram["parameters"][0]["shape"][0], value: number): Statement => ({
  kind: "store",
  memory: "A",
  dtype: "float64",
  at: { kind: "index", type: "index", expr: at },
  value: { kind: "constant", type: "float64", value },
  wcr: "sum",
});

const program = (body: readonly Statement[]): LoopProgram => ({
  name: "made",
  symbols: [],
  buffers: {},
  locals: {},
  exceptions: [],
  body,
  parameters: [
    { name: "A", dtype: "float64", shape: [int(64)], scalar: false, read: false, written: true, result: true },
  ],
});

const made: Readonly<Record<string, LoopProgram>> = {
  "strides and constants": program([
    loop("i", 5, [
      loop("j", 7, [storeAt(add(mul(int(8), i), j, int(3)), 1), storeAt(add(mul(int(8), i), mul(int(2), j)), 2)]),
    ]),
  ]),
  "a symbol that the loop changes": program([
    { kind: "symbol", name: "n", value: { kind: "index", type: "index", expr: int(1) } },
    loop("i", 4, [
      loop("j", 3, [storeAt(add(mul(int(7), n), j), 1)]),
      { kind: "symbol", name: "n", value: { kind: "index", type: "index", expr: add(n, int(2)) } },
    ]),
  ]),
  "negative strides and whole divisions": program([
    loop("i", 9, [
      loop("j", 6, [storeAt(add(sub(int(40), mul(int(4), i)), floorDiv(i, int(2)), mod(add(i, j), int(5)), j), 3)]),
    ]),
  ]),
};

describe("hoisted addresses", () => {
  it.each(Object.keys(made))("mean the same: %s", (name) => {
    const before = made[name] as LoopProgram;
    const after = hoistAddresses(before);
    expect(printLoopProgram(after)).not.toBe(printLoopProgram(before));
    expect(outputsOf(interpret(after, {}, {}, { now }))).toEqual(outputsOf(interpret(before, {}, {}, { now })));
  });

  it.each(["hdiff", "jacobi_2d"])("mean the same in %s", (name) => {
    const { sizes, inputs } = referenceOf(name);
    const before = specialize(lowerProgram(compiled(name).sdfg), sizes);
    const after = hoistAddresses(before);
    expect(outputsOf(interpret(after, inputs, sizes, { now }))).toEqual(
      outputsOf(interpret(before, inputs, sizes, { now })),
    );
  });

  it("computes each invariant part once, before the loop", () => {
    const body = [storeAt(add(mul(int(8), i), j, int(3)), 1), storeAt(add(mul(int(8), i), j, int(9)), 2)];
    expect(
      printLoopProgram(hoistAddresses(program([loop("i", 2, [loop("j", 3, body)])])))
        .split("\n")
        .slice(1, -1)
        .map((l) => l.trim()),
    ).toEqual(["for i in 0:2", "at0 := 8*i", "for j in 0:3", "A[at0 + j + 3] sum= 1", "A[at0 + j + 9] sum= 2"]);
  });

  it("leaves what may divide by zero in its loop", () => {
    const before = program([loop("i", 0, [loop("j", 3, [storeAt(floorDiv(int(8), i), 1)])])]);
    expect(hoistAddresses(before)).toEqual(before);
  });
});
