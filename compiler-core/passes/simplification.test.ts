import { describe, expect, it } from "vitest";
import { compileText, lowerProgram } from "../compiler/index.ts";
import { need } from "../diagnostics/index.ts";
import { interpret, judge } from "../runtime/index.ts";
import { type Sdfg, statesOf } from "../sdfg/index.ts";
import { compiled, now, programNames, referenceOf } from "../testing/programs.ts";
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
    expect([...statesOf(simplifyGraph(compiled("hdiff").sdfg))]).toHaveLength(1);
  });

  it("drops a result that nobody reads, and what only it needed", () => {
    const graph = graphOf(
      "def f(A):\n    B = A + 1.0\n    C = B * 2.0\n    A[:] = A * 3.0\n",
      "A = np.zeros((N,))\n    return A",
    );
    const simplified = simplifyGraph(graph);
    expect(Object.keys(simplified.containers)).toEqual(["A"]);
  });

  it("takes time in proportion to the number of statements", () => {
    const seconds = (count: number) => {
      const lines = Array.from(
        { length: count },
        (_, i) => `    A${(i * 7) % 10}[:] = A${(i * 3 + 1) % 10} + ${i}.0 * A${(i * 5 + 2) % 10}\n`,
      );
      const names = Array.from({ length: 10 }, (_, i) => `A${i}`);
      const graph = graphOf(
        `def f(${names.join(", ")}):\n${lines.join("")}`,
        `return (${names.map(() => "np.zeros((N,))").join(", ")})`,
      );
      const runs = Array.from({ length: 3 }, () => {
        const fresh = {
          ...graph,
          blocks: Object.fromEntries(Object.entries(graph.blocks).map(([id, b]) => [id, { ...b }])),
        } as Sdfg;
        const begin = now();
        simplifyGraph(fresh);
        return now() - begin;
      });
      return Math.min(...runs);
    };
    const [small, large] = [seconds(1000), seconds(5000)];
    // 1.2 is the bound; the machine's noise gets a little.
    expect(Math.log(large / small) / Math.log(5)).toBeLessThan(1.3);
  });
});

function graphOf(kernel: string, initialize: string): Sdfg {
  const text = `import numpy as np\n\n\n${kernel}\n\ndef initialize(N):\n    ${initialize}\n\n\npresets = {"T": {"N": 5}}\n`;
  const { value, diagnostics } = compileText(text, { now });
  if (value === undefined) throw new Error(JSON.stringify(diagnostics));
  return value.program.sdfg;
}
