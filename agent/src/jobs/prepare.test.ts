// What the compiler is given holds nothing that a program's text smuggled in: no file is included that we did not name.
import { describe, expect, it } from "vitest";
import { compileText } from "../../../compiler-core/compiler/index.ts";
import { need } from "../../../compiler-core/diagnostics/index.ts";
import { writeSdfgFile } from "../../../compiler-core/serialization/index.ts";
import { programNames, textOf } from "../../../compiler-core/testing/programs.ts";
import type { JobRequest } from "../../protocol/index.ts";
import { requestOf } from "../testing/submit.ts";
import { prepare } from "./prepare.ts";

const hostile = `# \\
#include "/etc/passwd"
import numpy as np


def f(A, déjà__vu):
    """\\
#include "/etc/passwd"
"""
    if déjà__vu > 3:  # */ \\
        raise ValueError("x \\\\\\n#include \\"/etc/passwd\\" ??/\\n#embed </etc/shadow> */ %s \\u2028#include <x>")
    A[:] = A + déjà__vu  # ??/


def initialize(N):
    return np.zeros((N,)), 1.0
`;

/** Lines that the preprocessor acts on. */
function directives(source: string): readonly string[] {
  return source.split("\n").filter((line) => /^\s*(#|%:|\?\?=)/.test(line));
}

function sourceOf(text: string): string {
  const prepared = prepare(requestOf(text, { sizes: { N: 3 }, timers: true }));
  if (prepared.kind !== "prepared") throw new Error(JSON.stringify(prepared));
  return prepared.artefact.source;
}

const plain = `import numpy as np


def f(A, B):
    for t in range(3):
        B[:] = A * 2.0


def initialize(N):
    return np.zeros(N), np.zeros(N)
`;
const graphText = need(
  writeSdfgFile(need(compileText(plain, { now: () => 0 }).value, "a program").program.sdfg).value,
  "a file",
);
const arrays = ["A", "B"].map((name) => ({ name, dtype: "float64" as const, shape: [3] }));

function prepareGraph(text: string, inputs: JobRequest["inputs"] = { kind: "chunks", arrays }) {
  const program = { ...requestOf(text).program, form: "graph" as const };
  return prepare({ ...requestOf(text, { sizes: { N: 3 }, timers: true, inputs }), program });
}

describe("a graph", () => {
  const smuggled = 'x\n#include "/etc/passwd"\n';
  const sourceOfGraph = (text: string) => {
    const prepared = prepareGraph(text);
    if (prepared.kind !== "prepared") throw new Error(JSON.stringify(prepared));
    return prepared.artefact.source;
  };

  it("is compiled as it stands, with no file that its labels name", () => {
    const labelled = graphText.replace(/"label": ?"[^"]*"/g, `"label":${JSON.stringify(smuggled)}`);
    expect(labelled).not.toBe(graphText);
    expect(directives(sourceOfGraph(labelled))).toEqual(directives(sourceOfGraph(graphText)));
    expect(sourceOfGraph(graphText)).toContain("2.0");
  });

  it("is refused where its names are none, where it is no graph, and without inputs", () => {
    const renamed = graphText.replaceAll('"A"', JSON.stringify(smuggled));
    expect(prepareGraph(renamed).kind).toMatch(/program|refused/);
    expect(prepareGraph("[").kind).toBe("program");
    expect(prepareGraph(graphText, { kind: "initialize" })).toMatchObject({ kind: "refused", code: "missing-input" });
  });
});

describe("the text that goes to the compiler", () => {
  it("includes the standard library, and no file by a path", () => {
    const lines = directives(sourceOf(hostile));
    expect(lines.length).toBeGreaterThan(5);
    for (const line of lines)
      expect(line).toMatch(
        /^\s*#(include <[a-z_]+(\/mman)?(\.h)?>|pragma omp |pragma GCC |define [A-Z_]|if|else|elif|endif|undef)/,
      );
    const told = sourceOf(hostile)
      .split("\n")
      .filter((line) => line.includes("shadow"));
    expect(told.length).toBeGreaterThan(0);
    for (const line of told) expect(line).toMatch(/^\s*\/\/ .*[^\\]$/);
  });

  it("has the same directives whatever the program says", () => {
    const plain = hostile.replace(/déjà__vu/g, "x").replace(/"x .*"\)/, '"no")');
    expect(directives(sourceOf(hostile))).toEqual(directives(sourceOf(plain)));
    expect(programNames.some((name) => /déjà/.test(textOf(name)))).toBe(false);
  });
});
