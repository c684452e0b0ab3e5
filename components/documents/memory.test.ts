import { compileText } from "@datawright/compiler-core/compiler";
import { describe, expect, test } from "vitest";
import { newProgramText } from "./document";
import { memoryOf, printBytes, refuseMemory } from "./memory";

const program = compileText(newProgramText, { now: () => 0 }).value?.program;

describe("memory before a run", () => {
  test("the program that a new document begins with compiles", () => expect(program?.sdfg.name).toBe("program"));
  test("arguments count once a copy", () => {
    const memory = program && memoryOf(program.sdfg, { N: 1000 });
    expect(memory?.argumentBytes).toBe(16_000);
    expect(memory?.totalBytes).toBe(8 * 16_000 + 2 * (memory?.temporaryBytes ?? 0));
  });
  test("an unknown size is unknown memory", () => expect(program && memoryOf(program.sdfg, {})).toBeUndefined());
  test("too much is refused, and the largest preset that fits is named", () => {
    expect(program && refuseMemory(program.sdfg, { N: 1e6 }, {})).toBeUndefined();
    const reason = program && refuseMemory(program.sdfg, { N: 1e9 }, { S: { N: 1e3 }, M: { N: 1e6 }, L: { N: 1e9 } });
    expect(reason).toMatch(/preset that fits is M/);
  });
  test.each([
    [8, "8 B"],
    [2_100_000, "2.10 MB"],
    [2 ** 31, "2.15 GB"],
  ])("%d bytes are %s", (bytes, text) => expect(printBytes(bytes)).toBe(text));
});
