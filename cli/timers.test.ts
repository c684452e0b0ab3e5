// Times by map: the code without them has no trace of it, and with them they add up to most of a run, never to more.
import { describe, expect, it } from "vitest";
import { timedElements } from "../compiler-core/analysis/index.ts";
import { buildCpp, lowerProgram } from "../compiler-core/compiler/index.ts";
import { hasCompiler } from "../compiler-core/testing/native.ts";
import { compiled, programNames, textOf } from "../compiler-core/testing/programs.ts";
import type { RunDocument } from "./run/document.ts";
import { datawright, gallery } from "./testing.ts";

describe("the printed code", () => {
  it.each(programNames)("of %s times what it was asked to time, and is the same without", (name) => {
    const { sdfg } = compiled(name);
    const [plain, timed] = [buildCpp(lowerProgram(sdfg)), buildCpp(lowerProgram(sdfg), [], timedElements(sdfg))];
    expect(plain.timers).toEqual([]);
    expect(plain.source).not.toMatch(/np::timers|np::nanoseconds|maps/);
    expect(timed.timers.length).toBeGreaterThan(0);
    const without = timed.kernel.replace(/^ *np::timers\[\d+\] [-+]= np::nanoseconds\(\);\n/gm, "");
    expect(without).toBe(plain.kernel);
  });
});

describe.skipIf(!hasCompiler)("run --timers", () => {
  const args = (target: string) => ["run", gallery("jacobi_2d"), "--target", target, "--preset", "S", "--timers"];

  it("gives times that add up to more than half of a run, and to no more than it", async () => {
    const { out, status } = await datawright([...args("cpp"), "--threads", "1", "--repeat", "5", "--json"]);
    const document = JSON.parse(out) as RunDocument;
    expect(status).toBe(0);
    const lines = textOf("jacobi_2d").split("\n");
    const total = document.time?.min_s ?? Number.NaN;
    const least = (document.maps ?? []).reduce((sum, map) => sum + map.min_s, 0);
    expect(least).toBeGreaterThan(total / 2);
    expect(least).toBeLessThanOrEqual(total);
    for (const { line } of document.maps ?? []) expect(lines[line - 1]).toMatch(/[AB]\[1:-1, 1:-1\]/);
  });

  it("is for C++ alone", async () => {
    expect(await datawright(args("wasm"))).toMatchObject({ status: 3, err: expect.stringContaining("--timers") });
  });
});
