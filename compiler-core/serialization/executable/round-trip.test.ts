// Whatever we compile, and whatever steps make of it: written as DaCe's plain states and opened again, it is the same graph, up
// to states that hold nothing, and computes the same.
import { afterAll, describe, expect, it } from "vitest";
import { compileText, lowerProgram } from "../../compiler/index.ts";
import { need } from "../../diagnostics/index.ts";
import { emptyStates } from "../../passes/empty-states.ts";
import { structureOf } from "../../recipes/structural-hash.ts";
import { interpret, type RunResult } from "../../runtime/index.ts";
import type { Sdfg } from "../../sdfg/index.ts";
import { nest, nestNames } from "../../testing/nests.ts";
import { compiled, now, programNames, referenceOf } from "../../testing/programs.ts";
import { randomSteps } from "../../testing/random-steps.ts";
import { snippets } from "../../testing/snippets.ts";
import { type Expectation, haveEqualBits } from "../../testing/steps.ts";
import { validate } from "../../validation/index.ts";
import { readSdfgFile, writeSdfgFile } from "../sdfg-file/index.ts";
import { executable } from "./index.ts";
import { everyGraph } from "./states.ts";

/** Graphs that come back in another form: code that was folded, or is told by an equal operator. */
const otherwise: string[] = [];
let tried = 0;

function thereAndBack(sdfg: Sdfg, what: string): Sdfg {
  const written = writeSdfgFile(sdfg);
  expect(written.diagnostics.filter((d) => d.severity === "error")).toEqual([]);
  const opened = readSdfgFile(need(written.value, what));
  expect(opened.diagnostics, what).toEqual([]);
  const read = need(opened.value, what);
  expect(
    validate(read).filter((p) => p.severity === "error"),
    what,
  ).toEqual([]);
  const graph = executable(read);
  if ("kind" in graph) throw new Error(`${what}: ${graph.reason}`);
  expect(
    validate(graph).filter((p) => p.severity === "error"),
    what,
  ).toEqual([]);
  return graph;
}

const structure = (sdfg: Sdfg) => structureOf(everyGraph(sdfg, emptyStates.run));

function run(sdfg: Sdfg, { inputs, sizes }: Pick<Expectation, "inputs" | "sizes">): RunResult {
  return interpret(lowerProgram(sdfg), inputs, sizes, { now });
}

function isSame(mine: RunResult, other: RunResult): boolean {
  if (mine.kind === "raised")
    return (
      other.kind === "raised" &&
      mine.exception === other.exception &&
      mine.message === other.message &&
      mine.span.line === other.span.line
    );
  return mine.kind === "finished" && haveEqualBits(mine, other);
}

/** The same graph; or another form of it, which comes back as it is, and computes the same. */
function checkTrip(sdfg: Sdfg, expectation: Pick<Expectation, "inputs" | "sizes">, what: string, runs: boolean): void {
  tried++;
  const back = thereAndBack(sdfg, what);
  const form = structure(back);
  const isOther = form !== structure(sdfg);
  if (isOther) {
    otherwise.push(what);
    expect(structure(thereAndBack(back, what)) === form, what).toBe(true);
  }
  if (isOther || runs) expect(isSame(run(sdfg, expectation), run(back, expectation)), what).toBe(true);
}

function check(sdfg: Sdfg, expectation: Pick<Expectation, "inputs" | "sizes">, name: string, seeds: number): void {
  checkTrip(sdfg, expectation, name, true);
  for (let seed = 1; seed <= seeds; seed++) {
    const steps = randomSteps(sdfg, seed, 3);
    const last = steps.at(-1)?.sdfg;
    if (last === undefined) continue;
    const what = `${name}, ${steps.map(({ id, match }) => `${id} ${JSON.stringify(match)}`).join(", ")}`;
    checkTrip(last, expectation, what, false);
  }
}

describe("programs", () => {
  it.each(programNames)("%s", (name) => check(compiled(name).sdfg, referenceOf(name), name, 3));
  it.each(nestNames)("%s", (name) => {
    const { sdfg, expectations } = nest(name);
    check(sdfg, need(expectations[0], name), name, 3);
  });
});

describe("snippets", () => {
  const all = new Map(
    snippets().flatMap(({ name, text, inputs }) => {
      const sdfg = compileText(text, { now }).value?.program.sdfg;
      return sdfg === undefined ? [] : [[name, { sdfg, inputs }]];
    }),
  );
  expect(all.size).toBeGreaterThan(250);
  it.each([...all.keys()])("%s", (name) => {
    const { sdfg, inputs } = need(all.get(name), name);
    check(sdfg, { inputs, sizes: {} }, name, 1);
  });
});

afterAll(() => {
  expect(tried).toBeGreaterThan(500);
  expect(otherwise.length, otherwise.join("\n")).toBeLessThan(tried / 10);
});
