// Our own graphs through DaCe's portable dialect and back: they stay valid, and compute what they did.
import { describe, expect, it } from "vitest";
import { lowerProgram } from "../../compiler/index.ts";
import { interpret, judge } from "../../runtime/index.ts";
import { printSdfg, type Sdfg } from "../../sdfg/index.ts";
import { compiled, compiledText, galleryNames, now, programText, referenceOf } from "../../testing/programs.ts";
import { validate } from "../../validation/index.ts";
import { readSdfgFile, writeSdfgFile } from "../sdfg-file/index.ts";
import { executable } from "./index.ts";

describe.each(galleryNames)("%s", (name) => {
  const written = writeSdfgFile(compiled(name).sdfg);
  const opened = readSdfgFile(written.value ?? "");

  it("is written, as DaCe's plain states", () => {
    expect(written.diagnostics.filter((d) => d.severity === "error")).toEqual([]);
    const json = JSON.parse(written.value ?? "{}") as { dace_version: string; nodes: { type: string }[] };
    expect(json.dace_version).toBe("1.0.0");
    expect(new Set(json.nodes.map((n) => n.type))).toEqual(new Set(["SDFGState"]));
  });

  it("is valid when it is opened again, and nothing in it is foreign", () => {
    expect(opened.diagnostics).toEqual([]);
    expect(
      validate(opened.value as Sdfg)
        .filter((p) => p.severity === "error")
        .map((p) => p.message),
    ).toEqual([]);
    expect(written.value).not.toContain("$");
  });

  it("computes the same after the way there and back", () => {
    const graph = executable(opened.value as Sdfg);
    if ("kind" in graph) throw new Error(graph.reason);
    const { sizes, inputs, outputs } = referenceOf(name);
    const result = interpret(lowerProgram(graph), inputs, sizes, { now });
    if (result.kind !== "finished") throw new Error(JSON.stringify(result));
    const verdict = judge(result.outputs, outputs);
    expect(verdict.kind === "right" ? "" : verdict.reason).toBe("");
  });
});

/** Bodies of `f(x)`, with what each comes back as: loops, branches and jumps, as they were written. */
const jumps: Readonly<Record<string, readonly string[]>> = {
  "a break after a statement": [
    "for k in range(5):",
    "    if x[k] > 2.0:",
    "        x[k] = 0.0",
    "        break",
    "    x[k] += 1.0",
  ],
  "two ways to go on": [
    "for k in range(5):",
    "    if x[k] > 1.0:",
    "        if x[k] > 2.0:",
    "            continue",
    "        x[k] = 7.0",
    "    x[k] += 1.0",
  ],
  "a return out of two loops": [
    "for k in range(5):",
    "    while x[k] < 3.0:",
    "        x[k] += 1.0",
    "        if x[0] > 9.0:",
    "            return x[k]",
    "return x[1] * 2.0",
  ],
  "a loop that is left by breaks only": [
    "s = 0.0",
    "while True:",
    "    s += x[0]",
    "    if s > 20.0:",
    "        break",
    "    if s < -20.0:",
    "        s = 0.0",
    "        break",
    "return s",
  ],
  "a loop that may not run": ["n = 5", "for k in range(int(x[0]) * 0):", "    n = k", "return n"],
};

describe("jumps", () => {
  it.each(Object.entries(jumps))("%s", (_, body) => {
    const kernel = ["def f(x):", ...body.map((line) => `    ${line}`)].join("\n");
    const { sdfg } = compiledText(programText(`${kernel}\n`, "return np.zeros(N)"));
    const graph = executable(readSdfgFile(writeSdfgFile(sdfg).value ?? "").value as Sdfg);
    if ("kind" in graph) throw new Error(graph.reason);
    const of = (text: string) => [...text.matchAll(/^ *(for|while|if|else|break|continue|return)\b/gm)].map(([m]) => m);
    expect(of(printSdfg(graph))).toEqual(of(printSdfg(sdfg)));
    for (const first of [-30, 0.5, 1, 2.5, 30]) {
      const data = Float64Array.from({ length: 5 }, (_, i) => first + i * 0.75);
      const [mine, other] = [sdfg, graph].map((each) =>
        interpret(lowerProgram(each), { x: { dtype: "float64", shape: [5], data } }, { N: 5 }, { now }),
      );
      expect(other).toMatchObject({ kind: "finished", outputs: mine?.kind === "finished" ? mine.outputs : "" });
    }
  });
});
