// Every test program, compiled by g++ and run: against what CPython gave, with one thread and with two.
import { describe, expect, it } from "vitest";
import { buildCpp, lowerProgram } from "../../compiler/index.ts";
import { judge, type RunResult } from "../../runtime/index.ts";
import { buildNative, hasCompiler, type Mode, withoutCompiler } from "../../testing/native.ts";
import { compiled, programNames, referenceOf } from "../../testing/programs.ts";

const modes: readonly Mode[] = ["strict", "relaxed"];

describe.each(modes)("%s", (mode) => {
  it.each(programNames)("runs %s as CPython does", (name, context) => {
    if (!hasCompiler) return (context as unknown as { skip: (why: string) => void }).skip(withoutCompiler);
    const reference = referenceOf(name);
    const native = buildNative(buildCpp(lowerProgram(compiled(name).sdfg)), mode);
    for (const threads of [1, 2]) {
      const result: RunResult = native.run(reference.inputs, reference.sizes, threads);
      if (reference.raised !== null) {
        expect(result).toMatchObject({
          kind: "raised",
          exception: reference.raised.exception,
          message: reference.raised.message,
          span: { line: reference.raised.line },
        });
        continue;
      }
      if (result.kind !== "finished") throw new Error(JSON.stringify(result));
      const verdict = judge(result.outputs, reference.outputs);
      expect(verdict.kind === "right" ? "" : verdict.reason).toBe("");
    }
    native.remove();
  });
});
