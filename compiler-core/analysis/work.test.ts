import { describe, expect, it } from "vitest";
import { need } from "../diagnostics/index.ts";
import { int, mul, nothingAssumed, range, symbol, zero } from "../symbolic/index.ts";
import { compiled, programNames } from "../testing/programs.ts";
import { type Count, countOfExpr, evaluateCount, plus, printCount, sumOver } from "./count.ts";
import { workOf } from "./work.ts";

const works = (name: string) => workOf(compiled(name).sdfg);
const printed = ({ flop, traffic }: ReturnType<typeof works>) => [printCount(flop), printCount(traffic)];

describe("work of a program", () => {
  it.each([
    ["gemm", "2*NI*NJ*NK + 2*NI*NJ + NI*NK", "16*NI*NJ + 8*NI*NK + 8*NJ*NK"],
    ["softmax", "4*H*N*SM**2", "8*H*N*SM**2"],
    ["jacobi_2d", "10*max(0, N - 2)**2*max(0, TSTEPS - 1)", "32*N**2"],
    ["lu", "(4*N**3 + 3*N**2 - N)/6", "16*N**2"],
    ["spmv", "2*trips@9", "12*M + 8*N + 12*nnz + 4"],
  ])("of %s is as counted by hand", (name, flop, traffic) => expect(printed(works(name))).toEqual([flop, traffic]));

  it("of a triangular loop is what the loop does", () => {
    const n = 23;
    let flop = 0;
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < i; j++) flop += 2 * j + 2;
      for (let j = i; j < n; j++) flop += 2 * i + 1;
    }
    expect(evaluateCount(works("lu").flop, { N: n })).toBe(flop);
  });

  it("is unknown until run where the data decides", () => {
    const { flop } = works("spmv");
    expect(evaluateCount(flop, { M: 4, N: 5, nnz: 6 })).toBeUndefined();
    expect(evaluateCount(flop, { M: 4, N: 5, nnz: 6, "trips@9": 6 })).toBe(12);
  });

  it("is at most so much under a branch", () => {
    expect(works("scattering_self_energies").flop.exact).toBe(false);
    expect(works("hdiff").flop.exact).toBe(true);
  });

  it.each(programNames)("of %s sums up from its elements and is the same twice", (name) => {
    const { sdfg } = compiled(name);
    const work = workOf(sdfg);
    expect(workOf(sdfg)).toEqual(work);
    const states = [...work.elements].filter(([id]) => sdfg.blocks[id]?.kind === "state").map(([, w]) => w.flop);
    const values = { ...need(compiled(name).presets["T"], "T"), "trips@9": 1, "trips@6": 1 };
    expect(evaluateCount(plus(...states), values)).toBe(evaluateCount(work.flop, values));
    for (const { flop, accesses, traffic } of work.elements.values())
      for (const count of [flop, accesses, traffic])
        expect(evaluateCount(count, { ...values, v_size: 3 })).toBeGreaterThanOrEqual(0);
  });

  it("of a map counts a stencil's overlapping reads once", () => {
    const { sdfg } = compiled("jacobi_2d");
    const sizes = { N: 23, TSTEPS: 3 };
    const maps = [...workOf(sdfg).elements]
      .filter(([id]) => sdfg.blocks[id] === undefined)
      .map(([, w]) => [evaluateCount(w.accesses, sizes), evaluateCount(w.traffic, sizes)]);
    expect(maps.length).toBeGreaterThan(0);
    for (const [accesses = 0, traffic = 0] of maps) expect(traffic).toBeLessThanOrEqual(accesses);
  });
});

describe("a sum over a loop", () => {
  const t = symbol("t");
  const power = (k: number): Count => countOfExpr(mul(...Array<typeof t>(k).fill(t)));
  const summed = (count: Count, ...[begin, end, step]: [number, number, number]) =>
    evaluateCount(sumOver(count, "t", range(int(begin), int(end), int(step)), nothingAssumed, "trips@1"), {});

  it.each([
    [0, 7, 1],
    [2, 11, 3],
    [9, -1, -1],
    [5, 5, 1],
    [5, 2, 1],
    [-4, 6, 2],
  ])("from %i to %i by %i has a closed form", (begin, end, step) => {
    for (let k = 0; k <= 4; k++) {
      let expected = 0;
      for (let v = begin; step > 0 ? v < end : v > end; v += step) expected += v ** k;
      expect(summed(power(k), begin, end, step)).toBe(expected);
    }
  });

  it("without one is an opaque total, not multiplied again", () => {
    const fifth = sumOver(power(5), "t", range(zero, symbol("N")), nothingAssumed, "trips@3");
    expect(printCount(fifth)).toBe("trips@3");
    expect(printCount(sumOver(fifth, "i", range(zero, symbol("N")), nothingAssumed, "trips@2"))).toBe("trips@3");
  });
});
