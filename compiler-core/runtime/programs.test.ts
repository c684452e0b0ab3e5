// Every test program, as written, on the interpreter and on WebAssembly, against what CPython gave.
import { describe, expect, it } from "vitest";
import { buildWasm, lowerProgram } from "../compiler/index.ts";
import { compiled, now, programNames, referenceOf } from "../testing/programs.ts";
import { interpret } from "./interpreter.ts";
import type { RunResult } from "./run-result.ts";
import { judge } from "./verdict.ts";
import { loadWasm, runWasm } from "./wasm-host.ts";

const engines: Readonly<Record<string, (name: string) => Promise<RunResult>>> = {
  interpreter: async (name) => {
    const { sizes, inputs } = referenceOf(name);
    return interpret(lowerProgram(compiled(name).sdfg), inputs, sizes, { now });
  },
  WebAssembly: async (name) => {
    const { sizes, inputs } = referenceOf(name);
    return runWasm(await loadWasm(buildWasm(lowerProgram(compiled(name).sdfg), sizes)), inputs, { now });
  },
};

describe.each(Object.keys(engines))("%s", (engine) => {
  it.each(programNames)("runs %s as CPython does", async (name) => {
    const run = engines[engine];
    const result = await run?.(name);
    const reference = referenceOf(name);
    if (reference.raised !== null) {
      expect(result).toMatchObject({
        kind: "raised",
        exception: reference.raised.exception,
        message: reference.raised.message,
        span: { line: reference.raised.line },
      });
      return;
    }
    if (result?.kind !== "finished") throw new Error(JSON.stringify(result));
    const verdict = judge(result.outputs, reference.outputs);
    expect(verdict.kind === "right" ? "" : verdict.reason).toBe("");
  });
});
