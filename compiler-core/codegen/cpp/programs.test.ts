// Every test program, compiled by g++ and run (skipped where there is none): against what CPython gave, with one thread and with two.
import { describe, expect, it } from "vitest";
import { buildCpp, lowerProgram } from "../../compiler/index.ts";
import { judge, type RunResult } from "../../runtime/index.ts";
import { hasCompiler, type Mode, withNative } from "../../testing/native.ts";
import { compiled, programNames, type Reference, referenceOf } from "../../testing/programs.ts";

const modes: readonly Mode[] = ["strict", "relaxed"];

describe.skipIf(!hasCompiler).each(modes)("%s", (mode) => {
  it.each(programNames)("runs %s as CPython does", (name) => {
    const reference = referenceOf(name);
    withNative(buildCpp(lowerProgram(compiled(name).sdfg)), mode, (native) => {
      for (const threads of [1, 2]) check(native.run(reference.inputs, reference.sizes, threads), reference);
    });
  });
});

function check(result: RunResult, reference: Reference): void {
  if (reference.raised !== null) {
    const { exception, message, line } = reference.raised;
    expect(result).toMatchObject({ kind: "raised", exception, message, span: { line } });
    return;
  }
  if (result.kind !== "finished") throw new Error(JSON.stringify(result));
  const verdict = judge(result.outputs, reference.outputs);
  expect(verdict.kind === "right" ? "" : verdict.reason).toBe("");
}
