// NumPy's meaning, one small program at a time: the interpreter against what CPython gave.
import { describe, expect, it } from "vitest";
import { compileText, lowerProgram } from "../compiler/index.ts";
import { now } from "../testing/programs.ts";
import { type Snippet, snippets } from "../testing/snippets.ts";
import { interpret } from "./interpreter.ts";
import { judge } from "./verdict.ts";

/** What is refused although CPython runs it, with why; nothing else may be. */
const refused: Readonly<Record<string, string>> = {
  mask_select: "unknown-size",
  bool_index_store_rows: "unsupported-syntax",
  huge_literal: "unsupported-syntax",
};

/** Where CPython always raises, a refusal that says so is as good. */
const alwaysRaising = new Set(["wrong-shape", "index-out-of-bounds", "raises-always"]);

function run(snippet: Snippet) {
  const { value, diagnostics } = compileText(snippet.text, { now });
  if (value === undefined) return diagnostics.filter((d) => d.severity === "error");
  return interpret(lowerProgram(value.program.sdfg), snippet.inputs, {}, { now });
}

describe("the interpreter", () => {
  it.each(snippets().map((s) => [s.name, s] as const))("%s", (_, snippet) => {
    const result = run(snippet);
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
      expect(result).toMatchObject({ kind: "raised", exception: snippet.raised.exception });
      return;
    }
    if (result.kind !== "finished") throw new Error(`raised ${result.exception}: ${result.message}`);
    const verdict = judge(result.outputs, snippet.outputs);
    expect(verdict.kind === "right" ? "" : verdict.reason).toBe("");
  });
});
