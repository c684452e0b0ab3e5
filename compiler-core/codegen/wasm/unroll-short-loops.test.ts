import { describe, expect, it } from "vitest";
import { buildWasm, lowerProgram } from "../../compiler/index.ts";
import { printLoopProgram, specialize } from "../../lowering/index.ts";
import { interpret, judge } from "../../runtime/index.ts";
import { add, int, mul, symbol } from "../../symbolic/index.ts";
import { binary, load, loop, num, programOf, store } from "../../testing/loop-programs.ts";
import { compiled, now, referenceOf } from "../../testing/programs.ts";
import { unrollShortLoops } from "./unroll-short-loops.ts";

const [i, j] = [symbol("i"), symbol("j")];
const write = (at: typeof i) => store("a", at, binary("+", load("float64", "a", at), num("float64", 1)));
const lines = (body: Parameters<typeof programOf>[0]) =>
  printLoopProgram(unrollShortLoops(programOf(body, { a: "float64" }, 64)))
    .trim()
    .split("\n")
    .slice(1)
    .map((l) => l.trim());

describe("short loops", () => {
  it("become their bodies, in steps and backwards", () => {
    expect(lines([loop("i", 0, [write(add(mul(int(2), i), int(3)))], { begin: int(5), step: -2 })])).toEqual([
      "a[13] = (a[13] + 1)",
      "a[9] = (a[9] + 1)",
      "a[5] = (a[5] + 1)",
    ]);
  });
  it("stay where they are long, or hold loops that stay", () => {
    const long = loop("i", 9, [write(i)]);
    expect(lines([long, loop("j", 2, [long])])).toEqual([
      "for i in 0:9",
      "a[i] = (a[i] + 1)",
      "for j in 0:2",
      "for i in 0:9",
      "a[i] = (a[i] + 1)",
    ]);
  });
  it("vanish without iterations", () =>
    expect(lines([loop("i", 0, [write(i)]), write(j)])).toEqual(["a[j] = (a[j] + 1)"]));
  it("leave the meaning of a program with many of them", () => {
    const { sizes, inputs, outputs } = referenceOf("scattering_self_energies");
    const before = specialize(lowerProgram(compiled("scattering_self_energies").sdfg), sizes);
    const after = unrollShortLoops(before);
    expect(printLoopProgram(after)).not.toBe(printLoopProgram(before));
    const result = interpret(after, inputs, sizes, { now });
    expect(result.kind === "finished" && judge(result.outputs, outputs).kind).toBe("right");
    expect(buildWasm(before, {}).bytes.length).toBeLessThan(60_000);
  });
});
