// How many of the graphs that DaCe wrote can run here, and whether those of gallery programs compute what CPython does.
import { readdirSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { describe, expect, it } from "vitest";
import { lowerProgram } from "../../compiler/index.ts";
import { interpret, judge, type NdArray, scalarArray } from "../../runtime/index.ts";
import type { Sdfg } from "../../sdfg/index.ts";
import { galleryNames, now, referenceOf } from "../../testing/programs.ts";
import { validate } from "../../validation/index.ts";
import { readSdfgFile } from "../sdfg-file/index.ts";
import { converted, executable } from "./index.ts";

const folder = process.env["DATAWRIGHT_SDFG_CORPUS"];
const reason = folder === undefined ? "DATAWRIGHT_SDFG_CORPUS is not set" : "";

describe.skipIf(folder === undefined)(`graphs that DaCe wrote ${reason}`, () => {
  const files =
    folder === undefined
      ? []
      : readdirSync(folder, { recursive: true, encoding: "utf8" })
          .filter((name) => name.includes(".sdfg"))
          .sort();
  const graphOf = (name: string) => readSdfgFile(readFileSync(`${folder}/${name}`)).value as Sdfg;

  it("run or are refused, and stay valid on the way", () => {
    const reasons = new Map<string, number>();
    const problems: string[] = [];
    let can = 0;
    for (const name of files) {
      const sdfg = graphOf(name);
      const [invalid] = validate(converted(sdfg)).filter((p) => p.severity === "error");
      if (invalid !== undefined) problems.push(`${name}: ${invalid.message}`);
      const graph = executable(sdfg);
      if ("kind" in graph) reasons.set(graph.code, (reasons.get(graph.code) ?? 0) + 1);
      else {
        can++;
        lowerProgram(graph);
      }
    }
    console.log(
      `corpus: ${can} of ${files.length} files can run; refused first for ${[...reasons].map(([code, n]) => `${code} ${n}`).join(", ")}`,
    );
    expect(problems).toEqual([]);
    expect(can).toBeGreaterThan(0);
  }, 240_000);

  const programs = new Map([
    ...galleryNames.map((name): [string, string] => [name, name]),
    ["mandelbrot1", "mandelbrot"],
  ]);
  const known = files.filter(
    (name) => programs.has(basename(name).split(".")[0] ?? "") && !name.includes("mandelbrot2"),
  );

  it.each(known)(
    "%s computes what CPython does, or is refused",
    (name) => {
      const graph = executable(graphOf(name));
      if ("kind" in graph) {
        expect(graph.reason.length).toBeGreaterThan(10);
        return;
      }
      const reference = referenceOf(programs.get(basename(name).split(".")[0] ?? "") ?? "");
      const result = interpret(
        lowerProgram(graph),
        argumentsFor(graph, reference.inputs, reference.sizes),
        reference.sizes,
        { now },
      );
      if (result.kind !== "finished") throw new Error(JSON.stringify(result));
      const verdict = judge(result.outputs, reference.outputs);
      console.log(`corpus: ${name} runs: ${verdict.kind}`);
      expect(verdict.kind === "right" ? "" : verdict.reason).toBe("");
    },
    60_000,
  );
});

/** What is a size in our program may be a scalar argument in DaCe's. */
function argumentsFor(
  graph: Sdfg,
  inputs: Readonly<Record<string, NdArray>>,
  sizes: Readonly<Record<string, number>>,
): Record<string, NdArray> {
  const upper = new Map(Object.entries(sizes).map(([name, value]) => [name.toUpperCase(), value]));
  return Object.fromEntries(
    graph.argNames.flatMap((name): [string, NdArray][] => {
      const [given, size, container] = [inputs[name], upper.get(name.toUpperCase()), graph.containers[name]];
      if (given !== undefined) return [[name, given]];
      return size === undefined || container === undefined ? [] : [[name, scalarArray(container.dtype, size)]];
    }),
  );
}
