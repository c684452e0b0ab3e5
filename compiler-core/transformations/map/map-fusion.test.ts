import { describe, expect, it } from "vitest";
import { compileText } from "../../compiler/index.ts";
import { need } from "../../diagnostics/index.ts";
import { printSdfg, type Sdfg, statesOf } from "../../sdfg/index.ts";
import { compiled, now } from "../../testing/programs.ts";
import { type OptionValues, transform, transformationNamed } from "../index.ts";

function graphOf(kernel: string, args = "A, B, C"): Sdfg {
  const names = args.split(", ");
  const text = `import numpy as np\n\n\ndef f(${args}):\n    ${kernel}\n\n\ndef initialize(N):\n    return ${names.map(() => "np.zeros((N,))").join(", ")}\n`;
  const graph = need(compileText(text, { now }).value, "program").program.sdfg;
  const simple = transform(graph, "StateFusion", {});
  return simple.kind === "done" ? simple.sdfg : graph;
}

function reasons(graph: Sdfg, options: OptionValues = {}): (string | undefined)[] {
  const fusion = need(transformationNamed("MapFusion"), "MapFusion");
  return [...fusion.find(graph)].map((match) => {
    const done = transform(graph, "MapFusion", match, options);
    return done.kind === "refusal" ? done.reason : undefined;
  });
}

function fused(graph: Sdfg): string {
  const done = transform(graph, "FullMapFusion", {});
  return done.kind === "done" ? printSdfg(done.sdfg) : done.reason;
}

const mapsIn = (sdfg: Sdfg) =>
  statesOf(sdfg).flatMap((s) => Object.values(s.nodes).filter((n) => n.kind === "map-entry")).length;

describe("MapFusion", () => {
  it("keeps the value in a register and drops the array", () => {
    const text = fused(graphOf("t = A + 1.0\n    B[:] = t * C"));
    expect(text).toContain("transient t: float64\n");
    expect(text.match(/map /g)).toHaveLength(1);
  });

  it("keeps the store where somebody else reads the array", () => {
    const text = fused(graphOf("B[:] = A + 1.0\n    C[:] = B * 2.0"));
    expect(text).toContain("B[i0] = in0 where in0 = B_value");
    expect(text).toContain("C[i0] = in0 * 2.0 where in0 = B_value");
  });

  it("drops a store that is overwritten at once", () => {
    const text = fused(graphOf("B[:] = A + 1.0\n    B[:] = B * C"));
    expect(text.match(/ B\[i0\] = /g)).toHaveLength(1);
  });

  it("says which accesses collide, and what would work", () => {
    const [reason] = reasons(graphOf("t = A + 1.0\n    B[1:-1] = t[2:] + t[:-2]"));
    expect(reason).toMatch(/range/);
    const neighbours = reasons(compiled("jacobi_2d").sdfg);
    expect(neighbours.every((r) => r === undefined)).toBe(true);
  });

  it("does not compute anew what has been overwritten since", () => {
    const graph = graphOf("t = A + 1.0\n    A[:] = 0.0\n    B[1:] = t[:-1]");
    expect(reasons(graph, { recompute: true }).at(-1)).toMatch(
      /`A`, which the first map reads, is changed before the second map/,
    );
  });

  it("does not compute anew what the second map overwrites as it goes", () => {
    const graph = graphOf("t = A + 1.0\n    A[1:] = t[:-1]");
    expect(reasons(graph, { recompute: true }).at(-1)).toMatch(
      /The second map writes `A\[i0 \+ 1\]`, while computing the first one again would still read `A\[i0\]`/,
    );
  });

  it("keeps the number of copies", () => {
    const graph = graphOf("t = A + 1.0\n    B[1:-1] = t[2:] + t[:-2] + t[1:-1]");
    expect(reasons(graph, { recompute: true, copies: 1 }).some((r) => r?.includes("the option allows 1"))).toBe(true);
  });

  it("makes hdiff one map without temporaries", () => {
    const simple = transform(compiled("hdiff").sdfg, "Simplify", {});
    const done = simple.kind === "done" ? transform(simple.sdfg, "FullMapFusion", {}) : simple;
    if (done.kind === "refusal") throw new Error(done.reason);
    expect(mapsIn(done.sdfg)).toBe(1);
    const names = new Set(
      statesOf(done.sdfg).flatMap((s) => Object.values(s.nodes).flatMap((n) => (n.kind === "access" ? [n.data] : []))),
    );
    expect([...names].filter((name) => (done.sdfg.containers[name]?.shape.length ?? 0) > 0).sort()).toEqual([
      "coeff",
      "in_field",
      "out_field",
    ]);
  });
});
