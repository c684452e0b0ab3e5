// From text to a simplified graph and to WebAssembly, in the time that a person does not notice. Machines differ: a fixed piece
// of work of the same kind tells how slow this one is, at this moment. Processor time counts: others may be busy here as well.
import { describe, expect, it } from "vitest";
import { buildWasm, lowerProgram } from "../compiler/index.ts";
import { need } from "../diagnostics/index.ts";
import { simplifyGraph } from "../passes/index.ts";
import { compiledText, galleryNames, textOf } from "../testing/programs.ts";
import { auto } from "./index.ts";

const mostToSimplified = 0.15;
const mostToBytes = 0.4;

/** What the fixed work takes where the bounds are meant to hold. */
const usualSeconds = 0.03;
const attempts = 3;

function processorSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

function fixedWork(): number {
  const begin = processorSeconds();
  const seen = new Map<string, readonly number[]>();
  for (let i = 0; i < 60_000; i++) seen.set(`${i % 977}/${i % 64}`, [i, ...(seen.get(`${i % 977}`) ?? [])]);
  expect([...seen.keys()].sort()).toHaveLength(60_000);
  return processorSeconds() - begin;
}

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1] as number;

function seconds(name: string): { readonly simplified: number; readonly bytes: number } {
  const text = textOf(name);
  const begin = processorSeconds();
  const { sdfg, presets } = compiledText(text);
  const compiled = processorSeconds();
  simplifyGraph(sdfg);
  const simplified = processorSeconds();
  const sizes = need(presets["M"], "preset M");
  const { length } = buildWasm(lowerProgram(auto({ ...sdfg }, { text, sizes }).sdfg), sizes, { threads: 2 }).bytes;
  expect(length).toBeGreaterThan(100);
  return { simplified: simplified - begin, bytes: processorSeconds() - simplified + (compiled - begin) };
}

describe("compile time at preset M", () => {
  it.each(galleryNames)("%s", { timeout: 60_000 }, (name) => {
    const tried = Array.from({ length: attempts }, () => {
      const slowness = Math.max(1, median([fixedWork(), fixedWork(), fixedWork()]) / usualSeconds);
      const { simplified, bytes } = seconds(name);
      return { simplified: simplified / slowness, bytes: bytes / slowness };
    });
    expect(Math.min(...tried.map((t) => t.simplified))).toBeLessThan(mostToSimplified);
    expect(Math.min(...tried.map((t) => t.bytes))).toBeLessThan(mostToBytes);
  });
});
