import { describe, expect, it } from "vitest";
import { buildWasm, lowerProgram } from "../../compiler/index.ts";
import { symbol } from "../../symbolic/index.ts";
import { binary, load, loop, num, programOf, store } from "../../testing/loop-programs.ts";
import { compiled, programNames, referenceOf } from "../../testing/programs.ts";
import { emitWasm } from "./emit.ts";
import { printWasmText } from "./print-text.ts";

const k = symbol("k");
const body = [store("a", k, binary("*", load("float64", "a", k), num("float64", -2.5)))];

describe("the text of a module", () => {
  it("is what the bytes say", () => {
    const text = printWasmText(emitWasm(programOf([loop("k", 9, body)], { a: "float64" }, 9)).bytes);
    expect(
      text
        .replace(/offset=\d+/g, "offset=A")
        .split("\n")
        .map((l) => l.trimEnd()),
    ).toEqual([
      "(module",
      '  (import "env" "memory" (memory 1))',
      '  (export "run" (func $run))',
      "  (func $run (result i32)",
      "    (local i32)",
      ...["i32.const 0", "local.set 0", "local.get 0", "i32.const 9", "i32.lt_s", "if"].map((l) => `    ${l}`),
      "      loop",
      ...[
        "local.get 0",
        "i32.const 3",
        "i32.shl",
        "local.get 0",
        "i32.const 3",
        "i32.shl",
        "f64.load offset=A align=8",
        "f64.const -2.5",
        "f64.mul",
        "f64.store offset=A align=8",
      ].map((l) => `        ${l}`),
      ...[
        "local.get 0",
        "i32.const 1",
        "i32.add",
        "local.set 0",
        "local.get 0",
        "i32.const 9",
        "i32.lt_s",
        "br_if 0",
      ].map((l) => `        ${l}`),
      "      end",
      "    end",
      "    i32.const 0",
      "  )",
      ")",
      "",
    ]);
  });

  it("knows shared memory, calls, atomics and vectors", () => {
    const text = printWasmText(
      emitWasm(programOf([loop("k", 90, body, { schedule: "parallel", lanes: 2 })], { a: "float64" }, 99), {
        threads: 2,
      }).bytes,
    );
    for (const part of [
      "(memory 1 1 shared)",
      "call $barrier",
      "memory.atomic.wait32",
      "f64x2.mul",
      "v128.store offset=",
      "(param i32 i32)",
    ])
      expect(text).toContain(part);
  });

  it.each(programNames)("closes what it opens in %s", (name) => {
    const { sizes } = referenceOf(name);
    const lines = printWasmText(buildWasm(lowerProgram(compiled(name).sdfg), sizes, { threads: 2 }).bytes)
      .split("\n")
      .map((l) => l.trim().split(" ", 1)[0]);
    const count = (...words: string[]) => lines.filter((word) => words.includes(word ?? "")).length;
    expect(count("block", "loop", "if")).toBeGreaterThan(0);
    expect(count("end")).toBe(count("block", "loop", "if"));
  });
});
