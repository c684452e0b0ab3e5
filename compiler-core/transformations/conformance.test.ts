// Every transformation on every program and every match, at preset T and at extents of 1 and 0, on the interpreter and on
// WebAssembly: the input stays as it was, the result computes what CPython computes (with equal bits, where the transformation
// promises them), survives a JSON round trip, and is found again in the same order.
import { afterAll, describe, expect, it } from "vitest";
import type { Sdfg } from "../sdfg/index.ts";
import { nest, nestNames } from "../testing/nests.ts";
import { compiled, programNames, referencesOf } from "../testing/programs.ts";
import {
  type Expectation,
  faultsOf,
  frozen,
  haveEqualBits,
  type Outcome,
  roundTripped,
  runner,
} from "../testing/steps.ts";
import { defaultsOf, type Match, type OptionValues, type Transformation, transform, transformations } from "./index.ts";

const applied = new Map<string, Set<string>>();
const refused = new Map<string, Set<string>>();
const note = (where: Map<string, Set<string>>, id: string, name: string) =>
  where.set(id, (where.get(id) ?? new Set()).add(name));

interface Start {
  readonly graph: Sdfg;
  readonly expectations: readonly Expectation[];
}

function programOf(name: string): Start {
  if (!nestNames.includes(name)) return { graph: compiled(name).sdfg, expectations: referencesOf(name) };
  const { sdfg, expectations } = nest(name);
  return { graph: sdfg, expectations };
}

type Run = ReturnType<typeof runner>;

/** One for each program: what was run once is not run again, wherever the graph comes from. */
const runs = new Map<string, Run>();

function runOf(name: string, expectations: readonly Expectation[]): Run {
  const run = runs.get(name) ?? runner(expectations);
  runs.set(name, run);
  return run;
}

const named = (id: string) => transformations.filter((t) => t.id === id);

/** Takes the steps that apply, one match each. */
function after(graph: Sdfg, steps: readonly string[]): Sdfg {
  let current = graph;
  for (const transformation of steps.flatMap(named)) {
    for (const match of [...transformation.find(current)]) {
      const done = transform(current, transformation.id, match);
      if (done.kind === "done") current = done.sdfg;
    }
  }
  return current;
}

const starts: Readonly<Record<string, readonly string[]>> = {
  "as written": [],
  simplified: ["Simplify"],
  fused: ["Simplify", "FullMapFusion", "LoopToMap"],
};

const names = [...programNames, ...nestNames];

describe.each(Object.keys(starts))("%s", (start) => {
  it.each(names)("%s", { timeout: 300_000 }, async (name) => {
    const { graph, expectations } = programOf(name);
    const from = frozen(after(graph, starts[start] ?? []));
    const run = runOf(name, expectations);
    const before = await run(from);
    expect(faultsOf(before)).toEqual([]);
    for (const transformation of transformations) {
      const matches = [...transformation.find(from)];
      expect([...transformation.find(roundTripped(from))]).toEqual(matches);
      // Every match where the graph is simple; where it is not, up to the first that is not refused.
      let tried = false;
      for (const match of matches) {
        if (tried && start !== "simplified") break;
        tried = (await checkMatch({ name, from, run, before }, transformation, match, {})) || tried;
      }
      const [first] = matches;
      if (first !== undefined)
        for (const options of otherOptions(transformation))
          await checkMatch({ name, from, run, before }, transformation, first, options);
    }
  });
});

function otherOptions(transformation: Transformation): OptionValues[] {
  return Object.entries(transformation.options).flatMap(([option, { values }]) =>
    values.filter((v) => v !== defaultsOf(transformation)[option]).map((v) => ({ [option]: v })),
  );
}

interface Scene {
  readonly name: string;
  readonly from: Sdfg;
  readonly run: Run;
  readonly before: readonly Outcome[];
}

/** Whether it applied. */
async function checkMatch(scene: Scene, transformation: Transformation, match: Match, options: OptionValues) {
  const { name, from, run, before } = scene;
  const { id, exact } = transformation;
  const done = transform(from, id, match, options);
  if (done.kind === "refusal") {
    note(refused, id, name);
    expect(done.reason).toMatch(/^[`A-Z].*\.$/s);
    expect(done.code, done.reason).not.toBe("invalid");
    return false;
  }
  note(applied, id, name);
  const what = `${id} on ${JSON.stringify(match)} with ${JSON.stringify(options)}`;
  expect(done.sdfg, what).not.toBe(from);
  const travelled = roundTripped(done.sdfg);
  expect(travelled, what).toEqual(done.sdfg);
  await checkOutcomes(before, await run(travelled), exact, what);
  return true;
}

async function checkOutcomes(before: readonly Outcome[], result: readonly Outcome[], exact: boolean, what: string) {
  expect(faultsOf(result), what).toEqual([]);
  if (!exact) return;
  for (const [i, { on, result: now }] of result.entries())
    expect([on, before[i] !== undefined && haveEqualBits(before[i].result, now)], what).toEqual([on, true]);
}

/**
 * Ordered pairs. The number of pairs of places grows with the square of the places, so it is capped: of the first step all
 * results that differ in structure up to `mostFirst` of a transformation; of the second all places that the first step made or
 * changed up to `mostSecond`, or, where it touched none, the first place that is not refused.
 */
const mostFirst = 3;
const mostSecond = 3;

describe("pairs of steps", () => {
  it.each(["hdiff", "jacobi_2d", "softmax"])("%s", { timeout: 300_000 }, async (name) => {
    const { graph, expectations } = programOf(name);
    const run = runOf(name, expectations);
    const simple = after(graph, ["Simplify"]);
    const before = await run(simple);
    let count = 0;
    for (const first of transformations) {
      for (const one of results(simple, first, [...first.find(simple)], mostFirst)) {
        for (const second of transformations) {
          const places = [...second.find(one)];
          const near = places.filter((m) =>
            Object.values(m).some((id) => elementOf(one, id) !== elementOf(simple, id)),
          );
          const there = results(one, second, near, mostSecond);
          for (const two of there.length > 0 ? there : results(one, second, places, 1)) {
            await checkOutcomes(before, await run(two), first.exact && second.exact, `${first.id}, ${second.id}`);
            count++;
          }
        }
      }
    }
    expect(count).toBeGreaterThan(transformations.length);
  });
});

function elementOf(graph: Sdfg, id: string): unknown {
  if (graph.blocks[id] !== undefined) return graph.blocks[id];
  for (const block of Object.values(graph.blocks))
    if (block.kind === "state" && block.nodes[id] !== undefined) return block.nodes[id];
  return undefined;
}

function results(graph: Sdfg, { id }: Transformation, matches: readonly Match[], most: number): readonly Sdfg[] {
  const found: Sdfg[] = [];
  for (const match of matches) {
    if (found.length >= most) break;
    const done = transform(graph, id, match);
    if (done.kind === "done") found.push(done.sdfg);
  }
  return found;
}

afterAll(() => {
  for (const { id } of transformations) {
    expect([id, (applied.get(id)?.size ?? 0) >= 2]).toEqual([id, true]);
    expect([id, (refused.get(id)?.size ?? 0) >= 1]).toEqual([id, true]);
  }
});
