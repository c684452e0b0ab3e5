import { describe, expect, it } from "vitest";
import { lowerProgram } from "../../compiler/index.ts";
import { printLoopProgram, type Statement, specialize } from "../../lowering/index.ts";
import { interpret, judge } from "../../runtime/index.ts";
import { add, int, symbol } from "../../symbolic/index.ts";
import { binary, load, loop, num, programOf, store } from "../../testing/loop-programs.ts";
import { compiled, now, referenceOf } from "../../testing/programs.ts";
import { shareLoads } from "./share-loads.ts";

const i = symbol("i");
const a = load("float64", "a", i);
const one = num("float64", 1);
const linesOf = (body: readonly Statement[]) =>
  printLoopProgram(shareLoads(programOf(body, { a: "float64", b: "float64" }, 64)))
    .trim()
    .split("\n")
    .filter((l) => !l.includes("program") && !l.includes("local"))
    .map((l) => l.trim());
const twice = store("b", i, binary("*", a, a));

describe("an element that is read again", () => {
  it("is loaded once", () =>
    expect(linesOf([loop("i", 9, [twice, store("b", i, binary("+", a, one))])])).toEqual([
      "for i in 0:9",
      "shared0 = a[i]",
      "b[i] = (shared0 * shared0)",
      "b[i] = (shared0 + 1)",
    ]));
  it("is loaded anew after its memory was written, wherever", () => {
    const write = store("a", add(i, int(1)), one);
    const inside = loop("j", 2, [store("a", symbol("j"), one)]);
    for (const between of [write, inside])
      expect(linesOf([loop("i", 9, [store("b", i, a), between, store("b", i, a)])]).join()).not.toContain("shared");
  });
  it("is loaded anew where its index has changed", () => {
    const next: Statement = {
      kind: "symbol",
      name: "i",
      value: { kind: "index", type: "index", expr: add(i, int(1)) },
    };
    expect(linesOf([loop("i", 9, [store("b", i, a), next, store("b", i, a)])]).join()).not.toContain("shared");
  });
  it("is not loaded for the sake of a value that may be left out", () => {
    const condition = { kind: "compare", type: "bool", operator: "<", left: one, right: one } as const;
    const guarded = store("b", i, { kind: "select", type: "float64", condition, then: a, otherwise: one });
    expect(linesOf([guarded, guarded]).join()).not.toContain("shared");
    expect(linesOf([store("b", i, a), guarded])).toEqual([
      "shared0 = a[i]",
      "b[i] = shared0",
      "b[i] = (shared0 if (1 < 1) else 1)",
    ]);
  });
  it("leaves the meaning of programs", () => {
    for (const name of ["hdiff", "mandelbrot", "spmv", "lu", "scattering_self_energies"]) {
      const { sizes, inputs, outputs } = referenceOf(name);
      const before = specialize(lowerProgram(compiled(name).sdfg), sizes);
      const result = interpret(shareLoads(before), inputs, sizes, { now });
      expect(result.kind === "finished" && judge(result.outputs, outputs).kind, name).toBe("right");
    }
  });
});
