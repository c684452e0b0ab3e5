// What the compiler is given holds nothing that a program's text smuggled in: no file is included that we did not name.
import { describe, expect, it } from "vitest";
import { programNames, textOf } from "../../../compiler-core/testing/programs.ts";
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
