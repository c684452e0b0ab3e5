// NumPy's meaning, one small program at a time, on the interpreter and on WebAssembly, against what CPython gave.
import { describe, expect, it } from "vitest";
import { buildWasm, compileText, lowerProgram } from "../compiler/index.ts";
import { need } from "../diagnostics/index.ts";
import type { LoopProgram } from "../lowering/index.ts";
import { now } from "../testing/programs.ts";
import { type Snippet, snippets } from "../testing/snippets.ts";
import type { Inputs } from "./arguments.ts";
import { interpret } from "./interpreter.ts";
import { judgeRaised } from "./raised.ts";
import type { RunResult } from "./run-result.ts";
import { judge } from "./verdict.ts";
import { loadWasm, runWasm } from "./wasm-host.ts";

/** What is refused although CPython runs it, with why; nothing else may be. */
const refused: Readonly<Record<string, string>> = {
  huge_literal: "unsupported-syntax",
  floor_int: "wrong-type",
  sq_bool: "wrong-type",
  carried_view_write: "possible-alias",
  carried_view_write_branch: "possible-alias",
  swap_views_in_loop: "possible-alias",
  merge_alias_write2: "possible-alias",
  late_alias_in_loop: "possible-alias",
  write_original_while_carried: "possible-alias",
  swap_of_itself: "possible-alias",
  ravel_write: "possible-alias",
  reshape_loop2: "possible-alias",
  reshape_fn: "possible-alias",
  reshape_fn2: "possible-alias",
  reshape_fn3: "possible-alias",
  reshape_branch: "possible-alias",
  reshape_swap_args: "possible-alias",
  reshape_masked: "possible-alias",
  einsum_view: "possible-alias",
  diag_write: "possible-alias",
  mx_array3: "changing-type",
  mx_branch: "changing-type",
  mx_branch_f32: "changing-type",
  mx_branch_int_array: "changing-type",
  mx_break: "changing-type",
  mx_tuple: "changing-type",
  mx_while_return: "changing-type",
};

/** Where CPython always raises, a refusal that says so is as good. */
const alwaysRaising = new Set(["wrong-shape", "index-out-of-bounds", "raises-always"]);

const engines: Readonly<Record<string, (program: LoopProgram, inputs: Inputs) => RunResult | Promise<RunResult>>> = {
  interpreter: (program, inputs) => interpret(program, inputs, {}, { now }),
  WebAssembly: async (program, inputs) => runWasm(await loadWasm(buildWasm(program, {})), inputs, { now }),
};

async function run(snippet: Snippet, engine: string) {
  const { value, diagnostics } = compileText(snippet.text, { now });
  if (value === undefined) return diagnostics.filter((d) => d.severity === "error");
  return need(engines[engine], engine)(lowerProgram(value.program.sdfg), snippet.inputs);
}

describe.each(Object.keys(engines))("%s", (engine) => {
  it.each(snippets().map((s) => [s.name, s] as const))("%s", async (_, snippet) => {
    const result = await run(snippet, engine);
    if (!("kind" in result)) {
      const codes = result.map((d) => d.code);
      if (snippet.raised !== null)
        expect(
          codes.every((code) => alwaysRaising.has(code)),
          result[0]?.message,
        ).toBe(true);
      else expect(codes, result[0]?.message).toEqual([refused[snippet.name]]);
      return;
    }
    expect(Object.keys(refused)).not.toContain(snippet.name);
    if (snippet.raised !== null) {
      const ours = result.kind === "raised" ? { ...result, line: 0 } : undefined;
      expect(judgeRaised(ours, { ...snippet.raised, line: 0 })).toMatchObject({ kind: "right" });
      return;
    }
    if (result.kind !== "finished") throw new Error(`raised ${result.exception}: ${result.message}`);
    const verdict = judge(result.outputs, snippet.outputs);
    expect(verdict.kind === "right" ? "" : verdict.reason).toBe("");
  });
});
