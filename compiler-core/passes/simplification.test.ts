import { describe, expect, it } from "vitest";
import { lowerProgram } from "../compiler/index.ts";
import { need } from "../diagnostics/index.ts";
import { interpret, judge, type NdArray } from "../runtime/index.ts";
import { type Sdfg, statesOf } from "../sdfg/index.ts";
import { compiled, compiledText, now, programNames, programText, referenceOf } from "../testing/programs.ts";
import { simplification, simplifyGraph } from "./index.ts";

function check(name: string, simplified: Sdfg): void {
  const { sizes, inputs, outputs, raised } = referenceOf(name);
  const result = interpret(lowerProgram(simplified), inputs, sizes, { now });
  if (raised !== null)
    expect(result).toMatchObject({ kind: "raised", exception: raised.exception, message: raised.message });
  else if (result.kind !== "finished") throw new Error(JSON.stringify(result));
  else expect(judge(result.outputs, outputs)).toMatchObject({ kind: "right" });
}

describe("simplification", () => {
  it.each(programNames)("leaves %s computing what CPython computes", (name) => {
    const { sdfg } = compiled(name);
    const before = JSON.stringify(sdfg);
    const simplified = simplifyGraph(sdfg);
    check(name, simplified);
    expect(JSON.stringify(sdfg)).toBe(before);
    expect(simplifyGraph(simplified)).toBe(simplified);
  });

  it.each(simplification.map((pass) => pass.id))("%s alone is right on hdiff and vadv", (id) => {
    const pass = need(
      simplification.find((p) => p.id === id),
      id,
    );
    for (const name of ["hdiff", "vadv"]) check(name, pass.run(compiled(name).sdfg));
  });

  it("leaves straight-line programs one state", () => {
    expect(statesOf(simplifyGraph(compiled("hdiff").sdfg))).toHaveLength(1);
  });

  it("drops a result that nobody reads, and what only it needed", () => {
    const graph = graphOf(
      "def f(A):\n    B = A + 1.0\n    C = B * 2.0\n    A[:] = A * 3.0\n",
      "A = np.zeros((N,))\n    return A",
    );
    const simplified = simplifyGraph(graph);
    expect(Object.keys(simplified.containers)).toEqual(["A"]);
  });

  it("does not put into a copy what is written into its source later", () => {
    const graph = graphOf(
      "def f(A):\n    t = A + 1.0\n    r = t.copy()\n    for i in range(3):\n        t[i] = 0.0\n    return r\n",
      "return np.zeros((N,))",
    );
    const A: NdArray = { dtype: "float64", shape: [5], data: new Float64Array(5) };
    const result = interpret(lowerProgram(simplifyGraph(graph)), { A }, { N: 5 }, { now });
    expect(result.kind === "finished" && [...(result.outputs["__return"]?.data ?? [])]).toEqual([1, 1, 1, 1, 1]);
  });
});

function graphOf(kernel: string, initialize: string): Sdfg {
  return compiledText(programText(kernel, initialize)).sdfg;
}
